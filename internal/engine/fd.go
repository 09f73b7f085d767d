package engine

import (
	"errors"
	"os"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// FD is a nonblocking kernel descriptor with its waiters. A descriptor that
// never has to wait costs nothing beyond this struct; the first parked wait
// registers it with the run-time's poller.
//
// The owner calls Init once, and Close once after all other calls returned.
type FD struct {
	fd     atomic.Int32
	nudges atomic.Uint32 // counts Nudge; rises with mu held
	w      *waiters      // nil until the first wait; guarded by mu
	mu     sync.Mutex

	waited   atomic.Uint32 // bits of directions: the last wait found nothing ready
	woken    bool          // guarded by mu
	mayBlock bool          // somebody else may have made it blocking; guarded by mu
}

var _ interface {
	spi.Waiter
	spi.Expecter
} = (*FD)(nil)

// waiters is the state that only descriptors somebody waited for have.
type waiters struct {
	file *os.File // owns the descriptor once it exists
	raw  syscall.RawConn
	in   side
	out  side
	held []int // event counters of held threads, guarded by FD.mu
}

// side is one direction of a descriptor: its leader and followers.
type side struct {
	leading   bool
	followers []chan struct{}
	ready     func(uintptr) bool // for RawConn; only the leader runs it
	first     bool
	limited   bool // the file has a deadline set for this direction
	nudged    bool // the leader's wait was ended by Nudge
}

// Init takes over fd.
func (d *FD) Init(fd int) { d.fd.Store(int32(fd)) }

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
	if d.w != nil && d.w.file != nil {
		d.w.file.Close()
		d.w, old = &waiters{held: d.w.held}, -1
	}
	return old
}

// Take puts the descriptor of other in the place of d's, as Replace does, with what the
// run-time's poller knows of it. Nobody waits for other, which is not used again.
func (d *FD) Take(other *FD) (old int) {
	old = d.Replace(other.Fd())
	if w := other.w; w != nil && w.file != nil {
		d.mu.Lock()
		if w.held = nil; d.w != nil {
			w.held = d.w.held
		}
		w.in.ready, w.out.ready = nil, nil
		d.w = w
		d.mu.Unlock()
	}
	return old
}

// Close closes the descriptor. No other call may run beside or after it.
func (d *FD) Close() sys.Errno {
	if d.w != nil && d.w.file != nil {
		// A File's Close hides the error number; the descriptor is gone anyway.
		d.w.file.Close()
		return 0
	}
	return sys.Close(d.Fd())
}

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
	w := d.w
	if w == nil {
		return
	}
	for _, counter := range w.held {
		sys.Signal(counter)
	}
	if w.file != nil {
		past := time.Unix(1, 0)
		w.in.limited, w.in.nudged = true, w.in.leading
		w.out.limited, w.out.nudged = true, w.out.leading
		w.file.SetDeadline(past)
	}
}

// Expect implements [spi.Expecter].
func (d *FD) Expect(ev spi.Events) bool { return d.waited.Load()&direction(ev) != 0 }

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
	return d.park(ev, since, deadline)
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

// open returns the waiters, registered with the run-time's poller. The caller
// holds mu.
func (d *FD) open() *waiters {
	if d.w == nil {
		d.w = &waiters{}
	}
	w := d.w
	if w.file != nil {
		return w
	}
	if d.mayBlock {
		sys.SetNonblock(d.Fd())
		d.mayBlock = false
	}
	w.file = os.NewFile(uintptr(d.Fd()), "")
	w.raw, _ = w.file.SyscallConn()
	return w
}

// look returns what looks at the descriptor for the waits of s for ev, and remembers
// how they went. The caller holds mu.
func (d *FD) look(s *side, ev spi.Events) func(uintptr) bool {
	if s.ready == nil {
		s.ready = func(fd uintptr) bool {
			if !s.first {
				return true
			}
			// Readiness that came before the run-time began to watch would be
			// missed, so look once.
			s.first = false
			ready := sys.PollNow(int(fd), bits(ev)) != 0
			if ready {
				d.waited.And(^direction(ev))
			} else {
				d.waited.Or(direction(ev))
			}
			return ready
		}
	}
	return s.ready
}

// LetBlock allows others to make the descriptor a blocking one; false when it must
// not be, since the run-time's poller has it. What is called here never blocks,
// whatever the descriptor does.
func (d *FD) LetBlock() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.mayBlock = d.w == nil || d.w.file == nil
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

// past says how a wait ends that what happened before it has ended; over is
// false when nothing has. The caller holds mu.
func (d *FD) past(since uint32) (e ws2def.Errno, over bool) {
	if d.woken {
		return ws2def.WSAEINTR, true
	}
	return 0, d.nudges.Load() != since
}

func (d *FD) park(ev spi.Events, since uint32, deadline time.Time) ws2def.Errno {
	d.mu.Lock()
	if e, over := d.past(since); over {
		d.mu.Unlock()
		return e
	}
	w := d.open()
	s := &w.in
	if ev&spi.Writable != 0 {
		s = &w.out
	}
	if s.leading {
		return d.follow(s, deadline)
	}
	s.leading = true
	limit := !deadline.IsZero()
	if limit || s.limited {
		s.limited = limit
		if s == &w.in {
			w.file.SetReadDeadline(deadline)
		} else {
			w.file.SetWriteDeadline(deadline)
		}
	}
	look := d.look(s, ev)
	d.mu.Unlock()

	s.first = true
	var err error
	if s == &w.in {
		err = w.raw.Read(look)
	} else {
		err = w.raw.Write(look)
	}

	d.mu.Lock()
	s.leading = false
	for _, follower := range s.followers {
		close(follower)
	}
	s.followers = s.followers[:0]
	woken, nudged := d.woken, s.nudged
	s.nudged = false
	d.mu.Unlock()
	switch {
	case woken:
		return ws2def.WSAEINTR
	case err == nil || nudged:
		return 0
	case errors.Is(err, os.ErrDeadlineExceeded):
		return ws2def.WSAETIMEDOUT
	default:
		return ws2def.WSASYSCALLFAILURE
	}
}

// follow waits for the leader's news, which may be that there is a place to
// lead now. The caller holds mu; follow releases it.
func (d *FD) follow(s *side, deadline time.Time) ws2def.Errno {
	news := make(chan struct{})
	s.followers = append(s.followers, news)
	d.mu.Unlock()
	if deadline.IsZero() {
		<-news
		return d.heard()
	}
	timer := time.NewTimer(time.Until(deadline))
	defer timer.Stop()
	select {
	case <-news:
		return d.heard()
	case <-timer.C:
		d.mu.Lock()
		for i, other := range s.followers {
			if other == news {
				s.followers = append(s.followers[:i], s.followers[i+1:]...)
				break
			}
		}
		d.mu.Unlock()
		return ws2def.WSAETIMEDOUT
	}
}

// heard is the result of a wait that ended with the leader's news.
func (d *FD) heard() ws2def.Errno {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.woken {
		return ws2def.WSAEINTR
	}
	return 0
}

// hold keeps the thread in ppoll until the descriptor or the closer says
// something.
func (d *FD) hold(ev spi.Events, since uint32, deadline time.Time) ws2def.Errno {
	counter, e := borrow()
	if e != 0 {
		return d.doze(ev, since, deadline)
	}
	d.mu.Lock()
	if e, over := d.past(since); over {
		d.mu.Unlock()
		giveBack(counter)
		return e
	}
	if d.w == nil {
		d.w = &waiters{}
	}
	d.w.held = append(d.w.held, counter)
	d.mu.Unlock()

	fds := [2]sys.PollFd{
		{Fd: d.fd.Load(), Events: bits(ev)},
		{Fd: int32(counter), Events: unix.POLLIN},
	}
	n, e := sys.Ppoll(fds[:], deadline)

	d.mu.Lock()
	for i, other := range d.w.held {
		if other == counter {
			d.w.held = append(d.w.held[:i], d.w.held[i+1:]...)
			break
		}
	}
	woken := d.woken
	d.mu.Unlock()
	giveBack(counter)
	switch {
	case woken:
		return ws2def.WSAEINTR
	case e != 0:
		return ws2def.WSAENOBUFS
	case n == 0:
		return ws2def.WSAETIMEDOUT
	default:
		return 0
	}
}

// nap is how long a thread without an event counter sleeps at a time.
const nap = 5 * time.Millisecond

// doze is hold when there is no descriptor for an event counter: the thread gets
// up every now and then to see whether somebody has called.
func (d *FD) doze(ev spi.Events, since uint32, deadline time.Time) ws2def.Errno {
	for {
		d.mu.Lock()
		e, over := d.past(since)
		d.mu.Unlock()
		if over {
			return e
		}
		end := time.Now().Add(nap)
		last := !deadline.IsZero() && deadline.Before(end)
		if last {
			end = deadline
		}
		fds := [1]sys.PollFd{{Fd: d.fd.Load(), Events: bits(ev)}}
		switch n, e := sys.Ppoll(fds[:], end); {
		case e != 0:
			return ws2def.WSAENOBUFS
		case n > 0:
			return 0
		case last:
			return ws2def.WSAETIMEDOUT
		}
	}
}

// idle holds event counters that no thread waits on at the moment, while the
// process uses Winsock.
var idle struct {
	sync.Mutex
	keep     bool
	counters []int
}

// KeepIdle makes later waits use the event counters of earlier ones, until
// ReleaseIdle.
func KeepIdle() {
	idle.Lock()
	idle.keep = true
	idle.Unlock()
}

// maxIdle is how many event counters are kept for later waits.
const maxIdle = 16

func borrow() (int, sys.Errno) {
	idle.Lock()
	if n := len(idle.counters); n > 0 {
		counter := idle.counters[n-1]
		idle.counters = idle.counters[:n-1]
		idle.Unlock()
		return counter, 0
	}
	idle.Unlock()
	return sys.EventFd()
}

func giveBack(counter int) {
	sys.Drain(counter)
	idle.Lock()
	if idle.keep && len(idle.counters) < maxIdle {
		idle.counters = append(idle.counters, counter)
		idle.Unlock()
		return
	}
	idle.Unlock()
	sys.Close(counter)
}

// ReleaseIdle closes the event counters kept for later waits, and keeps none
// from now on.
func ReleaseIdle() {
	idle.Lock()
	defer idle.Unlock()
	idle.keep = false
	for _, counter := range idle.counters {
		sys.Close(counter)
	}
	idle.counters = nil
}
