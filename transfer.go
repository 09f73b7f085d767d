package winsock

import (
	"winsock/internal/call"
	"winsock/internal/core"
	"winsock/spi"
)

// Send sends p to the peer of s: all of it or, with an error, n bytes. A
// blocking call waits for room; a nonblocking one takes everything or, when
// earlier data still waits, fails WSAEWOULDBLOCK. It does not allocate.
//
// Errors: WSANOTINITIALISED, WSAENOTSOCK, WSAENOTCONN, WSAESHUTDOWN,
// WSAEWOULDBLOCK, WSAETIMEDOUT, WSAEINTR (closed meanwhile), WSAEMSGSIZE,
// WSAEOPNOTSUPP (flags), WSAECONNRESET, WSAECONNABORTED, WSAENOBUFS.
//
// Source: S-269…S-302.
func Send(s Handle, p []byte, flags int32) (n int, err error) {
	n, e := core.Send(s, p, uint32(flags), spi.Park)
	return n, e.Err()
}

// Recv receives into p: at least one byte of a stream, or the next message. 0
// bytes from a stream mean that the peer has finished sending. It does not
// allocate.
//
// Errors: WSANOTINITIALISED, WSAENOTSOCK, WSAENOTCONN, WSAEINVAL (datagram
// socket not bound), WSAESHUTDOWN, WSAEWOULDBLOCK, WSAETIMEDOUT, WSAEINTR
// (closed meanwhile), WSAEMSGSIZE (the message is longer than p, which is
// filled), WSAEOPNOTSUPP (flags), WSAECONNRESET, WSAECONNABORTED, WSAENETRESET.
//
// Source: S-303…S-333.
func Recv(s Handle, p []byte, flags int32) (n int, err error) {
	n, e := core.Recv(s, p, uint32(flags), spi.Park)
	return n, e.Err()
}

// Sendto sends p as one message to the address to; nil stands for the peer, and
// on a stream to is ignored. An unbound socket is bound to a free port.
//
// Errors: as [Send], and WSAEFAULT, WSAEINVAL, WSAEAFNOSUPPORT (to),
// WSAEADDRNOTAVAIL (the zero address), WSAEACCES (a broadcast address).
//
// Source: S-137, S-269…S-302.
func Sendto(fd Handle, p []byte, flags int, to Sockaddr) (err error) {
	m := call.TakeMessage()
	defer m.GiveBack()
	name, e := encode(&m.Address, to)
	if e != 0 {
		return refuse(fd, e)
	}
	m.Name = name
	m.Single(p)
	_, e = core.SendMsg(fd, &m.Message, uint32(flags), spi.Park)
	return e.Err()
}

// Recvfrom is [Recv] with the source of the message; from is nil on a stream. It
// is given with WSAEMSGSIZE too.
//
// Errors: as [Recv].
//
// Source: S-303…S-333.
func Recvfrom(fd Handle, p []byte, flags int) (n int, from Sockaddr, err error) {
	m := call.TakeMessage()
	defer m.GiveBack()
	m.Name = m.Address[:]
	m.Single(p)
	n, e := core.RecvMsg(fd, &m.Message, uint32(flags), spi.Park)
	if e == 0 || e == WSAEMSGSIZE {
		from = decode(m.Address[:], m.NameLen)
	}
	return n, from, e.Err()
}
