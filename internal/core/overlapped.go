package core

import (
	"time"

	"winsock/spi"
	"winsock/ws2def"
)

// Buffers are those of a transfer: One, or Many when that is not nil.
type Buffers struct {
	One  []byte
	Many [][]byte
}

// StartSend starts an overlapped send to the peer of h: 0 and the bytes when it is
// done at once, which is told as any end is, or WSA_IO_PENDING. The buffers belong
// to the operation until its end; Many itself is copied.
//
// Errors: as [Send], WSAEINVAL (a completion routine on a socket with a port),
// WSA_INVALID_HANDLE (no event), WSAENOBUFS.
//
// Source: O-027…O-042, O-079…O-090.
func StartSend(h Handle, b Buffers, flags uint32, a *Async) (int, Errno) {
	if flags == 0 && len(b.One) > 0 && a.OnlyPacket() {
		if n, e, ok := sendOnExpress(h, b.One, a); ok {
			return n, e
		}
		if n, e, ok := SendDatagram(h, b.One, nil, a); ok {
			return n, e
		}
	}
	s, e := enter(h)
	if e != 0 {
		return 0, e
	}
	state := s.state.Load()
	if state&(stConnected|stConnecting|stNoSend) != stConnected || flags != 0 || s.transferer() == nil {
		e = s.maySend(flags, false)
	}
	if e == 0 && state&(stStream|stOverlapped) == stStream|stOverlapped && flags == 0 && len(b.One) > 0 && a.OnlyPacket() {
		return s.sendBytes(h, b.One, a)
	}
	o, e := s.prepare(h, a, e)
	if e != 0 {
		return 0, e
	}
	o.sends, o.flags = true, flags
	o.give(b)
	return s.start(o)
}

// StartRecv starts an overlapped receive, as [StartSend] does a send.
//
// Errors: as [Recv] and StartSend; WSAEMSGSIZE when a message that was cut is
// there at once, of which the end is told all the same (O-031).
//
// Source: O-027…O-042, O-052…O-078.
func StartRecv(h Handle, b Buffers, flags uint32, a *Async) (int, Errno) {
	if flags == 0 && len(b.One) > 0 && a.OnlyPacket() {
		if n, e, ok := recvOnExpress(h, b.One, a); ok {
			return n, e
		}
		if n, e, ok := RecvDatagram(h, b.One, nil, nil, a); ok {
			return n, e
		}
	}
	s, e := enter(h)
	if e != 0 {
		return 0, e
	}
	state := s.state.Load()
	if state&(stConnected|stConnecting|stNoRecv) != stConnected || flags != 0 || s.transferer() == nil {
		e = s.mayRecv(flags)
	}
	o, e := s.prepare(h, a, e)
	if e != 0 {
		return 0, e
	}
	o.flags = flags
	o.give(b)
	return s.start(o)
}

// OnlyPacket reports whether nothing but a packet, or the socket, tells of the end.
func (a *Async) OnlyPacket() bool { return a.Overlapped.HEvent == 0 && a.Routine == 0 }

// sendBytes is the usual case of StartSend: when the stream takes all of p, it needs
// no operation. It gives back the reference to h.
func (s *Socket) sendBytes(h Handle, p []byte, a *Async) (int, Errno) {
	x := s.asynchronous()
	n, e := 0, Errno(ws2def.WSAEWOULDBLOCK)
	s.lockOut()
	state := s.state.Load()
	if state&stClosing != 0 {
		e = ws2def.WSAENOTSOCK
	} else if state&stBusy == 0 {
		n, e = s.transferer().Send(p, 0)
	}
	if n == len(p) || e != 0 && e != ws2def.WSAEWOULDBLOCK {
		s.out.mu.Unlock()
		if e == 0 {
			s.ended(a.Overlapped, nil, false, ws2def.STATUS_SUCCESS, n, inCall)
		}
		table.Release(h)
		return n, e
	}
	if state&stBusy == 0 {
		s.change(stBusy, 0)
		x.turn = true
	}
	o, _ := s.prepare(h, a, 0)
	o.sends, o.buf, o.done, o.started = true, p, n, n > 0
	return s.pendSend(x, o)
}

// give gives o its buffers.
func (o *operation) give(b Buffers) {
	if b.Many != nil {
		o.bufs = append([][]byte(nil), b.Many...)
		return
	}
	o.buf = b.One
}

// An Addressed transfer has more to it than bytes. It is the operation's until
// that is over, with what the message points to.
type Addressed struct {
	spi.Message
	Owner Owner
}

// Owner is told how an [Addressed] transfer goes, in the middle of the engine: it
// must not wait.
type Owner interface {
	// Ended is called when all went well or a message was cut; the results are
	// in the Message.
	Ended()
	// Over is called last, once, also when nothing was started.
	Over()
}

// StartSendMsg is [StartSend] of a message with a destination or control data.
//
// Source: O-088, O-089, O-450…O-452.
func StartSendMsg(h Handle, m *Addressed, flags uint32, a *Async) (int, Errno) {
	s, e := enter(h)
	if e != 0 {
		m.Owner.Over()
		return 0, e
	}
	if s.has(stConnected) && !s.has(stDatagram) {
		m.Name = nil
	}
	if e = s.maySend(flags, m.Name != nil); e == 0 && m.Name != nil {
		e = s.bindFor(m.Name)
	}
	return s.startMessage(h, m, flags, a, true, e)
}

// StartRecvMsg is [StartRecv] of a message with its source and control data.
//
// Errors: WSAEFAULT (no room for the source: the message stays, O-066).
//
// Source: O-063…O-069, O-438…O-449.
func StartRecvMsg(h Handle, m *Addressed, flags uint32, a *Async) (int, Errno) {
	s, e := enter(h)
	if e != 0 {
		m.Owner.Over()
		return 0, e
	}
	if e = s.mayRecv(flags); e == 0 && s.has(stDatagram) && m.Name != nil && len(m.Name) < int(s.entry.Info.MinSockAddr) {
		e = ws2def.WSAEFAULT
	}
	return s.startMessage(h, m, flags, a, false, e)
}

// startMessage starts the operation of a message, unless there is an error
// already. The caller holds a reference to h, which it gives away.
func (s *Socket) startMessage(h Handle, m *Addressed, flags uint32, a *Async, sends bool, e Errno) (int, Errno) {
	if s.has(stStream) && e == 0 {
		m.Name = nil
		e = ws2def.WSAEOPNOTSUPP // a stream has no messages: the caller sends bytes
	}
	o, e := s.prepare(h, a, e)
	if e != 0 {
		m.Owner.Over()
		return 0, e
	}
	o.work, o.flags, o.sends = m, flags, sends
	return s.start(o)
}

// start starts o. On a socket that was not made for overlapped operations it waits
// for the end.
//
// Source: O-016, O-020.
func (s *Socket) start(o *operation) (int, Errno) {
	if !s.has(stOverlapped) {
		return o.finish(spi.Park, time.Time{})
	}
	return o.begin()
}

var _ work = (*Addressed)(nil)

func (m *Addressed) try(o *operation) (int, Errno) {
	m.NameLen = 0
	if o.sends {
		return o.s.transferer().SendMsg(&m.Message, o.flags)
	}
	return o.s.transferer().RecvMsg(&m.Message, o.flags)
}

func (m *Addressed) close(_ *operation, status ws2def.NTStatus) ws2def.NTStatus { return status }

func (m *Addressed) ended(_ *operation, status ws2def.NTStatus, _ int) {
	if !failed(status) {
		m.Owner.Ended()
	}
}

func (m *Addressed) over() { m.Owner.Over() }
