package dns

import (
	"context"
	"net/netip"
	"strings"

	"winsock/internal/resolve"
	"winsock/namespace"
	"winsock/ws2def"
)

// ports says where on a host a service is: protocol 0 stands for nowhere in
// particular.
type ports struct {
	port     uint16
	protocol int32
}

// protocols are those that the addresses of a result are for.
func (p ports) protocols(q *namespace.QuerySet, family int32) []int32 {
	var all []int32
	switch {
	case p.protocol != 0:
		all = []int32{p.protocol}
	case len(q.Protocols) == 0:
		all = []int32{ws2def.IPPROTO_TCP}
	default:
		all = []int32{ws2def.IPPROTO_TCP, ws2def.IPPROTO_UDP}
	}
	kept := all[:0]
	for _, protocol := range all {
		if namespace.Admits(q.Protocols, family, protocol) {
			kept = append(kept, protocol)
		}
	}
	return kept
}

// host asks for the addresses of a host in both families, with the port of a
// service. The blob is a HOSTENT of the IPv4 addresses or, without any, of the
// IPv6 ones.
//
// Source: P-481, P-483.
func (p *provider) host(q *namespace.QuerySet, at ports, flags uint32) question {
	hints := resolve.Hints{Flags: ws2def.AI_CANONNAME}
	if flags&ws2def.LUP_ADDRCONFIG != 0 {
		hints.Flags |= ws2def.AI_ADDRCONFIG
	}
	four, six := namespace.Admits(q.Protocols, ws2def.AF_INET, at.protocol), namespace.Admits(q.Protocols, ws2def.AF_INET6, at.protocol)
	switch {
	case !six:
		hints.Family = ws2def.AF_INET
	case !four:
		hints.Family = ws2def.AF_INET6
	}
	name := q.Name
	return func(ctx context.Context) ([]*namespace.QuerySet, namespace.Errno) {
		if !four && !six {
			return nil, ws2def.WSANO_DATA
		}
		if name == "" {
			own, e := p.resolver.HostName()
			if e != 0 {
				return nil, e
			}
			name = own
		}
		if ip, err := netip.ParseAddr(name); err == nil && (ip.Is4() && !four || ip.Is6() && !six) {
			return nil, ws2def.WSANO_DATA // it is a host, of the other family
		}
		found, e := p.resolver.GetAddrInfo(ctx, name, "", true, false, &hints)
		if e != 0 {
			return nil, e
		}
		r := &namespace.QuerySet{Name: found[0].CanonName, Class: q.Class}
		h := resolve.Host{Name: found[0].CanonName, Family: ws2def.AF_INET6}
		for _, a := range found {
			to, _, ok := ws2def.ParseAddrPort(a.Addr)
			if !ok {
				continue
			}
			if a.Family != int32(h.Family) && a.Family == ws2def.AF_INET {
				h.Family, h.Addresses = ws2def.AF_INET, nil
			}
			if a.Family == int32(h.Family) {
				h.Addresses = append(h.Addresses, to.Addr().WithZone("").AsSlice())
			}
			r.Addresses = append(r.Addresses, addresses(q, at, a.Family, a.Addr)...)
		}
		if len(r.Addresses) == 0 {
			return nil, ws2def.WSANO_DATA
		}
		if asked := strings.TrimSuffix(name, "."); !strings.EqualFold(asked, h.Name) {
			h.Aliases = []string{asked}
		}
		r.Blob = hostent(h)
		return withAliases(r, h.Aliases, flags), 0
	}
}

// addresses are those of a service at a host's address, one for each protocol.
func addresses(q *namespace.QuerySet, at ports, family int32, host []byte) []namespace.Address {
	to, scope, ok := ws2def.ParseAddrPort(host)
	if !ok {
		return nil
	}
	to = ws2def.WithScope(netip.AddrPortFrom(to.Addr(), at.port), scope)
	var all []namespace.Address
	for _, protocol := range at.protocols(q, family) {
		typ := int32(ws2def.SOCK_STREAM)
		if protocol == ws2def.IPPROTO_UDP {
			typ = ws2def.SOCK_DGRAM
		}
		all = append(all, namespace.Address{
			Local: sockaddr(family, wildcard(family)), Remote: sockaddr(family, to), SocketType: typ, Protocol: protocol,
		})
	}
	return all
}

// wildcard is any address and port of a family.
func wildcard(family int32) netip.AddrPort {
	if family == ws2def.AF_INET {
		return netip.AddrPortFrom(netip.IPv4Unspecified(), 0)
	}
	return netip.AddrPortFrom(netip.IPv6Unspecified(), 0)
}

func sockaddr(family int32, to netip.AddrPort) []byte {
	sa := make([]byte, ws2def.SockaddrLen(uint16(family)))
	return sa[:ws2def.PutAddrPort(sa, uint16(family), to)]
}

// withAliases puts a result for each alias behind r, if they are asked for.
//
// Source: P-478.
func withAliases(r *namespace.QuerySet, aliases []string, flags uint32) []*namespace.QuerySet {
	all := []*namespace.QuerySet{r}
	if flags&ws2def.LUP_RETURN_ALIASES != 0 {
		for _, alias := range aliases {
			all = append(all, &namespace.QuerySet{Name: alias, Class: r.Class, Flags: namespace.IsAlias})
		}
	}
	return all
}

// hostByName asks what gethostbyname asks.
//
// Source: P-483.
func (p *provider) hostByName(q *namespace.QuerySet) question {
	return func(ctx context.Context) ([]*namespace.QuerySet, namespace.Errno) {
		h, e := p.resolver.HostByName(ctx, q.Name)
		return hostResult(q, h, e)
	}
}

// hostByAddress asks what gethostbyaddr asks, for an address as text.
// Errors: WSAEINVAL (it is none).
//
// Source: P-483.
func (p *provider) hostByAddress(q *namespace.QuerySet) question {
	return func(ctx context.Context) ([]*namespace.QuerySet, namespace.Errno) {
		ip, err := netip.ParseAddr(q.Name)
		if err != nil {
			return nil, ws2def.WSAEINVAL
		}
		family := int32(ws2def.AF_INET)
		if ip.Is6() {
			family = ws2def.AF_INET6
		}
		h, e := p.resolver.HostByAddr(ctx, ip.WithZone("").AsSlice(), family)
		return hostResult(q, h, e)
	}
}

// hostResult is a host as the one result of a query.
func hostResult(q *namespace.QuerySet, h resolve.Host, e namespace.Errno) ([]*namespace.QuerySet, namespace.Errno) {
	if e != 0 {
		return nil, e
	}
	r := &namespace.QuerySet{Name: h.Name, Class: q.Class, Blob: hostent(h)}
	for _, a := range h.Addresses {
		ip, _ := netip.AddrFromSlice(a)
		r.Addresses = append(r.Addresses, addresses(q, ports{}, int32(h.Family), sockaddr(int32(h.Family), netip.AddrPortFrom(ip, 0)))...)
	}
	return []*namespace.QuerySet{r}, 0
}
