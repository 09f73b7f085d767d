package resolve

import (
	"encoding/binary"
	"math"
	"net/netip"
	"strconv"
	"strings"

	"winsock/ws2def"
)

// InetAddr returns the IPv4 address that cp spells, as inet_addr does: the
// value's bytes in memory are the address in network order.
//
// cp has one to four parts separated by dots, each decimal, octal ("0…") or
// hexadecimal ("0x…"); the last part fills all bytes that the others leave.
// The text ends at the first white space. A cp that begins with white space
// gives 0 when nothing else follows, as Windows documents for " ".
// [ws2def.INADDR_NONE] stands for everything that is no address, the empty
// string included, and for "255.255.255.255".
//
// Source: S-012.
func InetAddr(cp string) uint32 {
	text := cp
	if i := strings.IndexFunc(cp, isSpace); i >= 0 {
		text = cp[:i]
	}
	if text == "" && cp != "" && strings.TrimFunc(cp, isSpace) == "" {
		return 0
	}
	ip, ok := parseIPv4(text)
	if !ok {
		return ws2def.INADDR_NONE
	}
	bytes := ip.As4()
	return binary.NativeEndian.Uint32(bytes[:])
}

// isSpace says whether r is white space to the C library.
func isSpace(r rune) bool {
	return r == ' ' || '\t' <= r && r <= '\r'
}

// parseIPv4 reads the classic forms a, a.b, a.b.c and a.b.c.d.
func parseIPv4(s string) (netip.Addr, bool) {
	parts := strings.SplitN(s, ".", 5)
	if len(parts) > 4 {
		return netip.Addr{}, false
	}
	var value uint64
	for i, part := range parts {
		number, ok := parsePart(part)
		if !ok {
			return netip.Addr{}, false
		}
		rest := 8 * uint(4-i) // bits that earlier parts left
		if i < len(parts)-1 {
			if number > math.MaxUint8 {
				return netip.Addr{}, false
			}
			value |= number << (rest - 8)
			continue
		}
		if number >= 1<<rest {
			return netip.Addr{}, false
		}
		value |= number
	}
	var bytes [4]byte
	binary.BigEndian.PutUint32(bytes[:], uint32(value))
	return netip.AddrFrom4(bytes), true
}

// parsePart reads one number of a classic IPv4 address in the notation of C.
func parsePart(s string) (uint64, bool) {
	base := 10
	switch {
	case len(s) > 2 && s[0] == '0' && s[1]|0x20 == 'x':
		base, s = 16, s[2:]
	case len(s) > 1 && s[0] == '0':
		base = 8
	}
	number, err := strconv.ParseUint(s, base, 32)
	// ParseUint takes no sign; only digits and an error are left.
	return number, err == nil
}

// InetNtoa returns addr, whose bytes in memory are an IPv4 address in network
// order, in dotted decimal.
//
// Source: S-012.
func InetNtoa(addr uint32) string {
	var bytes [4]byte
	binary.NativeEndian.PutUint32(bytes[:], addr)
	return netip.AddrFrom4(bytes).String()
}

// InetPton returns the bytes, in network order, of the address that text
// spells: 4 for AF_INET, 16 for AF_INET6. IPv4 is strict dotted decimal, IPv6
// any form of RFC 4291 without a scope id. The second result is false, with
// code 0, when text is no such address: the function's own result is then 0
// and no last error is set.
//
// Errors: WSAEAFNOSUPPORT for any other family.
func InetPton(family int32, text string) ([]byte, bool, ws2def.Errno) {
	if family != ws2def.AF_INET && family != ws2def.AF_INET6 {
		return nil, false, ws2def.WSAEAFNOSUPPORT
	}
	ip, err := netip.ParseAddr(text)
	if err != nil || ip.Zone() != "" || ip.Is4() != (family == ws2def.AF_INET) {
		return nil, false, 0
	}
	return ip.AsSlice(), true, 0
}

// InetNtop returns the text of the address whose bytes, in network order, addr
// begins with: 4 for AF_INET, 16 for AF_INET6. A caller whose buffer does not
// take the text and its NUL answers ERROR_INVALID_PARAMETER.
//
// IPv6 is written by RFC 5952; the last 32 bits of an IPv4-mapped,
// IPv4-compatible or ISATAP address are dotted decimal.
//
// Errors: WSAEAFNOSUPPORT for any other family, WSAEFAULT when addr is too
// short.
func InetNtop(family int32, addr []byte) (string, ws2def.Errno) {
	switch family {
	case ws2def.AF_INET:
		if len(addr) < 4 {
			return "", ws2def.WSAEFAULT
		}
		return ipText(netip.AddrFrom4([4]byte(addr[:4]))), 0
	case ws2def.AF_INET6:
		if len(addr) < 16 {
			return "", ws2def.WSAEFAULT
		}
		return ipText(netip.AddrFrom16([16]byte(addr[:16]))), 0
	default:
		return "", ws2def.WSAEAFNOSUPPORT
	}
}

// ipText writes ip without its zone, as InetNtop does.
func ipText(ip netip.Addr) string {
	ip = ip.WithZone("")
	if ip.Is4() || ip.Is4In6() { // netip writes mapped addresses as Windows does
		return ip.String()
	}
	bytes := ip.As16()
	tail := netip.AddrFrom4([4]byte(bytes[12:])).String()
	switch {
	case isCompatible(bytes):
		return "::" + tail
	case isISATAP(bytes):
		return isatapText(bytes, tail)
	default:
		return ip.String()
	}
}

// isCompatible says whether b is IPv4-compatible: 96 zero bits, then an IPv4
// address that is more than a host number below 65536, so that ::1 stays ::1.
func isCompatible(b [16]byte) bool {
	return [12]byte(b[:12]) == [12]byte{} && (b[12] != 0 || b[13] != 0)
}

// isISATAP says whether b carries the interface identifier of RFC 5214:
// 0000:5efe or, universally administered, 0200:5efe before an IPv4 address.
func isISATAP(b [16]byte) bool {
	return b[8]&^0x02 == 0 && b[9] == 0 && b[10] == 0x5e && b[11] == 0xfe
}

// isatapText writes an ISATAP address. The dotted tail takes no part in the
// compression of zeros, so the hexadecimal text is made with a tail that has
// none and ends where that tail begins.
func isatapText(b [16]byte, tail string) string {
	const mark = ":ffff:ffff"
	copy(b[12:], "\xff\xff\xff\xff")
	return strings.TrimSuffix(netip.AddrFrom16(b).String(), mark) + ":" + tail
}
