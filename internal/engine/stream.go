package engine

import (
	"sync/atomic"

	"golang.org/x/sys/unix"

	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// Stream is the descriptor of a byte stream with Winsock's memory: the kernel
// tells once that a connection broke and then answers as if it had ended well,
// Winsock repeats the reason (S-274, S-310). Transports of kernel streams embed
// it; flags of the transfers are Linux's.
type Stream struct {
	FD
	broken atomic.Uint32 // Errno that every transfer ends with; 0 while all is well
	ended  atomic.Bool   // this side has shut down sending
}

// Broken returns why the connection broke, 0 when nothing is known.
func (s *Stream) Broken() ws2def.Errno { return ws2def.Errno(s.broken.Load()) }

// Send takes what there is room for.
//
// Source: S-274, S-276, S-687, S-688.
func (s *Stream) Send(p []byte, flags int) (int, ws2def.Errno) {
	n, errno := sys.Send(s.Fd(), p, flags)
	if errno != 0 {
		return 0, s.sendError(errno)
	}
	return n, 0
}

// SendMsg is Send for several buffers.
func (s *Stream) SendMsg(m *sys.Msg, flags int) (int, ws2def.Errno) {
	n, errno := sys.SendMsg(s.Fd(), m, flags)
	if errno != 0 {
		return 0, s.sendError(errno)
	}
	return n, 0
}

// SendFile sends up to n bytes of a file from offset; 0 at its end. WSAEOPNOTSUPP: the
// kernel can't send from this file.
func (s *Stream) SendFile(file int, offset int64, n int) (int, ws2def.Errno) {
	s.NeverBlock()
	sent, errno := sys.SendFile(s.Fd(), file, offset, n)
	switch {
	case errno == unix.EINVAL || errno == unix.ENOSYS || errno == unix.EOVERFLOW:
		return 0, ws2def.WSAEOPNOTSUPP
	case errno != 0:
		return 0, s.sendError(errno)
	}
	return sent, 0
}

// Recv fills p; 0 bytes mean the end of the stream.
//
// Source: S-307, S-308, S-310, S-689.
func (s *Stream) Recv(p []byte, flags int) (int, ws2def.Errno) {
	n, errno := sys.Recv(s.Fd(), p, flags)
	switch {
	case errno != 0:
		return 0, s.recvError(errno)
	case n == 0:
		return 0, s.Broken()
	}
	return n, 0
}

// RecvMsg is Recv for several buffers.
func (s *Stream) RecvMsg(m *sys.Msg, flags int) (int, ws2def.Errno) {
	n, errno := sys.RecvMsg(s.Fd(), m, flags)
	switch {
	case errno != 0:
		return 0, s.recvError(errno)
	case n == 0:
		return 0, s.Broken()
	}
	return n, 0
}

// Direct implements [spi.Direct].
func (s *Stream) Direct() (fd int, ok bool) {
	if s.Broken() != 0 || !s.LetBlock() {
		return 0, false
	}
	return s.Fd(), true
}

// DirectError implements [spi.Direct].
func (s *Stream) DirectError(send bool, errno int32) ws2def.Errno {
	if errno == 0 {
		return s.Broken()
	}
	if send {
		return s.sendError(sys.Errno(errno))
	}
	return s.recvError(sys.Errno(errno))
}

// Shutdown ends the sending direction.
func (s *Stream) Shutdown() ws2def.Errno {
	s.ended.Store(true)
	if errno := sys.Shutdown(s.Fd(), unix.SHUT_WR); errno != 0 {
		return ws2def.FromErrno(ws2def.OpShutdown, errno)
	}
	return 0
}

// Ended reports whether this side has shut down sending.
func (s *Stream) Ended() bool { return s.ended.Load() }

// Learn takes in what another process that uses the stream knows: why the connection
// broke, if it did, and whether this side has shut down sending.
func (s *Stream) Learn(broken ws2def.Errno, ended bool) {
	s.broken.CompareAndSwap(0, uint32(broken))
	s.ended.Store(ended)
}

// Renew forgets what is known about the connection, for another one.
func (s *Stream) Renew() {
	s.broken.Store(0)
	s.ended.Store(false)
}

func (s *Stream) sendError(errno sys.Errno) ws2def.Errno {
	switch {
	case errno == unix.EAGAIN:
		return ws2def.WSAEWOULDBLOCK
	case errno != unix.EPIPE:
		return s.remember(ws2def.FromErrno(ws2def.OpSend, errno))
	case s.ended.Load() && s.Broken() == 0:
		return ws2def.WSAESHUTDOWN
	case s.Broken() != 0:
		return s.Broken()
	}
	// The peer is gone. A reset waits to be told, a full close does not.
	if code, errno := sys.GetSockOptInt(s.Fd(), unix.SOL_SOCKET, unix.SO_ERROR); errno == 0 && code != 0 {
		if e := s.remember(ws2def.FromErrno(ws2def.OpSend, sys.Errno(code))); s.Broken() != 0 {
			return e
		}
	}
	return s.remember(ws2def.WSAECONNABORTED)
}

func (s *Stream) recvError(errno sys.Errno) ws2def.Errno {
	switch errno {
	case unix.EAGAIN:
		return ws2def.WSAEWOULDBLOCK
	case unix.EPIPE:
		return s.remember(ws2def.WSAECONNABORTED)
	}
	return s.remember(ws2def.FromErrno(ws2def.OpRecv, errno))
}

// remember keeps e when it means that the connection broke; the first reason
// stays. It returns e, or the reason kept before.
func (s *Stream) remember(e ws2def.Errno) ws2def.Errno {
	switch e {
	case ws2def.WSAECONNRESET, ws2def.WSAECONNABORTED, ws2def.WSAENETRESET, ws2def.WSAETIMEDOUT:
		if !s.broken.CompareAndSwap(0, uint32(e)) {
			return s.Broken()
		}
	}
	return e
}

// everything is all that poll(2) can tell about a stream.
const everything = unix.POLLIN | unix.POLLOUT | unix.POLLPRI | unix.POLLRDHUP

// Interest implements [spi.Descriptor].
func (s *Stream) Interest(ev spi.Events) int16 { return bits(ev) }

// Poll implements [spi.Socket].
func (s *Stream) Poll() spi.Events { return s.Translate(sys.PollNow(s.Fd(), everything)) }

// Translate implements [spi.Descriptor]. Only a stream that has ended takes
// another system call, to tell data from the end.
func (s *Stream) Translate(b int16) spi.Events {
	var ev spi.Events
	if b&(unix.POLLIN|unix.POLLRDHUP) != 0 {
		ev |= spi.Readable
		if b&unix.POLLIN != 0 && (b&unix.POLLRDHUP == 0 || s.more()) {
			ev |= spi.Data
		}
	}
	if b&unix.POLLOUT != 0 {
		ev |= spi.Writable
	}
	if b&unix.POLLPRI != 0 {
		ev |= spi.Urgent
	}
	if b&unix.POLLRDHUP != 0 {
		ev |= spi.Ended
	}
	if b&unix.POLLERR != 0 || s.Broken() != 0 {
		ev |= spi.Reset
	}
	return ev
}

// more reports whether there is data before the end.
func (s *Stream) more() bool {
	n, e := s.Queued()
	return n > 0 || e != 0
}

// Queued returns the bytes that a receive would get.
func (s *Stream) Queued() (int, ws2def.Errno) {
	n, errno := sys.IoctlInt(s.Fd(), unix.SIOCINQ)
	if errno != 0 {
		return 0, ws2def.FromErrno(ws2def.OpIoctl, errno)
	}
	return int(n), 0
}
