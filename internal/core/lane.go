package core

import (
	"sync/atomic"
	"time"

	"winsock/internal/handle"
	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// A lane is a short way around this package for a face in another language: while
// a stream needs no more than the kernel, its face sends and receives by system
// calls of its own, one sender and one receiver at a time. The lane holds a
// reference to the socket; whoever takes the last bit out of its state gives that
// back.
//
// The face owns the memory, so that both sides see it; its layout is part of
// capi/shim/lane.h.
type Lane struct {
	state  atomic.Uint32
	handle atomic.Uint32 // whose lane it is; written while nobody can be in it
	fd     int32         // the socket's descriptor
	thread atomic.Uint32 // the kernel's number of the thread that waits
	entry  atomic.Uint32 // counts waits
	face   [2]uint32     // the face's own, 0 in a new lane; written like fd
	_      uint32
}

// Bits of a lane's state.
const (
	laneOpen = 1 << iota // the short way may be taken
	laneRecv             // a thread of the face receives
	laneSend             // ... sends
)

// lanes has one lane for each slot of the handle table; nil without such a face.
var lanes []Lane

// NumLanes is how many lanes there have to be.
const NumLanes = numSlots

// SetLanes gives the memory of the lanes and expresses, all zero. It is for a face,
// before its first call.
func SetLanes(memory []Lane, express []Express) { lanes, expresses.flat = memory, express }

// plain reports whether a stream needs no more than the kernel for its transfers
// now. The caller holds mu.
func (s *Socket) plain() bool {
	const must = stStream | stConnected | stBound | stOverlapped
	const mustNot = stNoRecv | stNoSend | stNonblocking | stListening | stConnecting | stFailed | stClosing | stAborted | stBusy | stShared
	state := s.state.Load()
	return state&must == must && state&mustNot == 0 && s.network() == nil && s.async.Load() == nil && s.prompt()
}

// openLane opens the lane of h, when there are lanes and its socket is plain. The
// caller holds a reference to h.
func (s *Socket) openLane(h Handle) {
	if lanes == nil || s.direct() == nil {
		return
	}
	l := &lanes[handle.Slot(h)]
	if l.state.Load() != 0 || !s.out.mu.TryLock() {
		return
	}
	defer s.out.mu.Unlock()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.handles.Load() != 1 || !s.plain() || l.state.Load() != 0 {
		return
	}
	if old := s.ownLane(); old != nil && old.state.Load() != 0 {
		return // of a handle that was closed
	}
	fd, ok := s.direct().Direct()
	if !ok || table.Acquire(h) == nil {
		return
	}
	l.handle.Store(uint32(h))
	l.fd, l.face = int32(fd), [2]uint32{}
	s.lane.Store(uint32(h))
	l.state.Store(laneOpen)
	// What makes a socket less than plain, or closes the handle, is noted first and
	// shuts the lane then.
	if !s.plain() || !table.IsOpen(h) {
		l.shut()
	}
}

// ownLane is the lane that was opened for s last, unless another socket has it
// now; nil for none.
func (s *Socket) ownLane() *Lane {
	h := s.lane.Load()
	if h == 0 || lanes == nil {
		return nil
	}
	l := &lanes[handle.Slot(Handle(h))]
	if l.handle.Load() != h {
		return nil
	}
	return l
}

// shutLane ends the short way: calls from now on come through this package, and a
// receive that waits is made to.
func (s *Socket) shutLane() {
	if l := s.ownExpress(); l != nil {
		l.word.And(^uint32(expressOpen))
		if l.word.Load() == expressDatagrams {
			l.datagrams.Load().open.Store(0)
		}
	}
	if l := s.ownLane(); l != nil {
		l.shut()
		l.interrupt()
	}
}

// laneUsed reports whether somebody is, or may come, in the lane of h's slot.
func laneUsed(h Handle) bool { return lanes != nil && lanes[handle.Slot(h)].state.Load() != 0 }

// shut takes the open bit out.
func (l *Lane) shut() { l.take(laneOpen) }

// take takes a bit out, and gives back the reference when it was the last one.
func (l *Lane) take(bit uint32) {
	if l.state.And(^bit) == bit {
		table.Release(Handle(l.handle.Load()))
	}
}

// LaneLeft is for the face that took the last bit out of the state of h's lane.
func LaneLeft(h Handle) { table.Release(h) }

// interrupt gets a thread out of its receive; see [sys.Interrupt].
func (l *Lane) interrupt() {
	if l.state.Load()&laneRecv == 0 {
		return
	}
	entry, thread := l.entry.Load(), l.thread.Load()
	sys.Interrupt(thread, func() bool {
		return l.state.Load()&laneRecv == 0 || l.entry.Load() != entry
	})
}

// InterruptLanes makes the receives that wait in lanes come through this package:
// it is for a face whose threads begin to have reasons to be alerted.
func InterruptLanes() {
	for _, s := range openSockets() {
		s.shutLane()
	}
}

// lockOut locks out.mu, with nobody in the lane who sends: what this package sends
// comes whole. No lane opens while out.mu is held.
func (s *Socket) lockOut() {
	s.out.mu.Lock()
	if l := s.ownExpress(); l != nil {
		for l.word.Load()&(expressOpen|expressSend) != 0 {
			s.out.mu.Unlock()
			l.word.And(^uint32(expressOpen))
			s.sendsLeave()
			s.out.mu.Lock()
		}
		s.recallSend()
	}
	l := s.ownLane()
	if l == nil {
		return
	}
	for l.state.Load()&(laneOpen|laneSend) != 0 {
		s.out.mu.Unlock()
		l.shut()
		soon(func() bool { return l.state.Load()&laneSend == 0 })
		s.out.mu.Lock()
	}
}

// fromLane is the socket of a thread of the face that is in the lane of h, which
// may be closed by now. The caller gives back a reference to h.
func fromLane(h Handle) (*Lane, *Socket) {
	table.Retain(h)
	return &lanes[handle.Slot(h)], table.Held(h).(*Socket)
}

// LaneSend goes on with a send of p in the lane of h, of which the kernel took n
// bytes, or none with a Linux error -n: the rest is sent as any other.
func LaneSend(h Handle, p []byte, n int, how spi.Way) (int, Errno) {
	l, s := fromLane(h)
	defer table.Release(h)
	if n < 0 {
		if e := s.direct().DirectError(true, int32(-n)); e != ws2def.WSAEWOULDBLOCK {
			l.take(laneSend)
			return 0, e
		}
	}
	s.out.mu.Lock()
	l.shut()
	l.take(laneSend)
	return s.rest(h, [][]byte{p}, max(n, 0), 0, how)
}

// LaneRecv goes on with a receive into p in the lane of h, to which the kernel
// gave no bytes (n is 0) or a Linux error -n: one that was interrupted goes on
// waiting, whatever has changed about the socket meanwhile.
//
// Source: S-332.
func LaneRecv(h Handle, p []byte, n int, how spi.Way) (int, Errno) {
	l, s := fromLane(h)
	defer table.Release(h)
	l.take(laneRecv)
	if n < 0 {
		if e := s.direct().DirectError(false, int32(-n)); e != ws2def.WSAEWOULDBLOCK {
			return 0, e
		}
	}
	since := s.t.Nudges()
	if n, e := s.transferer().Recv(p, 0); e != ws2def.WSAEWOULDBLOCK {
		return n, e
	}
	return s.recvWaiting(p, 0, how, since, time.Time{})
}
