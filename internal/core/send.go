package core

import (
	"sync"
	"time"

	"winsock/internal/engine"
	"winsock/spi"
	"winsock/ws2def"
)

// sender orders the sends of a stream and holds what one of them could not
// place yet (D13): at any time at most one send has a rest, and nobody sends
// between its parts.
type sender struct {
	mu sync.Mutex // held over each attempt to send
}

// nudgeSenders makes calls that wait for their turn look at their limits again.
func (s *Socket) nudgeSenders() {
	s.out.mu.Lock()
	defer s.out.mu.Unlock()
	if u := s.uncommon(); u.turn != nil {
		close(u.turn)
		u.turn = nil
	}
}

// sendFlags are the flags that a send may carry.
const sendFlags = ws2def.MSG_OOB | ws2def.MSG_DONTROUTE | ws2def.MSG_PARTIAL

// Send sends p to the peer. A blocking stream send returns when all of p is
// handed over, a nonblocking one takes all of p or nothing. The result counts
// the bytes handed over also when the call fails.
//
// Errors: WSANOTINITIALISED, WSAENOTSOCK, WSAENOTCONN, WSAESHUTDOWN,
// WSAEWOULDBLOCK, WSAETIMEDOUT, WSAEINTR, WSAEMSGSIZE, WSAEOPNOTSUPP,
// WSAECONNRESET, WSAECONNABORTED, and what the transport adds.
//
// Source: S-269…S-302, D13.
func Send(h Handle, p []byte, flags uint32, how spi.Way) (int, Errno) {
	s, e := enter(h)
	if e != 0 {
		return 0, e
	}
	n, e := s.send(h, p, flags, how)
	s.sent(e)
	if how != spi.Park && e == 0 {
		s.openLane(h)
	}
	table.Release(h)
	return n, e
}

func (s *Socket) send(h Handle, p []byte, flags uint32, how spi.Way) (int, Errno) {
	state := s.state.Load()
	if state&(stConnected|stConnecting|stNoSend|stBusy) != stConnected || flags != 0 || s.transferer() == nil {
		if e := s.maySend(flags, false); e != 0 {
			return 0, e
		}
		state = s.state.Load()
	}
	if s.expired(sending) {
		return 0, ws2def.WSAETIMEDOUT
	}
	if state&stStream == 0 {
		n, e := s.transferer().Send(p, flags)
		if e != ws2def.WSAEWOULDBLOCK || state&stNonblocking != 0 {
			return n, e
		}
		return s.repeat(how, func() (int, Errno) { return s.transferer().Send(p, flags) })
	}
	if len(p) == 0 {
		return 0, 0
	}
	s.lockOut()
	if s.state.Load()&stBusy == 0 {
		n, e := s.transferer().Send(p, flags)
		if n == len(p) || e != 0 && e != ws2def.WSAEWOULDBLOCK {
			s.out.mu.Unlock()
			return n, e
		}
		return s.rest(h, [][]byte{p}, n, flags, how)
	}
	return s.queue(h, [][]byte{p}, flags, how)
}

// maySend checks state and flags. to says that the call names a destination.
func (s *Socket) maySend(flags uint32, to bool) Errno {
	s.settle()
	state := s.state.Load()
	switch {
	case state&stNoSend != 0:
		return ws2def.WSAESHUTDOWN
	case state&stConnected == 0 && !(to && state&stDatagram != 0):
		return ws2def.WSAENOTCONN
	case s.transferer() == nil:
		return ws2def.WSAEOPNOTSUPP
	case flags&^sendFlags != 0,
		flags&ws2def.MSG_OOB != 0 && s.entry.Info.ServiceFlags1&ws2def.XP1_EXPEDITED_DATA == 0,
		flags&ws2def.MSG_PARTIAL != 0 && s.entry.Info.ServiceFlags1&ws2def.XP1_PARTIAL_MESSAGE == 0:
		return ws2def.WSAEOPNOTSUPP
	}
	return 0
}

// repeat tries a whole-or-nothing send until it is done.
func (s *Socket) repeat(how spi.Way, try func() (int, Errno)) (int, Errno) {
	until := s.deadline(sending)
	for {
		if e := s.await(spi.Writable, how, s.t.Nudges(), until); e != 0 {
			return 0, e
		}
		if n, e := try(); e != ws2def.WSAEWOULDBLOCK {
			return n, e
		}
	}
}

// queue waits for the socket's turn to send and then sends. The caller holds
// out.mu, which queue releases.
func (s *Socket) queue(h Handle, bufs [][]byte, flags uint32, how spi.Way) (int, Errno) {
	if s.has(stNonblocking) {
		s.out.mu.Unlock()
		return 0, ws2def.WSAEWOULDBLOCK
	}
	until := s.deadline(sending)
	for s.has(stBusy) {
		u := s.special()
		if u.turn == nil {
			u.turn = make(chan struct{})
		}
		turn := u.turn
		s.out.mu.Unlock()
		if e := s.awaitTurn(turn, until); e != 0 {
			return 0, e
		}
		s.lockOut()
	}
	return s.rest(h, bufs, -1, flags, how)
}

// awaitTurn waits until the turn changes.
func (s *Socket) awaitTurn(turn chan struct{}, until time.Time) Errno {
	until = s.within(sending, until)
	var expired <-chan time.Time
	if !until.IsZero() {
		timer := time.NewTimer(time.Until(until))
		defer timer.Stop()
		expired = timer.C
	}
	// detach ends the turns that there are after it has set stClosing.
	if !s.has(stClosing) {
		select {
		case <-turn:
		case <-expired:
			return ws2def.WSAETIMEDOUT
		}
	}
	if s.has(stClosing) {
		return ws2def.WSAEINTR
	}
	return 0
}

// rest goes on with a stream send of which done bytes are placed, or -1 when
// none was tried yet. The caller holds out.mu and has seen that nobody is busy;
// rest releases it.
func (s *Socket) rest(h Handle, bufs [][]byte, done int, flags uint32, how spi.Way) (int, Errno) {
	full := done >= 0
	done = max(done, 0)
	if s.has(stNonblocking) {
		defer s.out.mu.Unlock()
		if !full {
			n, e := s.trySend(bufs, 0, flags)
			if e != 0 {
				return 0, e
			}
			done = n
		} else if done == 0 {
			return 0, ws2def.WSAEWOULDBLOCK
		}
		total := length(bufs)
		if s.uncommon().layered {
			return done, 0 // who stands over it keeps the rest
		}
		if done < total {
			s.keep(h, remainder(bufs, done), flags)
		}
		return total, 0
	}
	s.change(stBusy, 0)
	s.out.mu.Unlock()
	defer s.passTurn()

	until := s.deadline(sending)
	total := length(bufs)
	for {
		// A send that took a part has filled the room there was: wait first.
		if full {
			if e := s.await(spi.Writable, how, s.t.Nudges(), until); e != 0 {
				return done, e
			}
		}
		n, e := s.trySend(bufs, done, flags)
		done += n
		full = true
		switch {
		case done == total:
			return total, 0
		case e != 0 && e != ws2def.WSAEWOULDBLOCK:
			return done, e
		}
	}
}

// passTurn ends this call's turn to send, and sending altogether when Shutdown
// asked for that meanwhile.
func (s *Socket) passTurn() {
	s.out.mu.Lock()
	s.leaveTurn()
}

// trySend sends what is left of bufs behind their first done bytes.
func (s *Socket) trySend(bufs [][]byte, done int, flags uint32) (int, Errno) {
	if len(bufs) == 1 {
		return s.transferer().Send(bufs[0][done:], flags)
	}
	m := spi.Message{Buffers: skip(bufs, done)}
	return s.transferer().SendMsg(&m, flags)
}

// keep takes over the rest of a nonblocking send and flushes it in the
// background. It holds a reference to the socket, so the transport lives until
// the rest is placed, even when the socket is closed meanwhile. The caller
// holds out.mu.
//
// Source: D13, S-289, S-290.
func (s *Socket) keep(h Handle, rest []byte, flags uint32) {
	s.change(stBusy, 0)
	table.Retain(h)
	go func() {
		defer table.Release(h)
		defer s.passTurn()
		s.flush(rest, flags)
	}()
}

// flush places rest, waiting also when the socket is closed meanwhile, unless
// it was closed abortively. When the connection breaks there is nothing left to
// do: the next call on the socket learns of it from the transport. A closed
// socket that has data to receive breaks the connection itself, as the kernel
// does: nobody will read it, and a peer that waits to be read before it reads
// would never end.
//
// Source: S-290, S-393.
func (s *Socket) flush(rest []byte, flags uint32) {
	set := s.roomSet()
	defer set.Close()
	closing := &watcher{set.Wake}
	s.watch(closing)
	defer s.unwatch(closing)
	for !s.has(stAborted) {
		n, e := s.transferer().Send(rest, flags)
		rest = rest[n:]
		if len(rest) == 0 || e != 0 && e != ws2def.WSAEWOULDBLOCK {
			return
		}
		if s.has(stClosing) && s.t.Poll()&spi.Data != 0 {
			s.change(stAborted, 0)
			return
		}
		set.Wait(time.Time{})
	}
}

// roomSet makes the set that tells when there is room to send, or something to
// receive. Bytes that were taken must not be lost because descriptors ran out,
// so it keeps trying.
func (s *Socket) roomSet() *engine.Set {
	for {
		if set, e := engine.NewSet(spi.Park); e == 0 {
			if set.Add(s.t, spi.Writable|spi.Readable) == 0 {
				return set
			}
			set.Close()
		}
		time.Sleep(10 * time.Millisecond)
	}
}

func length(bufs [][]byte) int {
	n := 0
	for _, b := range bufs {
		n += len(b)
	}
	return n
}

// skip returns bufs without their first n bytes.
func skip(bufs [][]byte, n int) [][]byte {
	for i, b := range bufs {
		if n < len(b) {
			if n == 0 {
				return bufs[i:]
			}
			rest := append([][]byte{b[n:]}, bufs[i+1:]...)
			return rest
		}
		n -= len(b)
	}
	return nil
}

// remainder copies what follows the first n bytes of bufs.
func remainder(bufs [][]byte, n int) []byte {
	rest := make([]byte, 0, length(bufs)-n)
	for _, b := range skip(bufs, n) {
		rest = append(rest, b...)
	}
	return rest
}
