package core

import (
	"time"

	"winsock/spi"
	"winsock/ws2def"
)

// Connect connects h to name, or sets a datagram socket's peer. A blocking call
// returns when the connection stands or has failed.
//
// Errors: WSANOTINITIALISED, WSAENOTSOCK, WSAEINVAL (listening, or the socket's
// group is connected to another address), WSAEISCONN,
// WSAEALREADY, WSAEWOULDBLOCK (under way), WSAEFAULT, WSAEAFNOSUPPORT,
// WSAEADDRNOTAVAIL, WSAECONNREFUSED, WSAENETUNREACH, WSAEHOSTUNREACH,
// WSAETIMEDOUT, WSAEINTR (closed meanwhile).
//
// Source: S-216…S-249, O-396, O-405, O-414.
func Connect(h Handle, name []byte, how spi.Way) Errno {
	s, e := enter(h)
	if e != 0 {
		return e
	}
	defer table.Release(h)
	return s.connect(name, !s.has(stNonblocking), time.Time{}, how)
}

// ConnectWith is [Connect] with qualities of service in the form of [QualityOf], the
// socket's and its group's, which counts only for the one that created the group; nil
// asks for none.
//
// Errors: as Connect, and WSAEOPNOTSUPP (they can't be met), WSAEINVAL (a group's, and
// the protocol has no quality of service), WSAEFAULT.
//
// Source: P-352, P-451.
func ConnectWith(h Handle, name, own, group []byte, how spi.Way) Errno {
	s, e := enter(h)
	if e != 0 {
		return e
	}
	defer table.Release(h)
	if state := s.state.Load(); name != nil && state&(stListening|stConnecting) == 0 && (state&stDatagram != 0 || state&stEverConn == 0) {
		if e := s.agree(own, group, name); e != 0 {
			return e
		}
	}
	return s.connect(name, !s.has(stNonblocking), time.Time{}, how)
}

// connect is Connect; blocking says whether it waits for the end, until says
// until when (zero: as long as it takes).
func (s *Socket) connect(name []byte, blocking bool, until time.Time, how spi.Way) Errno {
	c, ok := spi.Ability[spi.Connector](s.t)
	if !ok {
		return ws2def.WSAEOPNOTSUPP
	}
	s.settle()
	s.settleGroup()
	s.mu.Lock()
	state := s.state.Load()
	switch {
	case state&(stListening|stAccepting|stContextless) != 0:
		s.mu.Unlock()
		return ws2def.WSAEINVAL
	case state&stConnecting != 0:
		s.mu.Unlock()
		return ws2def.WSAEALREADY
	case state&stDatagram == 0 && state&stEverConn != 0:
		s.mu.Unlock()
		return ws2def.WSAEISCONN
	case s.member():
		s.mu.Unlock()
		return ws2def.WSAEISCONN
	case name == nil:
		s.mu.Unlock()
		return ws2def.WSAEFAULT
	}
	if state&stDatagram != 0 {
		e := s.associate(c, name)
		s.mu.Unlock()
		s.reenable(0)
		return e
	}
	if !s.reserve(name) {
		s.mu.Unlock()
		return ws2def.WSAEINVAL
	}
	return s.attempt(c, c.Connect(name), blocking, until, how)
}

// attempt goes on with a connect, or a leaf's join, whose start gave e. The caller holds
// mu, which attempt releases.
func (s *Socket) attempt(c spi.Connector, e Errno, blocking bool, until time.Time, how spi.Way) Errno {
	switch e {
	case 0:
		s.connected(now())
	case ws2def.WSAEWOULDBLOCK:
		begun := uint32(stBound | stConnecting)
		if blocking {
			begun |= stAwaited
		}
		s.note(begun, stFailed)
		s.attempted()
	default:
		s.release()
		if blocking && stays(e) {
			s.note(stFailed, 0)
		}
	}
	s.mu.Unlock()
	s.tell()
	if e == ws2def.WSAEWOULDBLOCK && blocking {
		e = s.awaitConnect(c, until, how)
		s.tell()
	}
	return e
}

// awaitConnect waits for the end of a connect under way. Its outcome is the
// call's, not SO_ERROR's (S-237).
func (s *Socket) awaitConnect(c spi.Connector, until time.Time, how spi.Way) Errno {
	defer s.change(0, stAwaited)
	for {
		// At a deadline the attempt goes on: the socket stays connecting.
		if e := s.await(spi.Writable, how, s.t.Nudges(), until); e != 0 {
			return e
		}
		if e := c.ConnectResult(); e != ws2def.WSAEWOULDBLOCK {
			s.mu.Lock()
			defer s.mu.Unlock()
			if e == 0 {
				s.connected(now())
			} else {
				s.note(stFailed, stConnecting)
				s.release()
			}
			return e
		}
	}
}

// stays reports whether e is the outcome of an attempt, as against a call that
// was wrong and attempted nothing.
func stays(e Errno) bool {
	switch e {
	case ws2def.WSAEFAULT, ws2def.WSAEAFNOSUPPORT, ws2def.WSAEADDRNOTAVAIL, ws2def.WSAEINVAL:
		return false
	}
	return true
}

// associate sets or dissolves a datagram socket's peer. The caller holds mu.
//
// Source: S-242…S-249.
func (s *Socket) associate(c spi.Connector, name []byte) Errno {
	if d, ok := spi.Ability[spi.Disassociator](s.t); ok && d.Dissolves(name) {
		if e := d.Disassociate(); e != 0 {
			return e
		}
		s.note(0, stConnected)
		return 0
	}
	if e := s.bindLocked(name); e != 0 {
		return e
	}
	if e := c.Connect(name); e != 0 {
		if _, gone := c.PeerName(nil); gone != 0 {
			s.note(0, stConnected)
		}
		return e
	}
	s.note(stConnected, 0)
	s.attempted()
	return 0
}

// connected notes that a connection stands since the moment at. The caller holds mu.
func (s *Socket) connected(at int64) {
	s.softError = 0
	s.connectedAt = at
	s.note(stBound|stConnected|stEverConn, stConnecting|stFailed)
}

// now is the moment on the clock of connectedAt.
func now() int64 { return max(int64(time.Since(epoch)), 1) }

// age is how long ago the socket's connection was made. The caller holds mu and
// knows that there was one.
func (s *Socket) age() time.Duration {
	return time.Since(epoch) - time.Duration(s.connectedAt)
}

// settle notes the end of a nonblocking connect, if it has come.
//
// Source: S-235…S-238.
func (s *Socket) settle() {
	if s.state.Load()&(stConnecting|stAwaited) != stConnecting {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state.Load()&(stConnecting|stAwaited) != stConnecting {
		return // somebody else has noted it, and may have begun anew
	}
	switch e := able[spi.Connector](s.t).ConnectResult(); e {
	case ws2def.WSAEWOULDBLOCK:
	case 0:
		s.connected(now())
	default:
		s.softError = e
		s.note(stFailed, stConnecting)
		s.release()
	}
}
