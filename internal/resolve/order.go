package resolve

import (
	"cmp"
	"context"
	"math/bits"
	"net"
	"net/netip"
	"slices"

	"winsock/ws2def"
)

// Reach says which destinations a socket can connect to.
type Reach struct {
	// Family is the socket's: AF_INET or AF_INET6.
	Family int32
	// DualMode is true for an AF_INET6 socket with IPV6_V6ONLY off. It reaches
	// IPv4 destinations as IPv4-mapped addresses.
	DualMode bool
	// Local is the address the socket is bound to; the zero value or an
	// unspecified address when the system chooses.
	Local netip.Addr
}

// Candidates returns the destinations that WSAConnectByName tries for node
// and service, in the order of RFC 6724; at a dual-mode socket IPv4 ones are
// IPv4-mapped. Both strings must be given: an empty one is an empty name.
//
// Errors: those of [Resolver.GetAddrInfo]; WSAEHOSTUNREACH when the host has
// addresses and the socket reaches none of them.
func (r *Resolver) Candidates(ctx context.Context, node, service string, from Reach) ([]netip.AddrPort, ws2def.Errno) {
	hints := Hints{Family: from.Family, SockType: ws2def.SOCK_STREAM}
	if from.DualMode {
		hints.Family = ws2def.AF_UNSPEC
	}
	results, code := r.GetAddrInfo(ctx, node, service, true, true, &hints)
	if code == ws2def.WSANO_DATA {
		return nil, ws2def.WSAEHOSTUNREACH
	}
	if code != 0 {
		return nil, code
	}
	dests := make([]netip.AddrPort, 0, len(results))
	for _, result := range results {
		at, code := addrPort(result.Addr)
		if code != 0 {
			return nil, code
		}
		dests = append(dests, at)
	}
	dests = r.Order(dests, from)
	if len(dests) == 0 {
		return nil, ws2def.WSAEHOSTUNREACH
	}
	return dests, 0
}

// Order returns those of dests that a socket reaches, best first by RFC 6724,
// as WSAConnectByList tries them; at a dual-mode socket IPv4 ones are
// IPv4-mapped. Equally good ones keep their order. Source addresses come from
// the routing table: a datagram socket is connected, nothing is sent.
func (r *Resolver) Order(dests []netip.AddrPort, from Reach) []netip.AddrPort {
	reached := slices.DeleteFunc(slices.Clone(dests), func(to netip.AddrPort) bool { return !from.reaches(to.Addr()) })
	routes := make(map[netip.Addr]route, len(reached))
	for _, to := range reached {
		if ip := to.Addr().Unmap(); routes[ip] == (route{}) {
			routes[ip] = r.route(ip, from.Local)
		}
	}
	slices.SortStableFunc(reached, func(a, b netip.AddrPort) int {
		return compareRoutes(routes[a.Addr().Unmap()], routes[b.Addr().Unmap()])
	})
	for i, to := range reached {
		reached[i] = netip.AddrPortFrom(from.form(to.Addr()), to.Port())
	}
	return reached
}

// reaches says whether the socket can connect to ip at all.
func (from Reach) reaches(ip netip.Addr) bool {
	is4 := ip.Unmap().Is4()
	if !from.Local.IsValid() || from.Local.IsUnspecified() {
		return from.DualMode || is4 == (from.Family == ws2def.AF_INET)
	}
	return is4 == from.Local.Unmap().Is4()
}

// form gives ip the form that the socket's calls take.
func (from Reach) form(ip netip.Addr) netip.Addr {
	if from.Family == ws2def.AF_INET {
		return ip.Unmap()
	}
	return mapped(ip)
}

// mapped returns ip as an IPv6 address.
func mapped(ip netip.Addr) netip.Addr {
	if ip.Is4() {
		return netip.AddrFrom16(ip.As16())
	}
	return ip
}

// order sorts addrs as destinations, best first.
func (r *Resolver) order(addrs []netip.Addr) []netip.Addr {
	routes := make(map[netip.Addr]route, len(addrs))
	for _, ip := range addrs {
		routes[ip] = r.route(ip, netip.Addr{})
	}
	slices.SortStableFunc(addrs, func(a, b netip.Addr) int { return compareRoutes(routes[a], routes[b]) })
	return addrs
}

// route is a destination with the source address packets to it would have.
type route struct {
	to, from netip.Addr // from is invalid when nothing leads to it
}

// route finds the source for to; a bound socket's is given.
func (r *Resolver) route(to, bound netip.Addr) route {
	if bound.IsValid() && !bound.IsUnspecified() {
		return route{to: to, from: bound.Unmap()}
	}
	if r.sourceFor != nil {
		return route{to: to, from: r.sourceFor(to)}
	}
	return route{to: to, from: systemSource(to)}
}

// systemSource asks the kernel's routing table for the source towards to.
func systemSource(to netip.Addr) netip.Addr {
	const anyPort = 9 // discard; no datagram is ever sent
	c, err := net.DialUDP("udp", nil, net.UDPAddrFromAddrPort(netip.AddrPortFrom(to, anyPort)))
	if err != nil {
		return netip.Addr{}
	}
	defer c.Close()
	return c.LocalAddr().(*net.UDPAddr).AddrPort().Addr().Unmap()
}

// compareRoutes is the order of RFC 6724, section 6; negative when a is
// better. Rules 3, 4 and 7 ask what Linux does not tell.
func compareRoutes(a, b route) int {
	pa, pb := policyOf(a.to), policyOf(b.to)
	return cmp.Or(
		first(a.from.IsValid(), b.from.IsValid()),                                     // 1: avoid unusable
		first(scopeOf(a.to) == scopeOf(a.from), scopeOf(b.to) == scopeOf(b.from)),     // 2: matching scope
		first(pa.label == policyOf(a.from).label, pb.label == policyOf(b.from).label), // 5: matching label
		cmp.Compare(pb.precedence, pa.precedence),                                     // 6: higher precedence
		cmp.Compare(scopeOf(a.to), scopeOf(b.to)),                                     // 8: smaller scope
		comparePrefixes(a, b),                                                         // 9: longest prefix
	) // 10: otherwise as it was
}

// first orders what has a property before what has not.
func first(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	default:
		return 1
	}
}

// comparePrefixes is rule 9, for IPv6 only: between IPv4 networks a common
// prefix says nothing about distance.
func comparePrefixes(a, b route) int {
	if !a.to.Is6() || !b.to.Is6() {
		return 0
	}
	return cmp.Compare(commonPrefix(b), commonPrefix(a))
}

// commonPrefix counts the leading bits that both ends share, at most the 64
// of a network's prefix.
func commonPrefix(r route) int {
	if !r.from.Is6() {
		return 0
	}
	to, from := r.to.As16(), r.from.As16()
	common := 0
	for i := range 8 {
		same := bits.LeadingZeros8(to[i] ^ from[i])
		common += same
		if same < 8 {
			break
		}
	}
	return common
}

// Scopes of RFC 6724, section 3.1, numbered as in multicast addresses.
const (
	scopeLink   = 0x2
	scopeSite   = 0x5
	scopeGlobal = 0xe
)

// scopeOf returns the scope of ip; an invalid address has none.
func scopeOf(ip netip.Addr) int {
	switch {
	case !ip.IsValid():
		return 0
	case ip.Is6() && ip.IsMulticast():
		return int(ip.As16()[1] & 0xf)
	case ip.IsLoopback(), ip.IsLinkLocalUnicast():
		return scopeLink
	case siteLocal.Contains(ip.WithZone("")):
		return scopeSite
	default:
		return scopeGlobal
	}
}

var siteLocal = netip.MustParsePrefix("fec0::/10")

// policy is a row of the policy table of RFC 6724, section 2.1.
type policy struct {
	prefix            netip.Prefix
	precedence, label int
}

// policies is that table, longest prefix first.
var policies = []policy{
	{netip.MustParsePrefix("::1/128"), 50, 0},
	{netip.MustParsePrefix("::ffff:0:0/96"), 35, 4},
	{netip.MustParsePrefix("::/96"), 1, 3},
	{netip.MustParsePrefix("2001::/32"), 5, 5},
	{netip.MustParsePrefix("2002::/16"), 30, 2},
	{netip.MustParsePrefix("3ffe::/16"), 1, 12},
	{netip.MustParsePrefix("fec0::/10"), 1, 11},
	{netip.MustParsePrefix("fc00::/7"), 3, 13},
	{netip.MustParsePrefix("::/0"), 40, 1},
}

// policyOf returns the row for ip; IPv4 counts as IPv4-mapped.
func policyOf(ip netip.Addr) policy {
	if !ip.IsValid() {
		return policy{}
	}
	if ip.Is4() {
		return policies[1]
	}
	ip = ip.WithZone("")
	return policies[slices.IndexFunc(policies, func(p policy) bool { return p.prefix.Contains(ip) })]
}
