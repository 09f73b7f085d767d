package resolve

import (
	"context"
	"net/netip"
	"strings"

	"winsock/ws2def"
)

// Host is an answer of gethostbyname or gethostbyaddr: what a hostent points
// to. All addresses have the family's length: 4 bytes or 16, in network order.
type Host struct {
	Name      string
	Aliases   []string
	Family    int16
	Addresses [][]byte
}

// HostByName returns the IPv4 addresses of name, as gethostbyname does. An
// empty name (or NULL) is the local computer; a numeric IPv4 address is its
// own answer.
//
// Errors: WSAHOST_NOT_FOUND for an unknown name; WSANO_DATA for one without
// IPv4 address, an IPv6 address or an illegal IPv4 address; WSATRY_AGAIN,
// WSANO_RECOVERY, WSA_E_CANCELLED and WSAETIMEDOUT as in
// [Resolver.GetAddrInfo].
func (r *Resolver) HostByName(ctx context.Context, name string) (Host, ws2def.Errno) {
	if ip, ok := numericAddr(name); ok {
		return newHost(name, name, ofFamily([]netip.Addr{ip}, ws2def.AF_INET))
	}
	if name != "" && strings.Trim(name, "0123456789.") == "" { // 1.2.3.400
		return Host{}, ws2def.WSANO_DATA
	}
	q := query{
		Resolver: r,
		Hints:    Hints{Family: ws2def.AF_INET, Flags: ws2def.AI_CANONNAME},
		node:     name,
		hasNode:  true,
	}
	addrs, canonical, code := q.named(ctx)
	if code != 0 {
		return Host{}, code
	}
	return newHost(canonical, name, q.fit(addrs))
}

// newHost makes the answer for IPv4 addresses; asked becomes an alias when it
// is not the canonical name.
func newHost(canonical, asked string, addrs []netip.Addr) (Host, ws2def.Errno) {
	if len(addrs) == 0 {
		return Host{}, ws2def.WSANO_DATA
	}
	h := Host{Name: canonical, Family: ws2def.AF_INET}
	if asked = strings.TrimSuffix(asked, "."); asked != "" && !strings.EqualFold(asked, canonical) {
		h.Aliases = []string{asked}
	}
	for _, ip := range addrs {
		h.Addresses = append(h.Addresses, ip.AsSlice())
	}
	return h, 0
}

// HostByAddr returns the names of the host whose address, in network order,
// is addr, as gethostbyaddr does.
//
// Errors: WSAEFAULT when addr is shorter than an IPv4 address, WSAEINVAL when
// it has not the length of an IPv6 address, WSAEAFNOSUPPORT for a family other
// than AF_INET and AF_INET6, WSANO_DATA when the host has no name; WSATRY_AGAIN,
// WSANO_RECOVERY, WSA_E_CANCELLED and WSAETIMEDOUT as in
// [Resolver.GetAddrInfo].
func (r *Resolver) HostByAddr(ctx context.Context, addr []byte, family int32) (Host, ws2def.Errno) {
	var ip netip.Addr
	switch {
	case family == ws2def.AF_INET && len(addr) < 4:
		return Host{}, ws2def.WSAEFAULT
	case family == ws2def.AF_INET:
		ip = netip.AddrFrom4([4]byte(addr[:4]))
	case family == ws2def.AF_INET6 && len(addr) != 16:
		return Host{}, ws2def.WSAEINVAL
	case family == ws2def.AF_INET6:
		ip = netip.AddrFrom16([16]byte(addr))
	default:
		return Host{}, ws2def.WSAEAFNOSUPPORT
	}
	names, code := r.namesOf(ctx, ip)
	if code == ws2def.WSAHOST_NOT_FOUND {
		return Host{}, ws2def.WSANO_DATA
	}
	if code != 0 {
		return Host{}, code
	}
	return Host{
		Name:      names[0],
		Aliases:   names[1:],
		Family:    int16(family),
		Addresses: [][]byte{ip.AsSlice()},
	}, 0
}
