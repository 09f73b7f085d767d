package message

import (
	"math"
	"slices"
	"time"

	"winsock/internal/object"
)

// The limits of a timer's period, in milliseconds.
const (
	timerMinimum = 10         // USER_TIMER_MINIMUM
	timerMaximum = 0x7FFFFFFF // USER_TIMER_MAXIMUM
)

// timer says WM_TIMER again and again, once for all the times that it rang
// before somebody looked.
type timer struct {
	window, id uintptr
	proc       uintptr // a TIMERPROC, or 0
	period     time.Duration
	due        time.Time
	rung       bool
}

// SetTimer starts a timer, or anew the one that the window has under this id,
// and returns its id: a new one when it has no window and the thread has no such
// timer. proc goes into the messages' lParam.
//
// Errors: ERROR_INVALID_WINDOW_HANDLE, ERROR_ACCESS_DENIED (the window is
// another thread's).
func (q *Queue) SetTimer(window, id uintptr, period uint32, proc uintptr) (uintptr, Errno) {
	mu.Lock()
	defer mu.Unlock()
	if e := q.owns(window); e != 0 {
		return 0, e
	}
	t := q.timer(window, id)
	if t == nil {
		if window == 0 {
			id = q.newTimerID()
		}
		t = &timer{window: window, id: id}
		q.timers = append(q.timers, t)
	}
	t.proc = proc
	t.period = time.Duration(min(max(period, timerMinimum), timerMaximum)) * time.Millisecond
	t.due, t.rung = time.Now().Add(t.period), false
	if id == 0 {
		id = 1 // what a program takes for success
	}
	return id, 0
}

// KillTimer stops a timer. Errors: those of [Queue.SetTimer];
// ERROR_INVALID_PARAMETER (there is none).
func (q *Queue) KillTimer(window, id uintptr) Errno {
	mu.Lock()
	defer mu.Unlock()
	if e := q.owns(window); e != 0 {
		return e
	}
	t := q.timer(window, id)
	if t == nil {
		return errorInvalidParameter
	}
	q.timers = slices.DeleteFunc(q.timers, func(other *timer) bool { return other == t })
	return 0
}

// Rings reports whether proc is that of a timer of the thread: what a message
// says need not be true.
func (q *Queue) Rings(proc uintptr) bool {
	mu.Lock()
	defer mu.Unlock()
	return slices.ContainsFunc(q.timers, func(t *timer) bool { return t.proc == proc })
}

// owns reports what a window that is not the thread's is to it.
func (q *Queue) owns(window uintptr) Errno {
	if window == 0 {
		return 0
	}
	w := find(window)
	switch {
	case w == nil:
		return ErrorInvalidWindowHandle
	case w.queue != q:
		return object.ErrorAccessDenied
	}
	return 0
}

func (q *Queue) timer(window, id uintptr) *timer {
	for _, t := range q.timers {
		if t.window == window && t.id == id {
			return t
		}
	}
	return nil
}

// newTimerID is an id that no timer without a window has.
func (q *Queue) newTimerID() uintptr {
	for {
		q.timerID = q.timerID%0x7FFF + 1
		if q.timer(0, q.timerID) == nil {
			return q.timerID
		}
	}
}

// ring looks whose time has come.
func (q *Queue) ring() {
	if len(q.timers) == 0 {
		return
	}
	now := time.Now()
	for _, t := range q.timers {
		if t.due.After(now) {
			continue
		}
		t.rung = true
		q.fresh |= Timed // again and again, until somebody takes it
		if t.due = t.due.Add(t.period); !t.due.After(now) {
			t.due = now.Add(t.period)
		}
	}
}

// untilRing is how long it takes until a timer rings, in milliseconds.
func (q *Queue) untilRing() uint32 {
	first := time.Duration(math.MaxInt64)
	for _, t := range q.timers {
		first = min(first, time.Until(t.due))
	}
	if first == math.MaxInt64 {
		return object.Infinite
	}
	return milliseconds(first)
}

// takeTimer gives the message of a timer that rang; the others come first next
// time.
func (q *Queue) takeTimer(f *Filter, m *Message) bool {
	for i, t := range q.timers {
		if !t.rung || !f.takes(t.window, timerMessage) {
			continue
		}
		*m = Message{Window: t.window, ID: timerMessage, WParam: t.id, LParam: t.proc, Time: tickCount()}
		if f.Flags&Remove != 0 {
			t.rung = false
			q.timers = append(slices.Delete(q.timers, i, i+1), t)
		}
		return true
	}
	return false
}
