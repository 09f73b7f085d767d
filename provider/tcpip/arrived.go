package tcpip

import (
	"encoding/binary"

	"golang.org/x/sys/unix"

	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

var _ spi.Arriver = (*socket)(nil)

// Arrived implements [spi.Arriver].
//
// Source: O-316, O-324, O-336.
func (s *socket) Arrived(ev spi.Events) uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	var urgent uint64
	if s.queues != nil {
		urgent = s.queues.collected
	}
	switch {
	case ev == spi.Urgent:
		return urgent
	case s.typ == ws2def.SOCK_STREAM:
		return s.arrivedStream(urgent)
	}
	return s.arrivedDatagrams()
}

// arrivedStream counts a listener's connections, or the bytes that a connection has
// got, without urgent ones and the end.
func (s *socket) arrivedStream(urgent uint64) uint64 {
	const queue, received = 24, 128 // tcpi_unacked, which in a listener is its queue, and tcpi_bytes_received
	var k kernelTCPInfo
	if _, errno := sys.GetSockOpt(s.Fd(), unix.IPPROTO_TCP, unix.TCP_INFO, k[:]); errno != 0 {
		return 0
	}
	n := k.u64(received)
	switch k[0] {
	case unix.BPF_TCP_LISTEN:
		return uint64(k.u32(queue))
	case unix.BPF_TCP_CLOSE_WAIT, unix.BPF_TCP_LAST_ACK, unix.BPF_TCP_CLOSING, unix.BPF_TCP_TIME_WAIT:
		n-- // the kernel counts the end as a byte
	}
	return n - urgent
}

// arrivedDatagrams tells the memory that is taken by what has arrived.
func (s *socket) arrivedDatagrams() uint64 {
	var memory [unix.SK_MEMINFO_VARS * 4]byte
	if _, errno := sys.GetSockOpt(s.Fd(), unix.SOL_SOCKET, unix.SO_MEMINFO, memory[:]); errno != 0 {
		return 0
	}
	return uint64(binary.NativeEndian.Uint32(memory[unix.SK_MEMINFO_RMEM_ALLOC*4:]))
}
