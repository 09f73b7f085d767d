package core

import (
	"time"

	"winsock/internal/handle"
	"winsock/spi"
	"winsock/ws2def"
)

// Listen makes a bound stream socket accept connections. backlog is the number
// of connections to queue: SOMAXCONN for the most there can be, negative for
// SOMAXCONN_HINT. On a socket that listens already nothing changes.
//
// Errors: WSANOTINITIALISED, WSAENOTSOCK, WSAEOPNOTSUPP (datagrams), WSAEINVAL
// (not bound), WSAEISCONN, WSAEADDRINUSE.
//
// Source: S-180…S-194.
func Listen(h Handle, backlog int32) Errno {
	s, e := enter(h)
	if e != 0 {
		return e
	}
	defer table.Release(h)
	l, ok := spi.Ability[spi.Listener](s.t)
	if !ok || s.has(stDatagram) {
		return ws2def.WSAEOPNOTSUPP
	}
	s.settle()
	s.mu.Lock()
	defer s.mu.Unlock()
	switch state := s.state.Load(); {
	case state&stListening != 0:
		return 0
	case state&(stConnected|stEverConn) != 0 && state&stRoot == 0:
		return ws2def.WSAEISCONN
	case state&stBound == 0 || state&stConnecting != 0:
		return ws2def.WSAEINVAL
	}
	if e := l.Listen(clampBacklog(backlog)); e != 0 {
		return e
	}
	s.note(stListening, 0)
	if s.has(stRoot) {
		s.beginSession()
	}
	s.beginPause(h)
	return 0
}

// clampBacklog gives the queue length that a backlog argument asks for.
//
// Source: S-189, S-190.
func clampBacklog(backlog int32) int {
	switch {
	case backlog < 0:
		return int(min(max(-int64(backlog), 200), 65535))
	default:
		return int(min(max(backlog, 1), 65535))
	}
}

// Accept takes the next connection of a listening socket. The new socket has
// the listener's options and mode. The peer's address goes to name, when that
// has room, and its length is returned; nil asks for none.
//
// Errors: WSANOTINITIALISED, WSAENOTSOCK, WSAEOPNOTSUPP (datagrams), WSAEINVAL
// (not listening), WSAEFAULT (name too short; the connection stays queued),
// WSAEWOULDBLOCK, WSAEINTR (closed meanwhile), WSAEMFILE, WSAENOBUFS,
// WSAECONNRESET.
//
// Source: S-195…S-214.
func Accept(h Handle, name []byte, how spi.Way) (Handle, int, Errno) {
	return AcceptIf(h, name, nil, how)
}

// AcceptBlindly is Accept for a caller who minds no connection that broke before it was
// accepted: the first receive tells him. That saves a system call.
func AcceptBlindly(h Handle, how spi.Way) (Handle, Errno) {
	a, _, e := accept(h, nil, nil, how, true)
	return a, e
}

func (s *Socket) mayAccept(name []byte) Errno {
	_, ok := spi.Ability[spi.Listener](s.t)
	switch {
	case !ok || s.has(stDatagram):
		return ws2def.WSAEOPNOTSUPP
	case !s.has(stListening):
		return ws2def.WSAEINVAL
	case name != nil && len(name) < int(s.entry.Info.MaxSockAddr):
		return ws2def.WSAEFAULT
	}
	return 0
}

// next takes the connection that a condition function put off first, or else the
// next one from the queue of l, which is that of s. Blindly takes connections that have broken, too.
func (s *Socket) next(l spi.Listener, how spi.Way, blindly bool) (spi.Socket, Errno) {
	for first := true; ; first = false {
		since := s.t.Nudges()
		waiting := s.serve()
		if t := s.takeDeferred(); t != nil {
			return t, 0
		}
		if s.expired(receiving) {
			return nil, ws2def.WSAETIMEDOUT
		}
		var t spi.Socket
		e := Errno(ws2def.WSAEWOULDBLOCK)
		if !s.has(stPaused) && !waiting && !(first && s.waitsFirst(s.offers(), how)) {
			t, e = take(l)
		}
		if e == 0 && !blindly && t.Poll()&spi.Reset != 0 {
			t.Close(false)
			return nil, ws2def.WSAECONNRESET
		}
		if e != ws2def.WSAEWOULDBLOCK || s.has(stNonblocking) {
			return t, e
		}
		if e := s.await(s.offers(), how, since, time.Time{}); e != 0 {
			return nil, e
		}
	}
}

// take takes the next connection of a transport. Errors: those of Accept,
// WSAEINVALIDPROVIDER (success without a socket).
func take(l spi.Listener) (spi.Socket, Errno) {
	t, e := l.Accept()
	if e == 0 && t == nil {
		return nil, ws2def.WSAEINVALIDPROVIDER
	}
	return t, e
}

// offers is what a listening socket waits for.
func (s *Socket) offers() spi.Events {
	if s.has(stRoot) {
		return spi.Offered
	}
	return spi.Readable
}

// admit makes the socket of an accepted connection, in a group unless that is 0.
// When it can't, the connection goes back to the queue; when the group does not
// have it, it is reset.
//
// Source: P-339…P-341.
func (s *Socket) admit(t spi.Socket, name []byte, group uint32, agreed *agreement) (Handle, int, Errno) {
	a := newSocket(t, s.description,
		s.state.Load()&(stStream|stMessage|stNonblocking|stOverlapped|stRegistered)|stAccepted)
	s.mu.Lock()
	a.bear(s.uncommon().patience)
	a.options = s.options
	s.mu.Unlock()
	a.connected(now())
	a.bequeathRole(s)
	if s.uncommon().layered {
		a.special().layered = true
	}
	if e := a.inheritQuality(s, agreed); e != 0 {
		t.Close(true)
		return ws2def.InvalidHandle, 0, e
	}
	if group != 0 {
		if e := a.acceptIntoGroup(group, t); e != 0 {
			a.dropQuality()
			t.Close(true)
			return ws2def.InvalidHandle, 0, e
		}
	}
	n := 0
	if c, ok := spi.Ability[spi.Connector](t); ok && name != nil {
		n, _ = c.PeerName(name)
		n = min(n, len(name))
	}
	h, e := enroll(a, handle.Inherit)
	switch e {
	case 0:
		e := s.bequeath(a, h)
		if c, ok := spi.Ability[spi.Candidate](t); ok && e == 0 {
			e = c.Admit()
		}
		if e != 0 {
			a.close(h, spi.Park)
			return ws2def.InvalidHandle, 0, e
		}
		return h, n, 0
	case ws2def.WSAEMFILE:
		a.leaveGroup()
		a.dropQuality()
		s.putBack(t)
	}
	return ws2def.InvalidHandle, 0, e
}

// putBack makes t the next connection to be accepted, after those that were put
// back before, and tells those who wait for one.
func (s *Socket) putBack(t spi.Socket) {
	s.mu.Lock()
	u := s.special()
	u.deferred = append(u.deferred, t)
	s.mu.Unlock()
	s.serve()
	s.t.Nudge()
	s.tell()
}

// takeDeferred takes the first connection that was put back; nil when there is
// none.
func (s *Socket) takeDeferred() spi.Socket {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.uncommon()
	if len(u.deferred) == 0 {
		return nil
	}
	t := u.deferred[0]
	u.deferred = u.deferred[1:]
	return t
}

// Caller is what a condition function learns of a connection, and Accept's
// answers.
type Caller struct {
	Name, Local []byte // sockaddr of the caller and of the listener

	Group   *uint32     // answer: the group of the new socket, as in Create; counts with CF_ACCEPT
	Quality *ws2def.QOS // the listener's, and the answer: the new socket's; nil without quality of service
}

// Condition decides about a connection: CF_ACCEPT, CF_REJECT or CF_DEFER.
type Condition func(Caller) int32

// AcceptIf is Accept with a condition function (WSAAccept); nil accepts all.
//
// Errors: as [Accept], and WSATRY_AGAIN (deferred: the connection stays the
// next one), WSAECONNREFUSED (rejected), WSAEINVAL (no such decision, or a group
// that the socket does not fit into, or a quality of service that it can't have: the
// connection is reset).
//
// Source: S-205…S-208, P-337…P-341, P-343.
func AcceptIf(h Handle, name []byte, condition Condition, how spi.Way) (Handle, int, Errno) {
	return accept(h, name, condition, how, false)
}

func accept(h Handle, name []byte, condition Condition, how spi.Way, blindly bool) (Handle, int, Errno) {
	s, e := enter(h)
	if e != 0 {
		return ws2def.InvalidHandle, 0, e
	}
	defer table.Release(h)
	a, n, e := s.accept(name, condition, how, blindly)
	if e != ws2def.WSATRY_AGAIN {
		s.reenable(ws2def.FD_ACCEPT)
	}
	return a, n, e
}

func (s *Socket) accept(name []byte, condition Condition, how spi.Way, blindly bool) (Handle, int, Errno) {
	if e := s.mayAccept(name); e != 0 {
		return ws2def.InvalidHandle, 0, e
	}
	if condition != nil {
		return s.acceptIf(name, condition, how)
	}
	t, e := s.next(s.listener(), how, blindly)
	if e != 0 {
		return ws2def.InvalidHandle, 0, e
	}
	return s.admit(t, name, 0, nil)
}

// acceptIf is accept with a condition function. It is asked before a multipoint socket's
// transport tells a candidate that he is admitted.
//
// Source: P-373.
func (s *Socket) acceptIf(name []byte, condition Condition, how spi.Way) (Handle, int, Errno) {
	verdict, group := int32(0), uint32(0)
	var agreed *agreement
	asked := false
	ask := func(caller Caller) int32 {
		asked = true
		caller.Group = &group
		agreed = s.offerQuality(&caller)
		verdict = condition(caller)
		return verdict
	}
	l := s.listener()
	if d, ok := spi.Ability[spi.Decider](s.t); ok && s.multipoint() != nil {
		l = decided{l, d, ask}
	}
	t, e := s.next(l, how, false)
	if e != 0 {
		return ws2def.InvalidHandle, 0, e
	}
	if !asked {
		ask(introduce(t))
	}
	switch verdict {
	case ws2def.CF_ACCEPT:
		return s.admit(t, name, group, agreed)
	case ws2def.CF_DEFER:
		s.putBack(t)
		return ws2def.InvalidHandle, 0, ws2def.WSATRY_AGAIN
	case ws2def.CF_REJECT:
		t.Close(true)
		return ws2def.InvalidHandle, 0, ws2def.WSAECONNREFUSED
	default:
		t.Close(true)
		return ws2def.InvalidHandle, 0, ws2def.WSAEINVAL
	}
}

// decided is a listener whose Accept asks.
type decided struct {
	spi.Listener
	decider spi.Decider
	ask     func(Caller) int32
}

// Accept implements [spi.Listener].
func (d decided) Accept() (spi.Socket, Errno) {
	return d.decider.AcceptIf(func(caller, local []byte) int32 { return d.ask(Caller{Name: caller, Local: local}) })
}

func introduce(t spi.Socket) Caller {
	var c Caller
	var names [2][maxName]byte
	if p, ok := spi.Ability[spi.Connector](t); ok {
		c.Name = address(names[0][:])(p.PeerName(names[0][:]))
	}
	if b, ok := spi.Ability[spi.Binder](t); ok {
		c.Local = address(names[1][:])(b.LocalName(names[1][:]))
	}
	return c
}
