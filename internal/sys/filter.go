package sys

import (
	"runtime"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// AttachFilter makes the kernel drop those packets for fd for which the classic
// BPF program returns 0.
func AttachFilter(fd int, program []unix.SockFilter) Errno {
	if e := injected("setsockopt"); e != 0 {
		return e
	}
	p := unix.SockFprog{Len: uint16(len(program)), Filter: unsafe.SliceData(program)}
	_, _, e := syscall.RawSyscall6(unix.SYS_SETSOCKOPT, uintptr(fd), unix.SOL_SOCKET, unix.SO_ATTACH_FILTER,
		uintptr(unsafe.Pointer(&p)), unsafe.Sizeof(p), 0)
	runtime.KeepAlive(program)
	return e
}

// DetachFilter ends what AttachFilter began.
func DetachFilter(fd int) Errno {
	return SetSockOptInt(fd, unix.SOL_SOCKET, unix.SO_DETACH_FILTER, 0)
}
