package ws2def

import (
	"bytes"
	"encoding/binary"
	"net/netip"
	"strconv"
	"strings"
)

// Bytes of the socket addresses that the codecs here know.
const (
	SizeofSockaddrInet4 = 16
	SizeofSockaddrInet6 = 28
	SizeofSockaddrUnix  = 110
	// SizeofSockaddrAny is the room that every address of the families in
	// the default catalog fits in.
	SizeofSockaddrAny = 128
)

// Family returns the address family of sa, AF_UNSPEC for fewer than two bytes.
func Family(sa []byte) uint16 {
	if len(sa) < 2 {
		return AF_UNSPEC
	}
	return binary.LittleEndian.Uint16(sa)
}

// SockaddrLen returns the length of a socket address of family, the largest
// for AF_UNIX, 0 for a family without a codec here.
//
// Source: P-068, P-071, S-475
func SockaddrLen(family uint16) int {
	switch family {
	case AF_INET:
		return SizeofSockaddrInet4
	case AF_INET6:
		return SizeofSockaddrInet6
	case AF_UNIX:
		return SizeofSockaddrUnix
	}
	return 0
}

// Port returns the port of an AF_INET or AF_INET6 address in host byte order,
// 0 for any other or a short one.
func Port(sa []byte) uint16 {
	if f := Family(sa); len(sa) < 4 || f != AF_INET && f != AF_INET6 {
		return 0
	}
	return binary.BigEndian.Uint16(sa[2:])
}

// SetPort changes the port of an AF_INET or AF_INET6 address; any other stays
// as it is.
func SetPort(sa []byte, port uint16) {
	if f := Family(sa); len(sa) < 4 || f != AF_INET && f != AF_INET6 {
		return
	}
	binary.BigEndian.PutUint16(sa[2:], port)
}

// AppendInet4 appends ap as an AF_INET address of 16 bytes. An address that is
// neither IPv4 nor IPv4 mapped to IPv6 is taken as 0.0.0.0.
func AppendInet4(b []byte, ap netip.AddrPort) []byte {
	var a [4]byte
	if ip := ap.Addr().Unmap(); ip.Is4() {
		a = ip.As4()
	}
	b = binary.LittleEndian.AppendUint16(b, AF_INET)
	b = binary.BigEndian.AppendUint16(b, ap.Port())
	b = append(b, a[:]...)
	return append(b, 0, 0, 0, 0, 0, 0, 0, 0)
}

// AppendInet6 appends ap as an AF_INET6 address of 28 bytes with flow
// information as it goes on the wire, and scope, the number of an interface.
// An IPv4 address is mapped to IPv6; an invalid one is taken as [::].
func AppendInet6(b []byte, ap netip.AddrPort, flowinfo, scope uint32) []byte {
	var a [16]byte
	if ap.Addr().IsValid() {
		a = ap.Addr().As16()
	}
	b = binary.LittleEndian.AppendUint16(b, AF_INET6)
	b = binary.BigEndian.AppendUint16(b, ap.Port())
	b = binary.BigEndian.AppendUint32(b, flowinfo)
	b = append(b, a[:]...)
	return binary.LittleEndian.AppendUint32(b, scope)
}

// PutAddrPort writes ap into buf as an address of family and returns its
// length. It returns 0 and writes nothing when family is neither AF_INET nor
// AF_INET6, buf is too short, the address is invalid or cannot be expressed in
// the family, or its zone is not a number. It does not allocate.
//
// IPv4 becomes a mapped address in AF_INET6, and a mapped address becomes
// IPv4 in AF_INET. The zone is the scope: "fe80::1%3" has scope 3.
func PutAddrPort(buf []byte, family uint16, ap netip.AddrPort) (n int) {
	ip := ap.Addr()
	switch family {
	case AF_INET:
		if len(buf) < SizeofSockaddrInet4 || !ip.Unmap().Is4() {
			return 0
		}
		return len(AppendInet4(buf[:0], ap))
	case AF_INET6:
		scope, ok := parseScope(ip.Zone())
		if len(buf) < SizeofSockaddrInet6 || !ip.IsValid() || !ok {
			return 0
		}
		return len(AppendInet6(buf[:0], ap, 0, scope))
	}
	return 0
}

// parseScope reads the number of an interface; no zone is 0.
func parseScope(zone string) (uint32, bool) {
	if zone == "" {
		return 0, true
	}
	v, err := strconv.ParseUint(zone, 10, 32)
	return uint32(v), err == nil
}

// ParseAddrPort reads an AF_INET or AF_INET6 address. The scope of an IPv6
// address is returned by itself; [WithScope] puts it into the address. ok is
// false for another family or too few bytes; bytes after the address do not
// matter. It does not allocate.
//
// Source: S-123, S-124
func ParseAddrPort(sa []byte) (ap netip.AddrPort, scope uint32, ok bool) {
	switch f := Family(sa); {
	case f == AF_INET && len(sa) >= SizeofSockaddrInet4:
		ip := netip.AddrFrom4([4]byte(sa[4:8]))
		return netip.AddrPortFrom(ip, Port(sa)), 0, true
	case f == AF_INET6 && len(sa) >= SizeofSockaddrInet6:
		ip := netip.AddrFrom16([16]byte(sa[8:24]))
		return netip.AddrPortFrom(ip, Port(sa)), binary.LittleEndian.Uint32(sa[24:]), true
	}
	return netip.AddrPort{}, 0, false
}

// WithScope returns ap with scope as the zone of its IPv6 address, in decimal.
// Scope 0 and IPv4 addresses leave ap as it is.
func WithScope(ap netip.AddrPort, scope uint32) netip.AddrPort {
	if scope == 0 || !ap.Addr().Is6() {
		return ap
	}
	zone := strconv.FormatUint(uint64(scope), 10)
	return netip.AddrPortFrom(ap.Addr().WithZone(zone), ap.Port())
}

// PutUnix writes path into buf as an AF_UNIX address that ends with a zero
// byte, and returns its length: 2 for an empty path, else 2 + len(path) + 1.
// It returns 0 and writes nothing when the path is longer than 107 bytes or
// has a zero byte, or buf is too short.
//
// Source: S-475, S-480
func PutUnix(buf []byte, path string) (n int) {
	n = 2
	if path != "" {
		n += len(path) + 1
	}
	if n > SizeofSockaddrUnix || n > len(buf) || strings.IndexByte(path, 0) >= 0 {
		return 0
	}
	binary.LittleEndian.PutUint16(buf, AF_UNIX)
	if path != "" {
		buf[2+copy(buf[2:], path)] = 0
	}
	return n
}

// UnixPath returns the path of an AF_UNIX address: what comes before the first
// zero byte. ok is false for another family or an address longer than 110
// bytes.
//
// Source: S-475, S-477
func UnixPath(sa []byte) (path string, ok bool) {
	if Family(sa) != AF_UNIX || len(sa) > SizeofSockaddrUnix {
		return "", false
	}
	before, _, _ := bytes.Cut(sa[2:], []byte{0})
	return string(before), true
}
