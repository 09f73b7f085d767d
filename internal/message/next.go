package message

import (
	"slices"

	"winsock/internal/object"
)

// Filter says which messages a thread asks for.
type Filter struct {
	Window   uintptr // 0: any; -1: those for the thread
	Min, Max uint32  // their numbers; both 0: any
	Flags    uint32  // Remove, and in the high word which kinds; 0: all
}

// Remove takes the message out of the queue (PM_REMOVE).
const Remove = 1

// Messages that a queue makes itself.
const (
	quitMessage  = 0x0012 // WM_QUIT
	timerMessage = 0x0113 // WM_TIMER
)

// Result says what a call of [Queue.Next], [Queue.Send] or [Queue.Await] gives.
type Result int32

// The results.
const (
	Nothing Result = iota // there is nothing, or the time is over
	Got                   // a message; of Send and Await: the answer
	Deliver               // a Call is to be made and answered by Reply; then ask again
	Alerted               // the thread has been told to end; else ask again
	Direct                // of Send: the window is the thread's own; it makes the Call
	Gone                  // of Send and Await: nobody will answer
	BadCall               // an error
)

// Next gives the next message of the queue: first what other threads have sent,
// then what was posted, WM_QUIT, timers. With wait it waits for one.
//
// Errors: ERROR_INVALID_WINDOW_HANDLE.
func (q *Queue) Next(f *Filter, wait bool, m *Message, c *Call) (Result, Errno) {
	for {
		mu.Lock()
		r, e := q.look(f, m, c)
		if r != Nothing || !wait {
			mu.Unlock()
			return r, e
		}
		q.begin(anything)
		limit := q.untilRing()
		mu.Unlock()
		if q.sleep(nil, false, limit, false) == object.WaitIOCompletion {
			return Alerted, 0
		}
	}
}

// look is Next under the lock, without a wait.
func (q *Queue) look(f *Filter, m *Message, c *Call) (Result, Errno) {
	q.looks++
	if q.deliver(c) {
		return Deliver, 0
	}
	if f.Window != 0 && f.Window != forThread {
		if w := find(f.Window); w == nil || w.queue != q {
			return BadCall, ErrorInvalidWindowHandle
		}
	}
	kinds := f.Flags >> 16
	if kinds == 0 {
		kinds = anything
	}
	q.ring()
	q.seen(f, kinds)
	if kinds&Posted != 0 && (q.takePosted(f, m) || q.takeQuit(f, m)) || kinds&Timed != 0 && q.takeTimer(f, m) {
		q.time = m.Time
		return Got, 0
	}
	return Nothing, 0
}

// seen makes what somebody looks for no longer new.
func (q *Queue) seen(f *Filter, kinds uint32) {
	if kinds&Posted != 0 && f.Min == 0 && f.Max == 0 {
		kinds |= AllPosted
	} else {
		kinds &^= AllPosted
	}
	q.fresh &^= kinds
}

// forThread is the window of a Filter for messages that have none.
const forThread = ^uintptr(0)

// takes reports whether f lets a message through.
func (f *Filter) takes(window uintptr, id uint32) bool {
	if (f.Min != 0 || f.Max != 0) && (id < f.Min || id > f.Max) {
		return false
	}
	switch f.Window {
	case 0, window:
		return true
	case forThread:
		return window == 0
	default:
		return window != 0 && find(f.Window).above(find(window))
	}
}

func (q *Queue) takePosted(f *Filter, m *Message) bool {
	for i := q.head; i < len(q.posted); i++ {
		if !f.takes(q.posted[i].Window, q.posted[i].ID) {
			continue
		}
		*m = q.posted[i]
		if f.Flags&Remove != 0 {
			q.drop(i)
		}
		return true
	}
	return false
}

// drop takes the message at i out of the queue.
func (q *Queue) drop(i int) {
	if i > q.head {
		q.posted = slices.Delete(q.posted, i, i+1)
		return
	}
	q.head++
	if q.head == len(q.posted) {
		q.posted, q.head = q.posted[:0], 0
	}
}

// takeQuit gives WM_QUIT, whatever the filter lets through.
func (q *Queue) takeQuit(f *Filter, m *Message) bool {
	if !q.quit {
		return false
	}
	*m = Message{ID: quitMessage, WParam: q.code, Time: tickCount()}
	if f.Flags&Remove != 0 {
		q.quit = false
	}
	return true
}
