package registry

import (
	"encoding/binary"
	"fmt"
	"os"
	"time"

	"golang.org/x/sys/unix"

	"winsock/internal/sys"
)

// GroupWatch tells that a group has changed, until it is stopped.
type GroupWatch struct{ file *os.File }

// Watch begins to call changed, on a goroutine of its own and one call after the
// other, when a process may have changed the group, joined or left it, or ended. nil:
// the process could not have a watch, or is alone with the group.
func (m *Member) Watch(changed func()) *GroupWatch {
	if m.group.dir == nil {
		return nil
	}
	return watchFile(m.group.fd, unix.IN_MODIFY|unix.IN_CLOSE_WRITE, changed)
}

// watchFile begins to call changed after the events of inotify in mask; nil: it can't.
func watchFile(fd int, mask uint32, changed func()) *GroupWatch {
	in, errno := sys.Inotify(mask, fmt.Sprintf("/proc/self/fd/%d", fd))
	if errno != 0 {
		return nil
	}
	w := &GroupWatch{os.NewFile(uintptr(in), "group")}
	go w.run(changed)
	return w
}

// Stop ends the watch; a call of changed may be under way still.
func (w *GroupWatch) Stop() {
	if w != nil {
		w.file.Close()
	}
}

// settling is how long after the news that a file is closed its locks are gone for
// certain: the kernel tells first and then unlocks.
const settling = 5 * time.Millisecond

// run calls changed after each change.
func (w *GroupWatch) run(changed func()) {
	var buf [4096]byte
	for {
		n, err := w.file.Read(buf[:])
		if err != nil {
			return
		}
		changed()
		if closed(buf[:n]) {
			time.Sleep(settling)
			changed()
		}
	}
}

// closed reports whether one of the events says that a process has closed the file.
func closed(events []byte) bool {
	for len(events) >= unix.SizeofInotifyEvent {
		if binary.LittleEndian.Uint32(events[4:])&unix.IN_CLOSE_WRITE != 0 {
			return true
		}
		rest := unix.SizeofInotifyEvent + int(binary.LittleEndian.Uint32(events[12:]))
		events = events[min(rest, len(events)):]
	}
	return false
}
