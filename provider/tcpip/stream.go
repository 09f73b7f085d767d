package tcpip

import (
	"golang.org/x/sys/unix"

	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// sendStream sends p on a connection.
func (s *socket) sendStream(p []byte, flags uint32) (int, spi.Errno) {
	if e := s.verdict(); e != 0 {
		return 0, e
	}
	if flags&ws2def.MSG_OOB != 0 {
		return s.sendUrgent(p)
	}
	n, errno := sys.Send(s.Fd(), p, 0)
	if errno != 0 {
		return 0, s.streamError(ws2def.OpSend, errno)
	}
	return n, 0
}

// recvStream receives from a connection.
func (s *socket) recvStream(p []byte, flags uint32) (int, spi.Errno) {
	news := s.Receiving()
	n, errno := sys.Recv(s.Fd(), p, int(flags&ws2def.MSG_PEEK))
	switch {
	case errno != 0:
		if errno == unix.EAGAIN {
			s.Emptied(news)
		}
		return 0, s.streamError(ws2def.OpRecv, errno)
	case n == 0 && len(p) > 0:
		return 0, s.ending()
	case n < len(p) && flags&ws2def.MSG_PEEK == 0:
		s.Emptied(news)
	}
	return n, 0
}

// verdict is the error that ended the connection, 0 while it stands.
func (s *socket) verdict() spi.Errno { return spi.Errno(s.broken.Load()) }

// breakOff notes that the connection has broken and why; the first reason
// stays, and is returned.
//
// Source: S-274, S-310.
func (s *socket) breakOff(e spi.Errno) spi.Errno {
	s.broken.CompareAndSwap(0, uint32(e))
	s.care.Or(careBroken)
	return s.verdict()
}

// streamError gives the Winsock error for errno and notes when it means that
// the connection is lost: the kernel tells only once.
//
// Source: S-686…S-688.
func (s *socket) streamError(op ws2def.Op, errno sys.Errno) spi.Errno {
	switch errno {
	case unix.EAGAIN:
		return ws2def.WSAEWOULDBLOCK
	case unix.EPIPE:
		if s.is(setFinished) {
			return ws2def.WSAESHUTDOWN
		}
		return s.breakOff(lost(op, errno))
	case unix.ECONNRESET, unix.ECONNABORTED, unix.ECONNREFUSED, unix.ETIMEDOUT,
		unix.EHOSTUNREACH, unix.ENETUNREACH, unix.ENETDOWN, unix.ENETRESET, unix.EHOSTDOWN:
		return s.breakOff(lost(op, errno))
	default:
		return ws2def.FromErrno(op, errno)
	}
}

// lost gives the error for a connection that broke with errno.
func lost(op ws2def.Op, errno sys.Errno) spi.Errno {
	if errno == unix.EPIPE {
		// The peer had closed before and answered what was sent since with a
		// reset.
		return ws2def.WSAECONNABORTED
	}
	return ws2def.FromErrno(op, errno)
}

// ending tells what the end of a stream means: 0 for a graceful end, else why
// the connection broke, if the kernel has not told yet.
//
// Source: S-275, S-689.
func (s *socket) ending() spi.Errno {
	if e := s.verdict(); e != 0 {
		return e
	}
	code, errno := sys.GetSockOptInt(s.Fd(), unix.SOL_SOCKET, unix.SO_ERROR)
	if errno != 0 || code == 0 {
		return 0
	}
	return s.breakOff(lost(ws2def.OpRecv, sys.Errno(code)))
}

// Unsent implements [spi.Queuer].
func (s *socket) Unsent() int {
	if s.typ != ws2def.SOCK_STREAM || s.phase.Load() != connected || s.verdict() != 0 {
		return 0
	}
	n, errno := sys.IoctlInt(s.Fd(), unix.SIOCOUTQ)
	if errno != 0 || n == 0 || sys.PollNow(s.Fd(), 0)&unix.POLLERR != 0 {
		return 0 // after a reset nobody will ever acknowledge the rest
	}
	return int(n)
}

// Unread implements [spi.Queuer]: a stream's normal bytes, or the size of the
// first datagram.
//
// Source: S-339, S-341, S-359, S-643.
func (s *socket) Unread() (int, spi.Errno) {
	if s.typ == ws2def.SOCK_STREAM {
		return s.unreadStream()
	}
	n, errno := sys.IoctlInt(s.Fd(), unix.SIOCINQ)
	return int(n), ws2def.FromErrno(ws2def.OpIoctl, errno)
}

// sendStreams is sendStream from several buffers.
func (s *socket) sendStreams(bufs [][]byte, flags uint32) (int, spi.Errno) {
	if len(bufs) == 1 {
		return s.sendStream(bufs[0], flags)
	}
	if e := s.verdict(); e != 0 {
		return 0, e
	}
	if flags&ws2def.MSG_OOB != 0 {
		return s.sendStream(join(bufs), flags)
	}
	n, errno := sys.SendMsg(s.Fd(), &sys.Msg{Buffers: bufs}, 0)
	if errno != 0 {
		return 0, s.streamError(ws2def.OpSend, errno)
	}
	return n, 0
}

// recvStreams is Recv into several buffers.
func (s *socket) recvStreams(bufs [][]byte, flags uint32) (int, spi.Errno) {
	if len(bufs) == 1 {
		return s.Recv(bufs[0], flags)
	}
	if s.care.Load()&careRecv != 0 || flags&ws2def.MSG_OOB != 0 {
		for _, b := range bufs {
			if len(b) > 0 {
				return s.Recv(b, flags)
			}
		}
		return 0, 0
	}
	n, errno := sys.RecvMsg(s.Fd(), &sys.Msg{Buffers: bufs}, int(flags&ws2def.MSG_PEEK))
	if errno != 0 {
		return 0, s.streamError(ws2def.OpRecv, errno)
	}
	if n == 0 {
		return 0, s.ending()
	}
	return n, 0
}

// join copies bufs into one.
func join(bufs [][]byte) []byte {
	var all []byte
	for _, b := range bufs {
		all = append(all, b...)
	}
	return all
}
