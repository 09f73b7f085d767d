package tls

import (
	"crypto/tls"
	"net/netip"
	"time"

	"winsock/spi"
	"winsock/ws2def"
)

// handshakeLimit is how long a handshake may take.
const handshakeLimit = 30 * time.Second

// Connect implements [spi.Connector]. With TLS a connect is always under way first.
func (s *socket) Connect(name []byte) spi.Errno {
	c, ok := spi.Ability[spi.Connector](s.Socket)
	if !ok {
		return ws2def.WSAEOPNOTSUPP
	}
	if e := s.refresh(); e != 0 {
		return e
	}
	e := c.Connect(name)
	if e != 0 && e != ws2def.WSAEWOULDBLOCK {
		return e
	}
	peer := address(name)
	r := find(s.provider.rules, client, peer)
	s.mu.Lock()
	s.failed = 0
	s.joining = r != nil || e != 0
	s.mu.Unlock()
	if r == nil && e == 0 {
		s.open(s.plain())
		return 0
	}
	s.begin(func() { s.join(c, r, peer) })
	return ws2def.WSAEWOULDBLOCK
}

// refresh makes the socket below as good as new after a handshake that failed.
func (s *socket) refresh() spi.Errno {
	s.mu.Lock()
	stale := s.stale
	s.stale = false
	s.mu.Unlock()
	if !stale {
		return 0
	}
	below, ok := spi.Ability[spi.Renewer](s.Socket)
	if !ok {
		return ws2def.WSAEISCONN
	}
	return below.Renew(true)
}

// join brings a connect to its end; r nil: without TLS.
func (s *socket) join(c spi.Connector, r *rule, peer netip.AddrPort) {
	for {
		since := s.Socket.Nudges()
		e := c.ConnectResult()
		if e == 0 {
			break
		}
		if e == ws2def.WSAEWOULDBLOCK {
			e = s.await(spi.Writable, since, never)
		}
		if e != 0 {
			s.fail(e)
			return
		}
	}
	if r == nil {
		s.open(s.plain())
		return
	}
	w := s.shaking()
	t := tls.Client(w, r.toward(peer))
	if err := t.Handshake(); err != nil {
		trace.Warn("a handshake has failed", "side", client, "peer", peer, "reason", err)
		s.shutBelow()
		s.mu.Lock()
		s.stale = true
		s.mu.Unlock()
		s.fail(handshakeCode(err))
		return
	}
	w.shaking = false
	s.open(&session{wire: w, stream: t})
}

// shaking is the wire of a handshake.
func (s *socket) shaking() *wire {
	return &wire{s: s, shaking: true, deadline: time.Now().Add(handshakeLimit)}
}

// plain is a session without TLS.
func (s *socket) plain() *session {
	w := &wire{s: s}
	return &session{wire: w, stream: plain{w}}
}

// open makes c the connection.
func (s *socket) open(c *session) {
	s.mu.Lock()
	s.joining = false
	s.session.Store(c)
	s.mu.Unlock()
	s.arm()
	s.changed()
}

// fail ends a connect.
func (s *socket) fail(e spi.Errno) {
	s.mu.Lock()
	s.joining, s.failed = false, e
	s.mu.Unlock()
	s.changed()
}

// ConnectResult implements [spi.Connector].
func (s *socket) ConnectResult() spi.Errno {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.joining {
		return ws2def.WSAEWOULDBLOCK
	}
	return s.failed
}

// PeerName implements [spi.Connector].
func (s *socket) PeerName(name []byte) (int, spi.Errno) {
	c, ok := spi.Ability[spi.Connector](s.Socket)
	if !ok {
		return 0, ws2def.WSAENOTCONN
	}
	return c.PeerName(name)
}
