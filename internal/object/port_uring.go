package object

import (
	"sync/atomic"

	"winsock/internal/sys"
)

// Told marks the completions of a port's io_uring that are the source's own: other
// ones end requests of sockets.
const Told = 1 << 63

// completed reports whether the io_uring of the port has a completion. The caller
// holds the lock.
func (s *PortState) completed() bool {
	return s.queues != nil && *s.queues.CqHead != atomic.LoadUint32(s.queues.CqTail)
}

// socketsTurn reports whether a socket that has changed, of which there is one, goes
// before the next completion: they take turns, as either may never come to an end. The
// caller holds the lock.
func (s *PortState) socketsTurn() bool {
	return s.queues != nil && (*s.queues.CqHead+s.readyHead)&1 != 0
}

// told reports whether the next completion is the source's own. The caller holds the
// lock.
func (s *PortState) told() bool {
	return s.completed() && s.queues.Completion(*s.queues.CqHead).Data&Told != 0
}

// completion takes the next completion, when it is the source's own or not, as told
// says. The caller holds the lock.
func (p *Port) completion(told bool) (c sys.UringCompletion, ok bool) {
	s := p.state
	if !s.completed() || s.told() != told {
		return c, false
	}
	q := s.queues
	c = *q.Completion(*q.CqHead)
	if c.Data>>32 == sys.UringSend {
		q.Ended++
	}
	atomic.StoreUint32(q.CqHead, *q.CqHead+1)
	if !s.changed() {
		s.reaped = s.head
	}
	return c, true
}

// taken counts what is taken without a look: packets, and sockets that C goes on with
// before others. The caller holds the lock.
func (s *PortState) taken() uint32 { return s.head + s.again }

// dealt counts what threads have dealt with: packets, changes, completions. The
// caller holds the lock.
func (s *PortState) dealt() uint32 {
	n := s.taken() + s.readyHead
	if s.queues != nil {
		n += *s.queues.CqHead
	}
	return n
}

// Sending reports whether sends are under way in the io_uring of p, which has one.
func (p *Port) Sending() bool {
	p.state.mu.Lock()
	defer p.state.mu.Unlock()
	q := p.state.queues
	q.Mu.Lock()
	defer q.Mu.Unlock()
	return q.Sent != q.Ended
}

// complete ends the request that the next completion tells of, and reports whether
// there is one. The caller holds the lock, and again when it returns.
func (p *Port) complete() bool {
	c, ok := p.completion(false)
	if ok {
		p.state.mu.Unlock()
		k, ended := p.source.Complete(c)
		p.state.mu.Lock()
		p.keep(k, ended)
	}
	return ok
}

// Complete ends all requests that completions tell of by now, and gives the
// completions that are the source's own to tell.
func (p *Port) Complete(tell func(c sys.UringCompletion)) {
	var wake portWakes
	p.state.mu.Lock()
	q := p.state.queues
	for left := atomic.LoadUint32(q.CqTail) - *q.CqHead; left > 0; left-- {
		if c, ok := p.completion(true); ok {
			p.state.mu.Unlock()
			tell(c)
			p.state.mu.Lock()
			continue
		}
		p.complete()
	}
	p.spread(&wake, true)
	wake.unlock(p)
}

// Tell gives the completions that are the source's own to tell, as far as the next
// one that is not.
func (p *Port) Tell(tell func(c sys.UringCompletion)) {
	p.state.mu.Lock()
	defer p.state.mu.Unlock()
	for {
		c, ok := p.completion(true)
		if !ok {
			return
		}
		p.state.mu.Unlock()
		tell(c)
		p.state.mu.Lock()
	}
}

// Limit is how many threads of p may run at once.
func (p *Port) Limit() uint32 { return p.state.limit }

// Rings makes threads of C wait in the io_uring. It reports whether one is in epoll now,
// which the source is told when it has left.
func (p *Port) Rings() (polled bool) {
	atomic.StoreUint32(&p.state.rings, 1)
	return atomic.CompareAndSwapUint32(&p.state.place, 1, 2)
}

// Ringed reports whether threads wait in the io_uring.
func (s *PortState) Ringed() bool { return atomic.LoadUint32(&s.rings) != 0 }

// Untold reports whether the source knows of changes that it has not told yet, so that
// nobody must wait for new ones.
func (p *Port) Untold() bool { return atomic.LoadUint32(&p.state.untold) != 0 }

// SetUntold says so.
func (p *Port) SetUntold(is bool) {
	n := uint32(0)
	if is {
		n = 1
	}
	atomic.StoreUint32(&p.state.untold, n)
}
