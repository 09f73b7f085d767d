package local

import (
	"encoding/hex"
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"winsock/ws2def"
)

// sockaddr is a socket address in Windows' layout. In the file it is
// "192.0.2.1:80", "[2001:db8::1]:80" or, when that would lose something,
// "hex:" and its bytes.
type sockaddr []byte

const hexPrefix = "hex:"

// MarshalText returns the form of the file.
func (s sockaddr) MarshalText() ([]byte, error) {
	if to, scope, ok := ws2def.ParseAddrPort(s); ok {
		text := ws2def.WithScope(to, scope).String()
		if back, err := parseSockaddr(text); err == nil && string(back) == string(s) {
			return []byte(text), nil
		}
	}
	return []byte(hexPrefix + hex.EncodeToString(s)), nil
}

// UnmarshalText reads the form of the file.
func (s *sockaddr) UnmarshalText(text []byte) (err error) {
	*s, err = parseSockaddr(string(text))
	return err
}

func parseSockaddr(text string) (sockaddr, error) {
	if digits, ok := strings.CutPrefix(text, hexPrefix); ok {
		return hex.DecodeString(digits)
	}
	to, err := netip.ParseAddrPort(text)
	if err != nil {
		return nil, fmt.Errorf("the address %.60q is none", text)
	}
	if zone := to.Addr().Zone(); zone != "" {
		if _, err := strconv.ParseUint(zone, 10, 32); err != nil {
			return nil, fmt.Errorf("the scope of the address %.60q is no number", text)
		}
	}
	family := uint16(ws2def.AF_INET6)
	if to.Addr().Is4() {
		family = ws2def.AF_INET
	}
	return encodeSockaddr(family, to), nil
}

func encodeSockaddr(family uint16, to netip.AddrPort) sockaddr {
	sa := make([]byte, ws2def.SockaddrLen(family))
	return sa[:ws2def.PutAddrPort(sa, family, to)]
}
