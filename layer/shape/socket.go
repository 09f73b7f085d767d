package shape

import (
	"net/netip"
	"sync"
	"time"

	"winsock/layer"
	"winsock/spi"
	"winsock/ws2def"
)

// socket is one whose data goes through two lines. Goroutines fill the one and empty the
// other as long as there is something to do.
type socket struct {
	layer.Connecting
	net       *network
	info      *ws2def.WSAProtocolInfo
	datagrams bool // connectionless
	messages  bool
	ready     spi.Readiness

	mu        sync.Mutex // guards what follows
	in, out   line
	last      item // out: is being sent
	underWay  bool // last is
	peer      netip.AddrPort
	peered    bool // there is a peer
	connected bool
	listening bool
	broken    spi.Errno // why sending has ended
	ended     bool      // in: the end has been put in
	sentAll   bool      // the end has been put in out

	timer      *time.Timer // tells when the first item of in is due
	receiver   bool        // runs
	sender     bool
	watcher    bool
	halted     bool          // they shall end
	quit       chan struct{} // closed when halted
	idle       sync.Cond     // one has ended
	connecting bool
}

var _ interface {
	spi.Upper
	spi.Notifier
	spi.Binder
	spi.Connector
	spi.Renewer
	spi.Disassociator
	spi.Listener
	spi.Adopter
	spi.Transferer
	spi.Shutdowner
	spi.Queuer
	spi.Arriver
} = (*socket)(nil)

// Readiness implements [spi.Notifier].
func (s *socket) Readiness() *spi.Readiness {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.run()
	return &s.ready
}

// Wait implements [spi.Waiter]. What ends a connection, or the making of one, ends a
// wait too.
func (s *socket) Wait(ev spi.Events, _ spi.Way, since uint32, deadline time.Time) spi.Errno {
	return s.ready.WaitFor(func() bool { return s.Poll()&(ev|spi.Reset|spi.Failed) != 0 }, since, deadline)
}

// Nudge implements [spi.Waiter].
func (s *socket) Nudge() { s.ready.Nudge() }

// Nudges implements [spi.Waiter].
func (s *socket) Nudges() uint32 { return s.ready.Nudges() }

// Wake implements [spi.Waiter].
func (s *socket) Wake() { s.ready.Wake() }

// Expect implements [spi.Expecter]: nothing is saved by it.
func (s *socket) Expect(spi.Events) bool { return false }

// Poll implements [spi.Socket].
func (s *socket) Poll() spi.Events {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.datagrams && !s.connected {
		ev := s.Socket.Poll()
		s.reached(ev)
		return ev
	}
	s.run()
	ev := s.Socket.Poll() & spi.Urgent
	now := time.Now()
	s.breaks(now)
	if s.in.head(now) != nil {
		ev |= spi.Readable
		if !s.in.items[0].end {
			ev |= spi.Data
		}
		if last := s.in.items[len(s.in.items)-1]; last.end && !last.due.After(now) {
			ev |= spi.Ended
		}
	}
	if s.broken != 0 {
		ev |= spi.Readable | spi.Reset
	}
	if s.broken != 0 || !s.out.full() {
		ev |= spi.Writable
	}
	return ev
}

// breaks notes that the connection is broken, when it is time for that: what was not
// received is lost. The caller holds mu.
func (s *socket) breaks(now time.Time) {
	if !s.ended || len(s.in.items) == 0 {
		return
	}
	if last := s.in.items[len(s.in.items)-1]; last.e != 0 && !last.due.After(now) {
		s.broken = last.e
		s.in.clear()
	}
}

// Arrived implements [spi.Arriver].
func (s *socket) Arrived(ev spi.Events) uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.listening || ev == spi.Urgent {
		if a, ok := spi.Ability[spi.Arriver](s.Socket); ok {
			return a.Arrived(ev)
		}
		return 0
	}
	return s.in.arrived(time.Now())
}

// Unread implements [spi.Queuer]: the bytes of a stream, or of the first message.
func (s *socket) Unread() (int, spi.Errno) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n, now := 0, time.Now()
	for i := range s.in.items {
		if s.in.items[i].due.After(now) {
			break
		}
		n += len(s.in.items[i].data)
		if s.messages {
			break
		}
	}
	return n, 0
}

// Unsent implements [spi.Queuer].
func (s *socket) Unsent() int {
	s.mu.Lock()
	n := 0
	for i := range s.out.items {
		n += len(s.out.items[i].data)
	}
	if s.underWay {
		n += len(s.last.data)
	}
	s.mu.Unlock()
	if q, ok := spi.Ability[spi.Queuer](s.Socket); ok {
		n += q.Unsent()
	}
	return n
}

// Close implements [spi.Socket]. Without abort the socket below is closed when all is
// sent.
func (s *socket) Close(abort bool) spi.Errno {
	s.mu.Lock()
	if !s.datagrams && !abort {
		for i := range s.in.items {
			abort = abort || len(s.in.items[i].data) > 0
		}
	}
	if !abort && s.broken == 0 && (s.sender || len(s.out.items) > 0) {
		s.ended, s.in.items = true, nil
		s.net.closing.Add(1)
		s.mu.Unlock()
		s.Socket.Nudge()
		go s.drain()
		return 0
	}
	s.halt()
	s.mu.Unlock()
	return s.Socket.Close(abort)
}

// drain closes the socket below when all is sent.
func (s *socket) drain() {
	defer s.net.closing.Done()
	late := time.AfterFunc(closeLimit, func() {
		s.mu.Lock()
		s.halt()
		s.mu.Unlock()
	})
	defer late.Stop()
	s.mu.Lock()
	for s.sender || s.receiver || s.watcher {
		s.idle.Wait()
	}
	s.halt()
	lost := s.underWay || len(s.out.items) > 0
	s.mu.Unlock()
	s.Socket.Close(lost)
}

// closeLimit is how long a closed socket tries to send the rest.
const closeLimit = 2 * time.Minute
