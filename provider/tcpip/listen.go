package tcpip

import (
	"golang.org/x/sys/unix"

	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// Listen implements [spi.Listener]. Among several sockets on one address the one
// that was bound first gets the connections.
//
// Source: S-170…S-172, S-179…S-194.
func (s *socket) Listen(backlog int) spi.Errno {
	if s.typ != ws2def.SOCK_STREAM {
		return ws2def.WSAEOPNOTSUPP
	}
	e := s.listen(backlog)
	if e == 0 {
		s.noteName()
	}
	return e
}

// noteName keeps the local address for the connections that come, if it is that of
// them all.
func (s *socket) noteName() {
	var sa kernelAddr
	if n, errno := sys.GetSockName(s.Fd(), sa[:]); errno == 0 && !wildcard(sa[:n]) {
		s.mu.Lock()
		name := remember(sa[:n])
		s.local.name = &name
		s.mu.Unlock()
	}
}

func (s *socket) listen(backlog int) spi.Errno {
	s.phase.CompareAndSwap(failed, idle) // renew has made the kernel ready for it
	// An exclusive socket did without it so far. The connections it accepts must
	// not keep the port when they end in TIME_WAIT (S-140).
	s.kernelShare(s.local.kernel | kernelReuseAddr)
	c := s.local.claim
	if c == nil {
		return ws2def.FromErrno(ws2def.OpListen, sys.Listen(s.Fd(), backlog))
	}
	p := c.Lock()
	defer p.Unlock()
	errno := sys.Listen(s.Fd(), backlog)
	if errno == unix.EADDRINUSE && p.Beside(c) {
		s.kernelShare(s.local.kernel | kernelReusePort)
		errno = sys.Listen(s.Fd(), backlog)
	}
	if errno != 0 {
		return ws2def.FromErrno(ws2def.OpListen, errno)
	}
	if !c.Alone() {
		s.kernelShare(s.local.kernel | kernelReusePort)
	}
	if c.Grouped() {
		if first, several := p.Join(c); several {
			s.kernelFavour(first)
		}
	}
	return 0
}
