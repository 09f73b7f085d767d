package winsock

import (
	"winsock/internal/core"
	"winsock/ws2def"
)

// Sockaddr is a socket address: a *[SockaddrInet4], *[SockaddrInet6],
// *[SockaddrUnix] or *[SockaddrAny]. [RawSockaddrAny] has a method that makes
// one of bytes in Windows' layout.
type Sockaddr = ws2def.Sockaddr

// SockaddrInet4 is an IPv4 address with a port in host byte order.
type SockaddrInet4 = ws2def.SockaddrInet4

// SockaddrInet6 is an IPv6 address with a port in host byte order and the
// number of an interface.
type SockaddrInet6 = ws2def.SockaddrInet6

// SockaddrUnix is the path of a local socket.
//
// Source: S-475.
type SockaddrUnix = ws2def.SockaddrUnix

// SockaddrAny is an address of any family, for those without a type of their
// own.
type SockaddrAny = ws2def.SockaddrAny

// maxName is the size of the largest socket address, SOCKADDR_STORAGE.
const maxName = ws2def.SizeofSockaddrAny

// encode gives the bytes of sa, in buf; nil for nil.
func encode(buf *[maxName]byte, sa Sockaddr) ([]byte, Errno) {
	if sa == nil {
		return nil, 0
	}
	n, e := ws2def.PutSockaddr(buf[:], sa)
	if e != 0 {
		return nil, e
	}
	return buf[:n], 0
}

// decode makes an address of the first n bytes of name; nil for none or too
// few, since the transport owes no address then.
func decode(name []byte, n int) Sockaddr {
	sa, e := ws2def.ParseSockaddr(name[:min(n, len(name))])
	if e != 0 {
		return nil
	}
	return sa
}

// Getsockname returns the local address.
//
// Errors: WSANOTINITIALISED, WSAENOTSOCK, WSAEINVAL (not bound).
//
// Source: S-250…S-254.
func Getsockname(fd Handle) (sa Sockaddr, err error) {
	var name [maxName]byte
	n, e := core.GetSockName(fd, name[:])
	if e != 0 {
		return nil, e.Err()
	}
	return decode(name[:], n), nil
}

// Getpeername returns the peer's address, also after the connection broke.
//
// Errors: WSANOTINITIALISED, WSAENOTSOCK, WSAENOTCONN.
//
// Source: S-255…S-261.
func Getpeername(fd Handle) (sa Sockaddr, err error) {
	var name [maxName]byte
	n, e := core.GetPeerName(fd, name[:])
	if e != 0 {
		return nil, e.Err()
	}
	return decode(name[:], n), nil
}
