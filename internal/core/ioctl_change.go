package core

import (
	"time"

	"winsock/internal/engine"
	"winsock/spi"
	"winsock/ws2def"
)

// awaitChange waits for a change that the transport can tell of.
//
// Source: S-641, S-650, S-661, S-663.
func (s *Socket) awaitChange(code uint32, in []byte, how spi.Way) (int, Errno) {
	t, ok := spi.Ability[spi.Changer](s.t)
	if !ok {
		return 0, ws2def.WSAEOPNOTSUPP
	}
	source, e := t.Change(code, in)
	if e != 0 {
		return 0, e
	}
	if s.has(stNonblocking) {
		if bit := changeBit(code); bit >= 0 {
			e = s.expectChange(bit, source)
		} else {
			source.Close(true)
		}
		if e == 0 {
			e = ws2def.WSAEWOULDBLOCK
		}
		return 0, e
	}
	defer source.Close(true)
	return s.watchFor(source, how)
}

// awaitClose is SIO_SOCKET_CLOSE_NOTIFY: it ends when the socket is closed.
//
// Source: S-671.
func (s *Socket) awaitClose(how spi.Way) (int, Errno) {
	if s.has(stNonblocking) {
		return 0, ws2def.WSAEWOULDBLOCK
	}
	if n, e := s.watchFor(nil, how); e != ws2def.WSAEINTR {
		return n, e
	}
	return 0, 0
}

// watchFor waits until source is readable or the socket is closed (WSAEINTR).
// A nil source never is.
func (s *Socket) watchFor(source spi.Socket, how spi.Way) (int, Errno) {
	set, e := engine.NewSet(how)
	if e != 0 {
		return 0, e
	}
	defer set.Close()
	if source != nil {
		if e := set.Add(source, spi.Readable); e != 0 {
			return 0, e
		}
	}
	closing := &watcher{set.Wake}
	s.watch(closing)
	defer s.unwatch(closing)
	for {
		switch {
		case s.has(stClosing):
			return 0, ws2def.WSAEINTR
		case source != nil && source.Poll()&spi.Readable != 0:
			return 0, 0
		}
		if e := waitFor(set, how, time.Time{}); e != 0 {
			return 0, e
		}
	}
}
