package core

import (
	"sync"
	"time"

	"winsock/internal/quality"
	"winsock/spi"
	"winsock/ws2def"
)

// pacer is a transport of datagrams with all that it has to be able to do, by itself or by
// the sockets below it, so that a bucket fits in front of it.
type pacer struct {
	spi.Socket
	spi.Expecter
	spi.Descriptor
	spi.Binder
	spi.Connector
	spi.Disassociator
	spi.Transferer
	spi.Shutdowner
	spi.Optioner
	spi.Ioctler
	spi.Changer
	spi.Arriver
	spi.Queuer
	spi.Qualifier
	spi.LeafJoiner
	spi.Sharer
}

// paced is a transport of datagrams with a token bucket in front of it: it takes a
// message when there is credit, and has no room until then. Only sockets whose
// protocol has quality of service have one. It offers no [spi.Direct], so that no face
// goes around it.
//
// Source: P-459, P-460.
type paced struct {
	pacer
	owner *Socket

	mu     sync.Mutex
	bucket quality.Bucket
	lose   bool // what is beyond the rate is lost
	next   int  // the size of the message that was refused last; what room means
	timer  *time.Timer
	armed  bool          // the timer runs
	news   chan struct{} // closed when waits have to look again; nil while nobody waits
	woken  bool
	closed bool
}

// pace puts a bucket in front of the transport of s, which nobody else knows yet, if it
// carries datagrams with quality of service.
func (s *Socket) pace() {
	if !s.has(stDatagram) || !s.qualified() {
		return
	}
	if t, ok := pacerOf(s.t); ok {
		p := &paced{pacer: t, owner: s}
		if s.t = p; s.has(stDoubted) {
			s.special().checked = checked{p}
		}
	}
}

// pacerOf is t as a pacer, if it is able to be one.
func pacerOf(t spi.Socket) (c pacer, ok bool) {
	c.Socket = t
	return c, has(t, &c.Expecter) && has(t, &c.Descriptor) && has(t, &c.Binder) && has(t, &c.Connector) &&
		has(t, &c.Disassociator) && has(t, &c.Transferer) && has(t, &c.Shutdowner) && has(t, &c.Optioner) &&
		has(t, &c.Ioctler) && has(t, &c.Changer) && has(t, &c.Arriver) && has(t, &c.Queuer) &&
		has(t, &c.Qualifier) && has(t, &c.LeafJoiner) && has(t, &c.Sharer)
}

// has sets a to the ability T of t.
func has[T any](t spi.Socket, a *T) (ok bool) {
	*a, ok = spi.Ability[T](t)
	return ok
}

// hold keeps s from being finished until Finish is called once more; false when it is
// about to be.
func (s *Socket) hold() bool {
	for n := s.entries.Load(); n > 0; n = s.entries.Load() {
		if s.entries.CompareAndSwap(n, n+1) {
			return true
		}
	}
	return false
}

// limit sets what the bucket lets through.
func (p *paced) limit(f *quality.Flow) {
	p.mu.Lock()
	now := time.Since(epoch)
	p.bucket.Set(f, now)
	p.lose = f.Discard
	if p.armed && p.timer.Stop() {
		p.armed = false // it knows the old limit
	}
	p.arm(now)
	p.mu.Unlock()
}

// take asks the bucket for n bytes: whether they may go, and whether they count as sent
// although they may not.
func (p *paced) take(n int) (goes, lost bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.bucket.Open() {
		return true, false
	}
	now := time.Since(epoch)
	if p.bucket.Take(n, now) == 0 {
		p.next = 0
		return true, false
	}
	if p.lose {
		return false, true
	}
	p.next = n
	p.arm(now)
	return false, false
}

// room reports whether the bucket has credit for the message that it refused last, and
// sees to it that everybody is told when it has not now. The caller holds mu.
func (p *paced) room() bool {
	if p.bucket.Open() || p.lose {
		return true
	}
	now := time.Since(epoch)
	if p.bucket.Wait(p.next, now) == 0 {
		return true
	}
	p.arm(now)
	return false
}

// arm starts the timer that tells when there is credit again. The caller holds mu.
func (p *paced) arm(now time.Duration) {
	if p.armed || p.closed {
		return
	}
	p.armed = true
	wait := p.bucket.Wait(p.next, now)
	if p.timer == nil {
		p.timer = time.AfterFunc(wait, p.refilled)
	} else {
		p.timer.Reset(wait)
	}
}

// refilled tells everybody who waits for room.
func (p *paced) refilled() {
	p.mu.Lock()
	p.armed = false
	if p.closed || !p.room() {
		p.mu.Unlock()
		return
	}
	p.stir()
	p.mu.Unlock()
	s := p.owner
	if !s.hold() {
		return
	}
	defer s.Finish()
	if x := s.async.Load(); x != nil {
		s.goOn(x, 0)
	}
	s.tell()
}

// stir ends the waits. The caller holds mu.
func (p *paced) stir() {
	if p.news != nil {
		close(p.news)
		p.news = nil
	}
}

// Send implements [spi.Transferer].
func (p *paced) Send(b []byte, flags uint32) (int, Errno) {
	switch goes, lost := p.take(len(b)); {
	case goes:
		return p.pacer.Send(b, flags)
	case lost:
		return len(b), 0
	}
	return 0, ws2def.WSAEWOULDBLOCK
}

// SendMsg implements [spi.Transferer].
func (p *paced) SendMsg(m *spi.Message, flags uint32) (int, Errno) {
	n := length(m.Buffers)
	switch goes, lost := p.take(n); {
	case goes:
		return p.pacer.SendMsg(m, flags)
	case lost:
		return n, 0
	}
	return 0, ws2def.WSAEWOULDBLOCK
}

// full reports whether a send of the size that was refused would have to wait for
// credit.
func (p *paced) full() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return !p.room()
}

// Poll implements [spi.Socket].
func (p *paced) Poll() spi.Events { return p.mask(p.pacer.Poll()) }

// Translate implements [spi.Descriptor].
func (p *paced) Translate(revents int16) spi.Events { return p.mask(p.pacer.Translate(revents)) }

func (p *paced) mask(ev spi.Events) spi.Events {
	if ev&spi.Writable != 0 && p.full() {
		ev &^= spi.Writable
	}
	return ev
}

// Expect implements [spi.Expecter]: a wait for credit is none of the kernel's.
func (p *paced) Expect(ev spi.Events) bool { return ev&spi.Writable == 0 && p.pacer.Expect(ev) }

// Wait implements [spi.Waiter].
func (p *paced) Wait(ev spi.Events, how spi.Way, since uint32, deadline time.Time) Errno {
	if ev&spi.Writable == 0 {
		return p.pacer.Wait(ev, how, since, deadline)
	}
	p.mu.Lock()
	switch {
	case p.woken:
		p.mu.Unlock()
		return ws2def.WSAEINTR
	case p.room():
		p.mu.Unlock()
		return p.pacer.Wait(ev, how, since, deadline)
	case p.pacer.Nudges() != since:
		p.mu.Unlock()
		return 0
	}
	if p.news == nil {
		p.news = make(chan struct{})
	}
	news := p.news
	p.mu.Unlock()
	var expired <-chan time.Time
	if !deadline.IsZero() {
		timer := time.NewTimer(time.Until(deadline))
		defer timer.Stop()
		expired = timer.C
	}
	select {
	case <-news:
	case <-expired:
		return ws2def.WSAETIMEDOUT
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.woken {
		return ws2def.WSAEINTR
	}
	return 0
}

// Nudge implements [spi.Waiter].
func (p *paced) Nudge() {
	p.pacer.Nudge()
	p.mu.Lock()
	p.stir()
	p.mu.Unlock()
}

// Wake implements [spi.Waiter].
func (p *paced) Wake() {
	p.pacer.Wake()
	p.mu.Lock()
	p.woken = true
	p.stir()
	p.mu.Unlock()
}

// Close implements [spi.Socket].
func (p *paced) Close(abort bool) Errno {
	p.mu.Lock()
	p.closed = true
	if p.timer != nil {
		p.timer.Stop()
	}
	p.mu.Unlock()
	return p.pacer.Close(abort)
}
