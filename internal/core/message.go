package core

import (
	"winsock/spi"
	"winsock/ws2def"
)

// SendMsg sends m's buffers as one message or piece of a stream: to m.Name, or
// to the peer when m.Name is nil. On a connected stream the name is ignored.
//
// Errors: as [Send], and WSAEFAULT (name too short), WSAEAFNOSUPPORT,
// WSAEADDRNOTAVAIL, WSAEACCES (broadcast).
//
// Source: S-269…S-300, S-137.
func SendMsg(h Handle, m *spi.Message, flags uint32, how spi.Way) (int, Errno) {
	s, e := enter(h)
	if e != 0 {
		return 0, e
	}
	defer table.Release(h)
	n, e := s.sendMsg(h, m, flags, how)
	s.sent(e)
	return n, e
}

func (s *Socket) sendMsg(h Handle, m *spi.Message, flags uint32, how spi.Way) (int, Errno) {
	if s.has(stStream) {
		return s.sendStream(h, m, flags, how)
	}
	if s.has(stConnected) && !s.has(stDatagram) {
		m.Name = nil
	}
	if e := s.maySend(flags, m.Name != nil); e != 0 {
		return 0, e
	}
	if s.expired(sending) {
		return 0, ws2def.WSAETIMEDOUT
	}
	if m.Name != nil {
		if e := s.bindFor(m.Name); e != 0 {
			return 0, e
		}
	}
	n, e := s.transferer().SendMsg(m, flags)
	if e != ws2def.WSAEWOULDBLOCK || s.has(stNonblocking) {
		return n, e
	}
	return s.repeat(how, func() (int, Errno) { return s.transferer().SendMsg(m, flags) })
}

func (s *Socket) sendStream(h Handle, m *spi.Message, flags uint32, how spi.Way) (int, Errno) {
	if len(m.Buffers) == 1 {
		return s.send(h, m.Buffers[0], flags, how)
	}
	if e := s.maySend(flags, false); e != 0 {
		return 0, e
	}
	if s.expired(sending) {
		return 0, ws2def.WSAETIMEDOUT
	}
	total := length(m.Buffers)
	if total == 0 {
		return 0, 0
	}
	m.Name, m.Buffers = nil, skip(m.Buffers, 0)
	s.lockOut()
	if s.has(stBusy) {
		return s.queue(h, m.Buffers, flags, how)
	}
	n, e := s.transferer().SendMsg(m, flags)
	if n == total || e != 0 && e != ws2def.WSAEWOULDBLOCK {
		s.out.mu.Unlock()
		return n, e
	}
	return s.rest(h, m.Buffers, n, flags, how)
}

// RecvMsg receives into m's buffers, with the source of a message in m.Name. On
// a connected stream m.Name is left alone and m.NameLen stays 0.
//
// Errors: as [Recv], and WSAEFAULT (m.Name given and too short for the source;
// the message stays queued).
//
// Source: S-303…S-336.
func RecvMsg(h Handle, m *spi.Message, flags uint32, how spi.Way) (n int, e Errno) {
	s, e := enter(h)
	if e != 0 {
		return 0, e
	}
	defer table.Release(h)
	defer func() { s.received(flags, e) }()
	if e := s.mayRecv(flags); e != 0 {
		return 0, e
	}
	if s.has(stDatagram) && m.Name != nil && len(m.Name) < int(s.entry.Info.MinSockAddr) {
		return 0, ws2def.WSAEFAULT
	}
	if s.expired(receiving) {
		return 0, ws2def.WSAETIMEDOUT
	}
	if s.has(stStream) {
		m.Name = nil
		if flags&ws2def.MSG_WAITALL != 0 {
			return s.recvAll(m.Buffers, how)
		}
		if length(m.Buffers) == 0 {
			return 0, s.awaitData(how)
		}
		m.Buffers = skip(m.Buffers, 0) // the kernel would take many empty ones for all there are
	}
	ev, since := arrival(flags), s.t.Nudges()
	if ev != spi.Readable || !s.waitsFirst(ev, how) {
		n, e := s.transferer().RecvMsg(m, flags)
		if e != ws2def.WSAEWOULDBLOCK || s.has(stNonblocking) {
			return n, e
		}
	}
	until := s.deadline(receiving)
	for {
		if e := s.await(ev, how, since, until); e != 0 {
			return 0, e
		}
		since = s.t.Nudges()
		if n, e := s.transferer().RecvMsg(m, flags); e != ws2def.WSAEWOULDBLOCK {
			return n, e
		}
	}
}
