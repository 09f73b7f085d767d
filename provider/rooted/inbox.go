package rooted

import (
	"winsock/spi"
	"winsock/ws2def"
)

// inbox is what was sent to a socket and not yet received. The network's lock guards it.
type inbox struct {
	at *endpoint
	// drained tells that there is room again.
	drained func()

	open     bool      // there is somebody to receive from
	deaf     bool      // shut down: what comes is of no use
	ended    bool      // nothing follows
	broken   spi.Errno // why the connection broke
	messages [][]byte
	size     int
	came     uint64       // counts messages
	receives spi.Receives // overlapped ones
}

// takes reports whether there is room for a message.
func (in *inbox) takes() bool { return in.size < room }

// push adds a message. The caller holds the lock, as those of the following.
func (in *inbox) push(p []byte) {
	if in.deaf {
		return
	}
	in.messages = append(in.messages, p)
	in.size += len(p) + overhead
	in.came++
	in.changed()
}

// breakOff notes that the connection has broken: what was not received is lost, unless
// the other side had sent all.
func (in *inbox) breakOff(e spi.Errno) {
	if in.broken != 0 {
		return
	}
	in.broken = e
	if !in.ended {
		in.clear()
	}
}

func (in *inbox) clear() { in.messages, in.size = nil, 0 }

// events is what the inbox has for Poll.
func (in *inbox) events() spi.Events {
	var ev spi.Events
	if len(in.messages) > 0 {
		ev |= spi.Readable | spi.Data
	}
	if in.ended {
		ev |= spi.Readable | spi.Ended
	}
	if in.broken != 0 {
		ev |= spi.Readable | spi.Reset
	}
	return ev
}

// Recv implements [spi.Transferer].
func (in *inbox) Recv(p []byte, flags uint32) (int, spi.Errno) {
	return in.RecvMsg(&spi.Message{Buffers: [][]byte{p}}, flags)
}

// RecvMsg implements [spi.Transferer].
func (in *inbox) RecvMsg(m *spi.Message, flags uint32) (int, spi.Errno) {
	if flags&ws2def.MSG_OOB != 0 {
		return 0, ws2def.WSAEOPNOTSUPP
	}
	in.at.net.mu.Lock()
	defer in.at.net.unlock()
	return in.receive(m, flags)
}

// receive is RecvMsg under the lock.
func (in *inbox) receive(m *spi.Message, flags uint32) (int, spi.Errno) {
	m.NameLen, m.ControlLen, m.Flags = 0, 0, 0
	switch {
	case !in.open:
		return 0, ws2def.WSAENOTCONN
	case len(in.messages) > 0:
	case in.broken != 0:
		return 0, in.broken
	case in.ended:
		return 0, ws2def.WSAEDISCON // S-331
	default:
		return 0, ws2def.WSAEWOULDBLOCK
	}
	p := in.messages[0]
	n := 0
	for _, b := range m.Buffers {
		n += copy(b, p[n:])
	}
	if flags&ws2def.MSG_PEEK == 0 {
		was := in.takes()
		in.messages[0] = nil
		in.messages = in.messages[1:]
		if in.size -= len(p) + overhead; !was && in.takes() {
			in.drained()
		}
	}
	if n < len(p) {
		m.Flags = ws2def.MSG_TRUNC
		return n, ws2def.WSAEMSGSIZE
	}
	return n, 0
}

// Unread implements [spi.Queuer]: the bytes of the first message.
func (in *inbox) Unread() (int, spi.Errno) {
	in.at.net.mu.Lock()
	defer in.at.net.unlock()
	if len(in.messages) == 0 {
		return 0, 0
	}
	return len(in.messages[0]), 0
}

// unlock gives up the network's lock and tells of the operations that have ended.
func (n *network) unlock() {
	over := n.over
	n.over = nil
	n.mu.Unlock()
	over.Tell(n.up)
}

// changed goes on with the receives that wait, and tells those who wait otherwise.
func (in *inbox) changed() {
	in.receives.GoOn(in.receive, &in.at.net.over)
	in.at.ready.Changed()
}

// Start implements [spi.Overlapper].
func (in *inbox) Start(op *spi.Operation) (int, spi.Errno) {
	if op.Flags != 0 {
		return 0, ws2def.WSAEOPNOTSUPP
	}
	in.at.net.mu.Lock()
	defer in.at.net.unlock()
	return in.receives.Start(op, in.receive)
}

// Cancel implements [spi.Overlapper].
func (in *inbox) Cancel(op *spi.Operation) {
	in.at.net.mu.Lock()
	defer in.at.net.unlock()
	in.receives.Cancel(op, &in.at.net.over)
}

// checkSend looks at a message and its flags.
func checkSend(m *spi.Message, flags uint32) spi.Errno {
	switch {
	case flags&^ws2def.MSG_DONTROUTE != 0:
		return ws2def.WSAEOPNOTSUPP
	case length(m.Buffers) > maxMessage:
		return ws2def.WSAEMSGSIZE
	}
	return 0
}

func length(bufs [][]byte) int {
	n := 0
	for _, b := range bufs {
		n += len(b)
	}
	return n
}
