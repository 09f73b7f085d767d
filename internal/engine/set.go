package engine

import (
	"os"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// Set waits for changes of several sockets at once: an edge-triggered epoll
// instance, so that a condition that lasts does not wake a waiter who is not
// interested in it again and again. Add sockets first, look at their state then,
// and wait when none is in the state looked for. The methods other than Wake
// belong to one goroutine.
type Set struct {
	epoll   int
	counter int             // Hold: wakes the thread
	file    *os.File        // Park: owns epoll
	raw     syscall.RawConn // Park
	cancel  []func()        // subscriptions to sockets without a descriptor

	mu     sync.Mutex
	woken  bool
	closed bool
}

// NewSet makes a set whose waits go how. Close releases it. Errors:
// WSAENOBUFS.
func NewSet(how spi.Way) (*Set, ws2def.Errno) {
	epoll, e := sys.EpollCreate()
	if e != 0 {
		return nil, ws2def.WSAENOBUFS
	}
	s := &Set{epoll: epoll, counter: -1}
	if how == spi.Hold {
		if s.counter, e = borrow(); e != 0 {
			sys.Close(epoll)
			return nil, ws2def.WSAENOBUFS
		}
		return s, 0
	}
	if e := sys.SetNonblock(epoll); e != 0 {
		sys.Close(epoll)
		return nil, ws2def.WSAENOBUFS
	}
	s.file = os.NewFile(uintptr(epoll), "")
	s.raw, _ = s.file.SyscallConn()
	return s, 0
}

// Add makes Wait return when t may have become ready for one of ev, or has
// failed. A socket may be added once. Errors: WSAENOBUFS.
func (s *Set) Add(t spi.Socket, ev spi.Events) ws2def.Errno {
	if d, ok := spi.Ability[spi.Descriptor](t); ok {
		// The poll bits and the epoll bits are the same numbers.
		if sys.EpollAdd(s.epoll, d.Fd(), uint32(uint16(d.Interest(ev)))|unix.EPOLLET, 0) != 0 {
			return ws2def.WSAENOBUFS
		}
		return 0
	}
	if n, ok := spi.Ability[spi.Notifier](t); ok {
		s.cancel = append(s.cancel, n.Readiness().Subscribe(s.Wake))
	}
	return 0
}

// Wait returns 0 when a socket of the set may have changed since it was added
// or since the last Wait, or Wake was called; WSAETIMEDOUT at the deadline
// (zero: none).
func (s *Set) Wait(deadline time.Time) ws2def.Errno {
	e := s.wait(deadline)
	sys.EpollDrain(s.epoll)
	return e
}

func (s *Set) wait(deadline time.Time) ws2def.Errno {
	if s.file == nil {
		fds := [2]sys.PollFd{
			{Fd: int32(s.epoll), Events: unix.POLLIN},
			{Fd: int32(s.counter), Events: unix.POLLIN},
		}
		n, e := sys.Ppoll(fds[:], deadline)
		sys.Drain(s.counter)
		switch {
		case e != 0:
			return ws2def.WSAENOBUFS
		case n == 0:
			return ws2def.WSAETIMEDOUT
		default:
			return 0
		}
	}
	s.mu.Lock()
	if s.woken {
		s.woken = false
		s.mu.Unlock()
		return 0
	}
	s.file.SetReadDeadline(deadline)
	s.mu.Unlock()
	first := true
	err := s.raw.Read(func(fd uintptr) bool {
		if !first {
			return true
		}
		first = false
		return sys.PollNow(int(fd), unix.POLLIN) != 0
	})
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.woken {
		s.woken = false
		return 0
	}
	if err != nil {
		return ws2def.WSAETIMEDOUT
	}
	return 0
}

// Wake makes the Wait that is under way, or else the next one, return 0. It may
// be called from any goroutine at any time.
func (s *Set) Wake() {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.closed:
	case s.file == nil:
		sys.Signal(s.counter)
	default:
		s.woken = true
		s.file.SetReadDeadline(time.Unix(1, 0))
	}
}

// Close releases the set.
func (s *Set) Close() {
	for _, cancel := range s.cancel {
		cancel()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	if s.file != nil {
		s.file.Close()
		return
	}
	giveBack(s.counter)
	sys.Close(s.epoll)
}

// PollAll reports what each socket is ready for now: one system call for all
// kernel descriptors. events has the length of sockets and is filled.
func PollAll(sockets []spi.Socket, events []spi.Events) {
	if len(sockets) == 1 {
		events[0] = sockets[0].Poll()
		return
	}
	fds := make([]sys.PollFd, 0, len(sockets))
	for _, t := range sockets {
		// A layer's socket is asked itself: it may be ready for what is not below it.
		if d, ok := t.(spi.Descriptor); ok {
			fds = append(fds, sys.PollFd{Fd: int32(d.Fd()), Events: d.Interest(^spi.Events(0))})
		}
	}
	if _, e := sys.PollAll(fds); e != 0 {
		for i, t := range sockets {
			events[i] = t.Poll()
		}
		return
	}
	for i, t := range sockets {
		if d, ok := t.(spi.Descriptor); ok {
			events[i] = d.Translate(fds[0].Revents)
			fds = fds[1:]
		} else {
			events[i] = t.Poll()
		}
	}
}
