package core

import (
	"winsock/internal/registry"
	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// membership is what a socket in a group has. It is there before the socket has a
// handle, and stays when the socket has left.
type membership struct {
	s      *Socket
	member *registry.Member
	peers  *company // the group's sockets of this process
}

// enterGroup puts a socket without a handle into a group: the one with the id g, or
// a new one, of which it is the first member. leaveGroup takes it back.
//
// Errors: WSAEINVAL (no such group, or one that the socket does not fit into; a
// constrained group for a connectionless socket), WSAEMFILE, WSAENOBUFS.
//
// Source: P-321…P-328, P-349.
func (s *Socket) enterGroup(g uint32) Errno {
	rules := s.groupRules(g)
	if g == ws2def.SG_CONSTRAINED_GROUP && s.entry.Info.ServiceFlags1&ws2def.XP1_CONNECTIONLESS != 0 {
		return ws2def.WSAEINVAL
	}
	var m *registry.Member
	var errno sys.Errno
	if g == ws2def.SG_UNCONSTRAINED_GROUP || g == ws2def.SG_CONSTRAINED_GROUP {
		m, errno = registry.FoundGroup(rules)
	} else {
		m, errno = registry.JoinGroup(g, rules, 0)
	}
	return s.entered(m, errno)
}

// acceptIntoGroup is enterGroup for a socket of the connection t.
//
// Errors: also WSAEINVAL (the group is connected to another address).
//
// Source: P-332, P-339, P-341.
func (s *Socket) acceptIntoGroup(g uint32, t spi.Socket) Errno {
	if e := s.enterGroup(g); e != 0 {
		return e
	}
	s.settleGroup()
	if !s.reserveAccepted(t) {
		s.leaveGroup()
		return ws2def.WSAEINVAL
	}
	return 0
}

// groupRules are what s is as a member of a group of a kind, which only a founder
// says.
func (s *Socket) groupRules(kind uint32) registry.GroupRules {
	return registry.GroupRules{
		Kind: kind, Provider: s.baseProvider(), Family: s.family, Type: s.typ, Protocol: s.protocol,
	}
}

// baseProvider is the id of the provider that carries the data of s: that of the base
// of a chain.
//
// Source: P-284, P-325.
func (s *Socket) baseProvider() ws2def.GUID {
	if c := process.catalog.Load(); c != nil && s.entry.Info.ProtocolChain.ChainLen > 1 {
		if chain, err := c.Resolve(s.entry); err == nil {
			return chain[len(chain)-1].Info.ProviderId
		}
	}
	return s.entry.Info.ProviderId
}

// entered notes that s is in a group.
func (s *Socket) entered(m *registry.Member, errno sys.Errno) Errno {
	if errno != 0 {
		if e := ws2def.FromErrno(ws2def.OpSocket, errno); e == ws2def.WSAEMFILE || e == ws2def.WSAENOBUFS {
			return e
		}
		return ws2def.WSAEINVAL
	}
	w := &membership{s: s, member: m}
	s.special().group = w
	w.assemble()
	s.forwardGroupPriority()
	w.changed()
	return 0
}

// leaveGroup ends the membership of s, if it has one: it is closed.
//
// Source: P-347.
func (s *Socket) leaveGroup() {
	if w := s.group(); w != nil && w.part() {
		w.member.Leave()
		w.changed()
	}
}

// group is the membership of s; nil when it is in no group.
func (s *Socket) group() *membership { return s.uncommon().group }

// id is the group's; 0 of a socket in no group.
func (w *membership) id() uint32 {
	if w == nil {
		return 0
	}
	return w.member.ID()
}

// groupPriority is SO_GROUP_PRIORITY.
//
// Source: P-345.
func (s *Socket) groupPriority() int32 {
	if w := s.group(); w != nil {
		return int32(w.member.Priority())
	}
	return 0
}

// setGroupPriority sets SO_GROUP_PRIORITY: 0 is the most urgent.
//
// Errors: WSAENOPROTOOPT (in no group), WSAEINVAL (negative), WSAENOBUFS.
//
// Source: P-345, P-354.
func (s *Socket) setGroupPriority(v int32) Errno {
	w := s.group()
	switch {
	case w == nil:
		return ws2def.WSAENOPROTOOPT
	case v < 0:
		return ws2def.WSAEINVAL
	case w.member.SetPriority(uint32(v)) != 0:
		return ws2def.WSAENOBUFS
	}
	s.mu.Lock()
	s.forwardGroupPriority()
	s.mu.Unlock()
	w.changed()
	return 0
}

// forwardGroupPriority tells the transport of the priority that s has in its group.
// The caller holds mu, or s has no handle yet.
func (s *Socket) forwardGroupPriority() {
	spec, _ := ws2def.FindOption(ws2def.SOL_SOCKET, ws2def.SO_GROUP_PRIORITY)
	s.forward(spec, s.groupPriority(), nil)
}

// changed is called when s has come or gone, or has another priority. The caller
// holds no lock of a socket.
func (w *membership) changed() { w.shareOut() }

// A groupMember is a socket in a group, of any process.
type groupMember struct {
	key      uint64
	priority uint32
}

// members tells who is in the group, in all processes, by key; a socket that several
// processes have is there once.
func (w *membership) members() []groupMember {
	var all []groupMember
	for _, m := range w.member.Members() {
		if n := len(all); n == 0 || all[n-1].key != m.Key {
			all = append(all, groupMember{m.Key, m.Priority})
		}
	}
	return all
}

// A loan of a membership keeps it for a socket on its way to another process.
type loan struct{ member *registry.Member }

// lendGroup begins a loan of the membership of s, whose key tells the other process
// which member the socket is; see shareGroup. Of a socket in no group it is nil.
//
// Source: P-347.
func (s *Socket) lendGroup() *loan {
	w := s.group()
	if w == nil {
		return nil
	}
	w.member.Share()
	m, errno := registry.JoinGroup(w.id(), s.groupRules(0), w.member.Key())
	if errno != 0 {
		return nil
	}
	return &loan{m}
}

// terms are what the other process has to give to shareGroup; 0, 0 of no loan.
func (l *loan) terms() (id uint32, key uint64) {
	if l == nil {
		return 0, 0
	}
	return l.member.ID(), l.member.Key()
}

// end ends the loan: the other process has the socket, or will not get it.
func (l *loan) end() {
	if l != nil {
		l.member.Leave()
	}
}

// shareGroup puts s, which another process has given to this one and which has no
// handle yet, into the group where it is there. id and key are the terms of the
// loan; an id of 0 is of no group.
//
// Errors: WSAEINVAL (the membership has ended; s is in no group), WSAEMFILE,
// WSAENOBUFS.
//
// Source: P-347, P-397.
func (s *Socket) shareGroup(id uint32, key uint64) Errno {
	if id == 0 {
		return 0
	}
	if key == 0 {
		return ws2def.WSAEINVAL
	}
	m, errno := registry.JoinGroup(id, s.groupRules(0), key)
	return s.entered(m, errno)
}
