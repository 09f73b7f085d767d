package tcpip

import (
	"encoding/binary"

	"golang.org/x/sys/unix"

	"winsock/internal/sys"
)

// offers reports whether a connection may wait to be accepted. An accept in vain costs
// seven times as much as the question, for the kernel makes the new socket first; one
// question is enough for all connections that wait.
func (s *socket) offers() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	q := s.extra()
	if q.offered == 0 {
		q.offered = backlog(s.Fd())
	}
	return q.offered > 0
}

// Offered implements [spi.Backlog].
func (s *socket) Offered() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.extra().offered
}

// taken notes how an accept has ended.
func (s *socket) taken(errno sys.Errno) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch q := s.extra(); {
	case errno == unix.EAGAIN:
		q.offered = 0 // somebody else was faster
	case errno == 0 && q.offered > 0:
		if q.offered--; q.offered == 0 {
			s.Exhausted()
		}
	}
}

// tcpListen is the kernel's number of the state LISTEN.
const tcpListen = 10

// backlog is how many connections wait at a listener: tcpi_unacked, beside which
// tcpi_sacked is how many may; 1 where the kernel does not tell.
//
// Source: linux/tcp.h, struct tcp_info.
func backlog(fd int) int {
	var info [32]byte
	n, errno := sys.GetSockOpt(fd, unix.IPPROTO_TCP, unix.TCP_INFO, info[:])
	if errno != 0 || n < len(info) || info[0] != tcpListen || binary.NativeEndian.Uint32(info[28:]) == 0 {
		return 1
	}
	return int(binary.NativeEndian.Uint32(info[24:]))
}
