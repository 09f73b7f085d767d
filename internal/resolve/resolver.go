package resolve

import (
	"cmp"
	"context"
	"errors"
	"net"
	"net/netip"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/idna"

	"winsock/ws2def"
)

// Resolver answers questions about names. The zero value is ready and asks
// the machine: its hosts file, DNS servers, services and protocols. A Resolver
// may be used by many goroutines at once and must not be changed while it is.
type Resolver struct {
	// Dial connects to the name server that the machine's configuration names.
	// Nil means as usual.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
	// Services, Protocols and Config name the services file, the protocols
	// file and the resolver configuration whose search list AI_FQDN and
	// NI_NOFQDN use. Empty means the file of that name under /etc.
	Services, Protocols, Config string

	// Seams for tests; nil means the machine's own.
	hostname   func() (string, error)
	interfaces func() ([]netip.Addr, error)
	sourceFor  func(netip.Addr) netip.Addr
}

func (r *Resolver) servicesPath() string  { return cmp.Or(r.Services, "/etc/services") }
func (r *Resolver) protocolsPath() string { return cmp.Or(r.Protocols, "/etc/protocols") }

// net returns package net's own resolver, which works without the C library.
func (r *Resolver) net() *net.Resolver {
	return &net.Resolver{PreferGo: true, Dial: r.dial}
}

// dial connects to a name server. Package net looks at the context between
// queries only; closing the connection also ends a wait for an answer. Net
// itself ends the context when it is done with the connection.
func (r *Resolver) dial(ctx context.Context, network, address string) (net.Conn, error) {
	dial := r.Dial
	if dial == nil {
		dial = new(net.Dialer).DialContext
	}
	c, err := dial(ctx, network, address)
	if err != nil {
		return nil, err
	}
	context.AfterFunc(ctx, func() { c.Close() })
	return c, nil
}

// HostName returns the name of the local computer, as gethostname does. A
// caller whose buffer does not take the name and its NUL answers WSAEFAULT; a
// buffer of 256 characters always does.
//
// Errors: WSAENETDOWN when the system does not tell.
func (r *Resolver) HostName() (string, ws2def.Errno) {
	read := os.Hostname
	if r.hostname != nil {
		read = r.hostname
	}
	name, err := read()
	if err != nil {
		return "", ws2def.WSAENETDOWN
	}
	return name, 0
}

// isLocalName says whether node stands for the local computer: nothing,
// "..localmachine", its name or the first label of that.
func (r *Resolver) isLocalName(node string) bool {
	if node == "" || strings.EqualFold(node, "..localmachine") {
		return true
	}
	name, code := r.HostName()
	flat, _, _ := strings.Cut(name, ".")
	node = strings.TrimSuffix(node, ".")
	return code == 0 && (strings.EqualFold(node, name) || strings.EqualFold(node, flat))
}

// isLocalhost says whether node stands for the loopback addresses.
func isLocalhost(node string) bool {
	return strings.EqualFold(strings.TrimSuffix(node, "."), "localhost")
}

// interfaceAddrs returns the addresses of the machine's interfaces,
// link-local ones with the index of theirs as zone.
func (r *Resolver) interfaceAddrs() []netip.Addr {
	read := systemInterfaceAddrs
	if r.interfaces != nil {
		read = r.interfaces
	}
	addrs, _ := read() // a machine that does not tell has none
	return addrs
}

func systemInterfaceAddrs() ([]netip.Addr, error) {
	interfaces, err := net.Interfaces()
	if err != nil {
		return nil, err
	}
	var all []netip.Addr
	for _, in := range interfaces {
		if in.Flags&net.FlagUp == 0 {
			continue
		}
		nets, err := in.Addrs()
		if err != nil {
			continue // the interface went away meanwhile
		}
		for _, n := range nets {
			prefix, err := netip.ParsePrefix(n.String())
			if err != nil {
				continue
			}
			ip := prefix.Addr()
			if ip.IsLinkLocalUnicast() {
				ip = withScope(ip, uint32(in.Index))
			}
			all = append(all, ip)
		}
	}
	return all, nil
}

// loopbackAddrs returns the loopback addresses of the machine, or the two
// everybody knows when it has none.
func (r *Resolver) loopbackAddrs() []netip.Addr {
	addrs := slices.DeleteFunc(r.interfaceAddrs(), func(ip netip.Addr) bool { return !ip.IsLoopback() })
	if len(addrs) == 0 {
		addrs = []netip.Addr{netip.IPv6Loopback(), loopback4}
	}
	slices.SortStableFunc(addrs, func(a, b netip.Addr) int { return -cmp.Compare(a.BitLen(), b.BitLen()) })
	return addrs
}

var loopback4 = netip.AddrFrom4([4]byte{127, 0, 0, 1})

// localAddrs returns the addresses by which others reach the machine, or the
// loopback addresses when there are none.
func (r *Resolver) localAddrs() []netip.Addr {
	addrs := slices.DeleteFunc(r.interfaceAddrs(), netip.Addr.IsLoopback)
	if len(addrs) == 0 {
		return r.loopbackAddrs()
	}
	return r.order(addrs)
}

// isConfigured says whether the machine has an address of ip's family that is
// neither loopback nor link-local: the condition of AI_ADDRCONFIG.
func (r *Resolver) isConfigured(ip netip.Addr) bool {
	return slices.ContainsFunc(r.interfaceAddrs(), func(own netip.Addr) bool {
		return own.BitLen() == ip.BitLen() && !own.IsLoopback() && !own.IsLinkLocalUnicast()
	})
}

// numericAddr reads a numeric host string: the classic IPv4 forms, or IPv6
// with an optional scope that is an id or an interface's name.
func numericAddr(node string) (netip.Addr, bool) {
	if ip, ok := parseIPv4(node); ok {
		return ip, true
	}
	if ip, ok := parseScoped(node); ok {
		return ip, true
	}
	ip, err := netip.ParseAddr(node)
	if err != nil || ip.Zone() == "" {
		return netip.Addr{}, false
	}
	in, err := net.InterfaceByName(ip.Zone())
	if err != nil {
		return netip.Addr{}, false
	}
	return withScope(ip, uint32(in.Index)), true
}

// lookup returns name's addresses in the given family (AF_UNSPEC: both), best
// destination first, asking hosts file and DNS.
//
// Errors: WSAHOST_NOT_FOUND for an unknown name, WSANO_DATA for one that has
// addresses of the other family only, and those of [lookupErrno].
func (r *Resolver) lookup(ctx context.Context, family int32, name string) ([]netip.Addr, ws2def.Errno) {
	network, other := "ip", ""
	switch family {
	case ws2def.AF_INET:
		network, other = "ip4", "ip6"
	case ws2def.AF_INET6:
		network, other = "ip6", "ip4"
	}
	addrs, err := r.net().LookupNetIP(ctx, network, name)
	code := lookupErrno(ctx, err)
	if code == ws2def.WSAHOST_NOT_FOUND && other != "" {
		if _, err := r.net().LookupNetIP(ctx, other, name); err == nil {
			code = ws2def.WSANO_DATA
		}
	}
	if code != 0 {
		return nil, code
	}
	for i := range addrs {
		addrs[i] = numericZone(addrs[i].Unmap())
	}
	return r.order(addrs), 0
}

// numericZone turns the interface's name in ip's zone, from a hosts file,
// into a scope id; an unknown interface is scope 0.
func numericZone(ip netip.Addr) netip.Addr {
	if ip.Zone() == "" {
		return ip
	}
	if scope, err := strconv.ParseUint(ip.Zone(), 10, 32); err == nil {
		return withScope(ip, uint32(scope))
	}
	in, err := net.InterfaceByName(ip.Zone())
	if err != nil {
		return ip.WithZone("")
	}
	return withScope(ip, uint32(in.Index))
}

// ofFamily keeps the addresses of a family; AF_UNSPEC keeps all.
func ofFamily(addrs []netip.Addr, family int32) []netip.Addr {
	return slices.DeleteFunc(addrs, func(ip netip.Addr) bool {
		switch family {
		case ws2def.AF_INET:
			return !ip.Is4()
		case ws2def.AF_INET6:
			return !ip.Is6()
		default:
			return false
		}
	})
}

// canonicalName returns the name at the end of name's chain of aliases,
// without the final dot, and name itself when nobody knows better.
func (r *Resolver) canonicalName(ctx context.Context, name string) string {
	canonical, err := r.net().LookupCNAME(ctx, name)
	if err != nil {
		return strings.TrimSuffix(name, ".")
	}
	return strings.TrimSuffix(canonical, ".")
}

// asciiName returns name as DNS has it: labels beyond ASCII in Punycode.
//
// Errors: WSAHOST_NOT_FOUND when no host can have the name.
func asciiName(name string) (string, ws2def.Errno) {
	if strings.ContainsAny(name, ":%") { // package net would read an address
		return "", ws2def.WSAHOST_NOT_FOUND
	}
	if !strings.ContainsFunc(name, func(r rune) bool { return r >= 0x80 }) {
		return name, 0
	}
	ascii, err := idna.Lookup.ToASCII(name)
	if err != nil {
		return "", ws2def.WSAHOST_NOT_FOUND
	}
	return ascii, 0
}

// lookupErrno translates the result of one of package net's look-ups.
//
//	cancelled context       WSA_E_CANCELLED
//	context's deadline      WSAETIMEDOUT
//	no such name            WSAHOST_NOT_FOUND
//	no answer, SERVFAIL     WSATRY_AGAIN
//	REFUSED and the rest    WSANO_RECOVERY
func lookupErrno(ctx context.Context, err error) ws2def.Errno {
	if err == nil {
		return 0
	}
	// A query's own deadline may fire just before the context says it is over.
	deadline, limited := ctx.Deadline()
	var dns *net.DNSError
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		return ws2def.WSA_E_CANCELLED
	case limited && !time.Now().Before(deadline):
		return ws2def.WSAETIMEDOUT
	case !errors.As(err, &dns):
		return ws2def.WSANO_RECOVERY
	case dns.IsNotFound:
		return ws2def.WSAHOST_NOT_FOUND
	case dns.IsTimeout, dns.IsTemporary:
		return ws2def.WSATRY_AGAIN
	default:
		return ws2def.WSANO_RECOVERY
	}
}

// searchList returns the domains under which flat names are looked up.
func (r *Resolver) searchList() []string {
	text, err := os.ReadFile(cmp.Or(r.Config, "/etc/resolv.conf"))
	if err != nil {
		return nil
	}
	var domains []string
	for fields := range rows(string(text)) {
		switch fields[0] {
		case "domain":
			domains = fields[1:2]
		case "search":
			domains = fields[1:]
		}
	}
	return domains
}
