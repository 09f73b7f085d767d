package core

import (
	"encoding/binary"

	"winsock/spi"
	"winsock/ws2def"
)

// Ioctl carries out a control code (ioctlsocket, or WSAIoctl without an
// OVERLAPPED). in and out are the caller's buffers, nil for NULL. It returns
// what *lpcbBytesReturned becomes, -1 for "leave it alone", also when it fails.
//
// Errors: WSANOTINITIALISED, WSAENOTSOCK, WSAEOPNOTSUPP (unknown code),
// WSAEFAULT (buffer missing or too short), WSAEINVAL, WSAEWOULDBLOCK
// (nonblocking and would have to wait), WSAEINTR (closed meanwhile), and what
// the transport adds.
//
// Source: S-636…S-682.
func Ioctl(h Handle, code uint32, in, out []byte, how spi.Way) (int, Errno) {
	s, e := enter(h)
	if e != 0 {
		return -1, e
	}
	defer table.Release(h)
	switch code {
	case ws2def.FIONBIO:
		return s.setNonblocking(in)
	case ws2def.FIONREAD:
		return s.unread(out)
	}
	if t, ok := s.t.(spi.Ioctler); ok {
		return t.Ioctl(code, in, out)
	}
	return 0, ws2def.WSAEOPNOTSUPP
}

// setNonblocking is FIONBIO.
//
// Source: S-639, S-642.
func (s *Socket) setNonblocking(in []byte) (int, Errno) {
	if len(in) < 4 {
		return 0, ws2def.WSAEFAULT
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if binary.LittleEndian.Uint32(in) != 0 {
		s.change(stNonblocking, 0)
	} else {
		s.change(0, stNonblocking)
	}
	return 0, 0
}

// unread is FIONREAD.
//
// Source: S-643.
func (s *Socket) unread(out []byte) (int, Errno) {
	if len(out) < 4 {
		return -1, ws2def.WSAEFAULT
	}
	n := 0
	if q, ok := s.t.(spi.Queuer); ok && s.state.Load()&(stConnected|stDatagram) != 0 {
		var e Errno
		if n, e = q.Unread(); e != 0 {
			return -1, e
		}
	}
	binary.LittleEndian.PutUint32(out, uint32(n))
	return 4, 0
}
