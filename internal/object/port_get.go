package object

import (
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"

	"winsock/internal/sys"
	"winsock/ws2def"
)

// portWaiter is a thread that waits for a packet.
type portWaiter struct {
	word   atomic.Uint32 // futex: 1 while it is to sleep
	round  atomic.Uint32 // counts waits
	polls  bool          // it waits in the port's source instead
	nudged bool          // somebody ends its wait there
	thread *Thread       // nil: a goroutine without one
	packet Packet        // given to it when it was chosen
	given  bool
	woken  bool // its wait in the source was ended by Wake: it looks after the next
}

// wake ends the sleep of a waiter that was taken out of the queue; it may be awake
// and wait anew.
func (w *portWaiter) wake() {
	w.word.Store(0)
	sys.FutexWake(&w.word)
}

// portWaiters are those of goroutines without a Thread.
var portWaiters = sync.Pool{New: func() any { return new(portWaiter) }}

// portWakes is who is to be woken when the port's lock was given up.
type portWakes struct {
	sleeper *portWaiter
	poller  bool
	guard   bool // the guard shall look after the port
}

// unlock gives up the lock of p and wakes.
func (k *portWakes) unlock(p *Port) {
	source := p.source
	watched := p.state.watched > 0 && k.sleeper == nil && !k.poller && p.state.head != p.state.tail
	p.state.mu.Unlock()
	if k.sleeper != nil {
		k.sleeper.wake()
	}
	if k.poller {
		source.Wake()
	}
	if k.guard {
		guardPort(p)
	}
	if watched {
		var wake wakes
		dispatcher.Lock()
		p.satisfy(&wake)
		wake.unlock()
	}
}

// spread sees to what there is to do besides what the threads that run have taken:
// packets, or to wait in the source when nobody does. The thread that came last goes,
// if it may run, now or where it pays to wake it at once: eager. Otherwise the guard
// looks whether it is done soon, and whether those that run sleep in a place that
// nobody tells of. The caller holds the lock.
func (p *Port) spread(k *portWakes, now bool) {
	s := p.state
	switch {
	case s.idle == 0 || !p.left() && !p.unattended():
	case s.active < s.width && (now || s.eager != 0):
		p.pick(k)
	case s.deferred == 0:
		s.deferred, k.guard = 1, true
	}
}

// pick chooses the thread to be woken. The caller holds the lock and knows that
// one is idle.
func (p *Port) pick(k *portWakes) {
	s, last := p.state, len(p.waiters)-1
	if s.poller != 0 && int(s.below) > last || p.waiters[last].polls {
		// One at a time is woken in the source; it wakes the next when there is
		// more to do.
		k.poller = s.waking == 0
		s.waking = 1
		return
	}
	w := p.waiters[last]
	s.idle--
	p.waiters = append(p.waiters[:last], p.waiters[last+1:]...)
	k.sleeper = w
	if s.head != s.tail {
		w.packet, w.given = p.memory.ring[s.head&s.mask], true
		s.head++
		s.run(w.thread)
	}
}

// take takes packets for t, as many as there are and out has room for, when no
// other threads keep it from running. The caller holds the lock.
func (p *Port) take(t *Thread, out []Packet) int {
	s := p.state
	if s.head == s.tail || p.others(t) >= p.most(t) {
		return 0
	}
	n := min(int(s.tail-s.head), len(out))
	for i := range n {
		out[i] = p.memory.ring[(s.head+uint32(i))&s.mask]
	}
	s.head += uint32(n)
	return n
}

// Get takes packets for t, at least one and at most len(out). Without any it holds
// the thread for limit milliseconds (Infinite: as long as it takes). t becomes one
// of the port's threads, whose number the port limits while they run; nil stands
// for somebody who is not counted, and whose wait is not alertable. With a thread
// the result may be 0 without an error: the face goes on with what has changed.
//
// Errors: WAIT_TIMEOUT, ERROR_ABANDONED_WAIT_0 (the port was closed),
// WAIT_IO_COMPLETION (alertable, and APCs are queued; t shall end).
//
// Source: O-195…O-219.
func (p *Port) Get(t *Thread, out []Packet, limit uint32, alertable bool) (int, Errno) {
	if t == nil {
		if n := p.next(out); n > 0 {
			return n, 0
		}
	}
	return p.get(t, out, limit, alertable)
}

// get is Get where more than the next packet has to be seen to.
func (p *Port) get(t *Thread, out []Packet, limit uint32, alertable bool) (int, Errno) {
	if t != nil && t.port != p {
		if alertable && t.Pending() {
			return 0, ws2def.Errno(WaitIOCompletion) // O-216
		}
		t.leavePort()
		t.port = p
		p.state.mu.Lock()
		p.threads[t] = struct{}{}
		p.state.mu.Unlock()
	}
	s := p.state
	var wake portWakes
	s.mu.Lock()
	if s.taken()-s.looked >= lookAfter || s.told() {
		p.look()
		if t == nil {
			p.looks()
		}
	}
	if t != nil {
		t.patient = limit == Infinite
	}
	n, look, woken := 0, false, false
	if n, look = p.fetch(t, out); n == 0 && !look {
		var e Errno
		if n, woken, e = p.await(t, out, limit, alertable); e != 0 {
			return 0, e
		}
	}
	s.run(t)
	p.spread(&wake, woken)
	wake.unlock(p)
	return n, 0
}

// unattended reports whether nobody looks for changes in the source. The caller
// holds the lock.
func (p *Port) unattended() bool { return p.source != nil && p.state.pollers == 0 }

// lookAfter is how many packets are taken before somebody looks whether the source
// has new ones: threads that always find a packet would never get there.
const lookAfter = 64

// look does what the source has to do now. The caller holds the lock.
func (p *Port) look() {
	s, source := p.state, p.source
	s.looked = s.taken()
	if source == nil {
		return
	}
	s.mu.Unlock()
	woken := source.Wait(sys.Past)
	s.mu.Lock()
	if woken {
		s.waking = 0
	}
}

// fair is how many packets are taken before sockets that have changed go before
// those that wait: a queue that is never empty must not keep them waiting.
const fair = 64

// fetch is take; look: there are no packets for t, but sockets that it has to go on
// with. The caller holds the lock.
func (p *Port) fetch(t *Thread, out []Packet) (n int, look bool) {
	p.admit()
	if s := p.state; !s.changed() || s.head-s.reaped < fair || p.others(t) >= p.most(t) {
		n = p.take(t, out)
	}
	if n > 0 || !p.state.changed() || p.others(t) >= p.most(t) {
		return n, false
	}
	if t != nil {
		return 0, true
	}
	// One after the other: what a socket receives is sent on while it is at hand.
	for n == 0 && p.reap() {
		n = p.take(t, out)
	}
	return n, false
}

// most is how many threads may run if one of them is t. Who does not want to wait gets
// what the port's limit allows.
//
// Source: O-199.
func (p *Port) most(t *Thread) uint32 {
	if t != nil && t.patient {
		return p.state.width
	}
	return p.state.limit
}

// others is how many threads run beside t. The caller holds the lock.
func (p *Port) others(t *Thread) uint32 {
	if t != nil && t.running {
		return p.state.active - 1
	}
	return p.state.active
}

// await is the part of Get that waits. The caller holds the lock, and again when it
// returns without an error. woken: another thread is to be woken when there is more.
func (p *Port) await(t *Thread, out []Packet, limit uint32, alertable bool) (n int, woken bool, e Errno) {
	w := (*portWaiter)(nil)
	if t != nil {
		w = &t.waiter
		w.thread = t
	} else {
		w = portWaiters.Get().(*portWaiter)
		w.thread = nil
		defer portWaiters.Put(w)
	}
	s := p.state
	deadline := int64(0)
	switch limit {
	case Infinite:
	case 0:
		deadline = sys.Past
	default:
		deadline = sys.Monotonic() + int64(limit)*int64(time.Millisecond)
	}
	if t == nil {
		p.comes()
	}
	for {
		if s.closed != 0 {
			s.mu.Unlock()
			return 0, false, ws2def.ERROR_ABANDONED_WAIT_0
		}
		alerted := false
		if !p.renewed() {
			alerted = p.wait(t, w, deadline, alertable)
			woken = woken || w.woken
		}
		n = 0
		if w.given {
			out[0], w.given, n = w.packet, false, 1
		}
		more, look := p.fetch(t, out[n:])
		if n += more; n > 0 || look {
			if t == nil {
				p.goes()
			}
			return n, woken, 0
		}
		switch {
		case alerted:
			p.back(t)
			return 0, false, ws2def.Errno(WaitIOCompletion)
		case s.closed == 0 && deadline != 0 && sys.Monotonic() >= deadline:
			p.back(t)
			return 0, false, ws2def.WAIT_TIMEOUT
		}
	}
}

// back is the end of a wait of t that brings nothing: it runs again, on what else
// it has to do. It gives up the lock.
func (p *Port) back(t *Thread) {
	var wake portWakes
	p.state.run(t)
	p.spread(&wake, true)
	wake.unlock(p)
}

// wait waits once, until somebody wakes the waiter, and reports whether APCs are
// queued to t, whose wait is alertable, or t is to end. The caller holds the lock,
// before and after.
func (p *Port) wait(t *Thread, w *portWaiter, deadline int64, alertable bool) (alerted bool) {
	s := p.state
	if t != nil && t.running {
		t.running = false
		s.active--
	}
	w.polls = p.source != nil && (deadline == sys.Past || s.active+s.pollers < s.limit &&
		(s.eager != 0 || s.active == 0 && p.crowd.busy == 0 && s.pollers == 0))
	s.waits++
	w.nudged = false
	w.word.Store(1)
	p.waiters = append(p.waiters, w)
	s.idle++
	if w.polls {
		s.pollers++
	}
	source, round := p.source, w.round.Load()
	var wake portWakes
	if !w.polls {
		p.spread(&wake, false) // to the guard: what there is may be for others
	}
	wake.unlock(p)

	w.woken = false
	switch {
	case alertable && t.Alertable(func() { p.nudge(t, w, round) }):
	case w.polls:
		w.woken = source.Wait(deadline)
	default:
		if source != nil {
			source.Submit() // who is in the source may have slept before
		}
		// A signal may say that the thread is to end.
		for w.word.Load() != 0 {
			if e := sys.FutexWait(&w.word, 1, deadline); e == unix.ETIMEDOUT || e == unix.EINTR {
				break
			}
		}
	}
	if alertable {
		alerted = t.Unalertable()
	}
	// The dispatcher's lock stands before the port's.
	alerted = alerted || t != nil && t.Doomed()
	s.mu.Lock()
	s.looked = s.taken()
	w.round.Add(1)
	if w.woken {
		s.waking = 0
	}
	p.leave(w)
	return alerted
}

// leave takes a waiter out of the queue that may have been taken out already.
func (p *Port) leave(w *portWaiter) {
	s := p.state
	for i := len(p.waiters) - 1; i >= 0; i-- {
		if p.waiters[i] == w {
			p.waiters = append(p.waiters[:i], p.waiters[i+1:]...)
			s.idle--
			if w.polls {
				s.pollers--
			}
			if i < int(s.below) {
				s.below--
			}
			return
		}
	}
}

// nudge ends the alertable wait of t in that round, unless it has ended or somebody
// else is about to end it.
func (p *Port) nudge(t *Thread, w *portWaiter, round uint32) {
	p.state.mu.Lock()
	polls, over := w.polls, w.round.Load() != round || w.nudged
	w.nudged = w.nudged || !over
	p.state.mu.Unlock()
	switch {
	case over:
		return
	case polls:
		sys.Interrupt(t.ID(), func() bool { return w.round.Load() != round })
		return
	}
	w.word.Store(0)
	sys.FutexWake(&w.word)
}

// leavePort ends what makes t one of a port's threads.
func (t *Thread) leavePort() {
	p := t.port
	if p == nil {
		return
	}
	t.port = nil
	t.pause(p)
	p.state.mu.Lock()
	delete(p.threads, t)
	p.state.mu.Unlock()
}

// pause tells p that its thread t does not run for now.
func (t *Thread) pause(p *Port) {
	var wake portWakes
	p.state.mu.Lock()
	if t.running { // the guard may have found it asleep
		t.running = false
		p.state.active--
		p.spread(&wake, true)
	} else if t.slept {
		t.slept = false
		p.state.slept--
	}
	wake.unlock(p)
}

// blocks tells the port of t that t is about to wait for something else;
// [Thread.runs] that it goes on.
//
// Source: O-198.
func (t *Thread) blocks() {
	if t != nil && t.port != nil {
		t.pause(t.port)
	}
}

func (t *Thread) runs() {
	if t == nil || t.port == nil {
		return
	}
	p := t.port
	p.state.mu.Lock()
	defer p.state.mu.Unlock()
	p.state.run(t)
}

// run counts t, which may be nil, among the threads that run. The caller holds the lock.
func (s *PortState) run(t *Thread) {
	if t == nil || t.running {
		return
	}
	t.running = true
	s.active++
	if t.slept {
		t.slept = false
		s.slept--
	}
}
