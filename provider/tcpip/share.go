package tcpip

import (
	"encoding/binary"
	"encoding/json"
	"net/netip"

	"golang.org/x/sys/unix"

	"winsock/internal/registry"
	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

var (
	_ spi.Sharer   = (*socket)(nil)
	_ spi.Importer = provider{}
)

// exported is what another process has to know of a socket beside what the kernel
// tells of its descriptor.
type exported struct {
	Phase, Broken, Settings, Care, Wants uint32
	Result                               spi.Errno
	Peer, Name                           []byte // Linux sockaddrs
	Use                                  registry.Use
	Dual, Claimed, Heir                  bool
	Kernel                               uint8
	Options                              *exportedOptions
}

// exportedOptions is what optionExtra has for all processes. Port reservations and
// time stamps stay with the process that asked for them.
type exportedOptions struct {
	Keep                                  uint8
	Hops, Listed, NoBroadcast, Restricted bool
	MulticastIf                           [4]byte
	Interfaces                            []uint32
	Groups                                []exportedGroup
	ICMP                                  []byte
}

type exportedGroup struct {
	Level   int32
	Index   uint32
	Group   netip.Addr
	Exclude bool
	Sources []netip.Addr
}

// privateCare are reasons for the long way that lie in this process alone: bytes
// that it has taken from the kernel.
const privateCare = careICMP | careUrgent | careMark

// Export implements [spi.Sharer].
func (s *socket) Export() ([]byte, spi.Errno) {
	s.NeverBlock()
	s.Lend()
	s.mu.Lock()
	defer s.mu.Unlock()
	var at kernelAddr
	x := exported{
		Phase: s.phase.Load(), Broken: s.broken.Load(), Result: s.result,
		Settings: s.settings.Load() | setTouched, Care: s.care.Load() &^ privateCare, Wants: s.option.wants.Load(),
		Peer: s.peer.sockaddr(&at),
		Use:  s.local.use, Dual: s.local.dual, Kernel: s.local.kernel,
		Claimed: s.local.claim != nil, Heir: s.local.heir,
	}
	var named kernelAddr
	if s.local.name != nil {
		x.Name = s.local.name.sockaddr(&named)
	}
	if o := s.option.set; o != nil {
		x.Options = &exportedOptions{
			Keep: o.keep, Hops: o.hops, Listed: o.listed, NoBroadcast: o.noBroadcast, Restricted: o.restricted,
			MulticastIf: o.multicastIf, Interfaces: o.interfaces, ICMP: o.icmp,
		}
		for _, g := range o.groups {
			x.Options.Groups = append(x.Options.Groups, exportedGroup{g.level, g.index, g.group, g.exclude, g.sources})
		}
	}
	text, err := json.Marshal(&x)
	if err != nil {
		return nil, ws2def.WSAENOBUFS
	}
	s.shareClaim()
	return text, 0
}

// Export implements [spi.Sharer]: a raw socket for all protocols is two of the
// kernel's, and no stranger could tell what was captured.
func (w *anyRaw) Export() ([]byte, spi.Errno) { return nil, ws2def.WSAEOPNOTSUPP }

// shareClaim makes the record of the socket's port one that other processes may have
// too. The caller holds mu.
func (s *socket) shareClaim() {
	c := s.local.claim
	if c == nil || s.local.heir || c.Shared() {
		return
	}
	if cookie, errno := sys.SocketCookie(s.Fd()); errno == 0 {
		p := c.Lock()
		p.Share(c, cookie)
		p.Unlock()
	}
}

// Update implements [spi.Sharer].
func (s *socket) Update(state []byte) spi.Errno {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.update(state)
}

// update is Update for who holds mu, or alone has the socket.
func (s *socket) update(state []byte) spi.Errno {
	var x exported
	if json.Unmarshal(state, &x) != nil || x.Phase > failed || x.Use > registry.Exclusive ||
		!s.isAddr(x.Peer) || !s.isAddr(x.Name) {
		return ws2def.WSAEINVAL
	}
	s.phase.Store(x.Phase)
	s.broken.CompareAndSwap(0, x.Broken)
	s.result = x.Result
	s.settings.Store(x.Settings)
	s.care.Store(s.care.Load()&privateCare | x.Care&^privateCare)
	s.option.wants.Store(x.Wants)
	s.peer = peer{}
	if len(x.Peer) > 0 {
		s.peer = remember(x.Peer)
	}
	s.local.name = nil
	if len(x.Name) > 0 {
		name := remember(x.Name)
		s.local.name = &name
	}
	s.local.use, s.local.dual, s.local.kernel = x.Use, x.Dual, x.Kernel
	if x.Claimed && s.local.claim == nil {
		s.claimShared(x.Heir)
	}
	if x.Options == nil {
		return 0
	}
	o, from := s.extraOptions(), x.Options
	o.keep, o.hops, o.listed, o.noBroadcast, o.restricted = from.Keep, from.Hops, from.Listed, from.NoBroadcast, from.Restricted
	o.multicastIf, o.interfaces, o.icmp = from.MulticastIf, from.Interfaces, from.ICMP
	o.groups = nil
	for _, g := range from.Groups {
		o.groups = append(o.groups, membership{g.Level, g.Index, g.Group, g.Exclude, g.Sources})
	}
	return 0
}

// isAddr reports whether sa is none, or an address as the kernel has it for the
// socket.
func (s *socket) isAddr(sa []byte) bool {
	switch len(sa) {
	case 0:
		return true
	case 16:
		return sa[0] == unix.AF_INET
	case len(kernelAddr{}):
		return sa[0] == unix.AF_INET6 && s.family == ws2def.AF_INET6
	}
	return false
}

// claimShared makes this process one of those whose the port is.
func (s *socket) claimShared(heir bool) {
	var sa kernelAddr
	n, errno := sys.GetSockName(s.Fd(), sa[:])
	cookie, e := sys.SocketCookie(s.Fd())
	if errno != 0 || e != 0 || n != s.addrLen() {
		return
	}
	port := binary.BigEndian.Uint16(sa[2:])
	if port == 0 {
		return
	}
	entry := s.entry(sa[:n], port)
	p := registry.Lock(s.Fd(), s.protocol, port)
	defer p.Unlock()
	s.local.claim = p.AddShared(entry, cookie, heir)
	s.local.heir = heir && s.local.claim != nil
}

// Leave implements [spi.Sharer]. The place among equal sockets goes to another
// process's record.
func (s *socket) Leave() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.local.left = true
}

// Import implements [spi.Importer].
func (provider) Import(req *spi.Request, fd int, state []byte) (spi.Socket, spi.Errno) {
	family, typ, protocol, e := req.Triple()
	s := &socket{family: uint16(family), typ: uint8(typ), protocol: uint8(protocol)}
	if e != 0 || !s.isKernels(fd) {
		sys.Close(fd)
		return nil, ws2def.WSAEINVAL
	}
	s.FD.Init(fd)
	var peer kernelAddr
	if _, errno := sys.GetPeerName(fd, peer[:]); errno == 0 {
		s.LetBlock() // it may be a standard descriptor as well
	} else {
		sys.SetNonblock(fd)
	}
	if e := s.update(state); e != 0 {
		s.Close(false)
		return nil, e
	}
	return s, 0
}

// isKernels reports whether fd is a socket of the kernel's such as s needs.
func (s *socket) isKernels(fd int) bool {
	domain := int32(unix.AF_INET)
	if s.family == ws2def.AF_INET6 {
		domain = unix.AF_INET6
	}
	for _, o := range [3]struct {
		option int
		value  int32
	}{{unix.SO_DOMAIN, domain}, {unix.SO_TYPE, int32(s.typ)}, {unix.SO_PROTOCOL, int32(s.protocol)}} {
		if v, errno := sys.GetSockOptInt(fd, unix.SOL_SOCKET, o.option); errno != 0 || v != o.value {
			return false
		}
	}
	return s.family == ws2def.AF_INET || s.family == ws2def.AF_INET6
}
