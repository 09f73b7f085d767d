package winsock

import (
	"winsock/internal/call"
	"winsock/spi"
)

// WSAJoinLeaf joins the multipoint socket s to the session at sa, and returns s; a root
// (WSA_FLAG_MULTIPOINT_C_ROOT) invites the leaf at sa, and gets a new socket that stands
// for it: it is told of the leaf's end, and closing it drops the leaf. flags is
// JL_SENDER_ONLY, JL_RECEIVER_ONLY or JL_BOTH: which way s is to exchange data. A
// nonblocking s returns at once, and FD_CONNECT on it tells how the join has ended.
//
// No transport here carries data along with a join: calleeData is emptied, and with
// callerData the call fails. sqos is the socket's quality of service, as with
// SIO_SET_QOS, and needs an entry of the catalog with XP1_QOS_SUPPORTED; gqos is that of
// its group, and is ignored unless s created the group.
//
// Errors: WSANOTINITIALISED, WSAENOTSOCK, WSAEINVAL (no multipoint socket, or flags),
// WSAEFAULT (sa nil), WSAEALREADY (a join is under way), WSAEISCONN (joined already),
// WSAEAFNOSUPPORT, WSAEADDRNOTAVAIL, WSAEADDRINUSE, WSAECONNREFUSED, WSAENETUNREACH,
// WSAEHOSTUNREACH, WSAETIMEDOUT, WSAEINTR (closed meanwhile), WSAENOBUFS,
// WSAEPROTONOSUPPORT (callerData), WSAEOPNOTSUPP (a quality that can't be met).
//
// Source: P-352, P-370…P-380, P-451.
func WSAJoinLeaf(s Handle, sa Sockaddr, callerData, calleeData *WSABuf, sqos, gqos *QOS, flags uint32) (handle Handle, err error) {
	var buf [maxName]byte
	name, e := encode(&buf, sa)
	if e != 0 {
		return InvalidHandle, refuse(s, e)
	}
	handle, e = call.WSAJoinLeaf(s, name, callerData, calleeData, sqos, gqos, flags, spi.Park)
	return handle, e.Err()
}
