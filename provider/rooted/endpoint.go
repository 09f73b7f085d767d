package rooted

import (
	"bufio"
	"errors"
	"net"
	"net/netip"
	"os"
	"time"

	"winsock/internal/sys"
	"winsock/internal/wire/rooted"
	"winsock/spi"
	"winsock/ws2def"
)

// endpoint is what all sockets of the provider have that a program opens: a place where
// others can call. The network's lock guards what may change.
type endpoint struct {
	kind
	ready spi.Readiness

	local    netip.AddrPort // zero while unbound
	spot     int            // kernel socket that keeps the local address; -1: none
	closed   bool
	listener net.Listener // nil: it does not listen
	backlog  int
	arrived  []spi.Socket // to accept
	arrivals uint64       // counts them
	callers  map[net.Conn]struct{}
	// meets takes the connection of a caller that has said hello; false refuses it.
	meets func(rooted.Hello, net.Conn, *bufio.Reader) bool
}

// kind is what a socket is from its creation on.
type kind struct {
	net      *network
	family   uint16
	plane    rooted.Plane
	dataRoot bool
}

// Readiness implements [spi.Notifier].
func (s *endpoint) Readiness() *spi.Readiness { return &s.ready }

// Nudge implements [spi.Waiter].
func (s *endpoint) Nudge() { s.ready.Nudge() }

// Nudges implements [spi.Waiter].
func (s *endpoint) Nudges() uint32 { return s.ready.Nudges() }

// Wake implements [spi.Waiter].
func (s *endpoint) Wake() { s.ready.Wake() }

// Listen implements [spi.Listener].
func (s *endpoint) Listen(backlog int) spi.Errno {
	s.net.mu.Lock()
	defer s.net.unlock()
	share(s.spot) // a later listener may come while connections of this one end
	if errno := sys.Listen(s.spot, backlog); errno != 0 {
		return ws2def.FromErrno(ws2def.OpListen, errno)
	}
	f := os.NewFile(uintptr(s.spot), "rooted")
	l, err := net.FileListener(f)
	if err != nil {
		return errorOf(ws2def.OpListen, err)
	}
	f.Close()
	s.spot, s.listener, s.backlog = -1, l, backlog
	s.callers = make(map[net.Conn]struct{})
	s.net.running.Go(func() { s.serve(l) })
	return 0
}

// maxCallers is how many may be saying hello at a time.
const maxCallers = 256

// serve takes connections until the listener is closed.
func (s *endpoint) serve(l net.Listener) {
	slots := make(chan struct{}, maxCallers)
	for {
		conn, err := l.Accept()
		switch {
		case errors.Is(err, net.ErrClosed):
			return
		case err != nil:
			time.Sleep(10 * time.Millisecond) // out of descriptors
			continue
		}
		select {
		case slots <- struct{}{}:
			s.net.running.Go(func() {
				s.greet(conn)
				<-slots
			})
		default:
			conn.Close()
		}
	}
}

// greet hears what a caller wants. Who does not say hello in time, or says something
// else, is hung up on.
func (s *endpoint) greet(conn net.Conn) {
	s.net.mu.Lock()
	if s.closed {
		s.net.unlock()
		conn.Close()
		return
	}
	s.callers[conn] = struct{}{}
	s.net.unlock()
	conn.SetDeadline(time.Now().Add(helloTime))
	r := bufio.NewReader(conn)
	typ, p, err := rooted.Read(r)
	var hello rooted.Hello
	if err == nil && typ == rooted.TypeHello {
		hello, err = rooted.ParseHello(p)
	}
	s.net.mu.Lock()
	defer s.net.unlock()
	delete(s.callers, conn)
	if err == nil && typ == rooted.TypeHello && !s.closed {
		conn.SetDeadline(time.Time{})
		if len(s.arrived) < s.backlog && hello.Plane == s.plane && s.meets(hello, conn, r) {
			s.arrivals++
			return
		}
	}
	if err == nil || err == rooted.ErrVersion {
		conn.SetDeadline(time.Now().Add(helloTime))
		conn.Write(rooted.Answer{}.Frame()) // finds room: it is the first that is sent
	}
	conn.Close()
}

// Accept implements [spi.Listener].
func (s *endpoint) Accept() (spi.Socket, spi.Errno) {
	s.net.mu.Lock()
	defer s.net.unlock()
	if len(s.arrived) == 0 {
		return nil, ws2def.WSAEWOULDBLOCK
	}
	a := s.arrived[0]
	s.arrived = s.arrived[1:]
	return a, 0
}

// withdraw takes a from those that wait to be accepted. The caller holds the lock.
func (s *endpoint) withdraw(a spi.Socket) {
	for i, other := range s.arrived {
		if other == a {
			s.arrived = append(s.arrived[:i:i], s.arrived[i+1:]...)
			return
		}
	}
}

// shut ends what the endpoint is as a place: its listener, its callers, its address. It
// returns those that nobody has accepted. The caller holds the lock.
func (s *endpoint) shut() (left []spi.Socket) {
	s.closed = true
	if s.listener != nil {
		s.listener.Close()
	}
	for conn := range s.callers {
		conn.Close()
	}
	s.leaveSpot()
	left, s.arrived = s.arrived, nil
	return left
}

// leaveSpot gives up the kernel socket that keeps the local address.
func (s *endpoint) leaveSpot() {
	if s.spot >= 0 {
		sys.Close(s.spot)
		s.spot = -1
	}
}
