package local

import (
	"os"
	"path/filepath"
	"syscall"

	"golang.org/x/sys/unix"

	"winsock/catalog"
)

// stamp tells one state of the files from another.
type stamp [2]struct {
	inode, size uint64
	written     syscall.Timespec
}

// files are the names of the files that count.
func files() []string {
	var all []string
	for _, s := range catalog.DefaultStore().Layers() {
		all = append(all, filepath.Join(filepath.Dir(s.Path()), File))
	}
	return all
}

// stampFiles returns the state of the files.
func stampFiles() stamp {
	var s stamp
	for i, name := range files() {
		var st syscall.Stat_t
		if i < len(s) && syscall.Stat(name, &st) == nil {
			s[i].inode, s[i].size, s[i].written = st.Ino, uint64(st.Size), st.Mtim
		}
	}
	return s
}

// watch waits until the files are no longer as they were.
type watch struct {
	changed chan struct{} // closed then, and when the watch ends
	events  *os.File
	done    chan struct{}
}

// watchFiles begins to wait for files that differ from those of begun.
func watchFiles(begun stamp) (*watch, error) {
	fd, err := unix.InotifyInit1(unix.IN_CLOEXEC | unix.IN_NONBLOCK)
	if err != nil {
		return nil, err
	}
	w := &watch{changed: make(chan struct{}), events: os.NewFile(uintptr(fd), "services"), done: make(chan struct{})}
	if err := w.arm(); err != nil {
		w.events.Close()
		return nil, err
	}
	if stampFiles() != begun {
		close(w.changed)
		close(w.done)
		w.events.Close()
		return w, nil
	}
	go w.run(begun)
	return w, nil
}

// arm watches the folders of the files, or what there is of the way to them.
func (w *watch) arm() error {
	conn, err := w.events.SyscallConn()
	if err != nil {
		return err
	}
	for _, name := range files() {
		folder := filepath.Dir(name)
		for {
			var failed error
			err := conn.Control(func(fd uintptr) {
				_, failed = unix.InotifyAddWatch(int(fd), folder, unix.IN_MOVED_TO|unix.IN_CREATE|unix.IN_CLOSE_WRITE|unix.IN_DELETE|unix.IN_MOVED_FROM|unix.IN_ATTRIB)
			})
			if err != nil {
				return err
			}
			if failed == nil || folder == filepath.Dir(folder) {
				break
			}
			folder = filepath.Dir(folder)
		}
	}
	return nil
}

func (w *watch) run(begun stamp) {
	defer close(w.done)
	defer close(w.changed)
	var buf [4096]byte
	for stampFiles() == begun {
		if _, err := w.events.Read(buf[:]); err != nil {
			return
		}
		if w.arm() != nil { // a folder may be there by now
			return
		}
	}
	w.events.Close()
}

// stop ends the watch.
func (w *watch) stop() {
	w.events.Close()
	<-w.done
}
