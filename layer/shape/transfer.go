package shape

import (
	"bytes"
	"slices"
	"time"

	"winsock/spi"
	"winsock/ws2def"
)

// Send implements [spi.Transferer].
func (s *socket) Send(p []byte, flags uint32) (int, spi.Errno) {
	return s.SendMsg(&spi.Message{Buffers: [][]byte{p}}, flags)
}

// SendMsg implements [spi.Transferer]. What does not make sense goes to the socket
// below at once, which says why.
func (s *socket) SendMsg(m *spi.Message, flags uint32) (int, spi.Errno) {
	n := 0
	for _, b := range m.Buffers {
		n += len(b)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	peer := s.peer
	if s.datagrams && m.Name != nil {
		peer, _, _ = ws2def.ParseAddrPort(m.Name)
	}
	if !s.sensible(m, n) {
		return s.Through.SendMsg(m, flags)
	}
	s.breaks(time.Now())
	r := s.net.about(peer, sending)
	if r == nil && len(s.out.items) == 0 && !s.underWay && s.broken == 0 {
		if n, e := s.Through.SendMsg(m, flags); e != ws2def.WSAEWOULDBLOCK {
			if e != 0 && !s.datagrams {
				s.broken = e
			}
			return n, e
		}
	}
	switch {
	case s.broken != 0:
		return 0, s.broken
	case s.out.full():
		return 0, ws2def.WSAEWOULDBLOCK
	case n == 0 && !s.messages:
		return 0, 0
	}
	it := item{data: slices.Concat(m.Buffers...), flags: flags}
	if !s.messages {
		it.data = it.data[:min(n, room-s.out.size)]
	}
	if s.datagrams {
		it.name, it.control = bytes.Clone(m.Name), bytes.Clone(m.Control)
	}
	s.put(&s.out, it, r)
	s.run()
	return len(it.data), 0
}

// sensible reports whether n bytes can be sent as m says. The caller holds mu.
func (s *socket) sensible(m *spi.Message, n int) bool {
	switch {
	case !s.datagrams && !s.connected:
		return false
	case s.messages && uint32(n) > s.info.MessageSize:
		return false
	case !s.datagrams:
		return true
	case m.Name == nil:
		return s.peered
	}
	if len(m.Name) < int(s.info.MinSockAddr) || int32(ws2def.Family(m.Name)) != s.info.AddressFamily {
		return false
	}
	to, _, ip := ws2def.ParseAddrPort(m.Name)
	return !ip || to.Port() != 0 && !to.Addr().IsUnspecified()
}

// Recv implements [spi.Transferer].
func (s *socket) Recv(p []byte, flags uint32) (int, spi.Errno) {
	return s.RecvMsg(&spi.Message{Buffers: [][]byte{p}}, flags)
}

// RecvMsg implements [spi.Transferer].
func (s *socket) RecvMsg(m *spi.Message, flags uint32) (int, spi.Errno) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if flags&ws2def.MSG_OOB != 0 || !s.datagrams && !s.connected {
		return s.Through.RecvMsg(m, flags)
	}
	m.NameLen, m.ControlLen, m.Flags = 0, 0, 0
	defer s.run()
	now := time.Now()
	s.breaks(now)
	it := s.in.head(now)
	peek := flags&ws2def.MSG_PEEK != 0
	switch {
	case s.broken != 0:
		return 0, s.broken
	case it == nil:
		return 0, ws2def.WSAEWOULDBLOCK
	case it.end && s.messages:
		return 0, ws2def.WSAEDISCON // S-331
	case it.end:
		return 0, 0
	case it.e != 0:
		return 0, s.in.pop().e
	case s.messages:
		n, e := it.give(m)
		if !peek {
			s.in.pop()
		}
		return n, e
	default:
		return s.stream(m, now, peek), 0
	}
}

// give copies a message to m.
func (it *item) give(m *spi.Message) (int, spi.Errno) {
	rest := it.data
	for _, b := range m.Buffers {
		rest = rest[copy(b, rest):]
	}
	if m.NameLen = len(it.name); m.NameLen <= len(m.Name) {
		copy(m.Name, it.name)
	}
	m.Flags = it.flags
	if m.ControlLen = copy(m.Control, it.control); m.ControlLen < len(it.control) && m.Control != nil {
		m.Flags |= ws2def.MSG_CTRUNC
	}
	if len(rest) > 0 {
		m.Flags |= ws2def.MSG_TRUNC
	}
	if m.Flags&ws2def.MSG_TRUNC != 0 {
		return len(it.data) - len(rest), ws2def.WSAEMSGSIZE
	}
	return len(it.data), 0
}

// stream copies bytes of a stream to m. The caller holds mu.
func (s *socket) stream(m *spi.Message, now time.Time, peek bool) int {
	n, i, at := 0, 0, 0 // where to read: the item, and how far it is read
	for _, b := range m.Buffers {
		for len(b) > 0 && i < len(s.in.items) && !s.in.items[i].due.After(now) && !s.in.items[i].end {
			k := copy(b, s.in.items[i].data[at:])
			b, n, at = b[k:], n+k, at+k
			if at == len(s.in.items[i].data) {
				i, at = i+1, 0
			}
		}
	}
	if peek {
		return n
	}
	for left := n; left > 0; {
		k := min(left, len(s.in.items[0].data))
		s.in.cut(k)
		left -= k
	}
	return n
}
