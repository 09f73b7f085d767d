package winsock

import (
	"winsock/internal/core"
	"winsock/spi"
)

// The calls here have Windows' signatures. Pointers are checked after the
// socket and its state (S-109). An overlapped operation fails WSAEOPNOTSUPP:
// that chapter comes later. Without one, croutine is ignored.

// WSASend sends the bufcnt buffers at bufs in order, as one message or piece of
// a stream, and stores the number of bytes in sent. With one buffer it does not
// allocate.
//
// Errors: as [Send], and WSAEINVAL (no buffers), WSAEFAULT (sent or a buffer
// NULL), WSAEOPNOTSUPP (overlapped not nil, for now).
//
// Source: S-269…S-302.
func WSASend(s Handle, bufs *WSABuf, bufcnt uint32, sent *uint32, flags uint32, overlapped *Overlapped, croutine *byte) (err error) {
	if overlapped != nil {
		return refuse(s, WSAEOPNOTSUPP)
	}
	if sent == nil {
		return refuseSend(s, nil, flags, WSAEFAULT)
	}
	if bufcnt == 1 && bufs != nil {
		p, ok := memory(bufs)
		if !ok {
			return refuseSend(s, nil, flags, WSAEFAULT)
		}
		n, e := core.Send(s, p, flags, spi.Park)
		return report(sent, n, e)
	}
	return send(s, bufs, bufcnt, sent, flags, nil)
}

// WSASendTo is [WSASend] to the address of tolen bytes at to; NULL stands for
// the peer.
//
// Errors: as [WSASend] and [Sendto].
//
// Source: S-269…S-302.
func WSASendTo(s Handle, bufs *WSABuf, bufcnt uint32, sent *uint32, flags uint32, to *RawSockaddrAny, tolen int32, overlapped *Overlapped, croutine *byte) (err error) {
	return sendTo(s, bufs, bufcnt, sent, flags, nameOf(to, tolen), overlapped)
}

// WSASendto is [WSASendTo] with a Go address; nil stands for the peer.
//
// Errors: as [WSASend] and [Sendto].
//
// Source: S-269…S-302.
func WSASendto(s Handle, bufs *WSABuf, bufcnt uint32, sent *uint32, flags uint32, to Sockaddr, overlapped *Overlapped, croutine *byte) (err error) {
	m := takeMessage()
	defer m.giveBack()
	name, e := encode(&m.address, to)
	if e != 0 {
		return refuse(s, e)
	}
	return sendTo(s, bufs, bufcnt, sent, flags, name, overlapped)
}

func sendTo(s Handle, bufs *WSABuf, bufcnt uint32, sent *uint32, flags uint32, name []byte, overlapped *Overlapped) error {
	switch {
	case overlapped != nil:
		return refuse(s, WSAEOPNOTSUPP)
	case sent == nil:
		return refuseSend(s, name, flags, WSAEFAULT)
	}
	return send(s, bufs, bufcnt, sent, flags, name)
}

// send is WSASend or, with name, WSASendTo.
func send(s Handle, bufs *WSABuf, bufcnt uint32, sent *uint32, flags uint32, name []byte) error {
	m := takeMessage()
	defer m.giveBack()
	if e := m.gather(bufs, bufcnt); e != 0 {
		return refuseSend(s, name, flags, e)
	}
	m.Name = name
	n, e := core.SendMsg(s, &m.Message, flags, spi.Park)
	return report(sent, n, e)
}

// WSARecv receives into the bufcnt buffers at bufs, filling one after the other,
// and stores the number of bytes in recvd. flags are MSG_ values; on return
// MSG_PARTIAL says that the rest of the message follows. With one buffer it does
// not allocate.
//
// Errors: as [Recv], and WSAEINVAL (no buffers), WSAEFAULT (recvd, flags or a
// buffer NULL), WSAEOPNOTSUPP (overlapped not nil, for now). recvd is set on
// success only.
//
// Source: S-303…S-333.
func WSARecv(s Handle, bufs *WSABuf, bufcnt uint32, recvd *uint32, flags *uint32, overlapped *Overlapped, croutine *byte) (err error) {
	if overlapped != nil {
		return refuse(s, WSAEOPNOTSUPP)
	}
	if recvd == nil || flags == nil {
		return refuseRecv(s, flags, WSAEFAULT)
	}
	if bufcnt == 1 && bufs != nil {
		p, ok := memory(bufs)
		if !ok {
			return refuseRecv(s, flags, WSAEFAULT)
		}
		n, e := core.Recv(s, p, *flags, spi.Park)
		return report(recvd, n, e)
	}
	return recv(s, bufs, bufcnt, recvd, flags, nil, nil)
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
	switch {
	case overlapped != nil:
		return refuse(s, WSAEOPNOTSUPP)
	case recvd == nil, flags == nil:
		return refuseRecv(s, flags, WSAEFAULT)
	}
	return recv(s, bufs, bufcnt, recvd, flags, from, fromlen)
}

// recv is WSARecv or, with from and fromlen, WSARecvFrom.
func recv(s Handle, bufs *WSABuf, bufcnt uint32, recvd, flags *uint32, from *RawSockaddrAny, fromlen *int32) error {
	m := takeMessage()
	defer m.giveBack()
	if e := m.gather(bufs, bufcnt); e != 0 {
		return refuseRecv(s, flags, e)
	}
	if fromlen != nil {
		m.Name = nameOf(from, *fromlen)
	}
	n, e := core.RecvMsg(s, &m.Message, *flags, spi.Park)
	if (e == 0 || e == WSAEMSGSIZE) && m.NameLen > 0 && fromlen != nil {
		*fromlen = int32(m.NameLen)
	}
	if e == 0 {
		*flags = *flags&^MSG_PARTIAL | m.Flags&MSG_PARTIAL
	}
	return report(recvd, n, e)
}

// WSASendMsg sends a message with its address and control data, for message
// sockets only. msg.Flags is not looked at.
//
// Errors: as [WSASendTo], and WSAEFAULT (msg nil), WSAEINVAL (a stream socket).
//
// Source: S-296, S-297.
func WSASendMsg(fd Handle, msg *WSAMsg, flags uint32, bytesSent *uint32, overlapped *Overlapped, croutine *byte) error {
	if overlapped != nil {
		return refuse(fd, WSAEOPNOTSUPP)
	}
	m := takeMessage()
	defer m.giveBack()
	if e := m.take(fd, msg); e != 0 {
		return e.Err()
	}
	if bytesSent == nil {
		return refuseSend(fd, m.Name, flags, WSAEFAULT)
	}
	n, e := core.SendMsg(fd, &m.Message, flags, spi.Park)
	return report(bytesSent, n, e)
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
	if overlapped != nil {
		return refuse(fd, WSAEOPNOTSUPP)
	}
	m := takeMessage()
	defer m.giveBack()
	if e := m.take(fd, msg); e != 0 {
		return e.Err()
	}
	if bytesReceived == nil {
		return refuseRecv(fd, &msg.Flags, WSAEFAULT)
	}
	n, e := core.RecvMsg(fd, &m.Message, msg.Flags, spi.Park)
	if e == 0 || e == WSAEMSGSIZE {
		if msg.Name != nil {
			msg.Namelen = int32(m.NameLen)
		}
		msg.Control.Len = uint32(m.ControlLen)
		msg.Flags = m.Flags
	}
	return report(bytesReceived, n, e)
}

// take makes m the message that msg describes.
func (m *message) take(s Handle, msg *WSAMsg) Errno {
	if e := core.CheckMessages(s); e != 0 {
		return e
	}
	if msg == nil {
		return WSAEFAULT
	}
	if e := m.gather(msg.Buffers, msg.BufferCount); e != 0 {
		return e
	}
	control, ok := memory(&msg.Control)
	if !ok {
		return WSAEFAULT
	}
	m.Name, m.Control = nameOf(msg.Name, msg.Namelen), control
	return 0
}

// report stores the number of bytes of a transfer that went well.
//
// Source: S-333.
func report(count *uint32, n int, e Errno) error {
	if e != 0 {
		return e.Err()
	}
	*count = uint32(n)
	return nil
}

// refuseSend is the failure of a send with an argument that is wrong with e:
// what is wrong with the socket and its state comes first.
//
// Source: S-109, S-297.
func refuseSend(s Handle, name []byte, flags uint32, e Errno) error {
	if first := core.CheckSend(s, name, flags); first != 0 {
		return first.Err()
	}
	return e.Err()
}

// refuseRecv is refuseSend for a receive.
func refuseRecv(s Handle, flags *uint32, e Errno) error {
	var asked uint32
	if flags != nil {
		asked = *flags
	}
	if first := core.CheckRecv(s, asked); first != 0 {
		return first.Err()
	}
	return e.Err()
}
