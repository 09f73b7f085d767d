package rooted

import (
	"bufio"
	"context"
	"net"
	"net/netip"
	"time"

	"winsock/internal/wire/rooted"
	"winsock/spi"
	"winsock/ws2def"
)

// member is a leaf as its root sees it, and the socket that stands for it: it tells of the
// leaf's end, and closing it drops the leaf. The network's lock guards it.
type member struct {
	root     *root
	ready    spi.Readiness
	dataRoot bool
	hears    bool // gets what is for it
	speaks   bool // may send

	cancel  context.CancelFunc // of the invitation under way; nil: there is none
	asks    bool               // it asks to be admitted
	failure spi.Errno          // why it has not come
	link    *link              // nil before it has answered
	local   netip.AddrPort
	peer    netip.AddrPort
	ended   bool      // it has left
	broken  spi.Errno // why its connection broke
}

var _ interface {
	spi.Socket
	spi.Notifier
	spi.Binder
	spi.Connector
	spi.Candidate
	owner
} = (*member)(nil)

// connect gives the member its connection. The caller holds the lock.
func (m *member) connect(conn net.Conn, r *bufio.Reader) {
	m.local, m.peer = end(conn.LocalAddr()), end(conn.RemoteAddr())
	m.link = m.root.net.attach(conn, r, m)
}

// answered ends an invitation.
func (m *member) answered(c call, e spi.Errno) {
	n := m.root.net
	n.mu.Lock()
	defer n.unlock()
	m.cancel()
	m.cancel = nil
	_, wanted := m.root.pending[m]
	delete(m.root.pending, m)
	if e == 0 && (!wanted || c.answer.DataRoot && m.root.hasDataRoot()) {
		c.conn.Close()
		e = ws2def.WSAECONNREFUSED
	}
	if e != 0 {
		m.failure = e
	} else {
		m.dataRoot = c.answer.DataRoot
		m.connect(c.conn, c.r)
		m.root.members = append(m.root.members, m)
	}
	m.root.changed()
	m.ready.Changed()
}

// Admit implements [spi.Candidate].
func (m *member) Admit() spi.Errno {
	s := m.root
	s.net.mu.Lock()
	defer s.net.unlock()
	_, wanted := s.pending[m]
	switch {
	case !wanted || m.broken != 0:
		return ws2def.WSAECONNRESET
	case m.dataRoot && s.hasDataRoot():
		return ws2def.WSAECONNREFUSED
	}
	delete(s.pending, m)
	m.asks = false
	m.link.send(rooted.Answer{Admitted: true, DataRoot: s.dataRoot}.Frame())
	s.members = append(s.members, m)
	return 0
}

// refuse ends what is pending. The caller holds the lock.
func (m *member) refuse() {
	delete(m.root.pending, m)
	if m.cancel != nil {
		m.cancel()
		return
	}
	m.link.refuse()
	m.broken = ws2def.WSAECONNABORTED
	m.ready.Changed()
}

// take implements owner.
func (m *member) take(p []byte) verdict {
	switch {
	case m.asks || !m.speaks:
		return wrong
	case !m.root.spread(m, [][]byte{p}):
		return full
	}
	return taken
}

// end implements owner.
func (m *member) end() {
	m.ended = true
	m.ready.Changed()
}

// left implements owner.
func (m *member) left() {
	m.root.remove(m)
	m.link.close(false)
}

// broke implements owner. One that asks is forgotten.
func (m *member) broke(e spi.Errno) {
	m.broken = e
	if m.asks {
		m.root.withdraw(m)
	}
	m.root.remove(m)
	m.ready.Changed()
}

// roomy implements owner.
func (m *member) roomy() { m.root.roomMade() }

// Readiness implements [spi.Notifier].
func (m *member) Readiness() *spi.Readiness { return &m.ready }

// Poll implements [spi.Socket].
func (m *member) Poll() spi.Events {
	m.root.net.mu.Lock()
	defer m.root.net.unlock()
	var ev spi.Events
	if m.failure != 0 {
		ev |= spi.Failed
	}
	if m.ended {
		ev |= spi.Readable | spi.Ended
	}
	if m.broken != 0 {
		ev |= spi.Readable | spi.Reset
	}
	return ev
}

// Wait implements [spi.Waiter]: for the answer to an invitation, or the leaf's end.
func (m *member) Wait(ev spi.Events, _ spi.Way, since uint32, deadline time.Time) spi.Errno {
	return m.ready.WaitFor(func() bool {
		return ev&spi.Writable != 0 && m.ConnectResult() != ws2def.WSAEWOULDBLOCK || m.Poll()&(ev|spi.Reset) != 0
	}, since, deadline)
}

// Nudge implements [spi.Waiter].
func (m *member) Nudge() { m.ready.Nudge() }

// Nudges implements [spi.Waiter].
func (m *member) Nudges() uint32 { return m.ready.Nudges() }

// Wake implements [spi.Waiter].
func (m *member) Wake() { m.ready.Wake() }

// Bind implements [spi.Binder]: it has an address.
func (m *member) Bind([]byte) spi.Errno { return ws2def.WSAEINVAL }

// BindAny implements [spi.Binder].
func (m *member) BindAny([]byte) spi.Errno { return 0 }

// LocalName implements [spi.Binder].
func (m *member) LocalName(name []byte) (int, spi.Errno) {
	m.root.net.mu.Lock()
	defer m.root.net.unlock()
	return m.root.put(name, m.local), 0
}

// Connect implements [spi.Connector]: it is connected.
func (m *member) Connect([]byte) spi.Errno { return ws2def.WSAEISCONN }

// ConnectResult implements [spi.Connector].
func (m *member) ConnectResult() spi.Errno {
	m.root.net.mu.Lock()
	defer m.root.net.unlock()
	if m.cancel != nil {
		return ws2def.WSAEWOULDBLOCK
	}
	return m.failure
}

// PeerName implements [spi.Connector].
func (m *member) PeerName(name []byte) (int, spi.Errno) {
	m.root.net.mu.Lock()
	defer m.root.net.unlock()
	return m.root.put(name, m.peer), 0
}

// Close implements [spi.Socket]: it drops the leaf, or refuses it, or takes the invitation
// back.
//
// Source: P-372, P-376.
func (m *member) Close(abort bool) spi.Errno {
	m.root.net.mu.Lock()
	defer m.root.net.unlock()
	_, pending := m.root.pending[m]
	switch {
	case pending:
		m.refuse()
	case m.link != nil:
		m.root.remove(m)
		if m.link.owner != nil {
			m.link.close(abort)
		}
	}
	return 0
}
