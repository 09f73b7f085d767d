package layer

import (
	"winsock/spi"
	"winsock/ws2def"
)

// Through is a socket of a layer through which all data goes, unchanged: what layers
// that change or watch it embed. Its methods are those by which data and connections
// come and go; they call the socket below.
type Through struct {
	spi.Socket // below

	// Shared says that other processes may use the socket too, if the one below
	// allows it: the layer keeps nothing that they had to know. It is set with Over.
	Shared bool

	// Plain says that Recv gives what the socket below gives, no less and no later. It is
	// set before Over.
	Plain bool

	accepted func(spi.Socket) spi.Socket
	data     spi.Transferer // below; nil: it carries none
	expects  spi.Expecter   // below; nil: it remembers nothing
	drains   bool
}

var _ interface {
	spi.Upper
	spi.Transferer
	spi.Expecter
	spi.Drainer
	spi.Listener
	spi.Adopter
	spi.Sharer
} = (*Through)(nil)

// Over makes t stand on below. accepted wraps the connections that are accepted.
func (t *Through) Over(below spi.Socket, accepted func(spi.Socket) spi.Socket) {
	t.Socket, t.accepted = below, accepted
	t.data, _ = spi.Ability[spi.Transferer](below)
	t.expects, _ = spi.Ability[spi.Expecter](below)
	d, ok := spi.Ability[spi.Drainer](below)
	t.drains = t.Plain && ok && d.Drains()
}

// Lower implements [spi.Upper].
func (t *Through) Lower() spi.Socket { return t.Socket }

// Expect implements [spi.Expecter].
func (t *Through) Expect(ev spi.Events) bool { return t.expects != nil && t.expects.Expect(ev) }

// Drains implements [spi.Drainer].
func (t *Through) Drains() bool { return t.drains }

// Send implements [spi.Transferer]; a socket that carries no data answers
// WSAEOPNOTSUPP, as to the other three.
func (t *Through) Send(p []byte, flags uint32) (int, spi.Errno) {
	if t.data == nil {
		return 0, ws2def.WSAEOPNOTSUPP
	}
	return t.data.Send(p, flags)
}

// Recv implements [spi.Transferer].
func (t *Through) Recv(p []byte, flags uint32) (int, spi.Errno) {
	if t.data == nil {
		return 0, ws2def.WSAEOPNOTSUPP
	}
	return t.data.Recv(p, flags)
}

// SendMsg implements [spi.Transferer].
func (t *Through) SendMsg(m *spi.Message, flags uint32) (int, spi.Errno) {
	if t.data == nil {
		return 0, ws2def.WSAEOPNOTSUPP
	}
	return t.data.SendMsg(m, flags)
}

// RecvMsg implements [spi.Transferer].
func (t *Through) RecvMsg(m *spi.Message, flags uint32) (int, spi.Errno) {
	if t.data == nil {
		return 0, ws2def.WSAEOPNOTSUPP
	}
	return t.data.RecvMsg(m, flags)
}

// Listen implements [spi.Listener].
func (t *Through) Listen(backlog int) spi.Errno {
	l, ok := spi.Ability[spi.Listener](t.Socket)
	if !ok {
		return ws2def.WSAEOPNOTSUPP
	}
	return l.Listen(backlog)
}

// Accept implements [spi.Listener].
func (t *Through) Accept() (spi.Socket, spi.Errno) {
	l, ok := spi.Ability[spi.Listener](t.Socket)
	if !ok {
		return nil, ws2def.WSAEOPNOTSUPP
	}
	s, e := l.Accept()
	if e != 0 {
		return nil, e
	}
	return t.accepted(s), 0
}

// Adopt implements [spi.Adopter] for a connection that a socket of the same layer has
// accepted.
func (t *Through) Adopt(s spi.Socket) {
	a, _ := spi.Ability[spi.Adopter](t.Socket)
	a.Adopt(s.(spi.Upper).Lower())
}

// Export implements [spi.Sharer].
func (t *Through) Export() ([]byte, spi.Errno) {
	below, ok := spi.Ability[spi.Sharer](t.Socket)
	if !ok || !t.Shared {
		return nil, ws2def.WSAEOPNOTSUPP
	}
	return below.Export()
}

// Update implements [spi.Sharer].
func (t *Through) Update(state []byte) spi.Errno {
	below, ok := spi.Ability[spi.Sharer](t.Socket)
	if !ok {
		return ws2def.WSAEINVAL
	}
	return below.Update(state)
}

// Leave implements [spi.Sharer].
func (t *Through) Leave() {
	if below, ok := spi.Ability[spi.Sharer](t.Socket); ok {
		below.Leave()
	}
}
