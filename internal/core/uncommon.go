package core

import (
	"sync/atomic"

	"winsock/internal/engine"
	"winsock/spi"
	"winsock/ws2def"
)

// uncommon is what most sockets do without.
type uncommon struct {
	network atomic.Pointer[networkEvents] // nil until network events are selected
	shared  atomic.Pointer[shared]        // nil until other processes use the socket
	limits  [2]atomic.Int64               // Go deadlines of receiving and sending, ns after epoch; 0 none

	multipoint atomic.Pointer[multipoint] // nil: none; set before the socket is entered in the table

	group *membership // nil: in no group; set before the socket has a handle

	layered bool // a layer in C stands over it, see CreateBelow; set before the socket has a handle

	checked checked // of somebody else's provider: its Transferer, see doubt; set before the socket has a handle

	turn chan struct{} // closed when stBusy ends; nil while nobody waits; guarded by Socket.out.mu

	// Guarded by Socket.mu:
	patience
	arrivals  bool         // the transport tells registered receives to which address messages came
	deferred  []spi.Socket // connections that condition functions put off, in order
	watchers  map[*watcher]struct{}
	attendant *engine.Watch // nil until the engine's thread looks after the socket
	requests  *requestQueue // nil without registered I/O
	guard     *guard        // nil without a security descriptor of its own
	flow      *flow         // nil without quality of service; what it points to does not change
}

// patience is how long calls on a socket take.
type patience struct {
	recvTimeout uint32 // SO_RCVTIMEO, ms
	sendTimeout uint32 // SO_SNDTIMEO, ms
	linger      ws2def.Linger
}

// common is what is uncommon of those sockets that have nothing. It is never written.
var common uncommon

// uncommon is what s has of that, to read.
func (s *Socket) uncommon() *uncommon {
	if u := s.extra.Load(); u != nil {
		return u
	}
	return &common
}

// special is what is uncommon of s, to write.
func (s *Socket) special() *uncommon {
	if s.extra.Load() == nil {
		s.extra.CompareAndSwap(nil, new(uncommon))
	}
	return s.extra.Load()
}

// bear gives s the patience of another socket. The caller holds mu.
func (s *Socket) bear(p patience) {
	if s.uncommon().patience != p {
		s.special().patience = p
	}
}

// uncommonAsync is what most sockets with overlapped operations do without;
// async.mu guards what follows out.
type uncommonAsync struct {
	out fifo // sends and connects; guarded by Socket.out.mu

	urgent    fifo        // receives of urgent data, which hold back no others
	others    fifo        // operations that wait for something else, in no order
	elsewhere fifo        // receives that the transport carries out
	opening   *acceptance // AcceptEx of this socket whose connections have brought no data yet
	datagrams *Datagrams  // has the receives that are in a face's hands; nil: none are
}

// commonAsync is what of that those have that have nothing. It is never written.
var commonAsync uncommonAsync

// uncommon is what x has of that, to read.
func (x *async) uncommon() *uncommonAsync {
	if u := x.extra.Load(); u != nil {
		return u
	}
	return &commonAsync
}

// special is what is uncommon of x, to write.
func (x *async) special() *uncommonAsync {
	if x.extra.Load() == nil {
		x.extra.CompareAndSwap(nil, new(uncommonAsync))
	}
	return x.extra.Load()
}

// network is what s has for network events; nil until they are selected.
func (s *Socket) network() *networkEvents { return s.uncommon().network.Load() }

// transferer is what moves the data of s; nil when its transport carries none.
func (s *Socket) transferer() spi.Transferer {
	switch state := s.state.Load(); {
	case state&(stShared|stStream) == stShared|stStream:
		return s.inTurn()
	case state&stDoubted != 0:
		return &s.uncommon().checked
	}
	if t, ok := s.t.(spi.Transferer); ok {
		return t
	}
	return able[spi.Transferer](s.t)
}

// listener is what takes connections; nil when the transport has none.
func (s *Socket) listener() spi.Listener {
	if t, ok := s.t.(spi.Listener); ok {
		return t
	}
	return able[spi.Listener](s.t)
}

// adopter is what becomes a connection; nil when the transport can't.
func (s *Socket) adopter() spi.Adopter {
	if _, upper := s.t.(spi.Upper); !upper {
		t, _ := s.t.(spi.Adopter)
		return t
	}
	return able[spi.Adopter](s.t)
}

// connector is what has a peer; nil when the transport has none.
func (s *Socket) connector() spi.Connector {
	if t, ok := s.t.(spi.Connector); ok {
		return t
	}
	return able[spi.Connector](s.t)
}

// binder is what has a local address; nil when the transport has none.
func (s *Socket) binder() spi.Binder {
	if t, ok := s.t.(spi.Binder); ok {
		return t
	}
	return able[spi.Binder](s.t)
}

// expecter is the transport's memory of waits; nil when it has none.
func (s *Socket) expecter() spi.Expecter {
	if t, ok := s.t.(spi.Expecter); ok {
		return t
	}
	return able[spi.Expecter](s.t)
}

// direct is how others may use the descriptor of s; nil when they must not.
func (s *Socket) direct() spi.Direct {
	if t, ok := s.t.(spi.Direct); ok {
		return t
	}
	if s.has(stCovered) {
		return nil
	}
	return able[spi.Direct](s.t)
}

// drains reports whether a receive that gets less than it has room for has got all that
// there was.
func (s *Socket) drains() bool {
	t, ok := s.t.(spi.Drainer)
	if !ok {
		t = able[spi.Drainer](s.t)
	}
	return t != nil && t.Drains()
}

// able is the ability T of a transport; nil when it has none.
func able[T any](t spi.Socket) T {
	a, _ := spi.Ability[T](t)
	return a
}
