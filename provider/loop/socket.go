package loop

import (
	"time"

	"winsock/spi"
	"winsock/ws2def"
)

// socket is a socket of any of the four types. All fields are guarded by the
// network's lock, except those that never change and ready.
type socket struct {
	net   *network
	typ   int32
	ready spi.Readiness

	port     uint32 // local; 0 while unbound
	peerPort uint32 // 0 without a peer
	in       queue
	came     uint64       // counts what was put in the queues
	receives spi.Receives // overlapped ones

	// Connections.
	peer      *socket   // the other end; nil once it is closed
	broken    spi.Errno // why the connection broke
	sentAll   bool      // this side has shut down sending
	ended     bool      // the peer has
	adopted   bool      // it was accepted for another socket (Adopt)
	listening bool
	backlog   int
	arrived   []*socket // connections to accept

	// SOCK_RDM.
	awaits  *socket              // receiver that had no room for the last message
	awaited map[*socket]struct{} // senders that wait for room here
}

var _ interface {
	spi.Socket
	spi.Notifier
	spi.Binder
	spi.Connector
	spi.Disassociator
	spi.Listener
	spi.Transferer
	spi.Shutdowner
	spi.Queuer
	spi.Arriver
} = (*socket)(nil)

func (n *network) newSocket(typ int32) *socket { return &socket{net: n, typ: typ} }

// connectionless reports whether the socket's type knows no connections.
func (s *socket) connectionless() bool {
	return s.typ == ws2def.SOCK_DGRAM || s.typ == ws2def.SOCK_RDM
}

// Readiness implements [spi.Notifier].
func (s *socket) Readiness() *spi.Readiness { return &s.ready }

// Wait implements [spi.Waiter]. What ends a connection ends a wait too.
func (s *socket) Wait(ev spi.Events, _ spi.Way, since uint32, deadline time.Time) spi.Errno {
	return s.ready.WaitFor(func() bool { return s.Poll()&(ev|spi.Reset) != 0 }, since, deadline)
}

// Nudge implements [spi.Waiter].
func (s *socket) Nudge() { s.ready.Nudge() }

// Nudges implements [spi.Waiter].
func (s *socket) Nudges() uint32 { return s.ready.Nudges() }

// Wake implements [spi.Waiter].
func (s *socket) Wake() { s.ready.Wake() }

// Poll implements [spi.Socket].
func (s *socket) Poll() spi.Events {
	s.net.mu.Lock()
	defer s.net.unlock()
	var ev spi.Events
	if len(s.in.messages) > 0 {
		ev |= spi.Readable | spi.Data
	}
	switch {
	case s.connectionless():
		if s.awaits == nil {
			ev |= spi.Writable
		}
	case s.listening:
		if len(s.arrived) > 0 {
			ev |= spi.Readable
		}
	case s.peerPort != 0:
		if s.ended {
			ev |= spi.Readable | spi.Ended
		}
		if s.broken != 0 {
			ev |= spi.Readable | spi.Reset
		}
		if s.broken != 0 || s.peer == nil || s.peer.hasRoom() {
			ev |= spi.Writable
		}
	}
	return ev
}

// Arrived implements [spi.Arriver].
func (s *socket) Arrived(spi.Events) uint64 {
	s.net.mu.Lock()
	defer s.net.unlock()
	if s.listening {
		return uint64(len(s.arrived))
	}
	return s.came
}

// hasRoom reports whether something sent to s would be taken now.
func (s *socket) hasRoom() bool {
	if s.typ == ws2def.SOCK_STREAM {
		return s.in.free() > 0
	}
	return s.in.takes()
}

// Close implements [spi.Socket]. What was sent is in the peer's queue and stays
// there, unless the close is abortive or loses data that came from the peer.
func (s *socket) Close(abort bool) spi.Errno {
	s.net.mu.Lock()
	defer s.net.unlock()
	if at := (place{s.typ, s.port}); s.net.ports[at] == s {
		delete(s.net.ports, at)
	}
	for _, a := range s.arrived {
		a.leave(true)
	}
	if s.awaits != nil {
		delete(s.awaits.awaited, s)
	}
	abort = abort || len(s.in.messages) > 0
	s.in.clear()
	s.release()
	s.leave(abort)
	return 0
}

// leave ends the connection of a socket that is closed. The caller holds mu.
func (s *socket) leave(abort bool) {
	peer := s.peer
	if peer == nil {
		return
	}
	s.peer, peer.peer = nil, nil
	peer.ended = true
	if abort {
		peer.broke(ws2def.WSAECONNRESET)
	}
	peer.changed()
}

// broke notes that the connection broke: what was not received is lost. The
// caller holds mu.
func (s *socket) broke(e spi.Errno) {
	s.broken = e
	s.in.clear()
}
