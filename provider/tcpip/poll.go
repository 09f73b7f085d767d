package tcpip

import (
	"golang.org/x/sys/unix"

	"winsock/internal/sys"
	"winsock/spi"
)

const allInterest = unix.POLLIN | unix.POLLOUT | unix.POLLPRI | unix.POLLRDHUP

// Interest implements [spi.Descriptor].
func (s *socket) Interest(ev spi.Events) int16 {
	var bits int16
	if ev&(spi.Readable|spi.Data|spi.Ended) != 0 {
		bits |= unix.POLLIN | unix.POLLRDHUP
	}
	if ev&spi.Writable != 0 {
		bits |= unix.POLLOUT
	}
	if ev&spi.Urgent != 0 {
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
	var ev spi.Events
	if bits&unix.POLLIN != 0 {
		ev |= spi.Readable
		if bits&unix.POLLRDHUP == 0 || s.queued() {
			ev |= spi.Data
		}
	}
	if bits&unix.POLLOUT != 0 {
		ev |= spi.Writable
	}
	if bits&unix.POLLPRI != 0 {
		ev |= spi.Urgent
	}
	if bits&unix.POLLRDHUP != 0 {
		ev |= spi.Ended
	}
	if bits&unix.POLLERR != 0 {
		ev |= spi.Reset
	}
	return ev
}

func (s *socket) queued() bool {
	n, errno := sys.IoctlInt(s.Fd(), unix.SIOCINQ)
	return errno == 0 && n > 0
}
