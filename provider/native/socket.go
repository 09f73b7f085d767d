//go:build cgo

package native

// #include "table.h"
import "C"

import (
	"sync/atomic"
	"time"
	"unsafe"

	"winsock/spi"
	"winsock/ws2def"
)

// kind is what a socket's service flags say about its data.
type kind uint8

const (
	stream   kind = iota
	messages      // of a connection
	datagram
)

func kindOf(info *ws2def.WSAProtocolInfo) kind {
	switch flags := info.ServiceFlags1; {
	case flags&ws2def.XP1_CONNECTIONLESS != 0:
		return datagram
	case flags&ws2def.XP1_MESSAGE_ORIENTED != 0:
		return messages
	default:
		return stream
	}
}

// socket is a socket whose data goes through the provider's functions.
type socket struct {
	number  ws2def.Handle // 0: it had none before the core knew of it
	kind    kind
	request spi.Request // that opened it, or the listener it comes from
	ready   spi.Readiness
	at      atomic.Pointer[link]
	bound   []byte // the address that Bind gave
}

var _ interface {
	spi.Socket
	spi.Numbered
	spi.Notifier
	spi.Binder
	spi.Connector
	spi.Disassociator
	spi.Decider
	spi.Listener
	spi.Adopter
	spi.Renewer
	spi.Transferer
	spi.Shutdowner
	spi.Queuer
	spi.Optioner
	spi.Ioctler
} = (*socket)(nil)

// whole is the socket with all that it can do.
func (s *socket) whole() spi.Socket {
	if s.at.Load().p.file == nil {
		return s // the library is no provider that takes a provider's operations
	}
	return carrier{s}
}

// take makes l the socket's link.
func (s *socket) take(l *link) {
	l.mu.Lock()
	if s.kind == datagram {
		l.may |= spi.Writable
	}
	l.root = s.request.Flags&ws2def.WSA_FLAG_MULTIPOINT_C_ROOT != 0
	l.mu.Unlock()
	l.owner.Store(s)
	s.at.Store(l)
}

// Number implements [spi.Numbered].
func (s *socket) Number() ws2def.Handle { return s.number }

// Readiness implements [spi.Notifier].
func (s *socket) Readiness() *spi.Readiness { return &s.ready }

// Wait implements [spi.Waiter]. What ends a connection, or a connect, ends a wait too.
func (s *socket) Wait(ev spi.Events, _ spi.Way, since uint32, deadline time.Time) spi.Errno {
	ev |= spi.Reset | spi.Failed
	return s.ready.WaitFor(func() bool { return s.Poll()&ev != 0 }, since, deadline)
}

// Nudge implements [spi.Waiter].
func (s *socket) Nudge() { s.ready.Nudge() }

// Nudges implements [spi.Waiter].
func (s *socket) Nudges() uint32 { return s.ready.Nudges() }

// Wake implements [spi.Waiter].
func (s *socket) Wake() { s.ready.Wake() }

// Poll implements [spi.Socket].
func (s *socket) Poll() spi.Events { return s.at.Load().poll(s.kind) }

// Close implements [spi.Socket].
func (s *socket) Close(abort bool) spi.Errno {
	l := s.at.Load()
	l.close(abort)
	if s.number != ws2def.Handle(l.h) && s.number != 0 {
		disclaim(s.number)
	}
	return 0
}

// with makes a call of the provider's functions.
func (s *socket) with(call func(t *C.ws_np_table, h C.uint64_t) spi.Errno) spi.Errno {
	return s.at.Load().with(call)
}

func (l *link) with(call func(t *C.ws_np_table, h C.uint64_t) spi.Errno) spi.Errno {
	if !l.enter() {
		return ws2def.WSAENOTSOCK
	}
	defer l.leave()
	return call(l.p.table, l.h)
}

// Shutdown implements [spi.Shutdowner]: WSPShutdown. A receive that waits asks the provider
// once more, which may tell of nothing from then on.
func (s *socket) Shutdown(how int32) spi.Errno {
	e := s.at.Load().shutdown(how)
	if how != ws2def.SD_SEND {
		s.ready.Nudge()
	}
	return e
}

func (l *link) shutdown(how int32) spi.Errno {
	return l.with(func(t *C.ws_np_table, h C.uint64_t) spi.Errno {
		return spi.Errno(C.ws_np_shutdown(t, h, C.int(how)))
	})
}

// Unsent implements [spi.Queuer]: the provider lingers by itself.
func (s *socket) Unsent() int { return 0 }

// Unread implements [spi.Queuer].
func (s *socket) Unread() (int, spi.Errno) {
	l := s.at.Load()
	n := l.receives.size(s.kind)
	if n > 0 && s.kind != stream {
		return n, 0
	}
	e := l.with(func(t *C.ws_np_table, h C.uint64_t) spi.Errno {
		a := C.ws_np_unread(t, h)
		n += int(a.value)
		return spi.Errno(a.error)
	})
	return n, e
}

// SetOpt implements [spi.Optioner]: WSPSetSockOpt.
func (s *socket) SetOpt(level, name int32, value []byte) spi.Errno {
	return s.at.Load().setOpt(level, name, value)
}

func (l *link) setOpt(level, name int32, value []byte) spi.Errno {
	return l.with(func(t *C.ws_np_table, h C.uint64_t) spi.Errno {
		return spi.Errno(C.ws_np_set_option(t, h, C.int(level), C.int(name), pointer(value), C.int(len(value))))
	})
}

// GetOpt implements [spi.Optioner]: WSPGetSockOpt.
func (s *socket) GetOpt(level, name int32, value []byte) (int, spi.Errno) {
	return s.at.Load().getOpt(level, name, value)
}

func (l *link) getOpt(level, name int32, value []byte) (n int, e spi.Errno) {
	e = l.with(func(t *C.ws_np_table, h C.uint64_t) spi.Errno {
		a := C.ws_np_get_option(t, h, C.int(level), C.int(name), pointer(value), C.int(len(value)))
		n = clamp(int(a.value), len(value))
		return spi.Errno(a.error)
	})
	if e != 0 {
		n = -1
	}
	return n, e
}

// Ioctl implements [spi.Ioctler]: WSPIoctl.
func (s *socket) Ioctl(code uint32, in, out []byte) (int, spi.Errno) {
	return s.at.Load().ioctl(code, in, out)
}

func (l *link) ioctl(code uint32, in, out []byte) (n int, e spi.Errno) {
	e = l.with(func(t *C.ws_np_table, h C.uint64_t) spi.Errno {
		a := C.ws_np_ioctl(t, h, C.uint32_t(code), pointer(in), C.uint32_t(len(in)), pointer(out), C.uint32_t(len(out)))
		n = int(a.value)
		return spi.Errno(a.error)
	})
	if e == 0 {
		n = clamp(n, len(out))
	} else if e != ws2def.WSAEFAULT && n > len(out) {
		n = -1
	}
	return n, e
}

// clamp keeps a length that a provider tells within its room.
func clamp(n, room int) int { return max(0, min(n, room)) }

// pointer is where p begins; nil for nothing.
func pointer(p []byte) unsafe.Pointer { return unsafe.Pointer(unsafe.SliceData(p)) }
