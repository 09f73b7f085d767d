package core

import (
	"sync/atomic"
	"time"

	"winsock/internal/object"
	"winsock/ws2def"
)

// What is here is done for C programs by capi/ws2_32/uring.c and uring_guard.c.
//
// Goroutines are no threads: the kernel finishes a request on the thread that submitted
// it, whichever goroutine runs there, and where that sleeps in the run-time it is woken
// for a moment. A thread ends only when a goroutine ends that was locked to it; what it
// has submitted is put in anew then (uring.Undone).

// ringOf is the source with a ring of the port of an express, in which the caller is.
func ringOf(p *object.Port) *portSource { return p.GivenSource().(*portSource) }

// mayRing reports whether the port's goroutines wait in the ring, and p may go there.
func (l *Express) mayRing(p []byte) bool { return len(p) <= uringMost && l.port.Ringed() }

// receiveInRing makes the receive of l, with which the caller deals and whose port p is,
// a request.
func (l *Express) receiveInRing(p *object.Port) {
	atomic.StoreUintptr(&l.overlapped.Internal, uintptr(ws2def.STATUS_PENDING))
	l.word.Or(expressArmed)
	l.word.And(^uint32(expressBusy))
	source := ringOf(p)
	source.putReceive(l)
	source.submitSoon()
}

// sendInRing makes a send of p on h a request, for who sends in l, whose port it has. It
// is submitted when the port's goroutines come for packets.
func (l *Express) sendInRing(port *object.Port, h Handle, p []byte, a *Async) {
	d := uringSends.open(h)
	d.overlapped.Store(a.Overlapped)
	d.buffer, d.size, d.issuer = &p[0], uint32(len(p)), a.Issuer
	a.Overlapped.InternalHigh = 0
	atomic.StoreUintptr(&a.Overlapped.Internal, uintptr(ws2def.STATUS_PENDING))
	l.word.Or(expressSending)
	source := ringOf(port)
	source.putSend(l, d)
	source.submitSoon()
}

// submitSoon submits what was put in, unless a goroutine is likely to do that soon:
// then the guard sees to it that it does.
func (x *portSource) submitSoon() {
	switch {
	case !x.port.Soon():
		x.ring.Submit()
	case !x.ring.guarded.Load() && x.ring.guarded.CompareAndSwap(false, true):
		go x.guardRing()
	}
}

const (
	ringPause  = time.Millisecond // between two looks of the guard
	ringRounds = 20               // looks in vain before it leaves the ring alone
)

// guardRing looks after the ring in which requests were put by goroutines that should
// have come to submit them: it submits what has lain since its last look. When sends are
// under way and nothing happens for a while, it has them go on in the usual way.
func (x *portSource) guardRing() {
	var sq, cq uint32
	for rounds := 0; ; {
		time.Sleep(ringPause)
		if !x.Stay() {
			return // the port is closed
		}
		nowSq, nowCq := x.ring.Heads()
		if nowSq != sq || nowCq != cq {
			sq, cq, rounds = nowSq, nowCq, 0
		} else if rounds++; x.ring.Pending() > 0 {
			x.ring.Submit()
		}
		over := false
		if rounds >= ringRounds {
			rounds = 0
			if over = !x.port.Sending(); !over {
				x.complete()
				x.settle()
			}
		}
		if over {
			x.ring.guarded.Store(false)
			over = x.ring.Pending() == 0 || !x.ring.guarded.CompareAndSwap(false, true)
		}
		x.Leave()
		if over {
			return
		}
	}
}
