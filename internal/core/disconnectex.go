package core

import (
	"time"

	"winsock/spi"
	"winsock/ws2def"
)

// DisconnectEx starts to end the connection of h, after what is being sent: the peer
// sees the end, and nothing can be sent any more. With TF_REUSE_SOCKET it ends when
// the peer has ended its side too, and the socket is good for another ConnectEx or
// AcceptEx. Without an OVERLAPPED it waits for its end, with one the result of a good
// call is always WSA_IO_PENDING.
//
// Errors: WSANOTINITIALISED, WSAENOTSOCK, WSAENOTCONN, WSAEINVAL (flags, reserved),
// WSAEOPNOTSUPP (the transport can't be used again), WSA_INVALID_HANDLE.
//
// Source: O-418…O-425.
func DisconnectEx(h Handle, flags, reserved uint32, as *Async) Errno {
	s, e := enter(h)
	if e != 0 {
		return e
	}
	reuse := flags&ws2def.TF_REUSE_SOCKET != 0
	_, renews := spi.Ability[spi.Renewer](s.t)
	switch {
	case s.has(stDatagram) || !s.has(stConnected):
		e = ws2def.WSAENOTCONN
	case flags&^ws2def.TF_REUSE_SOCKET != 0, reserved != 0:
		e = ws2def.WSAEINVAL
	case reuse && !renews:
		e = ws2def.WSAEOPNOTSUPP
	}
	o, e := s.prepare(h, as, e)
	if e != 0 {
		return e
	}
	s.lockOut()
	s.change(stNoSend, 0)
	s.out.mu.Unlock()
	o.work, o.sends, o.pends = &disconnect{reuse: reuse}, true, true
	return s.run(o)
}

// run starts o, and without an OVERLAPPED waits for its end.
func (s *Socket) run(o *operation) Errno {
	var e Errno
	if o.ov == nil {
		_, e = o.finish(spi.Park, time.Time{})
	} else {
		_, e = s.start(o)
	}
	return e
}

// disconnect is the work of a DisconnectEx, and the last part of others.
type disconnect struct {
	reuse   bool
	shut    bool // the peer is told
	watched bool // the engine's thread is told of what the peer does
}

var _ work = (*disconnect)(nil)

// try implements [work].
//
// Source: O-422, O-423.
func (d *disconnect) try(o *operation) (int, Errno) { return 0, d.step(o.s, o.h) }

// step goes on with ending the connection of s, one of whose handles h is.
func (d *disconnect) step(s *Socket, h Handle) Errno {
	if !d.shut {
		d.shut = true
		s.change(stNoSend, 0)
		if e := s.end(ws2def.SD_SEND); e != 0 && !d.reuse {
			return e
		}
	}
	if !d.reuse {
		return 0
	}
	e := Errno(ws2def.WSAEWOULDBLOCK)
	if s.drain() {
		e = s.renew(false)
	}
	if e == ws2def.WSAEWOULDBLOCK && !d.watched {
		d.watched = true // and told at once if that is over by now
		s.insist(h, spi.Readable|spi.Writable)
	}
	return e
}

// drain gives what still comes to the receives that wait, or else to nobody. It
// reports whether none waits.
func (s *Socket) drain() bool {
	x := s.asynchronous()
	x.mu.Lock()
	defer x.mu.Unlock()
	s.recall(x)
	s.receiveOn(x, 0, inside)
	if !x.idle() {
		return false
	}
	var rest [4096]byte
	for {
		if n, e := s.transferer().Recv(rest[:], 0); e != 0 || n == 0 {
			return true
		}
	}
}

// renew makes s as it was before it was connected; see [spi.Renewer].
//
// Source: O-423…O-425.
func (s *Socket) renew(abort bool) Errno {
	r, ok := spi.Ability[spi.Renewer](s.t)
	if !ok {
		return ws2def.WSAEOPNOTSUPP
	}
	before := s.Descriptor()
	renew := func() Errno { return r.Renew(abort) }
	if s.attended() {
		again := renew
		renew = func() Errno { return s.reseat(again) } // layers may watch the descriptor, too
	}
	if e := renew(); e != 0 {
		return e
	}
	if s.Descriptor() != before {
		s.reseat(func() Errno { return 0 })
		s.mu.Lock()
		s.forwardAll()
		s.mu.Unlock()
	}
	x := s.asynchronous()
	x.mu.Lock()
	x.in.ready, x.in.always = true, false
	x.mu.Unlock()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fresh()
	return 0
}

// fresh makes the state that of a socket that was never connected. The caller holds mu.
func (s *Socket) fresh() {
	clear := uint32(stConnected | stEverConn | stNoRecv | stNoSend | stFailed | stContextless | stAccepted)
	if s.has(stAccepted) {
		clear |= stBound
	}
	s.connectedAt, s.softError = 0, 0
	s.release()
	s.change(0, clear)
}

// close implements [work]. What the peer was told can't be taken back.
func (d *disconnect) close(_ *operation, status ws2def.NTStatus) ws2def.NTStatus { return status }

func (d *disconnect) ended(*operation, ws2def.NTStatus, int) {}

func (d *disconnect) over() {}
