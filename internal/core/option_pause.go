package core

import (
	"time"

	"winsock/spi"
	"winsock/ws2def"
)

// pauseAccept sets SO_PAUSE_ACCEPT: while it is on, a listening socket resets
// the connections that come in, whether or not somebody waits in accept. The
// caller holds mu.
//
// Source: S-542.
func (s *Socket) pauseAccept(h Handle, on bool) Errno {
	spec, _ := ws2def.FindOption(ws2def.SOL_SOCKET, ws2def.SO_PAUSE_ACCEPT)
	s.keepOption(spec, truth(on), nil)
	if !on {
		s.change(0, stPaused)
		s.t.Nudge()
		return 0
	}
	s.beginPause(h)
	return 0
}

// beginPause starts to reset connections if the socket listens and
// SO_PAUSE_ACCEPT is on. The caller holds mu.
func (s *Socket) beginPause(h Handle) {
	l, ok := spi.Ability[spi.Listener](s.t)
	spec, _ := ws2def.FindOption(ws2def.SOL_SOCKET, ws2def.SO_PAUSE_ACCEPT)
	if !ok || s.kept(spec) == 0 || !s.has(stListening) || s.has(stPaused) {
		return
	}
	s.change(stPaused, 0)
	// The reference keeps the transport alive until the loop has seen that the
	// socket is closed.
	table.Retain(h)
	go func() {
		defer table.Release(h)
		for {
			since := s.t.Nudges()
			if !s.has(stPaused) {
				return
			}
			t, e := take(l)
			switch e {
			case 0:
				t.Close(true)
				continue
			case ws2def.WSAEWOULDBLOCK, ws2def.WSAECONNRESET, ws2def.WSAECONNABORTED:
			default: // descriptors or memory have run out
				time.Sleep(10 * time.Millisecond)
			}
			if s.t.Wait(spi.Readable, spi.Park, since, time.Time{}) != 0 {
				return
			}
		}
	}()
}
