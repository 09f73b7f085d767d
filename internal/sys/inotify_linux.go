package sys

import "golang.org/x/sys/unix"

// DirectoryChanges are the events for [Inotify] of a file that has come into a directory,
// gone from it, or been written there.
const DirectoryChanges = unix.IN_CREATE | unix.IN_MOVED_TO | unix.IN_CLOSE_WRITE | unix.IN_DELETE | unix.IN_MOVED_FROM |
	unix.IN_DELETE_SELF | unix.IN_MOVE_SELF

// Inotify returns a descriptor that is readable when one of the events in mask has
// happened to one of paths, by whatever process.
func Inotify(mask uint32, paths ...string) (int, Errno) {
	if e := injected("inotify_init1"); e != 0 {
		return -1, e
	}
	in, err := unix.InotifyInit1(unix.IN_CLOEXEC | unix.IN_NONBLOCK)
	if err != nil {
		return -1, number(err)
	}
	for _, path := range paths {
		if _, err := unix.InotifyAddWatch(in, path, mask); err != nil {
			unix.Close(in)
			return -1, number(err)
		}
	}
	return in, 0
}
