package tcpip

import (
	"golang.org/x/sys/unix"

	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// Urgent data. The kernel keeps one urgent byte apart from the stream and skips
// it in plain reads, so those cost what they always cost. Windows has a queue
// there. So whenever the library looks at a socket (select, WSAPoll, SIOCATMARK,
// a receive with MSG_OOB) it takes the kernel's byte into a queue of its own,
// and once a program has asked for urgent data, plain receives look first too,
// for one more system call each. What remains the kernel's way: of two urgent
// bytes that arrive between two looks the first is lost as urgent data, and so
// is one that a plain receive passes on a socket never asked for any. Nothing
// tells of an urgent byte as it comes: the kernel wakes pollers that watch for
// it at every segment, and SIGURG belongs to the Go run-time and the program.
//
// With SO_OOBINLINE the kernel leaves urgent bytes in the stream, and a receive
// looks where they are.

// sendUrgent sends p, its last byte as urgent data. The last byte goes alone:
// the kernel marks the end of every part it takes.
//
// Source: S-337.
func (s *socket) sendUrgent(p []byte) (int, spi.Errno) {
	done := len(p) - 1
	if done > 0 {
		n, errno := sys.Send(s.Fd(), p[:done], 0)
		if errno != 0 {
			return 0, s.streamError(ws2def.OpSend, errno)
		}
		if n < done {
			return n, 0
		}
	}
	n, errno := sys.Send(s.Fd(), p[done:], unix.MSG_OOB)
	switch {
	case errno == 0:
		return done + n, 0
	case done > 0 && errno == unix.EAGAIN:
		return done, 0
	default:
		return done, s.streamError(ws2def.OpSend, errno)
	}
}

// collect takes the kernel's urgent byte, if it has one. The caller holds mu.
func (s *socket) collect() {
	if s.is(setInline) {
		return
	}
	var b [1]byte
	s.care.Or(careUrgent)
	n, _ := sys.Recv(s.Fd(), b[:], unix.MSG_OOB)
	if n == 1 {
		m := s.extra()
		m.urgent, m.taken = append(m.urgent, b[0]), true
		m.collected++
		s.Nudge() // who waits for the kernel's byte has to look here
	}
	s.noUrgent()
}

// noUrgent drops careUrgent when the queue is empty. The caller holds mu.
func (s *socket) noUrgent() {
	if s.queues == nil || len(s.queues.urgent) == 0 {
		s.care.And(^uint32(careUrgent))
	}
}

// popUrgent moves the first queued byte to p. The caller holds mu and has seen
// that there is one.
func (s *socket) popUrgent(p []byte, flags uint32) int {
	n := copy(p, s.queues.urgent[:1])
	if n > 0 && flags&ws2def.MSG_PEEK == 0 {
		s.queues.urgent = s.queues.urgent[1:]
		s.noUrgent()
	}
	return n
}

// recvUrgent receives one urgent byte.
//
// Source: S-338, S-343, S-344.
func (s *socket) recvUrgent(p []byte, flags uint32) (int, spi.Errno) {
	if s.is(setInline) {
		return 0, ws2def.WSAEINVAL
	}
	if e := s.verdict(); e != 0 {
		return 0, e
	}
	s.care.Or(careMark)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.collect()
	if s.queues != nil && len(s.queues.urgent) > 0 {
		return s.popUrgent(p, flags), 0
	}
	if sys.PollNow(s.Fd(), unix.POLLRDHUP)&unix.POLLRDHUP != 0 {
		return 0, s.ending()
	}
	return 0, ws2def.WSAEWOULDBLOCK
}

// recvPast receives normal bytes and keeps the urgent one that they may lie
// behind.
//
// Source: S-339.
func (s *socket) recvPast(p []byte, flags uint32) (int, spi.Errno) {
	s.mu.Lock()
	s.collect()
	s.mu.Unlock()
	return s.recvStream(p, flags)
}

// recvInline receives with SO_OOBINLINE on: an urgent byte never mixes with
// normal ones, and one that was read as urgent data before does not come again.
//
// Source: S-329, S-342, S-345.
func (s *socket) recvInline(p []byte, flags uint32) (int, spi.Errno) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.queues != nil && len(s.queues.urgent) > 0 {
		return s.popUrgent(p, flags), 0
	}
	s.skipTaken()
	if s.marked() && sys.PollNow(s.Fd(), unix.POLLPRI)&unix.POLLPRI != 0 {
		p = p[:min(len(p), 1)]
	}
	return s.recvStream(p, flags)
}

// marked reports whether the next byte of the stream is the kernel's last
// urgent one.
func (s *socket) marked() bool {
	at, errno := sys.IoctlInt(s.Fd(), unix.SIOCATMARK)
	return errno == 0 && at != 0
}

// skipTaken drops the next byte of the stream when it is an urgent one that was
// taken before SO_OOBINLINE was turned on; the kernel would give it again. The
// caller holds mu.
func (s *socket) skipTaken() bool {
	if s.queues == nil || !s.queues.taken || !s.is(setInline) || !s.marked() {
		return false
	}
	s.queues.taken = false
	if sys.PollNow(s.Fd(), unix.POLLPRI)&unix.POLLPRI != 0 {
		return false // another byte, not taken yet
	}
	var b [1]byte
	n, _ := sys.Recv(s.Fd(), b[:], 0)
	return n == 1
}

// setOOBInline switches SO_OOBINLINE; urgent bytes that wait become the next
// normal ones.
//
// Source: S-341, S-342.
func (s *socket) setOOBInline(on bool) spi.Errno {
	s.mu.Lock()
	defer s.mu.Unlock()
	if on == s.is(setInline) {
		return 0
	}
	if on && s.phase.Load() == connected {
		s.collect()
	}
	if errno := sys.SetSockOptInt(s.Fd(), unix.SOL_SOCKET, unix.SO_OOBINLINE, truth(on)); errno != 0 {
		return ws2def.FromErrno(ws2def.OpSetSockOpt, errno)
	}
	set(&s.settings, setInline, on)
	set(&s.care, careInline, on)
	s.Nudge() // what waits has another place now
	return 0
}

// atMark is the answer of SIOCATMARK: true unless an urgent byte waits.
//
// Source: S-340…S-342.
func (s *socket) atMark() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.phase.Load() == connected {
		s.care.Or(careMark)
		s.collect()
	}
	return s.queues == nil || len(s.queues.urgent) == 0
}

// unreadStream counts the bytes that plain receives would get.
func (s *socket) unreadStream() (int, spi.Errno) {
	if s.phase.Load() != connected || s.verdict() != 0 {
		return 0, 0
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.skipTaken()
	n, errno := sys.IoctlInt(s.Fd(), unix.SIOCINQ)
	if errno != 0 {
		return 0, ws2def.FromErrno(ws2def.OpIoctl, errno)
	}
	if s.is(setInline) && s.queues != nil {
		n += int32(len(s.queues.urgent))
	}
	return int(n), 0
}
