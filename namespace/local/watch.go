package local

import "winsock/catalog"

// state tells how the files are.
func state() string { return catalog.DefaultStore().StateBeside(File) }

// watch waits until the files are no longer as they were.
type watch struct {
	changed chan struct{} // closed then, and when the watch ends
	stopped chan struct{} // closed by stop
	over    chan struct{} // closed when all is given back
}

// watchFiles begins to wait for files that differ from those of begun.
func watchFiles(begun string) (*watch, error) {
	events, err := catalog.DefaultStore().StartWatch()
	if err != nil {
		return nil, err
	}
	w := &watch{changed: make(chan struct{}), stopped: make(chan struct{}), over: make(chan struct{})}
	if state() != begun {
		events.Close()
		close(w.changed)
		close(w.over)
		return w, nil
	}
	go w.run(begun, events)
	return w, nil
}

func (w *watch) run(begun string, events *catalog.Watch) {
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
		if err != nil || state() != begun {
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
