package local

import (
	"os"
	"path/filepath"
	"syscall"

	"winsock/catalog"
)

// stamp tells one state of the files from another.
type stamp [2]struct {
	inode, size uint64
	written     syscall.Timespec
}

// stampFiles returns the state of the files.
func stampFiles() stamp {
	var s stamp
	for i, layer := range stores() {
		info, err := os.Stat(filepath.Join(filepath.Dir(layer.Path()), File))
		if err == nil && i < len(s) {
			st := info.Sys().(*syscall.Stat_t)
			s[i].inode, s[i].size, s[i].written = st.Ino, uint64(st.Size), st.Mtim
		}
	}
	return s
}

// watch waits until the files are no longer as they were.
type watch struct {
	changed chan struct{} // closed then, and when the watch ends
	stopped chan struct{} // closed by stop
	over    chan struct{} // closed when all is given back
}

// watchFiles begins to wait for files that differ from those of begun.
func watchFiles(begun stamp) (*watch, error) {
	events, err := catalog.DefaultStore().StartWatch()
	if err != nil {
		return nil, err
	}
	w := &watch{changed: make(chan struct{}), stopped: make(chan struct{}), over: make(chan struct{})}
	if stampFiles() != begun {
		events.Close()
		close(w.changed)
		close(w.over)
		return w, nil
	}
	go w.run(begun, events)
	return w, nil
}

func (w *watch) run(begun stamp, events *catalog.Watch) {
	defer close(w.over)
	defer close(w.changed)
	for {
		news := make(chan struct{})
		go func() {
			defer close(news)
			events.Wait()
		}()
		select {
		case <-news:
		case <-w.stopped:
			events.Close()
			<-news
			return
		}
		events.Close()
		next, err := catalog.DefaultStore().StartWatch() // a folder may be there by now
		if err != nil || stampFiles() != begun {
			if err == nil {
				next.Close()
			}
			return
		}
		events = next
	}
}

// stop ends the watch.
func (w *watch) stop() {
	close(w.stopped)
	<-w.over
}
