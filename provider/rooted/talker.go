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

const maxMessage = rooted.MaxMessage

// talker is an ordinary socket, that connects to another, or a leaf, that connects to its
// root. The network's lock guards it.
type talker struct {
	endpoint
	inbox
	leaf bool

	cancel   context.CancelFunc // of the call under way; nil: there is none
	failure  spi.Errno          // why the last one failed
	asked    *talker            // the listener that was invited, until the root is told that it comes
	link     *link              // to the peer; nil before
	peer     netip.AddrPort
	speaks   bool // it may send
	sentAll  bool // it has shut down sending
	deserted bool // the peer has closed
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
	spi.Candidate
	owner
} = (*talker)(nil)

func newTalker(k kind, leaf bool) *talker {
	s := &talker{endpoint: endpoint{kind: k, spot: -1}, leaf: leaf}
	s.meets = s.meet
	s.inbox = inbox{at: &s.endpoint, drained: s.makesRoom}
	return s
}

// Connect implements [spi.Connector]; for an ordinary socket only.
func (s *talker) Connect(name []byte) spi.Errno {
	if s.leaf {
		return ws2def.WSAEINVAL
	}
	return s.call(name, rooted.Hello{Kind: rooted.Connect, Flow: rooted.Sends | rooted.Receives})
}

// Join implements [spi.LeafJoiner].
func (s *talker) Join(name []byte, mode uint32) spi.Errno {
	return s.call(name, rooted.Hello{Kind: rooted.Join, DataRoot: s.dataRoot, Flow: flow(mode)})
}

// Invite implements [spi.LeafJoiner]: that is for roots.
func (s *talker) Invite([]byte, uint32) (spi.Socket, spi.Errno) {
	return nil, ws2def.WSAEINVAL
}

// flow is what a mode of WSAJoinLeaf means for who connects.
func flow(mode uint32) rooted.Flow {
	switch mode {
	case ws2def.JL_SENDER_ONLY:
		return rooted.Sends
	case ws2def.JL_RECEIVER_ONLY:
		return rooted.Receives
	}
	return rooted.Sends | rooted.Receives
}

// call begins to call the socket at name.
func (s *talker) call(name []byte, hello rooted.Hello) spi.Errno {
	to, e := s.destination(name)
	if e != 0 {
		return e
	}
	hello.Plane = s.plane
	s.net.mu.Lock()
	defer s.net.unlock()
	if e := s.bindAny(); e != 0 {
		return e
	}
	ctx, cancel := context.WithCancel(context.Background())
	s.cancel, s.failure, s.peer = cancel, 0, to
	s.speaks = hello.Flow&rooted.Sends != 0
	d := s.dialer()
	s.net.running.Go(func() {
		c, e := dial(ctx, d, s.transport(), to, hello)
		s.answered(c, e)
	})
	return ws2def.WSAEWOULDBLOCK
}

// answered ends a call.
func (s *talker) answered(c call, e spi.Errno) {
	n := s.net
	n.mu.Lock()
	defer n.unlock()
	s.cancel()
	s.cancel = nil
	switch {
	case s.closed:
		if e == 0 {
			c.conn.Close()
		}
		return
	case e != 0:
		s.failure, s.peer = e, netip.AddrPort{}
	default:
		s.leaveSpot()
		s.connect(c.conn, c.r)
	}
	s.changed()
}

// connect gives the socket its connection. The caller holds the lock.
func (s *talker) connect(conn net.Conn, r *bufio.Reader) {
	s.local, s.peer = end(conn.LocalAddr()), end(conn.RemoteAddr())
	s.open = true
	s.link = s.net.attach(conn, r, s)
}

// ConnectResult implements [spi.Connector].
func (s *talker) ConnectResult() spi.Errno {
	s.net.mu.Lock()
	defer s.net.unlock()
	if s.cancel != nil {
		return ws2def.WSAEWOULDBLOCK
	}
	return s.failure
}

// PeerName implements [spi.Connector]: it is known to the end.
func (s *talker) PeerName(name []byte) (int, spi.Errno) {
	s.net.mu.Lock()
	defer s.net.unlock()
	if !s.peer.IsValid() {
		return 0, ws2def.WSAENOTCONN
	}
	return s.put(name, s.peer), 0
}

// meet takes a caller: an ordinary socket connections, a leaf invitations. The caller
// holds the lock.
func (s *talker) meet(hello rooted.Hello, conn net.Conn, r *bufio.Reader) bool {
	wanted := rooted.Connect
	if s.leaf {
		wanted = rooted.Invite
	}
	if hello.Kind != wanted {
		return false
	}
	a := newTalker(s.kind, s.leaf)
	a.connect(conn, r)
	a.speaks, a.asked = hello.Flow&rooted.Receives != 0, s
	if !s.leaf {
		a.admit()
	}
	s.arrived = append(s.arrived, a)
	s.changed()
	return true
}

// Admit implements [spi.Candidate]: the root that has invited is told that the leaf comes.
func (s *talker) Admit() spi.Errno {
	s.net.mu.Lock()
	defer s.net.unlock()
	if s.link.dead {
		return ws2def.WSAECONNRESET
	}
	s.admit()
	return 0
}

// admit answers a caller with yes, once. The caller holds the lock.
func (s *talker) admit() {
	if s.asked != nil {
		s.asked = nil
		s.link.send(rooted.Answer{Admitted: true, DataRoot: s.dataRoot}.Frame())
	}
}

// take implements owner.
func (s *talker) take(p []byte) verdict {
	switch {
	case s.asked != nil:
		return wrong
	case !s.takes():
		return full
	}
	s.push(p)
	return taken
}

// end implements owner.
func (s *talker) end() {
	s.ended = true
	s.changed()
}

// left implements owner.
func (s *talker) left() { s.deserted = true }

// broke implements owner. An invitation that is taken back is forgotten.
func (s *talker) broke(e spi.Errno) {
	if s.asked != nil {
		s.asked.withdraw(s)
	}
	s.breakOff(e)
	s.changed()
}

// roomy implements owner.
func (s *talker) roomy() { s.changed() }

// makesRoom tells the link that there is room for what comes.
func (s *talker) makesRoom() { s.link.goOn() }

// Poll implements [spi.Socket].
func (s *talker) Poll() spi.Events {
	s.net.mu.Lock()
	defer s.net.unlock()
	ev := s.events()
	switch {
	case s.listener != nil:
		if len(s.arrived) > 0 {
			ev |= spi.Readable
		}
	case s.failure != 0:
		ev |= spi.Failed
	case s.link != nil && (s.broken != 0 || s.deserted || s.link.takes()):
		ev |= spi.Writable
	}
	return ev
}

// Wait implements [spi.Waiter].
func (s *talker) Wait(ev spi.Events, _ spi.Way, since uint32, deadline time.Time) spi.Errno {
	return s.ready.WaitFor(func() bool { return s.Poll()&(ev|spi.Reset|spi.Failed) != 0 }, since, deadline)
}

// Send implements [spi.Transferer].
func (s *talker) Send(p []byte, flags uint32) (int, spi.Errno) {
	return s.SendMsg(&spi.Message{Buffers: [][]byte{p}}, flags)
}

// SendMsg implements [spi.Transferer].
func (s *talker) SendMsg(m *spi.Message, flags uint32) (int, spi.Errno) {
	if e := checkSend(m, flags); e != 0 {
		return 0, e
	}
	s.net.mu.Lock()
	defer s.net.unlock()
	switch {
	case s.link == nil || !s.speaks:
		return 0, ws2def.WSAENOTCONN
	case s.sentAll:
		return 0, ws2def.WSAESHUTDOWN
	case s.broken != 0:
		return 0, s.broken
	case s.deserted: // it has closed and can't be told
		s.broke(ws2def.WSAECONNABORTED)
		return 0, s.broken
	case !s.link.takes():
		return 0, ws2def.WSAEWOULDBLOCK
	}
	s.link.send(rooted.Data(m.Buffers))
	return length(m.Buffers), 0
}

// Unsent implements [spi.Queuer].
func (s *talker) Unsent() int {
	s.net.mu.Lock()
	defer s.net.unlock()
	if s.link == nil {
		return 0
	}
	return s.link.size
}

// Arrived implements [spi.Arriver].
func (s *talker) Arrived(spi.Events) uint64 {
	s.net.mu.Lock()
	defer s.net.unlock()
	if s.listener != nil {
		return s.arrivals
	}
	return s.came
}

// Shutdown implements [spi.Shutdowner]. Who does not want to receive any more does not
// keep others from sending.
func (s *talker) Shutdown(how int32) spi.Errno {
	s.net.mu.Lock()
	defer s.net.unlock()
	if s.link == nil {
		return ws2def.WSAENOTCONN
	}
	if how != ws2def.SD_SEND && s.leaf {
		s.deaf = true
		s.clear()
		s.makesRoom()
	}
	switch {
	case how == ws2def.SD_RECEIVE || s.sentAll:
		return 0
	case s.broken != 0:
		return s.broken
	}
	s.sentAll = true
	s.link.finish()
	return 0
}

// Close implements [spi.Socket]. What was sent still leaves, unless the close is abortive,
// or loses data that came on an ordinary connection.
func (s *talker) Close(abort bool) spi.Errno {
	s.net.mu.Lock()
	defer s.net.unlock()
	for _, a := range s.shut() {
		a.(*talker).leave(true)
	}
	s.leave(abort || !s.leaf && len(s.messages) > 0)
	return 0
}

// leave ends the connection. The caller holds the lock.
func (s *talker) leave(abort bool) {
	switch {
	case s.cancel != nil:
		s.cancel()
	case s.link == nil:
	case s.asked != nil:
		s.link.refuse()
	default:
		s.link.close(abort)
	}
}
