package tcpip

import (
	"encoding/binary"
	"sync"

	"golang.org/x/sys/unix"

	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// reservation is a range of ports of one protocol that is kept free for those
// sockets that are associated with it. Each port is held by a kernel socket of
// its own that is bound to it for both families and shares it with nobody; a
// socket that wants the port takes the holder's place.
type reservation struct {
	protocol uint8
	start    uint16
	ports    []reservedPort
}

type reservedPort struct {
	holder int // descriptor, -1 without one
	used   bool
}

// reservations of the process by token; a token is never used again.
var reservations struct {
	sync.Mutex
	last uint64
	by   map[uint64]*reservation
}

// reserved is what a socket has to do with reservations.
type reserved struct {
	own  []uint64     // tokens that this socket got: they end with it
	from *reservation // it binds to a port of this one
	port uint16       // ... and has bound to this one
}

// reserve is SIO_ACQUIRE_PORT_RESERVATION. A range that begins with port 0 may
// be anywhere in the dynamic range. The reservation costs a descriptor for each
// port, and ends with the socket, when it is not given back before.
//
// Errors: WSAEADDRINUSE (a port of the range is taken, or there is no such
// range), WSAEINVAL (no range), WSAEACCES, WSAEMFILE.
//
// Source: S-679.
func (s *socket) reserve(in, out []byte) (int, spi.Errno) {
	const size, atToken = 16, 8
	if len(in) < 4 || len(out) < size {
		return 0, ws2def.WSAEFAULT
	}
	start, count := int(binary.BigEndian.Uint16(in)), int(binary.LittleEndian.Uint16(in[2:]))
	if count == 0 || start+count > 1<<16 {
		return 0, ws2def.WSAEINVAL
	}
	r, e := hold(s.protocol, start, count)
	if start == 0 {
		for begin := dynamicLow; begin+count <= dynamicHigh+1; begin += count {
			if r, e = hold(s.protocol, begin, count); e != ws2def.WSAEADDRINUSE {
				break
			}
		}
	}
	if e != 0 {
		return 0, e
	}
	reservations.Lock()
	defer reservations.Unlock()
	reservations.last++
	if reservations.by == nil {
		reservations.by = make(map[uint64]*reservation)
	}
	reservations.by[reservations.last] = r
	o := s.extraOptions()
	o.reserved.own = append(o.reserved.own, reservations.last)
	clear(out[:size])
	binary.BigEndian.PutUint16(out, r.start)
	binary.LittleEndian.PutUint16(out[2:], uint16(count))
	binary.LittleEndian.PutUint64(out[atToken:], reservations.last)
	return size, 0
}

// hold takes count ports from start on.
func hold(protocol uint8, start, count int) (*reservation, spi.Errno) {
	if start == 0 {
		return nil, ws2def.WSAEADDRINUSE
	}
	r := &reservation{protocol: protocol, start: uint16(start)}
	for i := range count {
		fd, e := holder(protocol, uint16(start+i))
		if e != 0 {
			r.end()
			return nil, e
		}
		r.ports = append(r.ports, reservedPort{holder: fd})
	}
	return r, 0
}

// holder binds a kernel socket to a port of every address of both families.
func holder(protocol uint8, port uint16) (int, spi.Errno) {
	typ := unix.SOCK_STREAM
	if protocol == ws2def.IPPROTO_UDP {
		typ = unix.SOCK_DGRAM
	}
	sa := kernelAddr{unix.AF_INET6}
	fd, errno := sys.Socket(unix.AF_INET6, typ, 0)
	n := 28
	if errno == unix.EAFNOSUPPORT { // a system without IPv6
		sa[0], n = unix.AF_INET, 16
		fd, errno = sys.Socket(unix.AF_INET, typ, 0)
	}
	if errno != 0 {
		return -1, ws2def.FromErrno(ws2def.OpSocket, errno)
	}
	binary.BigEndian.PutUint16(sa[2:], port)
	if n == 28 {
		errno = sys.SetSockOptInt(fd, unix.IPPROTO_IPV6, unix.IPV6_V6ONLY, 0)
	}
	if errno == 0 {
		errno = sys.Bind(fd, sa[:n])
	}
	if errno != 0 {
		sys.Close(fd)
		return -1, ws2def.FromErrno(ws2def.OpBind, errno)
	}
	return fd, 0
}

// end lets go of all ports.
func (r *reservation) end() {
	for i := range r.ports {
		if r.ports[i].holder >= 0 {
			sys.Close(r.ports[i].holder)
		}
	}
	r.ports = nil
}

// unreserve is SIO_RELEASE_PORT_RESERVATION. Sockets that are bound keep their
// ports.
//
// Source: S-679.
func (s *socket) unreserve(in, _ []byte) (int, spi.Errno) {
	if len(in) < 8 {
		return 0, ws2def.WSAEFAULT
	}
	reservations.Lock()
	defer reservations.Unlock()
	token := binary.LittleEndian.Uint64(in)
	r := reservations.by[token]
	if r == nil || r.protocol != s.protocol {
		return 0, ws2def.WSAEINVAL
	}
	delete(reservations.by, token)
	r.end()
	return 0, 0
}

// useReservation is SIO_ASSOCIATE_PORT_RESERVATION: the socket may bind to the
// ports of a reservation, and binding to port 0 chooses one of them.
//
// Source: S-679.
func (s *socket) useReservation(in, _ []byte) (int, spi.Errno) {
	if len(in) < 8 {
		return 0, ws2def.WSAEFAULT
	}
	reservations.Lock()
	defer reservations.Unlock()
	r := reservations.by[binary.LittleEndian.Uint64(in)]
	if r == nil || r.protocol != s.protocol {
		return 0, ws2def.WSAEINVAL
	}
	s.extraOptions().reserved.from = r
	return 0, 0
}

// bindReserved binds to a port of the socket's reservation, if it has one and
// sa asks for such a port. done is false for other binds. Errors: WSAENOBUFS
// (all ports of the reservation are in use), and those of bind.
func (s *socket) bindReserved(sa []byte) (done bool, e spi.Errno) {
	o := s.option.set
	if o == nil || o.reserved.from == nil {
		return false, 0
	}
	reservations.Lock()
	defer reservations.Unlock()
	r, wanted := o.reserved.from, binary.BigEndian.Uint16(sa[2:])
	e = ws2def.WSAENOBUFS
	for i := range r.ports {
		p, port := &r.ports[i], r.start+uint16(i)
		if p.used || wanted != 0 && wanted != port {
			continue
		}
		if p.holder >= 0 {
			sys.Close(p.holder)
			p.holder = -1
		}
		binary.BigEndian.PutUint16(sa[2:], port)
		if e = s.bindPort(sa, port); e == 0 {
			p.used, o.reserved.port = true, port
			return true, 0
		}
		p.holder, _ = holder(r.protocol, port)
		if wanted != 0 {
			return true, e
		}
	}
	if wanted != 0 {
		return false, 0 // a port of its own choice
	}
	return true, e
}

// leaveReservation gives the port of a closed socket back to its reservation
// and ends the reservations that were the socket's.
func (s *socket) leaveReservation() {
	o := s.option.set
	if o == nil || o.reserved.from == nil && o.reserved.own == nil {
		return
	}
	reservations.Lock()
	defer reservations.Unlock()
	if r := o.reserved.from; r != nil && o.reserved.port != 0 && len(r.ports) > 0 {
		p := &r.ports[o.reserved.port-r.start]
		p.used = false
		p.holder, _ = holder(r.protocol, o.reserved.port) // connections in TIME_WAIT may be in the way
	}
	for _, token := range o.reserved.own {
		if r := reservations.by[token]; r != nil {
			delete(reservations.by, token)
			r.end()
		}
	}
}
