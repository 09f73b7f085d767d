package core

import (
	"sync/atomic"

	"winsock/internal/handle"
	"winsock/internal/object"
	"winsock/spi"
	"winsock/ws2def"
)

// Result tells how the operation with ov on h has ended: its status, the bytes it
// moved and the MSG_ flags that came with them. With wait t, the caller, waits for
// the end, on the event of ov or on the socket; APCs do not run meanwhile. nil
// stands for a caller that is no thread.
//
// Errors: WSANOTINITIALISED, WSAENOTSOCK (also for a handle that DuplicateHandle
// made), WSA_IO_INCOMPLETE (not ended), and what the status means to Winsock.
//
// Source: O-091…O-097, O-154.
func Result(h Handle, ov *ws2def.Overlapped, t *object.Thread, wait bool, how spi.Way) (n, flags uint32, e Errno) {
	s, e := enter(h)
	if e != 0 {
		return 0, 0, e
	}
	defer table.Release(h)
	if table.Flags(h)&handle.Duplicate != 0 {
		return 0, 0, ws2def.WSAENOTSOCK
	}
	return s.result(h, ov, t, wait, how)
}

func (s *Socket) result(h Handle, ov *ws2def.Overlapped, t *object.Thread, wait bool, how spi.Way) (n, flags uint32, e Errno) {
	status := ws2def.NTStatus(atomic.LoadUintptr(&ov.Internal))
	if status == ws2def.STATUS_PENDING {
		s.hasten(ov)
		status = ws2def.NTStatus(atomic.LoadUintptr(&ov.Internal))
	}
	if status == ws2def.STATUS_PENDING && wait {
		if e := s.awaitEnd(h, ov, t, how); e != 0 {
			return 0, 0, e
		}
		if status = ws2def.NTStatus(atomic.LoadUintptr(&ov.Internal)); status == ws2def.STATUS_PENDING {
			status = ws2def.STATUS_SUCCESS // O-093
		}
	}
	if status == ws2def.STATUS_PENDING {
		return 0, 0, ws2def.WSA_IO_INCOMPLETE
	}
	n = uint32(ov.InternalHigh)
	if status.Success() {
		return n, statusFlags(status), 0
	}
	return n, 0, status.WSA()
}

// Win32Result is [Result] in Win32's error space.
//
// Errors: ERROR_INVALID_HANDLE, ERROR_IO_INCOMPLETE, and what the status means.
//
// Source: O-099.
func Win32Result(h Handle, ov *ws2def.Overlapped, t *object.Thread, wait bool, how spi.Way) (n uint32, e Errno) {
	s, e := enter(h)
	if e != 0 {
		return 0, ws2def.ERROR_INVALID_HANDLE
	}
	defer table.Release(h)
	n, _, e = s.result(h, ov, t, wait, how)
	if e == 0 || e == ws2def.WSA_IO_INCOMPLETE || e == ws2def.WSAEINTR && !Ended(ov) {
		return n, e
	}
	return n, ws2def.NTStatus(atomic.LoadUintptr(&ov.Internal)).Win32()
}

// Ended reports whether the operation with ov is over.
//
// Source: O-100.
func Ended(ov *ws2def.Overlapped) bool {
	return ws2def.NTStatus(atomic.LoadUintptr(&ov.Internal)) != ws2def.STATUS_PENDING
}

// awaitEnd waits for the event of ov, or for the socket. WSAEINTR: t shall end.
//
// Source: O-048, O-092.
func (s *Socket) awaitEnd(h Handle, ov *ws2def.Overlapped, t *object.Thread, how spi.Way) Errno {
	on := h
	if ov.HEvent&^1 != 0 {
		on = ov.HEvent &^ 1
	}
	result, e := object.Wait(t, []Handle{on}, false, object.Infinite, false, how)
	if result == object.WaitIOCompletion {
		return ws2def.WSAEINTR
	}
	return e
}

// SetModes sets FILE_SKIP_ flags of h, beside those that are set.
//
// Errors: ERROR_INVALID_HANDLE, ERROR_INVALID_PARAMETER (unknown flags, or h is not
// overlapped).
//
// Source: O-023, O-234…O-237.
func SetModes(h Handle, modes uint32) Errno {
	s, e := enter(h)
	if e != 0 {
		return ws2def.ERROR_INVALID_HANDLE
	}
	defer table.Release(h)
	const known = ws2def.FILE_SKIP_COMPLETION_PORT_ON_SUCCESS | ws2def.FILE_SKIP_SET_EVENT_ON_HANDLE | ws2def.FILE_SKIP_SET_USER_EVENT_ON_FAST_IO
	if modes&^known != 0 || !s.has(stOverlapped) {
		return ws2def.ERROR_INVALID_PARAMETER
	}
	x := s.asynchronous()
	x.mu.Lock()
	defer x.mu.Unlock()
	s.recall(x) // who has a receive in its hands has the modes that were
	x.modes.Or(modes)
	s.openDatagrams(x, h)
	s.openAhead(x, h)
	return 0
}
