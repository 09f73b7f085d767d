package message

import (
	"slices"
	"time"

	"winsock/internal/object"
)

// Call is a message for a window procedure.
type Call struct {
	Window  uintptr
	ID      uint32
	Sender  uint32 // 1: the sender's texts are UTF-16
	WParam  uintptr
	LParam  uintptr
	Proc    uintptr
	Unicode uint32 // 1: the procedure's texts are UTF-16
}

// Flags of [Queue.Send], as in SendMessageTimeout.
const (
	Block              = 0x0001 // SMTO_BLOCK: nothing is delivered meanwhile
	AbortIfHung        = 0x0002 // SMTO_ABORTIFHUNG: do not wait for one who does not look
	NoTimeoutIfNotHung = 0x0008 // SMTO_NOTIMEOUTIFNOTHUNG: wait on for one who looks
)

// hungAfter is when a thread that has not looked at its queue is said to hang.
const hungAfter = 5 * time.Second

// What [Queue.Inside] tells, as InSendMessageEx.
const (
	insideSend    = 1 // ISMEX_SEND
	insideNotify  = 2 // ISMEX_NOTIFY
	insideReplied = 8 // ISMEX_REPLIED
)

// sent is a message on its way between threads.
type sent struct {
	call     Call
	to       *Queue
	from     *Queue // who waits for the answer; nil: nobody
	notifies bool   // nobody ever did
	answered bool
	gone     bool // there will be no answer
	result   uintptr

	flags    uint32
	deadline time.Time // zero: none
	looks    uint64    // of the receiver, when somebody counted them last
	counted  time.Time
}

// Send sends a message to a window: Direct, and the caller makes the call c when
// the window is the thread's own. Otherwise it waits for the answer as
// [Queue.Await] does; limit is in milliseconds.
//
// Errors: ERROR_INVALID_WINDOW_HANDLE.
func (q *Queue) Send(call *Call, flags, limit uint32, c *Call, result *uintptr) (Result, Errno) {
	mu.Lock()
	w, r, e := q.address(call, c)
	if r != Nothing {
		mu.Unlock()
		return r, e
	}
	now := time.Now()
	s := &sent{call: *call, to: w.queue, from: q, flags: flags, looks: w.queue.looks, counted: now}
	if limit != object.Infinite {
		s.deadline = now.Add(time.Duration(limit) * time.Millisecond)
	}
	q.outgoing = append(q.outgoing, s)
	var wake wakes
	s.to.receive(s, &wake)
	wake.unlock()
	return q.Await(c, result), 0
}

// Notify is [Queue.Send] without an answer (SendNotifyMessage): Direct or Got.
//
// Errors: those of Send; ERROR_MESSAGE_SYNC_ONLY (the parameters are pointers).
func (q *Queue) Notify(call, c *Call) (Result, Errno) {
	mu.Lock()
	w, r, e := q.address(call, c)
	if r == Nothing && synchronous(call.ID) {
		r, e = BadCall, ErrorMessageSyncOnly
	}
	if r != Nothing {
		mu.Unlock()
		return r, e
	}
	var wake wakes
	w.queue.receive(&sent{call: *call, to: w.queue, notifies: true}, &wake)
	wake.unlock()
	return Got, 0
}

// address finds the window of a call. Nothing: it is another thread's.
func (q *Queue) address(call, c *Call) (*Window, Result, Errno) {
	w := find(call.Window)
	switch {
	case w == nil:
		return nil, BadCall, ErrorInvalidWindowHandle
	case w.queue == nil:
		return w, Got, 0 // the desktop answers 0
	case w.queue == q:
		*c = *call
		w.receives(c)
		return w, Direct, 0
	}
	return w, Nothing, 0
}

// receives makes c a call of the window's procedure.
func (w *Window) receives(c *Call) { c.Proc, c.Unicode = w.proc, number(w.unicode) }

func number(b bool) uint32 {
	if b {
		return 1
	}
	return 0
}

func (q *Queue) receive(s *sent, wake *wakes) {
	q.sent = append(q.sent, s)
	q.came(Sent, wake)
}

// deliver gives the next message that another thread has sent.
func (q *Queue) deliver(c *Call) bool {
	for len(q.sent) > 0 {
		s := q.sent[0]
		q.sent = slices.Delete(q.sent, 0, 1)
		w := find(s.call.Window)
		if w == nil {
			continue // it was forgotten, and the sender knows
		}
		q.running = append(q.running, s)
		*c = s.call
		w.receives(c)
		return true
	}
	return false
}

// Await waits for the answer to the message that the thread sent last: Got and
// the result, Deliver (a message to the thread comes first), Nothing (the time
// is over), Gone (the window or its thread has ended), Alerted.
func (q *Queue) Await(c *Call, result *uintptr) Result {
	for {
		mu.Lock()
		s := q.outgoing[len(q.outgoing)-1]
		r := Nothing
		limit := uint32(object.Infinite)
		switch {
		case s.answered:
			*result, r = s.result, Got
		case s.gone:
			r = Gone
		case s.flags&Block == 0 && q.deliver(c):
			mu.Unlock()
			return Deliver
		case s.late(time.Now(), &limit):
			s.withdraw()
		default:
			wanted := uint32(replied)
			if s.flags&Block == 0 {
				wanted |= Sent
			}
			q.begin(wanted)
			mu.Unlock()
			if q.sleep(nil, false, limit, false) == object.WaitIOCompletion {
				return Alerted
			}
			continue
		}
		q.outgoing = q.outgoing[:len(q.outgoing)-1]
		mu.Unlock()
		return r
	}
}

// late reports whether the time for the answer is over; limit is when to ask
// again, in milliseconds.
func (s *sent) late(now time.Time, limit *uint32) bool {
	if looks := s.to.looks; looks != s.looks || s.to.wanted != 0 {
		s.looks, s.counted = looks, now
	}
	hangs := now.Sub(s.counted) >= hungAfter
	over := !s.deadline.IsZero() && !now.Before(s.deadline)
	if s.flags&AbortIfHung != 0 && hangs || over && (s.flags&NoTimeoutIfNotHung == 0 || hangs) {
		return true
	}
	next := s.deadline
	if s.flags&(AbortIfHung|NoTimeoutIfNotHung) != 0 {
		if ask := s.counted.Add(hungAfter); next.IsZero() || over || ask.Before(next) {
			next = ask
		}
	}
	if !next.IsZero() {
		*limit = milliseconds(next.Sub(now))
	}
	return false
}

// withdraw takes back a message that nobody waits for any more.
func (s *sent) withdraw() {
	s.from = nil
	s.to.sent = slices.DeleteFunc(s.to.sent, func(other *sent) bool { return other == s })
}

func (s *sent) answer(result uintptr, wake *wakes) {
	if s.answered {
		return
	}
	s.answered, s.result = true, result
	if s.from != nil {
		s.from.came(replied, wake)
	}
}

func (s *sent) abandon(wake *wakes) {
	if s.gone = true; s.from != nil {
		s.from.came(replied, wake)
	}
}

// Reply is the return of the procedure to which the thread delivered a message
// last, with what it returned.
func (q *Queue) Reply(result uintptr) {
	var wake wakes
	mu.Lock()
	defer wake.unlock()
	if n := len(q.running); n > 0 {
		q.running[n-1].answer(result, &wake)
		q.running = q.running[:n-1]
	}
}

// ReplyNow answers the message that the thread is in, so that the sender goes on
// (ReplyMessage). It reports whether there is one.
func (q *Queue) ReplyNow(result uintptr) bool {
	var wake wakes
	mu.Lock()
	defer wake.unlock()
	n := len(q.running)
	if n == 0 {
		return false
	}
	q.running[n-1].answer(result, &wake)
	return true
}

// Inside tells how the message was sent that the thread is in; 0: it is in none
// of another thread (InSendMessageEx).
func (q *Queue) Inside() uint32 {
	mu.Lock()
	defer mu.Unlock()
	n := len(q.running)
	if n == 0 {
		return 0
	}
	s := q.running[n-1]
	inside := uint32(insideSend)
	if s.notifies {
		inside = insideNotify
	}
	if s.answered {
		inside |= insideReplied
	}
	return inside
}

// Own makes c, a message for one of the thread's own windows, a call of its
// procedure. Errors: ERROR_INVALID_WINDOW_HANDLE, ERROR_ACCESS_DENIED (another
// thread's).
func (q *Queue) Own(c *Call) Errno {
	mu.Lock()
	defer mu.Unlock()
	w := find(c.Window)
	switch {
	case w == nil:
		return ErrorInvalidWindowHandle
	case w.queue != q:
		return object.ErrorAccessDenied
	}
	w.receives(c)
	return 0
}
