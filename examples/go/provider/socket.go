package main

import (
	"time"

	"winsock/spi"
	"winsock/ws2def"
)

// socket is a socket. The network's lock guards all but ready.
type socket struct {
	net   *network
	ready spi.Readiness // tells those who wait that something has changed

	name     string // local; "" before it is bound
	peerName string // "" before it is connected

	listening bool
	backlog   int
	arrived   []*socket // connections that wait to be accepted

	peer    *socket   // the other end; nil once that is closed
	in      []byte    // what has come and was not received
	sentAll bool      // this side has shut down sending
	ended   bool      // the other side has, or is closed
	broken  spi.Errno // why the connection broke, for good
}

// What a socket can do, beside being one, the core learns from the interfaces that it
// implements; for what is missing here programs get WSAEOPNOTSUPP. Worth a look when
// this works: Adopter (AcceptEx), Renewer (DisconnectEx), Overlapper, Optioner, Ioctler.
var _ interface {
	spi.Socket
	spi.Notifier
	spi.Binder
	spi.Connector
	spi.Listener
	spi.Transferer
	spi.Shutdowner
	spi.Queuer
} = (*socket)(nil)

// Readiness implements [spi.Notifier]: this is no kernel descriptor, the core cannot
// poll it. Each change of what Poll reports is followed by ready.Changed.
func (s *socket) Readiness() *spi.Readiness { return &s.ready }

// Wait implements [spi.Waiter]; it waits for the end of a connection, too.
func (s *socket) Wait(ev spi.Events, _ spi.Way, since uint32, deadline time.Time) spi.Errno {
	return s.ready.WaitFor(func() bool { return s.Poll()&(ev|spi.Reset) != 0 }, since, deadline)
}

// Nudge, Nudges and Wake implement [spi.Waiter].
func (s *socket) Nudge()         { s.ready.Nudge() }
func (s *socket) Nudges() uint32 { return s.ready.Nudges() }
func (s *socket) Wake()          { s.ready.Wake() }

// Poll implements [spi.Socket]: what a call would find now. Readable without Data is
// the end.
func (s *socket) Poll() spi.Events {
	s.net.mu.Lock()
	defer s.net.mu.Unlock()
	var ev spi.Events
	switch {
	case s.listening:
		if len(s.arrived) > 0 {
			ev |= spi.Readable
		}
	case s.peerName != "":
		if len(s.in) > 0 {
			ev |= spi.Readable | spi.Data
		}
		if s.ended {
			ev |= spi.Readable | spi.Ended
		}
		if s.broken != 0 {
			ev |= spi.Readable | spi.Reset
		}
		if s.broken != 0 || s.peer == nil || len(s.peer.in) < room {
			ev |= spi.Writable
		}
	}
	return ev
}

// Close implements [spi.Socket]. What was sent is with the peer already; a transport
// that still has some delivers it in the background, unless abort says otherwise. A
// peer whose bytes nobody will receive has to learn of that: its connection breaks.
func (s *socket) Close(abort bool) spi.Errno {
	s.net.mu.Lock()
	defer s.net.mu.Unlock()
	if s.net.bound[s.name] == s {
		delete(s.net.bound, s.name)
	}
	for _, a := range s.arrived {
		a.leave(true)
	}
	s.leave(abort || len(s.in) > 0)
	return 0
}

// leave ends the connection for the other side. The caller holds the lock.
func (s *socket) leave(abort bool) {
	if s.peer == nil {
		return
	}
	s.peer.peer, s.peer.ended = nil, true
	if abort {
		s.peer.fail(ws2def.WSAECONNRESET)
	}
	s.peer.ready.Changed()
	s.peer = nil
}

// fail notes why the connection has broken, which every call tells from now on. The
// caller holds the lock.
func (s *socket) fail(e spi.Errno) { s.broken, s.in = e, nil }
