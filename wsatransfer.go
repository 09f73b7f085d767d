package winsock

import (
	"winsock/internal/call"
	"winsock/internal/core"
	"winsock/spi"
)

// The calls here have Windows' signatures. Pointers are checked after the
// socket and its state (S-109). With overlapped, which is the operation's until
// that is over, a call that can't be done at once fails WSA_IO_PENDING and goes on.
// croutine, a completion routine that [NewCallback] made, or nil, tells of the end then;
// without overlapped it is not looked at. Its errors: WSAEFAULT (it is no callback),
// WSAEINVAL (the socket has a completion port).

// WSASend sends the bufcnt buffers at bufs in order, as one message or piece of
// a stream, and stores the number of bytes in sent. With one buffer it does not
// allocate.
//
// Errors: as [Send], and WSAEINVAL (no buffers), WSAEFAULT (sent or a buffer
// NULL).
//
// Source: S-269…S-302.
func WSASend(s Handle, bufs *WSABuf, bufcnt uint32, sent *uint32, flags uint32, overlapped *Overlapped, croutine *byte) (err error) {
	var a core.Async
	return call.WSASend(s, bufs, bufcnt, sent, flags, asynchronous(&a, overlapped, addressOf(croutine)), spi.Park).Err()
}

// WSASendTo is [WSASend] to the address of tolen bytes at to; NULL stands for
// the peer.
//
// Errors: as [WSASend] and [Sendto].
//
// Source: S-269…S-302.
func WSASendTo(s Handle, bufs *WSABuf, bufcnt uint32, sent *uint32, flags uint32, to *RawSockaddrAny, tolen int32, overlapped *Overlapped, croutine *byte) (err error) {
	var a core.Async
	return call.WSASendTo(s, bufs, bufcnt, sent, flags, call.Name(to, tolen), asynchronous(&a, overlapped, addressOf(croutine)), spi.Park).Err()
}

// WSASendto is [WSASendTo] with a Go address; nil stands for the peer.
//
// Errors: as [WSASend] and [Sendto].
//
// Source: S-269…S-302.
func WSASendto(s Handle, bufs *WSABuf, bufcnt uint32, sent *uint32, flags uint32, to Sockaddr, overlapped *Overlapped, croutine *byte) (err error) {
	m := call.TakeMessage()
	defer m.GiveBack()
	name, e := encode(&m.Address, to)
	if e != 0 {
		return refuse(s, e)
	}
	var a core.Async
	return call.WSASendTo(s, bufs, bufcnt, sent, flags, name, asynchronous(&a, overlapped, addressOf(croutine)), spi.Park).Err()
}

// WSARecv receives into the bufcnt buffers at bufs, filling one after the other,
// and stores the number of bytes in recvd. flags are MSG_ values; on return
// MSG_PARTIAL says that the rest of the message follows. With one buffer it does
// not allocate.
//
// Errors: as [Recv], and WSAEINVAL (no buffers), WSAEFAULT (recvd, flags or a
// buffer NULL). recvd is set on
// success only.
//
// Source: S-303…S-333.
func WSARecv(s Handle, bufs *WSABuf, bufcnt uint32, recvd *uint32, flags *uint32, overlapped *Overlapped, croutine *byte) (err error) {
	var a core.Async
	return call.WSARecv(s, bufs, bufcnt, recvd, flags, asynchronous(&a, overlapped, addressOf(croutine)), spi.Park).Err()
}

// WSARecvFrom is [WSARecv] with the source of the message, which goes to from
// when that and fromlen, the room there, are not NULL; fromlen then gets its
// length. On a stream both are left alone.
//
// Errors: as [WSARecv], and WSAEFAULT (too little room; the message stays
// queued).
//
// Source: S-303…S-333.
func WSARecvFrom(s Handle, bufs *WSABuf, bufcnt uint32, recvd *uint32, flags *uint32, from *RawSockaddrAny, fromlen *int32, overlapped *Overlapped, croutine *byte) (err error) {
	var a core.Async
	return call.WSARecvFrom(s, bufs, bufcnt, recvd, flags, from, fromlen, asynchronous(&a, overlapped, addressOf(croutine)), spi.Park).Err()
}

// WSASendMsg sends a message with its address and control data, for message
// sockets only. msg.Flags is not looked at.
//
// Errors: as [WSASendTo], and WSAEFAULT (msg nil), WSAEINVAL (a stream socket).
//
// Source: S-296, S-297.
func WSASendMsg(fd Handle, msg *WSAMsg, flags uint32, bytesSent *uint32, overlapped *Overlapped, croutine *byte) error {
	var a core.Async
	return call.WSASendMsg(fd, msg, flags, bytesSent, asynchronous(&a, overlapped, addressOf(croutine)), spi.Park).Err()
}

// WSARecvMsg receives a message with its source and control data, for message
// sockets only. msg.Flags holds MSG_ values for the call and then those of the
// message (MSG_TRUNC, MSG_CTRUNC, MSG_BCAST, MSG_MCAST); lengths in msg become
// those of what was received.
//
// Errors: as [WSARecvFrom], and WSAEFAULT (msg nil), WSAEINVAL (a stream
// socket), WSAEMSGSIZE (the message or its control data did not fit; what fits
// is there).
//
// Source: S-334, S-335.
func WSARecvMsg(fd Handle, msg *WSAMsg, bytesReceived *uint32, overlapped *Overlapped, croutine *byte) error {
	var a core.Async
	return call.WSARecvMsg(fd, msg, bytesReceived, asynchronous(&a, overlapped, addressOf(croutine)), spi.Park).Err()
}
