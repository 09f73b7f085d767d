package loop

import (
	"encoding/binary"
	"sync"

	"winsock/spi"
	"winsock/ws2def"
)

// AF_LOOP is the address family: a number from the end of those that no
// standard will give out.
const AF_LOOP = 0x7FF0

// SizeofSockaddr is the length of an address: the family, two zero bytes, and
// the port, all little endian.
const SizeofSockaddr = 8

// Ports that sockets get without asking for one are counted from firstPort.
const firstPort = 0x10000

// Address returns the address of port; 0 asks Bind for a free one.
func Address(port uint32) []byte {
	sa := make([]byte, SizeofSockaddr)
	putAddress(sa, port)
	return sa
}

// putAddress writes the address of port to name, if that has room, and returns
// its length.
func putAddress(name []byte, port uint32) int {
	if len(name) >= SizeofSockaddr {
		binary.LittleEndian.PutUint32(name, AF_LOOP)
		binary.LittleEndian.PutUint32(name[4:], port)
	}
	return SizeofSockaddr
}

// portOf reads an address. Errors: WSAEFAULT (too short), WSAEAFNOSUPPORT
// (another family).
func portOf(name []byte) (uint32, spi.Errno) {
	switch {
	case len(name) < SizeofSockaddr:
		return 0, ws2def.WSAEFAULT
	case ws2def.Family(name) != AF_LOOP:
		return 0, ws2def.WSAEAFNOSUPPORT
	}
	return binary.LittleEndian.Uint32(name[4:]), 0
}

// network is what the sockets of one started provider share.
type network struct {
	mu    sync.Mutex // guards this and all fields of its sockets
	ports map[place]*socket
	last  uint32 // the port given out last
	over  spi.Endings
	up    spi.Upcalls
}

// place is where a socket is bound.
type place struct {
	typ  int32
	port uint32
}

// bind gives s the port, or a free one for 0. The caller holds mu.
func (n *network) bind(s *socket, port uint32) spi.Errno {
	if port == 0 {
		for port = n.next(); n.ports[place{s.typ, port}] != nil; port = n.next() {
		}
	}
	if n.ports[place{s.typ, port}] != nil {
		return ws2def.WSAEADDRINUSE
	}
	n.ports[place{s.typ, port}] = s
	s.port = port
	return 0
}

func (n *network) next() uint32 {
	n.last = max(n.last+1, firstPort)
	return n.last
}

// Bind implements [spi.Binder].
func (s *socket) Bind(name []byte) spi.Errno {
	port, e := portOf(name)
	if e != 0 {
		return e
	}
	s.net.mu.Lock()
	defer s.net.unlock()
	return s.net.bind(s, port)
}

// BindAny implements [spi.Binder].
func (s *socket) BindAny([]byte) spi.Errno {
	s.net.mu.Lock()
	defer s.net.unlock()
	return s.bindAny()
}

// bindAny gives an unbound socket a port. The caller holds mu.
func (s *socket) bindAny() spi.Errno {
	if s.port != 0 {
		return 0
	}
	return s.net.bind(s, 0)
}

// LocalName implements [spi.Binder].
func (s *socket) LocalName(name []byte) (int, spi.Errno) {
	s.net.mu.Lock()
	defer s.net.unlock()
	return putAddress(name, s.port), 0
}

// PeerName implements [spi.Connector]: it is known to the end.
func (s *socket) PeerName(name []byte) (int, spi.Errno) {
	s.net.mu.Lock()
	defer s.net.unlock()
	if s.peerPort == 0 {
		return 0, ws2def.WSAENOTCONN
	}
	return putAddress(name, s.peerPort), 0
}
