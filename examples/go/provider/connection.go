package main

import (
	"winsock/spi"
	"winsock/ws2def"
)

// Bind implements [spi.Binder].
func (s *socket) Bind(address []byte) spi.Errno {
	name, e := nameOf(address)
	if e != 0 {
		return e
	}
	s.net.mu.Lock()
	defer s.net.mu.Unlock()
	if name == "" {
		name = s.net.free()
	}
	if s.net.bound[name] != nil {
		return ws2def.WSAEADDRINUSE
	}
	s.name, s.net.bound[name] = name, s
	return 0
}

// BindAny implements [spi.Binder]: the program connects without having bound.
func (s *socket) BindAny([]byte) spi.Errno { return s.Bind(address("")) }

// LocalName implements [spi.Binder].
func (s *socket) LocalName(to []byte) (int, spi.Errno) {
	s.net.mu.Lock()
	defer s.net.mu.Unlock()
	return put(to, s.name)
}

// Listen implements [spi.Listener].
func (s *socket) Listen(backlog int) spi.Errno {
	s.net.mu.Lock()
	defer s.net.mu.Unlock()
	s.listening, s.backlog = true, backlog
	return 0
}

// Accept implements [spi.Listener].
func (s *socket) Accept() (spi.Socket, spi.Errno) {
	s.net.mu.Lock()
	defer s.net.mu.Unlock()
	if len(s.arrived) == 0 {
		return nil, ws2def.WSAEWOULDBLOCK
	}
	a := s.arrived[0]
	s.arrived = s.arrived[1:]
	return a, 0
}

// Connect implements [spi.Connector]. Here a connection stands at once or not at all. A
// transport that needs time answers WSAEWOULDBLOCK; in the end Poll says Writable, or
// Failed, ConnectResult says how it went, and ready.Changed that it is over.
func (s *socket) Connect(to []byte) spi.Errno {
	name, e := nameOf(to)
	switch {
	case e != 0:
		return e
	case name == "":
		return ws2def.WSAEADDRNOTAVAIL
	}
	s.net.mu.Lock()
	bound := s.name != ""
	s.net.mu.Unlock()
	if !bound {
		if e := s.BindAny(nil); e != 0 {
			return e
		}
	}
	s.net.mu.Lock()
	defer s.net.mu.Unlock()
	l := s.net.bound[name]
	if l == nil || !l.listening || len(l.arrived) >= l.backlog {
		return ws2def.WSAECONNREFUSED
	}
	a := &socket{net: s.net, name: name, peerName: s.name, peer: s}
	s.peerName, s.peer = name, a
	l.arrived = append(l.arrived, a)
	l.ready.Changed()
	s.ready.Changed()
	return 0
}

// ConnectResult implements [spi.Connector]: no connect is ever under way.
func (s *socket) ConnectResult() spi.Errno {
	s.net.mu.Lock()
	defer s.net.mu.Unlock()
	if s.peerName == "" {
		return ws2def.WSAENOTCONN
	}
	return 0
}

// PeerName implements [spi.Connector]; it stays when the peer is gone.
func (s *socket) PeerName(to []byte) (int, spi.Errno) {
	s.net.mu.Lock()
	defer s.net.mu.Unlock()
	if s.peerName == "" {
		return 0, ws2def.WSAENOTCONN
	}
	return put(to, s.peerName)
}

// Shutdown implements [spi.Shutdowner]. That nothing is to be received any more is the
// core's affair; that nothing is sent any more the peer has to learn.
func (s *socket) Shutdown(how int32) spi.Errno {
	s.net.mu.Lock()
	defer s.net.mu.Unlock()
	switch {
	case s.peerName == "":
		return ws2def.WSAENOTCONN
	case s.broken != 0:
		return s.broken
	case how == ws2def.SD_RECEIVE:
		return 0
	}
	s.sentAll = true
	if s.peer != nil {
		s.peer.ended = true
		s.peer.ready.Changed()
	}
	return 0
}
