package core

import (
	"time"

	"winsock/internal/handle"
	"winsock/spi"
	"winsock/ws2def"
)

// JoinLeaf joins the multipoint socket h to a session, or, when h is the root of one,
// invites a leaf into it (WSAJoinLeaf). name is the address of the session or its root,
// or of the leaf; nil stands for a NULL pointer. mode is JL_SENDER_ONLY,
// JL_RECEIVER_ONLY or JL_BOTH: the directions in which h is to exchange data. A leaf
// that joins gets h itself, a root a new socket that stands for the leaf: it is told of
// the leaf's end, and closing it drops the leaf. Of a nonblocking socket the result is
// there at once; FD_CONNECT on h tells how the join has ended, and closing the result
// cancels it.
//
// Errors: WSANOTINITIALISED, WSAENOTSOCK, WSAEINVAL (mode, no multipoint socket, or a
// leaf that listens), WSAEOPNOTSUPP, WSAEALREADY, WSAEISCONN, WSAEFAULT, WSAEAFNOSUPPORT,
// WSAEADDRNOTAVAIL, WSAEADDRINUSE, WSAECONNREFUSED, WSAENETUNREACH, WSAEHOSTUNREACH,
// WSAETIMEDOUT, WSAEINTR (closed meanwhile), WSAENOBUFS, WSAEMFILE.
//
// Source: P-370…P-380.
func JoinLeaf(h Handle, name []byte, mode uint32, how spi.Way) (Handle, Errno) {
	return JoinLeafWith(h, name, nil, nil, mode, how)
}

// JoinLeafWith is [JoinLeaf] with qualities of service in the form of [QualityOf], the
// socket's and its group's, which is ignored unless h created the group; nil asks for
// none.
//
// Errors: as JoinLeaf, and WSAEOPNOTSUPP (they can't be met), WSAEFAULT.
//
// Source: P-352, P-451.
func JoinLeafWith(h Handle, name, own, group []byte, mode uint32, how spi.Way) (Handle, Errno) {
	s, e := enter(h)
	if e != 0 {
		return ws2def.InvalidHandle, e
	}
	defer table.Release(h)
	m := s.multipoint()
	if m == nil {
		return ws2def.InvalidHandle, ws2def.WSAEINVAL
	}
	switch mode {
	case ws2def.JL_SENDER_ONLY, ws2def.JL_RECEIVER_ONLY, ws2def.JL_BOTH:
	default:
		return ws2def.InvalidHandle, ws2def.WSAEINVAL
	}
	t, ok := spi.Ability[spi.LeafJoiner](s.t)
	switch {
	case !ok && s.has(stConnected):
		return ws2def.InvalidHandle, ws2def.WSAEISCONN // stands for a leaf
	case !ok:
		return ws2def.InvalidHandle, ws2def.WSAEOPNOTSUPP
	}
	if !s.foundsGroup() {
		group = nil
	}
	if e := s.agree(own, group, name); e != 0 {
		return ws2def.InvalidHandle, e
	}
	if !m.leaf {
		return s.invite(t, name, mode, table.Flags(h)&handle.Inherit, how)
	}
	if e := s.join(t, name, mode, how); e != 0 {
		return ws2def.InvalidHandle, e
	}
	return h, 0
}

// join is JoinLeaf of a leaf.
//
// Source: P-333, P-371, P-373…P-376.
func (s *Socket) join(t spi.LeafJoiner, name []byte, mode uint32, how spi.Way) Errno {
	s.settle()
	s.settleGroup()
	s.mu.Lock()
	state := s.state.Load()
	e := Errno(0)
	switch {
	case state&stListening != 0:
		e = ws2def.WSAEINVAL
	case state&stConnecting != 0:
		e = ws2def.WSAEALREADY
	case state&(stConnected|stEverConn) != 0 || s.member():
		e = ws2def.WSAEISCONN
	case name == nil:
		e = ws2def.WSAEFAULT
	case !s.reserve(name):
		e = ws2def.WSAEINVAL
	}
	if e != 0 {
		s.mu.Unlock()
		return e
	}
	if state&stDatagram != 0 {
		e := s.joinGroup(t, name, mode)
		s.mu.Unlock()
		if e == 0 {
			s.tell()
			s.tellJoined(0)
		}
		return e
	}
	blocking := !s.has(stNonblocking)
	e = s.attempt(able[spi.Connector](s.t), t.Join(name, mode), blocking, time.Time{}, how)
	if e == ws2def.WSAEWOULDBLOCK && !blocking {
		return 0
	}
	return e
}

// joinGroup joins a connectionless leaf, which takes no time. Who only receives has
// nobody to send to. The caller holds mu.
//
// Source: P-380…P-382.
func (s *Socket) joinGroup(t spi.LeafJoiner, name []byte, mode uint32) Errno {
	if e := t.Join(name, mode); e != 0 {
		return e
	}
	s.multipoint().joined = true
	if mode != ws2def.JL_RECEIVER_ONLY {
		s.change(stConnected, 0)
	}
	return s.bindLocked(nil)
}

// invite is JoinLeaf of a root. The new socket is inheritable when the root is: flags.
//
// Source: P-372, P-374, P-376, P-413.
func (s *Socket) invite(t spi.LeafJoiner, name []byte, mode, flags uint32, how spi.Way) (Handle, Errno) {
	a, e := s.beginInvitation(t, name, mode)
	if e != 0 {
		return ws2def.InvalidHandle, e
	}
	blocking := !s.has(stNonblocking)
	if blocking {
		e = s.awaitAnswer(a, how)
		a.multipoint().invited.end(e == 0)
		a.settle()
		s.tell()
	} else {
		e = s.expectAnswer(a)
	}
	if e != 0 {
		a.t.Close(true)
		return ws2def.InvalidHandle, e
	}
	h, e := enroll(a, flags)
	if e == ws2def.WSAEMFILE {
		a.multipoint().retire()
		a.t.Close(true)
	}
	if e != 0 {
		return ws2def.InvalidHandle, e
	}
	if e := s.bequeath(a, h); e != 0 {
		a.close(h, spi.Park)
		return ws2def.InvalidHandle, e
	}
	return h, 0
}

// beginInvitation sends an invitation, and makes the socket that stands for the leaf.
func (s *Socket) beginInvitation(t spi.LeafJoiner, name []byte, mode uint32) (*Socket, Errno) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.multipoint().inviting != nil:
		return nil, ws2def.WSAEALREADY
	case name == nil:
		return nil, ws2def.WSAEFAULT
	}
	l, e := t.Invite(name, mode)
	if e != 0 {
		return nil, e
	}
	if e := s.bindLocked(nil); e != 0 {
		l.Close(true)
		return nil, e
	}
	a := newSocket(l, s.description,
		s.state.Load()&(stStream|stMessage|stNonblocking|stOverlapped|stRegistered)|stBound|stConnecting|stAccepted)
	a.bear(s.uncommon().patience)
	a.options = s.options
	a.bequeathRole(s)
	i := &invitation{root: s, leaf: a}
	s.multipoint().inviting, a.multipoint().invited = i, i
	return a, 0
}

// awaitAnswer waits for the answer of the leaf that a stands for. Errors: the answer,
// WSAETIMEDOUT, WSAEINTR (s was closed).
func (s *Socket) awaitAnswer(a *Socket, how spi.Way) Errno {
	closing := &watcher{func() {
		if s.has(stClosing) {
			a.t.Wake()
		}
	}}
	s.watch(closing)
	defer s.unwatch(closing)
	for {
		since := a.t.Nudges()
		if s.has(stClosing) {
			return ws2def.WSAEINTR
		}
		if e := able[spi.Connector](a.t).ConnectResult(); e != ws2def.WSAEWOULDBLOCK {
			return e
		}
		if e := a.await(spi.Writable, how, since, s.within(sending, time.Time{})); e != 0 {
			return e
		}
	}
}
