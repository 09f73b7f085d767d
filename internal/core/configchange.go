package core

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"winsock/catalog"
	"winsock/internal/object"
	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// notification is what a notification handle of WSAProviderConfigChange means.
type notification struct {
	object.File
	handles atomic.Int32
}

var _ object.Handled = (*notification)(nil)

// configWait is a call that waits for a change of the provider configuration.
type configWait struct {
	n       *notification
	state   string             // of the configuration when the call was made
	over    chan outcome       // of a call that blocks; nil: it is overlapped
	ov      *ws2def.Overlapped // nil: it blocks
	event   *object.Event      // of the OVERLAPPED; nil: none
	thread  *object.Thread     // of the completion routine
	routine uintptr            // 0: none
}

// configChanges are the calls that wait, and the watch that is kept while there are any.
var configChanges struct {
	mu    sync.Mutex
	waits []*configWait
	watch *catalog.Watch
}

// OpenNotification makes a notification handle, which CloseHandle closes.
//
// Errors: WSANOTINITIALISED, WSA_NOT_ENOUGH_MEMORY.
//
// Source: P-115.
func OpenNotification() (Handle, Errno) {
	if !Started() {
		return 0, ws2def.WSANOTINITIALISED
	}
	h, e := new(notification).DuplicateHandle(0)
	if e != 0 {
		return 0, ws2def.WSA_NOT_ENOUGH_MEMORY
	}
	return h, 0
}

// AwaitConfigChange waits until a provider is installed, removed, changed or reordered,
// by whatever process. With a it does not wait, but answers WSA_IO_PENDING, and the
// change is told as a says: by the event, the completion routine, or the handle itself.
// When the last handle is closed it ends with WSA_OPERATION_ABORTED.
//
// Errors: WSANOTINITIALISED, WSA_INVALID_HANDLE (h is no notification handle, hEvent no
// event), WSA_NOT_ENOUGH_MEMORY (there can be no watch), WSAEINTR (the thread shall end).
//
// Source: P-115, P-116.
func AwaitConfigChange(h Handle, a *Async, how spi.Way) Errno {
	if !Started() {
		return ws2def.WSANOTINITIALISED
	}
	obj := table.Acquire(h)
	if obj == nil {
		return ws2def.WSA_INVALID_HANDLE
	}
	n, ok := obj.(*notification)
	table.Release(h) // a call that waits does not keep the handle open
	if !ok {
		return ws2def.WSA_INVALID_HANDLE
	}
	w := &configWait{n: n, state: catalog.DefaultStore().State()}
	if a == nil {
		w.over = make(chan outcome, 1)
	} else if e := w.prepare(a); e != 0 {
		return e
	}
	if e := w.begin(); e != 0 {
		return e
	}
	if a != nil {
		return ws2def.WSA_IO_PENDING
	}
	end, e := awaitOutcome(w.over, how, time.Time{})
	if e != 0 {
		endConfigWaits(ws2def.STATUS_CANCELLED, func(o *configWait) bool { return o == w })
		return e
	}
	return end.status.WSA()
}

// prepare notes how the end is told.
func (w *configWait) prepare(a *Async) (e Errno) {
	w.ov = a.Overlapped
	switch {
	case a.Routine != 0 && a.Thread == nil:
		return ws2def.WSAEFAULT
	case a.Routine != 0:
		w.routine, w.thread = a.Routine, a.Thread
	case w.ov.HEvent&^1 != 0:
		if w.event, e = object.FindEvent(w.ov.HEvent &^ 1); e != 0 {
			return ws2def.WSA_INVALID_HANDLE
		}
		w.event.Reset()
	}
	return 0
}

// begin makes w one of those that wait.
func (w *configWait) begin() Errno {
	c := &configChanges
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.watch == nil {
		watch, err := catalog.DefaultStore().StartWatch()
		if err != nil {
			trace.Error("the provider configuration can't be watched", "reason", err)
			return ws2def.WSA_NOT_ENOUGH_MEMORY
		}
		c.watch = watch
		go watchConfig(watch)
	}
	if w.ov != nil {
		atomic.StoreUintptr(&w.ov.Internal, uintptr(ws2def.STATUS_PENDING))
		if w.event == nil && w.routine == 0 {
			w.n.Begin()
		}
	}
	c.waits = append(c.waits, w)
	return 0
}

// watchConfig ends the calls that wait when their change has come, as long as there are
// any.
func watchConfig(watch *catalog.Watch) {
	for {
		state := catalog.DefaultStore().State()
		endConfigWaits(ws2def.STATUS_SUCCESS, func(w *configWait) bool { return w.state != state })
		if watch.Wait() != nil {
			return
		}
		// A directory may have come into existence: it has to be watched from now on.
		next, err := catalog.DefaultStore().StartWatch()
		if err != nil {
			continue
		}
		c := &configChanges
		c.mu.Lock()
		if c.watch != watch { // nobody waits any more
			c.mu.Unlock()
			next.Close()
			return
		}
		c.watch = next
		c.mu.Unlock()
		watch.Close()
		watch = next
	}
}

// endConfigWaits ends the calls that match.
func endConfigWaits(status ws2def.NTStatus, match func(*configWait) bool) {
	c := &configChanges
	c.mu.Lock()
	var ended []*configWait
	c.waits = slices.DeleteFunc(c.waits, func(w *configWait) bool {
		if match(w) {
			ended = append(ended, w)
			return true
		}
		return false
	})
	if len(c.waits) == 0 && c.watch != nil {
		c.watch.Close()
		c.watch = nil
	}
	c.mu.Unlock()
	for _, w := range ended {
		w.end(status)
	}
}

// end tells the end of w.
func (w *configWait) end(status ws2def.NTStatus) {
	if w.over != nil {
		w.over <- outcome{status: status}
		return
	}
	end(w.ov, status, 0)
	switch {
	case w.routine != 0:
		w.thread.Queue(object.APC{
			Kind: object.IOAPC, Func: w.routine,
			Args: [3]uintptr{uintptr(status.WSA()), 0, sys.AddressOf(w.ov)},
		})
	case w.event != nil:
		w.event.Set()
	default:
		w.n.End()
	}
}

// CloseHandle implements [object.Handled].
func (n *notification) CloseHandle(h Handle, _ spi.Way) Errno {
	if table.Close(h) == nil {
		return ws2def.WSAENOTSOCK
	}
	if n.handles.Add(-1) == 0 {
		endConfigWaits(ws2def.STATUS_CANCELLED, func(w *configWait) bool { return w.n == n })
	}
	table.Release(h)
	return 0
}

// DuplicateHandle implements [object.Handled].
func (n *notification) DuplicateHandle(flags uint32) (Handle, Errno) {
	n.handles.Add(1)
	h, ok := table.Open(n, flags)
	if !ok {
		n.handles.Add(-1)
		return 0, ws2def.ERROR_NOT_ENOUGH_MEMORY
	}
	return h, 0
}

// Finish implements [handle.Object].
func (*notification) Finish() {}
