package tcpip

import (
	"golang.org/x/sys/unix"

	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// sendDatagram sends p to name, or to the peer when name is nil.
func (s *socket) sendDatagram(p, name []byte) (int, spi.Errno) {
	var buf kernelAddr
	sa, done, e := s.destination(&buf, name)
	if e != 0 {
		return 0, e
	}
	if done {
		return len(p), 0
	}
	for try := 0; ; try++ {
		n, errno := sys.SendTo(s.Fd(), p, 0, sa)
		if errno == 0 {
			return n, 0
		}
		if !s.again(errno, try) {
			return 0, ws2def.FromErrno(ws2def.OpSendTo, errno)
		}
	}
}

// sendMessage is sendDatagram from several buffers or with control data.
func (s *socket) sendMessage(m *spi.Message) (int, spi.Errno) {
	var buf kernelAddr
	sa, done, e := s.destination(&buf, m.Name)
	if e != 0 {
		return 0, e
	}
	msg := sys.Msg{Name: sa, Buffers: m.Buffers}
	if len(m.Buffers) > maxBuffers {
		msg.Buffers = [][]byte{join(m.Buffers)}
	}
	if msg.Control, e = toKernelControl(m.Control); e != 0 {
		return 0, e
	}
	if done {
		return length(m.Buffers), 0
	}
	for try := 0; ; try++ {
		n, errno := sys.SendMsg(s.Fd(), &msg, 0)
		if errno == 0 {
			return n, 0
		}
		if !s.again(errno, try) {
			return 0, ws2def.FromErrno(ws2def.OpSendTo, errno)
		}
	}
}

// destination gives the kernel's form of name. done says that the datagram
// counts as sent: UDP port 0 is no destination, but no error either.
//
// Source: S-281…S-283.
func (s *socket) destination(buf *kernelAddr, name []byte) (sa []byte, done bool, e spi.Errno) {
	switch {
	case name != nil:
		sa, e = s.toKernel(buf, name)
	case s.care.Load()&careGroup == 0:
		return nil, false, 0
	default:
		s.mu.Lock()
		sa = s.peer.sockaddr(buf)
		s.mu.Unlock()
	}
	switch {
	case e != 0:
		return nil, false, e
	case wildcard(sa) && !s.is(setHeader), s.refuses(sa):
		return nil, false, ws2def.WSAEADDRNOTAVAIL
	case s.typ == ws2def.SOCK_RAW:
		sa[2], sa[3] = 0, 0
	case portless(sa):
		return nil, true, 0
	}
	return sa, false, 0
}

// again reports whether a send that failed with errno is to be repeated: the
// kernel answers a send with the ICMP error that an earlier one caused.
//
// Source: S-284, S-352, S-692.
func (s *socket) again(errno sys.Errno, try int) bool {
	if s.typ != ws2def.SOCK_DGRAM || errno == unix.EAGAIN || !earlier(errno) {
		return false
	}
	s.care.Or(careICMP) // the details are still in the error queue
	if errno == unix.ECONNREFUSED {
		return try < 16 // a new one may come between any two tries, but not for ever
	}
	return try == 0 && errno != unix.EMSGSIZE
}

// recvDatagram receives one datagram.
//
// Source: S-313, S-713.
func (s *socket) recvDatagram(p []byte, flags uint32) (int, spi.Errno) {
	n, errno := sys.Recv(s.Fd(), p, int(flags&ws2def.MSG_PEEK)|unix.MSG_TRUNC)
	switch {
	case errno == unix.EAGAIN && !s.untold():
		return 0, ws2def.WSAEWOULDBLOCK
	case errno == unix.EAGAIN || errno != 0 && earlier(errno):
		s.care.Or(careICMP)
		m := spi.Message{Buffers: [][]byte{p}}
		return s.recvMessage(&m, flags)
	case errno != 0:
		return 0, ws2def.FromErrno(ws2def.OpRecvFrom, errno)
	case n > len(p):
		return len(p), ws2def.WSAEMSGSIZE
	}
	return n, 0
}

// recvDatagramFrom is recvDatagram that tells the source, in the usual case of a
// message without more to it.
func (s *socket) recvDatagramFrom(m *spi.Message, flags uint32) (int, spi.Errno) {
	var buf kernelAddr
	p := m.Buffers[0]
	n, from, errno := sys.RecvFrom(s.Fd(), p, int(flags&ws2def.MSG_PEEK)|unix.MSG_TRUNC, buf[:])
	if errno != 0 {
		if errno == unix.EAGAIN && !s.untold() {
			return 0, ws2def.WSAEWOULDBLOCK
		}
		if errno == unix.EAGAIN || earlier(errno) {
			s.care.Or(careICMP)
			return s.recvMessage(m, flags)
		}
		return 0, ws2def.FromErrno(ws2def.OpRecvFrom, errno)
	}
	if m.Name != nil {
		m.NameLen = s.fromKernel(m.Name, buf[:from])
	}
	m.Flags = 0
	if n > len(p) {
		m.Flags = ws2def.MSG_TRUNC
		return len(p), ws2def.WSAEMSGSIZE
	}
	return n, 0
}

// recvMessage is recvDatagram in full: with source, control data and flags, and
// with care for what is queued.
func (s *socket) recvMessage(m *spi.Message, flags uint32) (int, spi.Errno) {
	var buf kernelAddr
	var control [256]byte
	bufs := m.Buffers
	if len(bufs) > maxBuffers {
		bufs = [][]byte{make([]byte, length(bufs))}
	}
	msg := sys.Msg{Buffers: bufs}
	if m.Name != nil {
		msg.Name = buf[:]
	}
	if m.Control != nil {
		s.wantDestination()
		msg.Control = control[:]
	}
	for {
		if s.untold() {
			if e := s.popICMP(); e != 0 {
				return 0, e
			}
		}
		n, errno := s.recvSifted(&msg, int(flags&ws2def.MSG_PEEK)|unix.MSG_TRUNC)
		switch {
		case errno == unix.EAGAIN:
			return 0, ws2def.WSAEWOULDBLOCK
		case errno != 0 && earlier(errno):
			s.care.Or(careICMP)
			continue
		case errno != 0:
			return 0, ws2def.FromErrno(ws2def.OpRecvFrom, errno)
		}
		if len(m.Buffers) > maxBuffers {
			scatter(m.Buffers, bufs[0][:min(n, len(bufs[0]))])
		}
		if m.Name != nil {
			m.NameLen = s.fromKernel(m.Name, buf[:min(msg.NameLen, len(buf))])
		}
		m.Flags = 0
		cut := false
		if m.Control != nil {
			var arrival uint32
			m.ControlLen, arrival, cut = s.fromKernelControl(m.Control, control[:msg.ControlLen])
			m.Flags |= arrival
		}
		room := length(m.Buffers)
		if n > room {
			m.Flags |= ws2def.MSG_TRUNC
		}
		if cut {
			m.Flags |= ws2def.MSG_CTRUNC
		}
		if n > room || cut {
			return min(n, room), ws2def.WSAEMSGSIZE
		}
		return n, 0
	}
}

// untold reports whether the kernel's error queue may hold something although
// a receive found nothing: a poll would go on reporting that.
func (s *socket) untold() bool { return s.care.Load()&careICMP != 0 || s.wants(wantTxTimestamp) }

// earlier reports whether errno may be about an earlier send.
func earlier(errno sys.Errno) bool {
	switch errno {
	case unix.ECONNREFUSED, unix.EHOSTUNREACH, unix.ENETUNREACH, unix.ENOPROTOOPT, unix.EPROTO,
		unix.EOPNOTSUPP, unix.EMSGSIZE, unix.EACCES, unix.EHOSTDOWN, unix.ENONET, unix.EPERM:
		return true
	}
	return false
}

// maxBuffers is how many buffers the kernel takes in one call (S-268).
const maxBuffers = 1024

func length(bufs [][]byte) int {
	n := 0
	for _, b := range bufs {
		n += len(b)
	}
	return n
}

// scatter copies data over bufs.
func scatter(bufs [][]byte, data []byte) {
	for _, b := range bufs {
		data = data[copy(b, data):]
	}
}
