package tcpip

import (
	"bytes"

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
	if s.typ == ws2def.SOCK_RAW && len(sa) >= 4 {
		name[2], name[3] = 0, 0 // Linux keeps the protocol there
	}
	return len(sa)
}

// The functions below look at sockaddrs of either system: only the family
// number differs.

// host is the address part.
func host(sa []byte) []byte {
	if len(sa) == 16 {
		return sa[4:8]
	}
	return sa[8:24]
}

var mappedPrefix = []byte{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}

// mapped reports whether sa is an IPv4 address in IPv6 form.
func mapped(sa []byte) bool { return bytes.HasPrefix(host(sa), mappedPrefix) }

// wildcard reports whether sa means any address.
func wildcard(sa []byte) bool {
	h := host(sa)
	if mapped(sa) {
		h = h[12:]
	}
	return zero(h)
}

// portless reports whether sa has port 0.
func portless(sa []byte) bool { return sa[2] == 0 && sa[3] == 0 }

// refuses reports whether the socket's IPV6_V6ONLY excludes sa.
//
// Source: S-231, S-470.
func (s *socket) refuses(sa []byte) bool {
	return s.family == ws2def.AF_INET6 && mapped(sa) && !s.local.dual
}

// LocalName implements [spi.Binder].
func (s *socket) LocalName(name []byte) (int, spi.Errno) {
	var sa kernelAddr
	s.mu.Lock()
	known := s.local.name
	s.mu.Unlock()
	if known != nil {
		return s.fromKernel(name, known.sockaddr(&sa)), 0
	}
	n, errno := sys.GetSockName(s.Fd(), sa[:])
	if errno != 0 {
		return 0, ws2def.FromErrno(ws2def.OpGetSockName, errno)
	}
	return s.fromKernel(name, sa[:n]), 0
}

// PeerName implements [spi.Connector] from memory: the kernel forgets the peer
// of a broken connection and does not tell that of one under way.
//
// Source: S-233, S-260.
func (s *socket) PeerName(name []byte) (int, spi.Errno) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.peer.known() {
		return 0, ws2def.WSAENOTCONN
	}
	var sa kernelAddr
	return s.fromKernel(name, s.peer.sockaddr(&sa)), 0
}
