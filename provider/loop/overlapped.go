package loop

import (
	"winsock/spi"
	"winsock/ws2def"
)

var _ spi.Overlapper = (*socket)(nil)

// ended is an operation whose end is to be told when the network's lock is free.
type ended struct {
	op *spi.Operation
	n  int
	e  spi.Errno
}

// unlock gives up the network's lock and tells of the operations that have ended.
func (n *network) unlock() {
	over := n.over
	n.over = nil
	n.mu.Unlock()
	for _, o := range over {
		n.up.Complete(o.op, o.n, o.e)
	}
}

// changed goes on with the receives that wait, and tells those who wait otherwise.
// The caller holds the network's lock.
func (s *socket) changed() {
	for len(s.receives) > 0 {
		op := s.receives[0]
		n, e := s.receive(&op.Message, op.Flags)
		if e == ws2def.WSAEWOULDBLOCK {
			break
		}
		s.receives = s.receives[1:]
		s.net.over = append(s.net.over, ended{op, n, e})
	}
	s.ready.Changed()
}

// Start implements [spi.Overlapper].
func (s *socket) Start(op *spi.Operation) (int, spi.Errno) {
	if op.Flags != 0 || s.typ == ws2def.SOCK_STREAM && length(op.Message.Buffers) == 0 {
		return 0, ws2def.WSAEOPNOTSUPP
	}
	s.net.mu.Lock()
	defer s.net.unlock()
	if len(s.receives) == 0 {
		if n, e := s.receive(&op.Message, op.Flags); e != ws2def.WSAEWOULDBLOCK {
			return n, e
		}
	}
	s.receives = append(s.receives, op)
	return 0, ws2def.WSA_IO_PENDING
}

// Cancel implements [spi.Overlapper].
func (s *socket) Cancel(op *spi.Operation) {
	s.net.mu.Lock()
	defer s.net.unlock()
	for i, other := range s.receives {
		if other == op {
			s.receives = append(s.receives[:i:i], s.receives[i+1:]...)
			s.net.over = append(s.net.over, ended{op, 0, ws2def.WSA_OPERATION_ABORTED})
			return
		}
	}
}
