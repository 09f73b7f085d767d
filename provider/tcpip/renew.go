package tcpip

import (
	"golang.org/x/sys/unix"

	"winsock/internal/sys"
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
	s.mu.Lock()
	defer s.mu.Unlock()
	fresh := s.local.kernel == 0 && s.local.claim == nil && s.settings.Load()&setTouched == 0
	old := s.Take(&a.FD)
	switch {
	case old < 0:
	case !fresh || !keepSpare(s.family, old):
		sys.Close(old)
	}
	a.local.use = s.local.use
	s.local, s.peer = a.local, a.peer
	s.option.wants.Store(a.option.wants.Load())
	s.option.set = a.option.set
	s.settings.Store(a.settings.Load() | setTouched)
	s.care.Store(a.care.Load())
	s.phase.Store(connected)
	recycle(a)
}

// Renew implements [spi.Renewer]. The kernel forgets a connection that is over, and
// with it a port that was not given by a bind. Not all of what was sent is with the
// peer before its state is that of a closed socket.
func (s *socket) Renew(abort bool) spi.Errno {
	if s.typ != ws2def.SOCK_STREAM {
		return ws2def.WSAEOPNOTSUPP
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if !abort && !s.over() {
		return ws2def.WSAEWOULDBLOCK
	}
	var none [16]byte // AF_UNSPEC
	if errno := sys.Connect(s.Fd(), none[:]); errno != 0 {
		return ws2def.FromErrno(ws2def.OpConnect, errno)
	}
	if s.local.heir {
		s.local.claim.ReleaseHeir()
		s.local.claim, s.local.heir = nil, false
	}
	s.local.name = nil
	s.settings.And(^uint32(setFinished))
	s.care.And(^uint32(careBroken | careMark | careUrgent))
	s.broken.Store(0)
	s.phase.Store(idle)
	s.result, s.peer, s.queues = 0, peer{}, nil
	return 0
}

// tcpClose is the kernel's number of the state CLOSED.
const tcpClose = 7

// over reports whether the kernel is done with the connection.
func (s *socket) over() bool {
	var state [1]byte // the first member of struct tcp_info
	_, errno := sys.GetSockOpt(s.Fd(), unix.IPPROTO_TCP, unix.TCP_INFO, state[:])
	return errno != 0 || state[0] == tcpClose
}
