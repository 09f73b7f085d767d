package socks

import (
	"net/netip"
	"slices"
	"sync"

	"winsock/internal/wire/socks"
	"winsock/layer"
	"winsock/spi"
	"winsock/ws2def"
)

// longest is the length of the longest datagram.
const longest = 64 << 10

// waiting is how many bytes may wait for a relay.
const waiting = 256 << 10

// datagrams is a socket whose datagrams may go through a relay.
type datagrams struct {
	layer.Through
	net    *network
	family uint16

	mu     sync.Mutex // guards what follows
	peer   netip.AddrPort
	proxy  *rule    // for the peer; nil: the socket below knows it
	relays []*relay // one for each proxy that is in use
	closed bool
}

var _ interface {
	spi.Connector
	spi.Disassociator
} = (*datagrams)(nil)

// room has buffers for datagrams with their headers.
var room = sync.Pool{New: func() any { return new([longest + 262]byte) }}

// datagrams makes a socket for datagrams.
func (n *network) datagrams(family uint16, below spi.Socket) spi.Socket {
	s := &datagrams{net: n, family: family}
	s.Over(below, nil)
	return s
}

// Connect implements [spi.Connector]: of a peer behind a proxy the socket below does not
// know.
func (s *datagrams) Connect(name []byte) spi.Errno {
	to, _, _ := ws2def.ParseAddrPort(name)
	r := s.net.about(to)
	s.mu.Lock()
	defer s.mu.Unlock()
	if r == nil || ws2def.Family(name) != s.family {
		s.proxy = nil
		return s.connector().Connect(name)
	}
	if s.proxy == nil {
		if d, ok := spi.Ability[spi.Disassociator](s.Socket); ok {
			d.Disassociate()
		}
	}
	s.peer, s.proxy = to, r
	return 0
}

// connector is the socket below.
func (s *datagrams) connector() spi.Connector {
	c, _ := spi.Ability[spi.Connector](s.Socket)
	return c
}

// ConnectResult implements [spi.Connector]: no connect is ever under way.
func (s *datagrams) ConnectResult() spi.Errno { return 0 }

// PeerName implements [spi.Connector].
func (s *datagrams) PeerName(name []byte) (int, spi.Errno) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.proxy == nil {
		return s.connector().PeerName(name)
	}
	return s.write(name, s.peer), 0
}

// write writes an address as Winsock has it in calls: its length, and itself if there is
// room.
func (s *datagrams) write(name []byte, at netip.AddrPort) int {
	sa := sockaddr(s.family, at)
	if len(name) >= len(sa) {
		copy(name, sa)
	}
	return len(sa)
}

// Dissolves implements [spi.Disassociator].
func (s *datagrams) Dissolves(name []byte) bool {
	d, ok := spi.Ability[spi.Disassociator](s.Socket)
	return ok && d.Dissolves(name)
}

// Disassociate implements [spi.Disassociator].
func (s *datagrams) Disassociate() spi.Errno {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.proxy != nil {
		s.proxy = nil
		return 0
	}
	d, _ := spi.Ability[spi.Disassociator](s.Socket)
	return d.Disassociate()
}

// Send implements [spi.Transferer].
func (s *datagrams) Send(p []byte, flags uint32) (int, spi.Errno) {
	return s.SendMsg(&spi.Message{Buffers: [][]byte{p}}, flags)
}

// SendMsg implements [spi.Transferer].
func (s *datagrams) SendMsg(m *spi.Message, flags uint32) (int, spi.Errno) {
	s.mu.Lock()
	to, r := s.peer, s.proxy
	if m.Name != nil {
		to, _, _ = ws2def.ParseAddrPort(m.Name)
		if r = s.net.about(to); ws2def.Family(m.Name) != s.family {
			r = nil
		}
	}
	if r == nil {
		s.mu.Unlock()
		return s.Through.SendMsg(m, flags)
	}
	defer s.mu.Unlock()
	header := socks.AppendDatagramHeader(make([]byte, 0, 22), to)
	n := 0
	for _, b := range m.Buffers {
		n += len(b)
	}
	if n+len(header) >= longest {
		return 0, ws2def.WSAEMSGSIZE
	}
	relay := s.relay(r)
	if relay.name == nil {
		relay.keep(slices.Concat(append([][]byte{header}, m.Buffers...)...))
		return n, 0
	}
	sent := spi.Message{Name: relay.name, Buffers: append([][]byte{header}, m.Buffers...), Control: m.Control}
	if _, e := s.Through.SendMsg(&sent, flags); e != 0 {
		return 0, e
	}
	return n, 0
}

// Recv implements [spi.Transferer].
func (s *datagrams) Recv(p []byte, flags uint32) (int, spi.Errno) {
	return s.RecvMsg(&spi.Message{Buffers: [][]byte{p}}, flags)
}

// RecvMsg implements [spi.Transferer].
func (s *datagrams) RecvMsg(m *spi.Message, flags uint32) (int, spi.Errno) {
	s.mu.Lock()
	plain := len(s.relays) == 0 && s.proxy == nil
	s.mu.Unlock()
	if plain {
		return s.Through.RecvMsg(m, flags)
	}
	buf := room.Get().(*[longest + 262]byte)
	defer room.Put(buf)
	var from [ws2def.SizeofSockaddrInet6]byte
	for {
		in := spi.Message{Name: from[:], Buffers: [][]byte{buf[:]}, Control: m.Control}
		n, e := s.Through.RecvMsg(&in, flags)
		if e != 0 {
			return 0, e
		}
		m.ControlLen, m.Flags = in.ControlLen, in.Flags
		source, data, ok := s.unwrap(from[:in.NameLen], buf[:n])
		if ok {
			return s.give(m, source, data)
		}
		if flags&ws2def.MSG_PEEK != 0 { // it is not the program's: take it away
			s.Through.Recv(buf[:1], flags&^ws2def.MSG_PEEK)
		}
	}
}

// unwrap gives the source and the data of a datagram that came from an address; not ok:
// it is not for the program.
func (s *datagrams) unwrap(from, b []byte) (source netip.AddrPort, data []byte, ok bool) {
	source, _, _ = ws2def.ParseAddrPort(from)
	data = b
	s.mu.Lock()
	defer s.mu.Unlock()
	if slices.ContainsFunc(s.relays, func(r *relay) bool { return r.name != nil && same(r.at, source) }) {
		var err error
		if source, data, err = socks.ParseDatagram(b); err != nil || sockaddr(s.family, source) == nil {
			return source, nil, false
		}
	}
	return source, data, s.proxy == nil || same(source, s.peer)
}

// same reports whether two addresses are one, IPv4 in IPv6 or not.
func same(a, b netip.AddrPort) bool {
	return a.Port() == b.Port() && a.Addr().Unmap().WithZone("") == b.Addr().Unmap().WithZone("")
}

// give copies a datagram to m.
func (s *datagrams) give(m *spi.Message, source netip.AddrPort, data []byte) (int, spi.Errno) {
	m.NameLen = s.write(m.Name, source)
	rest := data
	for _, b := range m.Buffers {
		rest = rest[copy(b, rest):]
	}
	if len(rest) > 0 {
		m.Flags |= ws2def.MSG_TRUNC
		return len(data) - len(rest), ws2def.WSAEMSGSIZE
	}
	return len(data), 0
}

// Close implements [spi.Socket].
func (s *datagrams) Close(abort bool) spi.Errno {
	s.mu.Lock()
	s.closed = true
	for _, r := range s.relays {
		r.cancel()
	}
	s.relays = nil
	s.mu.Unlock()
	return s.Socket.Close(abort)
}
