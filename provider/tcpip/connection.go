package tcpip

import (
	"golang.org/x/sys/unix"

	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// Connect implements [spi.Connector].
func (s *socket) Connect(name []byte) spi.Errno {
	var buf kernelAddr
	sa, e := s.toKernel(&buf, name)
	if e != 0 {
		return e
	}
	errno := sys.Connect(s.Fd(), sa)
	if errno == unix.EINPROGRESS {
		return ws2def.WSAEWOULDBLOCK
	}
	if errno != 0 {
		return ws2def.FromErrno(ws2def.OpConnect, errno)
	}
	return 0
}

// ConnectResult implements [spi.Connector].
func (s *socket) ConnectResult() spi.Errno {
	if sys.PollNow(s.Fd(), unix.POLLOUT) == 0 {
		return ws2def.WSAEWOULDBLOCK
	}
	code, errno := sys.GetSockOptInt(s.Fd(), unix.SOL_SOCKET, unix.SO_ERROR)
	if errno == 0 {
		errno = sys.Errno(code)
	}
	if errno != 0 {
		return ws2def.FromErrno(ws2def.OpConnect, errno)
	}
	return 0
}

// Accept implements [spi.Listener].
func (s *socket) Accept() (spi.Socket, spi.Errno) {
	fd, _, errno := sys.Accept(s.Fd(), nil)
	if errno != 0 {
		return nil, ws2def.FromErrno(ws2def.OpAccept, errno)
	}
	a := &socket{family: s.family, typ: s.typ, protocol: s.protocol}
	a.FD.Init(fd)
	return a, 0
}
