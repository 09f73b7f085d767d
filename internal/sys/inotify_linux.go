package sys

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// InotifyOf returns a descriptor that is readable when one of the events in mask has
// happened to the open file fd, by whatever process.
func InotifyOf(fd int, mask uint32) (int, Errno) {
	if e := injected("inotify_init1"); e != 0 {
		return -1, e
	}
	in, err := unix.InotifyInit1(unix.IN_CLOEXEC | unix.IN_NONBLOCK)
	if err != nil {
		return -1, number(err)
	}
	if _, err := unix.InotifyAddWatch(in, fmt.Sprintf("/proc/self/fd/%d", fd), mask); err != nil {
		unix.Close(in)
		return -1, number(err)
	}
	return in, 0
}

// InotifyDirectories returns a descriptor that is readable when a file has come into,
// gone from, or been written in one of dirs.
func InotifyDirectories(dirs []string) (int, Errno) {
	if e := injected("inotify_init1"); e != 0 {
		return -1, e
	}
	in, err := unix.InotifyInit1(unix.IN_CLOEXEC | unix.IN_NONBLOCK)
	if err != nil {
		return -1, number(err)
	}
	const mask = unix.IN_CREATE | unix.IN_MOVED_TO | unix.IN_CLOSE_WRITE | unix.IN_DELETE | unix.IN_MOVED_FROM |
		unix.IN_DELETE_SELF | unix.IN_MOVE_SELF
	for _, dir := range dirs {
		if _, err := unix.InotifyAddWatch(in, dir, mask); err != nil {
			unix.Close(in)
			return -1, number(err)
		}
	}
	return in, 0
}
