package core

import (
	"sync/atomic"
	"time"

	"winsock/internal/engine"
	"winsock/internal/handle"
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
	handle uint32        // whose lane it is; written while nobody can be in it
	fd     int32         // the socket's descriptor
	thread atomic.Uint32 // the kernel's number of the thread that receives
	entry  atomic.Uint32 // counts receives
	_      [3]uint32
}

// Bits of a lane's state.
const (
	laneOpen = 1 << iota // the short way may be taken
	laneRecv             // a thread of the face receives
	laneSend             // ... sends
	laneGone             // the socket was closed
)

// lanes has one lane for each slot of the handle table; nil without such a face.
var lanes []Lane

// NumLanes is how many lanes there have to be.
const NumLanes = handle.MaxHandles + 1

// SetLanes gives the memory of the lanes, all zero. It is for a face, before its
// first call.
func SetLanes(memory []Lane) { lanes = memory }

// plain reports whether a stream needs no more than the kernel for its transfers
// now. The caller holds mu.
func (s *Socket) plain() bool {
	const must = stStream | stConnected | stBound | stOverlapped
	const mustNot = stNoRecv | stNoSend | stNonblocking | stListening | stConnecting | stFailed | stClosing | stAborted | stBusy
	state := s.state.Load()
	return state&must == must && state&mustNot == 0 && s.recvTimeout == 0 && s.sendTimeout == 0 &&
		s.limits[receiving].Load() == 0 && s.limits[sending].Load() == 0
}

// openLane opens the lane of h, when there are lanes and its socket is plain. The
// caller holds a reference to h.
func (s *Socket) openLane(h Handle) {
	if lanes == nil || s.direct == nil {
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
	fd, ok := s.direct.Direct()
	if !ok {
		return
	}
	table.Retain(h)
	l.handle, l.fd = uint32(h), int32(fd)
	s.lane.Store(l)
	l.state.Store(laneOpen)
	// What makes a socket less than plain is noted first and shuts the lane then.
	if !s.plain() {
		l.shut(h, 0)
	}
}

// shutLane ends the short way: calls from now on come through this package, and a
// receive that waits is made to.
func (s *Socket) shutLane() {
	if l := s.lane.Load(); l != nil {
		l.shut(Handle(l.handle), 0)
		l.interrupt()
	}
}

// loseLane is shutLane for a socket that was closed.
func (s *Socket) loseLane() {
	if l := s.lane.Load(); l != nil {
		l.shut(Handle(l.handle), laneGone)
		l.interrupt()
	}
}

// shut takes the open bit out, adds bits, and gives back the reference when that
// leaves nobody in the lane.
func (l *Lane) shut(h Handle, bits uint32) {
	for {
		old := l.state.Load()
		used := old&(laneRecv|laneSend) != 0
		if old&laneOpen == 0 && (bits == 0 || !used) {
			return
		}
		now := old&^laneOpen | bits
		if !used {
			now = 0
		}
		if l.state.CompareAndSwap(old, now) {
			if !used {
				table.Release(h)
			}
			return
		}
	}
}

// LaneLeft is for the face that took the last thread out of a lane that was not
// open any more.
func LaneLeft(h Handle) {
	lanes[handle.Slot(h)].state.CompareAndSwap(laneGone, 0)
	table.Release(h)
}

// interrupt gets a thread out of its receive; see [engine.Interrupt].
func (l *Lane) interrupt() {
	if l.state.Load()&laneRecv == 0 {
		return
	}
	entry, thread := l.entry.Load(), l.thread.Load()
	engine.Interrupt(thread, func() bool {
		return l.state.Load()&laneRecv == 0 || l.entry.Load() != entry
	})
}

// InterruptLanes makes the receives that wait in lanes come through this package:
// it is for a face whose threads begin to have reasons to be alerted.
func InterruptLanes() {
	for _, h := range table.All() {
		obj := table.Acquire(h)
		if obj == nil {
			continue
		}
		if s, ok := obj.(*Socket); ok {
			s.shutLane()
		}
		table.Release(h)
	}
}

// lockOut locks out.mu, with nobody in the lane who sends: what this package sends
// comes whole. No lane opens while out.mu is held.
func (s *Socket) lockOut() {
	s.out.mu.Lock()
	l := s.lane.Load()
	if l == nil {
		return
	}
	for pause := time.Microsecond; l.state.Load()&(laneOpen|laneSend) != 0; pause = min(2*pause, time.Millisecond) {
		s.out.mu.Unlock()
		l.shut(Handle(l.handle), 0)
		time.Sleep(pause)
		s.out.mu.Lock()
	}
}

// LaneSend goes on with a send of p in the lane of h, of which the kernel took
// done bytes: the rest is sent as any other.
func LaneSend(h Handle, p []byte, done int, how spi.Way) (int, Errno) {
	l := &lanes[handle.Slot(h)]
	s, _ := table.Acquire(h).(*Socket)
	if s == nil {
		l.leaveSend(h) // closed meanwhile
		return 0, ws2def.WSAEINTR
	}
	defer table.Release(h)
	s.out.mu.Lock()
	l.shut(h, 0)
	l.leaveSend(h)
	return s.rest(h, [][]byte{p}, done, 0, how)
}

// leaveSend takes the sender out.
func (l *Lane) leaveSend(h Handle) {
	for {
		old := l.state.Load()
		now := old &^ laneSend
		if now&(laneOpen|laneRecv) == 0 {
			now = 0
		}
		if l.state.CompareAndSwap(old, now) {
			if now == 0 {
				table.Release(h)
			}
			return
		}
	}
}

// LaneError is what a transfer in the lane of h that failed with a Linux error
// means. WSAEWOULDBLOCK: make the call again, not in the lane.
func LaneError(h Handle, send bool, errno int32) Errno {
	s, _ := table.Acquire(h).(*Socket)
	if s == nil {
		return ws2def.WSAEWOULDBLOCK
	}
	defer table.Release(h)
	return s.direct.DirectError(send, errno)
}
