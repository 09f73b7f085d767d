package core

import (
	"winsock/internal/engine"
	"winsock/spi"
)

// attend makes the engine's own thread look after s when it may have become ready
// for ev, at once if it is now, until the socket is finished: it calls s.turned.
// Errors: WSAENOBUFS, WSAEMFILE.
func (s *Socket) attend(ev spi.Events) Errno {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.attendant != nil {
		return s.attendant.Want(ev)
	}
	w, e := engine.StartWatch(s.t, ev, s.turned)
	s.attendant = w
	return e
}

// unattend ends what attend began, before the transport is closed.
func (s *Socket) unattend() {
	if s.attendant != nil {
		s.attendant.Stop()
	}
}
