package object

import (
	"time"

	"winsock/internal/sys"
)

// Goroutines that take packets are no threads: a port counts none of them and can't ask
// whether they sleep. What is here is done for threads of C by capi/kernel32/port.c.

// crowd is what a port knows about its goroutines; the port's lock guards it.
type crowd struct {
	busy  uint32 // that came back from a wait with something to do, less those that wait again
	since int64  // when one of them did; 0: that is not measured
	dealt uint32 // PortState.dealt then
}

// sample is one in how many rounds is measured of goroutines that are known to be quick:
// the clock costs more than the rest.
const sample = 8

// Soon reports whether a goroutine is likely to come for a packet soon, who looks then
// what has changed.
func (p *Port) Soon() bool { return p.soon.Load() }

// comes is the start of a wait of a goroutine, goes its end, with something to do. The
// caller holds the lock.
func (p *Port) comes() {
	if p.crowd.busy > 0 {
		p.crowd.busy--
	}
	p.measured()
	p.foresee()
}

func (p *Port) goes() {
	p.crowd.busy++
	p.measure()
	p.foresee()
}

// looks is a look of a goroutine that found packets as often as it came.
func (p *Port) looks() {
	p.measured()
	p.measure()
	p.foresee()
}

// measure begins to measure how quick goroutines are, which C does for threads.
func (p *Port) measure() {
	if p.state.quick < quickLimit || p.state.waits%sample == 0 {
		p.crowd.since, p.crowd.dealt = sys.Monotonic(), p.state.dealt()
	}
}

func (p *Port) measured() {
	if c := &p.crowd; c.since != 0 {
		p.rate(time.Duration(sys.Monotonic()-c.since), p.state.dealt()-c.dealt)
		c.since = 0
	}
}

// rate notes how long goroutines were busy with so many packets, and finds out whether
// that is so long that it pays to wake another one at once: eager. Otherwise one does as
// much as it can, and a second one comes when the guard sees that this is not all.
func (p *Port) rate(d time.Duration, packets uint32) {
	s := p.state
	if d/time.Duration(max(packets, 1)) > worth {
		s.quick = max(s.quick-slowWeight, -quickLimit)
	} else {
		s.quick = min(s.quick+1, quickLimit)
	}
	s.eager = 0
	if s.quick < 0 {
		s.eager = 1
	}
}

const (
	// worth is how long one has to be busy with a packet that it pays to wake another one
	// for the next.
	worth      = 50 * time.Microsecond
	slowWeight = 4  // one slow round counts as much as so many quick ones: a thread may be interrupted
	quickLimit = 16 // more does not count
)

// foresee makes Soon what is to be expected now. The caller holds the lock.
func (p *Port) foresee() { p.soon.Store(p.crowd.busy > 0 && p.state.eager == 0) }

// next takes packets for a goroutine as far as there is no need to wait, and goes on with
// one changed socket after the other while there are none: what one receives is sent on
// while it is at hand.
func (p *Port) next(out []Packet) (n int) {
	s := p.state
	for {
		var c Change
		var done sys.UringCompletion
		changed, completed := false, false
		s.mu.Lock()
		if len(p.late) > 0 {
			p.admit()
		}
		if s.closed == 0 && s.active < s.limit && s.taken()-s.looked < lookAfter {
			news := s.changed()
			if s.head-s.reaped < fair || !news {
				n += p.take(nil, out[n:])
			}
			if n < len(out) && news {
				if s.readyHead == s.readyTail || !s.socketsTurn() {
					done, completed = p.completion(false)
				}
				if !completed && s.readyHead != s.readyTail {
					c, changed = p.change(), true
				}
			}
		}
		p.leaveRest()
		var k Packet
		ended := false
		switch {
		case changed:
			k, ended = p.source.Reap(c.handle, c.bits)
		case completed:
			k, ended = p.source.Complete(done)
		default:
			return n
		}
		if ended && !p.behind(k) {
			out[n] = k
			n++
		}
		if n == len(out) {
			return n
		}
	}
}

// behind adds a packet behind others that wait; false: there are none.
func (p *Port) behind(k Packet) bool {
	s := p.state
	s.mu.Lock()
	others := s.head != s.tail
	p.keep(k, others)
	s.mu.Unlock()
	return others
}
