package core

import (
	"time"

	"winsock/spi"
	"winsock/ws2def"
)

// Select waits until a socket of read may be received from or accepted on, one
// of write sent to, or one of except has urgent data or a failed connect. Each
// set is cut down, in place and in order, to its sockets that are ready; the
// result counts memberships. timeout is how long to wait: 0 not at all,
// [Forever] without end. read and write may be the same set, which then keeps
// the sockets ready for either.
//
// Errors: WSANOTINITIALISED, WSAEINVAL (no sockets, or a negative timeout),
// WSAENOTSOCK (the sets stay as they are, unless a socket was closed while the
// call waited), WSAENOBUFS.
//
// Source: S-396…S-426.
func Select(read, write, except *[]Handle, timeout time.Duration, how spi.Way) (int, Errno) {
	if process.starts.Load() == 0 {
		return 0, ws2def.WSANOTINITIALISED
	}
	sets := [3]*[]Handle{read, write, except}
	asked := [3]spi.Events{spi.Readable | spi.Data | spi.Ended, spi.Writable, spi.Urgent | spi.Failed}
	total := 0
	for _, set := range sets {
		if set != nil {
			total += len(*set)
		}
	}
	if total == 0 || timeout < 0 && timeout != Forever {
		return 0, ws2def.WSAEINVAL
	}
	w := newWait(how)
	defer w.close()
	for i, set := range sets {
		if set == nil {
			continue
		}
		for _, h := range *set {
			if !w.add(h, asked[i]) {
				return 0, ws2def.WSAENOTSOCK
			}
		}
	}
	shared := same(read, write)
	ready := make([][3]bool, len(w.sockets))
	var gone Errno
	e := w.until(timeout, func() bool {
		any := false
		for k, s := range w.sockets {
			ready[k] = selectState(s, w.events[k])
			if s.has(stClosing) {
				ready[k] = [3]bool{true, true, false}
				if w.interest[k]&(spi.Readable|spi.Writable) == 0 {
					gone = ws2def.WSAENOTSOCK
				}
			}
			if shared {
				ready[k][0] = ready[k][0] || ready[k][1]
			}
			for i := range asked {
				any = any || ready[k][i] && w.interest[k]&asked[i] != 0
			}
		}
		return any || gone != 0
	})
	if e == ws2def.WSAETIMEDOUT {
		e = 0
	}
	if gone != 0 {
		e = gone
	}
	n := 0
	for i, set := range sets {
		if set == nil || shared && i == 1 {
			continue
		}
		kept := (*set)[:0]
		if e == 0 {
			seen := make(map[Handle]bool)
			for _, h := range *set {
				if ready[w.index[h]][i] && !seen[h] {
					seen[h] = true
					kept = append(kept, h)
				}
			}
		}
		*set = kept
		n += len(kept)
	}
	if shared {
		*write = *read
	}
	if e != 0 {
		return 0, e
	}
	return n, 0
}

// Forever is Select's time-out for waiting without end.
const Forever time.Duration = -1

// same reports whether two sets are one and the same array.
func same(a, b *[]Handle) bool {
	if a == nil || b == nil {
		return false
	}
	return a == b || len(*a) > 0 && len(*a) == len(*b) && &(*a)[0] == &(*b)[0]
}

// selectState says which of the three sets s belongs in when its transport
// reports ev.
//
// Source: S-411…S-425.
func selectState(s *Socket, ev spi.Events) [3]bool {
	state := s.state.Load()
	if ev&spi.Readable != 0 {
		s.tellsReadable()
	}
	failed := state&stFailed != 0
	switch {
	case state&(stListening|stRoot) == stListening:
		return [3]bool{s.waiting(ev), false, failed}
	case failed:
		return [3]bool{false, false, true}
	case state&stDatagram == 0 && state&stConnected == 0:
		return [3]bool{}
	case state&stDatagram == 0 && ev&spi.Reset != 0:
		return [3]bool{true, true, false}
	default:
		return [3]bool{
			ev&spi.Readable != 0 || state&stListening != 0 && s.waiting(ev),
			ev&spi.Writable != 0 && state&stBusy == 0,
			ev&spi.Urgent != 0,
		}
	}
}
