package rooted

import (
	"net"
	"net/netip"
	"strconv"

	"golang.org/x/sys/unix"

	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// address reads a sockaddr of the endpoint's family. Errors: WSAEFAULT (too short),
// WSAEAFNOSUPPORT (another family), WSAEADDRNOTAVAIL (for nobody's).
func (s *endpoint) address(name []byte) (netip.AddrPort, spi.Errno) {
	switch {
	case len(name) < ws2def.SockaddrLen(s.family):
		return netip.AddrPort{}, ws2def.WSAEFAULT
	case ws2def.Family(name) != s.family:
		return netip.AddrPort{}, ws2def.WSAEAFNOSUPPORT
	}
	at, scope, _ := ws2def.ParseAddrPort(name)
	if ip := at.Addr(); ip.IsMulticast() || ip.Is4In6() {
		return netip.AddrPort{}, ws2def.WSAEADDRNOTAVAIL
	}
	return ws2def.WithScope(at, scope), 0
}

// destination reads the address of somebody to call. Errors: as address.
func (s *endpoint) destination(name []byte) (netip.AddrPort, spi.Errno) {
	to, e := s.address(name)
	if e == 0 && (to.Port() == 0 || to.Addr().IsUnspecified()) {
		e = ws2def.WSAEADDRNOTAVAIL
	}
	return to, e
}

// put writes an address to name, if that has room, and returns its length.
func (s *endpoint) put(name []byte, at netip.AddrPort) int {
	n := ws2def.SockaddrLen(s.family)
	if len(name) >= n {
		if !at.IsValid() {
			at = netip.AddrPortFrom(s.anywhere(), 0)
		}
		ws2def.PutAddrPort(name, s.family, at)
	}
	return n
}

// anywhere is the wildcard of the endpoint's family.
func (s *endpoint) anywhere() netip.Addr {
	if s.family == ws2def.AF_INET {
		return netip.IPv4Unspecified()
	}
	return netip.IPv6Unspecified()
}

// transport is what the net package calls TCP of the endpoint's family.
func (s *endpoint) transport() string {
	if s.family == ws2def.AF_INET {
		return "tcp4"
	}
	return "tcp6"
}

// end is one end of a connection, with the number of its interface as zone.
func end(a net.Addr) netip.AddrPort {
	at := a.(*net.TCPAddr).AddrPort()
	if zone := at.Addr().Zone(); zone != "" {
		if i, err := net.InterfaceByName(zone); err == nil {
			zone = strconv.Itoa(i.Index)
		}
		at = netip.AddrPortFrom(at.Addr().WithZone(zone), at.Port())
	}
	return at
}

// reserve gives the endpoint the local address at, by a kernel socket that stays bound to
// it until it listens or is connected. The caller holds the network's lock.
func (s *endpoint) reserve(at netip.AddrPort) spi.Errno {
	domain := unix.AF_INET
	if s.family == ws2def.AF_INET6 {
		domain = unix.AF_INET6
	}
	fd, errno := sys.Socket(domain, unix.SOCK_STREAM, 0)
	if errno != 0 {
		return ws2def.FromErrno(ws2def.OpSocket, errno)
	}
	if domain == unix.AF_INET6 {
		sys.SetSockOptInt(fd, unix.IPPROTO_IPV6, unix.IPV6_V6ONLY, 1)
	}
	var buf [ws2def.SizeofSockaddrInet6]byte
	sa := buf[:s.put(buf[:], at)]
	sa[0] = byte(domain)
	errno = sys.Bind(fd, sa)
	if errno == unix.EADDRINUSE && at.Port() != 0 {
		// Connections that are over may be all that is there.
		share(fd)
		errno = sys.Bind(fd, sa)
	}
	if errno == 0 {
		_, errno = sys.GetSockName(fd, sa)
	}
	if errno != 0 {
		sys.Close(fd)
		return ws2def.FromErrno(ws2def.OpBind, errno)
	}
	s.spot = fd
	s.local = netip.AddrPortFrom(at.Addr(), uint16(sa[2])<<8|uint16(sa[3]))
	return 0
}

// share lets connections have the local address of a kernel socket too.
func share(fd int) { sys.SetSockOptInt(fd, unix.SOL_SOCKET, unix.SO_REUSEADDR, 1) }

// Bind implements [spi.Binder].
func (s *endpoint) Bind(name []byte) spi.Errno {
	at, e := s.address(name)
	if e != 0 {
		return e
	}
	s.net.mu.Lock()
	defer s.net.unlock()
	return s.reserve(at)
}

// BindAny implements [spi.Binder].
func (s *endpoint) BindAny([]byte) spi.Errno {
	s.net.mu.Lock()
	defer s.net.unlock()
	return s.bindAny()
}

// bindAny gives an unbound endpoint a local address. The caller holds the lock.
func (s *endpoint) bindAny() spi.Errno {
	if s.local.IsValid() {
		return 0
	}
	return s.reserve(netip.AddrPortFrom(s.anywhere(), 0))
}

// LocalName implements [spi.Binder].
func (s *endpoint) LocalName(name []byte) (int, spi.Errno) {
	s.net.mu.Lock()
	defer s.net.unlock()
	return s.put(name, s.local), 0
}
