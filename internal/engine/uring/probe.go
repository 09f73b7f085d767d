package uring

import (
	"fmt"
	"os"
	"strings"

	"golang.org/x/sys/unix"

	"winsock/internal/sys"
)

// operations are those that the engine uses, by name.
var operations = map[uint8]string{
	sys.UringNop: "NOP", sys.UringPoll: "POLL_ADD", sys.UringCancel: "ASYNC_CANCEL",
	sys.UringSend: "SEND", sys.UringRecv: "RECV",
}

// Probe makes a ring for a moment, and says why there can be none; "": there can.
//
// Source: O-512.
func Probe() string {
	r, e := New(true)
	if e != 0 {
		return reason(e)
	}
	defer r.Free()
	defer r.Close()
	var wanted []uint8
	for op := range operations {
		wanted = append(wanted, op)
	}
	missing, e := sys.UringOpcodes(int(r.queues.Fd), wanted...)
	switch {
	case e != 0:
		return reason(e)
	case len(missing) > 0:
		var names []string
		for _, op := range missing {
			names = append(names, operations[op])
		}
		return "this kernel's io_uring lacks " + strings.Join(names, ", ")
	}
	return ""
}

// reason says what an error of io_uring_setup means.
func reason(e sys.Errno) string {
	switch e {
	case unix.ENOSYS:
		return "this kernel has no io_uring"
	case unix.EPERM:
		text, err := os.ReadFile("/proc/sys/kernel/io_uring_disabled")
		if how := strings.TrimSpace(string(text)); err == nil && how != "0" {
			return "kernel.io_uring_disabled is " + how
		}
		return "io_uring is forbidden here, as a container's seccomp profile does"
	case unix.EINVAL:
		return "this kernel's io_uring is too old"
	case unix.ENOMEM:
		return "no memory for io_uring: the limit of locked memory may be too low (ulimit -l)"
	}
	return fmt.Sprintf("io_uring_setup: %v", e)
}
