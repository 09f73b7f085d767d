package resolve

import (
	"context"
	"net/netip"
	"strconv"
	"strings"

	"winsock/ws2def"
)

// Hints is what a caller of getaddrinfo asks for. A face that is given an
// addrinfo checks before that its other members are zero: if not, the answer
// is WSANO_RECOVERY.
type Hints struct {
	Flags    int32 // AI_ flags
	Family   int32 // AF_UNSPEC, AF_INET or AF_INET6
	SockType int32 // 0 for any
	Protocol int32 // 0 for any
}

// AddrInfo is one result of getaddrinfo. Family is the address's; socket type
// and protocol are those of the hints, also when they are 0.
type AddrInfo struct {
	Family, SockType, Protocol int32
	CanonName                  string // in the first result only, if asked for; "" is NULL
	Addr                       []byte // sockaddr_in or sockaddr_in6
}

// knownFlags are the flags that getaddrinfo takes. The others belong to
// GetAddrInfoEx and its larger results.
const knownFlags = ws2def.AI_PASSIVE | ws2def.AI_CANONNAME | ws2def.AI_NUMERICHOST | ws2def.AI_NUMERICSERV |
	ws2def.AI_DNS_ONLY | ws2def.AI_FORCE_CLEAR_TEXT | ws2def.AI_BYPASS_DNS_CACHE |
	ws2def.AI_ALL | ws2def.AI_ADDRCONFIG | ws2def.AI_V4MAPPED |
	ws2def.AI_NON_AUTHORITATIVE | ws2def.AI_SECURE | ws2def.AI_RETURN_PREFERRED_NAMES |
	ws2def.AI_FQDN | ws2def.AI_FILESERVER | ws2def.AI_DISABLE_IDN_ENCODING |
	ws2def.AI_SECURE_WITH_FALLBACK

// GetAddrInfo returns the addresses of node with the port of service, best
// destination first (RFC 6724), one result for each address, as getaddrinfo
// and GetAddrInfoW do. GetAddrInfoEx is the same call with a context of its
// own: cancelling it, or its deadline, ends the call at once.
//
// node: a name, a numeric address (a scope is an id or an interface's name),
// "localhost" for the loopback addresses, the computer's name, "" or
// "..localmachine" for its addresses. Without node (hasNode false) the
// addresses are the unspecified ones with AI_PASSIVE, the loopback ones
// without, IPv6 first. service: a decimal port, a name of the services
// database, or "" for port 0. Nil hints are zero hints.
//
// AI_DNS_ONLY, AI_FORCE_CLEAR_TEXT, AI_BYPASS_DNS_CACHE, AI_FILESERVER and
// AI_SECURE_WITH_FALLBACK ask for what is so anyway or may be refused; the
// flags of the e-mail namespace (AI_NON_AUTHORITATIVE, AI_SECURE,
// AI_RETURN_PREFERRED_NAMES) mean nothing to DNS.
//
// Errors:
//
//	WSAHOST_NOT_FOUND   neither node nor service; the name is unknown; AI_NUMERICHOST
//	                    or AI_NUMERICSERV and the string is not numeric; the numeric
//	                    address has another family
//	WSANO_DATA          the name has no address of the family, or none that
//	                    AI_ADDRCONFIG lets through
//	WSATYPE_NOT_FOUND   no such service for the socket type; a port above 65535
//	WSAEINVAL           unknown flags, or AI_CANONNAME with AI_FQDN
//	WSANO_RECOVERY      AI_CANONNAME or AI_FQDN without node; the server refuses
//	WSAEAFNOSUPPORT     unknown family
//	WSAESOCKTNOSUPPORT  unknown socket type
//	WSATRY_AGAIN        no server answers, or it fails for now
//	WSA_E_CANCELLED     ctx was cancelled
//	WSAETIMEDOUT        ctx's deadline has passed
func (r *Resolver) GetAddrInfo(ctx context.Context, node, service string, hasNode, hasService bool, hints *Hints) ([]AddrInfo, ws2def.Errno) {
	if !hasNode && !hasService {
		return nil, ws2def.WSAHOST_NOT_FOUND
	}
	q := query{Resolver: r, node: node, hasNode: hasNode}
	if hints != nil {
		q.Hints = *hints
	}
	if code := q.check(); code != 0 {
		return nil, code
	}
	var port uint16
	if hasService {
		var code ws2def.Errno
		if port, code = q.port(service); code != 0 {
			return nil, code
		}
	}
	addrs, canonical, code := q.addresses(ctx)
	if code != 0 {
		return nil, code
	}
	results := make([]AddrInfo, len(addrs))
	for i, ip := range addrs {
		results[i] = AddrInfo{
			Family:   familyOf(ip),
			SockType: q.SockType,
			Protocol: q.Protocol,
			Addr:     sockaddr(netip.AddrPortFrom(ip, port)),
		}
	}
	results[0].CanonName = canonical
	return results, 0
}

// query is one call of getaddrinfo.
type query struct {
	*Resolver
	Hints
	node    string
	hasNode bool
}

// has says whether all bits of flag are set.
func (q *query) has(flag uint32) bool { return uint32(q.Flags)&flag == flag }

// check refuses hints that no node can satisfy.
func (q *query) check() ws2def.Errno {
	named := q.has(ws2def.AI_CANONNAME) || q.has(ws2def.AI_FQDN)
	switch {
	case uint32(q.Flags)&^knownFlags != 0,
		q.has(ws2def.AI_CANONNAME | ws2def.AI_FQDN):
		return ws2def.WSAEINVAL
	case named && !q.hasNode:
		return ws2def.WSANO_RECOVERY
	case q.has(ws2def.AI_NUMERICHOST) && !q.hasNode:
		return ws2def.WSAHOST_NOT_FOUND
	}
	switch q.Family {
	case ws2def.AF_UNSPEC, ws2def.AF_INET, ws2def.AF_INET6:
	default:
		return ws2def.WSAEAFNOSUPPORT
	}
	switch q.SockType {
	case 0, ws2def.SOCK_STREAM, ws2def.SOCK_DGRAM, ws2def.SOCK_RAW, ws2def.SOCK_RDM:
		return 0
	default:
		return ws2def.WSAESOCKTNOSUPPORT
	}
}

// port returns the port that service names for the socket type and protocol.
func (q *query) port(service string) (uint16, ws2def.Errno) {
	if service == "" {
		return 0, 0
	}
	number, err := strconv.ParseUint(service, 10, 16)
	switch {
	case err == nil:
		return uint16(number), 0
	case strings.Trim(service, "0123456789") == "": // a number, and too large
		return 0, ws2def.WSATYPE_NOT_FOUND
	case q.has(ws2def.AI_NUMERICSERV):
		return 0, ws2def.WSAHOST_NOT_FOUND
	}
	for _, protocol := range q.transports() {
		entry, code := q.ServiceByName(service, protocol)
		switch code {
		case 0:
			return entry.Port, 0
		case ws2def.WSANO_DATA:
		default:
			return 0, code
		}
	}
	return 0, ws2def.WSATYPE_NOT_FOUND
}

// transports returns the protocols whose services fit the socket type and
// protocol asked for.
func (q *query) transports() []string {
	tcp := q.SockType == 0 || q.SockType == ws2def.SOCK_STREAM
	udp := q.SockType == 0 || q.SockType == ws2def.SOCK_DGRAM
	tcp = tcp && (q.Protocol == 0 || q.Protocol == ws2def.IPPROTO_TCP)
	udp = udp && (q.Protocol == 0 || q.Protocol == ws2def.IPPROTO_UDP)
	var names []string
	if tcp {
		names = append(names, "tcp")
	}
	if udp {
		names = append(names, "udp")
	}
	return names
}

// addresses returns the addresses asked for, at least one, and the canonical
// name if that was asked for too.
func (q *query) addresses(ctx context.Context) ([]netip.Addr, string, ws2def.Errno) {
	if !q.hasNode {
		return q.anonymous(), "", 0
	}
	if ip, ok := numericAddr(q.node); ok {
		addrs := q.fit([]netip.Addr{ip})
		if len(addrs) == 0 {
			return nil, "", ws2def.WSAHOST_NOT_FOUND
		}
		return addrs, q.nameIfAsked(q.node), 0
	}
	if q.has(ws2def.AI_NUMERICHOST) {
		return nil, "", ws2def.WSAHOST_NOT_FOUND
	}

	addrs, canonical, code := q.named(ctx)
	if code != 0 {
		return nil, "", code
	}
	if q.has(ws2def.AI_ADDRCONFIG) {
		addrs = q.configured(addrs)
	}
	if addrs = q.fit(addrs); len(addrs) == 0 {
		return nil, "", ws2def.WSANO_DATA
	}
	return addrs, canonical, 0
}

// anonymous returns the addresses of no node: to bind to or of this machine.
func (q *query) anonymous() []netip.Addr {
	addrs := []netip.Addr{netip.IPv6Loopback(), loopback4}
	if q.has(ws2def.AI_PASSIVE) {
		addrs = []netip.Addr{netip.IPv6Unspecified(), netip.IPv4Unspecified()}
	}
	return ofFamily(addrs, q.Family)
}

// named looks a name up, in all families that fit may want.
func (q *query) named(ctx context.Context) ([]netip.Addr, string, ws2def.Errno) {
	switch {
	case isLocalhost(q.node):
		return q.loopbackAddrs(), q.nameIfAsked("localhost"), 0
	case q.isLocalName(q.node):
		name, code := q.HostName()
		return q.localAddrs(), q.nameIfAsked(name), code
	}
	name, code := asciiName(q.node)
	if code != 0 {
		return nil, "", code
	}
	if q.has(ws2def.AI_FQDN) {
		return q.qualified(ctx, name)
	}
	if q.has(ws2def.AI_CANONNAME) {
		return q.canonical(ctx, name)
	}
	addrs, code := q.lookup(ctx, q.lookupFamily(), name)
	return addrs, "", code
}

// canonical looks up a name's addresses and, at the same time, its canonical
// name.
func (q *query) canonical(ctx context.Context, name string) ([]netip.Addr, string, ws2def.Errno) {
	answer := make(chan string, 1)
	go func() { answer <- q.canonicalName(ctx, name) }()
	addrs, code := q.lookup(ctx, q.lookupFamily(), name)
	return addrs, <-answer, code
}

// qualified looks up a name for AI_FQDN: a flat one in each domain of the
// search list, so that the one that answers is known.
func (q *query) qualified(ctx context.Context, name string) ([]netip.Addr, string, ws2def.Errno) {
	if !strings.Contains(name, ".") {
		for _, domain := range q.searchList() {
			full := name + "." + strings.Trim(domain, ".")
			addrs, code := q.lookup(ctx, q.lookupFamily(), full+".")
			if code != ws2def.WSAHOST_NOT_FOUND {
				return addrs, full, code
			}
		}
	}
	addrs, code := q.lookup(ctx, q.lookupFamily(), name)
	return addrs, strings.TrimSuffix(name, "."), code
}

// lookupFamily is the family to ask name servers for: with AI_V4MAPPED the
// IPv4 addresses are needed as well.
func (q *query) lookupFamily() int32 {
	if q.has(ws2def.AI_V4MAPPED) && q.Family == ws2def.AF_INET6 {
		return ws2def.AF_UNSPEC
	}
	return q.Family
}

// configured drops addresses of families the machine has no address of.
func (q *query) configured(addrs []netip.Addr) []netip.Addr {
	var kept []netip.Addr
	for _, ip := range addrs {
		if q.isConfigured(ip) {
			kept = append(kept, ip)
		}
	}
	return kept
}

// fit returns the addresses of the family asked for. With AI_V4MAPPED and
// AF_INET6, IPv4 addresses are mapped: all with AI_ALL, else only when there
// is no IPv6 address.
func (q *query) fit(addrs []netip.Addr) []netip.Addr {
	if q.Family != ws2def.AF_INET6 || !q.has(ws2def.AI_V4MAPPED) {
		return ofFamily(addrs, q.Family)
	}
	var native, all []netip.Addr
	for _, ip := range addrs {
		if ip.Is6() {
			native = append(native, ip)
		}
		all = append(all, mapped(ip))
	}
	if len(native) == 0 || q.has(ws2def.AI_ALL) {
		return all
	}
	return native
}

// nameIfAsked returns name when the caller wants a canonical name.
func (q *query) nameIfAsked(name string) string {
	if q.has(ws2def.AI_CANONNAME) || q.has(ws2def.AI_FQDN) {
		return name
	}
	return ""
}
