package tcpip

import (
	"golang.org/x/sys/unix"

	"winsock/internal/engine"
	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// socket is a TCP, UDP or raw socket.
type socket struct {
	engine.FD
	family   uint16 // Windows' number
	typ      uint8
	protocol uint8
	local    binding
}

var _ interface {
	spi.Socket
	spi.Descriptor
	spi.Binder
	spi.Connector
	spi.Listener
	spi.Transferer
	spi.Shutdowner
} = (*socket)(nil)

// Close implements [spi.Socket].
func (s *socket) Close(abort bool) spi.Errno {
	if abort && s.typ == ws2def.SOCK_STREAM {
		sys.SetSockOpt(s.Fd(), unix.SOL_SOCKET, unix.SO_LINGER, []byte{1, 0, 0, 0, 0, 0, 0, 0})
	}
	s.FD.Close()
	return 0
}

// Shutdown implements [spi.Shutdowner]. Receiving is ended by the core alone:
// the kernel's SHUT_RD would make reads return 0 (S-374).
func (s *socket) Shutdown(how int32) spi.Errno {
	if how == ws2def.SD_RECEIVE || s.typ != ws2def.SOCK_STREAM {
		return 0
	}
	if errno := sys.Shutdown(s.Fd(), unix.SHUT_WR); errno != 0 {
		return ws2def.FromErrno(ws2def.OpShutdown, errno)
	}
	return 0
}
