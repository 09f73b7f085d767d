package core

import (
	"winsock/internal/sys"
	"winsock/ws2def"
)

// A listener whose port's threads wait in the ring waits there too: one request tells of
// one change. So nobody asks the listener whether more connections wait, nor the poller,
// beside the ring, for what has changed.

// awaitable reports whether the changes of s come through the ring.
func (x *portSource) awaitable(s *Socket) bool {
	return x.ring != nil && s.has(stListening) && !s.has(stShared) && x.rings()
}

// awaits reports whether they do for now. The caller holds the lock of x.
func (x *async) awaits() bool { return x.modes.Load()&asyncAwaits != 0 }

// await has the ring tell of the next change of s, whose handle is h. The caller holds the
// lock of a.
func (x *portSource) await(s *Socket, a *async, h Handle) Errno {
	if !s.enroll(a) {
		return ws2def.WSAENOBUFS
	}
	a.polled, a.poller = h, x
	a.modes.Or(asyncAwaits)
	l := expresses.open(h)
	l.port = x.port.State()
	l.word.Or(expressAwaits)
	x.ring.Await(int32(s.Descriptor()), pollOf(uint32(h)))
	return 0
}

// changed goes on after the request of l, which waited for a change of h, has completed.
// Whoever comes for packets goes on with the socket.
func (x *portSource) changed(l *Express, h Handle, c sys.UringCompletion) {
	l.word.And(^uint32(expressAwaits))
	x.port.Told([]sys.EpollEvent{{Fd: int32(h), Events: uint32(max(c.Result, 0))}})
}

// awaitNext sees to the next change of s, whose handle is h, after one was told. The
// caller holds the lock of a.
func (s *Socket) awaitNext(a *async, h Handle) {
	x := a.source
	if x == nil || a.polled != h || a.poller != x || !x.awaitable(s) {
		return
	}
	switch {
	case !a.awaits():
		a.unpoll(s)
	case expresses.find(h).word.Load()&expressAwaits != 0:
		return // that was told before
	default:
		a.polled = 0
		a.modes.And(^uint32(asyncAwaits))
	}
	switch {
	case a.in.first == nil || a.attended:
	case x.await(s, a, h) != 0:
		s.cover(a, a.in.first)
	case expresses.flat == nil: // who calls from C sees to it
		x.submitSoon()
	}
}

// unawait takes back the request that waits for a change of the socket, if there is one.
// The caller holds the lock of a.
func (a *async) unawait() {
	if !a.awaits() {
		return
	}
	a.modes.And(^uint32(asyncAwaits))
	x, h := a.poller, a.polled
	l := expresses.find(h)
	over := func() bool { return l.word.Load()&expressAwaits == 0 }
	soon(func() bool {
		if over() {
			return true
		}
		x.ring.Cancel(pollOf(uint32(h)), uringCancelled)
		x.ring.Submit()
		x.complete()
		return over()
	})
}

// leaveRing has changes of s, which becomes one that may be shared, come through the
// poller. The caller holds the lock of a.
func (s *Socket) leaveRing(a *async) {
	if !a.awaits() {
		return
	}
	a.unpoll(s)
	if a.in.first != nil {
		s.cover(a, a.in.first)
	}
}
