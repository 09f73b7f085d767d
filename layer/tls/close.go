package tls

import (
	"time"

	"winsock/spi"
	"winsock/ws2def"
)

// closeLimit is how long a closed socket tries to send the rest.
const closeLimit = 2 * time.Minute

// Shutdown implements [spi.Shutdowner]. Receiving is ended by the core alone.
func (s *socket) Shutdown(how int32) spi.Errno {
	c := s.session.Load()
	switch {
	case c == nil:
		return ws2def.WSAENOTCONN
	case how == ws2def.SD_RECEIVE:
		return 0
	}
	return c.finish()
}

// shutBelow ends sending at the socket below.
func (s *socket) shutBelow() {
	if d, ok := spi.Ability[spi.Shutdowner](s.Socket); ok {
		d.Shutdown(ws2def.SD_SEND)
	}
}

// Close implements [spi.Socket]. A goroutine sends what is left. Data that was not
// received makes the close an abortive one, as without TLS.
func (s *socket) Close(abort bool) spi.Errno {
	s.interrupt()
	s.stop()
	for _, a := range s.unaccepted() {
		a.Close(true)
	}
	c := s.session.Load()
	if c == nil {
		return s.Socket.Close(abort || s.stale)
	}
	c.in.Lock()
	c.pull(1)
	abort = abort || c.unread() > 0 || c.verdict() != 0
	c.in.Unlock()
	if abort {
		return s.Socket.Close(true)
	}
	if c.finish(); c.wire.kept() == 0 {
		return s.Socket.Close(false)
	}
	s.provider.closing.Go(func() {
		end := time.Now().Add(closeLimit)
		for {
			since := s.Socket.Nudges()
			e := c.wire.flush()
			if e == ws2def.WSAEWOULDBLOCK {
				e = s.Socket.Wait(spi.Writable, spi.Park, since, end)
				if e == 0 {
					continue
				}
			}
			s.Socket.Close(e != 0)
			return
		}
	})
	return 0
}

// unaccepted takes the connections out of a listener's queue that nobody has accepted.
func (s *socket) unaccepted() []*socket {
	s.mu.Lock()
	defer s.mu.Unlock()
	q := s.queue
	if q == nil {
		return nil
	}
	if q.turn != nil {
		q.turn.Stop()
	}
	all := q.arrived
	for _, g := range q.shaking {
		if g.shook {
			all = append(all, g.socket)
		}
	}
	q.arrived, q.shaking = nil, nil
	return all
}

// interrupt ends the handshakes of a listener.
func (s *socket) interrupt() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.queue == nil {
		return
	}
	s.halted.Store(true)
	for _, a := range s.queue.shaking {
		a.halted.Store(true)
		a.Socket.Nudge()
	}
}

// Renew implements [spi.Renewer].
func (s *socket) Renew(abort bool) (e spi.Errno) {
	below, ok := spi.Ability[spi.Renewer](s.Socket)
	if !ok {
		return ws2def.WSAEOPNOTSUPP
	}
	c := s.session.Load()
	if !abort && c != nil && c.verdict() == 0 {
		c.in.Lock()
		c.pull(1)
		over := c.ended && c.unread() == 0
		c.in.Unlock()
		if !over || c.wire.kept() > 0 {
			return ws2def.WSAEWOULDBLOCK
		}
	}
	s.quiet(func() {
		if e = below.Renew(abort); e == 0 {
			s.session.Store(nil)
			s.mu.Lock()
			s.joining, s.failed, s.stale = false, 0, false
			s.mu.Unlock()
		}
	})
	if e == ws2def.WSAEWOULDBLOCK { // it tells nobody, as all was received
		time.AfterFunc(renewPause, s.changed)
	}
	return e
}

// renewPause is how long it takes until it is asked again whether the socket below has
// come to its end.
const renewPause = 5 * time.Millisecond
