package core

import (
	"sync"
	"sync/atomic"
	"time"

	"winsock/internal/engine"
	"winsock/internal/engine/uring"
	"winsock/internal/object"
	"winsock/internal/sys"
	"winsock/ws2def"
)

// With io_uring the receive and the send of an [Express] are requests in the ring of
// the port, and so is what a listener waits for. The face puts them in, without a system
// call; the threads that wait for packets submit them, wait for completions and end the
// operations. Everything else is as with epoll, whose descriptor the ring watches.
//
// A request is known by its operation and the socket's handle. Before a handle is
// closed its requests are taken back, so no completion is ever somebody else's.
//
// Source: O-480…O-535.

// uringSend is the send of an express that is a request. C knows it too
// (capi/shim/uring.h).
type uringSend struct {
	overlapped atomic.Pointer[ws2def.Overlapped] // its InternalHigh is what was sent before the request
	buffer     *byte
	size       uint32
	issuer     uint32
}

// uringSends are those of all slots of the handle table.
var uringSends slots[uringSend]

// shareSends lets the face, if it has expresses of its own, see the sends: the result
// is where they are. Errors: ENOMEM.
var shareSends = sync.OnceValues(func() (uintptr, sys.Errno) {
	if expresses.flat == nil {
		return 0, 0
	}
	memory, e := sys.Map[uringSend](numSlots)
	if e != 0 {
		return 0, e
	}
	uringSends.flat = memory
	return sys.AddressOf(&memory[0]), 0
})

// Engine is the engine of this process, why it is that one, and why there can be no
// io_uring here ("": there can).
func Engine() (name, why, noUring string) {
	c := engine.Chosen()
	return c.Name, c.Why, engine.NoUring()
}

// sourceRing is the ring of a port's source.
type sourceRing struct {
	*uring.Ring
	guarded atomic.Bool // the guard of the Go face looks after it

	// Guarded by portSource.mu:
	used    bool // a socket is in the ring, or was: threads wait there
	polling int  // threads that wait in the poller all the same, from before
}

// rings reports whether threads wait in the ring of x, and not in the poller.
func (x *portSource) rings() bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.ring.used
}

// waits is rings for a thread that is about to wait.
func (r *sourceRing) waits(x *portSource) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	if !r.used {
		r.polling++
	}
	return r.used
}

// unpolled is the end of a thread's wait in the poller. The last one has the ring
// watch it from now on, if it is used by now.
func (x *portSource) unpolled() {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.ring.polling--; x.ring.used && x.ring.polling == 0 {
		x.poller.Reopen()
		x.watch()
	}
}

// Unpolled implements [object.Source].
func (x *portSource) Unpolled() {
	if x.Stay() {
		x.unpolled()
		x.Leave()
	}
}

// use has threads wait in the ring from now on.
func (r *sourceRing) use(x *portSource) (ok bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if r.used {
		return true
	}
	if x.poller.Clear() != 0 {
		return false
	}
	r.used = true
	if x.port.Rings() {
		r.polling++
	}
	if r.polling == 0 {
		x.poller.Reopen()
		x.watch()
	}
	return true
}

// rings are the sources with a ring by the ring's number.
var rings struct {
	sync.Mutex
	last uint32
	all  map[uint32]*portSource
}

// newRing makes the ring of x; nil when there can't be one, or the engine is another.
func (x *portSource) newRing() *sourceRing {
	if engine.Chosen().Name != "uring" {
		return nil
	}
	sends, e := shareSends()
	if e != 0 {
		return nil
	}
	// Where one thread runs at a time, nobody else could take what the kernel is
	// late to finish for it. The C face's guard sees to it elsewhere.
	ring, e := uring.New(x.port.Limit() == 1 || expresses.flat != nil)
	if e != 0 {
		return nil
	}
	rings.Lock()
	defer rings.Unlock()
	if rings.all == nil {
		rings.all = make(map[uint32]*portSource)
	}
	rings.last++
	rings.all[rings.last] = x
	ring.Queues().Sends, ring.Queues().ID = sends, rings.last
	return &sourceRing{Ring: ring}
}

// close ends the ring.
func (r *sourceRing) close() {
	rings.Lock()
	delete(rings.all, r.Queues().ID)
	rings.Unlock()
	r.Close()
}

// receiveOf and sendOf are what completions of h's requests have.
func receiveOf(h uint32) uint64 { return sys.UringRecv<<32 | uint64(h) }
func sendOf(h uint32) uint64    { return sys.UringSend<<32 | uint64(h) }

// pollOf is what completions have that tell of changes of h, a listener.
func pollOf(h uint32) uint64 { return sys.UringPoll<<32 | uint64(h) }

// What completions of the source's own tell.
const (
	uringWake = object.Told | iota
	uringEnd
	uringWatch
	uringArm
	uringCancelled
)

// waitRing is Wait of a source with a ring.
func (x *portSource) waitRing(deadline int64) (woken bool) {
	r := x.ring
	if deadline == sys.Past {
		if told, woken := x.tell(); told {
			return woken
		}
	}
	limit := int64(-1)
	switch deadline {
	case 0:
	case sys.Past:
		limit = 0
	default:
		limit = max(deadline-sys.Monotonic(), int64(time.Microsecond))
	}
	if x.port.Untold() {
		woken = x.look()
		limit = 0
	}
	r.Wait(limit)
	_, wakes := x.tell()
	return woken || wakes
}

// tell goes on with the next completions, as far as they are the source's own: told.
func (x *portSource) tell() (told, woken bool) {
	x.port.Tell(func(c sys.UringCompletion) {
		told = true
		woken = x.told(c) || woken
	})
	return told, woken
}

// told is given a completion of the source's own, and reports whether it is Wake's.
func (x *portSource) told(c sys.UringCompletion) (woken bool) {
	switch c.Data {
	case uringWake:
		return true
	case uringEnd:
		x.ring.Nop(uringEnd) // all waits are to end
		x.ring.Submit()
	case uringArm:
		x.arm()
	case uringWatch:
		if c.Flags&sys.UringMore == 0 {
			x.arm() // the thread that did it has ended
		}
		return x.look()
	}
	return false
}

// look asks the poller what has changed, and whether somebody called Wake before
// threads came to wait in the ring.
func (x *portSource) look() (woken bool) {
	var ready [maxReady]engine.Ready
	room := ready[:x.port.Room(maxReady)]
	n := 0
	if len(room) > 0 {
		n, woken = x.poller.Wait(room, sys.Past)
		x.port.Told(room[:n])
	}
	x.port.SetUntold(n == len(room))
	return woken
}

// arm makes the ring tell when the poller has something to tell. The kernel finds that
// out on the thread that does this.
func (x *portSource) arm() {
	x.ring.Watch(x.poller.Fd(), uringWatch)
	x.ring.Submit()
}

// watch has one of the threads that wait arm the ring.
func (x *portSource) watch() {
	x.ring.Nop(uringArm)
	x.ring.Submit()
}

// complete ends all operations that completions tell of by now, in vain or not.
func (x *portSource) complete() {
	x.port.Complete(func(c sys.UringCompletion) {
		if x.told(c) {
			x.Wake() // it was meant for somebody who waits
		}
	})
}

// RingStuck is called by the face when nothing goes on in the ring id, though sends
// are under way: what has completed is ended, and what has not goes on in the usual
// way, so that a thread that only looks at an OVERLAPPED sees its end.
func RingStuck(id uint32) {
	rings.Lock()
	x := rings.all[id]
	rings.Unlock()
	if x == nil || !x.Stay() {
		return
	}
	defer x.Leave()
	x.complete()
	x.settle()
}

// settle takes all sends back that are under way in the ring.
func (x *portSource) settle() {
	for _, s := range openSockets() {
		if a := s.async.Load(); a != nil && a.ringed.Load() == x {
			s.hasten(nil)
		}
	}
}
