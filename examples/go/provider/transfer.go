package main

import (
	"winsock/spi"
	"winsock/ws2def"
)

// room is how many bytes may wait to be received. There has to be a limit: without one
// a sender that is faster fills the memory.
const room = 64 << 10

// Send implements [spi.Transferer].
func (s *socket) Send(p []byte, flags uint32) (int, spi.Errno) {
	return s.SendMsg(&spi.Message{Buffers: [][]byte{p}}, flags)
}

// SendMsg implements [spi.Transferer]. It takes what there is room for and says how
// much; the core comes again with the rest. Flags that mean nothing here are refused.
func (s *socket) SendMsg(m *spi.Message, flags uint32) (int, spi.Errno) {
	if flags&^ws2def.MSG_DONTROUTE != 0 {
		return 0, ws2def.WSAEOPNOTSUPP
	}
	s.net.mu.Lock()
	defer s.net.mu.Unlock()
	switch {
	case s.peerName == "":
		return 0, ws2def.WSAENOTCONN
	case s.sentAll:
		return 0, ws2def.WSAESHUTDOWN
	case s.broken != 0:
		return 0, s.broken
	case s.peer == nil: // it has closed, and can't be told
		s.fail(ws2def.WSAECONNABORTED)
		s.ready.Changed()
		return 0, s.broken
	}
	n, wanted := 0, 0
	for _, p := range m.Buffers {
		wanted += len(p)
		part := p[:min(len(p), room-len(s.peer.in))]
		s.peer.in = append(s.peer.in, part...) // a copy: p stays the program's
		n += len(part)
	}
	if n == 0 && wanted > 0 {
		return 0, ws2def.WSAEWOULDBLOCK
	}
	s.peer.ready.Changed()
	return n, 0
}

// Recv implements [spi.Transferer].
func (s *socket) Recv(p []byte, flags uint32) (int, spi.Errno) {
	return s.RecvMsg(&spi.Message{Buffers: [][]byte{p}}, flags)
}

// RecvMsg implements [spi.Transferer]. No bytes and no error: the peer has sent all.
func (s *socket) RecvMsg(m *spi.Message, flags uint32) (int, spi.Errno) {
	m.NameLen, m.ControlLen, m.Flags = 0, 0, 0
	if flags&ws2def.MSG_OOB != 0 {
		return 0, ws2def.WSAEOPNOTSUPP
	}
	s.net.mu.Lock()
	defer s.net.mu.Unlock()
	switch {
	case s.peerName == "":
		return 0, ws2def.WSAENOTCONN
	case s.broken != 0:
		return 0, s.broken
	case len(s.in) == 0 && s.ended:
		return 0, 0
	case len(s.in) == 0:
		return 0, ws2def.WSAEWOULDBLOCK
	}
	n := 0
	for _, p := range m.Buffers {
		n += copy(p, s.in[n:])
	}
	if flags&ws2def.MSG_PEEK != 0 {
		return n, 0
	}
	full := len(s.in) >= room
	s.in = append(s.in[:0], s.in[n:]...)
	if full && s.peer != nil {
		s.peer.ready.Changed() // there is room again
	}
	return n, 0
}

// Unread implements [spi.Queuer]: what FIONREAD tells.
func (s *socket) Unread() (int, spi.Errno) {
	s.net.mu.Lock()
	defer s.net.mu.Unlock()
	return len(s.in), 0
}

// Unsent implements [spi.Queuer]: what a lingering close waits for. All that is sent has
// arrived here.
func (s *socket) Unsent() int { return 0 }
