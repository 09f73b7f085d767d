package core

import (
	"sync/atomic"

	"winsock/internal/directory"
	"winsock/internal/object"
	"winsock/internal/sys"
	"winsock/ws2def"
)

// LookupNotice says how a program is told that the results of a query no longer hold:
// by the event or the completion routine of Async, by a packet with Key at Port, or by
// Post, without an OVERLAPPED.
type LookupNotice struct {
	Async
	Port Handle
	Key  uintptr
	Post func()
}

// LookupChanged reports whether the results of a query no longer hold.
//
// Errors: WSAEWOULDBLOCK (they do), those of [directory.Changed].
//
// Source: P-491.
func LookupChanged(h Handle) Errno {
	changed, _, e := directory.Changed(h)
	if e != 0 {
		return e
	}
	select {
	case <-changed:
		return 0
	default:
		return ws2def.WSAEWOULDBLOCK
	}
}

// AwaitLookupChange tells of the change as n says, or of the end of the query.
//
// Errors: WSA_IO_PENDING (it will), WSA_INVALID_HANDLE (of the query, the event or the
// port), those of [directory.Changed].
//
// Source: P-491.
func AwaitLookupChange(h Handle, n *LookupNotice) Errno {
	changed, ended, e := directory.Changed(h)
	if e != 0 {
		return e
	}
	tell, e := n.prepare()
	if e != 0 {
		return e
	}
	go func() {
		status := ws2def.NTStatus(ws2def.STATUS_SUCCESS)
		select {
		case <-ended:
			status = ws2def.STATUS_CANCELLED
		case <-changed:
			select {
			case <-ended: // closed both
				status = ws2def.STATUS_CANCELLED
			default:
			}
		}
		tell(status)
	}()
	return ws2def.WSA_IO_PENDING
}

// prepare notes in the OVERLAPPED that something is under way, and returns what tells of
// its end. Errors: WSA_INVALID_HANDLE.
func (n *LookupNotice) prepare() (func(ws2def.NTStatus), Errno) {
	ov := n.Overlapped
	var tell func(ws2def.NTStatus)
	switch {
	case n.Post != nil:
		return func(status ws2def.NTStatus) {
			if status == ws2def.STATUS_SUCCESS {
				n.Post()
			}
		}, 0
	case n.Port != 0:
		port, e := object.FindPort(n.Port)
		if e != 0 {
			return nil, ws2def.WSA_INVALID_HANDLE
		}
		tell = func(status ws2def.NTStatus) {
			port.Post(object.Packet{Key: n.Key, Overlapped: sys.AddressOf(ov), Status: uint32(status)})
		}
	case n.Routine != 0:
		tell = func(status ws2def.NTStatus) {
			n.Thread.Queue(object.APC{
				Kind: object.IOAPC, Func: n.Routine, Args: [3]uintptr{uintptr(status.WSA()), 0, sys.AddressOf(ov)},
			})
		}
	default:
		event, e := object.FindEvent(ov.HEvent &^ 1)
		if e != 0 {
			return nil, ws2def.WSA_INVALID_HANDLE
		}
		event.Reset()
		tell = func(ws2def.NTStatus) { event.Set() }
	}
	atomic.StoreUintptr(&ov.Internal, uintptr(ws2def.STATUS_PENDING))
	return func(status ws2def.NTStatus) {
		end(ov, status, 0)
		tell(status)
	}, 0
}
