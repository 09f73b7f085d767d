package loop

import (
	"winsock/spi"
	"winsock/ws2def"
)

var _ interface {
	spi.Adopter
	spi.Renewer
} = (*socket)(nil)

// Adopt implements [spi.Adopter].
func (s *socket) Adopt(t spi.Socket) {
	a := t.(*socket)
	s.net.mu.Lock()
	defer s.net.unlock()
	s.adopted = true
	s.port, s.peerPort, s.peer = a.port, a.peerPort, a.peer
	s.in, s.came = a.in, s.came+a.came
	s.broken, s.ended = a.broken, a.ended
	if s.peer != nil {
		s.peer.peer = s
	}
	s.changed()
}

// Renew implements [spi.Renewer].
func (s *socket) Renew(abort bool) spi.Errno {
	s.net.mu.Lock()
	defer s.net.unlock()
	if !abort && !(s.sentAll && s.ended) && s.broken == 0 {
		return ws2def.WSAEWOULDBLOCK
	}
	s.leave(abort || len(s.in.messages) > 0)
	s.in.clear()
	if s.adopted {
		s.adopted, s.port = false, 0
	}
	s.peerPort, s.broken = 0, 0
	s.sentAll, s.ended = false, false
	s.changed()
	return 0
}
