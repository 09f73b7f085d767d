package tcpip

import (
	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// Bind implements [spi.Binder].
func (s *socket) Bind(name []byte) spi.Errno {
	var buf kernelAddr
	sa, e := s.toKernel(&buf, name)
	if e != 0 {
		return e
	}
	if errno := sys.Bind(s.Fd(), sa); errno != 0 {
		return ws2def.FromErrno(ws2def.OpBind, errno)
	}
	return 0
}

// BindAny implements [spi.Binder].
func (s *socket) BindAny([]byte) spi.Errno {
	var any [28]byte
	any[0], any[1] = byte(s.family), byte(s.family>>8)
	return s.Bind(any[:s.addrLen()])
}
