package call

import (
	"sync"
	"sync/atomic"
	"unsafe"

	"winsock/internal/core"
	"winsock/ws2def"
)

// start starts an overlapped send or receive of bytes. moved may be nil.
func start(s Handle, bufs *ws2def.WSABuf, count uint32, moved *uint32, flags uint32, a *core.Async, send bool) Errno {
	if count != 1 || bufs == nil {
		return startMany(s, bufs, count, moved, flags, a, send)
	}
	p, ok := memory(bufs)
	if !ok {
		return refuse(s, flags, ws2def.WSAEFAULT, send)
	}
	return startWith(s, core.Buffers{One: p}, moved, flags, a, send)
}

// startMany is start of more or less than one buffer.
func startMany(s Handle, bufs *ws2def.WSABuf, count uint32, moved *uint32, flags uint32, a *core.Async, send bool) Errno {
	m := TakeMessage()
	defer m.GiveBack()
	if e := m.gather(bufs, count); e != 0 {
		return refuse(s, flags, e, send)
	}
	return startWith(s, core.Buffers{Many: m.Buffers}, moved, flags, a, send)
}

func startWith(s Handle, b core.Buffers, moved *uint32, flags uint32, a *core.Async, send bool) Errno {
	var n int
	var e Errno
	if send {
		n, e = core.StartSend(s, b, flags, a)
	} else {
		n, e = core.StartRecv(s, b, flags, a)
	}
	return moves(moved, n, e)
}

// moves stores the bytes of an operation that ended at once.
//
// Source: O-036.
func moves(moved *uint32, n int, e Errno) Errno {
	if e == 0 && moved != nil {
		*moved = uint32(n)
	}
	return e
}

func refuse(s Handle, flags uint32, e Errno, send bool) Errno {
	if send {
		return RefuseSend(s, nil, flags, e)
	}
	return RefuseRecv(s, &flags, e)
}

// addressed is an operation of a message, with where its results go. The call that
// starts it and the operation use it.
type addressed struct {
	core.Addressed
	message Message
	fromLen *int32         // of the source
	msg     *ws2def.WSAMsg // what is received
	users   atomic.Int32
}

var _ core.Owner = (*addressed)(nil)

var addresseds = sync.Pool{New: func() any { return new(addressed) }}

// newAddressed makes one for a call, which ends with Over.
func newAddressed() *addressed {
	m := addresseds.Get().(*addressed)
	m.Owner = m
	m.users.Store(1)
	return m
}

// operation makes m the message that was gathered, for an operation.
func (m *addressed) operation() *core.Addressed {
	m.Message = m.message.Message
	m.users.Add(1)
	return &m.Addressed
}

// Over implements [core.Owner].
func (m *addressed) Over() {
	if m.users.Add(-1) == 0 {
		*m = addressed{}
		addresseds.Put(m)
	}
}

// Ended implements [core.Owner]: it stores what came with a message.
//
// Source: O-448.
func (m *addressed) Ended() {
	if m.fromLen != nil && m.NameLen > 0 {
		*m.fromLen = int32(m.NameLen)
	}
	if msg := m.msg; msg != nil {
		if msg.Name != nil {
			msg.Namelen = int32(m.NameLen)
		}
		msg.Control.Len, msg.Flags = uint32(m.ControlLen), m.Message.Flags
	}
}

// startSendTo starts an overlapped WSASendTo. Streams have no messages.
func startSendTo(s Handle, bufs *ws2def.WSABuf, count uint32, sent *uint32, flags uint32, name []byte, a *core.Async) Errno {
	if flags == 0 && count == 1 && bufs != nil && a.OnlyPacket() {
		if p, ok := memory(bufs); ok {
			if n, e, ok := core.SendDatagram(s, p, name, a); ok {
				return moves(sent, n, e)
			}
		}
	}
	if core.IsStream(s) {
		return start(s, bufs, count, sent, flags, a, true)
	}
	m := newAddressed()
	defer m.Over()
	if e := m.message.gather(bufs, count); e != 0 {
		return RefuseSend(s, name, flags, e)
	}
	if name != nil {
		m.message.Name = m.message.Address[:copy(m.message.Address[:], name)]
	}
	n, e := core.StartSendMsg(s, m.operation(), flags, a)
	return moves(sent, n, e)
}

// startRecvFrom starts an overlapped WSARecvFrom.
func startRecvFrom(s Handle, bufs *ws2def.WSABuf, count uint32, recvd, flags *uint32, from *ws2def.RawSockaddrAny, fromLen *int32, a *core.Async) Errno {
	if *flags == 0 && count == 1 && bufs != nil && a.OnlyPacket() {
		to, toLen := (*byte)(unsafe.Pointer(from)), fromLen
		if to == nil || toLen == nil {
			to, toLen = nil, nil
		}
		if p, ok := memory(bufs); ok {
			if n, e, ok := core.RecvDatagram(s, p, to, toLen, a); ok {
				return moves(recvd, n, e)
			}
		}
	}
	if core.IsStream(s) {
		return start(s, bufs, count, recvd, *flags, a, false)
	}
	m := newAddressed()
	defer m.Over()
	if e := m.message.gather(bufs, count); e != 0 {
		return RefuseRecv(s, flags, e)
	}
	if fromLen != nil {
		m.message.Name, m.fromLen = Name(from, *fromLen), fromLen
	}
	n, e := core.StartRecvMsg(s, m.operation(), *flags, a)
	if e == 0 {
		*flags = *flags&^ws2def.MSG_PARTIAL | m.Message.Flags&ws2def.MSG_PARTIAL
	}
	return moves(recvd, n, e)
}

// startSendMsg starts an overlapped WSASendMsg.
func startSendMsg(s Handle, msg *ws2def.WSAMsg, flags uint32, sent *uint32, a *core.Async) Errno {
	m := newAddressed()
	defer m.Over()
	if e := m.message.take(s, msg); e != 0 {
		return e
	}
	n, e := core.StartSendMsg(s, m.operation(), flags, a)
	return moves(sent, n, e)
}

// startRecvMsg starts an overlapped WSARecvMsg. With a completion routine the call
// says that the operation goes on even when it is over.
//
// Source: O-449.
func startRecvMsg(s Handle, msg *ws2def.WSAMsg, recvd *uint32, a *core.Async) Errno {
	m := newAddressed()
	defer m.Over()
	if e := m.message.take(s, msg); e != 0 {
		return e
	}
	m.msg = msg
	n, e := core.StartRecvMsg(s, m.operation(), msg.Flags, a)
	if e == 0 && a.Routine != 0 {
		return ws2def.WSA_IO_PENDING
	}
	return moves(recvd, n, e)
}
