package object

import (
	"runtime"
	"slices"
	"sync/atomic"
	"time"

	"winsock/internal/handle"
	"winsock/internal/sys"
	"winsock/ws2def"
)

// Packet is an entry of a completion port's queue. C knows it too
// (capi/shim/port.h).
type Packet struct {
	Key        uintptr // of the file, or what was posted
	Overlapped uintptr // of the operation, or what was posted
	Bytes      uint32
	Status     uint32 // NTSTATUS
}

// PortState is what C sees of a port: enough to take the next packet and to add
// one for which nobody has to be woken.
type PortState struct {
	mu       sys.Mutex
	closed   uint32  // 1: the last handle is closed
	limit    uint32  // threads that may run at once
	width    uint32  // likewise, while there are no processors for more of them
	active   uint32  // threads that run: they took a packet, or gave up waiting for one
	idle     uint32  // threads that wait and have not been told to stop
	eager    uint32  // 1: packets are worth waking another thread at once
	deferred uint32  // 1: the guard looks after the port
	watched  uint32  // waits for the port itself
	head     uint32  // packets taken; the next one's place modulo the ring's size
	tail     uint32  // packets added
	looked   uint32  // taken, when somebody looked for new packets in the source last
	reaped   uint32  // head, when all sockets that had changed were gone on with last
	mask     uint32  // the ring's size, less one
	waits    uint32  // counts waits
	seen     uint32  // what the guard saw of the port's progress last
	stalls   uint32  // how often in a row it saw that
	pollers  uint32  // of the threads that wait, those in the source
	waking   uint32  // 1: a call of source.Wake has ended no wait yet
	quick    int32   // rounds in which threads were quick with their packets, less slow ones; below 0: eager
	slept    uint32  // threads that run uncounted: the guard has found them asleep
	renews   uint32  // 1: something adds packets for what lasts, before a thread waits
	epoll    int32   // where a thread of C may wait for changes; -1: nowhere
	rings    uint32  // 1: threads wait in the io_uring
	untold   uint32  // 1: the source knows of changes that it has not told
	place    uint32  // a thread of C waits in epoll (1), and has been called away (2); of a port with an io_uring
	below    uint32  // of the waiters, those that came before the poller of C
	again    uint32  // sockets that were put before others that have changed
	_        uint32  // how often in a row that was the same one, which C notes
	_        uint32  // its handle
	poller   uintptr // the thread that waits in the source in C; 0: none does
	ring     uintptr

	readyHead, readyTail uint32
	ready                [maxReady]Change // sockets that have changed; a ring

	queues *sys.UringQueues // the io_uring of the source; nil: it has none
	_      [2]uintptr       // of the face's guard
}

// Change is a socket that has changed, and the poll bits that tell how.
type Change struct{ handle, bits uint32 }

// maxReady is how many changes a port knows of at most.
const maxReady = 256

// Port is a completion port: a queue of packets, and the threads that take them.
// Packets leave first in, first out; of the threads that wait, the one that came
// last goes first.
//
// Source: O-181…O-219.
type Port struct {
	header
	handles atomic.Int32
	self    atomic.Uintptr // its first handle
	state   *PortState
	memory  *portMemory
	soon    atomic.Bool // see [Port.Soon]; changes under the lock

	// Guarded by state.mu:
	source  Source        // where packets come from while threads wait; nil: nowhere
	waiters []*portWaiter // who came last is last
	threads map[*Thread]struct{}
	crowd   crowd    // the goroutines that take packets
	late    []Change // that others have left no room for among the ready ones
	renew   func()   // adds packets for what lasts, before a thread waits; nil: nothing does
}

// portMemory is outside of Go's memory, where C sees it.
type portMemory struct {
	state []PortState
	ring  []Packet
	uring func() // gives the memory of the source's io_uring back; nil: there is none
}

func (m *portMemory) free() {
	sys.Unmap(m.ring)
	sys.Unmap(m.state)
	if m.uring != nil {
		m.uring()
	}
}

// Source is where the threads of a port wait for changes, and what goes on with what
// has changed.
type Source interface {
	// Wait holds the thread until something has changed, of which it tells the
	// port, or until the moment deadline (ns on the monotonic clock; 0: none), or
	// Wake: woken. [sys.Past] only looks.
	Wait(deadline int64) (woken bool)
	// Wake ends one Wait, the present one of the thread that came last or the
	// next.
	Wake()
	// End ends all present and future waits.
	End()
	// Reap goes on with what [Port.Told] was told of, which adds packets, and may
	// return the last one: ok.
	Reap(handle, bits uint32) (k Packet, ok bool)
	// Complete ends the request of a socket that a completion tells of; ok: it returns
	// its packet.
	Complete(c sys.UringCompletion) (k Packet, ok bool)
	// Submit lets begin what goroutines have left to who comes for packets.
	Submit()
	// Unpolled tells that a thread has left epoll that [Port.Rings] found there.
	Unpolled()
	// Stay keeps what the source has of the kernel until Leave, after End too.
	Stay() bool
	Leave()
}

// firstRing is the size of a new ring; sizes are powers of two.
const firstRing = 128

// NewPort makes a port that lets limit threads run at once; 0: as many as there
// are processors. flags are the handle's.
//
// Errors: ERROR_NOT_ENOUGH_MEMORY.
//
// Source: O-181, O-193.
func NewPort(limit, flags uint32) (Handle, *Port, Errno) {
	if limit == 0 {
		limit = processors
	}
	state, errno := sys.Map[PortState](1)
	if errno != 0 {
		return 0, nil, ws2def.ERROR_NOT_ENOUGH_MEMORY
	}
	p := &Port{state: &state[0], memory: &portMemory{state: state}, threads: make(map[*Thread]struct{})}
	p.port = p
	p.state.limit, p.state.width, p.state.eager, p.state.quick, p.state.epoll = limit, limit, 1, -1, -1
	if !p.grow() {
		sys.Unmap(state)
		return 0, nil, ws2def.ERROR_NOT_ENOUGH_MEMORY
	}
	// Threads of C look at the memory as long as they are the port's.
	runtime.AddCleanup(p, (*portMemory).free, p.memory)
	h, e := enter(p, flags)
	p.self.Store(uintptr(h))
	return h, p, e
}

// processors is how many there are; the library lets Go believe in more.
var processors = uint32(runtime.NumCPU())

// State is what C sees of p. It lasts as long as p.
func (p *Port) State() *PortState { return p.state }

// found is the port that was found last: most programs have one.
var found atomic.Pointer[Port]

// PortOf is the port with that state when it is the one that was found last, else nil.
func PortOf(s *PortState) *Port {
	if p := found.Load(); p != nil && p.state == s {
		return p
	}
	return nil
}

// FindPort is the port that h means. Errors: ERROR_INVALID_HANDLE.
func FindPort(h Handle) (*Port, Errno) {
	if p := found.Load(); p != nil && p.self.Load() == uintptr(h) && handle.Process.Means(h) {
		return p, 0
	}
	obj := handle.Process.Acquire(h)
	if obj == nil {
		return nil, ws2def.ERROR_INVALID_HANDLE
	}
	defer handle.Process.Release(h)
	if p, ok := obj.(*Port); ok {
		if p.self.Load() == uintptr(h) {
			found.Store(p)
		}
		return p, 0
	}
	return nil, ws2def.ERROR_INVALID_HANDLE
}

func (p *Port) count() { p.handles.Add(1) }

// Finish implements handle.Object. The last handle closes the port: who waits goes
// on, packets are lost.
//
// Source: O-208, O-218, O-219.
func (p *Port) Finish() {
	if p.handles.Add(-1) > 0 {
		return
	}
	found.CompareAndSwap(p, nil)
	p.state.mu.Lock()
	p.state.closed = 1
	p.state.head = p.state.tail
	sleepers := slices.DeleteFunc(p.waiters, func(w *portWaiter) bool { return w.polls })
	p.waiters, p.state.idle = nil, 0
	source := p.source
	if p.state.poller != 0 { // it leaves by LeaveSource
		p.state.idle = 1
		source.Stay()
	}
	p.state.mu.Unlock()
	for _, w := range sleepers {
		w.wake()
	}
	if source != nil {
		source.End()
	}
	var wake wakes
	dispatcher.Lock()
	p.satisfy(&wake)
	wake.unlock()
}

// SetSource gives p its source, unless it has one: then it returns that. Threads
// that wait begin to wait there: epoll is its descriptor, queues are those of its
// io_uring, nil without one, whose memory free gives back.
func (p *Port) SetSource(s Source, epoll int, queues *sys.UringQueues, free func()) Source {
	p.state.mu.Lock()
	if p.source == nil && p.state.closed == 0 {
		p.source, p.state.epoll, p.state.queues, p.memory.uring = s, int32(epoll), queues, free
		var k portWakes
		p.spread(&k, true)
		k.unlock(p)
		return s
	}
	defer p.state.mu.Unlock()
	return p.source
}

// SetRenew has f, which adds packets for what lasts, called whenever a thread is
// about to wait because there are none.
func (p *Port) SetRenew(f func()) {
	p.state.mu.Lock()
	defer p.state.mu.Unlock()
	p.renew, p.state.renews = f, 1
}

// renewed calls renew, if there is one and nothing for a thread to do, and reports
// whether there is something now. The caller holds the lock, and again when it
// returns.
func (p *Port) renewed() bool {
	if p.renew == nil || !p.nothing() || p.state.closed != 0 {
		return false
	}
	renew := p.renew
	p.state.mu.Unlock()
	renew()
	p.state.mu.Lock()
	return !p.nothing()
}

// Source is the source of p, nil before SetSource.
func (p *Port) Source() Source {
	p.state.mu.Lock()
	defer p.state.mu.Unlock()
	return p.source
}

// GivenSource is [Port.Source] for who knows that it has been set, once and for all.
func (p *Port) GivenSource() Source { return p.source }

// grow makes the ring twice as large. The caller holds the lock.
func (p *Port) grow() bool {
	s, old := p.state, p.memory.ring
	size := max(firstRing, 2*uint32(len(old)))
	ring, e := sys.Map[Packet](int(size))
	if e != 0 {
		return false
	}
	for i := s.head; i != s.tail; i++ {
		ring[i&(size-1)] = old[i&s.mask]
	}
	if old != nil {
		sys.Unmap(old)
	}
	p.memory.ring, s.mask, s.ring = ring, size-1, sys.AddressOf(&ring[0])
	return true
}

// add puts a packet in the queue. The caller holds the lock.
func (p *Port) add(k Packet) bool {
	s := p.state
	if s.closed != 0 {
		return true // nobody will miss it
	}
	if s.tail-s.head > s.mask && !p.grow() {
		return false
	}
	p.memory.ring[s.tail&s.mask] = k
	s.tail++
	return true
}

// Post adds a packet and wakes a thread for it, if one may run.
// Errors: ERROR_NOT_ENOUGH_MEMORY.
//
// Source: O-195, O-196, O-201, O-202.
func (p *Port) Post(k Packet) Errno {
	var wake portWakes
	p.state.mu.Lock()
	ok := p.add(k)
	p.spread(&wake, true)
	wake.unlock(p)
	if !ok {
		return ws2def.ERROR_NOT_ENOUGH_MEMORY
	}
	return 0
}

// Add adds a packet of an operation that has ended at once. The caller is likely
// to come for it soon, so that another thread is woken only where that is known to
// pay; the guard sees to it that the packet does not lie for long.
func (p *Port) Add(k Packet) {
	p.lockToAdd(k)
	p.leaveRest()
}

// AddAll is Add of several packets.
func (p *Port) AddAll(all []Packet) {
	p.state.mu.Lock()
	for _, k := range all {
		p.keep(k, true)
	}
	p.leaveRest()
}

// leaveRest gives up the lock and sees to what there is for others to do.
func (p *Port) leaveRest() {
	s := p.state
	if s.idle == 0 && s.watched == 0 {
		s.mu.Unlock() // there is nobody
		return
	}
	var wake portWakes
	p.spread(&wake, false)
	wake.unlock(p)
}

// LookLater makes who comes for packets look at the socket with that handle after those
// that there are; false: there are none, or no room.
func (p *Port) LookLater(h uint32) bool {
	s := p.state
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.head == s.tail || s.readyTail-s.readyHead == maxReady || s.closed != 0 {
		return false
	}
	s.ready[s.readyTail%maxReady] = Change{h, 0}
	s.readyTail++
	return true
}

// More sees to what a thread left, which took the next packet itself. now: it came
// because somebody was to.
func (p *Port) More(now bool) {
	var wake portWakes
	p.state.mu.Lock()
	p.spread(&wake, now)
	wake.unlock(p)
}

// Reap is Add for the thread in [Source.Wait], which takes a packet itself next.
func (p *Port) Reap(k Packet) {
	p.lockToAdd(k)
	p.state.mu.Unlock()
}

// lockToAdd takes the lock and keeps a packet.
func (p *Port) lockToAdd(k Packet) {
	p.state.mu.Lock()
	p.keep(k, true)
}

// keep adds a packet, if there is one, that must not be lost: it would be an operation
// that never ends. The caller holds the lock, and again when it returns.
func (p *Port) keep(k Packet, is bool) {
	for is && !p.add(k) {
		p.state.mu.Unlock()
		time.Sleep(time.Millisecond)
		p.state.mu.Lock()
	}
}

// Room is for how many of n changes there is room in the port.
func (p *Port) Room(n int) int {
	p.state.mu.Lock()
	defer p.state.mu.Unlock()
	return min(n, maxReady-int(p.state.readyTail-p.state.readyHead))
}

// Told tells of what has changed: threads go on with it when there are no packets.
func (p *Port) Told(changes []sys.EpollEvent) {
	if len(changes) == 0 {
		return
	}
	s := p.state
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range changes {
		p.late = append(p.late, Change{uint32(c.Fd), c.Events})
	}
	p.admit()
}

// admit makes those changes ready that there is room for now. The caller holds the
// lock.
func (p *Port) admit() {
	if len(p.late) == 0 {
		return
	}
	s := p.state
	n := min(len(p.late), maxReady-int(s.readyTail-s.readyHead))
	for _, c := range p.late[:n] {
		s.ready[s.readyTail%maxReady] = c
		s.readyTail++
	}
	p.late = slices.Delete(p.late, 0, n)
}

// reap goes on with one that has changed, and reports whether there is one. The
// caller holds the lock, and again when it returns.
func (p *Port) reap() bool {
	s := p.state
	p.admit()
	if s.readyHead == s.readyTail {
		return p.complete()
	}
	if !s.socketsTurn() && p.complete() {
		return true
	}
	c := p.change()
	s.mu.Unlock()
	k, ok := p.source.Reap(c.handle, c.bits)
	s.mu.Lock()
	p.keep(k, ok)
	return true
}

// change takes the next change, of which there is one. The caller holds the lock.
func (p *Port) change() Change {
	s := p.state
	c := s.ready[s.readyHead%maxReady]
	if s.readyHead++; !s.changed() {
		s.reaped = s.head
	}
	return c
}

// nothing reports whether there is nothing for a thread to do. The caller holds the
// lock.
func (p *Port) nothing() bool {
	p.admit()
	return p.state.head == p.state.tail && !p.state.changed()
}

// left reports whether there is something to do for which no thread comes by itself:
// who waits in the source takes completions. The caller holds the lock.
func (p *Port) left() bool {
	p.admit()
	s := p.state
	return s.head != s.tail || s.readyHead != s.readyTail || s.pollers == 0 && s.completed()
}

// changed reports whether there are sockets to go on with. The caller holds the lock.
func (s *PortState) changed() bool { return s.readyHead != s.readyTail || s.completed() }

// Empty reports whether there is nothing for a thread to do.
func (p *Port) Empty() bool {
	p.state.mu.Lock()
	defer p.state.mu.Unlock()
	return p.nothing()
}

// signalled reports whether a wait for the port itself ends.
//
// Source: O-200, O-218.
func (p *Port) signalled() bool {
	p.state.mu.Lock()
	defer p.state.mu.Unlock()
	return p.state.head != p.state.tail || p.state.closed != 0
}

// watch counts the waits for the port itself: while there are any, somebody does
// what the source has to do. It is called with the dispatcher's lock held.
func (p *Port) watch(n int) {
	p.state.mu.Lock()
	defer p.state.mu.Unlock()
	p.state.watched += uint32(n)
	switch source := p.source; {
	case source == nil:
	case p.state.watched == 1 && n > 0:
		go p.attend(source)
	case p.state.watched == 0:
		source.Wake()
	}
}

// attend waits in the source for those who wait for the port itself.
func (p *Port) attend(source Source) {
	for {
		p.state.mu.Lock()
		over := p.state.watched == 0 || p.state.closed != 0
		renewed := p.renewed()
		p.state.mu.Unlock()
		if over {
			source.Wake() // the call that ended this wait may have been another's
			return
		}
		woken := !renewed && source.Wait(0)
		var wake portWakes
		p.state.mu.Lock()
		if woken {
			p.state.waking = 0
		}
		for p.reap() {
		}
		p.spread(&wake, true)
		wake.unlock(p)
	}
}
