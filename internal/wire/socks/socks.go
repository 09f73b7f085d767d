// Package socks has the client's side of the SOCKS protocol, version 5: pure encoders and
// decoders, and the course of a negotiation.
//
// Source: RFC 1928, RFC 1929 (user name and password).
package socks

import (
	"encoding/binary"
	"errors"
	"net/netip"
)

// Command is what a proxy is asked for.
type Command uint8

// The commands.
const (
	Connect   Command = 1
	Associate Command = 3 // relay datagrams
)

// Code is what a proxy answers to a request.
type Code uint8

// The answers.
const (
	Succeeded Code = iota
	Failure
	NotAllowed
	NetworkUnreachable
	HostUnreachable
	Refused
	Expired // time to live
	CommandUnsupported
	AddressUnsupported
)

// Numbers of the protocol.
const (
	version      = 5
	loginVersion = 1
	methodNone   = 0
	methodLogin  = 2
	methodNoOne  = 0xFF
	typeInet4    = 1
	typeName     = 3
	typeInet6    = 4
)

// What is wrong with what a proxy says.
var (
	ErrProtocol = errors.New("socks: the other side does not speak SOCKS 5")
	ErrMethod   = errors.New("socks: the proxy wants an authentication that is not configured")
	ErrLogin    = errors.New("socks: the proxy refuses the user name or password")
	ErrShort    = errors.New("socks: there is more to come")
	ErrFragment = errors.New("socks: a fragment of a datagram")
)

// AppendHello appends the greeting, which offers login by name and password or none.
func AppendHello(b []byte, login bool) []byte {
	if login {
		return append(b, version, 2, methodNone, methodLogin)
	}
	return append(b, version, 1, methodNone)
}

// AppendLogin appends a user name and password, of at most 255 bytes each.
func AppendLogin(b []byte, user, password string) []byte {
	b = append(append(b, loginVersion, byte(len(user))), user...)
	return append(append(b, byte(len(password))), password...)
}

// AppendRequest appends a request about an address.
func AppendRequest(b []byte, c Command, to netip.AddrPort) []byte {
	return appendAddress(append(b, version, byte(c), 0), to)
}

// AppendDatagramHeader appends what goes before a datagram to a relay.
func AppendDatagramHeader(b []byte, to netip.AddrPort) []byte {
	return appendAddress(append(b, 0, 0, 0), to)
}

// ParseDatagram gives the sender and the data of a datagram from a relay. One whose sender
// is a name has an invalid address. Errors: ErrProtocol, ErrFragment.
func ParseDatagram(b []byte) (from netip.AddrPort, data []byte, err error) {
	if len(b) < 4 {
		return from, nil, ErrProtocol
	}
	if b[2] != 0 {
		return from, nil, ErrFragment
	}
	from, n, err := parseAddress(b[3:])
	if err != nil {
		return from, nil, ErrProtocol
	}
	return from, b[3+n:], nil
}

// appendAddress appends the type of an address, the address and the port.
func appendAddress(b []byte, to netip.AddrPort) []byte {
	if ip := to.Addr().Unmap(); ip.Is4() {
		a := ip.As4()
		b = append(append(b, typeInet4), a[:]...)
	} else {
		a := ip.As16()
		b = append(append(b, typeInet6), a[:]...)
	}
	return binary.BigEndian.AppendUint16(b, to.Port())
}

// parseAddress reads what appendAddress writes, or a name. n is the length; that of what
// is known to be needed with ErrShort.
func parseAddress(b []byte) (at netip.AddrPort, n int, err error) {
	if len(b) < 2 {
		return at, 2, ErrShort // a type, and the length of a name or a byte of an address
	}
	switch b[0] {
	case typeInet4:
		n = 1 + 4 + 2
	case typeName:
		n = 2 + int(b[1]) + 2
	case typeInet6:
		n = 1 + 16 + 2
	default:
		return at, 0, ErrProtocol
	}
	if len(b) < n {
		return at, n, ErrShort
	}
	port := binary.BigEndian.Uint16(b[n-2:])
	ip, _ := netip.AddrFromSlice(b[1 : n-2]) // invalid for most names
	if b[0] == typeName {
		ip = netip.Addr{}
	}
	return netip.AddrPortFrom(ip, port), n, nil
}
