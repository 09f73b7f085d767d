package core

import (
	"time"

	"winsock/spi"
	"winsock/ws2def"
)

// Directions of a socket's limits.
const (
	receiving = 0
	sending   = 1
)

// epoch is what moments are counted from, on the clock that nobody sets.
var epoch = time.Now()

// deadline is when a call that began now with a Winsock time-out of ms has to
// end; zero means never. Time-outs act on overlapped sockets only (S-459).
func (s *Socket) deadline(direction int) time.Time {
	if !s.has(stOverlapped) || s.extra.Load() == nil {
		return time.Time{}
	}
	s.mu.Lock()
	u := s.uncommon()
	ms := u.recvTimeout
	if direction == sending {
		ms = u.sendTimeout
	}
	s.mu.Unlock()
	if ms == 0 {
		return time.Time{}
	}
	return time.Now().Add(time.Duration(ms) * time.Millisecond)
}

// waitsFirst reports whether a blocking call does better to wait before it
// tries, because the last one had to. It does not when calls are queued to the
// thread, which must not run unless it has to wait.
//
// Source: S-115.
func (s *Socket) waitsFirst(ev spi.Events, how spi.Way) bool {
	return s.expecter() != nil && s.expecter().Expect(ev) && !s.has(stNonblocking) && !called(how)
}

// await waits until the transport may be ready for ev. since is the number of
// nudges before the caller looked. until is the call's own deadline (zero:
// none); the socket's limit for the direction of ev holds too, and may move
// while the call waits.
//
// Errors: WSAETIMEDOUT, WSAEINTR (the socket was closed).
func (s *Socket) await(ev spi.Events, how spi.Way, since uint32, until time.Time) Errno {
	if how == spi.Park && until.IsZero() && s.extra.Load() == nil && alerts[spi.Park].Load() == nil {
		return s.t.Wait(ev, how, since, until)
	}
	return s.awaitWithin(ev, how, since, until)
}

// awaitWithin is await for those that can't wait for ever, or not on the spot, or that
// wait alertably.
func (s *Socket) awaitWithin(ev spi.Events, how spi.Way, since uint32, until time.Time) Errno {
	direction := receiving
	if ev == spi.Writable {
		direction = sending
	}
	until = s.within(direction, until)
	if !until.IsZero() && !time.Now().Before(until) {
		return ws2def.WSAETIMEDOUT
	}
	if a := alert(how); a != nil {
		return alertably(a, s.t.Nudge, func() Errno { return s.t.Wait(ev, how, since, until) })
	}
	return s.t.Wait(ev, how, since, until)
}

// SetDeadline limits all present and future waits for receiving (and
// accepting) and sending (and connecting) on h; zero lifts the limit. Calls
// beyond it fail WSAETIMEDOUT at once. It is what Go's deadlines stand on;
// Winsock has no such call.
//
// Errors: WSANOTINITIALISED, WSAENOTSOCK.
func SetDeadline(h Handle, receive, send *time.Time) Errno {
	s, e := enter(h)
	if e != 0 {
		return e
	}
	defer table.Release(h)
	for direction, t := range [2]*time.Time{receive, send} {
		switch {
		case t == nil:
		case !t.IsZero():
			s.special().limits[direction].Store(max(int64(t.Sub(epoch)), 1))
		case s.extra.Load() != nil:
			s.special().limits[direction].Store(0)
		}
	}
	s.shutLane()
	s.t.Nudge()
	s.nudgeSenders()
	return 0
}

// expired reports whether the limit of a direction has passed: then a call
// fails even where it would not have to wait.
func (s *Socket) expired(direction int) bool {
	ns := s.uncommon().limits[direction].Load()
	return ns != 0 && int64(time.Since(epoch)) >= ns
}

// within is the earlier one of until (zero: never) and the socket's limit for a
// direction.
func (s *Socket) within(direction int, until time.Time) time.Time {
	if ns := s.uncommon().limits[direction].Load(); ns != 0 {
		if limit := epoch.Add(time.Duration(ns)); until.IsZero() || limit.Before(until) {
			return limit
		}
	}
	return until
}

// prompt reports whether no call on s has a time-out. The caller holds mu.
func (s *Socket) prompt() bool {
	u := s.uncommon()
	return u.recvTimeout == 0 && u.sendTimeout == 0 && u.limits[receiving].Load() == 0 && u.limits[sending].Load() == 0
}

// A watcher is told when anything about a socket may have changed that its
// transport does not tell: it was closed, or its queue of unsent data emptied.
type watcher struct{ changed func() }

func (s *Socket) watch(w *watcher) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.special()
	if u.watchers == nil {
		u.watchers = make(map[*watcher]struct{})
	}
	u.watchers[w] = struct{}{}
}

func (s *Socket) unwatch(w *watcher) {
	s.mu.Lock()
	delete(s.uncommon().watchers, w)
	s.mu.Unlock()
}

// tell calls the watchers, and looks what it means for network events.
func (s *Socket) tell() {
	if s.uncommon() != &common {
		s.mu.Lock()
		for w := range s.uncommon().watchers {
			w.changed()
		}
		s.mu.Unlock()
	}
	s.reenable(0)
}
