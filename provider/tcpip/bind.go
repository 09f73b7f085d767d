package tcpip

import (
	"encoding/binary"
	"math/rand/v2"
	"net/netip"
	"time"

	"golang.org/x/sys/unix"

	"winsock/internal/registry"
	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// binding is what a socket knows about its local address beside the kernel.
type binding struct {
	claim  *registry.Claim // nil: unbound, bound implicitly, or nobody knows
	use    registry.Use    // for the next bind
	dual   bool            // IPV6_V6ONLY is off
	heir   bool            // the claim is the listener's that accepted the socket
	left   bool            // other processes go on with the socket
	kernel uint8           // kernel options that are set: the bits of kernel.go
	name   *peer           // the local address of a listener and what it accepts; nil: ask the kernel
}

// The dynamic port range.
//
// Source: S-133.
const (
	dynamicLow  = 49152
	dynamicHigh = 65535
)

// setUse notes SO_REUSEADDR or SO_EXCLUSIVEADDRUSE for the next bind. The core
// sees to it that only one of them is on.
//
// Source: S-141.
func (s *socket) setUse(option int32, on bool) {
	use := registry.Reuse
	if option == ws2def.SO_EXCLUSIVEADDRUSE {
		use = registry.Exclusive
	}
	switch {
	case on:
		s.local.use = use
	case s.local.use == use:
		s.local.use = registry.Plain
	}
}

// setV6Only notes IPV6_V6ONLY for the next bind or connect; it is on for a new
// socket.
//
// Source: S-141, S-464.
func (s *socket) setV6Only(on bool) {
	if s.local.dual == on {
		s.local.dual = !on
		s.local.kernel &^= kernelV6Only | kernelErrors
	}
}

// Bind implements [spi.Binder]. A failed bind leaves the socket as it was.
//
// Source: S-122…S-135, S-471.
func (s *socket) Bind(name []byte) spi.Errno {
	var buf kernelAddr
	sa, e := s.toKernel(&buf, name)
	if e != 0 {
		return e
	}
	if e := s.mayBind(sa); e != 0 {
		return e
	}
	s.kernelDefaults()
	if s.typ == ws2def.SOCK_RAW {
		sa[2], sa[3] = 0, 0 // no ports: Linux sees a protocol there
		return ws2def.FromErrno(ws2def.OpBind, sys.Bind(s.Fd(), sa))
	}
	if e := s.kernelFamily(); e != 0 {
		return e
	}
	if e := s.tellErrors(); e != 0 {
		return e
	}
	if done, e := s.bindReserved(sa); done {
		return e
	}
	if port := binary.BigEndian.Uint16(sa[2:]); port != 0 {
		return s.bindPort(sa, port)
	}
	return s.bindDynamic(sa)
}

// BindAny implements [spi.Binder]. There is no claim for a socket that is bound
// implicitly, so the kernel lets nobody else share its port.
//
// Source: S-133, S-137.
func (s *socket) BindAny([]byte) spi.Errno {
	s.kernelDefaults()
	if s.typ == ws2def.SOCK_RAW {
		return 0
	}
	if e := s.kernelFamily(); e != 0 {
		return e
	}
	if e := s.tellErrors(); e != 0 {
		return e
	}
	sa := kernelAddr{unix.AF_INET}
	if s.family == ws2def.AF_INET6 {
		sa[0] = unix.AF_INET6
	}
	_, e := s.bindFree(sa[:s.addrLen()])
	return e
}

// endPatience is how long a process that was killed may take to give up its port, in pauses.
const (
	endPatience = time.Second
	endPause    = time.Millisecond
)

// bindPort binds to a certain port, and tells of it at the doors of audited sockets
// there. When nobody can keep a record because the process of one is ending, so is
// what stands in the way, and the bind is tried again.
//
// Source: P-422.
func (s *socket) bindPort(sa []byte, port uint16) spi.Errno {
	for waited := time.Duration(0); ; waited += endPause {
		p, e := s.tryPort(sa, port)
		missed := p.Audited() && p.Tell(s.attempt(sa, port, e))
		if e == 0 || !missed && !p.Leaving() || waited > endPatience {
			return e
		}
		time.Sleep(endPause)
	}
}

// attempt describes a bind with the end e.
func (s *socket) attempt(sa []byte, port uint16, e spi.Errno) *registry.Attempt {
	a := &registry.Attempt{Entry: s.entry(sa, port), Error: e}
	a.Cookie, _ = sys.SocketCookie(s.Fd())
	a.Namespace, _ = sys.NetNamespace(s.Fd())
	return a
}

// tryPort binds to a certain port. The kernel is asked without any option that
// lets sockets share a port, and has the last word then. When it finds the port
// in use, the registry says whether the rules allow to share it.
//
// Source: S-140, S-143…S-169, S-178.
func (s *socket) tryPort(sa []byte, port uint16) (registry.Port, spi.Errno) {
	p := registry.Lock(s.Fd(), s.protocol, port)
	defer p.Unlock()
	entry := s.entry(sa, port)
	s.kernelShare(0)
	errno := sys.Bind(s.Fd(), sa)
	beside := false
	if errno == unix.EADDRINUSE {
		var verdict spi.Errno
		if beside, verdict = p.Check(&entry); verdict != 0 {
			return p, verdict
		}
		s.kernelShare(s.shareToBind(beside))
		if errno = sys.Bind(s.Fd(), sa); errno != 0 {
			s.kernelShare(0)
		}
	}
	if errno != 0 {
		return p, ws2def.FromErrno(ws2def.OpBind, errno)
	}
	s.claimPort(&p, entry, beside)
	return p, 0
}

// bindDynamic binds to a port of the dynamic range that nobody uses.
//
// Source: S-133, S-139.
func (s *socket) bindDynamic(sa []byte) spi.Errno {
	s.kernelShare(0)
	port, e := s.bindFree(sa)
	if e != 0 {
		return e
	}
	// Until it is claimed nobody shares the port: the kernel does not let them.
	p := registry.Lock(s.Fd(), s.protocol, port)
	defer p.Unlock()
	s.claimPort(&p, s.entry(sa, port), false)
	return 0
}

// claimPort makes it known that the socket is bound, and lets those share its
// port who may. beside tells that somebody does already.
func (s *socket) claimPort(p *registry.Port, entry registry.Entry, beside bool) {
	s.local.claim = p.Add(entry)
	if s.local.claim == nil {
		if !beside {
			s.kernelShare(0)
		}
		return
	}
	s.kernelShare(s.shareBound())
	if beside && s.typ == ws2def.SOCK_DGRAM && s.local.claim.Grouped() {
		if first, several := p.Join(s.local.claim); several {
			s.kernelFavour(first)
		}
	}
}

// shareToBind is what the kernel must let the socket share to be bound to a port
// in use, when the rules allow it. Connections in TIME_WAIT, and sockets of
// other libraries that share by themselves, are in use to the kernel too.
//
// Source: S-140, S-178.
func (s *socket) shareToBind(beside bool) uint8 {
	switch {
	case beside, s.typ == ws2def.SOCK_DGRAM && s.local.use == registry.Reuse:
		return kernelReuseAddr | kernelReusePort
	case s.typ == ws2def.SOCK_STREAM:
		return kernelReuseAddr
	}
	return 0
}

// shareBound is what the kernel must let others share with a bound socket: as
// little as the rules need. SO_REUSEADDR, for TCP, yields to nobody once the
// socket listens, and what is needed then comes with listen; for UDP it hands
// the port to whoever binds last, so only those get it who asked for it. To
// SO_REUSEPORT the kernel admits sockets of the same user only.
//
// Source: S-140, S-178.
func (s *socket) shareBound() uint8 {
	switch {
	case s.local.claim.Alone():
		return 0
	case s.typ == ws2def.SOCK_STREAM:
		return s.local.kernel&kernelReusePort | kernelReuseAddr
	case s.local.claim.Grouped():
		return kernelReuseAddr | kernelReusePort
	}
	return kernelReusePort
}

// entry describes the socket, bound to the kernel address sa and port, for the
// rules.
func (s *socket) entry(sa []byte, port uint16) registry.Entry {
	addr, scope := hostOf(sa)
	v6 := s.family == ws2def.AF_INET6
	return registry.Entry{
		Protocol: s.protocol, Port: port, Addr: addr.Unmap(), Scope: scope,
		V6: v6, Dual: v6 && s.local.dual && addr == netip.IPv6Unspecified(),
		Use: s.local.use,
	}
}

// hostOf gives the address in a Linux sockaddr, and the scope when it is a
// link-local one.
func hostOf(sa []byte) (addr netip.Addr, scope uint32) {
	if len(sa) == 16 {
		return netip.AddrFrom4([4]byte(sa[4:8])), 0
	}
	addr = netip.AddrFrom16([16]byte(sa[8:24]))
	if addr.IsLinkLocalUnicast() {
		scope = binary.NativeEndian.Uint32(sa[24:])
	}
	return addr, scope
}

// bindFree binds to a dynamic port that nobody uses, which it puts into sa and
// returns. The kernel is not asked to choose: it knows a part of the range only
// and takes a port that it chose away from a socket whose connect fails.
//
// Source: S-133, S-139, S-185.
func (s *socket) bindFree(sa []byte) (uint16, spi.Errno) {
	const ports = dynamicHigh - dynamicLow + 1
	start := rand.IntN(ports)
	for i := range ports {
		port := uint16(dynamicLow + (start+i)%ports)
		binary.BigEndian.PutUint16(sa[2:], port)
		if errno := sys.Bind(s.Fd(), sa); errno != unix.EADDRINUSE {
			return port, ws2def.FromErrno(ws2def.OpBind, errno)
		}
	}
	return 0, ws2def.WSAENOBUFS
}

// release gives up the socket's claim to its port and closes the descriptor.
//
// Source: S-172, S-175, S-179.
func (s *socket) release() {
	switch c := s.local.claim; {
	case c == nil:
		s.FD.Close()
	case s.local.heir:
		s.FD.Close()
		c.ReleaseHeir()
	default:
		s.releaseClaim(c)
	}
}

// releaseClaim is release for a socket whose claim is its own.
func (s *socket) releaseClaim(c *registry.Claim) {
	switch {
	case s.local.left:
		s.FD.Close()
		p := c.Lock()
		p.Pass(c)
		c.Release()
		p.Unlock()
	case !c.Grouped():
		s.FD.Close()
		c.Release()
	default:
		p := c.Lock()
		if first, several := p.Leave(c); several {
			s.kernelFavour(first)
		}
		s.FD.Close()
		c.Release()
		p.Unlock()
	}
}

// bequeath gives a, a connection that s accepted, its part of what s is bound
// to.
//
// Source: S-175.
func (s *socket) bequeath(a *socket) {
	a.local.dual, a.local.kernel, a.local.name = s.local.dual, s.local.kernel, s.local.name
	a.local.claim = s.local.claim.Heir()
	a.local.heir = a.local.claim != nil
}
