package tcpip

import (
	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// Send implements [spi.Transferer].
func (s *socket) Send(p []byte, flags uint32) (int, spi.Errno) {
	n, errno := sys.Send(s.Fd(), p, int(flags&(ws2def.MSG_OOB|ws2def.MSG_DONTROUTE)))
	if errno != 0 {
		return 0, ws2def.FromErrno(ws2def.OpSend, errno)
	}
	return n, 0
}

// Recv implements [spi.Transferer].
func (s *socket) Recv(p []byte, flags uint32) (int, spi.Errno) {
	n, errno := sys.Recv(s.Fd(), p, int(flags&(ws2def.MSG_OOB|ws2def.MSG_PEEK)))
	if errno != 0 {
		return 0, ws2def.FromErrno(ws2def.OpRecv, errno)
	}
	return n, 0
}

// SendMsg implements [spi.Transferer].
func (s *socket) SendMsg(m *spi.Message, flags uint32) (int, spi.Errno) {
	var buf kernelAddr
	msg := sys.Msg{Buffers: m.Buffers}
	if m.Name != nil {
		sa, e := s.toKernel(&buf, m.Name)
		if e != 0 {
			return 0, e
		}
		msg.Name = sa
	}
	n, errno := sys.SendMsg(s.Fd(), &msg, int(flags&(ws2def.MSG_OOB|ws2def.MSG_DONTROUTE)))
	if errno != 0 {
		return 0, ws2def.FromErrno(ws2def.OpSendTo, errno)
	}
	return n, 0
}

// RecvMsg implements [spi.Transferer].
func (s *socket) RecvMsg(m *spi.Message, flags uint32) (int, spi.Errno) {
	var buf kernelAddr
	msg := sys.Msg{Buffers: m.Buffers}
	if m.Name != nil {
		msg.Name = buf[:]
	}
	n, errno := sys.RecvMsg(s.Fd(), &msg, int(flags&(ws2def.MSG_OOB|ws2def.MSG_PEEK)))
	if errno != 0 {
		return 0, ws2def.FromErrno(ws2def.OpRecvFrom, errno)
	}
	if m.Name != nil {
		m.NameLen = s.fromKernel(m.Name, buf[:msg.NameLen])
	}
	return n, 0
}
