package tls

import (
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"winsock/spi"
	"winsock/ws2def"
)

// socket is a stream over IP.
type socket struct {
	spi.Socket // below
	data       spi.Transferer
	provider   *provider
	ready      spi.Readiness
	woken      atomic.Bool

	session atomic.Pointer[session] // nil while there is no connection

	watching atomic.Bool
	armed    chan struct{} // the watcher has something to wait for

	mu      sync.Mutex // guards what follows
	halted  atomic.Bool
	halt    chan struct{}  // closed with halted
	work    sync.WaitGroup // goroutines
	joining bool           // a connect is under way
	failed  spi.Errno      // why the last connect failed
	stale   bool           // the socket below is connected in vain
	queue   *queue         // of a listener
}

var _ interface {
	spi.Upper
	spi.Notifier
	spi.Connector
	spi.Renewer
	spi.Listener
	spi.Adopter
	spi.Transferer
	spi.Shutdowner
	spi.Queuer
	spi.Arriver
} = (*socket)(nil)

// never is no deadline.
var never time.Time

// over makes a socket over below, whose data goes through data.
func (p *provider) over(below spi.Socket, data spi.Transferer) *socket {
	return &socket{
		Socket: below, data: data, provider: p,
		armed: make(chan struct{}, 1), halt: make(chan struct{}),
	}
}

// Lower implements [spi.Upper].
func (s *socket) Lower() spi.Socket { return s.Socket }

// Readiness implements [spi.Notifier]. From now on changes are told by it.
func (s *socket) Readiness() *spi.Readiness {
	s.watch()
	return &s.ready
}

func (s *socket) changed() { s.ready.Changed() }

// watch has a goroutine tell of data that comes.
func (s *socket) watch() {
	if !s.watching.Swap(true) {
		s.arm()
		s.begin(s.watcher)
	}
}

// arm tells the watcher that data is waited for.
func (s *socket) arm() {
	if s.watching.Load() {
		select {
		case s.armed <- struct{}{}:
		default:
		}
	}
}

// watcher tells of data that comes, once each time that somebody has found none.
func (s *socket) watcher() {
	s.mu.Lock()
	halt := s.halt
	s.mu.Unlock()
	for {
		select {
		case <-halt:
			return
		case <-s.armed:
		}
		if s.session.Load() == nil {
			continue
		}
		if s.await(spi.Readable, s.Socket.Nudges(), never) != 0 && s.halted.Load() {
			return
		}
		s.changed()
	}
}

// begin runs f on a goroutine that [socket.stop] ends; false: not any more.
func (s *socket) begin(f func()) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.halted.Load() {
		return false
	}
	s.work.Go(f)
	return true
}

// await waits at the socket below, on a goroutine of this one. since is what its Nudges
// returned before the caller looked. Errors: WSAEINTR when goroutines have to end, those
// of [spi.Waiter].
func (s *socket) await(ev spi.Events, since uint32, deadline time.Time) spi.Errno {
	if s.halted.Load() {
		return ws2def.WSAEINTR
	}
	return s.Socket.Wait(ev, spi.Park, since, deadline)
}

// quiet ends the goroutines, calls f, and has them begin again.
func (s *socket) quiet(f func()) {
	s.stop()
	f()
	s.mu.Lock()
	s.halt = make(chan struct{})
	s.halted.Store(false)
	s.mu.Unlock()
	if c := s.session.Load(); c != nil && c.wire.kept() > 0 {
		c.begin()
	}
	if s.watching.Load() {
		s.arm()
		s.begin(s.watcher)
	}
}

// stop ends the goroutines.
func (s *socket) stop() {
	s.mu.Lock()
	s.halted.Store(true)
	close(s.halt)
	s.mu.Unlock()
	s.Socket.Nudge()
	s.work.Wait()
}

// Wait implements [spi.Waiter]. Who waits to receive does so at the socket below.
func (s *socket) Wait(ev spi.Events, how spi.Way, since uint32, deadline time.Time) spi.Errno {
	if c := s.session.Load(); c != nil && ev == spi.Readable {
		return s.waitBelow(c, how, since, deadline)
	}
	if ev&^spi.Writable != 0 {
		s.watch()
	}
	return s.ready.WaitFor(func() bool {
		return s.Poll()&(ev|spi.Reset|spi.Failed) != 0
	}, since, deadline)
}

// waitBelow waits until there is something to receive.
func (s *socket) waitBelow(c *session, how spi.Way, since uint32, deadline time.Time) spi.Errno {
	c.waiting.Add(1)
	defer c.waiting.Add(-1)
	for {
		below := s.Socket.Nudges()
		c.in.Lock()
		first := c.came == 0
		if first || !c.dry { // what a server says behind the handshake is nothing to receive
			c.pull(1)
		}
		ready := c.unread() > 0 || c.ended || c.verdict() != 0
		c.in.Unlock()
		switch {
		case s.woken.Load():
			return ws2def.WSAEINTR
		case ready || s.ready.Nudges() != since:
			return 0
		}
		e := s.Socket.Wait(spi.Readable, how, below, deadline)
		switch {
		case s.woken.Load():
			return ws2def.WSAEINTR
		case e != 0 || !first:
			return e
		}
	}
}

// Nudge implements [spi.Waiter].
func (s *socket) Nudge() {
	s.ready.Nudge()
	s.Socket.Nudge()
}

// Nudges implements [spi.Waiter].
func (s *socket) Nudges() uint32 { return s.ready.Nudges() }

// Wake implements [spi.Waiter]. The socket below goes on: there may be something to
// send.
func (s *socket) Wake() {
	s.woken.Store(true)
	s.ready.Wake()
	s.Socket.Nudge()
}

// Poll implements [spi.Socket].
func (s *socket) Poll() spi.Events {
	if c := s.session.Load(); c != nil {
		return c.events()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.queue != nil && s.queue.ready():
		return spi.Readable | spi.Data
	case s.failed != 0:
		return spi.Failed
	}
	return 0
}

// Arrived implements [spi.Arriver].
func (s *socket) Arrived(ev spi.Events) uint64 {
	if ev != spi.Readable {
		return 0
	}
	if c := s.session.Load(); c != nil {
		c.in.Lock()
		defer c.in.Unlock()
		c.pull(maxAhead)
		return c.came
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.queue == nil {
		return 0
	}
	return s.queue.came
}

// address is the address in a name; the invalid one: none that rules know.
func address(name []byte) netip.AddrPort {
	a, _, _ := ws2def.ParseAddrPort(name)
	return a
}
