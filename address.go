package winsock

import (
	"context"
	"encoding/binary"
	"encoding/hex"
	"net"
	"net/netip"
	"strconv"
	"strings"

	"winsock/internal/resolve"
	"winsock/ws2def"
)

// Addr is the address of a socket whose family package net does not know. Its
// text is the family's number and the bytes behind it in hexadecimal: "40/0a0b".
type Addr struct {
	Net      string // the network's name, such as "stream"
	Sockaddr []byte // in Windows' layout
}

var _ net.Addr = (*Addr)(nil)

// Network returns the network's name.
func (a *Addr) Network() string { return a.Net }

// String returns the text that [Dialer.Dial] takes.
func (a *Addr) String() string {
	if len(a.Sockaddr) < 2 {
		return ""
	}
	return strconv.Itoa(int(ws2def.Family(a.Sockaddr))) + "/" + hex.EncodeToString(a.Sockaddr[2:])
}

// parseAny reads the text of an [Addr] of the given family.
func parseAny(text string, family int32) ([]byte, bool) {
	number, digits, ok := strings.Cut(text, "/")
	f, err := strconv.ParseUint(number, 10, 16)
	if !ok || err != nil || int32(f) != family {
		return nil, false
	}
	data, err := hex.DecodeString(digits)
	if err != nil || len(data) > maxName-2 {
		return nil, false
	}
	return append(binary.LittleEndian.AppendUint16(nil, uint16(f)), data...), true
}

// netAddr is the address name of a socket of network, as package net shows it
// where that knows the family.
func netAddr(network string, name []byte) net.Addr {
	if ap, scope, ok := ws2def.ParseAddrPort(name); ok {
		if ap.Addr().Is4In6() {
			ap = netip.AddrPortFrom(ap.Addr().Unmap(), ap.Port())
		}
		ap = ws2def.WithScope(ap, scope)
		if isStream(network) {
			return tcpAddr(ap)
		}
		return net.UDPAddrFromAddrPort(ap)
	}
	if path, ok := ws2def.UnixPath(name); ok {
		return &net.UnixAddr{Name: path, Net: "unix"}
	}
	return &Addr{Net: network, Sockaddr: append([]byte(nil), name...)}
}

// tcpAddr is net.TCPAddrFromAddrPort in one piece of memory.
func tcpAddr(ap netip.AddrPort) net.Addr {
	a := new(struct {
		net.TCPAddr
		ip [16]byte
	})
	a.IP, a.Port, a.Zone = a.ip[:], int(ap.Port()), ap.Addr().Zone()
	if a.ip = ap.Addr().As16(); ap.Addr().Is4() {
		a.IP = a.ip[12:]
	}
	return &a.TCPAddr
}

// putAddr writes a as an address of family into buf.
//
// Errors: WSAEFAULT (a is nil), WSAEAFNOSUPPORT (not of the family), WSAEINVAL
// (does not exist).
func putAddr(buf *[maxName]byte, family int32, a net.Addr) (name []byte, e Errno) {
	n := 0
	switch a := a.(type) {
	case *net.TCPAddr:
		return putEndpoint(buf, family, a != nil, func() (net.IP, int, string) { return a.IP, a.Port, a.Zone })
	case *net.UDPAddr:
		return putEndpoint(buf, family, a != nil, func() (net.IP, int, string) { return a.IP, a.Port, a.Zone })
	case *net.UnixAddr:
		switch {
		case a == nil:
			return nil, WSAEFAULT
		case family != AF_UNIX:
			return nil, WSAEAFNOSUPPORT
		}
		if n = ws2def.PutUnix(buf[:], a.Name); n == 0 {
			return nil, WSAEINVAL
		}
	case *Addr:
		switch {
		case a == nil:
			return nil, WSAEFAULT
		case int32(ws2def.Family(a.Sockaddr)) != family:
			return nil, WSAEAFNOSUPPORT
		case len(a.Sockaddr) > maxName:
			return nil, WSAEINVAL
		}
		n = copy(buf[:], a.Sockaddr)
	case nil:
		return nil, WSAEFAULT
	default:
		return nil, WSAEAFNOSUPPORT
	}
	return buf[:n], 0
}

// putEndpoint is putAddr for the addresses of package net with IP and port.
func putEndpoint(buf *[maxName]byte, family int32, ok bool, parts func() (net.IP, int, string)) ([]byte, Errno) {
	if !ok {
		return nil, WSAEFAULT
	}
	ip, port, zone := parts()
	if port != int(uint16(port)) {
		return nil, WSAEINVAL
	}
	addr, valid := netip.AddrFromSlice(ip)
	switch {
	case !valid && family == AF_INET:
		addr = netip.IPv4Unspecified()
	case !valid:
		addr = netip.IPv6Unspecified()
	}
	if zone != "" && !addr.Is4() {
		addr = addr.WithZone(scopeOf(zone))
	}
	n := ws2def.PutAddrPort(buf[:], uint16(family), netip.AddrPortFrom(addr, uint16(port)))
	if n == 0 {
		return nil, WSAEAFNOSUPPORT
	}
	return buf[:n], 0
}

// scopeOf is the number of the interface that zone names.
func scopeOf(zone string) string {
	if in, err := net.InterfaceByName(zone); err == nil {
		return strconv.Itoa(in.Index)
	}
	return zone
}

// target is an address to try, with the protocol that reaches it.
type target struct {
	protocol
	name []byte
}

// targets returns what address means on network with the protocols, best first,
// at least one. passive says that it is to be bound to.
func targets(ctx context.Context, protocols []protocol, address string, passive bool) ([]target, Errno) {
	switch first := protocols[0]; first.family {
	case AF_INET, AF_INET6:
		return resolveTargets(ctx, protocols, address, passive)
	case AF_UNIX:
		var buf [maxName]byte
		n := ws2def.PutUnix(buf[:], address)
		if n == 0 {
			return nil, WSAEINVAL
		}
		return []target{{first, buf[:n]}}, 0
	default:
		name, ok := parseAny(address, first.family)
		if !ok {
			return nil, WSAEINVAL
		}
		return []target{{first, name}}, 0
	}
}

// resolveTargets is targets for IPv4 and IPv6.
func resolveTargets(ctx context.Context, protocols []protocol, address string, passive bool) ([]target, Errno) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, WSAEINVAL
	}
	hints := resolve.Hints{Family: protocols[0].family, SockType: protocols[0].typ, Protocol: protocols[0].number}
	for _, p := range protocols {
		if p.family != hints.Family {
			hints.Family = AF_UNSPEC
		}
	}
	if passive {
		hints.Flags = AI_PASSIVE
	}
	infos, e := names.GetAddrInfo(ctx, host, port, host != "", true, &hints)
	if e != 0 {
		return nil, e
	}
	var all []target
	for _, info := range infos {
		for _, p := range protocols {
			if p.family == info.Family {
				all = append(all, target{p, info.Addr})
				break
			}
		}
	}
	if len(all) == 0 {
		return nil, WSANO_DATA
	}
	return all, 0
}
