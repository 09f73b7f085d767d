package core

import (
	"slices"
	"sync/atomic"

	"winsock/spi"
	"winsock/ws2def"
)

// ConnectEx starts to connect the bound socket h to name and to send data then, both
// of which it copies. The result of a good call is always WSA_IO_PENDING.
//
// Errors: WSANOTINITIALISED, WSAENOTSOCK, ERROR_INVALID_PARAMETER (no OVERLAPPED),
// WSAEINVAL (not bound, listening, a datagram socket, another connect or AcceptEx under
// way), WSAEISCONN, WSAEFAULT, WSAEAFNOSUPPORT, WSAEADDRNOTAVAIL, WSA_INVALID_HANDLE.
//
// Source: O-401…O-417.
func ConnectEx(h Handle, name, data []byte, as *Async) Errno {
	if as.Overlapped != nil {
		atomic.StoreUintptr(&as.Overlapped.Internal, uintptr(ws2def.STATUS_PENDING)) // O-034
	}
	s, e := enter(h)
	if e != 0 {
		return e
	}
	w := &attempt{data: slices.Clone(data)}
	switch {
	case as.Overlapped == nil:
		e = ws2def.ERROR_INVALID_PARAMETER
	case name == nil:
		e = ws2def.WSAEFAULT
	}
	o, e := s.prepare(h, as, e)
	if e != 0 {
		return e
	}
	if e := w.begin(s, name); e != 0 {
		o.free()
		return e
	}
	s.tell()
	o.work, o.sends, o.pends = w, true, true
	_, e = s.start(o)
	return e
}

// attempt is the work of a ConnectEx.
type attempt struct {
	result Errno // of Connect: WSAEWOULDBLOCK while it is not known how it ends
	up     bool  // the connection stands
	data   []byte
	sent   int
}

var _ work = (*attempt)(nil)

// begin checks the state of s and begins to connect it.
func (w *attempt) begin(s *Socket, name []byte) Errno {
	c, ok := spi.Ability[spi.Connector](s.t)
	if !ok || s.has(stDatagram) {
		return ws2def.WSAEINVAL
	}
	s.settle()
	s.settleGroup()
	s.mu.Lock()
	defer s.mu.Unlock()
	switch state := s.state.Load(); {
	case state&(stListening|stConnecting|stAccepting|stClosing) != 0:
		return ws2def.WSAEINVAL
	case state&stEverConn != 0:
		return ws2def.WSAEISCONN
	case state&stBound == 0:
		return ws2def.WSAEINVAL
	}
	if !s.reserve(name) {
		return ws2def.WSAEINVAL
	}
	w.result = c.Connect(name)
	if w.result != 0 && w.result != ws2def.WSAEWOULDBLOCK && !stays(w.result) {
		s.release()
		return w.result
	}
	s.change(stConnecting|stAwaited|stContextless, stFailed)
	s.attempted()
	return 0
}

// try implements [work].
//
// Source: O-408…O-412.
func (w *attempt) try(o *operation) (int, Errno) {
	s := o.s
	if !w.up {
		if w.result == ws2def.WSAEWOULDBLOCK {
			w.result = able[spi.Connector](s.t).ConnectResult()
		}
		if w.result == ws2def.WSAEWOULDBLOCK {
			return 0, w.result
		}
		if e := w.settle(s); e != 0 {
			return 0, e
		}
	}
	for w.sent < len(w.data) {
		n, e := s.transferer().Send(w.data[w.sent:], 0)
		w.sent += n
		o.started = w.sent > 0
		if e != 0 {
			return w.sent, e
		}
	}
	return w.sent, 0
}

// settle notes how the attempt to connect has ended.
//
// Source: O-416, O-417.
func (w *attempt) settle(s *Socket) Errno {
	s.mu.Lock()
	defer s.mu.Unlock()
	if w.up = w.result == 0; w.up {
		s.connected(now())
		s.change(0, stAwaited)
		return 0
	}
	s.release()
	s.softError = w.result
	s.change(stFailed, stConnecting|stAwaited|stContextless)
	return w.result
}

// close implements [work]: the attempt is given up.
//
// Source: O-251, O-261.
func (w *attempt) close(o *operation, status ws2def.NTStatus) ws2def.NTStatus {
	s := o.s
	if w.up || s.has(stClosing) {
		return status
	}
	s.mu.Lock()
	s.release()
	s.change(0, stConnecting|stAwaited|stContextless)
	s.mu.Unlock()
	s.renew(true)
	return status
}

func (w *attempt) ended(*operation, ws2def.NTStatus, int) {}

func (w *attempt) over() {}
