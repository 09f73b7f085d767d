package resolve

import (
	"net/netip"
	"strconv"

	"winsock/ws2def"
)

// sockaddr returns to as a sockaddr_in or, IPv4-mapped addresses too, as a
// sockaddr_in6. Its zone is none or a scope id in digits.
func sockaddr(to netip.AddrPort) []byte {
	family := uint16(familyOf(to.Addr()))
	sa := make([]byte, ws2def.SockaddrLen(family))
	return sa[:ws2def.PutAddrPort(sa, family, to)]
}

// addrPort returns what sa holds, a sockaddr_in or sockaddr_in6, the scope id
// as zone.
//
// Errors: WSAEFAULT when sa ends before the family or the structure does,
// WSAEAFNOSUPPORT for any other family.
func addrPort(sa []byte) (netip.AddrPort, ws2def.Errno) {
	at, scope, ok := ws2def.ParseAddrPort(sa)
	family := ws2def.Family(sa)
	switch {
	case ok:
		return ws2def.WithScope(at, scope), 0
	case len(sa) < 2, family == ws2def.AF_INET, family == ws2def.AF_INET6:
		return netip.AddrPort{}, ws2def.WSAEFAULT
	default:
		return netip.AddrPort{}, ws2def.WSAEAFNOSUPPORT
	}
}

// familyOf returns the address family of ip; IPv4-mapped is AF_INET6.
func familyOf(ip netip.Addr) int32 {
	if ip.Is4() {
		return ws2def.AF_INET
	}
	return ws2def.AF_INET6
}

// withScope gives ip a zone for scope; scope 0 is no zone.
func withScope(ip netip.Addr, scope uint32) netip.Addr {
	if scope == 0 {
		return ip.WithZone("")
	}
	return ip.WithZone(strconv.FormatUint(uint64(scope), 10))
}
