package core

import (
	"math/bits"
	"sync"
	"time"

	"winsock/internal/object"
	"winsock/internal/sys"
	"winsock/ws2def"
)

// CompletionState is what C sees of a completion queue (capi/shim/completion.h):
// enough to take results and to ask for a notification.
type CompletionState struct {
	mu       sys.Mutex
	magic    uint32 // completionMagic while the queue is open
	handle   uint32 // the RIO_CQ on this side
	notifies uint32 // how it tells of results
	armed    uint32 // 1: the next result that notifies is told
	mask     uint32 // the ring's size, less one
	head     uint64 // results taken; the next one's place modulo the ring's size
	tail     uint64 // results added
	told     uint64 // tail after the last result that notifies
	ring     uintptr
}

const completionMagic = 0x71C00B1E

// How a completion queue tells of results.
const (
	notifiesNobody    = iota
	notifies          // an event, or a port
	notifiesAndResets // an event, which the request for a notification resets
)

// completionQueue is where the results of registered requests are put.
//
// Source: O-458, O-460, O-465…O-468.
type completionQueue struct {
	state  *CompletionState
	ring   []ws2def.RIOResult
	event  *object.Event
	port   *object.Port
	packet object.Packet // for port

	// Guarded by state.mu:
	size     uint32 // results that it has room for, as the program wants it
	reserved uint32 // by request queues
}

// states are those of completion queues, apart from Go's memory. They are never
// given back, so that who looks at a queue that is closed finds that out.
var states struct {
	mu   sync.Mutex
	free []*CompletionState
}

// statesAtOnce is how many are made at once.
const statesAtOnce = 64

// newState is the state of a new queue, nil without memory.
func newState() *CompletionState {
	states.mu.Lock()
	defer states.mu.Unlock()
	if len(states.free) == 0 {
		all, e := sys.Map[CompletionState](statesAtOnce)
		if e != 0 {
			return nil
		}
		for i := range all {
			states.free = append(states.free, &all[i])
		}
	}
	last := len(states.free) - 1
	s := states.free[last]
	states.free = states.free[:last]
	return s
}

// CreateCompletionQueue makes a queue with room for size results, which tells of
// them as by says, or not at all when that is nil (RIOCreateCompletionQueue).
//
// Errors: WSAEINVAL (size; by names no event or port, or no OVERLAPPED),
// WSAENOBUFS.
//
// Source: O-458, O-460.
func CreateCompletionQueue(size uint32, by *ws2def.RIONotificationCompletion) (ws2def.RIOCQ, *CompletionState, Errno) {
	if size == 0 || size > ws2def.RIO_MAX_CQ_SIZE {
		return 0, nil, ws2def.WSAEINVAL
	}
	q := &completionQueue{size: size}
	notify := uint32(notifiesNobody)
	if by != nil {
		var e Errno
		notify = notifies
		switch by.Type {
		case ws2def.RIO_EVENT_COMPLETION:
			if uint32(by.CompletionKey) != 0 { // NotifyReset is at the place of the key
				notify = notifiesAndResets
			}
			q.event, e = object.FindEvent(by.Handle)
		case ws2def.RIO_IOCP_COMPLETION:
			q.packet = object.Packet{Key: by.CompletionKey, Overlapped: sys.AddressOf(by.Overlapped)}
			q.port, e = object.FindPort(by.Handle)
		default:
			e = ws2def.WSAEINVAL
		}
		if e != 0 || q.port != nil && by.Overlapped == nil {
			return 0, nil, ws2def.WSAEINVAL
		}
	}
	s := newState()
	if s == nil {
		return 0, nil, ws2def.WSAENOBUFS
	}
	q.state = s
	s.mu.Lock()
	defer s.mu.Unlock()
	s.notifies, s.armed, s.mask, s.ring = notify, 0, 0, 0
	s.head, s.tail, s.told = 0, 0, 0
	if !q.room(size) {
		q.retire()
		return 0, nil, ws2def.WSAENOBUFS
	}
	h, e := enlist(q)
	if e != 0 {
		q.retire()
		return 0, nil, e
	}
	s.magic, s.handle = completionMagic, uint32(h)
	return ws2def.RIOCQ(h), s, 0
}

// room sees to it that n results have room. The caller holds the lock.
func (q *completionQueue) room(n uint32) bool {
	if int(n) <= len(q.ring) {
		return true
	}
	size := 1 << bits.Len32(n-1)
	ring, e := sys.Map[ws2def.RIOResult](size)
	if e != 0 {
		return false
	}
	s := q.state
	mask := uint64(size - 1)
	for i := s.head; i != s.tail; i++ {
		ring[i&mask] = q.ring[i&uint64(s.mask)]
	}
	if q.ring != nil {
		sys.Unmap(q.ring)
	}
	q.ring, s.mask, s.ring = ring, uint32(mask), sys.AddressOf(&ring[0])
	return true
}

// retire gives the memory of q back. The caller holds the lock.
func (q *completionQueue) retire() {
	if q.ring != nil {
		sys.Unmap(q.ring)
		q.ring = nil
	}
	states.mu.Lock()
	defer states.mu.Unlock()
	states.free = append(states.free, q.state)
}

// CloseCompletionQueue closes a queue: its results are lost, and those of requests
// that are under way (RIOCloseCompletionQueue). What is no queue is ignored.
//
// Source: O-468.
func CloseCompletionQueue(cq ws2def.RIOCQ) { delist[*completionQueue](Handle(cq)) }

// Finish implements [handle.Object].
func (q *completionQueue) Finish() {
	s := q.state
	s.mu.Lock()
	defer s.mu.Unlock()
	s.magic, s.notifies, s.head, s.tail = 0, notifiesNobody, 0, 0
	q.retire()
}

// ResizeCompletionQueue gives a queue room for size results
// (RIOResizeCompletionQueue).
//
// Errors: WSAEINVAL, WSAETOOMANYREFS (fewer than it holds, or than request queues
// have reserved), WSAENOBUFS.
//
// Source: O-468.
func ResizeCompletionQueue(cq ws2def.RIOCQ, size uint32) Errno {
	q, ok := hold[*completionQueue](Handle(cq))
	if !ok {
		return ws2def.WSAEINVAL
	}
	defer registered.Release(Handle(cq))
	if size == 0 || size > ws2def.RIO_MAX_CQ_SIZE {
		return ws2def.WSAEINVAL
	}
	s := q.state
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case size < q.reserved || uint64(size) < s.tail-s.head:
		return ws2def.WSAETOOMANYREFS
	case !q.room(size):
		return ws2def.WSAENOBUFS
	}
	q.size = size
	return 0
}

// reserve sets n results of q aside for a request queue, less when it is negative.
// Errors: WSAENOBUFS.
//
// Source: O-461, O-462.
func (q *completionQueue) reserve(n int) Errno {
	q.state.mu.Lock()
	defer q.state.mu.Unlock()
	if n > 0 && int(q.size-q.reserved) < n {
		return ws2def.WSAENOBUFS
	}
	q.reserved = uint32(int(q.reserved) + n)
	return 0
}

// add adds a result and returns its place. The caller holds a reference to q.
func (q *completionQueue) add(r ws2def.RIOResult, quiet bool) uint64 {
	s := q.state
	s.mu.Lock()
	// Request queues that are gone have left results that nobody reserves.
	for s.tail-s.head > uint64(s.mask) && !q.room(2*(s.mask+1)) {
		s.mu.Unlock()
		time.Sleep(time.Millisecond) // or else a request would never end
		s.mu.Lock()
	}
	place := s.tail
	q.ring[place&uint64(s.mask)] = r
	s.tail++
	tell := false
	if !quiet {
		s.told = s.tail
		tell = s.armed != 0
		s.armed = 0
	}
	s.mu.Unlock()
	if tell {
		q.tell()
	}
	return place
}

// taken reports whether the result at place was taken.
func (q *completionQueue) taken(place uint64) bool {
	q.state.mu.Lock()
	defer q.state.mu.Unlock()
	return q.state.head > place
}

// tell tells that there are results.
//
// Source: O-467.
func (q *completionQueue) tell() {
	if q.event != nil {
		q.event.Set()
		return
	}
	q.port.Post(q.packet)
}

// NotifyCompletion asks for one notification when the queue has results that
// notify (RIONotify).
//
// Errors: WSAEINVAL (no queue, or one without notification), WSAEALREADY.
//
// Source: O-467.
func NotifyCompletion(cq ws2def.RIOCQ) Errno {
	q, ok := hold[*completionQueue](Handle(cq))
	if !ok {
		return ws2def.WSAEINVAL
	}
	defer registered.Release(Handle(cq))
	s := q.state
	s.mu.Lock()
	switch {
	case s.notifies == notifiesNobody:
		s.mu.Unlock()
		return ws2def.WSAEINVAL
	case s.armed != 0:
		s.mu.Unlock()
		return ws2def.WSAEALREADY
	case s.notifies == notifiesAndResets:
		q.event.Reset()
	}
	now := s.told > s.head
	if !now {
		s.armed = 1
	}
	s.mu.Unlock()
	if now {
		q.tell()
	}
	return 0
}

// DequeueCompletion takes results, as many as there are and out has room for
// (RIODequeueCompletion): how many, RIO_CORRUPT_CQ for what is no queue.
//
// Source: O-465, O-466.
func DequeueCompletion(cq ws2def.RIOCQ, out []ws2def.RIOResult) uint32 {
	q, ok := hold[*completionQueue](Handle(cq))
	if !ok {
		return ws2def.RIO_CORRUPT_CQ
	}
	defer registered.Release(Handle(cq))
	s := q.state
	s.mu.Lock()
	defer s.mu.Unlock()
	n := min(int(s.tail-s.head), len(out))
	for i := range n {
		out[i] = q.ring[(s.head+uint64(i))&uint64(s.mask)]
	}
	s.head += uint64(n)
	return uint32(n)
}
