package engine

import (
	"os"
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// crowd is the poller of descriptors of which there are many: an epoll instance, which
// itself is in the run-time's poller. One goroutine takes all changes there are at once
// and hands each to the goroutine that waits for it.
//
// A change is told once and is remembered until a wait takes it. So a receive that has
// found the descriptor empty needs no look before the next wait: what came since is
// remembered. That goes wrong only if the change that was taken was the end of the
// stream, or urgent data, as well: therefore it ends with the first unusual change.
var crowd struct {
	mu      sync.Mutex
	file    *os.File // owns the epoll instance; nil while there is none
	epoll   int
	members []*waiters // by id; none has 0
	free    []int32    // ids to use again
}

// alarm ends waits at their deadlines.
type alarm struct {
	*time.Timer
	at time.Time // the present leader's
}

// Bits of waiters.news; the rest counts the changes that were taken.
const (
	emptied = 1 << iota // a receive found nothing more, and no change was taken since
	unusual             // not a member, or there was more than data and room, once
	unasked             // nobody has waited yet
	taken
)

// empty reports whether all that may be received was told since the last change was
// taken.
func (w *waiters) empty() bool { return w.news.Load()&(emptied|unusual) == emptied }

// take notes that a change was taken: what it told of is not received yet.
func (w *waiters) take() {
	for {
		old := w.news.Load()
		if w.news.CompareAndSwap(old, old&^emptied+taken) {
			return
		}
	}
}

// Receiving is called before a receive whose end may call Emptied.
func (d *FD) Receiving() (news uint32) {
	if w := d.w.Load(); w != nil {
		return w.news.Load()
	}
	return unusual
}

// Emptied notes that a receive, before which Receiving gave news, left nothing in the
// kernel: the stream gave less than there was room for, or nothing. The next wait for
// input may begin at once then.
func (d *FD) Emptied(news uint32) {
	switch w := d.w.Load(); {
	case w == nil || news&unasked != 0:
		d.Exhausted()
	case news&(emptied|unusual) == 0:
		w.news.CompareAndSwap(news, news|emptied)
	}
}

// Exhausted notes that all input that was known of is taken, so that a call does better to
// wait, which looks what there is, than to try.
func (d *FD) Exhausted() { d.waited.Or(direction(spi.Readable)) }

// join makes w a member of the crowd, told of ev; false when that can't be.
func (w *waiters) join(fd int, ev spi.Events) bool {
	s := w.side(ev)
	s.listen()
	if epoll := w.enter(); epoll >= 0 {
		if sys.EpollAdd(epoll, fd, w.edges(), w.id) == 0 {
			return true
		}
		w.disperse()
	}
	w.news.Or(unusual)
	s.told = false
	return false
}

// enter gives w a place in the crowd and returns the epoll instance; -1 when there can't
// be one.
func (w *waiters) enter() (epoll int) {
	crowd.mu.Lock()
	defer crowd.mu.Unlock()
	if crowd.file == nil && !gather() {
		return -1
	}
	if n := len(crowd.free); n > 0 {
		w.id = crowd.free[n-1]
		crowd.free = crowd.free[:n-1]
	} else {
		w.id = int32(len(crowd.members))
		crowd.members = append(crowd.members, nil)
	}
	crowd.members[w.id] = w
	w.news.Store(w.news.Load()&^(unusual|unasked) | emptied) // what there is now is told as a change
	return crowd.epoll
}

// widen makes w, a member, be told of ev too. Errors: WSAENOBUFS.
func (w *waiters) widen(fd int, ev spi.Events) ws2def.Errno {
	s := w.side(ev)
	if s.told {
		return 0
	}
	crowd.mu.Lock()
	defer crowd.mu.Unlock()
	s.listen()
	if sys.EpollChange(crowd.epoll, fd, w.edges(), w.id) != 0 {
		s.told = false
		return ws2def.WSAENOBUFS
	}
	return 0
}

// listen makes s a direction that the crowd is told of.
func (s *side) listen() {
	s.told = true
	s.equip()
}

// equip gives s a token, unless it has one.
func (s *side) equip() {
	if s.token == nil {
		s.token = make(chan struct{}, 1)
	}
}

// edges are the epoll bits of what w is told of.
func (w *waiters) edges() uint32 {
	bits := uint32(unix.EPOLLET)
	if w.in.told {
		bits |= unix.EPOLLIN | unix.EPOLLRDHUP | unix.EPOLLPRI
	}
	if w.out.told {
		bits |= unix.EPOLLOUT
	}
	return bits
}

// disperse gives up the place of w in the crowd. The epoll instance forgets a descriptor
// by itself when that is closed and nobody else has its file; what it tells of one that
// somebody has wakes another member in vain.
func (w *waiters) disperse() {
	crowd.mu.Lock()
	crowd.members[w.id] = nil
	crowd.free = append(crowd.free, w.id)
	w.id = 0
	crowd.mu.Unlock()
	if !keeping() {
		dissolve()
	}
}

// former are waiters of members that were closed, with their tokens.
var former sync.Pool

// retire keeps w, of a descriptor that is about to be closed, for another one.
func (w *waiters) retire() {
	if w.in.alarm != nil || w.out.alarm != nil {
		return // a timer may still run
	}
	w.in.reset()
	w.out.reset()
	former.Put(w)
}

// reset makes s as good as new, but for its token.
func (s *side) reset() {
	if s.told {
		select {
		case <-s.token:
		default:
		}
	}
	*s = side{token: s.token}
}

// dissolve ends the crowd unless it has members.
func dissolve() {
	crowd.mu.Lock()
	file := crowd.file
	if file == nil || len(crowd.free) < len(crowd.members)-1 {
		crowd.mu.Unlock()
		return
	}
	crowd.file, crowd.epoll, crowd.members, crowd.free = nil, -1, nil, nil
	crowd.mu.Unlock()
	file.Close() // waits for tell, which takes the lock
}

// gather begins the crowd; false when that can't be. The caller holds the crowd's lock.
func gather() bool {
	epoll, e := sys.EpollCreate()
	if e != 0 {
		return false
	}
	if sys.SetNonblock(epoll) != 0 {
		sys.Close(epoll)
		return false
	}
	crowd.file, crowd.epoll = os.NewFile(uintptr(epoll), ""), epoll
	crowd.members, crowd.free = make([]*waiters, 1), nil
	raw, _ := crowd.file.SyscallConn()
	// As long as the function does not return true, the run-time forgets nothing that
	// it was told.
	go raw.Read(func(epoll uintptr) bool {
		tell(int(epoll))
		return false
	})
	return true
}

// tell hands out the changes that wait in the crowd's epoll instance.
func tell(epoll int) {
	var ready [128]Ready
	for n := len(ready); n == len(ready); {
		var e sys.Errno
		if n, e = sys.EpollWait(epoll, ready[:], 0); e != 0 {
			n = len(ready) // what is there is not told again: ask until there is an answer
			continue
		}
		crowd.mu.Lock()
		for _, r := range ready[:n] {
			if crowd.epoll == epoll && crowd.members[r.Fd] != nil {
				crowd.members[r.Fd].tell(r.Events)
			}
		}
		crowd.mu.Unlock()
	}
}

// tell hands out a change. The caller holds the crowd's lock.
func (w *waiters) tell(bits uint32) {
	if Unusual(bits) {
		w.news.Or(unusual)
	}
	if bits&^unix.EPOLLOUT != 0 {
		w.in.ring()
	}
	if bits&(unix.EPOLLOUT|unix.EPOLLHUP|unix.EPOLLERR) != 0 {
		w.out.ring()
	}
}

// ring has the leader's wait, or the next one, end.
func (s *side) ring() {
	if s.told {
		select {
		case s.token <- struct{}{}:
		default:
		}
	}
}

// parkAmong waits in the crowd for the next change that s, which w has for ev, is told of.
func (d *FD) parkAmong(w *waiters, s *side, ev spi.Events) {
	if s == &w.in && w.empty() || !d.ready(ev) {
		<-s.token
		if s == &w.in {
			w.take()
		}
	}
}

// parkAmongUntil is parkAmong with a deadline. The caller holds mu, which it releases. Errors:
// WSAETIMEDOUT.
func (d *FD) parkAmongUntil(w *waiters, s *side, ev spi.Events, deadline time.Time) ws2def.Errno {
	if !s.arm(d, deadline) {
		d.mu.Unlock()
		return ws2def.WSAETIMEDOUT
	}
	s.limited, s.late = true, false
	d.mu.Unlock()
	d.parkAmong(w, s, ev)
	d.mu.Lock()
	defer d.mu.Unlock()
	s.alarm.Stop()
	s.limited = false
	if s.late {
		return ws2def.WSAETIMEDOUT
	}
	return 0
}

// arm has the leader's wait end at a deadline; false when that has passed. The caller
// holds mu.
func (s *side) arm(d *FD, deadline time.Time) bool {
	left := time.Until(deadline)
	if left <= 0 {
		return false
	}
	if s.alarm != nil {
		s.alarm.at = deadline
		s.alarm.Reset(left)
		return true
	}
	a := &alarm{at: deadline}
	a.Timer = time.AfterFunc(left, func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		if s.leading && s.limited && s.alarm == a && !time.Now().Before(a.at) {
			s.late = true
			s.ring()
		}
	})
	s.alarm = a
	return true
}
