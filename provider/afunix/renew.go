package afunix

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
	s.path, s.bound, s.adopted = a.path, true, true
	s.reseat(a.Fd())
}

// reseat gives the socket another descriptor.
func (s *socket) reseat(fd int) {
	if old := s.Replace(fd); old >= 0 {
		sys.Close(old)
	}
}

// Renew implements [spi.Renewer]. The kernel connects a socket once only, so this
// one gets another, and a bound one its path again.
func (s *socket) Renew(abort bool) spi.Errno {
	if !abort && s.Stream.Poll()&(spi.Ended|spi.Reset) == 0 {
		return ws2def.WSAEWOULDBLOCK
	}
	if a := s.attempt.Swap(nil); a != nil {
		a.stop()
	}
	fd, errno := sys.Socket(unix.AF_UNIX, unix.SOCK_STREAM, 0)
	if errno != 0 {
		return ws2def.FromErrno(ws2def.OpSocket, errno)
	}
	s.reseat(fd)
	s.Stream.Renew()
	if s.adopted {
		s.path, s.bound, s.adopted = "", false, false
	}
	if s.path == "" {
		return 0
	}
	sa := kernelAddr(s.path)
	sys.Unlink(unix.AT_FDCWD, file(s.path))
	return ws2def.FromErrno(ws2def.OpBindUnix, sys.Bind(fd, sa))
}
