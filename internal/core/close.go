package core

import (
	"time"

	"winsock/internal/handle"
	"winsock/spi"
	"winsock/ws2def"
)

// Shutdown ends receiving (SD_RECEIVE), sending (SD_SEND) or both (SD_BOTH).
//
// Errors: WSANOTINITIALISED, WSAENOTSOCK, WSAEINVAL (how), WSAENOTCONN.
//
// Source: S-360…S-375.
func Shutdown(h Handle, how int32) Errno {
	s, e := enter(h)
	if e != 0 {
		return e
	}
	defer table.Release(h)
	return s.shutdown(how)
}

// shutdown is Shutdown of a socket to which the caller holds a reference.
func (s *Socket) shutdown(how int32) Errno {
	bits, e := s.mayEnd(how)
	if e != 0 {
		return e
	}
	s.lockOut()
	defer s.out.mu.Unlock()
	begun := s.state.Load()
	s.change(bits, 0)
	if begun&bits == bits || bits&stNoSend != 0 && begun&stBusy != 0 {
		return 0 // done before, or the end follows the rest: passTurn
	}
	return s.end(how)
}

// mayEnd gives the state bits of a direction that a call wants to end. Errors: WSAEINVAL
// (how), WSAENOTCONN.
func (s *Socket) mayEnd(how int32) (bits uint32, e Errno) {
	s.settle()
	switch how {
	case ws2def.SD_RECEIVE:
		bits = stNoRecv
	case ws2def.SD_SEND:
		bits = stNoSend
	case ws2def.SD_BOTH:
		bits = stNoRecv | stNoSend
	default:
		return 0, ws2def.WSAEINVAL
	}
	if !s.has(stDatagram) && (!s.has(stConnected) || s.has(stContextless)) {
		return 0, ws2def.WSAENOTCONN
	}
	return bits, 0
}

// end tells the transport that the direction is over.
func (s *Socket) end(how int32) Errno {
	if sd, ok := spi.Ability[spi.Shutdowner](s.t); ok {
		return sd.Shutdown(how)
	}
	return 0
}

// Close closes h (closesocket). The handle is invalid at once. When no other
// handle means the socket, blocked calls end with WSAEINTR, and what the socket
// still owes its peer is delivered in the background, unless linger says
// otherwise.
//
// Errors: WSANOTINITIALISED, WSAENOTSOCK, WSAEWOULDBLOCK (nonblocking, linger
// with a time-out, data still queued: the socket stays open), WSAEACCES (the handle
// is protected from being closed).
//
// Source: S-376…S-395, P-414.
func Close(h Handle, how spi.Way) Errno {
	s, e := enter(h)
	if e != 0 {
		return e
	}
	e = s.close(h, how)
	table.Release(h)
	return e
}

// close is Close of a handle to which the caller holds a reference.
func (s *Socket) close(h Handle, how spi.Way) Errno {
	if table.Flags(h)&handle.ProtectFromClose != 0 {
		return ws2def.WSAEACCES
	}
	var linger ws2def.Linger
	if u := s.extra.Load(); u != nil {
		s.mu.Lock()
		linger = u.linger
		s.mu.Unlock()
	}
	last := s.handles.Load() == 1
	if last && s.departs() {
		linger = ws2def.Linger{} // is for the last process that closes it
	}
	lingering := last && linger.Onoff != 0 && linger.Linger != 0 && s.has(stStream|stConnected)
	if lingering && s.has(stNonblocking) && s.unsent() > 0 {
		return ws2def.WSAEWOULDBLOCK
	}
	if table.Close(h) == nil {
		return ws2def.WSAENOTSOCK
	}
	defer table.Release(h)
	if s.handles.Add(-1) > 0 {
		s.shutLane()
		s.sendsLeave()
		s.rehome(h)
		return 0
	}
	if linger.Onoff != 0 && linger.Linger == 0 {
		s.change(stAborted, 0)
	}
	s.detach()
	if lingering && !s.has(stNonblocking) {
		s.lingerFor(time.Duration(linger.Linger) * time.Second)
	}
	return 0
}

// detach wakes everybody who waits for s, which has lost its handle.
func (s *Socket) detach() {
	s.departs()
	s.change(stClosing, 0)
	s.leaveGroup()
	s.abandon()
	if u := s.extra.Load(); u != nil {
		s.mu.Lock()
		requests := u.requests
		s.mu.Unlock()
		if requests != nil {
			requests.end()
		}
	}
	s.t.Wake()
	s.nudgeSenders()
	s.tell()
}

// unsent is what the peer has not acknowledged yet, as far as the transport
// knows.
func (s *Socket) unsent() int {
	n := 0
	if s.has(stBusy) {
		n++
	}
	if q, ok := spi.Ability[spi.Queuer](s.t); ok {
		n += q.Unsent()
	}
	return n
}

// lingerFor waits until everything is delivered, and after limit gives up and
// has the connection reset.
//
// Source: S-378.
func (s *Socket) lingerFor(limit time.Duration) {
	end := time.Now().Add(limit)
	// The kernel does not tell when the last byte is acknowledged, so look, at
	// first often and then less so.
	for pause := 50 * time.Microsecond; s.unsent() > 0; pause = min(2*pause, 20*time.Millisecond) {
		left := time.Until(end)
		if left <= 0 {
			s.change(stAborted, 0)
			s.tell()
			return
		}
		time.Sleep(min(pause, left))
	}
}

// Finish closes the transport when nobody uses the socket any more.
func (s *Socket) Finish() {
	if s.entries.Add(-1) > 0 {
		return
	}
	defer process.sockets.Add(-1)
	if s.extra.Load() == nil {
		s.t.Close(s.has(stAborted))
		s.reuse()
		return
	}
	for _, t := range s.uncommon().deferred {
		t.Close(true)
	}
	s.unattend()
	if s.uncommon().guard != nil {
		s.unaudit()
	}
	s.leaveGroup()
	s.dropQuality()
	if m := s.multipoint(); m != nil {
		m.retire()
	}
	if n := s.network(); n != nil {
		n.forget()
	}
	if sh := s.uncommon().shared.Load(); sh != nil {
		s.finishShared(sh)
	} else {
		s.t.Close(s.has(stAborted))
	}
}
