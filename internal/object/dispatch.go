package object

import (
	"sync"
	"sync/atomic"

	"winsock/internal/handle"
	"winsock/internal/registry"
	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// Handle is a HANDLE value.
type Handle = ws2def.Handle

// Errno is a system error code; 0 means success.
type Errno = ws2def.Errno

// Waitable is an object that a wait can wait for: one that has a header.
type Waitable interface {
	handle.Object
	dispatch() *header
}

// dispatcher guards all headers, waits, and what threads own.
var dispatcher lock

// lock is a mutex that may be extended over all processes while it is held.
type lock struct {
	mu     sync.Mutex
	gate   *registry.NameGate // nil while nothing is shared
	users  int                // of the gate: shared objects
	across bool               // the gate is locked
}

// share opens the gate for an object more.
func (l *lock) share() {
	if l.users++; l.users == 1 {
		l.gate = registry.OpenNameGate()
	}
}

// unshare is the end of what share began.
func (l *lock) unshare() {
	if l.users--; l.users > 0 || l.gate == nil {
		return
	}
	l.across = false
	l.gate.Close() // and its lock with it
	l.gate = nil
}

func (l *lock) Lock() { l.mu.Lock() }

func (l *lock) Unlock() {
	if l.across {
		l.across = false
		l.gate.Unlock()
	}
	l.mu.Unlock()
}

// cross extends the lock over all processes until it is given up.
func (l *lock) cross() {
	if !l.across && l.gate != nil {
		l.across = l.gate.Lock()
	}
}

// nature says what a satisfied wait takes from an object.
type nature uint8

const (
	stays  nature = iota // nothing
	resets               // the signal
	counts               // one of it
)

// header makes an object one that can be waited for. The dispatcher's lock
// guards it. The zero value is not signalled and stays as it is.
type header struct {
	first, last *block  // the waits for it, in order
	mutex       *Mutex  // the object, when it is one
	port        *Port   // the object, when it is one
	shared      *shared // what other processes know of it; nil: nothing
	signal      int32   // above 0: signalled; unused in a mutex
	maximum     int32   // of signal, in a semaphore
	nature      nature
}

func (h *header) dispatch() *header { return h }

// ready reports whether h satisfies a wait of t.
func (h *header) ready(t *Thread) bool {
	switch {
	case h.mutex != nil:
		return h.mutex.free(t)
	case h.port != nil:
		return h.port.signalled()
	}
	return h.state() > 0
}

// take takes from h what a wait of t takes; abandoned: it was a mutex whose
// owner had ended.
func (h *header) take(t *Thread) (abandoned bool) {
	if h.mutex != nil {
		return h.mutex.own(t)
	}
	switch h.nature {
	case resets:
		h.setState(0)
	case counts:
		h.setState(h.state() - 1)
	}
	return false
}

// satisfy gives h to the waits that it satisfies now.
func (h *header) satisfy(wake *wakes) {
	for b := h.first; b != nil; {
		next := b.next
		w := b.wait
		switch {
		case !h.ready(w.thread):
			if h.mutex == nil || w.thread != nil {
				return // nothing is left; a mutex is no stranger's, but the next may get it
			}
		case w.all:
			if w.allReady() {
				wake.end(w, w.takeAll())
				next = h.first // the wait may have had other places in the queue
			}
		default:
			result, _ := w.takeAny() // it may be another: a thread's end frees several mutexes
			wake.end(w, result)
			next = h.first
		}
		b = next
	}
}

// block is one object of a wait, in that object's queue.
type block struct {
	object     *header
	wait       *wait
	index      int
	next, prev *block
}

func (b *block) enqueue() {
	h := b.object
	b.next, b.prev = nil, h.last
	if h.last != nil {
		h.last.next = b
	} else {
		h.first = b
	}
	h.last = b
	if h.shared != nil {
		h.watch()
	}
	if h.port != nil {
		h.port.watch(1)
	}
}

func (b *block) dequeue() {
	h := b.object
	if b.prev != nil {
		b.prev.next = b.next
	} else {
		h.first = b.next
	}
	if b.next != nil {
		b.next.prev = b.prev
	} else {
		h.last = b.prev
	}
	b.next, b.prev = nil, nil
	if h.port != nil {
		h.port.watch(-1)
	}
}

// wait is a wait for some objects: a thread has one, and uses it again and
// again.
type wait struct {
	thread    *Thread // nil: a goroutine without one
	blocks    []block
	all       bool
	alertable bool
	how       spi.Way
	result    atomic.Uint32 // waiting while it lasts; a held thread's futex
	news      chan struct{} // tells a parked goroutine to look at result
	over      func()        // nil, or tells a Watch; never changes
}

// waiting is the result of a wait that lasts.
const waiting = 1 << 31

func (w *wait) allReady() bool {
	for i := range w.blocks {
		if !w.blocks[i].object.ready(w.thread) {
			return false
		}
	}
	return true
}

func (w *wait) takeAll() uint32 {
	result := uint32(WaitObject0)
	for i := range w.blocks {
		if w.blocks[i].object.take(w.thread) {
			result = WaitAbandoned0
		}
	}
	return result
}

// takeAny takes the first object that is signalled.
func (w *wait) takeAny() (result uint32, ok bool) {
	for i := range w.blocks {
		switch o := w.blocks[i].object; {
		case !o.ready(w.thread):
		case o.take(w.thread):
			return WaitAbandoned0 + uint32(i), true
		default:
			return WaitObject0 + uint32(i), true
		}
	}
	return 0, false
}

// leave takes w out of all queues.
func (w *wait) leave() {
	for i := range w.blocks {
		w.blocks[i].dequeue()
	}
}

// wakes are the waits that ended while the dispatcher's lock was held; their
// threads are woken after it was given up.
type wakes struct {
	few  [4]woken
	n    int
	more []woken
}

type woken struct {
	wait *wait
	how  spi.Way
}

// end ends w with result.
func (k *wakes) end(w *wait, result uint32) {
	w.leave()
	if k.n < len(k.few) {
		k.few[k.n] = woken{w, w.how}
		k.n++
	} else {
		k.more = append(k.more, woken{w, w.how})
	}
	w.result.Store(result) // from now on w belongs to its thread again
}

// unlock gives up the dispatcher's lock and wakes who is to be woken. A wait may
// have begun another one by then: a waiter bears being woken for nothing.
func (k *wakes) unlock() {
	dispatcher.Unlock()
	for i := range k.n {
		k.few[i].wake()
	}
	for i := range k.more {
		k.more[i].wake()
	}
}

func (k *woken) wake() {
	switch {
	case k.wait.over != nil:
		k.wait.over()
		return
	case k.how == spi.Hold:
		sys.FutexWake(&k.wait.result)
		return
	}
	select {
	case k.wait.news <- struct{}{}:
	default:
	}
}
