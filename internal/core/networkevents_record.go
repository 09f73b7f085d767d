package core

import (
	"math/bits"

	"winsock/spi"
	"winsock/ws2def"
)

// level is a network event that has a condition which lasts: FD_READ, FD_OOB,
// FD_ACCEPT. It occurs when the condition begins, when more arrives meanwhile, and
// when a call that re-enables it leaves the condition as it was.
//
// Source: O-315…O-317, O-324, O-325, O-336.
type level struct {
	bit    int32
	holds  bool   // the condition, at the last look
	count  uint64 // of what had arrived, then
	posted bool   // to a window, which does not hear of it again until it is re-enabled
}

// look notes the condition and reports whether the event occurs. arrived counts what
// has arrived, again says that the event was re-enabled.
func (l *level) look(holds bool, arrived func() uint64, again bool) bool {
	if !holds {
		l.holds = false
		return false
	}
	before, count := l.holds, l.count
	l.holds, l.count = true, arrived()
	return again || !before || l.count > count
}

// enter locks n for a look.
func (n *networkEvents) enter() {
	if n.socket.has(stShared) {
		n.socket.refresh()
	}
	seen := n.begun.Load()
	served := n.socket.served()
	n.mu.Lock()
	n.served, n.seen = served, seen
}

// observe records what has happened since the last look, and tells of it. The events
// in again are those that a call has re-enabled just now. The caller holds mu.
func (n *networkEvents) observe(again int32) { n.tell(n.look(again)) }

// look is observe without telling; it returns what has happened.
func (n *networkEvents) look(again int32) (occurred int32) {
	s := n.socket
	if n.over || s.has(stClosing) {
		return 0
	}
	var ev spi.Events
	var served bool
	var state uint32
	attempt := n.attempts.Load()
	for before := attempt - 1; before != attempt; { // so that it is the one that has led to state
		before = attempt
		s.settle()
		ev = s.t.Poll()
		served = n.served || n.begun.Load() != n.seen // what was there may be for one that has begun since
		state = s.state.Load()
		attempt = n.attempts.Load()
	}
	if served && ev&spi.Data != 0 {
		s.reveal()
	}
	occurred = n.lookAtPeer(state, attempt)
	for _, l := range n.levels() {
		if again&l.bit != 0 {
			l.posted = false
		}
		if served && l != &n.urgent {
			continue // who has asked for it first gets it
		}
		if l.look(n.lasts(l, state, ev), func() uint64 { return n.arrived(l) }, again&l.bit != 0) {
			occurred |= l.bit
		}
	}
	if n.full && n.room(state, ev) {
		n.full = false
		occurred |= ws2def.FD_WRITE
	}
	if !n.closed && ended(state, ev) {
		n.closed = true
		n.errors[ws2def.FD_CLOSE_BIT] = ending(ev)
		occurred |= ws2def.FD_CLOSE
	}
	if n.notice != nil {
		n.notice.look(n, n.holds(state, ev))
	}
	n.recorded = n.recorded&^again | occurred
	return occurred
}

func (n *networkEvents) levels() [3]*level { return [3]*level{&n.read, &n.urgent, &n.accept} }

// lookAtPeer notes how connecting ended: FD_CONNECT, and room to send. The caller
// holds mu.
//
// Source: O-310, O-326…O-329.
func (n *networkEvents) lookAtPeer(state, attempt uint32) int32 {
	now := state & (stConnected | stFailed)
	if attempt != n.attempt {
		n.attempt, n.peer = attempt, 0
	}
	before := n.peer
	n.peer = now
	switch {
	case now == before || state&stConnecting != 0:
		return 0
	case now&stConnected != 0:
		n.full, n.closed = true, false
		if state&stAccepted != 0 || n.socket.joinsApart() {
			return 0
		}
		n.errors[ws2def.FD_CONNECT_BIT] = 0
		return ws2def.FD_CONNECT
	case now&stFailed != 0:
		s := n.socket
		s.mu.Lock()
		e := s.softError
		s.mu.Unlock()
		if e == 0 || state&stAccepted != 0 {
			return 0 // the call that waited for the end has told it
		}
		n.errors[ws2def.FD_CONNECT_BIT] = e
		return ws2def.FD_CONNECT
	}
	return 0
}

// lasts reports whether the condition of l is given.
//
// Source: O-306, O-308, O-309, O-331.
func (n *networkEvents) lasts(l *level, state uint32, ev spi.Events) bool {
	if l == &n.accept {
		return state&stListening != 0 && state&stPaused == 0 && n.socket.waiting(ev)
	}
	if state&stNoRecv != 0 || state&(stListening|stRoot) == stListening || ev&spi.Reset != 0 && state&stDatagram == 0 ||
		state&(stConnected|stDatagram) == 0 {
		return false
	}
	if l == &n.urgent {
		return ev&spi.Urgent != 0
	}
	return ev&spi.Data != 0
}

// arrived counts what has come to the socket that l is about, as far as the
// transport can tell.
func (n *networkEvents) arrived(l *level) uint64 {
	s := n.socket
	var count uint64
	if a, ok := spi.Ability[spi.Arriver](s.t); ok {
		ev := spi.Readable
		switch l {
		case &n.urgent:
			ev = spi.Urgent
		case &n.accept:
			ev = s.offers()
		}
		count = a.Arrived(ev)
	}
	if l == &n.accept {
		s.mu.Lock()
		count += uint64(len(s.uncommon().deferred))
		s.mu.Unlock()
	}
	return count
}

// room reports whether FD_WRITE would be right. A socket for datagrams that is not
// bound has room for a window only.
//
// Source: O-307, O-323.
func (n *networkEvents) room(state uint32, ev spi.Events) bool {
	switch {
	case ev&spi.Writable == 0 || ev&spi.Reset != 0 && state&stDatagram == 0,
		state&(stBusy|stNoSend|stFailed) != 0, state&(stListening|stRoot) == stListening:
		return false
	case state&stDatagram != 0:
		return state&stBound != 0 || n.to.posts
	}
	return state&stConnected != 0
}

// ended reports whether the peer has ended the connection.
//
// Source: O-311, O-330…O-334.
func ended(state uint32, ev spi.Events) bool {
	return state&stConnected != 0 && state&stDatagram == 0 && ev&(spi.Ended|spi.Reset) != 0
}

// ending is what FD_CLOSE says about an end.
//
// Source: O-330, O-333.
func ending(ev spi.Events) Errno {
	if ev&spi.Reset != 0 {
		return ws2def.WSAECONNABORTED
	}
	return 0
}

// tell tells of the events that occurred, as far as they are selected. The caller
// holds mu.
func (n *networkEvents) tell(occurred int32) {
	switch {
	case n.to.posts:
		n.post(occurred)
	case occurred&n.mask.Load() != 0:
		n.to.object.Set()
	}
}

// post posts what occurred, and what lasts and was not posted since it was
// re-enabled. The caller holds mu.
//
// Source: O-316, O-324, O-329, O-337.
func (n *networkEvents) post(occurred int32) {
	if n.socket.has(stDatagram) && n.socket.multipoint() == nil {
		occurred &^= ws2def.FD_CONNECT
	}
	occurred &^= ws2def.FD_READ | ws2def.FD_OOB | ws2def.FD_ACCEPT
	mask := n.mask.Load()
	for _, l := range n.levels() {
		if l.holds && !l.posted && mask&l.bit != 0 {
			l.posted = true
			occurred |= l.bit
		}
	}
	occurred &= mask
	// That a connection stands is told before what can be done with it, and its end
	// last.
	for _, now := range [...]int32{ws2def.FD_CONNECT, ^ws2def.FD_CLOSE, ws2def.FD_CLOSE} {
		for events := occurred & now; events != 0; events &= events - 1 {
			i := bits.TrailingZeros32(uint32(events))
			n.to.post(1<<i, n.errors[i])
		}
		occurred &^= now
	}
}

// postAll posts what is the case at the moment. That a connection stands is no news.
// The caller holds mu.
//
// Source: O-305, O-328.
func (n *networkEvents) postAll() {
	for _, l := range n.levels() {
		l.posted = false
	}
	s := n.socket
	state, ev := s.state.Load(), s.t.Poll()
	var now int32
	if n.room(state, ev) {
		now |= ws2def.FD_WRITE
	}
	n.full = now == 0
	if ended(state, ev) {
		now |= ws2def.FD_CLOSE
	}
	n.post(now)
}

// reenable looks again after a call that re-enables events (FD_READ, FD_OOB,
// FD_ACCEPT), or that may have made others occur.
func (s *Socket) reenable(events int32) {
	if n := s.network(); n != nil {
		n.enter()
		n.observe(events)
		n.mu.Unlock()
	}
}

// received re-enables what a receive with flags does, whether it succeeded or not;
// one with a bad buffer does so for windows only. On a listening socket it was an
// overlapped accept.
//
// Source: O-306, O-308, O-319.
func (s *Socket) received(flags uint32, e Errno) {
	s.failed(e)
	n := s.network()
	if n == nil {
		return
	}
	n.enter()
	defer n.mu.Unlock()
	switch {
	case e == ws2def.WSAEFAULT && !n.to.posts:
	case s.has(stListening) && !s.has(stRoot):
		n.observe(ws2def.FD_ACCEPT)
	case flags&ws2def.MSG_OOB != 0:
		n.observe(ws2def.FD_OOB)
	default:
		n.observe(ws2def.FD_READ)
	}
}

// sent notes how a send ended: FD_WRITE occurs again after one that found no room.
// One of a datagram may have bound the socket.
//
// Source: O-307, O-321…O-323.
func (s *Socket) sent(e Errno) {
	s.failed(e)
	n := s.network()
	if n == nil || e != ws2def.WSAEWOULDBLOCK && !s.has(stDatagram) {
		return
	}
	n.enter()
	defer n.mu.Unlock()
	n.full = n.full || e == ws2def.WSAEWOULDBLOCK
	n.observe(0)
}

// attempted notes an attempt to connect, so that its end is an event also after
// another one with the same end. The caller holds s.mu and has set the state.
func (s *Socket) attempted() {
	if n := s.network(); n != nil {
		n.attempts.Add(1)
	}
}
