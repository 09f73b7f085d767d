package afunix

import (
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// alreadyBound is what the kernel says to a second bind.
const alreadyBound = unix.EINVAL

// patience is how long a connect goes on trying when the listener's queue is
// full; then it counts as refused.
//
// Source: S-696.
var patience = 20 * time.Second

// Pauses between two tries: the kernel does not tell when there is room.
const (
	firstPause = time.Millisecond
	lastPause  = 32 * time.Millisecond
)

// Connect implements [spi.Connector].
//
// Source: S-485, S-487, S-696.
func (s *socket) Connect(name []byte) spi.Errno {
	path, e := parse(name)
	switch {
	case e != 0:
		return e
	case path == "":
		return ws2def.WSAEADDRNOTAVAIL
	}
	s.attempt.Store(nil)
	sa := kernelAddr(path)
	errno := sys.Connect(s.Fd(), sa)
	if errno != unix.EAGAIN {
		return connectError(errno)
	}
	a := &attempt{s: s, path: path, sa: sa, end: time.Now().Add(patience), pause: firstPause, result: ws2def.WSAEWOULDBLOCK}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.timer = time.AfterFunc(a.pause, a.try)
	s.attempt.Store(a)
	return ws2def.WSAEWOULDBLOCK
}

func connectError(errno sys.Errno) spi.Errno {
	if errno != 0 {
		return ws2def.FromErrno(ws2def.OpConnectUnix, errno)
	}
	return 0
}

// ConnectResult implements [spi.Connector].
func (s *socket) ConnectResult() spi.Errno {
	if a := s.attempt.Load(); a != nil {
		return a.standing()
	}
	return 0
}

// Poll implements [spi.Socket].
func (s *socket) Poll() spi.Events {
	if a := s.attempt.Load(); a != nil && a.standing() != 0 {
		return a.events()
	}
	return s.Stream.Poll()
}

// Translate implements [spi.Descriptor]. To the kernel a socket whose connect
// waits for room is one that does nothing.
func (s *socket) Translate(bits int16) spi.Events {
	if a := s.attempt.Load(); a != nil && a.standing() != 0 {
		return a.events()
	}
	return s.Stream.Translate(bits)
}

// attempt is a connect that found the listener's queue full and is tried again
// and again.
type attempt struct {
	s    *socket
	path string
	sa   []byte
	end  time.Time

	mu     sync.Mutex // guards what follows and each try
	pause  time.Duration
	timer  *time.Timer
	result spi.Errno // WSAEWOULDBLOCK while under way
}

func (a *attempt) standing() spi.Errno {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.result
}

func (a *attempt) underWay() bool { return a.standing() == ws2def.WSAEWOULDBLOCK }

// events is what a socket reports that is not connected.
func (a *attempt) events() spi.Events {
	if a.underWay() {
		return 0
	}
	return spi.Failed
}

// try connects again, or arranges for the next try.
func (a *attempt) try() {
	a.mu.Lock()
	if a.result != ws2def.WSAEWOULDBLOCK {
		a.mu.Unlock()
		return
	}
	errno := sys.Connect(a.s.Fd(), a.sa)
	if errno == unix.EAGAIN && time.Now().Before(a.end) {
		a.pause = min(2*a.pause, lastPause)
		a.timer.Reset(a.pause)
		a.mu.Unlock()
		return
	}
	a.result = connectError(errno)
	stir(a.s.Fd())
	a.mu.Unlock()
	a.s.room.Changed()
}

// stop ends the attempt before the descriptor goes.
func (a *attempt) stop() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.timer.Stop()
	if a.result == ws2def.WSAEWOULDBLOCK {
		a.result = ws2def.WSAEINTR
	}
}

// stir makes the kernel tell everybody who polls fd to look again. The kernel
// announces no connect that was made at once, but it does announce room in the
// send buffer whenever that is set, and so it is set to what it is.
func stir(fd int) {
	if size, errno := sys.GetSockOptInt(fd, unix.SOL_SOCKET, unix.SO_SNDBUF); errno == 0 {
		sys.SetSockOptInt(fd, unix.SOL_SOCKET, unix.SO_SNDBUF, size/2) // the kernel doubles it
	}
}
