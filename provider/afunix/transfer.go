package afunix

import (
	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// Send implements [spi.Transferer].
func (s *socket) Send(p []byte, flags uint32) (int, spi.Errno) {
	if flags&^ws2def.MSG_DONTROUTE != 0 {
		return 0, ws2def.WSAEOPNOTSUPP
	}
	return s.Stream.Send(p, 0)
}

// Recv implements [spi.Transferer].
func (s *socket) Recv(p []byte, flags uint32) (int, spi.Errno) {
	if flags&ws2def.MSG_OOB != 0 {
		return 0, ws2def.WSAEOPNOTSUPP
	}
	return s.Stream.Recv(p, int(flags&ws2def.MSG_PEEK))
}

// SendMsg implements [spi.Transferer]; a stream has no destination but its
// peer.
//
// Source: S-488.
func (s *socket) SendMsg(m *spi.Message, flags uint32) (int, spi.Errno) {
	if flags&^ws2def.MSG_DONTROUTE != 0 {
		return 0, ws2def.WSAEOPNOTSUPP
	}
	return s.Stream.SendMsg(&sys.Msg{Buffers: m.Buffers}, 0)
}

// RecvMsg implements [spi.Transferer].
func (s *socket) RecvMsg(m *spi.Message, flags uint32) (int, spi.Errno) {
	if flags&ws2def.MSG_OOB != 0 {
		return 0, ws2def.WSAEOPNOTSUPP
	}
	m.NameLen, m.ControlLen, m.Flags = 0, 0, 0
	return s.Stream.RecvMsg(&sys.Msg{Buffers: m.Buffers}, int(flags&ws2def.MSG_PEEK))
}

// Unsent implements [spi.Queuer]: what the kernel takes it has delivered.
func (s *socket) Unsent() int { return 0 }

// Unread implements [spi.Queuer].
func (s *socket) Unread() (int, spi.Errno) { return s.Queued() }
