package engine

import (
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"

	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// Poller is a set of descriptors for which several threads may wait at once: each
// change wakes one of them, the one that came last.
type Poller struct {
	epoll int
	wake  int // event counter: each Wake ends one wait
	end   int // event counter: End ends all
	gong  int // event counter: while it is in the set nobody waits; -1: there is none
	ended atomic.Bool
}

// Ready is what a [Poller] tells: a descriptor's id and poll bits.
type Ready = sys.EpollEvent

// Unusual reports whether poll bits tell of more than data and room: the end of a
// stream, an error, urgent data.
func Unusual(bits uint32) bool {
	return bits&(unix.EPOLLRDHUP|unix.EPOLLHUP|unix.EPOLLERR|unix.EPOLLPRI) != 0
}

// Broken reports whether poll bits tell of an error, or that both directions are over.
func Broken(bits uint32) bool { return bits&(unix.EPOLLERR|unix.EPOLLHUP) != 0 }

// Ids of the poller's own descriptors; others are not negative.
const (
	wakeID = -1 - iota
	endID
	gongID
)

// NewPoller makes an empty set. Errors: WSAENOBUFS, WSAEMFILE.
func NewPoller() (*Poller, ws2def.Errno) {
	p := &Poller{epoll: -1, wake: -1, end: -1, gong: -1}
	var e sys.Errno
	if p.epoll, e = sys.EpollCreate(); e == 0 {
		if p.wake, e = sys.EventFd(); e == 0 {
			if p.end, e = sys.EventFd(); e == 0 {
				if e = sys.EpollAdd(p.epoll, p.wake, unix.EPOLLIN|unix.EPOLLET, wakeID); e == 0 {
					e = sys.EpollAdd(p.epoll, p.end, unix.EPOLLIN, endID)
				}
			}
		}
	}
	if e != 0 {
		p.Close()
		return nil, ws2def.FromErrno(ws2def.OpSocket, e)
	}
	return p, 0
}

// Fd is a descriptor that is readable when there is something to tell.
func (p *Poller) Fd() int { return p.epoll }

// Close ends the use of the poller. Nobody may wait any more.
func (p *Poller) Close() {
	for _, fd := range []int{p.epoll, p.wake, p.end, p.gong} {
		if fd >= 0 {
			sys.Close(fd)
		}
	}
}

// edges are the epoll bits to wait for changes of ev.
func edges(ev spi.Events) uint32 { return uint32(uint16(bits(ev))) | unix.EPOLLET }

// Add begins to tell of changes that make fd ready for ev, and of what it is ready
// for now. It ends by itself when fd is closed. Errors: WSAENOBUFS.
func (p *Poller) Add(fd int, id int32, ev spi.Events) ws2def.Errno {
	if sys.EpollAdd(p.epoll, fd, edges(ev), id) != 0 {
		return ws2def.WSAENOBUFS
	}
	return 0
}

// Change is Add for a descriptor that was added before.
func (p *Poller) Change(fd int, id int32, ev spi.Events) ws2def.Errno {
	if sys.EpollChange(p.epoll, fd, edges(ev), id) != 0 {
		return ws2def.WSAENOBUFS
	}
	return 0
}

// Remove ends what Add began.
func (p *Poller) Remove(fd int) { sys.EpollRemove(p.epoll, fd) }

// Wait holds the thread until there is something to tell, somebody called Wake or
// End, a signal came or the moment deadline (ns on the monotonic clock; 0: none)
// has passed. It returns how many of ready it filled, and whether somebody called
// Wake. [sys.Past] only looks.
func (p *Poller) Wait(ready []Ready, deadline int64) (n int, woken bool) {
	limit := -1
	switch deadline {
	case 0:
	case sys.Past:
		limit = 0
	default:
		left := deadline - sys.Monotonic()
		limit = int(max(0, (left+int64(time.Millisecond)-1)/int64(time.Millisecond)))
	}
	all, e := sys.EpollWait(p.epoll, ready, limit)
	if e != 0 {
		return 0, false
	}
	for _, r := range ready[:all] {
		if r.Fd >= 0 {
			ready[n] = r
			n++
		}
		woken = woken || r.Fd == wakeID
	}
	return n, woken
}

// Wake ends one present wait, or the next one.
func (p *Poller) Wake() { sys.Signal(p.wake) }

// End ends all present and future waits at once.
func (p *Poller) End() {
	p.ended.Store(true)
	sys.Signal(p.end)
}

// Clear ends all present waits, and future ones at once until [Poller.Reopen], which is
// called after it. Errors: WSAENOBUFS, WSAEMFILE.
func (p *Poller) Clear() ws2def.Errno {
	fd, e := sys.EventFd()
	if e == 0 {
		sys.Signal(fd)
		if e = sys.EpollAdd(p.epoll, fd, unix.EPOLLIN, gongID); e == 0 {
			p.gong = fd
			return 0
		}
		sys.Close(fd)
	}
	return ws2def.FromErrno(ws2def.OpSocket, e)
}

// Reopen lets threads wait again.
func (p *Poller) Reopen() {
	sys.Close(p.gong) // which takes it out of the set
	p.gong = -1
}

// Ended reports whether End was called.
func (p *Poller) Ended() bool { return p.ended.Load() }
