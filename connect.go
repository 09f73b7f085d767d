package winsock

import (
	"winsock/internal/call"
	"winsock/internal/core"
	"winsock/spi"
)

// Connect connects the stream socket fd to sa and waits until the connection
// stands or the attempt has failed; a nonblocking one fails WSAEWOULDBLOCK and
// goes on. For a datagram socket it sets the peer; an address of family
// AF_UNSPEC or all zero takes it away.
//
// Errors: WSANOTINITIALISED, WSAENOTSOCK, WSAEINVAL (listening), WSAEISCONN,
// WSAEALREADY, WSAEWOULDBLOCK, WSAEFAULT (sa nil), WSAEAFNOSUPPORT,
// WSAEADDRNOTAVAIL (the zero address or port), WSAECONNREFUSED,
// WSAENETUNREACH, WSAEHOSTUNREACH, WSAETIMEDOUT, WSAEINTR (closed meanwhile).
//
// Source: S-216…S-249.
func Connect(fd Handle, sa Sockaddr) (err error) {
	var buf [maxName]byte
	name, e := encode(&buf, sa)
	if e != 0 {
		return refuse(fd, e)
	}
	return core.Connect(fd, name, spi.Park).Err()
}

// WSAConnect is [Connect] with data that goes along with it and a quality of
// service. No transport here carries data: calleeData is emptied, and with callerData
// the call fails. sqos is the socket's quality, as with SIO_SET_QOS; gqos is that of
// its group and counts only for the socket that created the group. Both need an entry
// of the catalog with XP1_QOS_SUPPORTED; nil asks for none.
//
// Errors: as [Connect], and WSAEOPNOTSUPP (callerData, or a quality that can't be met),
// WSAEINVAL (gqos, and the protocol has no quality of service).
//
// Source: S-241, P-352, P-451.
func WSAConnect(s Handle, sa Sockaddr, callerData, calleeData *WSABuf, sqos, gqos *QOS) (err error) {
	var buf [maxName]byte
	name, e := encode(&buf, sa)
	if e != 0 {
		return refuse(s, e)
	}
	return call.WSAConnect(s, name, callerData, calleeData, sqos, gqos, spi.Park).Err()
}
