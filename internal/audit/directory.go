package audit

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"

	"winsock/internal/sys"
)

// systemDir is the directory when WINSOCK_AUDIT_DIR names none.
const systemDir = "/var/log/winsock"

// Dir is the directory of the records.
func Dir() string {
	if path := os.Getenv("WINSOCK_AUDIT_DIR"); path != "" && !sys.Privileged() {
		return path
	}
	return systemDir
}

// openDir opens a directory that only its owner can change, and whose owner is this
// process's user or root. make: a missing one is made.
func openDir(path string, make bool) (int, error) {
	const flags = unix.O_RDONLY | unix.O_DIRECTORY | unix.O_NOFOLLOW
	dir, errno := sys.OpenAt(unix.AT_FDCWD, path, flags, 0)
	if errno == unix.ENOENT && make {
		if errno = sys.MakeDir(path, 0o700); errno == 0 || errno == unix.EEXIST {
			dir, errno = sys.OpenAt(unix.AT_FDCWD, path, flags, 0)
		}
	}
	if errno != 0 {
		return -1, fmt.Errorf("audit: can't use the directory %s: %w", path, errno)
	}
	var st unix.Stat_t
	if errno := sys.Stat(dir, &st); errno != 0 || st.Mode&0o022 != 0 || !trusted(st.Uid) {
		sys.Close(dir)
		return -1, fmt.Errorf("audit: %s does not belong to this user or root alone: %w", path, unix.EACCES)
	}
	return dir, nil
}

// trusted reports whether a user may own what this process relies on.
func trusted(uid uint32) bool { return uid == 0 || int(uid) == os.Geteuid() }

// openFile opens a file of the directory dir and sees to it that only its owner,
// this process's user or root, can write to it, under this name alone.
func openFile(dir int, name string, flags int) (int, sys.Errno) {
	fd, errno := sys.OpenAt(dir, name, flags|unix.O_NOFOLLOW|unix.O_NONBLOCK, 0o600)
	if errno != 0 {
		return -1, errno
	}
	var st unix.Stat_t
	if errno := sys.Stat(fd, &st); errno != 0 || st.Mode&unix.S_IFMT != unix.S_IFREG ||
		st.Mode&0o022 != 0 || !trusted(st.Uid) || st.Nlink > 1 {
		sys.Close(fd)
		return -1, unix.EACCES
	}
	return fd, 0
}
