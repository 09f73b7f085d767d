package loop

import (
	"winsock/spi"
	"winsock/ws2def"
)

// Listen implements [spi.Listener].
func (s *socket) Listen(backlog int) spi.Errno {
	s.net.mu.Lock()
	defer s.net.unlock()
	s.listening, s.backlog = true, backlog
	return 0
}

// Accept implements [spi.Listener].
func (s *socket) Accept() (spi.Socket, spi.Errno) {
	s.net.mu.Lock()
	defer s.net.unlock()
	if len(s.arrived) == 0 {
		return nil, ws2def.WSAEWOULDBLOCK
	}
	a := s.arrived[0]
	s.arrived = s.arrived[1:]
	return a, 0
}

// Connect implements [spi.Connector]. A connection stands at once or not at
// all: a listener whose queue is full refuses.
func (s *socket) Connect(name []byte) spi.Errno {
	port, e := portOf(name)
	switch {
	case e != 0:
		return e
	case port == 0:
		return ws2def.WSAEADDRNOTAVAIL
	}
	s.net.mu.Lock()
	defer s.net.unlock()
	if e := s.bindAny(); e != 0 {
		return e
	}
	if s.connectionless() {
		s.setPeer(port)
		return 0
	}
	l := s.net.ports[place{s.typ, port}]
	if l == nil || !l.listening || len(l.arrived) >= l.backlog {
		return ws2def.WSAECONNREFUSED
	}
	a := s.net.newSocket(s.typ)
	a.port, a.peerPort, a.peer = l.port, s.port, s
	s.peerPort, s.peer = l.port, a
	l.arrived = append(l.arrived, a)
	l.changed()
	s.changed()
	return 0
}

// ConnectResult implements [spi.Connector]: no connect is ever under way.
func (s *socket) ConnectResult() spi.Errno { return 0 }

// setPeer makes port the only one to receive from; what others have sent is
// discarded. The caller holds mu.
//
// Source: S-242, S-249.
func (s *socket) setPeer(port uint32) {
	if s.peerPort = port; port != 0 {
		s.in.clear()
		s.release()
	}
}

// Dissolves implements [spi.Disassociator].
func (s *socket) Dissolves(name []byte) bool {
	if len(name) >= 2 && ws2def.Family(name) == ws2def.AF_UNSPEC {
		return true
	}
	port, e := portOf(name)
	return e == 0 && port == 0
}

// Disassociate implements [spi.Disassociator].
func (s *socket) Disassociate() spi.Errno {
	s.net.mu.Lock()
	defer s.net.unlock()
	s.setPeer(0)
	return 0
}

// Shutdown implements [spi.Shutdowner]. The peer reads what was sent and then
// the end; receiving is ended by the core alone.
func (s *socket) Shutdown(how int32) spi.Errno {
	s.net.mu.Lock()
	defer s.net.unlock()
	switch {
	case how == ws2def.SD_RECEIVE || s.connectionless():
		return 0
	case s.peerPort == 0:
		return ws2def.WSAENOTCONN
	case s.broken != 0:
		return s.broken
	}
	s.sentAll = true
	if s.peer != nil {
		s.peer.ended = true
		s.peer.changed()
	}
	return 0
}
