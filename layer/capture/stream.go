package capture

import (
	"strings"
	"sync"

	"winsock/internal/wire/pcapng"
	"winsock/layer"
	"winsock/spi"
	"winsock/ws2def"
)

// stream is a socket of connections. Its lock is held while the socket below transfers,
// which never takes long, so that the file has the order of the transfers.
type stream struct {
	layer.Connecting
	probe
	tcp bool

	mu      sync.Mutex
	conn    *connection // nil: not captured
	dialing bool        // the connect has not ended
	room    [8][]byte   // for what is transferred, while it is
}

// renewable is a stream that can be connected again.
type renewable struct{ stream }

// captured is what both are.
type captured interface{ captures() *stream }

var (
	_ interface {
		spi.Connector
		spi.Shutdowner
		captured
	} = (*stream)(nil)
	_ spi.Renewer = (*renewable)(nil)
)

// stream makes the socket of the layer over one that is connected or will be.
func (c *chain) stream(below spi.Socket, tcp bool) spi.Socket {
	if _, ok := spi.Ability[spi.Renewer](below); ok {
		s := &renewable{stream{probe: c.probe(), tcp: tcp}}
		s.Plain = true
		s.Over(below, s.accepted)
		return s
	}
	s := &stream{probe: c.probe(), tcp: tcp}
	s.Plain = true
	s.Over(below, s.accepted)
	return s
}

func (s *stream) captures() *stream { return s }

// accepted makes the socket of a connection that was accepted.
func (s *stream) accepted(below spi.Socket) spi.Socket {
	over := s.chain.stream(below, s.tcp)
	a := over.(captured).captures()
	a.begin(false)
	return over
}

// begin begins a connection, if it is to be captured.
func (s *stream) begin(active bool) {
	near, far := localName(s.Socket), peerName(s.Socket)
	from, to := inet(near), inet(far)
	rule := s.chain.rule(to)
	if rule == nil {
		return
	}
	s.where(path(near), path(far))
	s.conn = &connection{probe: &s.probe, rule: rule, tcp: s.tcp, flow: flow(from, to)}
	s.conn.begin(active)
}

// where adds the paths of a connection to the socket's comment.
func (s *stream) where(near, far string) {
	for _, path := range []string{near, far} {
		if path != "" && !strings.HasSuffix(s.comment, path) {
			s.comment += ", " + path
		}
	}
}

// Connect implements [spi.Connector].
func (s *stream) Connect(name []byte) spi.Errno {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.Connecting.Connect(name)
	if e == 0 || e == ws2def.WSAEWOULDBLOCK {
		s.begin(true)
		s.dialing = true
	}
	if e == 0 {
		s.connected()
	}
	return e
}

// connected ends a connect that went well.
func (s *stream) connected() {
	if s.dialing && s.conn != nil {
		s.conn.established(true)
	}
	s.dialing = false
}

// ConnectResult implements [spi.Connector].
func (s *stream) ConnectResult() spi.Errno {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.Connecting.ConnectResult()
	switch {
	case e == 0:
		s.connected()
	case e != ws2def.WSAEWOULDBLOCK && s.dialing:
		s.dialing = false
		if s.conn != nil && e == ws2def.WSAECONNREFUSED {
			s.conn.refused()
		}
		s.end(true)
	}
	return e
}

// Send implements [spi.Transferer].
func (s *stream) Send(p []byte, flags uint32) (int, spi.Errno) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n, e := s.Through.Send(p, flags)
	if s.conn != nil {
		s.room[0] = p
		s.moved(pcapng.Outbound, flags, s.room[:1], n, e)
		s.room[0] = nil
	}
	return n, e
}

// Recv implements [spi.Transferer].
func (s *stream) Recv(p []byte, flags uint32) (int, spi.Errno) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n, e := s.Through.Recv(p, flags)
	if s.conn != nil {
		s.room[0] = p
		s.moved(pcapng.Inbound, flags, s.room[:1], n, e)
		s.room[0] = nil
	}
	return n, e
}

// SendMsg implements [spi.Transferer].
func (s *stream) SendMsg(m *spi.Message, flags uint32) (int, spi.Errno) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n, e := s.Through.SendMsg(m, flags)
	if s.conn != nil {
		s.moved(pcapng.Outbound, flags, m.Buffers, n, e)
	}
	return n, e
}

// RecvMsg implements [spi.Transferer].
func (s *stream) RecvMsg(m *spi.Message, flags uint32) (int, spi.Errno) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n, e := s.Through.RecvMsg(m, flags)
	if s.conn != nil {
		s.moved(pcapng.Inbound, flags, m.Buffers, n, e)
	}
	return n, e
}

// moved writes what a transfer did, of which the first n bytes of parts went.
func (s *stream) moved(dir pcapng.Direction, flags uint32, parts [][]byte, n int, e spi.Errno) {
	switch {
	case flags&ws2def.MSG_PEEK != 0:
	case n > 0:
		s.connected()
		if len(parts) > 1 || len(parts[0]) > n {
			parts = trim(s.room[:0], parts, n)
		}
		s.conn.data(dir, flags&ws2def.MSG_OOB != 0, parts)
		clear(s.room[:])
	case e == ws2def.WSAECONNRESET || e == ws2def.WSAENETRESET || e == ws2def.WSAECONNABORTED:
		s.conn.broke(pcapng.Inbound)
	case e == 0 && dir == pcapng.Inbound && asks(parts):
		s.connected()
		s.conn.end(pcapng.Inbound)
	}
}

// asks reports whether there was room for data.
func asks(parts [][]byte) bool {
	for _, p := range parts {
		if len(p) > 0 {
			return true
		}
	}
	return false
}

// Shutdown implements [spi.Shutdowner].
func (s *stream) Shutdown(how int32) spi.Errno {
	d, ok := spi.Ability[spi.Shutdowner](s.Socket)
	if !ok {
		return ws2def.WSAEOPNOTSUPP
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	e := d.Shutdown(how)
	if e == 0 && s.conn != nil && how != ws2def.SD_RECEIVE {
		s.connected()
		s.conn.end(pcapng.Outbound)
	}
	return e
}

// end is the end of a connection.
func (s *stream) end(abort bool) {
	if s.conn != nil {
		s.conn.close(abort)
	}
	s.conn, s.dialing = nil, false
}

// Close implements [spi.Socket].
func (s *stream) Close(abort bool) spi.Errno {
	s.mu.Lock()
	s.end(abort || s.dialing)
	s.mu.Unlock()
	s.chain.recorder.close()
	return s.Through.Close(abort)
}

// Adopt implements [spi.Adopter].
func (s *stream) Adopt(t spi.Socket) {
	a := t.(captured).captures()
	s.mu.Lock()
	s.conn, a.conn = a.conn, nil
	s.mu.Unlock()
	s.chain.recorder.close()
	s.Through.Adopt(t)
}

// Renew implements [spi.Renewer].
func (s *renewable) Renew(abort bool) spi.Errno {
	r, _ := spi.Ability[spi.Renewer](s.Socket)
	s.mu.Lock()
	defer s.mu.Unlock()
	e := r.Renew(abort)
	if e == 0 {
		s.end(abort)
	}
	return e
}
