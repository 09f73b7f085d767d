package core

import (
	"time"

	"winsock/internal/engine"
	"winsock/spi"
	"winsock/ws2def"
)

// PollFd is one entry of WSAPoll.
type PollFd = ws2def.WSAPOLLFD

const (
	pollAsk    = ws2def.POLLRDNORM | ws2def.POLLRDBAND | ws2def.POLLWRNORM // what may be asked for
	pollAlways = ws2def.POLLERR | ws2def.POLLHUP | ws2def.POLLNVAL         // what comes without being asked for
)

// Poll fills the Revents of fds and returns how many entries have any. timeout
// is how long to wait for one: 0 not at all, negative for ever. nil stands for a
// NULL array of count entries.
//
// Errors: WSANOTINITIALISED, WSAEINVAL (nothing to poll, or an event that can't
// be asked for), WSAEFAULT (NULL), WSAENOTSOCK (no entry is a socket),
// WSAENOBUFS.
//
// Source: S-427…S-455.
func Poll(fds []PollFd, count int, timeout time.Duration, how spi.Way) (int, Errno) {
	switch {
	case process.starts.Load() == 0:
		return 0, ws2def.WSANOTINITIALISED
	case count == 0:
		return 0, ws2def.WSAEINVAL
	case fds == nil:
		return 0, ws2def.WSAEFAULT
	}
	w := newWait(how)
	defer w.close()
	for i := range fds {
		f := &fds[i]
		f.REvents = 0
		if !w.add(f.Fd, pollInterest(f.Events)) {
			f.REvents = ws2def.POLLNVAL
			continue
		}
	}
	for i := range fds {
		if int(fds[i].Events)&^pollAsk != 0 && fds[i].Fd != ws2def.InvalidHandle {
			for j := range fds {
				fds[j].REvents = 0
			}
			return 0, ws2def.WSAEINVAL
		}
	}
	if len(w.sockets) == 0 {
		return 0, ws2def.WSAENOTSOCK
	}
	n := 0
	e := w.until(timeout, func() bool {
		n = 0
		for i := range fds {
			f := &fds[i]
			k, ok := w.index[f.Fd]
			if !ok {
				continue
			}
			f.REvents = pollEvents(w.sockets[k], w.events[k]) & (f.Events | pollAlways)
			if f.REvents != 0 {
				n++
			}
		}
		return n > 0
	})
	if e == ws2def.WSAETIMEDOUT {
		e = 0
	}
	return n, e
}

// pollInterest gives the transport's events that may change the answer to
// events.
func pollInterest(events int16) spi.Events {
	ev := spi.Ended | spi.Reset | spi.Failed
	if events&ws2def.POLLRDNORM != 0 {
		ev |= spi.Readable | spi.Data
	}
	if events&ws2def.POLLRDBAND != 0 {
		ev |= spi.Urgent
	}
	if events&ws2def.POLLWRNORM != 0 {
		ev |= spi.Writable
	}
	return ev
}

// pollEvents gives all that WSAPoll can say of s when its transport reports ev.
//
// Source: S-440…S-455.
func pollEvents(s *Socket, ev spi.Events) int16 {
	state := s.state.Load()
	if ev&spi.Readable != 0 {
		s.tellsReadable()
	}
	var r int16
	switch {
	case state&stClosing != 0:
		return ws2def.POLLNVAL
	case state&(stListening|stRoot) == stListening:
		if s.waiting(ev) {
			r = ws2def.POLLRDNORM
		}
	case state&stFailed != 0:
		return ws2def.POLLWRNORM | ws2def.POLLHUP | ws2def.POLLERR
	case state&stDatagram == 0 && state&stConnected == 0:
	case ev&spi.Reset != 0 && state&stDatagram == 0:
		return ws2def.POLLERR | ws2def.POLLHUP | ws2def.POLLWRNORM
	default:
		if ev&spi.Data != 0 && state&stNoRecv == 0 || state&stListening != 0 && s.waiting(ev) {
			r |= ws2def.POLLRDNORM
		}
		if ev&spi.Urgent != 0 {
			r |= ws2def.POLLRDBAND
		}
		if ev&spi.Writable != 0 && state&stBusy == 0 {
			r |= ws2def.POLLWRNORM
		}
		if ev&spi.Ended != 0 {
			r |= ws2def.POLLHUP
		}
	}
	return r
}

// waiting reports whether a listening socket has a connection to accept.
func (s *Socket) waiting(ev spi.Events) bool {
	if ev&s.offers() != 0 {
		return true
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.uncommon().deferred) > 0
}

// wait is one call that waits for several sockets. It holds a reference to each
// until close.
type wait struct {
	how      spi.Way
	handles  []Handle
	sockets  []*Socket
	interest []spi.Events
	events   []spi.Events // what the transports reported last
	index    map[Handle]int

	transports []spi.Socket
	added      []bool
	set        *engine.Set
	changed    watcher
}

func newWait(how spi.Way) *wait {
	return &wait{how: how, index: make(map[Handle]int)}
}

// add makes h one of the sockets waited for, or adds to its interest. It
// reports whether h is a socket.
func (w *wait) add(h Handle, ev spi.Events) bool {
	if k, ok := w.index[h]; ok {
		w.interest[k] |= ev
		return true
	}
	s := acquire(h)
	if s == nil {
		return false
	}
	w.index[h] = len(w.sockets)
	w.handles = append(w.handles, h)
	w.sockets = append(w.sockets, s)
	w.interest = append(w.interest, ev)
	w.transports = append(w.transports, s.t)
	return true
}

// until calls done after every change until it reports true. timeout is as for
// [Poll]. Errors: WSAETIMEDOUT, WSAENOBUFS.
func (w *wait) until(timeout time.Duration, done func() bool) Errno {
	w.events = make([]spi.Events, len(w.sockets))
	w.look()
	if done() {
		return 0
	}
	if timeout == 0 {
		return ws2def.WSAETIMEDOUT
	}
	var end time.Time
	if timeout > 0 {
		end = time.Now().Add(timeout)
	}
	set, e := engine.NewSet(w.how)
	if e != 0 {
		return e
	}
	w.set = set
	w.added = make([]bool, len(w.sockets))
	w.changed.changed = set.Wake
	for _, s := range w.sockets {
		s.watch(&w.changed)
	}
	for {
		if e := w.enter(); e != 0 {
			return e
		}
		w.look()
		if done() {
			return 0
		}
		if e := waitFor(set, w.how, end); e != 0 {
			return e
		}
	}
}

// look asks all transports.
func (w *wait) look() {
	for _, s := range w.sockets {
		s.settle()
	}
	engine.PollAll(w.transports, w.events)
}

// enter adds to the set what the kernel can tell about. A stream socket that is
// neither connected nor about to be nor listening is told about by its watcher
// alone.
func (w *wait) enter() Errno {
	for k, s := range w.sockets {
		if w.added[k] || s.state.Load()&(stDatagram|stConnecting|stConnected|stListening) == 0 {
			continue
		}
		ev := w.interest[k]
		if s.has(stConnecting) {
			ev |= spi.Writable
		}
		if e := w.set.Add(s.t, ev); e != 0 {
			return e
		}
		w.added[k] = true
	}
	return 0
}

func (w *wait) close() {
	if w.set != nil {
		for _, s := range w.sockets {
			s.unwatch(&w.changed)
		}
		w.set.Close()
	}
	for _, h := range w.handles {
		table.Release(h)
	}
}
