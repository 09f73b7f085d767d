package sys

import (
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// RecvWait is Recv that holds the thread until something comes, on a descriptor
// that may block. A signal ends it with EINTR.
func RecvWait(fd int, p []byte, flags int) (int, Errno) {
	if e := injected("recv"); e != 0 {
		return 0, e
	}
	r, _, e := syscall.Syscall6(unix.SYS_RECVFROM, uintptr(fd), uintptr(ptr(p)), uintptr(len(p)), uintptr(flags), 0, 0)
	if e != 0 {
		return 0, e
	}
	return int(r), 0
}

// SetBlocking makes the calls on a descriptor that say nothing else block, or
// not.
func SetBlocking(fd int, blocking bool) Errno {
	flags, _, e := syscall.RawSyscall(unix.SYS_FCNTL, uintptr(fd), unix.F_GETFL, 0)
	if e != 0 {
		return e
	}
	if blocking {
		flags &^= unix.O_NONBLOCK
	} else {
		flags |= unix.O_NONBLOCK
	}
	_, _, e = syscall.RawSyscall(unix.SYS_FCNTL, uintptr(fd), unix.F_SETFL, flags)
	return e
}

// SignalThread sends a signal to a thread of this process.
func SignalThread(thread, signal uint32) {
	syscall.RawSyscall(unix.SYS_TGKILL, uintptr(os.Getpid()), uintptr(thread), uintptr(signal))
}
