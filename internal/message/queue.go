package message

import (
	"slices"
	"sync"
	"time"

	"winsock/internal/object"
	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// mu guards all queues, windows, classes and atoms.
var mu sync.Mutex

// queues are those of the threads that have not ended, by the system's number.
var queues = make(map[uint32]*Queue)

// Message is a MSG.
type Message struct {
	Window uintptr // 0: a message for the thread
	ID     uint32
	WParam uintptr
	LParam uintptr
	Time   uint32   // milliseconds since the system started
	Point  [2]int32 // where the pointer was: there is none
}

// What a queue can hold, as in GetQueueStatus.
const (
	Posted    = 0x0008 // QS_POSTMESSAGE
	Timed     = 0x0010 // QS_TIMER
	Sent      = 0x0040 // QS_SENDMESSAGE
	AllPosted = 0x0100 // QS_ALLPOSTMESSAGE
	anything  = Posted | Timed | Sent | AllPosted

	replied = 1 << 16 // an answer has come; only in Queue.wanted
)

// postLimit is how many messages a queue takes.
const postLimit = 10000

// Queue is the message queue of a thread.
type Queue struct {
	thread *object.Thread
	id     uint32
	how    spi.Way

	posted   []Message
	head     int // of posted: the next one
	quit     bool
	code     uintptr // with which to quit
	sent     []*sent // to windows of the thread, not yet delivered
	running  []*sent // delivered, not yet returned; the last one is innermost
	outgoing []*sent // that the thread waits for; the last one is innermost
	timers   []*timer
	timerID  uintptr // the last that was given
	looks    uint64  // counts calls of Next

	fresh  uint32 // what has come since somebody looked
	wanted uint32 // what a wait is for; 0: there is none
	signal object.Signal
	time   uint32 // of the message that was taken last
	ended  bool
}

// QueueOf is the queue of t, made when it is needed first. how is the way in
// which t waits.
func QueueOf(t *object.Thread, how spi.Way) *Queue {
	id := t.ID()
	mu.Lock()
	q := queues[id]
	if q != nil && q.thread == t {
		mu.Unlock()
		return q
	}
	q = &Queue{thread: t, id: id, how: how}
	queues[id] = q
	mu.Unlock()
	t.AtEnd(q.end)
	return q
}

// end is the end of the thread: its windows are gone, without a word to their
// procedures, and nobody waits for its answers.
func (q *Queue) end() {
	var wake wakes
	mu.Lock()
	q.ended = true
	for _, w := range slots {
		if w != nil && w.queue == q {
			w.remove(&wake)
		}
	}
	for _, s := range slices.Concat(q.sent, q.running) {
		s.abandon(&wake)
	}
	for _, s := range q.outgoing {
		s.from = nil
	}
	q.posted, q.sent, q.running, q.outgoing, q.timers = nil, nil, nil, nil, nil
	if queues[q.id] == q {
		delete(queues, q.id)
	}
	wake.unlock()
}

// wakes are the queues whose threads are to be woken after the lock is free.
type wakes struct {
	few  [2]*Queue
	n    int
	more []*Queue
}

func (k *wakes) add(q *Queue) {
	if k.n < len(k.few) {
		k.few[k.n] = q
		k.n++
		return
	}
	k.more = append(k.more, q)
}

func (k *wakes) unlock() {
	mu.Unlock()
	for _, q := range k.few[:k.n] {
		q.signal.Set()
	}
	for _, q := range k.more {
		q.signal.Set()
	}
}

// came notes that there is something new and wakes who waits for it.
func (q *Queue) came(what uint32, wake *wakes) {
	q.fresh |= what &^ replied
	if q.wanted&what != 0 {
		wake.add(q)
	}
}

// holds tells what is in the queue.
func (q *Queue) holds() (what uint32) {
	if q.head < len(q.posted) || q.quit {
		what = Posted | AllPosted
	}
	if len(q.sent) > 0 {
		what |= Sent
	}
	if slices.ContainsFunc(q.timers, func(t *timer) bool { return t.rung }) {
		what |= Timed
	}
	return what
}

// begun is when the clock of the queues was set; since is that of the system.
var (
	begun = time.Now()
	since = time.Duration(sys.SinceBoot())
)

// tickCount is in milliseconds since the system started.
func tickCount() uint32 { return uint32((since + time.Since(begun)) / time.Millisecond) }

// Post puts a message into the queue of the thread that made the window;
// window 0xFFFF (HWND_BROADCAST) is every top-level window.
//
// Errors: ERROR_INVALID_WINDOW_HANDLE, ERROR_MESSAGE_SYNC_ONLY (its parameters
// are pointers), ERROR_NOT_ENOUGH_QUOTA (the queue is full).
func Post(window uintptr, id uint32, wparam, lparam uintptr) Errno {
	if synchronous(id) {
		return ErrorMessageSyncOnly
	}
	m := Message{Window: window, ID: id, WParam: wparam, LParam: lparam, Time: tickCount()}
	var wake wakes
	mu.Lock()
	defer wake.unlock()
	if window == Broadcast {
		for _, w := range desktop.children {
			m.Window = w.handle
			w.post(m, &wake)
		}
		return 0
	}
	w := find(window)
	if w == nil {
		return ErrorInvalidWindowHandle
	}
	return w.post(m, &wake)
}

func (w *Window) post(m Message, wake *wakes) Errno {
	if w.queue == nil {
		return 0 // the desktop takes everything
	}
	return w.queue.post(m, wake)
}

// PostThread puts a message without a window into the queue of the thread id.
//
// Errors: ERROR_INVALID_THREAD_ID (it has none yet), those of [Post].
func PostThread(thread uint32, id uint32, wparam, lparam uintptr) Errno {
	if synchronous(id) {
		return ErrorMessageSyncOnly
	}
	m := Message{ID: id, WParam: wparam, LParam: lparam, Time: tickCount()}
	var wake wakes
	mu.Lock()
	defer wake.unlock()
	q := queues[thread]
	if q == nil {
		return ErrorInvalidThreadID
	}
	return q.post(m, &wake)
}

func (q *Queue) post(m Message, wake *wakes) Errno {
	if len(q.posted)-q.head >= postLimit {
		return ws2def.ERROR_NOT_ENOUGH_QUOTA
	}
	if q.head > postLimit { // a queue that is never empty
		q.posted = append(q.posted[:0], q.posted[q.head:]...)
		q.head = 0
	}
	q.posted = append(q.posted, m)
	q.came(Posted|AllPosted, wake)
	return 0
}

// Quit lets the queue say WM_QUIT once no message is left that was posted.
func (q *Queue) Quit(code uintptr) {
	mu.Lock()
	q.quit, q.code = true, code
	q.fresh |= Posted | AllPosted
	mu.Unlock()
}

// Status tells which of mask are in the queue, in the high word, and which of
// them have come since somebody looked, in the low one (GetQueueStatus).
func (q *Queue) Status(mask uint32) uint32 {
	mu.Lock()
	defer mu.Unlock()
	q.ring()
	held := q.holds() & mask
	status := held<<16 | q.fresh&held
	q.fresh &^= mask
	return status
}

// Time is that of the message which the thread took last.
func (q *Queue) Time() uint32 {
	mu.Lock()
	defer mu.Unlock()
	return q.time
}

// forget drops all that is there for the window.
func (q *Queue) forget(window uintptr, wake *wakes) {
	if q == nil {
		return
	}
	rest := slices.DeleteFunc(q.posted[q.head:], func(m Message) bool { return m.Window == window })
	q.posted = q.posted[:q.head+len(rest)]
	q.timers = slices.DeleteFunc(q.timers, func(t *timer) bool { return t.window == window })
	q.sent = slices.DeleteFunc(q.sent, func(s *sent) bool {
		if s.call.Window != window {
			return false
		}
		s.abandon(wake)
		return true
	})
}

// synchronous reports whether the parameters of a message of the system are
// pointers, which live only as long as somebody waits for the answer.
func synchronous(id uint32) bool {
	_, found := slices.BinarySearch(pointed[:], uint16(min(id, 0xFFFF)))
	return found
}

// pointed are the messages of the system with pointers, in order.
var pointed = [...]uint16{
	0x0001, // WM_CREATE
	0x000C, // WM_SETTEXT
	0x000D, // WM_GETTEXT
	0x001A, // WM_SETTINGCHANGE
	0x001B, // WM_DEVMODECHANGE
	0x0024, // WM_GETMINMAXINFO
	0x002B, // WM_DRAWITEM
	0x002C, // WM_MEASUREITEM
	0x002D, // WM_DELETEITEM
	0x0039, // WM_COMPAREITEM
	0x0046, // WM_WINDOWPOSCHANGING
	0x0047, // WM_WINDOWPOSCHANGED
	0x004A, // WM_COPYDATA
	0x004E, // WM_NOTIFY
	0x0053, // WM_HELP
	0x007C, // WM_STYLECHANGING
	0x007D, // WM_STYLECHANGED
	0x0081, // WM_NCCREATE
	0x0083, // WM_NCCALCSIZE
	0x0214, // WM_SIZING
	0x0216, // WM_MOVING
	0x0219, // WM_DEVICECHANGE
}
