package engine

import (
	"errors"
	"os"
	"sync/atomic"
	"syscall"
	"time"

	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// waiters returns those of d, new ones if need be. The caller holds mu.
func (d *FD) waiters() *waiters {
	w := d.w.Load()
	if w == nil {
		w = newWaiters()
		d.w.Store(w)
	}
	return w
}

// newWaiters returns waiters of nobody yet.
func newWaiters() *waiters {
	w, ok := former.Get().(*waiters)
	if !ok {
		w = new(waiters)
	}
	w.news.Store(unusual | unasked)
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
	case w.alone != nil:
		return w, 0
	case w.id != 0:
		return w, w.widen(d.Fd(), ev)
	}
	if d.mayBlock {
		sys.SetNonblock(d.Fd())
		d.mayBlock = false
	}
	if registered.Add(1) > few && w.join(d.Fd(), ev) {
		d.waited.And(^direction(spi.Readable)) // the crowd knows better
	} else {
		w.alone = isolate(d.Fd())
		w.news.And(^uint32(unasked))
	}
	return w, 0
}

// leave takes w out of its poller, before its descriptor fd is closed, and reports
// whether it has closed that itself. last says that nobody else has the descriptor's file
// or w.
func (w *waiters) leave(fd int, last bool) (closed bool) {
	switch {
	case w.alone != nil:
		w.alone.file.Close()
		closed = true
	case w.id == 0:
		if last {
			w.retire()
		}
		return false
	case last:
		w.disperse()
		w.retire()
	default:
		sys.EpollRemove(crowd.epoll, fd)
		w.disperse()
	}
	registered.Add(-1)
	return closed
}

// forget drops what belongs to the FD that w was in. Nobody waits.
func (w *waiters) forget() {
	w.in.alarm, w.out.alarm = nil, nil
	if a := w.alone; a != nil {
		a.in.ready, a.out.ready = nil, nil
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

// lead makes the caller, who will wait for ev, the leader of its direction: mu is held then.
// It returns no waiters when there is nothing to wait for any more, or when the caller has
// followed another leader, and how that has ended.
func (d *FD) lead(ev spi.Events, since uint32, deadline time.Time) (*waiters, ws2def.Errno) {
	d.mu.Lock()
	if e, over := d.past(since); over {
		d.mu.Unlock()
		return nil, e
	}
	w, e := d.open(ev)
	if e != 0 {
		d.mu.Unlock()
		return nil, e
	}
	s := w.side(ev)
	if s.leading {
		return nil, d.follow(s, deadline)
	}
	s.leading = true
	return w, 0
}

// resign ends the leader's wait, whose own end was e, and returns its result.
func (d *FD) resign(s *side, e ws2def.Errno) ws2def.Errno {
	d.mu.Lock()
	s.leading = false
	for f := s.followers; f != nil; f = f.next {
		close(f.news)
	}
	s.followers = nil
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

// alone is a descriptor that is in the run-time's poller by itself.
type alone struct {
	file    *os.File // owns the descriptor
	raw     syscall.RawConn
	in, out look
}

// look is how one direction of it is waited for.
type look struct {
	ready func(uintptr) bool // for RawConn
	first bool
}

// isolate puts fd into the run-time's poller.
func isolate(fd int) *alone {
	a := &alone{file: os.NewFile(uintptr(fd), "")}
	a.raw, _ = a.file.SyscallConn()
	return a
}

// parkAlone waits in the run-time's poller. The caller holds mu, which parkAlone
// releases.
func (d *FD) parkAlone(w *waiters, s *side, ev spi.Events, deadline time.Time) ws2def.Errno {
	a, l := w.alone, &w.alone.in
	if s == &w.out {
		l = &a.out
	}
	limit := !deadline.IsZero()
	if limit || s.limited {
		s.limited = limit
		if s == &w.in {
			a.file.SetReadDeadline(deadline)
		} else {
			a.file.SetWriteDeadline(deadline)
		}
	}
	if l.ready == nil {
		l.ready = func(uintptr) bool {
			if !l.first {
				return true
			}
			// The run-time forgets here what it was told before, so look once.
			l.first = false
			return d.ready(ev)
		}
	}
	d.mu.Unlock()

	l.first = true
	var err error
	if s == &w.in {
		err = a.raw.Read(l.ready)
	} else {
		err = a.raw.Write(l.ready)
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

// follower is one who waits for a leader's news.
type follower struct {
	news chan struct{}
	next *follower
}

// follow waits for the leader's news, which may be that there is a place to
// lead now. The caller holds mu; follow releases it.
func (d *FD) follow(s *side, deadline time.Time) ws2def.Errno {
	f := &follower{make(chan struct{}), s.followers}
	s.followers = f
	d.mu.Unlock()
	if deadline.IsZero() {
		<-f.news
		return d.heard()
	}
	timer := time.NewTimer(time.Until(deadline))
	defer timer.Stop()
	select {
	case <-f.news:
		return d.heard()
	case <-timer.C:
		d.mu.Lock()
		for at := &s.followers; *at != nil; at = &(*at).next {
			if *at == f {
				*at = f.next
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
