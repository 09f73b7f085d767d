package core

import (
	"sync"

	"winsock/internal/engine"
	"winsock/internal/object"
	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// CreatePort is CreateIoCompletionPort: it makes a port that lets limit threads run
// at once when port is 0, and associates the socket file with it, or with port,
// unless file is InvalidHandle.
//
// Errors: ERROR_INVALID_HANDLE, ERROR_INVALID_PARAMETER, ERROR_NOT_ENOUGH_MEMORY.
//
// Source: O-181…O-188.
func CreatePort(file, port Handle, key uintptr, limit uint32) (Handle, Errno) {
	if file == ws2def.InvalidHandle {
		if port != 0 {
			return 0, ws2def.ERROR_INVALID_PARAMETER
		}
		h, _, e := object.NewPort(limit, 0)
		return h, e
	}
	if port != 0 {
		p, e := object.FindPort(port)
		if e == 0 {
			e = Associate(file, p, key)
		}
		if e != 0 {
			return 0, e
		}
		return port, 0
	}
	if Check(file) != 0 {
		return 0, ws2def.ERROR_INVALID_HANDLE
	}
	h, p, e := object.NewPort(limit, 0)
	if e != 0 {
		return 0, e
	}
	if e := Associate(file, p, key); e != 0 {
		object.Close(h, spi.Hold)
		return 0, e
	}
	return h, 0
}

// Associate makes the ends of the overlapped operations on h packets of the port,
// with key.
//
// Errors: ERROR_INVALID_HANDLE (h is no socket), ERROR_INVALID_PARAMETER (it is not
// overlapped, or has a port already).
//
// Source: O-182…O-192, O-022.
func Associate(h Handle, p *object.Port, key uintptr) Errno {
	s, e := enter(h)
	if e == ws2def.WSAENOTSOCK {
		h = underneath(h)
		s, e = enter(h)
	}
	if e != 0 {
		return associateReserved(h, p, key)
	}
	defer table.Release(h)
	if !s.has(stOverlapped) {
		return ws2def.ERROR_INVALID_PARAMETER
	}
	x := s.asynchronous()
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.port.Load() != nil {
		return ws2def.ERROR_INVALID_PARAMETER
	}
	if s.Descriptor() >= 0 && !x.attended {
		x.source = sourceOf(p)
	}
	if x.polled != 0 && x.poller != x.source {
		x.foreign = true
		x.unpoll(s)
	}
	x.key = key
	x.port.Store(p)
	s.openDatagrams(x, h)
	s.openAhead(x, h)
	return 0
}

// portSource is where the threads of a port wait: they go on with the receives of
// its sockets themselves, so that nothing has to be handed from thread to thread.
type portSource struct {
	port   *object.Port
	poller *engine.Poller
	ring   *sourceRing // nil: there is none

	mu     sync.Mutex
	users  int                         // threads in Wait, and one while the port is open
	levels map[*networkEvents]struct{} // of sockets whose notifications are told as long as they hold
}

var _ object.Source = (*portSource)(nil)

// sourceOf is the source of p; nil when there can't be one.
func sourceOf(p *object.Port) *portSource {
	if x, ok := p.Source().(*portSource); ok {
		return x
	}
	poller, e := engine.NewPoller()
	if e != 0 {
		return nil
	}
	x := &portSource{port: p, poller: poller, users: 1}
	x.ring = x.newRing()
	var queues *sys.UringQueues
	var free func()
	if x.ring != nil {
		queues, free = x.ring.Queues(), x.ring.Free
	}
	if first := p.SetSource(x, poller.Fd(), queues, free); first != object.Source(x) {
		x.close()
		if free != nil {
			free()
		}
		x, _ = first.(*portSource)
	}
	return x
}

// Stay implements [object.Source]. False: it has ended.
func (x *portSource) Stay() bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.users == 0 || x.poller.Ended() {
		return false
	}
	x.users++
	return true
}

// Leave implements [object.Source].
func (x *portSource) Leave() {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.users--; x.users == 0 {
		x.close()
	}
}

// close ends what the source has of the kernel.
func (x *portSource) close() {
	x.poller.Close()
	if x.ring != nil {
		x.ring.close()
	}
}

// maxReady is how many sockets a thread goes on with before it takes a packet.
const maxReady = 64

// Wait implements [object.Source].
func (x *portSource) Wait(deadline int64) (woken bool) {
	if !x.Stay() {
		return false
	}
	defer x.Leave()
	if x.ring != nil {
		if x.ring.waits(x) {
			return x.waitRing(deadline)
		}
		defer x.unpolled()
	}
	var ready [maxReady]engine.Ready
	room := ready[:x.port.Room(maxReady)]
	if len(room) == 0 {
		return false
	}
	n, woken := x.poller.Wait(room, deadline)
	x.port.Told(room[:n])
	return woken
}

// Submit implements [object.Source].
func (x *portSource) Submit() {
	if x.ring == nil || !x.Stay() {
		return
	}
	if x.ring.Pending() > 0 {
		x.ring.Submit()
	}
	x.Leave()
}

// Wake implements [object.Source].
func (x *portSource) Wake() {
	if !x.Stay() {
		return
	}
	defer x.Leave()
	if x.ring == nil || !x.rings() {
		x.poller.Wake()
		return
	}
	x.ring.Nop(uringWake)
	x.ring.Submit()
}

// End implements [object.Source]: the port is closed. From now on the engine's
// thread looks after its sockets.
//
// Source: O-219.
func (x *portSource) End() {
	x.poller.End()
	if x.ring != nil {
		x.ring.Nop(uringEnd)
		x.ring.Submit()
	}
	for h, s := range openSockets() {
		s.orphan(h, x)
	}
	x.Leave()
}

// orphan makes the engine's thread go on with what is pending on s, which h means and
// whose port with the source x is closed.
func (s *Socket) orphan(h Handle, x *portSource) {
	a := s.async.Load()
	if a == nil {
		return
	}
	a.mu.Lock()
	if a.source != x && a.poller != x {
		a.mu.Unlock()
		return
	}
	s.recall(a)
	a.unawait()
	a.source, a.polled = nil, 0
	if !a.idle() || a.silent() {
		s.lookAfter(a, h)
	}
	a.mu.Unlock()
	if a.ringed.Load() == x {
		s.lockOut() // takes the send back too
		s.out.mu.Unlock()
		a.withdraw()
	}
}

// poll makes the port's threads go on with the receives of s. The caller holds the
// lock of a.
func (x *portSource) poll(s *Socket, a *async, h Handle) Errno {
	if !x.Stay() {
		return ws2def.WSAENOBUFS
	}
	defer x.Leave()
	if x.awaitable(s) {
		e := x.await(s, a, h)
		if e == 0 {
			x.submitSoon()
		}
		return e
	}
	fd := s.Descriptor()
	e := x.poller.Add(fd, int32(h), spi.Readable|spi.Urgent)
	if e == 0 {
		a.polled, a.poller = h, x
	}
	return e
}

// unpoll takes s out of the poller that it is in. The caller holds the lock of a.
func (a *async) unpoll(s *Socket) {
	if a.polled == 0 {
		return
	}
	awaited := a.awaits()
	a.unawait()
	a.polled = 0
	if !awaited && a.poller.Stay() {
		a.poller.poller.Remove(s.Descriptor())
		a.poller.Leave()
	}
}

// reap goes on with the receives of a socket that the poller told of.
func reap(h Handle, bits uint32) {
	obj := table.Acquire(h)
	if obj == nil {
		return
	}
	if s, ok := obj.(*Socket); ok {
		if x := s.async.Load(); x != nil {
			if x.silent() {
				s.firstData(inReap)
			}
			where := inReap
			x.mu.Lock()
			s.recall(x)
			if x.foreign {
				where = inside
			}
			s.receiveOn(x, bits, where)
			if x.in.first == nil {
				s.openDatagrams(x, h)
			}
			s.awaitNext(x, h)
			x.mu.Unlock()
			s.reenable(0)
		}
	}
	table.Release(h)
}

// rehome gives s another name in its port's poller: h, under which it is known
// there, is closed, but others mean s too.
func (s *Socket) rehome(h Handle) {
	a := s.async.Load()
	if a == nil {
		return
	}
	s.hasten(nil)
	a.mu.Lock()
	defer a.mu.Unlock()
	s.recall(a)
	if a.polled != h || !a.poller.Stay() {
		return
	}
	defer a.poller.Leave()
	awaited := a.awaits()
	for other, same := range openSockets() {
		if same == s && other != h {
			if awaited {
				a.unpoll(s)
				a.poller.poll(s, a, other)
				return
			}
			a.polled = other
			a.poller.poller.Change(s.Descriptor(), int32(other), spi.Readable|spi.Urgent)
			return
		}
	}
}
