package core

import (
	"encoding/binary"

	"winsock/ws2def"
)

// updateAccepted is SO_UPDATE_ACCEPT_CONTEXT: a connection that AcceptEx made gets
// the options of the listening socket that raw names, and all calls may use it.
//
// Errors: WSAEINVAL (no such connection, or its context is updated already; raw
// names no listening socket), WSAENOTSOCK (that is closed).
//
// Source: O-397, O-398, S-552.
func (s *Socket) updateAccepted(raw []byte) Errno {
	if !s.has(stConnected | stAccepted | stContextless) {
		return ws2def.WSAEINVAL
	}
	h := Handle(binary.LittleEndian.Uint64(raw))
	l, e := enter(h)
	if e != 0 {
		return e
	}
	defer table.Release(h)
	if !l.has(stListening) || l.entry.Path != s.entry.Path {
		return ws2def.WSAEINVAL
	}
	l.mu.Lock()
	patience := l.uncommon().patience
	given := l.options
	l.mu.Unlock()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.bear(patience)
	if s.options == nil {
		s.options = given // the transport has them
	} else if given != nil {
		for _, g := range given.set {
			if g.spec.When == 0 {
				s.forward(g.spec, g.value, g.bytes)
			}
			s.keepOption(g.spec, g.value, g.bytes)
		}
	}
	s.change(0, stContextless)
	return 0
}

// updateConnected is SO_UPDATE_CONNECT_CONTEXT: all calls may use a connection that
// ConnectEx made. The caller holds mu. Errors: WSAEINVAL (there is no such connection,
// or its context is updated already).
//
// Source: O-413, S-554.
func (s *Socket) updateConnected() Errno {
	if !s.has(stConnected|stContextless) || s.has(stAccepted) {
		return ws2def.WSAEINVAL
	}
	s.change(0, stContextless)
	return 0
}
