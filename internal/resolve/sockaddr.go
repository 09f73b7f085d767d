package resolve

import (
	"encoding/binary"
	"net/netip"
	"strconv"

	"winsock/ws2def"
)

// Sizes of the socket addresses this package makes and reads, in bytes.
const (
	sizeInet  = 16
	sizeInet6 = 28
	sizeUnix  = 2 + ws2def.UNIX_PATH_MAX
)

// Sockaddr returns to as a Windows sockaddr_in (16 bytes) or sockaddr_in6
// (28 bytes). An IPv4-mapped address becomes a sockaddr_in6; unmap it first
// when an IPv4 socket is meant. The zone must be a scope id in digits, as
// [AddrPort] and the [Resolver] give it; any other zone is scope 0. The zero
// address gives nil.
func Sockaddr(to netip.AddrPort) []byte {
	ip := to.Addr()
	switch {
	case ip.Is4():
		sa := make([]byte, sizeInet)
		binary.LittleEndian.PutUint16(sa, ws2def.AF_INET)
		binary.BigEndian.PutUint16(sa[2:], to.Port())
		copy(sa[4:], ip.AsSlice())
		return sa
	case ip.Is6():
		sa := make([]byte, sizeInet6)
		binary.LittleEndian.PutUint16(sa, ws2def.AF_INET6)
		binary.BigEndian.PutUint16(sa[2:], to.Port())
		bytes := ip.As16()
		copy(sa[8:], bytes[:])
		scope, _ := strconv.ParseUint(ip.Zone(), 10, 32)
		binary.LittleEndian.PutUint32(sa[24:], uint32(scope))
		return sa
	default:
		return nil
	}
}

// AddrPort returns the address and port in sa, a Windows sockaddr_in or
// sockaddr_in6; bytes behind the structure are ignored. A scope id other than
// 0 becomes the zone, in digits.
//
// Errors: WSAEFAULT when sa ends before the family or the structure does,
// WSAEAFNOSUPPORT for any other family.
func AddrPort(sa []byte) (netip.AddrPort, ws2def.Errno) {
	if len(sa) < 2 {
		return netip.AddrPort{}, ws2def.WSAEFAULT
	}
	switch binary.LittleEndian.Uint16(sa) {
	case ws2def.AF_INET:
		if len(sa) < sizeInet {
			return netip.AddrPort{}, ws2def.WSAEFAULT
		}
		ip := netip.AddrFrom4([4]byte(sa[4:8]))
		return netip.AddrPortFrom(ip, binary.BigEndian.Uint16(sa[2:])), 0
	case ws2def.AF_INET6:
		if len(sa) < sizeInet6 {
			return netip.AddrPort{}, ws2def.WSAEFAULT
		}
		ip := withScope(netip.AddrFrom16([16]byte(sa[8:24])), binary.LittleEndian.Uint32(sa[24:]))
		return netip.AddrPortFrom(ip, binary.BigEndian.Uint16(sa[2:])), 0
	default:
		return netip.AddrPort{}, ws2def.WSAEAFNOSUPPORT
	}
}

// withScope gives ip a zone for scope; scope 0 is no zone.
func withScope(ip netip.Addr, scope uint32) netip.Addr {
	if scope == 0 {
		return ip.WithZone("")
	}
	return ip.WithZone(strconv.FormatUint(uint64(scope), 10))
}
