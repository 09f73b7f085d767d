package rooted

import (
	"bufio"
	"context"
	"net"
	"time"

	"winsock/internal/wire/rooted"
	"winsock/spi"
	"winsock/ws2def"
)

// root is the root of a session: it has a connection to each member, and passes on what
// they say to each other. The network's lock guards it.
type root struct {
	endpoint
	inbox
	members []*member
	pending map[*member]struct{} // invited, and those that ask
	sentAll bool                 // it has shut down sending: the session ends
	short   bool                 // somebody was told that there is no room
}

var _ interface {
	spi.Socket
	spi.Notifier
	spi.Binder
	spi.Connector
	spi.Listener
	spi.Transferer
	spi.Shutdowner
	spi.Queuer
	spi.Arriver
	spi.Overlapper
	spi.LeafJoiner
} = (*root)(nil)

func newRoot(k kind) *root {
	s := &root{endpoint: endpoint{kind: k, spot: -1}, pending: make(map[*member]struct{})}
	s.meets = s.meet
	s.inbox = inbox{at: &s.endpoint, drained: s.roomMade, open: true}
	return s
}

// Connect implements [spi.Connector]: a root does not.
func (s *root) Connect([]byte) spi.Errno { return ws2def.WSAEINVAL }

// ConnectResult implements [spi.Connector].
func (s *root) ConnectResult() spi.Errno { return ws2def.WSAENOTCONN }

// PeerName implements [spi.Connector]: it has many.
func (s *root) PeerName([]byte) (int, spi.Errno) { return 0, ws2def.WSAENOTCONN }

// Join implements [spi.LeafJoiner]: that is for leaves.
func (s *root) Join([]byte, uint32) spi.Errno { return ws2def.WSAEINVAL }

// Invite implements [spi.LeafJoiner].
func (s *root) Invite(name []byte, mode uint32) (spi.Socket, spi.Errno) {
	to, e := s.destination(name)
	if e != 0 {
		return nil, e
	}
	s.net.mu.Lock()
	defer s.net.unlock()
	if s.sentAll {
		return nil, ws2def.WSAESHUTDOWN
	}
	if e := s.bindAny(); e != 0 {
		return nil, e
	}
	m := &member{root: s, peer: to, hears: mode != ws2def.JL_RECEIVER_ONLY, speaks: mode != ws2def.JL_SENDER_ONLY}
	s.pending[m] = struct{}{}
	ctx, cancel := context.WithCancel(context.Background())
	m.cancel = cancel
	d := s.dialer()
	if s.spot >= 0 { // the address is for those who call the root
		d.Control = nil
		from := net.TCPAddrFromAddrPort(s.local)
		from.Port = 0
		d.LocalAddr = from
	}
	hello := rooted.Hello{Kind: rooted.Invite, Plane: s.plane, DataRoot: s.dataRoot, Flow: flow(mode)}
	s.net.running.Go(func() {
		c, e := dial(ctx, d, s.transport(), to, hello)
		m.answered(c, e)
	})
	return m, 0
}

// meet takes a leaf that asks to be admitted. The caller holds the lock.
func (s *root) meet(hello rooted.Hello, conn net.Conn, r *bufio.Reader) bool {
	if hello.Kind != rooted.Join || s.sentAll || hello.DataRoot && s.hasDataRoot() {
		return false
	}
	m := &member{
		root: s, asks: true, dataRoot: hello.DataRoot,
		hears: hello.Flow&rooted.Receives != 0, speaks: hello.Flow&rooted.Sends != 0,
	}
	s.pending[m] = struct{}{}
	m.connect(conn, r)
	s.arrived = append(s.arrived, m)
	s.changed()
	return true
}

// hasDataRoot reports whether nobody else can be the session's data root. The caller holds
// the lock, as those of the following.
func (s *root) hasDataRoot() bool {
	if s.dataRoot || s.plane == rooted.Nonrooted {
		return true
	}
	for _, m := range s.members {
		if m.dataRoot {
			return true
		}
	}
	return false
}

// remove takes a member out of the session.
func (s *root) remove(m *member) {
	delete(s.pending, m)
	for i, other := range s.members {
		if other == m {
			s.members = append(s.members[:i:i], s.members[i+1:]...)
			s.roomMade()
			return
		}
	}
}

// roomMade lets those go on who wait for room with a member or the root, if anybody does:
// the root's senders, and members whose messages wait.
func (s *root) roomMade() {
	if !s.short {
		return
	}
	s.short = false
	s.changed()
	for _, m := range s.members {
		m.link.goOn()
	}
}

// hear reports whether what from says, nil for the root itself, is for the member m, nil
// for the root.
//
// Source: P-356.
func (s *root) hear(from, m *member) bool {
	if from == m || m == nil && s.deaf || m != nil && !m.hears {
		return false
	}
	isDataRoot := func(m *member) bool { return m == nil && s.dataRoot || m != nil && m.dataRoot }
	return s.plane == rooted.Nonrooted || isDataRoot(from) || isDataRoot(m)
}

// spread gives what from says, nil for the root itself, to all who hear it; false, and to
// nobody, when one of them has no room.
func (s *root) spread(from *member, parts [][]byte) bool {
	if !s.hasRoom(from) {
		return false
	}
	var frame []byte
	for _, m := range s.members {
		if s.hear(from, m) {
			if frame == nil {
				frame = rooted.Data(parts)
			}
			m.link.send(frame)
		}
	}
	if s.hear(from, nil) {
		s.push(parts[0]) // a member's message is in one part
	}
	return true
}

// hasRoom reports whether all who hear from have room. Who is told that they have not will
// be told when they may have.
func (s *root) hasRoom(from *member) bool {
	room := !s.hear(from, nil) || s.takes()
	for _, m := range s.members {
		room = room && (!s.hear(from, m) || m.link.takes())
	}
	s.short = s.short || !room
	return room
}

// Send implements [spi.Transferer].
func (s *root) Send(p []byte, flags uint32) (int, spi.Errno) {
	return s.SendMsg(&spi.Message{Buffers: [][]byte{p}}, flags)
}

// SendMsg implements [spi.Transferer]. A session without leaves hears nothing.
func (s *root) SendMsg(m *spi.Message, flags uint32) (int, spi.Errno) {
	if e := checkSend(m, flags); e != 0 {
		return 0, e
	}
	s.net.mu.Lock()
	defer s.net.unlock()
	switch {
	case s.sentAll:
		return 0, ws2def.WSAESHUTDOWN
	case !s.spread(nil, m.Buffers):
		return 0, ws2def.WSAEWOULDBLOCK
	}
	return length(m.Buffers), 0
}

// Poll implements [spi.Socket].
func (s *root) Poll() spi.Events {
	s.net.mu.Lock()
	defer s.net.unlock()
	ev := s.events()
	if len(s.arrived) > 0 {
		ev |= spi.Offered
	}
	if s.hasRoom(nil) {
		ev |= spi.Writable
	}
	return ev
}

// Wait implements [spi.Waiter].
func (s *root) Wait(ev spi.Events, _ spi.Way, since uint32, deadline time.Time) spi.Errno {
	return s.ready.WaitFor(func() bool { return s.Poll()&ev != 0 }, since, deadline)
}

// Unsent implements [spi.Queuer].
func (s *root) Unsent() int {
	s.net.mu.Lock()
	defer s.net.unlock()
	n := 0
	for _, m := range s.members {
		n += m.link.size
	}
	return n
}

// Arrived implements [spi.Arriver].
func (s *root) Arrived(ev spi.Events) uint64 {
	s.net.mu.Lock()
	defer s.net.unlock()
	if ev == spi.Offered {
		return s.arrivals
	}
	return s.came
}

// Shutdown implements [spi.Shutdowner]. A root that sends no more ends the session for its
// leaves; one that does not want to receive keeps nobody from sending.
//
// Source: P-379.
func (s *root) Shutdown(how int32) spi.Errno {
	s.net.mu.Lock()
	defer s.net.unlock()
	if how != ws2def.SD_SEND {
		s.deaf = true
		s.clear()
		s.roomMade()
	}
	if how != ws2def.SD_RECEIVE && !s.sentAll {
		s.sentAll = true
		for _, m := range s.members {
			m.link.finish()
		}
		for m := range s.pending {
			m.refuse()
		}
	}
	return 0
}

// Close implements [spi.Socket]: the session ends, and all leaves are told.
//
// Source: P-355, P-379.
func (s *root) Close(abort bool) spi.Errno {
	s.net.mu.Lock()
	defer s.net.unlock()
	s.shut()
	for m := range s.pending {
		m.refuse()
	}
	for _, m := range s.members {
		m.link.close(abort)
		m.ended = true
		m.ready.Changed()
	}
	s.members = nil
	return 0
}
