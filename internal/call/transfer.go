package call

import (
	"winsock/internal/core"
	"winsock/spi"
	"winsock/ws2def"
)

// Transfers with a are overlapped: the result is WSA_IO_PENDING when they go on.
// Without, a completion routine is ignored.

// WSASend sends count buffers and stores the number of bytes at sent.
//
// Source: S-269…S-302, S-333.
func WSASend(s Handle, bufs *ws2def.WSABuf, count uint32, sent *uint32, flags uint32, a *core.Async, how spi.Way) Errno {
	if a != nil {
		return start(s, bufs, count, sent, flags, a, true)
	}
	if sent != nil && count == 1 && bufs != nil {
		if p, ok := memory(bufs); ok {
			n, e := core.Send(s, p, flags, how)
			return report(sent, n, e)
		}
	}
	return WSASendTo(s, bufs, count, sent, flags, nil, nil, how)
}

// WSASendTo sends count buffers to name; nil stands for the peer.
//
// Source: S-269…S-302, S-333.
func WSASendTo(s Handle, bufs *ws2def.WSABuf, count uint32, sent *uint32, flags uint32, name []byte, a *core.Async, how spi.Way) Errno {
	switch {
	case a != nil:
		return startSendTo(s, bufs, count, sent, flags, name, a)
	case sent == nil:
		return RefuseSend(s, name, flags, ws2def.WSAEFAULT)
	}
	m := TakeMessage()
	defer m.GiveBack()
	if e := m.gather(bufs, count); e != 0 {
		return RefuseSend(s, name, flags, e)
	}
	m.Name = name
	n, e := core.SendMsg(s, &m.Message, flags, how)
	return report(sent, n, e)
}

// WSARecv receives into count buffers and stores the number of bytes at recvd.
//
// Source: S-303…S-333.
func WSARecv(s Handle, bufs *ws2def.WSABuf, count uint32, recvd, flags *uint32, a *core.Async, how spi.Way) Errno {
	if a != nil && flags != nil {
		return start(s, bufs, count, recvd, *flags, a, false)
	}
	if recvd != nil && flags != nil && count == 1 && bufs != nil {
		if p, ok := memory(bufs); ok {
			n, e := core.Recv(s, p, *flags, how)
			return report(recvd, n, e)
		}
	}
	return WSARecvFrom(s, bufs, count, recvd, flags, nil, nil, nil, how)
}

// WSARecvFrom is [WSARecv] with the source of the message.
//
// Source: S-303…S-333.
func WSARecvFrom(s Handle, bufs *ws2def.WSABuf, count uint32, recvd, flags *uint32, from *ws2def.RawSockaddrAny, fromLen *int32, a *core.Async, how spi.Way) Errno {
	switch {
	case a != nil && flags != nil:
		return startRecvFrom(s, bufs, count, recvd, flags, from, fromLen, a)
	case recvd == nil, flags == nil:
		return RefuseRecv(s, flags, ws2def.WSAEFAULT)
	}
	m := TakeMessage()
	defer m.GiveBack()
	if e := m.gather(bufs, count); e != 0 {
		return RefuseRecv(s, flags, e)
	}
	if fromLen != nil {
		m.Name = Name(from, *fromLen)
	}
	n, e := core.RecvMsg(s, &m.Message, *flags, how)
	if (e == 0 || e == ws2def.WSAEMSGSIZE) && m.NameLen > 0 && fromLen != nil {
		*fromLen = int32(m.NameLen)
	}
	if e == 0 {
		*flags = *flags&^ws2def.MSG_PARTIAL | m.Flags&ws2def.MSG_PARTIAL
	}
	return report(recvd, n, e)
}

// WSASendMsg sends a message with its address and control data.
//
// Source: S-296, S-297.
func WSASendMsg(s Handle, msg *ws2def.WSAMsg, flags uint32, sent *uint32, a *core.Async, how spi.Way) Errno {
	if a != nil {
		return startSendMsg(s, msg, flags, sent, a)
	}
	m := TakeMessage()
	defer m.GiveBack()
	if e := m.take(s, msg); e != 0 {
		return e
	}
	if sent == nil {
		return RefuseSend(s, m.Name, flags, ws2def.WSAEFAULT)
	}
	n, e := core.SendMsg(s, &m.Message, flags, how)
	return report(sent, n, e)
}

// WSARecvMsg receives a message with its source and control data.
//
// Source: S-334, S-335.
func WSARecvMsg(s Handle, msg *ws2def.WSAMsg, recvd *uint32, a *core.Async, how spi.Way) Errno {
	if a != nil {
		return startRecvMsg(s, msg, recvd, a)
	}
	m := TakeMessage()
	defer m.GiveBack()
	if e := m.take(s, msg); e != 0 {
		return e
	}
	if recvd == nil {
		return RefuseRecv(s, &msg.Flags, ws2def.WSAEFAULT)
	}
	n, e := core.RecvMsg(s, &m.Message, msg.Flags, how)
	if e == 0 || e == ws2def.WSAEMSGSIZE {
		if msg.Name != nil {
			msg.Namelen = int32(m.NameLen)
		}
		msg.Control.Len = uint32(m.ControlLen)
		msg.Flags = m.Flags
	}
	if e == ws2def.WSAEMSGSIZE {
		*recvd = uint32(n) // O-447
	}
	return report(recvd, n, e)
}

// take makes m the message that msg describes.
func (m *Message) take(s Handle, msg *ws2def.WSAMsg) Errno {
	if e := core.CheckMessages(s); e != 0 {
		return e
	}
	if msg == nil {
		return ws2def.WSAEFAULT
	}
	if e := m.gather(msg.Buffers, msg.BufferCount); e != 0 {
		return e
	}
	control, ok := memory(&msg.Control)
	if !ok {
		return ws2def.WSAEFAULT
	}
	m.Name, m.Control = Name(msg.Name, msg.Namelen), control
	return 0
}

// report stores the number of bytes of a transfer that went well.
//
// Source: S-333.
func report(count *uint32, n int, e Errno) Errno {
	if e == 0 {
		*count = uint32(n)
	}
	return e
}

// RefuseSend is the failure of a send with an argument that is wrong with e:
// what is wrong with the socket and its state comes first.
//
// Source: S-109, S-297.
func RefuseSend(s Handle, name []byte, flags uint32, e Errno) Errno {
	if first := core.CheckSend(s, name, flags); first != 0 {
		return first
	}
	return e
}

// RefuseRecv is [RefuseSend] for a receive.
func RefuseRecv(s Handle, flags *uint32, e Errno) Errno {
	var asked uint32
	if flags != nil {
		asked = *flags
	}
	if first := core.CheckRecv(s, asked); first != 0 {
		return first
	}
	return e
}
