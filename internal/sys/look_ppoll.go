//go:build !(386 || amd64 || arm || s390x)

package sys

import (
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// look is poll without waiting, for architectures that have ppoll only; it costs
// a little more.
func look(fds *PollFd, n int) (int, Errno) {
	var none unix.Timespec
	r, _, e := syscall.RawSyscall6(unix.SYS_PPOLL, uintptr(unsafe.Pointer(fds)), uintptr(n),
		uintptr(unsafe.Pointer(&none)), 0, 0, 0)
	return int(r), e
}
