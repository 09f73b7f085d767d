package engine

import (
	"errors"
	"os"
	"sync/atomic"
	"time"

	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// waiters returns those of d, new ones if need be. The caller holds mu.
func (d *FD) waiters() *waiters {
	w := d.w.Load()
	if w == nil {
		w = new(waiters)
		w.news.Store(unusual)
		d.w.Store(w)
	}
	return w
}

// registered counts the descriptors that somebody waited for and that are not closed.
var registered atomic.Int32

// few is up to how many descriptors each is in the run-time's poller by itself. That
// costs a look at the descriptor for each wait. With more of them, changes come
// together, and the crowd, where one more goroutine has to run for each lot of changes,
// is cheaper; it costs the more for a change that comes alone.
const few = 8

// open returns the waiters, in a poller that tells of ev. The caller holds mu. Errors:
// WSAENOBUFS.
func (d *FD) open(ev spi.Events) (*waiters, ws2def.Errno) {
	w := d.waiters()
	switch {
	case w.file != nil:
		return w, 0
	case w.id != 0:
		return w, w.widen(d.Fd(), ev)
	}
	if d.mayBlock {
		sys.SetNonblock(d.Fd())
		d.mayBlock = false
	}
	if registered.Add(1) <= few || !w.join(d.Fd(), ev) {
		w.file = os.NewFile(uintptr(d.Fd()), "")
		w.raw, _ = w.file.SyscallConn()
	}
	return w, 0
}

// leave takes w out of its poller, before its descriptor fd is closed, and reports
// whether it has closed that itself.
func (w *waiters) leave(fd int) (closed bool) {
	switch {
	case w.file != nil:
		w.file.Close()
		closed = true
	case w.id != 0:
		w.disperse(fd)
	default:
		return false
	}
	registered.Add(-1)
	return closed
}

// forget drops what belongs to the FD that s was in. Nobody waits.
func (s *side) forget() {
	s.alone = nil
	if s.member != nil {
		s.member.alarm = nil
	}
}

// ready looks whether the descriptor is ready for ev, and remembers the answer.
func (d *FD) ready(ev spi.Events) bool {
	if sys.PollNow(d.Fd(), bits(ev)) != 0 {
		d.waited.And(^direction(ev))
		return true
	}
	d.waited.Or(direction(ev))
	return false
}

// park waits as the leader of its direction, or as one of those who follow him.
func (d *FD) park(ev spi.Events, since uint32, deadline time.Time) ws2def.Errno {
	d.mu.Lock()
	if e, over := d.past(since); over {
		d.mu.Unlock()
		return e
	}
	w, e := d.open(ev)
	if e != 0 {
		d.mu.Unlock()
		return e
	}
	s := w.side(ev)
	if s.leading {
		return d.follow(s, deadline)
	}
	s.leading = true
	if w.file != nil {
		e = d.parkAlone(w, s, ev, deadline)
	} else {
		e = d.parkAmong(w, s, ev, deadline)
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
	case nudged:
		return 0
	default:
		return e
	}
}

// alone is what the leader of a direction needs whose descriptor is in the run-time's
// poller by itself.
type alone struct {
	ready func(uintptr) bool // for RawConn
	first bool
}

// parkAlone waits in the run-time's poller. The caller holds mu, which parkAlone
// releases.
func (d *FD) parkAlone(w *waiters, s *side, ev spi.Events, deadline time.Time) ws2def.Errno {
	limit := !deadline.IsZero()
	if limit || s.limited {
		s.limited = limit
		if s == &w.in {
			w.file.SetReadDeadline(deadline)
		} else {
			w.file.SetWriteDeadline(deadline)
		}
	}
	if s.alone == nil {
		a := &alone{}
		a.ready = func(uintptr) bool {
			if !a.first {
				return true
			}
			// The run-time forgets here what it was told before, so look once.
			a.first = false
			return d.ready(ev)
		}
		s.alone = a
	}
	a := s.alone
	d.mu.Unlock()

	a.first = true
	var err error
	if s == &w.in {
		err = w.raw.Read(a.ready)
	} else {
		err = w.raw.Write(a.ready)
	}
	switch {
	case err == nil:
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
