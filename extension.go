package winsock

import (
	"winsock/internal/call"
	"winsock/internal/core"
)

// AcceptEx starts to accept the next connection of the listening socket ls for the
// socket as, which was made for it and not used yet. buf has room for rxdatalen
// bytes of data and for the addresses, laddrlen and raddrlen bytes, each 16 more than
// the largest address of the family; laddrlen may be 0. The operation ends when the
// connection stands, or with rxdatalen not 0 when it has brought data or its end.
// Then the calls that are about the connection's names and options need
// SO_UPDATE_ACCEPT_CONTEXT. A call that is all right gives WSA_IO_PENDING.
//
// Errors: WSAENOTSOCK, ERROR_INVALID_PARAMETER (overlapped nil), WSAEINVAL (ls does not
// listen, as is not fresh or of another kind), WSAEFAULT (buf nil, raddrlen 0).
//
// Source: O-377…O-400.
func AcceptEx(ls Handle, as Handle, buf *byte, rxdatalen uint32, laddrlen uint32, raddrlen uint32, recvd *uint32, overlapped *Overlapped) (err error) {
	return call.AcceptEx(ls, as, buf, rxdatalen, laddrlen, raddrlen, &core.Async{Overlapped: overlapped}).Err()
}

// GetAcceptExSockaddrs finds the addresses of a connection, local and remote, in the
// buffer that an [AcceptEx] with these lengths has filled. Without room for a local
// address lrsa and lrsalen stay as they are.
//
// Source: O-391…O-394.
func GetAcceptExSockaddrs(buf *byte, rxdatalen uint32, laddrlen uint32, raddrlen uint32, lrsa **RawSockaddrAny, lrsalen *int32, rrsa **RawSockaddrAny, rrsalen *int32) {
	call.GetAcceptExSockaddrs(buf, rxdatalen, laddrlen, raddrlen, lrsa, lrsalen, rrsa, rrsalen)
}
