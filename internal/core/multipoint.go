package core

import (
	"winsock/internal/engine"
	"winsock/spi"
	"winsock/ws2def"
)

// multipoint is what a socket has that was made with multipoint flags, or that stands
// for a leaf of one.
type multipoint struct {
	socket *Socket
	leaf   bool // WSA_FLAG_MULTIPOINT_C_LEAF; else a root

	joined   bool        // a connectionless leaf is in its session; guarded by socket.mu
	inviting *invitation // of a root: the one under way, nil: none is; guarded by socket.mu
	invited  *invitation // of what stands for an invited leaf; never changes
}

// takeRole notes the multipoint flags of a socket that is being made.
//
// Source: P-358.
func (s *Socket) takeRole(flags uint32) {
	if flags&multipointFlags == 0 {
		return
	}
	m := &multipoint{socket: s, leaf: flags&ws2def.WSA_FLAG_MULTIPOINT_C_LEAF != 0}
	if !m.leaf {
		s.change(stRoot, 0)
	}
	s.special().multipoint.Store(m)
}

// bequeathRole makes a, which the multipoint socket s has accepted or invited, a leaf.
//
// Source: P-372, P-373.
func (a *Socket) bequeathRole(s *Socket) {
	if s.multipoint() != nil {
		a.takeRole(ws2def.WSA_FLAG_MULTIPOINT_C_LEAF)
	}
}

// multipoint is what s has as a multipoint socket; nil when it is none.
func (s *Socket) multipoint() *multipoint { return s.uncommon().multipoint.Load() }

// joinsApart reports whether FD_CONNECT tells how a join of s has ended, and not that
// its connection stands.
func (s *Socket) joinsApart() bool {
	m := s.multipoint()
	return m != nil && (!m.leaf || s.has(stDatagram))
}

// member reports whether s is a connectionless leaf that has joined. The caller holds
// mu.
func (s *Socket) member() bool {
	m := s.multipoint()
	return m != nil && m.joined
}

// beginSession notes that a root has one: it can send to those that are in it, and
// waits for what they send. The caller holds mu.
func (s *Socket) beginSession() {
	if !s.has(stConnected) {
		s.connected(now())
	}
}

// tellJoined makes it a network event that a join has ended with e.
//
// Source: P-376, P-380.
func (s *Socket) tellJoined(e Errno) {
	n := s.network()
	if n == nil {
		return
	}
	n.enter()
	defer n.mu.Unlock()
	if n.over || s.has(stClosing) {
		return
	}
	n.errors[ws2def.FD_CONNECT_BIT] = e
	n.recorded |= ws2def.FD_CONNECT
	n.tell(ws2def.FD_CONNECT)
}

// invitation is a leaf that a root has invited and that has not answered yet.
type invitation struct {
	root, leaf *Socket
	watch      *engine.Watch // nil: a call waits; guarded by root.mu
}

// expectAnswer has a network event of s tell how the leaf a answers. Errors:
// WSAENOBUFS, WSAEMFILE.
func (s *Socket) expectAnswer(a *Socket) Errno {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := s.multipoint().inviting
	watch, e := engine.StartWatch(a.t, spi.Writable, func(uint32) { i.look() })
	if e != 0 {
		s.multipoint().inviting = nil
		return e
	}
	i.watch = watch
	return 0
}

// look looks whether the leaf has answered.
func (i *invitation) look() {
	e := able[spi.Connector](i.leaf.t).ConnectResult()
	if e == ws2def.WSAEWOULDBLOCK || !i.end(e == 0) {
		return
	}
	i.leaf.settle()
	i.leaf.tell()
	i.root.tell()
	i.root.tellJoined(e)
}

// end ends the wait, and begins the session if the leaf has come; false when it has
// ended before.
func (i *invitation) end(came bool) bool {
	s := i.root
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.multipoint().inviting != i {
		return false
	}
	s.multipoint().inviting = nil
	if i.watch != nil {
		i.watch.Stop()
	}
	if came {
		s.beginSession()
	}
	return true
}

// retire ends what m waits for, before the transport of its socket is closed: a leaf
// that is closed cancels its invitation.
//
// Source: P-376.
func (m *multipoint) retire() {
	if m.invited != nil {
		m.invited.end(false)
	}
}
