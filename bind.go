package winsock

import (
	"winsock/internal/core"
	"winsock/spi"
)

// Bind gives fd the local address sa. Port 0 stands for a free one in
// 49152…65535, the zero address for all local ones.
//
// Errors: WSANOTINITIALISED, WSAENOTSOCK, WSAEINVAL (bound already; a port or
// path that does not exist), WSAEFAULT (sa nil), WSAEAFNOSUPPORT,
// WSAEADDRNOTAVAIL, WSAEADDRINUSE, WSAEACCES.
//
// Source: S-122…S-178.
func Bind(fd Handle, sa Sockaddr) (err error) {
	var buf [maxName]byte
	name, e := encode(&buf, sa)
	if e != 0 {
		return refuse(fd, e)
	}
	return core.Bind(fd, name).Err()
}

// Listen makes the bound stream socket s accept connections and queue n of
// them: SOMAXCONN for as many as there can be, negative for exactly -n
// (SOMAXCONN_HINT).
//
// Errors: WSANOTINITIALISED, WSAENOTSOCK, WSAEOPNOTSUPP (datagrams), WSAEINVAL
// (not bound), WSAEISCONN, WSAEADDRINUSE.
//
// Source: S-180…S-194.
func Listen(s Handle, n int) (err error) {
	return core.Listen(s, i32(n)).Err()
}

// Accept waits for the next connection of the listening socket fd. The new
// socket has the listener's options and mode.
//
// Errors: WSANOTINITIALISED, WSAENOTSOCK, WSAEOPNOTSUPP (datagrams), WSAEINVAL
// (not listening), WSAEWOULDBLOCK, WSAEINTR (closed meanwhile), WSAEMFILE,
// WSAENOBUFS, WSAECONNRESET.
//
// Source: S-195…S-214.
func Accept(fd Handle) (nfd Handle, sa Sockaddr, err error) {
	return WSAAccept(fd, nil)
}

// Incoming is a connection that wants to be accepted.
type Incoming struct {
	Caller Sockaddr // the peer
	Callee Sockaddr // the local address that it called

	// Group is an answer: the group of the new socket, as in [WSASocket].
	Group uint32

	// SQOS is the quality of service of the listening socket, and an answer: that
	// of the new socket. It is nil when the protocol has none.
	SQOS *QOS
}

// WSAAccept is [Accept] with a condition function, which decides about each
// connection by returning CF_ACCEPT, CF_REJECT or CF_DEFER; nil accepts all. It
// must not call WSAAccept on the same socket.
//
// Errors: as [Accept], and WSAECONNREFUSED (rejected), WSATRY_AGAIN (deferred:
// the next accept gets the same connection), WSAEINVAL (no such decision, or a
// group or a quality that the socket does not fit into: the connection is reset).
//
// Source: S-205…S-208, P-337…P-341, P-343.
func WSAAccept(s Handle, condition func(*Incoming) (decision int32)) (nfd Handle, sa Sockaddr, err error) {
	var ask core.Condition
	if condition != nil {
		ask = func(c core.Caller) int32 {
			in := &Incoming{Caller: decode(c.Name, len(c.Name)), Callee: decode(c.Local, len(c.Local)), SQOS: c.Quality}
			decision := condition(in)
			*c.Group = in.Group
			return decision
		}
	}
	var name [maxName]byte
	h, n, e := core.AcceptIf(s, name[:], ask, spi.Park)
	if e != 0 {
		return InvalidHandle, nil, e.Err()
	}
	return h, decode(name[:], n), nil
}
