package tcpip

import (
	"golang.org/x/sys/unix"

	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// Send implements [spi.Transferer]. MSG_DONTROUTE is ignored (S-301).
func (s *socket) Send(p []byte, flags uint32) (int, spi.Errno) {
	if s.typ == ws2def.SOCK_STREAM {
		return s.sendStream(p, flags)
	}
	return s.sendDatagram(p, nil)
}

// Recv implements [spi.Transferer].
func (s *socket) Recv(p []byte, flags uint32) (int, spi.Errno) {
	if s.care.Load()&careRecv != 0 || flags&ws2def.MSG_OOB != 0 {
		return s.recvCarefully(p, flags)
	}
	if s.typ == ws2def.SOCK_STREAM {
		return s.recvStream(p, flags)
	}
	return s.recvDatagram(p, flags)
}

// recvCarefully is Recv for sockets with something unusual about them.
func (s *socket) recvCarefully(p []byte, flags uint32) (int, spi.Errno) {
	switch {
	case s.typ != ws2def.SOCK_STREAM:
		m := spi.Message{Buffers: [][]byte{p}}
		return s.recvMessage(&m, flags)
	case flags&ws2def.MSG_OOB != 0:
		return s.recvUrgent(p, flags)
	case s.verdict() != 0:
		return 0, s.verdict()
	case s.is(setInline):
		return s.recvInline(p, flags)
	case s.care.Load()&careMark != 0:
		return s.recvPast(p, flags)
	default:
		return s.recvStream(p, flags)
	}
}

// SendMsg implements [spi.Transferer].
func (s *socket) SendMsg(m *spi.Message, flags uint32) (int, spi.Errno) {
	if s.typ == ws2def.SOCK_STREAM {
		return s.sendStreams(m.Buffers, flags)
	}
	if len(m.Buffers) == 1 && len(m.Control) == 0 {
		return s.sendDatagram(m.Buffers[0], m.Name)
	}
	return s.sendMessage(m)
}

// RecvMsg implements [spi.Transferer].
func (s *socket) RecvMsg(m *spi.Message, flags uint32) (int, spi.Errno) {
	if s.typ == ws2def.SOCK_STREAM {
		return s.recvStreams(m.Buffers, flags)
	}
	if len(m.Buffers) == 1 && m.Control == nil && s.care.Load()&careRecv == 0 {
		return s.recvDatagramFrom(m, flags)
	}
	return s.recvMessage(m, flags)
}

// Drains implements [spi.Drainer].
func (s *socket) Drains() bool { return true }

// Direct implements [spi.Direct].
func (s *socket) Direct() (fd int, ok bool) {
	switch {
	case s.care.Load() != 0, s.typ == ws2def.SOCK_RAW, s.typ == ws2def.SOCK_DGRAM && s.untold():
		return 0, false
	case s.typ == ws2def.SOCK_STREAM && !s.LetBlock():
		return 0, false
	}
	return s.Fd(), true
}

// DirectError implements [spi.Direct].
func (s *socket) DirectError(send bool, errno int32) spi.Errno {
	op := ws2def.OpRecv
	switch {
	case s.typ == ws2def.SOCK_DGRAM:
		s.care.Or(careICMP) // the details are in the error queue
		return ws2def.WSAEWOULDBLOCK
	case sys.Errno(errno) == unix.EINTR:
		return ws2def.WSAEWOULDBLOCK
	case errno == 0:
		return s.ending()
	case send:
		op = ws2def.OpSend
	}
	return s.streamError(op, sys.Errno(errno))
}
