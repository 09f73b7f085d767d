package resolve

import (
	"net/netip"
	"strconv"
	"strings"

	"winsock/ws2def"
)

// AddressToString returns the text of the socket address sa, as
// WSAAddressToString does without a protocol info of the caller's.
//
//	sockaddr_in    1.2.3.4 or, with a port, 1.2.3.4:80
//	sockaddr_in6   fe80::1%2 or, with a port, [fe80::1%2]:80
//	sockaddr_un    the path; nothing for an unnamed socket
//
// Port 0 and scope 0 are left out. A caller whose buffer does not take the
// text and its NUL answers WSAEFAULT and reports the length needed.
//
// Errors: WSAEINVAL when sa has not the length of its family's structure or no
// provider of text has the family.
func AddressToString(sa []byte) (string, ws2def.Errno) {
	if path, ok := ws2def.UnixPath(sa); ok {
		return path, 0
	}
	at, code := addrPort(sa)
	if code != 0 {
		return "", ws2def.WSAEINVAL
	}
	host := hostText(at.Addr())
	switch {
	case at.Port() == 0:
		return host, 0
	case at.Addr().Is4():
		return host + ":" + strconv.Itoa(int(at.Port())), 0
	default:
		return "[" + host + "]:" + strconv.Itoa(int(at.Port())), 0
	}
}

// hostText writes ip with its scope id.
func hostText(ip netip.Addr) string {
	if ip.Zone() == "" {
		return ipText(ip)
	}
	return ipText(ip) + "%" + ip.Zone()
}

// StringToAddress returns the socket address of the given family that text
// spells, as WSAStringToAddress does without a protocol info of the caller's.
// It reads what [AddressToString] writes and, for IPv4, all forms of
// [InetAddr]; a missing port is 0. A caller whose buffer is shorter than the
// result answers WSAEFAULT and reports the result's length.
//
// Errors: WSAEINVAL when text is no address of the family, or for any other
// family.
func StringToAddress(text string, family int32) ([]byte, ws2def.Errno) {
	var at netip.AddrPort
	ok := false
	switch family {
	case ws2def.AF_INET:
		at, ok = parseInet(text)
	case ws2def.AF_INET6:
		at, ok = parseInet6(text)
	case ws2def.AF_UNIX:
		return unixSockaddr(text)
	}
	if !ok {
		return nil, ws2def.WSAEINVAL
	}
	return sockaddr(at), 0
}

// unixSockaddr puts path into a sockaddr_un of full length.
func unixSockaddr(path string) ([]byte, ws2def.Errno) {
	sa := make([]byte, ws2def.SizeofSockaddrUnix)
	if path == "" || ws2def.PutUnix(sa, path) == 0 {
		return nil, ws2def.WSAEINVAL
	}
	return sa, 0
}

// parseInet reads an IPv4 address with an optional port.
func parseInet(s string) (netip.AddrPort, bool) {
	host, digits, hasPort := strings.Cut(s, ":")
	ip, ok := parseIPv4(host)
	port, portOK := parsePort(digits, hasPort)
	return netip.AddrPortFrom(ip, port), ok && portOK
}

// parseInet6 reads an IPv6 address with an optional scope id in digits and,
// in brackets only, an optional port.
func parseInet6(s string) (netip.AddrPort, bool) {
	hasPort := false
	digits := ""
	if inner, bracketed := strings.CutPrefix(s, "["); bracketed {
		host, after, closed := strings.Cut(inner, "]")
		if !closed {
			return netip.AddrPort{}, false
		}
		digits, hasPort = strings.CutPrefix(after, ":")
		if !hasPort && after != "" {
			return netip.AddrPort{}, false
		}
		s = host
	}
	ip, ok := parseScoped(s)
	port, portOK := parsePort(digits, hasPort)
	return netip.AddrPortFrom(ip, port), ok && portOK
}

// parseScoped reads an IPv6 address with an optional scope id in digits.
func parseScoped(s string) (netip.Addr, bool) {
	host, zone, hasZone := strings.Cut(s, "%")
	ip, err := netip.ParseAddr(host)
	if err != nil || !ip.Is6() {
		return netip.Addr{}, false
	}
	if !hasZone {
		return ip, true
	}
	scope, err := strconv.ParseUint(zone, 10, 32)
	return withScope(ip, uint32(scope)), err == nil
}

// parsePort reads a decimal port; no port at all is port 0.
func parsePort(s string, present bool) (uint16, bool) {
	if !present {
		return 0, true
	}
	port, err := strconv.ParseUint(s, 10, 16)
	return uint16(port), err == nil
}
