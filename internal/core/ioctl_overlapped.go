package core

import (
	"sync/atomic"

	"winsock/internal/engine"
	"winsock/spi"
	"winsock/ws2def"
)

// StartIoctl carries out a control code with an OVERLAPPED: 0 when it is done at
// once, which is told as any end is, or WSA_IO_PENDING. What comes first is what
// *lpcbBytesReturned becomes, as in [Ioctl]. in and out belong to the operation
// until its end.
//
// Errors: as [Ioctl], but for WSAEOPNOTSUPP, of which the operation's end tells;
// WSAEINVAL (a completion routine on a socket with a port), WSA_INVALID_HANDLE (no
// event).
//
// Source: O-352…O-354, O-367…O-374.
func StartIoctl(h Handle, code uint32, in, out []byte, a *Async) (int, Errno) {
	s, e := enter(h)
	if e != 0 {
		return -1, e
	}
	switch code {
	case ws2def.SIO_GET_EXTENSION_FUNCTION_POINTER, ws2def.SIO_GET_MULTIPLE_EXTENSION_FUNCTION_POINTER:
		_, e = extensionPointer(in, out)
	}
	o, e := s.prepare(h, a, e)
	if e != 0 {
		return -1, e
	}
	if s.has(stOverlapped) {
		return s.startIoctl(o, code, in, out)
	}
	over := make(chan outcome, 1)
	o.over = over
	n, e := s.startIoctl(o, code, in, out)
	if e == ws2def.WSA_IO_PENDING {
		end := <-over
		n, e = end.n, end.status.WSA()
	}
	return n, e
}

// EndedAtOnce tells of the end of an operation on h that a face has done itself,
// without bytes. Errors: as [StartIoctl].
//
// Source: O-354.
func EndedAtOnce(h Handle, a *Async) Errno {
	s, e := enter(h)
	if e != 0 {
		return e
	}
	o, e := s.prepare(h, a, 0)
	if e != 0 {
		return e
	}
	_, e = o.atOnce(0, 0)
	return e
}

// startIoctl starts o, which is to carry out code.
func (s *Socket) startIoctl(o *operation, code uint32, in, out []byte) (int, Errno) {
	switch code {
	case ws2def.SIO_BASE_HANDLE, ws2def.SIO_BSP_HANDLE, ws2def.SIO_BSP_HANDLE_SELECT, ws2def.SIO_BSP_HANDLE_POLL:
		return o.later(0, ws2def.STATUS_NOT_SUPPORTED) // O-371, O-372
	case ws2def.SIO_SOCKET_CLOSE_NOTIFY:
		return s.expect(o, nil)
	case ws2def.SIO_ADDRESS_LIST_CHANGE, ws2def.SIO_ROUTING_INTERFACE_CHANGE, ws2def.SIO_IDEAL_SEND_BACKLOG_CHANGE:
		t, ok := spi.Ability[spi.Changer](s.t)
		if !ok {
			return o.later(0, ws2def.STATUS_NOT_SUPPORTED)
		}
		source, e := t.Change(code, in)
		if e == ws2def.WSAEOPNOTSUPP {
			return o.later(0, ws2def.STATUS_NOT_SUPPORTED)
		}
		if e != 0 {
			o.free()
			return -1, e
		}
		return s.expect(o, source)
	}
	n, e := s.ioctl(o.h, code, in, out, spi.Park)
	switch {
	case e == ws2def.WSAEOPNOTSUPP:
		return o.later(0, ws2def.STATUS_NOT_SUPPORTED)
	case code == ws2def.SIO_GET_INTERFACE_LIST && e == 0:
		return o.later(n, ws2def.STATUS_SUCCESS)
	case code == ws2def.SIO_GET_INTERFACE_LIST && e == ws2def.WSAEFAULT:
		return o.later(0, ws2def.STATUS_BUFFER_TOO_SMALL)
	}
	if code == ws2def.SIO_KEEPALIVE_VALS {
		n = -1 // O-368
		if e != 0 {
			atomic.StoreUintptr(&o.ov.Internal, uintptr(ws2def.STATUS_PENDING)) // O-034
		}
	}
	_, e = o.atOnce(0, e)
	return n, e
}

// later ends o, of which the call that starts it says that it goes on.
func (o *operation) later(n int, status ws2def.NTStatus) (int, Errno) {
	o.pend()
	o.complete(status, n, inside)
	o.free()
	return -1, ws2def.WSA_IO_PENDING
}

// expected is an operation that ends when source becomes readable; without one it
// ends with the socket. The lock of the socket's async guards it.
type expected struct {
	source spi.Socket
	watch  *engine.Watch
	gone   bool // it has ended
}

var _ work = (*expected)(nil)

// expect makes o wait for source, which it takes over.
//
// Source: O-374.
func (s *Socket) expect(o *operation, source spi.Socket) (int, Errno) {
	w := &expected{source: source}
	x := s.asynchronous()
	x.mu.Lock()
	defer x.mu.Unlock()
	e := Errno(0)
	if s.has(stClosing) {
		e = ws2def.WSAENOTSOCK
	} else if source != nil {
		w.watch, e = engine.StartWatch(source, spi.Readable, func(uint32) { w.look(x, o) })
	}
	if e != 0 {
		if source != nil {
			source.Close(true)
		}
		o.free()
		return -1, e
	}
	o.work = w
	o.pend()
	x.special().others.push(o)
	return -1, ws2def.WSA_IO_PENDING
}

// look ends o when its change has come.
func (w *expected) look(x *async, o *operation) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if w.gone {
		return // and o is somebody else's now
	}
	n, e := o.try()
	if e == ws2def.WSAEWOULDBLOCK {
		return
	}
	x.uncommon().others.remove(o)
	o.complete(o.s.statusOf(e), n, inside)
	o.free()
}

func (w *expected) try(*operation) (int, Errno) {
	if w.source.Poll()&spi.Readable == 0 {
		return 0, ws2def.WSAEWOULDBLOCK
	}
	return 0, 0
}

// close makes the end of the socket what was waited for, when nothing else was.
//
// Source: O-260, S-671.
func (w *expected) close(o *operation, status ws2def.NTStatus) ws2def.NTStatus {
	if w.source == nil && o.s.has(stClosing) {
		return ws2def.STATUS_SUCCESS
	}
	return status
}

func (w *expected) ended(*operation, ws2def.NTStatus, int) {
	w.gone = true
	if w.source != nil {
		w.watch.Stop()
		w.source.Close(true)
	}
}

func (w *expected) over() {}
