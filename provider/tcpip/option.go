package tcpip

import (
	"encoding/binary"

	"golang.org/x/sys/unix"

	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

var _ spi.Optioner = (*socket)(nil)

// SetOpt implements [spi.Optioner]: it carries out those options that have an
// effect on a kernel socket.
//
// Source: S-519…S-632.
func (s *socket) SetOpt(level, name int32, value []byte) spi.Errno {
	var v int32
	if len(value) == 4 {
		v = int32(binary.LittleEndian.Uint32(value))
	}
	switch level {
	case ws2def.SOL_SOCKET:
		return s.setSocketOption(name, v)
	case ws2def.IPPROTO_IPV6:
		switch name {
		case ws2def.IPV6_V6ONLY:
			s.setV6Only(v != 0)
			return 0
		}
	case ws2def.IPPROTO_TCP:
		switch name {
		case ws2def.TCP_NODELAY:
			return s.setKernel(unix.IPPROTO_TCP, unix.TCP_NODELAY, v)
		}
	}
	return ws2def.WSAENOPROTOOPT
}

// GetOpt implements [spi.Optioner]: it answers what only the kernel knows.
func (s *socket) GetOpt(level, name int32, value []byte) (int, spi.Errno) {
	return -1, ws2def.WSAENOPROTOOPT
}

func (s *socket) setSocketOption(name, v int32) spi.Errno {
	switch name {
	case ws2def.SO_REUSEADDR, ws2def.SO_EXCLUSIVEADDRUSE:
		s.setUse(name, v != 0)
		return 0
	case ws2def.SO_BROADCAST:
		return s.setKernel(unix.SOL_SOCKET, unix.SO_BROADCAST, v)
	case ws2def.SO_OOBINLINE:
		s.setOOBInline(v != 0)
		return 0
	}
	return ws2def.WSAENOPROTOOPT
}

// setKernel sets an integer option of the kernel's socket.
func (s *socket) setKernel(level, option int, v int32) spi.Errno {
	if errno := sys.SetSockOptInt(s.Fd(), level, option, v); errno != 0 {
		return ws2def.FromErrno(ws2def.OpSetSockOpt, errno)
	}
	return 0
}
