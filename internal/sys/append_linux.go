package sys

import "golang.org/x/sys/unix"

// StatAt tells what name in the directory dir is; a link is not followed.
func StatAt(dir int, name string, st *unix.Stat_t) Errno {
	if e := injected("fstatat"); e != 0 {
		return e
	}
	return again(func() error { return unix.Fstatat(dir, name, st, unix.AT_SYMLINK_NOFOLLOW) })
}

// Append writes p in one call at the end of fd, which is open for appending, and
// returns the bytes written.
func Append(fd int, p []byte) (int, Errno) {
	if e := injected("write"); e != 0 {
		return 0, e
	}
	n := 0
	e := again(func() (err error) {
		n, err = unix.Write(fd, p)
		return err
	})
	return max(n, 0), e
}

// Sync waits until what was written to fd is on the disk.
func Sync(fd int) Errno {
	if e := injected("fdatasync"); e != 0 {
		return e
	}
	return again(func() error { return unix.Fdatasync(fd) })
}

// Rename gives a file in the directory dir another name there.
func Rename(dir int, from, to string) Errno {
	if e := injected("rename"); e != 0 {
		return e
	}
	return number(unix.Renameat(dir, from, dir, to))
}

// ChangeGroup gives fd to another group.
func ChangeGroup(fd, gid int) Errno {
	if e := injected("fchown"); e != 0 {
		return e
	}
	return again(func() error { return unix.Fchown(fd, -1, gid) })
}
