package tls

import (
	"crypto/tls"
	"net/netip"
	"slices"
	"time"

	"winsock/layer"
	"winsock/spi"
	"winsock/ws2def"
)

// maxShaking is how many accepted connections of a listener may shake hands at once;
// others wait in the socket below.
const maxShaking = 512

// queue is what a listener has. The socket's mu guards it.
type queue struct {
	backlog int
	arrived []*socket     // to be accepted
	shaking []*guest      // not there yet, in the order in which they came
	err     spi.Errno     // why the socket below gives none
	came    uint64        // counts arrived
	room    chan struct{} // tells that there is some
	turn    *time.Timer   // tells that somebody has held up others long enough
}

// guest is an accepted connection that can't be accepted yet.
type guest struct {
	*socket
	since time.Time
	shook bool // its handshake is done
}

// inTurn is how long a connection holds up those that came after it, so that they are
// accepted in the order in which they came unless one is slow.
const inTurn = 20 * time.Millisecond

// settle moves guests whose handshake is done, and whose turn it is, to the arrived ones:
// how many, and when to look again, unless it is 0.
func (q *queue) settle() (moved int, again time.Duration) {
	waiting := q.shaking[:0]
	for _, g := range q.shaking {
		if g.shook && again == 0 {
			q.arrived = append(q.arrived, g.socket)
			moved++
			continue
		}
		if !g.shook && again == 0 {
			again = max(inTurn-time.Since(g.since), 0)
		}
		waiting = append(waiting, g)
	}
	clear(q.shaking[len(waiting):])
	q.shaking = waiting
	q.came += uint64(moved)
	return moved, again
}

// ready reports whether Accept has something to say.
func (q *queue) ready() bool { return len(q.arrived) > 0 || q.err != 0 }

// full reports whether no more connections are to be taken from below.
func (q *queue) full() bool {
	return len(q.arrived) >= q.backlog || len(q.shaking) >= maxShaking || q.err != 0
}

// hasRoom tells that there may be room.
func (q *queue) hasRoom() {
	select {
	case q.room <- struct{}{}:
	default:
	}
}

// Listen implements [spi.Listener].
func (s *socket) Listen(backlog int) spi.Errno {
	l, ok := spi.Ability[spi.Listener](s.Socket)
	if !ok {
		return ws2def.WSAEOPNOTSUPP
	}
	if e := l.Listen(backlog); e != 0 {
		return e
	}
	s.mu.Lock()
	first := s.queue == nil
	if first {
		s.queue = &queue{room: make(chan struct{}, 1)}
	}
	s.queue.backlog = max(backlog, 1)
	s.queue.hasRoom()
	s.mu.Unlock()
	if first {
		s.begin(func() { s.receive(l) })
	}
	return 0
}

// receive takes connections from the socket below.
func (s *socket) receive(l spi.Listener) {
	s.mu.Lock()
	q, halt := s.queue, s.halt
	s.mu.Unlock()
	for {
		s.mu.Lock()
		full := q.full()
		s.mu.Unlock()
		if full {
			select {
			case <-halt:
				return
			case <-q.room:
			}
			continue
		}
		since := s.Socket.Nudges()
		t, e := l.Accept()
		switch e {
		case 0:
			s.meet(t)
		case ws2def.WSAECONNRESET, ws2def.WSAECONNABORTED: // it is gone again
		case ws2def.WSAEWOULDBLOCK:
			if s.await(spi.Readable, since, never) != 0 {
				return
			}
		default:
			s.mu.Lock()
			q.err = e
			s.mu.Unlock()
			s.changed()
		}
	}
}

// meet begins with the connection t.
func (s *socket) meet(t spi.Socket) {
	data, ok := spi.Ability[spi.Transferer](t)
	if !ok {
		t.Close(true)
		return
	}
	a := s.provider.over(t, data)
	peer := layer.Peer(t)
	r := find(s.provider.rules, server, peer)
	if r == nil {
		a.open(a.plain())
		s.admit(a)
		return
	}
	g := &guest{socket: a, since: time.Now()}
	s.mu.Lock()
	s.queue.shaking = append(s.queue.shaking, g)
	s.mu.Unlock()
	if !s.begin(func() { s.greet(g, r, peer) }) {
		a.Close(true)
	}
}

// greet shakes hands with an accepted connection.
func (s *socket) greet(g *guest, r *rule, peer netip.AddrPort) {
	w := g.shaking()
	t := tls.Server(w, r.config)
	err := t.Handshake()
	if err == nil {
		w.shaking = false
		g.open(&session{wire: w, stream: t})
	} else {
		trace.Warn("a handshake has failed", "side", server, "peer", peer, "reason", err)
		g.Close(false)
	}
	s.mu.Lock()
	if g.shook = err == nil; !g.shook {
		q := s.queue
		q.shaking = slices.DeleteFunc(q.shaking, func(other *guest) bool { return other == g })
	}
	s.mu.Unlock()
	s.settle()
}

// settle offers to Accept the connections whose turn it is.
func (s *socket) settle() {
	s.mu.Lock()
	q := s.queue
	moved, again := q.settle()
	if again > 0 && !s.halted.Load() {
		if q.turn == nil {
			q.turn = time.AfterFunc(again, s.settle)
		} else {
			q.turn.Reset(again)
		}
	}
	q.hasRoom()
	s.mu.Unlock()
	if moved > 0 {
		s.changed()
	}
}

// admit offers a connection to Accept at once.
func (s *socket) admit(a *socket) {
	s.mu.Lock()
	s.queue.arrived = append(s.queue.arrived, a)
	s.queue.came++
	s.mu.Unlock()
	s.changed()
}

// Accept implements [spi.Listener].
func (s *socket) Accept() (spi.Socket, spi.Errno) {
	s.mu.Lock()
	defer s.mu.Unlock()
	q := s.queue
	switch {
	case q == nil:
		return nil, ws2def.WSAEINVAL
	case len(q.arrived) > 0:
		a := q.arrived[0]
		q.arrived = slices.Delete(q.arrived, 0, 1)
		q.hasRoom()
		return a, 0
	case q.err != 0:
		e := q.err
		q.err = 0
		q.hasRoom()
		return nil, e
	}
	return nil, ws2def.WSAEWOULDBLOCK
}

// Adopt implements [spi.Adopter].
func (s *socket) Adopt(t spi.Socket) {
	a := t.(*socket)
	lower, _ := spi.Ability[spi.Adopter](s.Socket)
	a.stop()
	s.quiet(func() {
		lower.Adopt(a.Socket)
		c := a.session.Load()
		c.wire.s = s
		s.open(c)
	})
}
