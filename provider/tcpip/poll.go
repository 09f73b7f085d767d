package tcpip

import (
	"golang.org/x/sys/unix"

	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

const allInterest = unix.POLLIN | unix.POLLOUT | unix.POLLPRI | unix.POLLRDHUP

// Interest implements [spi.Descriptor].
func (s *socket) Interest(ev spi.Events) int16 {
	var bits int16
	if ev&(spi.Readable|spi.Data) != 0 {
		bits |= unix.POLLIN
	}
	if ev&(spi.Readable|spi.Data|spi.Ended) != 0 {
		bits |= unix.POLLRDHUP
	}
	if ev&spi.Writable != 0 {
		bits |= unix.POLLOUT
	}
	if ev&spi.Urgent != 0 && !s.is(setInline) {
		bits |= unix.POLLPRI
	}
	return bits
}

// Poll implements [spi.Socket].
func (s *socket) Poll() spi.Events {
	return s.Translate(sys.PollNow(s.Fd(), allInterest))
}

// Translate implements [spi.Descriptor].
func (s *socket) Translate(bits int16) spi.Events {
	if s.typ != ws2def.SOCK_STREAM {
		return s.translateDatagram(bits)
	}
	switch s.phase.Load() {
	case connected:
		return s.translateConnected(bits)
	case connecting:
		switch {
		case bits&(unix.POLLERR|unix.POLLHUP) != 0:
			return spi.Failed
		case bits&unix.POLLOUT != 0:
			return spi.Writable
		}
		return 0
	}
	// A socket that is neither connected nor listening is hung up for the
	// kernel; one that listens never is.
	var ev spi.Events
	if s.phase.Load() == failed {
		ev = spi.Failed
	}
	if bits&unix.POLLIN != 0 && bits&(unix.POLLHUP|unix.POLLERR) == 0 {
		ev |= spi.Readable | spi.Data
	}
	return ev
}

// translateConnected is Translate for a TCP connection.
//
// Source: S-416…S-422, S-442…S-451.
func (s *socket) translateConnected(bits int16) spi.Events {
	if bits&unix.POLLERR != 0 || s.care.Load()&careBroken != 0 {
		return spi.Reset | spi.Readable | spi.Writable | spi.Data | spi.Ended
	}
	var ev spi.Events
	if bits&unix.POLLOUT != 0 {
		ev |= spi.Writable
	}
	if bits&unix.POLLRDHUP != 0 {
		ev |= spi.Ended | spi.Readable
	}
	if bits&unix.POLLPRI != 0 || s.care.Load()&(careUrgent|careInline) != 0 {
		s.mu.Lock()
		if s.skipTaken() {
			bits = bits&^unix.POLLIN | sys.PollNow(s.Fd(), unix.POLLIN)
		}
		if bits&unix.POLLPRI != 0 {
			s.collect()
		}
		waiting := s.queues != nil && len(s.queues.urgent) > 0
		s.mu.Unlock()
		switch {
		case waiting && s.is(setInline):
			ev |= spi.Readable | spi.Data
		case waiting:
			ev |= spi.Urgent
		}
	}
	if bits&unix.POLLIN != 0 {
		ev |= spi.Readable
		if bits&unix.POLLRDHUP == 0 || s.queued() {
			ev |= spi.Data
		}
	}
	return ev
}

// queued reports whether there are bytes before the end of the stream.
func (s *socket) queued() bool {
	n, errno := sys.IoctlInt(s.Fd(), unix.SIOCINQ)
	return errno == 0 && n > 0
}

// translateDatagram is Translate for UDP and raw sockets.
//
// Source: S-355, S-412, S-454, S-455.
func (s *socket) translateDatagram(bits int16) spi.Events {
	told := false
	if bits&unix.POLLERR != 0 || s.care.Load()&careICMP != 0 {
		if s.typ == ws2def.SOCK_DGRAM {
			told = s.hasICMP()
		} else {
			sys.GetSockOptInt(s.Fd(), unix.SOL_SOCKET, unix.SO_ERROR)
		}
	}
	if bits&unix.POLLIN != 0 && s.care.Load()&careSift != 0 {
		s.mu.Lock()
		s.sift()
		s.mu.Unlock()
		bits = bits&^unix.POLLIN | sys.PollNow(s.Fd(), unix.POLLIN)
	}
	var ev spi.Events
	if bits&unix.POLLIN != 0 || told {
		ev |= spi.Readable | spi.Data
	}
	if bits&unix.POLLOUT != 0 {
		ev |= spi.Writable
	}
	return ev
}
