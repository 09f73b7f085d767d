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

// Set waits for several sockets at once. A Set that parks the goroutine is an
// epoll instance in the run-time's poller, one that holds the thread a list for
// ppoll. The methods other than Wake belong to one goroutine.
type Set struct {
	how    spi.Way
	fds    []sys.PollFd // Hold: the sockets, after the event counter
	epoll  int          // Park
	file   *os.File     // Park: owns epoll
	raw    syscall.RawConn
	cancel []func() // subscriptions to sockets without a descriptor

	mu    sync.Mutex
	woken bool
	wake  func() // ends a Wait that is under way
}

// NewSet makes a set whose waits go how. Close releases it. Errors:
// WSAENOBUFS.
func NewSet(how spi.Way) (*Set, ws2def.Errno) {
	s := &Set{how: how}
	if how == spi.Hold {
		counter, e := borrow()
		if e != 0 {
			return nil, ws2def.WSAENOBUFS
		}
		s.fds = []sys.PollFd{{Fd: int32(counter), Events: unix.POLLIN}}
		s.wake = func() { sys.Signal(counter) }
		return s, 0
	}
	epoll, e := sys.EpollCreate()
	if e != 0 {
		return nil, ws2def.WSAENOBUFS
	}
	if e := sys.SetNonblock(epoll); e != 0 {
		sys.Close(epoll)
		return nil, ws2def.WSAENOBUFS
	}
	s.epoll = epoll
	s.file = os.NewFile(uintptr(epoll), "")
	s.raw, _ = s.file.SyscallConn()
	s.wake = func() { s.file.SetReadDeadline(time.Unix(1, 0)) }
	return s, 0
}

// Add makes Wait return when t may have become ready for one of ev, or has
// failed. A socket may be added once. Errors: WSAENOBUFS.
func (s *Set) Add(t spi.Socket, ev spi.Events) ws2def.Errno {
	switch t := t.(type) {
	case spi.Descriptor:
		interest := t.Interest(ev)
		if s.how == spi.Hold {
			s.fds = append(s.fds, sys.PollFd{Fd: int32(t.Fd()), Events: interest})
			return 0
		}
		// The poll bits and the epoll bits are the same numbers.
		if sys.EpollAdd(s.epoll, t.Fd(), uint32(uint16(interest))) != 0 {
			return ws2def.WSAENOBUFS
		}
	case spi.Notifier:
		s.cancel = append(s.cancel, t.Readiness().Subscribe(s.Wake))
	}
	return 0
}

// Wait returns 0 when a socket of the set may have become ready or Wake was
// called, WSAETIMEDOUT at the deadline (zero: none).
func (s *Set) Wait(deadline time.Time) ws2def.Errno {
	if s.how == spi.Hold {
		n, e := sys.Ppoll(s.fds, deadline)
		switch {
		case e != 0:
			return ws2def.WSAENOBUFS
		case n == 0:
			return ws2def.WSAETIMEDOUT
		}
		if s.fds[0].Revents != 0 {
			sys.Drain(int(s.fds[0].Fd))
		}
		return 0
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
// be called from any goroutine until Close.
func (s *Set) Wake() {
	s.mu.Lock()
	s.woken = true
	s.wake()
	s.mu.Unlock()
}

// Close releases the set.
func (s *Set) Close() {
	for _, cancel := range s.cancel {
		cancel()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.wake = func() {}
	if s.how == spi.Hold {
		giveBack(int(s.fds[0].Fd))
		return
	}
	s.file.Close()
}
