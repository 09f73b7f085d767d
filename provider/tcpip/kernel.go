package tcpip

import (
	"golang.org/x/sys/unix"

	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// Options that the kernel's socket has got. None is set at creation, which must
// cost no more than the kernel's own.
const (
	kernelV6Only    = 1 << iota // IPV6_V6ONLY has the socket's value
	kernelRange                 // IP_LOCAL_PORT_RANGE is the dynamic range
	kernelReuseAddr             // SO_REUSEADDR is on
	kernelReusePort             // SO_REUSEPORT is on
	kernelErrors                // IP_RECVERR and IPV6_RECVERR are on, as far as they matter
	kernelWindows               // options without a wish of the program have Windows' defaults
)

// prepare sets what a connect needs in the kernel.
//
// Source: S-139, S-140, S-464.
func (s *socket) prepare() spi.Errno {
	s.kernelDefaults()
	if e := s.kernelFamily(); e != 0 {
		return e
	}
	if s.typ == ws2def.SOCK_STREAM {
		s.kernelDynamic()
		s.kernelShare(s.local.kernel | kernelReuseAddr)
	}
	return 0
}

// kernelFamily gives the kernel the socket's IPV6_V6ONLY.
//
// Source: S-464.
func (s *socket) kernelFamily() spi.Errno {
	if s.family != ws2def.AF_INET6 || s.local.kernel&kernelV6Only != 0 {
		return 0
	}
	errno := sys.SetSockOptInt(s.Fd(), unix.IPPROTO_IPV6, unix.IPV6_V6ONLY, truth(!s.local.dual))
	if errno != 0 {
		return ws2def.FromErrno(ws2def.OpSetSockOpt, errno)
	}
	s.local.kernel |= kernelV6Only
	return 0
}

// ipLocalPortRange is IP_LOCAL_PORT_RANGE, of Linux 6.3 and later.
const ipLocalPortRange = 51

// kernelDynamic makes the kernel choose from the dynamic range when it gives a
// connection its port, as far as the system's own range goes. Older kernels
// choose from that.
//
// Source: S-139.
func (s *socket) kernelDynamic() {
	if s.local.kernel&kernelRange == 0 {
		const both = dynamicHigh<<16 | dynamicLow
		sys.SetSockOptInt(s.Fd(), unix.IPPROTO_IP, ipLocalPortRange, both-1<<32)
		s.local.kernel |= kernelRange
	}
}

// kernelShare makes the kernel's SO_REUSEADDR and SO_REUSEPORT what want says.
// A failure leaves less shared than the rules allow, which is safe.
func (s *socket) kernelShare(want uint8) {
	for _, o := range [2]struct {
		bit    uint8
		option int
	}{{kernelReuseAddr, unix.SO_REUSEADDR}, {kernelReusePort, unix.SO_REUSEPORT}} {
		if (s.local.kernel^want)&o.bit == 0 {
			continue
		}
		if sys.SetSockOptInt(s.Fd(), unix.SOL_SOCKET, o.option, truth(want&o.bit != 0)) == 0 {
			s.local.kernel ^= o.bit
		}
	}
}

// kernelFavour makes the kernel give all that arrives for a group of equal
// sockets, of which this is one, to the member with the index first. Where the
// kernel refuses, it spreads connections and datagrams over the group.
//
// Source: S-171…S-173, S-179.
func (s *socket) kernelFavour(first int) {
	sys.AttachReusePort(s.Fd(), uint32(first))
}
