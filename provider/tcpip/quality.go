package tcpip

import (
	"encoding/binary"

	"golang.org/x/sys/unix"

	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

var _ spi.Qualifier = (*socket)(nil)

// SetQuality implements [spi.Qualifier]. TCP is paced by the kernel itself; datagrams
// only where the queue of the interface does it, which is not looked into: the core
// holds them to their rate.
//
// Source: P-458, P-459, P-461…P-463.
func (s *socket) SetQuality(q spi.Quality) (held bool, e spi.Errno) {
	s.settings.Or(setTouched)
	class := int32(q.Class) << 2 // ECN has the two bits below
	if s.family == ws2def.AF_INET6 {
		if e := s.setKernel(unix.IPPROTO_IPV6, unix.IPV6_TCLASS, class); e != 0 {
			return false, e
		}
	}
	if s.family == ws2def.AF_INET || s.local.dual {
		if e := s.setKernel(unix.IPPROTO_IP, unix.IP_TOS, class); e != 0 {
			return false, e
		}
	}
	// After IP_TOS, which sets it too.
	if e := s.setKernel(unix.SOL_SOCKET, unix.SO_PRIORITY, q.Priority); e != 0 {
		return false, e
	}
	if s.typ != ws2def.SOCK_STREAM {
		return false, 0
	}
	rate := q.Rate
	if rate == 0 {
		rate = ^uint64(0)
	}
	errno := sys.SetSockOpt(s.Fd(), unix.SOL_SOCKET, unix.SO_MAX_PACING_RATE, binary.LittleEndian.AppendUint64(nil, rate))
	return true, ws2def.FromErrno(ws2def.OpSetSockOpt, errno)
}
