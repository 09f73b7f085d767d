package loop

import (
	"winsock/spi"
	"winsock/ws2def"
)

var _ spi.Overlapper = (*socket)(nil)

// unlock gives up the network's lock and tells of the operations that have ended.
func (n *network) unlock() {
	over := n.over
	n.over = nil
	n.mu.Unlock()
	over.Tell(n.up)
}

// changed goes on with the receives that wait, and tells those who wait otherwise.
// The caller holds the network's lock.
func (s *socket) changed() {
	s.receives.GoOn(s.receive, &s.net.over)
	s.ready.Changed()
}

// Start implements [spi.Overlapper].
func (s *socket) Start(op *spi.Operation) (int, spi.Errno) {
	if op.Flags != 0 || s.typ == ws2def.SOCK_STREAM && length(op.Message.Buffers) == 0 {
		return 0, ws2def.WSAEOPNOTSUPP
	}
	s.net.mu.Lock()
	defer s.net.unlock()
	return s.receives.Start(op, s.receive)
}

// Cancel implements [spi.Overlapper].
func (s *socket) Cancel(op *spi.Operation) {
	s.net.mu.Lock()
	defer s.net.unlock()
	s.receives.Cancel(op, &s.net.over)
}
