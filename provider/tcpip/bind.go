package tcpip

import (
	"golang.org/x/sys/unix"

	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// binding is what a socket knows about its local address beside the kernel.
type binding struct {
	dual   bool  // IPV6_V6ONLY is off
	reuse  bool  // SO_REUSEADDR is on
	excl   bool  // SO_EXCLUSIVEADDRUSE is on
	kernel uint8 // kernel options that are set: the option bits below
}

// Kernel options of a binding.
const (
	kernelV6Only    = 1 << iota // IPV6_V6ONLY has the socket's value
	kernelRange                 // IP_LOCAL_PORT_RANGE is the dynamic range
	kernelReuseAddr             // SO_REUSEADDR is on
	kernelReusePort             // SO_REUSEPORT is on
)

// The dynamic port range (S-133).
const (
	dynamicLow  = 49152
	dynamicHigh = 65535
)

// setUse notes SO_REUSEADDR or SO_EXCLUSIVEADDRUSE for the next bind.
//
// Source: S-141.
func (s *socket) setUse(option int32, on bool) {
	if option == ws2def.SO_EXCLUSIVEADDRUSE {
		s.local.excl = on
	} else {
		s.local.reuse = on
	}
}

// setV6Only notes IPV6_V6ONLY for the next bind or connect; it is on for a new
// socket.
//
// Source: S-141, S-464.
func (s *socket) setV6Only(on bool) {
	s.local.dual = !on
	s.local.kernel &^= kernelV6Only
}

// prepare sets the kernel options that a connect needs and a new socket has
// not: nothing is set at creation.
//
// Source: S-139, S-140, S-464.
func (s *socket) prepare() spi.Errno {
	if e := s.kernelFamily(); e != 0 {
		return e
	}
	s.kernelDynamic()
	if s.typ == ws2def.SOCK_STREAM {
		return s.kernelSwitch(kernelReuseAddr, unix.SO_REUSEADDR, true)
	}
	return 0
}

// kernelFamily gives the kernel the socket's IPV6_V6ONLY.
func (s *socket) kernelFamily() spi.Errno {
	if s.family != ws2def.AF_INET6 || s.local.kernel&kernelV6Only != 0 {
		return 0
	}
	only := int32(1)
	if s.local.dual {
		only = 0
	}
	if errno := sys.SetSockOptInt(s.Fd(), unix.IPPROTO_IPV6, unix.IPV6_V6ONLY, only); errno != 0 {
		return ws2def.FromErrno(ws2def.OpSetSockOpt, errno)
	}
	s.local.kernel |= kernelV6Only
	return 0
}

// ipLocalPortRange is IP_LOCAL_PORT_RANGE of Linux 6.3 and later.
const ipLocalPortRange = 51

// kernelDynamic makes the kernel choose ports of the dynamic range, as far as
// the system's own range allows. Kernels that do not know the option choose
// from the system's range.
func (s *socket) kernelDynamic() {
	if s.typ == ws2def.SOCK_RAW || s.local.kernel&kernelRange != 0 {
		return
	}
	high := dynamicHigh
	sys.SetSockOptInt(s.Fd(), unix.IPPROTO_IP, ipLocalPortRange, int32(uint32(high)<<16|dynamicLow))
	s.local.kernel |= kernelRange
}

// kernelSwitch turns an option of level SOL_SOCKET on or off; bit remembers it.
func (s *socket) kernelSwitch(bit uint8, option int, on bool) spi.Errno {
	if s.local.kernel&bit != 0 == on {
		return 0
	}
	value := int32(0)
	if on {
		value = 1
	}
	if errno := sys.SetSockOptInt(s.Fd(), unix.SOL_SOCKET, option, value); errno != 0 {
		return ws2def.FromErrno(ws2def.OpSetSockOpt, errno)
	}
	s.local.kernel ^= bit
	return 0
}

// Bind implements [spi.Binder].
func (s *socket) Bind(name []byte) spi.Errno {
	var buf kernelAddr
	sa, e := s.toKernel(&buf, name)
	if e != 0 {
		return e
	}
	if e := s.prepare(); e != 0 {
		return e
	}
	if errno := sys.Bind(s.Fd(), sa); errno != 0 {
		return ws2def.FromErrno(ws2def.OpBind, errno)
	}
	return 0
}

// BindAny implements [spi.Binder].
func (s *socket) BindAny([]byte) spi.Errno {
	var any [28]byte
	any[0], any[1] = byte(s.family), byte(s.family>>8)
	return s.Bind(any[:s.addrLen()])
}

// release gives up the socket's claim to its port.
func (s *socket) release() {}
