package tcpip

import (
	"golang.org/x/sys/unix"

	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

var _ spi.FileSender = (*socket)(nil)

// SendFile implements [spi.FileSender].
func (s *socket) SendFile(file int, offset int64, n int) (int, spi.Errno) {
	if e := s.verdict(); e != 0 {
		return 0, e
	}
	s.NeverBlock()
	sent, errno := sys.SendFile(s.Fd(), file, offset, n)
	switch {
	case errno == unix.EINVAL || errno == unix.ENOSYS || errno == unix.EOVERFLOW:
		return 0, ws2def.WSAEOPNOTSUPP
	case errno != 0:
		return 0, s.streamError(ws2def.OpSend, errno)
	}
	return sent, 0
}

// Hold implements [spi.FileSender].
func (s *socket) Hold(on bool) {
	sys.SetSockOptInt(s.Fd(), unix.IPPROTO_TCP, unix.TCP_CORK, truth(on))
}
