package engine

import (
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"

	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// FD is a nonblocking kernel descriptor with its waiters. A descriptor that
// never has to wait costs nothing beyond this struct; the first parked wait
// registers it with the run-time's poller, or with the crowd's.
//
// The owner calls Init once, and Close once after all other calls returned.
type FD struct {
	fd     atomic.Int32
	nudges atomic.Uint32           // counts Nudge; rises with mu held
	w      atomic.Pointer[waiters] // nil until the first wait; changes with mu held
	mu     sync.Mutex

	waited   atomic.Uint32 // bits of directions: the last wait, or receive, found nothing ready
	woken    bool          // guarded by mu
	mayBlock bool          // somebody else may have made it blocking; guarded by mu
	lent     bool          // other processes may have its file; guarded by mu
}

var _ interface {
	spi.Waiter
	spi.Expecter
} = (*FD)(nil)

// waiters is the state that only descriptors have that somebody waited for, or is about to.
// It is in the run-time's poller alone, or in the crowd by id, or in none yet.
type waiters struct {
	alone *alone        // in the run-time's poller; nil: not by itself
	id    int32         // place in the crowd; 0: none
	news  atomic.Uint32 // what the crowd knows of input; see emptied
	in    side
	out   side
	held  []int // event counters of held threads
}

// side is one direction of a descriptor: its leader and followers.
type side struct {
	leading   bool
	nudged    bool          // the leader's wait was ended by Nudge
	limited   bool          // alone: the file has a deadline for this direction; in a crowd: the leader has one
	late      bool          // in a crowd: the leader's wait was ended by its deadline
	told      bool          // in a crowd: changes of this direction are told
	token     chan struct{} // in a crowd: holds one while a change waits to be taken
	alarm     *alarm        // in a crowd: nil before the first deadline
	followers *follower
}

// side is the direction of w that a wait for ev is about.
func (w *waiters) side(ev spi.Events) *side {
	if ev&spi.Writable != 0 {
		return &w.out
	}
	return &w.in
}

// Init takes over fd.
func (d *FD) Init(fd int) { d.fd.Store(int32(fd)) }

// InitAccepted takes over fd, which was accepted from listener. Where somebody parks to
// accept, connections are waited for so, too: what that needs is made here, once, on a
// stack that is deep already, and not on those of as many goroutines, which would grow.
func (d *FD) InitAccepted(fd int, listener *FD) {
	d.Init(fd)
	w := listener.w.Load()
	if w == nil {
		return
	}
	listener.mu.Lock()
	parks := w.alone != nil || w.id != 0
	listener.mu.Unlock()
	if parks {
		w := newWaiters()
		w.in.equip()
		d.w.Store(w)
	}
}

// Fd returns the descriptor.
func (d *FD) Fd() int { return int(d.fd.Load()) }

// Replace puts fd in the place of the descriptor, which the caller gets, or -1 when
// it is closed already. Waits under way end as after Nudge.
func (d *FD) Replace(fd int) (old int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	old = d.Fd()
	d.fd.Store(int32(fd))
	d.mayBlock = false
	d.waited.Store(0)
	d.nudges.Add(1)
	d.nudge()
	d.lent = false
	if w := d.w.Load(); w != nil && (w.alone != nil || w.id != 0) {
		fresh := &waiters{held: w.held}
		fresh.news.Store(w.news.Load()&^emptied + taken | unusual) // no receive of before is one of now
		d.w.Store(fresh)
		if w.leave(old, false) {
			return -1
		}
	}
	return old
}

// Take puts the descriptor of other in the place of d's, as Replace does, with what the
// poller knows of it. Nobody waits for other, which is not used again.
func (d *FD) Take(other *FD) (old int) {
	old = d.Replace(other.Fd())
	if w := other.w.Load(); w != nil && (w.alone != nil || w.id != 0) {
		d.mu.Lock()
		if w.held = nil; d.w.Load() != nil {
			w.held = d.w.Load().held
		}
		w.forget()
		d.w.Store(w)
		d.mu.Unlock()
	}
	return old
}

// Close closes the descriptor. No other call may run beside or after it.
func (d *FD) Close() sys.Errno {
	if w := d.w.Swap(nil); w != nil && w.leave(d.Fd(), !d.lent) {
		// A File's Close hides the error number; the descriptor is gone anyway.
		return 0
	}
	return sys.Close(d.Fd())
}

// Waited reports whether somebody waits for the descriptor, or has done so.
func (d *FD) Waited() bool { return d.w.Load() != nil }

// Wake ends all present and future waits with WSAEINTR.
func (d *FD) Wake() {
	d.mu.Lock()
	d.woken = true
	d.nudge()
	d.mu.Unlock()
}

// Nudge implements [spi.Waiter].
func (d *FD) Nudge() {
	d.mu.Lock()
	d.nudges.Add(1)
	d.nudge()
	d.mu.Unlock()
}

// Nudges implements [spi.Waiter].
func (d *FD) Nudges() uint32 { return d.nudges.Load() }

func (d *FD) nudge() {
	w := d.w.Load()
	if w == nil {
		return
	}
	for _, counter := range w.held {
		sys.Signal(counter)
	}
	w.in.nudged, w.out.nudged = w.in.leading, w.out.leading
	switch {
	case w.alone != nil:
		w.in.limited, w.out.limited = true, true
		w.alone.file.SetDeadline(time.Unix(1, 0))
	case w.id != 0:
		w.in.ring()
		w.out.ring()
	}
}

// Expect implements [spi.Expecter].
func (d *FD) Expect(ev spi.Events) bool {
	if w := d.w.Load(); w != nil && direction(ev) == 1 && w.empty() {
		return true
	}
	return d.waited.Load()&direction(ev) != 0
}

// direction is the bit of input or output in FD.waited.
func direction(ev spi.Events) uint32 {
	if ev&spi.Writable != 0 {
		return 2
	}
	return 1
}

// Wait implements [spi.Waiter] for a descriptor: Readable waits for poll's
// input, Writable for its output, Urgent for its urgent data. The run-time's
// poller knows no urgent data, so a wait for it holds the thread.
func (d *FD) Wait(ev spi.Events, how spi.Way, since uint32, deadline time.Time) ws2def.Errno {
	if how == spi.Hold || ev&spi.Urgent != 0 || ev&spi.Readable != 0 && ev&spi.Writable != 0 {
		return d.hold(ev, since, deadline)
	}
	w, e := d.lead(ev, since, deadline)
	if w == nil {
		return e
	}
	s := w.side(ev)
	switch {
	case w.alone != nil:
		e = d.parkAlone(w, s, ev, deadline)
	case deadline.IsZero():
		d.mu.Unlock()
		d.parkAmong(w, s, ev)
	default:
		e = d.parkAmongUntil(w, s, ev, deadline)
	}
	return d.resign(s, e)
}

// bits are the poll bits that tell of a change to ev.
func bits(ev spi.Events) int16 {
	var b int16
	if ev&(spi.Readable|spi.Data|spi.Ended) != 0 {
		b |= unix.POLLIN | unix.POLLRDHUP
	}
	if ev&spi.Writable != 0 {
		b |= unix.POLLOUT
	}
	if ev&spi.Urgent != 0 {
		b |= unix.POLLPRI | unix.POLLRDHUP
	}
	return b
}

// LetBlock allows others to make the descriptor a blocking one; false when it must
// not be, since the run-time's poller has it. What is called here never blocks,
// whatever the descriptor does.
func (d *FD) LetBlock() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	w := d.w.Load()
	d.mayBlock = w == nil || w.alone == nil
	return d.mayBlock
}

// NeverBlock undoes what others did after LetBlock: for calls that can't say so
// themselves.
func (d *FD) NeverBlock() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.mayBlock {
		sys.SetNonblock(d.Fd())
		d.mayBlock = false
	}
}

// Lend notes that other processes may get the descriptor's file, so that its end here is
// not the file's.
func (d *FD) Lend() {
	d.mu.Lock()
	d.lent = true
	d.mu.Unlock()
}

// past says how a wait ends that what happened before it has ended; over is
// false when nothing has. The caller holds mu.
func (d *FD) past(since uint32) (e ws2def.Errno, over bool) {
	if d.woken {
		return ws2def.WSAEINTR, true
	}
	return 0, d.nudges.Load() != since
}
