package sys

import (
	"os"

	"golang.org/x/sys/unix"
)

// TryLock takes an exclusive open-file-description lock on the whole of f, which
// must be open for writing, and tells whether it got it: false means that
// somebody else holds one, in this process or another. The lock ends with
// [Unlock], or when the last descriptor of f's description is closed, at the
// latest by the end of the process.
//
// Source: D-43, D-44.
func TryLock(f *os.File) (bool, error) {
	switch e := lock(int(f.Fd()), 0, 0, unix.F_WRLCK); e {
	case 0:
		return true, nil
	case unix.EAGAIN:
		return false, nil
	default:
		return false, os.NewSyscallError("fcntl", e)
	}
}

// Unlock gives up the lock that [TryLock] took on f.
func Unlock(f *os.File) error {
	if e := lock(int(f.Fd()), 0, 0, unix.F_UNLCK); e != 0 {
		return os.NewSyscallError("fcntl", e)
	}
	return nil
}

// Privileged tells whether this process was started with more rights than its
// caller has (set-uid, set-gid, file capabilities), so that the environment
// must not decide what code it loads. When the kernel's word can't be had it
// compares the ids only.
func Privileged() bool {
	const atSecure = 23 // AT_SECURE of the auxiliary vector
	if vector, err := unix.Auxv(); err == nil {
		for _, pair := range vector {
			if pair[0] == atSecure {
				return pair[1] != 0
			}
		}
	}
	return os.Getuid() != os.Geteuid() || os.Getgid() != os.Getegid()
}
