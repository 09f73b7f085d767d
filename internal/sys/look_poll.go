//go:build 386 || amd64 || arm || s390x

package sys

import (
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// look is poll without waiting.
func look(fds *PollFd, n int) (int, Errno) {
	r, _, e := syscall.RawSyscall(unix.SYS_POLL, uintptr(unsafe.Pointer(fds)), uintptr(n), 0)
	return int(r), e
}
