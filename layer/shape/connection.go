package shape

import (
	"net/netip"
	"time"

	"winsock/layer"
	"winsock/spi"
	"winsock/ws2def"
)

// Bind implements [spi.Binder].
func (s *socket) Bind(name []byte) spi.Errno {
	b, ok := spi.Ability[spi.Binder](s.Socket)
	if !ok {
		return ws2def.WSAEOPNOTSUPP
	}
	return b.Bind(name)
}

// BindAny implements [spi.Binder].
func (s *socket) BindAny(to []byte) spi.Errno {
	b, ok := spi.Ability[spi.Binder](s.Socket)
	if !ok {
		return ws2def.WSAEOPNOTSUPP
	}
	return b.BindAny(to)
}

// LocalName implements [spi.Binder].
func (s *socket) LocalName(name []byte) (int, spi.Errno) {
	b, ok := spi.Ability[spi.Binder](s.Socket)
	if !ok {
		return 0, ws2def.WSAEOPNOTSUPP
	}
	return b.LocalName(name)
}

// Connect implements [spi.Connector].
func (s *socket) Connect(name []byte) spi.Errno {
	e := s.Connecting.Connect(name)
	if e != 0 && e != ws2def.WSAEWOULDBLOCK {
		return e
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.peer, _, _ = ws2def.ParseAddrPort(name)
	s.peered = true
	switch {
	case s.datagrams:
		s.in.clear() // S-242, S-249
	case e == 0:
		s.connected = true
		s.run()
		s.ready.Changed()
	default:
		s.connecting = true
		s.watch(spi.Writable)
	}
	return e
}

// reached goes on when a connect under way has come to its end, as ev shows. The caller
// holds mu.
func (s *socket) reached(ev spi.Events) {
	switch {
	case !s.connecting:
	case ev&spi.Failed != 0:
		s.connecting = false
	case ev&spi.Writable != 0:
		s.connecting, s.connected = false, true
		s.run()
	default:
		s.watch(spi.Writable)
	}
}

// establish notes that a socket has been accepted.
func (s *socket) establish() {
	s.peer, s.peered, s.connected = layer.Peer(s.Socket), true, true
}

// ConnectResult implements [spi.Connector].
func (s *socket) ConnectResult() spi.Errno {
	e := s.Connecting.ConnectResult()
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case !s.connecting || e == ws2def.WSAEWOULDBLOCK:
	case e == 0:
		s.connecting, s.connected = false, true
		s.run()
	default:
		s.connecting = false
	}
	return e
}

// Dissolves implements [spi.Disassociator].
func (s *socket) Dissolves(name []byte) bool {
	d, ok := spi.Ability[spi.Disassociator](s.Socket)
	return ok && d.Dissolves(name)
}

// Disassociate implements [spi.Disassociator].
func (s *socket) Disassociate() spi.Errno {
	d, ok := spi.Ability[spi.Disassociator](s.Socket)
	if !ok {
		return ws2def.WSAEOPNOTSUPP
	}
	e := d.Disassociate()
	if e == 0 {
		s.mu.Lock()
		s.peered = false
		s.mu.Unlock()
	}
	return e
}

// Listen implements [spi.Listener].
func (s *socket) Listen(backlog int) spi.Errno {
	e := s.Through.Listen(backlog)
	if e == 0 {
		s.mu.Lock()
		s.listening = true
		s.watch(spi.Readable)
		s.mu.Unlock()
	}
	return e
}

// Accept implements [spi.Listener].
func (s *socket) Accept() (spi.Socket, spi.Errno) {
	a, e := s.Through.Accept()
	s.mu.Lock()
	s.watch(spi.Readable)
	s.mu.Unlock()
	return a, e
}

// Adopt implements [spi.Adopter].
func (s *socket) Adopt(t spi.Socket) {
	a := t.(*socket)
	a.mu.Lock()
	a.halt()
	a.mu.Unlock()
	s.mu.Lock()
	s.halt()
	s.Through.Adopt(a)
	s.in, s.ended = a.in, a.ended
	s.peer, s.peered, s.connected = a.peer, true, true
	s.resume()
	s.run()
	s.alarm()
	s.mu.Unlock()
	s.ready.Changed()
}

// Renew implements [spi.Renewer].
func (s *socket) Renew(abort bool) spi.Errno {
	below, ok := spi.Ability[spi.Renewer](s.Socket)
	if !ok {
		return ws2def.WSAEOPNOTSUPP
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if !abort && s.broken == 0 {
		if it := s.in.head(time.Now()); it == nil || !it.end {
			return ws2def.WSAEWOULDBLOCK
		}
		if s.underWay || len(s.out.items) > 0 {
			return s.renewLater()
		}
	}
	s.halt()
	e := below.Renew(abort)
	s.resume()
	switch e {
	case 0:
		s.in.clear()
		s.out.clear()
		s.last, s.underWay = item{}, false
		s.peer, s.peered, s.connected, s.connecting = netip.AddrPort{}, false, false, false
		s.broken, s.ended, s.sentAll = 0, false, false
	case ws2def.WSAEWOULDBLOCK: // it tells nobody, as all was received
		return s.renewLater()
	}
	return e
}

// renewLater has Renew called again.
func (s *socket) renewLater() spi.Errno {
	time.AfterFunc(renewPause, s.ready.Changed)
	return ws2def.WSAEWOULDBLOCK
}

// renewPause is how long it takes until it is asked again whether all is sent and the
// socket below has come to its end.
const renewPause = 5 * time.Millisecond

// Shutdown implements [spi.Shutdowner]: the end goes behind what was sent.
func (s *socket) Shutdown(how int32) spi.Errno {
	if s.datagrams {
		return s.shutdown(how)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case how == ws2def.SD_RECEIVE || !s.connected:
		return s.shutdown(how)
	case s.broken != 0:
		return s.broken
	case !s.sentAll:
		s.sentAll = true
		s.put(&s.out, item{end: true}, s.net.about(s.peer, sending))
		s.run()
	}
	return 0
}

// shutdown ends directions of the socket below.
func (s *socket) shutdown(how int32) spi.Errno {
	sd, ok := spi.Ability[spi.Shutdowner](s.Socket)
	if !ok {
		return 0
	}
	return sd.Shutdown(how)
}
