package sys

import (
	"syscall"

	"golang.org/x/sys/unix"
)

// number turns the error of a wrapper in x/sys/unix back into the number that
// it is.
func number(err error) Errno {
	if err == nil {
		return 0
	}
	if errno, ok := err.(syscall.Errno); ok {
		return errno
	}
	return unix.EIO
}

// again repeats call while it is interrupted.
func again(call func() error) Errno {
	for {
		if errno := number(call()); errno != unix.EINTR {
			return errno
		}
	}
}

// OpenAt opens name in the directory dir (unix.AT_FDCWD: the current one),
// close-on-exec.
func OpenAt(dir int, name string, flags int, mode uint32) (int, Errno) {
	if e := injected("open"); e != 0 {
		return -1, e
	}
	fd := -1
	e := again(func() (err error) {
		fd, err = unix.Openat(dir, name, flags|unix.O_CLOEXEC, mode)
		return err
	})
	return fd, e
}

// Copy makes another descriptor, close-on-exec, of the file that fd is open for.
func Copy(fd int) (int, Errno) {
	if e := injected("fcntl"); e != 0 {
		return -1, e
	}
	own, err := unix.FcntlInt(uintptr(fd), unix.F_DUPFD_CLOEXEC, 0)
	return own, number(err)
}

// MemFd makes a file in memory that has no name for others.
func MemFd(name string) (int, Errno) {
	if e := injected("memfd_create"); e != 0 {
		return -1, e
	}
	fd, err := unix.MemfdCreate(name, unix.MFD_CLOEXEC)
	return fd, number(err)
}

// Pread reads into p from offset and returns the bytes read, 0 at the end.
func Pread(fd int, p []byte, offset int64) (int, Errno) {
	if e := injected("pread"); e != 0 {
		return 0, e
	}
	n := 0
	e := again(func() (err error) {
		n, err = unix.Pread(fd, p, offset)
		return err
	})
	return max(n, 0), e
}

// Pwrite writes p at offset.
func Pwrite(fd int, p []byte, offset int64) Errno {
	if e := injected("pwrite"); e != 0 {
		return e
	}
	n := 0
	e := again(func() (err error) {
		n, err = unix.Pwrite(fd, p, offset)
		return err
	})
	if e == 0 && n < len(p) {
		return unix.ENOSPC
	}
	return e
}

// Truncate gives a file the length size.
func Truncate(fd int, size int64) Errno {
	if e := injected("ftruncate"); e != 0 {
		return e
	}
	return again(func() error { return unix.Ftruncate(fd, size) })
}

// Stat tells what fd is.
func Stat(fd int, st *unix.Stat_t) Errno {
	if e := injected("fstat"); e != 0 {
		return e
	}
	return again(func() error { return unix.Fstat(fd, st) })
}

// Chmod changes the permissions of fd.
func Chmod(fd int, mode uint32) Errno {
	if e := injected("fchmod"); e != 0 {
		return e
	}
	return again(func() error { return unix.Fchmod(fd, mode) })
}

// Unlink removes the name of a file in the directory dir.
func Unlink(dir int, name string) Errno {
	if e := injected("unlink"); e != 0 {
		return e
	}
	return number(unix.Unlinkat(dir, name, 0))
}

// LockByte takes an open-file-description lock on the byte at offset of fd,
// for writing and without waiting. EAGAIN: somebody else holds it.
func LockByte(fd int, offset int64) Errno { return lock(fd, offset, 1, unix.F_WRLCK) }

// UnlockByte gives up what [LockByte] took.
func UnlockByte(fd int, offset int64) Errno { return lock(fd, offset, 1, unix.F_UNLCK) }

// LockFrom is [LockByte] for the byte at offset and all behind it.
func LockFrom(fd int, offset int64) Errno { return lock(fd, offset, 0, unix.F_WRLCK) }

// UnlockFrom gives up the locks of bytes at offset and behind it.
func UnlockFrom(fd int, offset int64) Errno { return lock(fd, offset, 0, unix.F_UNLCK) }

// lock sets the locks of length bytes at offset; 0 means all behind it.
func lock(fd int, offset, length int64, kind int16) Errno {
	if e := injected("fcntl"); e != 0 {
		return e
	}
	e := again(func() error {
		return unix.FcntlFlock(uintptr(fd), unix.F_OFD_SETLK, &unix.Flock_t{Type: kind, Start: offset, Len: length})
	})
	if e == unix.EACCES {
		return unix.EAGAIN
	}
	return e
}

// ByteLocked reports whether somebody else holds a lock for writing on the byte
// at offset; fd may be open for reading only. Locks for reading, which everyone
// who can read the file may take, do not count.
func ByteLocked(fd int, offset int64) (bool, Errno) {
	probe, e := lockOf(fd, offset, 1)
	return probe.Type != unix.F_UNLCK, e
}

// LockedFrom is [ByteLocked] for the byte at offset and all behind it.
func LockedFrom(fd int, offset int64) (bool, Errno) {
	probe, e := lockOf(fd, offset, 0)
	return probe.Type != unix.F_UNLCK, e
}

// LockedBetween finds bytes of fd from offset to before end on which somebody else
// holds a lock for writing: a stretch of them, which may reach beyond both, not
// always the first. length 0 means none, negative to the end of all files.
func LockedBetween(fd int, offset, end int64) (start, length int64, e Errno) {
	probe, e := lockOf(fd, offset, end-offset)
	switch {
	case e != 0 || probe.Type == unix.F_UNLCK:
		return 0, 0, e
	case probe.Len == 0:
		return probe.Start, -1, 0
	}
	return probe.Start, probe.Len, 0
}

// lockOf finds a lock for writing that somebody else holds on length bytes at
// offset; its type is F_UNLCK when there is none.
func lockOf(fd int, offset, length int64) (unix.Flock_t, Errno) {
	probe := unix.Flock_t{Type: unix.F_UNLCK}
	if e := injected("fcntl"); e != 0 {
		return probe, e
	}
	probe = unix.Flock_t{Type: unix.F_RDLCK, Start: offset, Len: length}
	e := again(func() error { return unix.FcntlFlock(uintptr(fd), unix.F_OFD_GETLK, &probe) })
	return probe, e
}

// NetNamespace tells the network namespace of a socket: the kernel's cookie
// where it has one (Linux 5.14), else the inode of the calling thread's.
func NetNamespace(fd int) (uint64, Errno) {
	if e := injected("getsockopt"); e != 0 {
		return 0, e
	}
	cookie, err := unix.GetsockoptUint64(fd, unix.SOL_SOCKET, unix.SO_NETNS_COOKIE)
	if err == nil {
		return cookie, 0
	}
	if number(err) != unix.ENOPROTOOPT {
		return 0, number(err)
	}
	var st unix.Stat_t
	if e := again(func() error { return unix.Stat("/proc/thread-self/ns/net", &st) }); e != 0 {
		return 0, e
	}
	return st.Ino, 0
}

// MakeDir makes a directory.
func MakeDir(path string, mode uint32) Errno {
	if e := injected("mkdir"); e != 0 {
		return e
	}
	return number(unix.Mkdir(path, mode))
}

// MakeDirAt makes a directory in the directory dir.
func MakeDirAt(dir int, name string, mode uint32) Errno {
	if e := injected("mkdir"); e != 0 {
		return e
	}
	return number(unix.Mkdirat(dir, name, mode))
}
