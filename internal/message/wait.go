package message

import (
	"math"
	"time"

	"winsock/internal/object"
)

// Flags of [Queue.Wait].
const (
	WaitAll        = 1 // MWMO_WAITALL: all handles and the queue
	Alertable      = 2 // MWMO_ALERTABLE: APCs end the wait
	InputAvailable = 4 // MWMO_INPUTAVAILABLE: so does what somebody has looked at
)

// Wait waits for handles, and as the object after them for what of mask is new
// in the queue (MsgWaitForMultipleObjectsEx). limit is in milliseconds.
//
// The result and the errors are those of [object.Wait]; of the queue it is the
// number of handles.
func (q *Queue) Wait(handles []object.Handle, mask, limit, flags uint32) (uint32, Errno) {
	all := flags&WaitAll != 0
	deadline := time.Now().Add(time.Duration(limit) * time.Millisecond)
	for {
		mu.Lock()
		q.ring()
		q.begin(mask)
		ready := q.ready(mask, flags)
		ring := uint32(object.Infinite)
		if mask&Timed != 0 {
			ring = q.untilRing()
		}
		mu.Unlock()
		if ready {
			q.signal.Set()
		}
		r, e := object.WaitBeside(q.thread, handles, &q.signal, all, min(limit, ring), flags&Alertable != 0, q.how)
		mu.Lock()
		q.wanted = 0
		q.ring()
		input := r == uint32(len(handles)) || all && r != object.WaitTimeout && r != object.WaitIOCompletion && e == 0
		known := q.ready(mask, flags)
		if input {
			q.fresh &^= mask
		}
		mu.Unlock()
		switch {
		case input && !known && !all: // it was for an earlier wait
		case r == object.WaitTimeout && (ring < limit || known && !all):
		default:
			return r, e
		}
		if limit != object.Infinite {
			limit = milliseconds(time.Until(deadline))
		}
	}
}

// ready reports whether the queue ends a wait for mask.
func (q *Queue) ready(mask, flags uint32) bool {
	held := q.holds() & mask
	return held != 0 && (flags&InputAvailable != 0 || q.fresh&held != 0)
}

// begin is the beginning of a wait of the thread for what the queue gets.
func (q *Queue) begin(wanted uint32) {
	q.wanted = wanted
	q.signal.Reset()
}

// sleep waits for the signal of the queue after begin, or for handles.
func (q *Queue) sleep(handles []object.Handle, all bool, limit uint32, alertable bool) uint32 {
	r, _ := object.WaitBeside(q.thread, handles, &q.signal, all, limit, alertable, q.how)
	mu.Lock()
	q.wanted = 0
	mu.Unlock()
	return r
}

// milliseconds is d as the limit of a wait, which is never too short.
func milliseconds(d time.Duration) uint32 {
	if d <= 0 {
		return 0
	}
	return uint32(min((d+time.Millisecond-1)/time.Millisecond, math.MaxInt32))
}
