package registry

import (
	"os"

	"golang.org/x/sys/unix"

	"winsock/internal/sys"
)

// The places of the directory when WINSOCK_RUN_DIR names none.
const (
	systemDir = "/run/winsock"
	memoryDir = "/dev/shm/winsock"
)

// openDir opens the directory, which it makes when need be.
func openDir() (int, sys.Errno) {
	if path := os.Getenv("WINSOCK_RUN_DIR"); path != "" && !sys.Privileged() {
		return makeDir(path, 0)
	}
	if dir, errno := useDir(systemDir, unix.O_NOFOLLOW); errno == 0 {
		var st unix.Stat_t
		if sys.Stat(dir, &st) == 0 && st.Uid == 0 && st.Mode&0o1003 == 0o1003 {
			return dir, 0
		}
		sys.Close(dir)
	}
	return makeDir(memoryDir, unix.O_NOFOLLOW)
}

// makeDir is useDir that makes a missing directory, for everyone.
func makeDir(path string, flags int) (int, sys.Errno) {
	dir, errno := useDir(path, flags)
	if errno != unix.ENOENT {
		return dir, errno
	}
	made := sys.MakeDir(path, 0o700) == 0
	dir, errno = useDir(path, flags)
	if made && errno == 0 {
		sys.Chmod(dir, 0o1777) // the umask has no say in it
	}
	return dir, errno
}

// useDir opens a directory in which no other user but its owner can remove or
// replace names: writable by others it has to be sticky.
func useDir(path string, flags int) (int, sys.Errno) {
	dir, errno := sys.OpenAt(unix.AT_FDCWD, path, unix.O_RDONLY|unix.O_DIRECTORY|flags, 0)
	if errno != 0 {
		return -1, errno
	}
	var st unix.Stat_t
	if errno := sys.Stat(dir, &st); errno != 0 {
		sys.Close(dir)
		return -1, errno
	}
	if st.Mode&0o022 != 0 && st.Mode&unix.S_ISVTX == 0 {
		sys.Close(dir)
		return -1, unix.EACCES
	}
	return dir, 0
}

// list calls f with the names in the directory dir.
func list(dir int, f func(name string)) sys.Errno {
	fd, errno := sys.OpenAt(dir, ".", unix.O_RDONLY|unix.O_DIRECTORY, 0)
	if errno != 0 {
		return errno
	}
	d := os.NewFile(uintptr(fd), ".")
	defer d.Close()
	names, err := d.Readdirnames(-1)
	if err != nil {
		return unix.EIO
	}
	for _, name := range names {
		f(name)
	}
	return 0
}
