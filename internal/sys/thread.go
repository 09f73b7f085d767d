package sys

import (
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// SignalThread sends a signal to a thread of this process.
func SignalThread(thread, signal uint32) {
	syscall.RawSyscall(unix.SYS_TGKILL, uintptr(os.Getpid()), uintptr(thread), uintptr(signal))
}

// ThreadID is the number of the calling thread.
func ThreadID() int { return unix.Gettid() }

// ThreadExists reports whether this process has the thread with a number.
func ThreadExists(id int) bool { return unix.Tgkill(os.Getpid(), id, 0) != unix.ESRCH }
