package object

import (
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"winsock/internal/handle"
	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// Results of a wait.
const (
	WaitObject0      = 0          // plus the index of the object
	WaitAbandoned0   = 0x80       // plus the index of the mutex whose owner ended
	WaitIOCompletion = 0xC0       // APCs are queued; the caller runs them
	WaitTimeout      = 0x102      // the limit has passed
	WaitFailed       = 0xFFFFFFFF // the error tells why
)

// Infinite is the limit of a wait that has none.
const Infinite = 0xFFFFFFFF

// Handles that need not be opened. Only a thread knows them.
const (
	CurrentProcess = ^Handle(0)
	CurrentThread  = ^Handle(1)
)

// MaximumWaitObjects is how many objects a wait can have.
const MaximumWaitObjects = 64

// Wait waits until one of handles is signalled, or with all until all are at
// one moment, and takes what a wait takes from them. limit is in milliseconds;
// Infinite: none. t is the caller; nil stands for somebody who can neither own
// a mutex nor be alerted.
//
// The result is WaitObject0 or WaitAbandoned0 plus the lowest index of an object
// that is signalled (with all: plus 0), WaitTimeout, WaitIOCompletion when an
// alertable wait has nothing signalled but t has APCs, or WaitFailed.
//
// Errors: ERROR_INVALID_PARAMETER (no or too many handles, one object twice with
// all), ERROR_INVALID_HANDLE.
func Wait(t *Thread, handles []Handle, all bool, limit uint32, alertable bool, how spi.Way) (uint32, Errno) {
	return waitFor(t, handles, nil, all, limit, alertable, how)
}

// waitFor is [Wait], and with beside [WaitBeside].
func waitFor(t *Thread, handles []Handle, beside *Signal, all bool, limit uint32, alertable bool, how spi.Way) (uint32, Errno) {
	n := len(handles)
	if beside != nil {
		n++
	}
	if n == 0 || n > MaximumWaitObjects {
		return WaitFailed, ws2def.ERROR_INVALID_PARAMETER
	}
	w := begin(t)
	defer w.release()
	if e := w.resolve(handles); e != 0 {
		return WaitFailed, e
	}
	if beside != nil {
		w.blocks = append(w.blocks, block{object: &beside.header, wait: w, index: n - 1})
	}
	w.all = all && n > 1
	if w.all && w.twice() {
		return WaitFailed, ws2def.ERROR_INVALID_PARAMETER
	}
	w.alertable, w.how = alertable, how
	var wake wakes
	dispatcher.Lock()
	return w.run(limit, &wake), 0
}

// Sleep waits for nothing but APCs, for limit milliseconds: WaitTimeout or
// WaitIOCompletion.
func Sleep(t *Thread, limit uint32, how spi.Way) uint32 {
	w := begin(t)
	defer w.release()
	w.all, w.alertable, w.how = false, true, how
	var wake wakes
	dispatcher.Lock()
	return w.run(limit, &wake)
}

// SignalAndWait signals the event, mutex or semaphore toSignal and waits for
// the object on; nothing comes between the two.
//
// Errors: those of [Wait]; ERROR_INVALID_HANDLE (toSignal is something else),
// ERROR_NOT_OWNER (a mutex of somebody else), ERROR_TOO_MANY_POSTS (a semaphore
// at its maximum).
func SignalAndWait(t *Thread, toSignal, on Handle, limit uint32, alertable bool, how spi.Way) (uint32, Errno) {
	w := begin(t)
	defer w.release()
	if e := w.resolve([]Handle{on}); e != 0 {
		return WaitFailed, e
	}
	w.all, w.alertable, w.how = false, alertable, how
	signalled := handle.Process.Acquire(toSignal)
	if signalled == nil {
		return WaitFailed, ws2def.ERROR_INVALID_HANDLE
	}
	defer handle.Process.Release(toSignal)
	var wake wakes
	dispatcher.Lock()
	var e Errno
	switch o := signalled.(type) {
	case *Event:
		o.set(&wake)
	case *Mutex:
		e = o.release(t, &wake)
	case *Semaphore:
		_, e = o.release(1, &wake)
	default:
		e = ws2def.ERROR_INVALID_HANDLE
	}
	if e != 0 {
		dispatcher.Unlock()
		return WaitFailed, e
	}
	return w.run(limit, &wake), 0
}

// strangers are the waits of goroutines without a Thread.
var strangers = sync.Pool{New: func() any { return &wait{news: make(chan struct{}, 1)} }}

// begin gives the wait of t.
func begin(t *Thread) *wait {
	if t != nil {
		return &t.wait
	}
	return strangers.Get().(*wait)
}

// release forgets the objects that were waited for.
func (w *wait) release() {
	clear(w.blocks)
	w.blocks = w.blocks[:0]
	if w.thread == nil {
		strangers.Put(w)
	}
}

// resolve fills the blocks of w with what handles mean. The objects need no
// handle any more while they are waited for.
func (w *wait) resolve(handles []Handle) Errno {
	for i, h := range handles {
		if w.thread != nil && h >= CurrentThread {
			o := &w.thread.header
			if h == CurrentProcess {
				o = &Self().header
			}
			w.blocks = append(w.blocks, block{object: o, wait: w, index: i})
			continue
		}
		obj := handle.Process.Acquire(h)
		if obj == nil {
			return ws2def.ERROR_INVALID_HANDLE
		}
		waitable, ok := obj.(Waitable)
		if s, is := obj.(Settler); is && ok {
			waitable.dispatch()
			s.Settle()
		}
		handle.Process.Release(h)
		if !ok {
			return ws2def.ERROR_INVALID_HANDLE
		}
		w.blocks = append(w.blocks, block{object: waitable.dispatch(), wait: w, index: i})
	}
	return 0
}

// twice reports whether an object is there twice.
func (w *wait) twice() bool {
	for i := range w.blocks {
		for j := range i {
			if w.blocks[i].object == w.blocks[j].object {
				return true
			}
		}
	}
	return false
}

// run waits. The caller holds the dispatcher's lock, which run gives up, and
// has noted in wake whom it has to wake.
func (w *wait) run(limit uint32, wake *wakes) uint32 {
	if result, over := w.try(); over {
		wake.unlock()
		return result
	}
	if limit == 0 {
		wake.unlock()
		return WaitTimeout
	}
	w.result.Store(waiting)
	for i := range w.blocks {
		w.blocks[i].enqueue()
	}
	wake.unlock()
	if w.how == spi.Hold {
		w.thread.blocks()
		defer w.thread.runs()
		return w.hold(limit)
	}
	return w.park(limit)
}

// try ends a wait that is satisfied at once: what is signalled goes before
// queued APCs.
//
// Source: O-164.
func (w *wait) try() (result uint32, over bool) {
	if w.all {
		if w.allReady() {
			return w.takeAll(), true
		}
	} else if result, ok := w.takeAny(); ok {
		return result, true
	}
	if t := w.thread; t != nil && (w.alertable && len(t.apcs) > 0 || t.doomed) {
		return WaitIOCompletion, true
	}
	return 0, false
}

// hold waits for the result on the caller's own thread.
func (w *wait) hold(limit uint32) uint32 {
	deadline := int64(0)
	if limit != Infinite {
		deadline = sys.Monotonic() + int64(limit)*int64(time.Millisecond)
	}
	for {
		if result := w.result.Load(); result != waiting {
			return result
		}
		if sys.FutexWait(&w.result, waiting, deadline) == unix.ETIMEDOUT {
			return w.giveUp()
		}
	}
}

// park waits for the result without holding a thread.
func (w *wait) park(limit uint32) uint32 {
	var late <-chan time.Time
	if limit != Infinite {
		timer := time.NewTimer(time.Duration(limit) * time.Millisecond)
		defer timer.Stop()
		late = timer.C
	}
	for {
		if result := w.result.Load(); result != waiting {
			return result
		}
		select {
		case <-w.news:
		case <-late:
			return w.giveUp()
		}
	}
}

// giveUp ends a wait whose limit has passed, unless somebody else has ended it.
func (w *wait) giveUp() uint32 {
	dispatcher.Lock()
	defer dispatcher.Unlock()
	if result := w.result.Load(); result != waiting {
		return result
	}
	w.leave()
	w.result.Store(WaitTimeout)
	return WaitTimeout
}
