package tcpip

import (
	"encoding/binary"
	"net"
	"net/netip"

	"golang.org/x/sys/unix"

	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// mayBind checks what the kernel would allow and Winsock does not, and completes
// the scope of a link-local address. sa is the kernel's sockaddr.
//
// Source: S-127, S-130…S-132, S-470.
func (s *socket) mayBind(sa []byte) spi.Errno {
	addr, _ := hostOf(sa)
	switch {
	case addr.IsUnspecified():
		return 0
	case addr.IsMulticast():
		return ws2def.WSAEADDRNOTAVAIL
	case addr.Is4():
		return s.mayBindIPv4(addr)
	case s.refuses(sa), addr.Is4In6() && addr.Unmap().IsMulticast():
		return ws2def.WSAEADDRNOTAVAIL
	case addr.Is4In6():
		return 0
	}
	return bindScope(sa, addr)
}

// mayBindIPv4 sees to broadcast addresses, which Linux allows to everyone.
//
// Source: S-130.
func (s *socket) mayBindIPv4(addr netip.Addr) spi.Errno {
	if !isBroadcast(addr) {
		return 0
	}
	if s.typ == ws2def.SOCK_STREAM {
		return ws2def.WSAEADDRNOTAVAIL
	}
	if on, errno := sys.GetSockOptInt(s.Fd(), unix.SOL_SOCKET, unix.SO_BROADCAST); errno == 0 && on == 0 {
		return ws2def.WSAEACCES
	}
	return 0
}

// isBroadcast asks the kernel for the kind of an address, which only a socket
// without SO_BROADCAST learns. Only addresses that end in two ones can be a
// network's broadcast address, so most are not asked about.
func isBroadcast(addr netip.Addr) bool {
	ip := addr.As4()
	if ip == [4]byte{255, 255, 255, 255} {
		return true
	}
	if ip[3]&3 != 3 {
		return false
	}
	fd, errno := sys.Socket(unix.AF_INET, unix.SOCK_DGRAM, 0)
	if errno != 0 {
		return false
	}
	defer sys.Close(fd)
	sa := [16]byte{unix.AF_INET, 0, 0, 9, ip[0], ip[1], ip[2], ip[3]}
	return sys.Connect(fd, sa[:]) == unix.EACCES
}

// bindScope checks the scope id of a unicast IPv6 address against the
// interfaces, and fills it in for a link-local address without one.
//
// Source: S-131, S-132.
func bindScope(sa []byte, addr netip.Addr) spi.Errno {
	scope := sa[24:28]
	index := int(binary.NativeEndian.Uint32(scope))
	local := addr.IsLinkLocalUnicast()
	if index == 0 && !local {
		return 0
	}
	interfaces, err := net.Interfaces()
	if err != nil {
		return ws2def.WSAENOBUFS
	}
	for _, i := range interfaces {
		if (index == 0 || index == i.Index) && carries(&i, addr) {
			binary.NativeEndian.PutUint32(scope, uint32(i.Index))
			return 0
		}
	}
	return ws2def.WSAEADDRNOTAVAIL
}

// carries reports whether addr is an address of interface i.
func carries(i *net.Interface, addr netip.Addr) bool {
	addrs, err := i.Addrs()
	if err != nil {
		return false
	}
	for _, a := range addrs {
		if prefix, ok := a.(*net.IPNet); ok {
			if ip, ok := netip.AddrFromSlice(prefix.IP); ok && ip == addr {
				return true
			}
		}
	}
	return false
}
