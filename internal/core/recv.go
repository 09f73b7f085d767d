package core

import (
	"time"

	"winsock/spi"
	"winsock/ws2def"
)

// recvFlags are the flags that a receive may carry.
const recvFlags = ws2def.MSG_OOB | ws2def.MSG_PEEK | ws2def.MSG_WAITALL | ws2def.MSG_PARTIAL | ws2def.MSG_PUSH_IMMEDIATE

// Recv receives into p: at least one byte of a stream, or the next message. 0
// bytes from a stream mean that the peer has finished sending.
//
// Errors: WSANOTINITIALISED, WSAENOTSOCK, WSAENOTCONN, WSAEINVAL (unbound
// datagram socket), WSAESHUTDOWN, WSAEWOULDBLOCK, WSAETIMEDOUT, WSAEINTR,
// WSAEMSGSIZE (message longer than p, which is filled), WSAEOPNOTSUPP (flags),
// WSAECONNRESET, WSAECONNABORTED, WSAENETRESET.
//
// Source: S-303…S-336.
func Recv(h Handle, p []byte, flags uint32, how spi.Way) (int, Errno) {
	s, e := enter(h)
	if e != 0 {
		return 0, e
	}
	var n int
	if x := s.async.Load(); x == nil {
		n, e = s.recv(p, flags, how)
	} else {
		n, e = s.recvInTurn(h, x, p, flags, how)
	}
	s.received(flags, e)
	if flags&ws2def.MSG_PEEK != 0 && e == 0 {
		s.tellsReadable()
	}
	if flags&ws2def.MSG_OOB != 0 {
		s.shutLane() // plain receives must look for urgent data from now on
	}
	if how != spi.Park && e == 0 && n > 0 {
		s.openLane(h)
	}
	table.Release(h)
	return n, e
}

// recvInTurn is recv, behind the overlapped receives that wait.
//
// Source: O-026, O-078, O-158.
func (s *Socket) recvInTurn(h Handle, x *async, p []byte, flags uint32, how spi.Way) (int, Errno) {
	if flags&(ws2def.MSG_PEEK|ws2def.MSG_OOB) != 0 || !s.receivesWait(x) {
		return s.recv(p, flags, how)
	}
	e := s.mayRecv(flags)
	if e == 0 && s.has(stNonblocking) {
		e = ws2def.WSAEWOULDBLOCK
	}
	if e != 0 {
		return 0, e
	}
	table.Retain(h)
	o, _ := s.prepare(h, &Async{}, 0)
	o.flags, o.buf = flags, p
	n, e := o.finish(how, s.within(receiving, s.deadline(receiving)))
	if e != 0 && s.has(stClosing) {
		e = ws2def.WSAEINTR
	}
	return n, e
}

func (s *Socket) recv(p []byte, flags uint32, how spi.Way) (int, Errno) {
	state := s.state.Load()
	if state&(stConnected|stConnecting|stNoRecv) != stConnected || flags != 0 || s.transferer() == nil {
		if e := s.mayRecv(flags); e != 0 {
			return 0, e
		}
	}
	if s.expired(receiving) {
		return 0, ws2def.WSAETIMEDOUT
	}
	if flags&ws2def.MSG_WAITALL != 0 {
		return s.recvAll([][]byte{p}, how)
	}
	if len(p) == 0 && state&stStream != 0 {
		return 0, s.awaitData(how)
	}
	ev, since := arrival(flags), s.t.Nudges()
	if ev != spi.Readable || !s.waitsFirst(ev, how) {
		n, e := s.transferer().Recv(p, flags)
		if e != ws2def.WSAEWOULDBLOCK || state&stNonblocking != 0 {
			return n, e
		}
	}
	return s.recvWaiting(p, flags, how, since, s.deadline(receiving))
}

// recvWaiting is the part of a blocking receive that waits, until the deadline if
// that is not zero. since is the number of nudges before the caller looked.
func (s *Socket) recvWaiting(p []byte, flags uint32, how spi.Way, since uint32, until time.Time) (int, Errno) {
	ev := arrival(flags)
	for {
		if e := s.await(ev, how, since, until); e != 0 {
			return 0, e
		}
		since = s.t.Nudges()
		if n, e := s.transferer().Recv(p, flags); e != ws2def.WSAEWOULDBLOCK {
			return n, e
		}
	}
}

// arrival is what a receive with flags waits for.
func arrival(flags uint32) spi.Events {
	if flags&ws2def.MSG_OOB != 0 {
		return spi.Urgent
	}
	return spi.Readable
}

// mayRecv checks state and flags.
func (s *Socket) mayRecv(flags uint32) Errno {
	s.settle()
	state := s.state.Load()
	switch {
	case state&stNoRecv != 0:
		return ws2def.WSAESHUTDOWN
	case state&stDatagram != 0 && state&stBound == 0:
		return ws2def.WSAEINVAL
	case state&stDatagram == 0 && state&stConnected == 0:
		return ws2def.WSAENOTCONN
	case s.transferer() == nil:
		return ws2def.WSAEOPNOTSUPP
	case flags&^recvFlags != 0,
		flags&ws2def.MSG_OOB != 0 && s.entry.Info.ServiceFlags1&ws2def.XP1_EXPEDITED_DATA == 0:
		return ws2def.WSAEOPNOTSUPP
	case flags&ws2def.MSG_WAITALL != 0 &&
		(state&stNonblocking != 0 || state&stMessage != 0 ||
			flags&(ws2def.MSG_OOB|ws2def.MSG_PEEK|ws2def.MSG_PARTIAL) != 0):
		return ws2def.WSAEOPNOTSUPP
	}
	return 0
}

// awaitData is a stream receive without room: it ends when there is something
// to receive, or the connection has broken.
//
// Source: S-310, S-318, S-319.
func (s *Socket) awaitData(how spi.Way) Errno {
	until := s.deadline(receiving)
	for {
		since := s.t.Nudges()
		if e := s.arrived(); e != ws2def.WSAEWOULDBLOCK || s.has(stNonblocking) {
			return e
		}
		if e := s.await(spi.Readable, how, since, until); e != 0 {
			return e
		}
	}
}

// recvAll fills bufs, or as much of them as comes before the stream ends.
//
// Source: S-322.
func (s *Socket) recvAll(bufs [][]byte, how spi.Way) (int, Errno) {
	until := s.deadline(receiving)
	for done := 0; ; {
		since := s.t.Nudges()
		var e Errno
		if done, e = s.fill(bufs, done); e != ws2def.WSAEWOULDBLOCK {
			return done, e
		}
		if e := s.await(spi.Readable, how, since, until); e != 0 {
			return done, e
		}
	}
}

// fill receives into bufs behind the done bytes that are there already, and returns
// how many there are then: all that there is room for, or all that came before the
// end of the stream or an error.
func (s *Socket) fill(bufs [][]byte, done int) (int, Errno) {
	m := transfers.Get().(*spi.Message)
	defer giveBack(m)
	for total := length(bufs); done < total; {
		m.Buffers = skip(bufs, done)
		n, e := s.transferer().RecvMsg(m, 0)
		done += n
		if e != 0 || n == 0 {
			return done, e
		}
	}
	return done, 0
}

// arrived is a stream receive without room: 0 when there is something to receive,
// WSAEWOULDBLOCK, or why the connection broke.
//
// Source: S-310, O-061, O-062.
func (s *Socket) arrived() Errno {
	ev := s.t.Poll()
	if ev&spi.Reset != 0 {
		// Why, a receive with room would tell.
		if _, e := s.transferer().Recv(make([]byte, 1), ws2def.MSG_PEEK); e != ws2def.WSAEWOULDBLOCK {
			return e
		}
	}
	if ev&spi.Readable != 0 {
		return 0
	}
	return ws2def.WSAEWOULDBLOCK
}
