package afunix

import (
	"sync/atomic"
	"time"

	"winsock/internal/engine"
	"winsock/spi"
	"winsock/ws2def"
)

// socket is an AF_UNIX byte stream.
type socket struct {
	engine.Stream
	path    string // as given to Bind, or to that of the listener; "" for none
	bound   bool
	adopted bool                    // it was accepted for another socket (Adopt)
	attempt atomic.Pointer[attempt] // the last connect that had to wait for room
	room    spi.Readiness           // tells about attempt
}

var _ interface {
	spi.Socket
	spi.Descriptor
	spi.Binder
	spi.Connector
	spi.Listener
	spi.Transferer
	spi.Shutdowner
	spi.Queuer
	spi.Ioctler
} = (*socket)(nil)

// Wait implements [spi.Waiter]. While a connect waits for room the kernel has
// nothing to wait for.
func (s *socket) Wait(ev spi.Events, how spi.Way, since uint32, deadline time.Time) spi.Errno {
	if a := s.attempt.Load(); a != nil && a.underWay() {
		return s.room.WaitFor(func() bool { return !a.underWay() }, since, deadline)
	}
	return s.FD.Wait(ev, how, since, deadline)
}

// Nudge implements [spi.Waiter].
func (s *socket) Nudge() {
	s.FD.Nudge()
	s.room.Nudge()
}

// Wake implements [spi.Waiter].
func (s *socket) Wake() {
	s.FD.Wake()
	s.room.Wake()
}

// Close implements [spi.Socket]. The kernel delivers what it has taken and
// knows no abortive close.
func (s *socket) Close(bool) spi.Errno {
	if a := s.attempt.Load(); a != nil {
		a.stop()
	}
	s.FD.Close()
	return 0
}

// Shutdown implements [spi.Shutdowner]. Receiving is ended by the core alone:
// the kernel's SHUT_RD would make reads return 0 (S-374).
func (s *socket) Shutdown(how int32) spi.Errno {
	if how == ws2def.SD_RECEIVE {
		return 0
	}
	return s.Stream.Shutdown()
}
