package core

import (
	"time"

	"winsock/internal/engine"
	"winsock/spi"
)

// attend makes the engine's own thread look after s when it may have become ready
// for ev, at once if it is now, until the socket is finished: it calls s.turned.
// Errors: WSAENOBUFS, WSAEMFILE.
func (s *Socket) attend(ev spi.Events) Errno {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.special()
	if u.attendant != nil {
		return u.attendant.Want(ev)
	}
	w, e := engine.StartWatch(s.t, ev, s.turned)
	u.attendant = w
	return e
}

// attended reports whether the engine's own thread looks after s.
func (s *Socket) attended() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.uncommon().attendant != nil
}

// insist is attend for what can't be given up any more, such as a send of which a
// part has left: as long as h is open the system is asked again.
func (s *Socket) insist(h Handle, ev spi.Events) {
	if s.attend(ev) == 0 {
		return
	}
	time.AfterFunc(insistPause, func() {
		if table.Acquire(h) == nil {
			return // closed: its operations have ended
		}
		defer table.Release(h)
		s.insist(h, ev)
	})
}

// lookAfter makes the engine's thread go on with the receives of s, one of whose
// handles h is, now or when the system lets it. The caller holds the lock of x.
func (s *Socket) lookAfter(x *async, h Handle) {
	x.attended = s.attend(spi.Readable|spi.Urgent) == 0
	if x.attended {
		return
	}
	time.AfterFunc(insistPause, func() {
		if table.Acquire(h) == nil {
			return
		}
		defer table.Release(h)
		x.mu.Lock()
		defer x.mu.Unlock()
		if !x.attended {
			s.lookAfter(x, h)
		}
	})
}

const insistPause = 10 * time.Millisecond

// unattend ends what attend began, before the transport is closed.
func (s *Socket) unattend() {
	if w := s.uncommon().attendant; w != nil {
		w.Stop()
	}
}
