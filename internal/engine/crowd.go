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

// member is what the leader of a direction needs in the crowd.
type member struct {
	token chan struct{} // holds one while a change waits to be taken
	alarm *alarm        // nil before the first deadline
	late  bool          // the leader's wait was ended by its deadline
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
	if news&(emptied|unusual) == 0 {
		if w := d.w.Load(); w != nil {
			w.news.CompareAndSwap(news, news|emptied)
		}
	}
}

// join makes w a member of the crowd, told of ev; false when that can't be.
func (w *waiters) join(fd int, ev spi.Events) bool {
	w.side(ev).member = &member{token: make(chan struct{}, 1)}
	crowd.mu.Lock()
	defer crowd.mu.Unlock()
	if crowd.file == nil && !gather() {
		return false
	}
	id := int32(len(crowd.members))
	if n := len(crowd.free); n > 0 {
		id = crowd.free[n-1]
		crowd.free = crowd.free[:n-1]
	} else {
		crowd.members = append(crowd.members, nil)
	}
	w.news.Store(w.news.Load()&^unusual | emptied) // what there is now is told as a change
	if sys.EpollAdd(crowd.epoll, fd, w.edges(), id) != 0 {
		w.news.Or(unusual)
		crowd.free = append(crowd.free, id)
		return false
	}
	w.id, crowd.members[id] = id, w
	return true
}

// widen makes w, a member, be told of ev too. Errors: WSAENOBUFS.
func (w *waiters) widen(fd int, ev spi.Events) ws2def.Errno {
	s := w.side(ev)
	if s.member != nil {
		return 0
	}
	crowd.mu.Lock()
	defer crowd.mu.Unlock()
	s.member = &member{token: make(chan struct{}, 1)}
	if sys.EpollChange(crowd.epoll, fd, w.edges(), w.id) != 0 {
		s.member = nil
		return ws2def.WSAENOBUFS
	}
	return 0
}

// edges are the epoll bits of what w is told of.
func (w *waiters) edges() uint32 {
	bits := uint32(unix.EPOLLET)
	if w.in.member != nil {
		bits |= unix.EPOLLIN | unix.EPOLLRDHUP | unix.EPOLLPRI
	}
	if w.out.member != nil {
		bits |= unix.EPOLLOUT
	}
	return bits
}

// disperse takes w out of the crowd.
func (w *waiters) disperse(fd int) {
	crowd.mu.Lock()
	sys.EpollRemove(crowd.epoll, fd) // others may have the descriptor's file as well
	crowd.members[w.id] = nil
	crowd.free = append(crowd.free, w.id)
	w.id = 0
	crowd.mu.Unlock()
	if !keeping() {
		dissolve()
	}
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
	if s.member != nil {
		select {
		case s.token <- struct{}{}:
		default:
		}
	}
}

// parkAmong waits in the crowd. The caller holds mu, which parkAmong releases.
func (d *FD) parkAmong(w *waiters, s *side, ev spi.Events, deadline time.Time) ws2def.Errno {
	s.limited, s.late = !deadline.IsZero(), false
	if s.limited && !s.arm(d, deadline) {
		d.mu.Unlock()
		return ws2def.WSAETIMEDOUT
	}
	d.mu.Unlock()
	if s == &w.in && w.empty() || !d.ready(ev) {
		<-s.token
		if s == &w.in {
			w.take()
		}
	}
	if !deadline.IsZero() {
		d.mu.Lock()
		defer d.mu.Unlock()
		s.alarm.Stop()
		if s.late {
			return ws2def.WSAETIMEDOUT
		}
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
