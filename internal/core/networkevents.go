package core

import (
	"sync"
	"sync/atomic"

	"winsock/spi"
	"winsock/ws2def"
)

// EventSelect has the network events in mask (FD_READ and so on) of h recorded and
// told by the event object event (WSAEventSelect). It takes the place of every
// selection before, and makes the socket nonblocking. A mask of 0 ends it; event
// does not matter then. The event needs no handle any more while it is selected.
//
// Errors: WSANOTINITIALISED, WSAENOTSOCK, WSAEINVAL (event is none), WSAENOBUFS,
// WSAEMFILE.
//
// Source: O-293…O-297, O-302…O-304, S-119.
func EventSelect(h, event Handle, mask int32) Errno {
	s, e := enter(h)
	if e != 0 {
		return e
	}
	defer table.Release(h)
	var to telling
	if mask != 0 {
		if to, e = tellEvent(event); e != 0 {
			return e
		}
	}
	return s.selectEvents(mask, to)
}

// AsyncSelect has the network events in mask of h told by messages to a window, one
// for each event (WSAAsyncSelect): wParam is h, lParam has the event in the low
// word and the error in the high one. Otherwise it is like [EventSelect]; what is
// the case already is told at each call.
//
// Errors: WSANOTINITIALISED, WSAENOTSOCK, WSAEINVAL (there is no such window),
// WSAENOBUFS, WSAEMFILE.
//
// Source: O-305, O-337…O-340.
func AsyncSelect(h Handle, window uintptr, message uint32, mask int32) Errno {
	return AsyncSelectAs(h, h, window, message, mask)
}

// AsyncSelectAs is [AsyncSelect] with messages that call the socket known: the value that
// a layer's program knows it by.
//
// Source: P-217, P-268.
func AsyncSelectAs(h, known Handle, window uintptr, message uint32, mask int32) Errno {
	s, e := enter(h)
	if e != 0 {
		return e
	}
	defer table.Release(h)
	var to telling
	if mask != 0 {
		if to, e = tellWindow(window, message, known); e != 0 {
			return e
		}
	}
	return s.selectEvents(mask, to)
}

// EnumNetworkEvents copies the events that have occurred since the last call, as far
// as they are selected for an event object, and what became of each, to out,
// forgets them, and resets event if it is not 0 (WSAEnumNetworkEvents). Nothing
// can occur between the three. In out.ErrorCode it writes the places of the
// events that it reports and no others.
//
// Errors: WSANOTINITIALISED, WSAENOTSOCK, WSAEFAULT (out nil), WSAEINVAL (event
// is none). Nothing is forgotten or reset then.
//
// Source: O-299…O-303.
func EnumNetworkEvents(h, event Handle, out *ws2def.WSANETWORKEVENTS) Errno {
	s, e := enter(h)
	if e != 0 {
		return e
	}
	defer table.Release(h)
	if out == nil {
		return ws2def.WSAEFAULT
	}
	var to telling
	if event != 0 {
		if to, e = tellEvent(event); e != 0 {
			return e
		}
		defer to.end()
	}
	out.NetworkEvents = 0
	n := s.network()
	if n != nil {
		n.enter()
		defer n.mu.Unlock()
		if n.recorded&n.mask.Load() == 0 {
			n.look(0)
		}
		n.report(out)
	}
	if to.object != nil {
		to.object.Reset()
	}
	return 0
}

// networkEvents is what a socket remembers of its network events once they were
// selected. From then on it records all of them, selected or not. Every change of
// the socket is looked at: those of the transport by the engine's thread
// ([Socket.turned]), others by [Socket.tell] and where a call re-enables an event.
type networkEvents struct {
	socket *Socket
	mask   atomic.Int32 // the selected events, 0: none; written with mu and socket.mu held

	mu       sync.Mutex // taken before all locks of the socket but sender.mu
	over     bool       // the socket is finished
	to       telling    // who is told of the selected events
	recorded int32      // events that occurred and were not reported
	errors   [ws2def.FD_MAX_EVENTS]Errno

	read, urgent, accept level
	attempts             atomic.Uint32 // to connect; see Socket.attempted
	attempt              uint32        // the one that was looked at last
	peer                 uint32        // stConnected or stFailed as it was at the last look, 0 for neither
	served               bool          // overlapped operations take what comes to be received or accepted
	seen                 uint32        // begun, before that was found out
	begun                atomic.Uint32 // counts receives and accepts that began to wait
	full                 bool          // the program waits for room, which FD_WRITE tells
	closed               bool          // FD_CLOSE has occurred on this connection
	changes              [2]change
	qualities            int32   // FD_QOS and FD_GROUP_QOS, as far as they have occurred and are not re-enabled
	way                  change  // of the way to the peer, which FD_QOS tells too
	notice               *notice // nil: the socket is not registered for notifications
}

// selectEvents replaces the selection of s. It takes over to. Errors: WSAENOBUFS,
// WSAEMFILE.
func (s *Socket) selectEvents(mask int32, to telling) Errno {
	s.ownEvents()
	if mask != 0 {
		s.remember()
		if e := s.attend(spi.Readable | spi.Writable | spi.Urgent); e != 0 {
			to.end()
			return e
		}
	}
	if n := s.network(); n != nil {
		n.replace(mask, to)
		s.watchWay()
		return 0
	}
	s.mu.Lock()
	s.change(stNonblocking, 0)
	s.mu.Unlock()
	return 0
}

// remember makes s record its network events.
func (s *Socket) remember() *networkEvents {
	if n := s.network(); n != nil {
		return n
	}
	n := &networkEvents{socket: s, full: true}
	n.read.bit, n.urgent.bit, n.accept.bit = ws2def.FD_READ, ws2def.FD_OOB, ws2def.FD_ACCEPT
	if !s.special().network.CompareAndSwap(nil, n) {
		return s.network()
	}
	s.shutLane()
	return n
}

// replace replaces the selection and tells what it finds.
func (n *networkEvents) replace(mask int32, to telling) {
	n.enter()
	before := n.to
	n.to = to
	s := n.socket
	s.mu.Lock()
	n.mask.Store(mask)
	s.change(stNonblocking, 0)
	s.mu.Unlock()
	n.look(0)
	switch {
	case to.posts:
		n.postAll()
	case n.recorded&mask != 0:
		to.object.Set()
	}
	n.mu.Unlock()
	before.end()
}

// report moves the selected events that were recorded to out. The caller holds mu.
func (n *networkEvents) report(out *ws2def.WSANETWORKEVENTS) {
	if n.to.object == nil {
		return
	}
	out.NetworkEvents = n.recorded & n.mask.Load()
	n.recorded &^= out.NetworkEvents
	for i := range n.errors {
		if out.NetworkEvents&(1<<i) != 0 {
			out.ErrorCode[i] = int32(n.errors[i])
		}
	}
}

// bequeath gives the selection of a listening socket to a socket that it accepted,
// whose handle is h. Errors: WSAENOBUFS, WSAEMFILE.
//
// Source: O-298.
func (s *Socket) bequeath(a *Socket, h Handle) Errno {
	n := s.network()
	if n == nil {
		return 0
	}
	n.mu.Lock()
	mask, to := n.mask.Load(), n.to.another(h)
	n.mu.Unlock()
	if mask == 0 {
		return 0
	}
	return a.selectEvents(mask, to)
}

// leave tells a window of a socket that CloseHandle has closed.
//
// Source: O-335.
func (n *networkEvents) leave() {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.to.posts && n.mask.Load()&ws2def.FD_CLOSE != 0 && !n.closed {
		n.to.post(ws2def.FD_CLOSE, 0)
	}
}

// forget ends the record, before the transport is closed.
func (n *networkEvents) forget() {
	n.mu.Lock()
	n.over = true
	to := n.to
	n.to = telling{}
	for i := range n.changes {
		n.changes[i].end()
	}
	n.way.end()
	n.mu.Unlock()
	to.end()
}
