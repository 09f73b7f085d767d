package loop

import (
	"winsock/spi"
	"winsock/ws2def"
)

// Send implements [spi.Transferer].
func (s *socket) Send(p []byte, flags uint32) (int, spi.Errno) {
	return s.SendMsg(&spi.Message{Buffers: [][]byte{p}}, flags)
}

// SendMsg implements [spi.Transferer].
func (s *socket) SendMsg(m *spi.Message, flags uint32) (int, spi.Errno) {
	switch {
	case flags&^ws2def.MSG_DONTROUTE != 0:
		return 0, ws2def.WSAEOPNOTSUPP
	case s.typ != ws2def.SOCK_STREAM && length(m.Buffers) > maxMessage:
		return 0, ws2def.WSAEMSGSIZE
	}
	s.net.mu.Lock()
	defer s.net.unlock()
	if s.connectionless() {
		return s.deliver(m)
	}
	peer := s.peer
	switch {
	case s.peerPort == 0:
		return 0, ws2def.WSAENOTCONN
	case s.sentAll:
		return 0, ws2def.WSAESHUTDOWN
	case s.broken != 0:
		return 0, s.broken
	case peer == nil: // it has closed and can't be told
		s.broke(ws2def.WSAECONNABORTED)
		s.changed()
		return 0, s.broken
	case !peer.hasRoom():
		return 0, ws2def.WSAEWOULDBLOCK
	}
	var n int
	if s.typ == ws2def.SOCK_STREAM {
		if length(m.Buffers) == 0 {
			return 0, 0
		}
		n = peer.in.write(m.Buffers)
	} else {
		n = peer.in.push(s.port, m.Buffers)
	}
	peer.came++
	peer.changed()
	return n, 0
}

// deliver sends a message without a connection. A datagram that nobody has room
// for is lost; a reliable message waits for room, and is refused when nobody is
// there to take it. The caller holds mu.
func (s *socket) deliver(m *spi.Message) (int, spi.Errno) {
	port := s.peerPort
	if m.Name != nil {
		var e spi.Errno
		if port, e = portOf(m.Name); e != 0 {
			return 0, e
		}
		if port == 0 {
			return 0, ws2def.WSAEADDRNOTAVAIL
		}
	}
	if port == 0 {
		return 0, ws2def.WSAENOTCONN
	}
	if e := s.bindAny(); e != 0 {
		return 0, e
	}
	to := s.net.ports[place{s.typ, port}]
	there := to != nil && (to.peerPort == 0 || to.peerPort == s.port)
	switch {
	case there && to.hasRoom():
		n := to.in.push(s.port, m.Buffers)
		to.came++
		to.changed()
		return n, 0
	case s.typ == ws2def.SOCK_DGRAM:
		return length(m.Buffers), 0
	case !there:
		return 0, ws2def.WSAEHOSTUNREACH
	}
	if to.awaited == nil {
		to.awaited = make(map[*socket]struct{})
	}
	if s.awaits != nil {
		delete(s.awaits.awaited, s)
	}
	to.awaited[s], s.awaits = struct{}{}, to
	return 0, ws2def.WSAEWOULDBLOCK
}

// release tells those who wait for room in the queue of s that there is some,
// or that s is gone. The caller holds mu.
func (s *socket) release() {
	for sender := range s.awaited {
		sender.awaits = nil
		sender.changed()
	}
	s.awaited = nil
	if s.peer != nil {
		s.peer.changed()
	}
}

// Recv implements [spi.Transferer].
func (s *socket) Recv(p []byte, flags uint32) (int, spi.Errno) {
	return s.RecvMsg(&spi.Message{Buffers: [][]byte{p}}, flags)
}

// RecvMsg implements [spi.Transferer].
func (s *socket) RecvMsg(m *spi.Message, flags uint32) (int, spi.Errno) {
	if flags&ws2def.MSG_OOB != 0 {
		return 0, ws2def.WSAEOPNOTSUPP
	}
	s.net.mu.Lock()
	defer s.net.unlock()
	return s.receive(m, flags)
}

// receive is RecvMsg. The caller holds mu.
func (s *socket) receive(m *spi.Message, flags uint32) (int, spi.Errno) {
	m.NameLen, m.ControlLen, m.Flags = 0, 0, 0
	peek := flags&ws2def.MSG_PEEK != 0
	switch {
	case !s.connectionless() && s.peerPort == 0:
		return 0, ws2def.WSAENOTCONN
	case s.broken != 0:
		return 0, s.broken
	case len(s.in.messages) > 0:
	case !s.ended:
		return 0, ws2def.WSAEWOULDBLOCK
	case s.typ == ws2def.SOCK_STREAM:
		return 0, 0
	default:
		return 0, ws2def.WSAEDISCON // S-331
	}
	full := !s.hasRoom()
	n, e := s.take(m, peek)
	if full && s.hasRoom() {
		s.release()
	}
	return n, e
}

// take receives from a queue that is not empty. The caller holds mu.
func (s *socket) take(m *spi.Message, peek bool) (int, spi.Errno) {
	if s.typ == ws2def.SOCK_STREAM {
		return s.in.read(m.Buffers, peek), 0
	}
	n, whole, from := s.in.pop(m.Buffers, peek)
	if s.connectionless() && m.Name != nil {
		m.NameLen = putAddress(m.Name, from)
	}
	if !whole {
		m.Flags = ws2def.MSG_TRUNC
		return n, ws2def.WSAEMSGSIZE
	}
	return n, 0
}

// Unsent implements [spi.Queuer]: what is sent has arrived.
func (s *socket) Unsent() int { return 0 }

// Unread implements [spi.Queuer]: the bytes of a stream, or of the first
// message.
func (s *socket) Unread() (int, spi.Errno) {
	s.net.mu.Lock()
	defer s.net.unlock()
	if len(s.in.messages) == 0 {
		return 0, 0
	}
	return len(s.in.messages[0].data), 0
}

func length(bufs [][]byte) int {
	n := 0
	for _, b := range bufs {
		n += len(b)
	}
	return n
}
