package tls

import (
	"winsock/spi"
	"winsock/ws2def"
)

// Send implements [spi.Transferer].
func (s *socket) Send(p []byte, flags uint32) (int, spi.Errno) {
	c, e := s.sends(flags)
	if e != 0 {
		return 0, e
	}
	return c.give(p)
}

// SendMsg implements [spi.Transferer].
func (s *socket) SendMsg(m *spi.Message, flags uint32) (int, spi.Errno) {
	c, e := s.sends(flags)
	if e != 0 {
		return 0, e
	}
	return c.give(m.Buffers...)
}

// sends is the session that a send with flags is for. Urgent data there is none. Errors:
// WSAEOPNOTSUPP, WSAENOTCONN.
func (s *socket) sends(flags uint32) (*session, spi.Errno) {
	c := s.session.Load()
	switch {
	case flags&^ws2def.MSG_DONTROUTE != 0:
		return nil, ws2def.WSAEOPNOTSUPP
	case c == nil:
		return nil, ws2def.WSAENOTCONN
	}
	return c, 0
}

// Recv implements [spi.Transferer].
func (s *socket) Recv(p []byte, flags uint32) (int, spi.Errno) {
	c := s.session.Load()
	switch {
	case flags&ws2def.MSG_OOB != 0:
		return 0, ws2def.WSAEOPNOTSUPP
	case c == nil:
		return 0, ws2def.WSAENOTCONN
	}
	return c.take(p, flags&ws2def.MSG_PEEK != 0)
}

// RecvMsg implements [spi.Transferer]. A peek sees what fits the first buffer.
func (s *socket) RecvMsg(m *spi.Message, flags uint32) (int, spi.Errno) {
	m.NameLen, m.ControlLen, m.Flags = 0, 0, 0
	total := 0
	for i, b := range m.Buffers {
		if len(b) == 0 && (total > 0 || i < len(m.Buffers)-1) {
			continue
		}
		n, e := s.Recv(b, flags)
		total += n
		if e != 0 && total == 0 {
			return 0, e
		}
		if e != 0 || n < len(b) || flags&ws2def.MSG_PEEK != 0 {
			break
		}
	}
	return total, 0
}

// Unsent implements [spi.Queuer].
func (s *socket) Unsent() int {
	c := s.session.Load()
	if c == nil || c.verdict() != 0 {
		return 0
	}
	n := c.wire.kept()
	if q, ok := spi.Ability[spi.Queuer](s.Socket); ok {
		n += q.Unsent()
	}
	return n
}

// Unread implements [spi.Queuer]: what can be received now, up to 64 KiB.
func (s *socket) Unread() (int, spi.Errno) {
	c := s.session.Load()
	if c == nil {
		return 0, 0
	}
	c.in.Lock()
	defer c.in.Unlock()
	c.pull(maxAhead)
	return c.unread(), 0
}
