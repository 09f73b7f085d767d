package sys

import (
	"errors"
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
	err := lock(f, unix.F_WRLCK)
	if errors.Is(err, unix.EAGAIN) || errors.Is(err, unix.EACCES) {
		return false, nil
	}
	return err == nil, err
}

// Unlock gives up the lock that [TryLock] took on f.
func Unlock(f *os.File) error { return lock(f, unix.F_UNLCK) }

func lock(f *os.File, kind int16) error {
	if e := injected("fcntl"); e != 0 {
		return os.NewSyscallError("fcntl", e)
	}
	whole := unix.Flock_t{Type: kind}
	for {
		err := unix.FcntlFlock(f.Fd(), unix.F_OFD_SETLK, &whole)
		if !errors.Is(err, unix.EINTR) {
			return os.NewSyscallError("fcntl", err)
		}
	}
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
