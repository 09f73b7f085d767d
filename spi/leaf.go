package spi

// LeafJoiner is a transport whose sockets may be multipoint sockets: what WSAJoinLeaf
// stands on. Which roles a socket has say the WSA_FLAG_MULTIPOINT_ flags of its
// [Request]; without them it is an ordinary one.
//
// A root (WSA_FLAG_MULTIPOINT_C_ROOT) is a Listener too, that can be listening and
// carry data at the same time: its Poll reports [Offered] while a leaf asks to be
// admitted, and Readable for data alone. What Accept and Invite return stands for one
// leaf and carries no data: Poll reports Ended or Reset when the leaf has left, and
// Close drops it.
//
// mode is JL_SENDER_ONLY, JL_RECEIVER_ONLY or JL_BOTH: which way data goes between
// the socket and the session, or the leaf that it invites.
//
// Source: P-355…P-379, P-391.
type LeafJoiner interface {
	// Join makes the socket, a leaf (WSA_FLAG_MULTIPOINT_C_LEAF), a member of the
	// session at name: the address of its root, or of the session itself when there
	// is no root. 0: done. WSAEWOULDBLOCK: under way, as for [Connector]'s Connect.
	// Errors: WSAEFAULT, WSAEAFNOSUPPORT, WSAEADDRNOTAVAIL, WSAEADDRINUSE,
	// WSAECONNREFUSED, WSAENETUNREACH, WSAEHOSTUNREACH, WSAETIMEDOUT, WSAENOBUFS.
	Join(name []byte, mode uint32) Errno
	// Invite asks the leaf that listens at name into the session of the socket, a
	// root. How that stands tells the ConnectResult of the Socket returned, a
	// [Connector]. Errors: as Join.
	Invite(name []byte, mode uint32) (Socket, Errno)
}

// Candidate is what Accept of a listening multipoint socket returns: somebody who is not
// told yet whether he is admitted.
type Candidate interface {
	// Admit tells him that he is. Close without it refuses. Errors: WSAECONNRESET (he
	// is gone), WSAECONNREFUSED (there is no place for him any more).
	Admit() Errno
}
