package winsock

import (
	"math/bits"

	"winsock/internal/core"
)

// Htons turns a number of this machine into network byte order.
//
// Source: S-012.
func Htons(hostshort uint16) (u uint16) { return bits.ReverseBytes16(hostshort) }

// Htonl turns a number of this machine into network byte order.
//
// Source: S-012.
func Htonl(hostlong uint32) (u uint32) { return bits.ReverseBytes32(hostlong) }

// Ntohs turns a number in network byte order into one of this machine.
//
// Source: S-012.
func Ntohs(netshort uint16) (u uint16) { return bits.ReverseBytes16(netshort) }

// Ntohl turns a number in network byte order into one of this machine.
//
// Source: S-012.
func Ntohl(netlong uint32) (u uint32) { return bits.ReverseBytes32(netlong) }

// WSAHtons stores hostshort in the byte order of the socket's protocol.
//
// Errors: WSANOTINITIALISED, WSAENOTSOCK, WSAEFAULT (netshort nil).
func WSAHtons(s Handle, hostshort uint16, netshort *uint16) (err error) {
	return ordered(s, netshort, hostshort, bits.ReverseBytes16)
}

// WSAHtonl stores hostlong in the byte order of the socket's protocol.
//
// Errors: WSANOTINITIALISED, WSAENOTSOCK, WSAEFAULT (netlong nil).
func WSAHtonl(s Handle, hostlong uint32, netlong *uint32) (err error) {
	return ordered(s, netlong, hostlong, bits.ReverseBytes32)
}

// WSANtohs stores netshort, in the byte order of the socket's protocol, in that
// of this machine.
//
// Errors: WSANOTINITIALISED, WSAENOTSOCK, WSAEFAULT (hostshort nil).
func WSANtohs(s Handle, netshort uint16, hostshort *uint16) (err error) {
	return ordered(s, hostshort, netshort, bits.ReverseBytes16)
}

// WSANtohl stores netlong, in the byte order of the socket's protocol, in that
// of this machine.
//
// Errors: WSANOTINITIALISED, WSAENOTSOCK, WSAEFAULT (hostlong nil).
func WSANtohl(s Handle, netlong uint32, hostlong *uint32) (err error) {
	return ordered(s, hostlong, netlong, bits.ReverseBytes32)
}

// ordered stores v at to, its bytes reversed when the socket's protocol is big
// endian.
func ordered[T uint16 | uint32](s Handle, to *T, v T, reverse func(T) T) error {
	if to == nil {
		return refuse(s, WSAEFAULT)
	}
	bigEndian, e := core.BigEndian(s)
	if e != 0 {
		return e.Err()
	}
	if bigEndian {
		v = reverse(v)
	}
	*to = v
	return nil
}
