package tcpip

import (
	"golang.org/x/sys/unix"

	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// kernelAddr holds a Linux sockaddr_in or sockaddr_in6.
type kernelAddr [28]byte

func (s *socket) addrLen() int {
	if s.family == ws2def.AF_INET {
		return 16
	}
	return 28
}

// toKernel checks the Windows sockaddr name and writes its Linux form to sa.
// Errors: WSAEFAULT (too short), WSAEAFNOSUPPORT (another family).
func (s *socket) toKernel(sa *kernelAddr, name []byte) ([]byte, spi.Errno) {
	n := s.addrLen()
	if len(name) < n {
		return nil, ws2def.WSAEFAULT
	}
	if uint16(name[0])|uint16(name[1])<<8 != s.family {
		return nil, ws2def.WSAEAFNOSUPPORT
	}
	copy(sa[:n], name)
	if s.family == ws2def.AF_INET6 {
		sa[0] = unix.AF_INET6
	}
	return sa[:n], 0
}

// fromKernel writes the Windows form of a Linux sockaddr to name and returns
// its length; nothing is written when name is too short.
func (s *socket) fromKernel(name []byte, sa []byte) int {
	if len(name) < len(sa) {
		return len(sa)
	}
	copy(name, sa)
	if len(sa) > 0 && s.family == ws2def.AF_INET6 {
		name[0] = ws2def.AF_INET6
	}
	return len(sa)
}

// LocalName implements [spi.Binder].
func (s *socket) LocalName(name []byte) (int, spi.Errno) {
	var sa kernelAddr
	n, errno := sys.GetSockName(s.Fd(), sa[:])
	if errno != 0 {
		return 0, ws2def.FromErrno(ws2def.OpGetSockName, errno)
	}
	return s.fromKernel(name, sa[:n]), 0
}

// PeerName implements [spi.Connector].
func (s *socket) PeerName(name []byte) (int, spi.Errno) {
	var sa kernelAddr
	n, errno := sys.GetPeerName(s.Fd(), sa[:])
	if errno != 0 {
		return 0, ws2def.FromErrno(ws2def.OpGetPeerName, errno)
	}
	return s.fromKernel(name, sa[:n]), 0
}
