package tcpip

import (
	"encoding/binary"
	"math"
	"math/bits"
	"slices"
	"sync/atomic"

	"golang.org/x/sys/unix"

	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

var _ spi.Optioner = (*socket)(nil)

// option is what a socket knows of its options beside the kernel. The core
// serializes the calls that change it.
type option struct {
	wants atomic.Uint32 // what to do with datagrams: the want bits
	set   *optionExtra  // nil until an option with an effect is set
}

// optionExtra is the part that most sockets do without.
type optionExtra struct {
	keep        uint8 // the keep-alive times that were set
	hops        bool  // IP_TTL or IPV6_UNICAST_HOPS was set
	groups      []membership
	session     *membership  // of WSAJoinLeaf
	multicastIf [4]byte      // IP_MULTICAST_IF as it was set
	interfaces  []uint32     // IP_IFLIST, IPV6_IFLIST
	listed      bool         // ... is on
	noBroadcast bool         // IP_RECEIVE_BROADCAST is off
	noLoop      bool         // IP_MULTICAST_LOOP or IPV6_MULTICAST_LOOP is off
	restricted  bool         // IPV6_PROTECTION_LEVEL is RESTRICTED
	icmp        []byte       // TCP_ICMP_ERROR_INFO
	sent        txTimestamps // guarded by socket.mu
	reserved    reserved
}

// Bits of option.wants: what the application asked for that the kernel does
// not do, or not under the same names.
const (
	wantPktInfo     = 1 << iota // IP_PKTINFO or IPV6_PKTINFO
	wantPktInfo4                // IP_PKTINFO on an AF_INET6 socket
	wantIf                      // IP_RECVIF or IPV6_RECVIF
	wantDstAddr                 // IP_RECVDSTADDR or IPV6_RECVDSTADDR
	wantHops                    // IP_RECVTTL or IPV6_HOPLIMIT
	wantClass                   // IP_RECVTOS or IPV6_RECVTCLASS
	wantECN                     // IP_ECN or IPV6_ECN
	wantRxTimestamp             // SIO_TIMESTAMPING
	wantTxTimestamp
)

// wants reports whether the application asked for any of bits.
func (s *socket) wants(bits uint32) bool { return s.option.wants.Load()&bits != 0 }

func (s *socket) want(bit uint32, on bool) {
	if on {
		s.option.wants.Or(bit)
	} else {
		s.option.wants.And(^bit)
	}
}

// extraOptions returns the part of option that most sockets do without.
func (s *socket) extraOptions() *optionExtra {
	if s.option.set == nil {
		s.option.set = &optionExtra{}
	}
	return s.option.set
}

// inherit gives an accepted socket the options of its listener; the kernel has
// handed down its own.
//
// Source: S-209, S-211.
func (s *socket) inherit(listener *socket) {
	s.option.wants.Store(listener.option.wants.Load())
	if l := listener.option.set; l != nil {
		s.option.set = &optionExtra{
			keep: l.keep, interfaces: slices.Clone(l.interfaces), listed: l.listed,
			noBroadcast: l.noBroadcast, restricted: l.restricted,
		}
	}
}

// An effect is how a numeric option reaches the kernel.
type effect struct {
	level, option int
	value         func(v int32) int32 // nil: unchanged
}

// effects are the options that the kernel carries out, by Windows' level and
// number.
//
// Source: S-523…S-632.
var effects = map[[2]int32]effect{
	{ws2def.SOL_SOCKET, ws2def.SO_BROADCAST}: {unix.SOL_SOCKET, unix.SO_BROADCAST, nil},

	{ws2def.IPPROTO_IP, ws2def.IP_TTL}:           {unix.IPPROTO_IP, unix.IP_TTL, atLeastOne},
	{ws2def.IPPROTO_IP, ws2def.IP_MULTICAST_TTL}: {unix.IPPROTO_IP, unix.IP_MULTICAST_TTL, nil},
	{ws2def.IPPROTO_IP, ws2def.IP_DONTFRAGMENT}:  {unix.IPPROTO_IP, unix.IP_MTU_DISCOVER, pathMTU(unix.IP_PMTUDISC_DONT, unix.IP_PMTUDISC_DO)},
	{ws2def.IPPROTO_IP, ws2def.IP_MTU_DISCOVER}:  {unix.IPPROTO_IP, unix.IP_MTU_DISCOVER, pathMTU(unix.IP_PMTUDISC_WANT, unix.IP_PMTUDISC_DO, unix.IP_PMTUDISC_DONT, unix.IP_PMTUDISC_PROBE)},
	{ws2def.IPPROTO_IP, ws2def.IP_UNICAST_IF}:    {unix.IPPROTO_IP, unix.IP_UNICAST_IF, nil},

	{ws2def.IPPROTO_IPV6, ws2def.IPV6_UNICAST_HOPS}:   {unix.IPPROTO_IPV6, unix.IPV6_UNICAST_HOPS, orDefaultHops},
	{ws2def.IPPROTO_IPV6, ws2def.IPV6_MULTICAST_IF}:   {unix.IPPROTO_IPV6, unix.IPV6_MULTICAST_IF, nil},
	{ws2def.IPPROTO_IPV6, ws2def.IPV6_MULTICAST_HOPS}: {unix.IPPROTO_IPV6, unix.IPV6_MULTICAST_HOPS, nil},
	{ws2def.IPPROTO_IPV6, ws2def.IPV6_DONTFRAG}:       {unix.IPPROTO_IPV6, unix.IPV6_DONTFRAG, nil},
	{ws2def.IPPROTO_IPV6, ws2def.IPV6_MTU_DISCOVER}:   {unix.IPPROTO_IPV6, unix.IPV6_MTU_DISCOVER, pathMTU(unix.IPV6_PMTUDISC_WANT, unix.IPV6_PMTUDISC_DO, unix.IPV6_PMTUDISC_DONT, unix.IPV6_PMTUDISC_PROBE)},
	{ws2def.IPPROTO_IPV6, ws2def.IPV6_UNICAST_IF}:     {unix.IPPROTO_IPV6, unix.IPV6_UNICAST_IF, swapped},

	{ws2def.IPPROTO_TCP, ws2def.TCP_NODELAY}: {unix.IPPROTO_TCP, unix.TCP_NODELAY, nil},
	{ws2def.IPPROTO_TCP, ws2def.TCP_MAXRT}:   {unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT, milliseconds},
	{ws2def.IPPROTO_TCP, ws2def.TCP_MAXRTMS}: {unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT, between(0, math.MaxInt32)},

	{ws2def.IPPROTO_UDP, ws2def.UDP_NOCHECKSUM}:              {unix.SOL_SOCKET, unix.SO_NO_CHECK, nil},
	{ws2def.IPPROTO_UDP, ws2def.UDP_SEND_MSG_SIZE}:           {unix.IPPROTO_UDP, unix.UDP_SEGMENT, nil},
	{ws2def.IPPROTO_UDP, ws2def.UDP_RECV_MAX_COALESCED_SIZE}: {unix.IPPROTO_UDP, unix.UDP_GRO, unlimited},
}

// defaultHops is the time to live of packets on Windows; Linux has 64.
//
// Source: S-558, S-593.
const defaultHops = 128

// kernelDefaults gives the kernel's socket the defaults that Windows has and
// Linux has not, once: packets live for 128 hops, and multicasts reach those
// sockets only that joined their group. A kernel that refuses keeps its own.
//
// Source: S-558, S-593, P-383.
func (s *socket) kernelDefaults() {
	if s.local.kernel&kernelWindows != 0 {
		return
	}
	s.local.kernel |= kernelWindows
	hops := s.option.set == nil || !s.option.set.hops
	groups := s.typ != ws2def.SOCK_STREAM
	six := s.family == ws2def.AF_INET6
	if six {
		if hops {
			sys.SetSockOptInt(s.Fd(), unix.IPPROTO_IPV6, unix.IPV6_UNICAST_HOPS, defaultHops)
		}
		if groups {
			sys.SetSockOptInt(s.Fd(), unix.IPPROTO_IPV6, unix.IPV6_MULTICAST_ALL, 0)
		}
	}
	if !six || s.local.dual {
		if hops {
			sys.SetSockOptInt(s.Fd(), unix.IPPROTO_IP, unix.IP_TTL, defaultHops)
		}
		if groups {
			sys.SetSockOptInt(s.Fd(), unix.IPPROTO_IP, unix.IP_MULTICAST_ALL, 0)
		}
	}
}

func atLeastOne(v int32) int32 { return max(v, 1) }

func orDefaultHops(v int32) int32 {
	if v < 0 {
		return defaultHops
	}
	return v
}

func swapped(v int32) int32 { return int32(bits.ReverseBytes32(uint32(v))) }

// between clamps an unsigned number.
func between(low, high uint32) func(int32) int32 {
	return func(v int32) int32 { return int32(min(max(uint32(v), low), high)) }
}

// milliseconds is for a number of seconds; -1 means never.
func milliseconds(v int32) int32 {
	if v < 0 || v > math.MaxInt32/1000 {
		return math.MaxInt32
	}
	return v * 1000
}

// unlimited is for UDP_RECV_MAX_COALESCED_SIZE: the kernel may put datagrams
// together up to the largest there is, so it may not when the limit is lower.
//
// Source: S-631.
func unlimited(v int32) int32 { return truth(uint32(v) >= largestDatagram) }

const largestDatagram = 65507

// pathMTU chooses the kernel's mode of path MTU discovery.
func pathMTU(modes ...int32) func(int32) int32 {
	return func(v int32) int32 { return modes[v] }
}

// SetOpt implements [spi.Optioner]: it carries out the options that have an
// effect on a kernel socket.
//
// Source: S-519…S-632.
func (s *socket) SetOpt(level, name int32, value []byte) spi.Errno {
	s.settings.Or(setTouched)
	var v int32
	if len(value) == 4 {
		v = int32(binary.LittleEndian.Uint32(value))
	}
	if f, ok := effects[[2]int32{level, name}]; ok {
		if f.option == unix.IP_TTL && f.level == unix.IPPROTO_IP || f.option == unix.IPV6_UNICAST_HOPS && f.level == unix.IPPROTO_IPV6 {
			s.extraOptions().hops = true
		}
		if f.value != nil {
			v = f.value(v)
		}
		return s.setKernel(f.level, f.option, v)
	}
	switch level {
	case ws2def.SOL_SOCKET:
		return s.setSocketOption(name, v)
	case ws2def.IPPROTO_IP:
		return s.setIPv4(name, v, value)
	case ws2def.IPPROTO_IPV6:
		return s.setIPv6(name, v, value)
	case ws2def.IPPROTO_TCP:
		return s.setTCP(name, v)
	}
	return ws2def.WSAENOPROTOOPT
}

// GetOpt implements [spi.Optioner]: it answers what only the kernel knows, or
// what is not read back as it was set.
//
// Source: S-548, S-559, S-574, S-583, S-612, S-618, S-626.
func (s *socket) GetOpt(level, name int32, value []byte) (int, spi.Errno) {
	switch level {
	case ws2def.SOL_SOCKET:
		if name == ws2def.SO_ORIGINAL_DST {
			return s.originalDestination(value)
		}
	case ws2def.IPPROTO_IP:
		switch name {
		case ws2def.IP_GET_IFLIST:
			return s.interfaceList(value)
		case ws2def.IP_MULTICAST_IF: // set in network order, read in host order
			if s.option.set == nil {
				break
			}
			at := s.option.set.multicastIf
			binary.LittleEndian.PutUint32(value, binary.BigEndian.Uint32(at[:]))
			return 4, 0
		case ws2def.IP_MTU:
			return s.getKernel(value, unix.IPPROTO_IP, unix.IP_MTU)
		}
	case ws2def.IPPROTO_IPV6:
		switch name {
		case ws2def.IPV6_GET_IFLIST:
			return s.interfaceList(value)
		case ws2def.IPV6_MTU:
			return s.getKernel(value, unix.IPPROTO_IPV6, unix.IPV6_MTU)
		}
	case ws2def.IPPROTO_TCP:
		switch name {
		case ws2def.TCP_MAXSEG:
			return s.getKernel(value, unix.IPPROTO_TCP, unix.TCP_MAXSEG)
		case ws2def.TCP_ICMP_ERROR_INFO:
			return s.icmpErrorInfo(value)
		}
	}
	return -1, ws2def.WSAENOPROTOOPT
}

// setKernel sets an integer option of the kernel's socket.
func (s *socket) setKernel(level, option int, v int32) spi.Errno {
	return ws2def.FromErrno(ws2def.OpSetSockOpt, sys.SetSockOptInt(s.Fd(), level, option, v))
}

func (s *socket) getKernel(value []byte, level, option int) (int, spi.Errno) {
	v, errno := sys.GetSockOptInt(s.Fd(), level, option)
	if errno != 0 {
		return -1, ws2def.FromErrno(ws2def.OpGetSockOpt, errno)
	}
	if len(value) < 4 {
		return -1, ws2def.WSAEFAULT
	}
	binary.LittleEndian.PutUint32(value, uint32(v))
	return 4, 0
}

// kernelPriority is SO_PRIORITY for a priority in a group: 0, the most urgent, is the
// highest that the kernel lets everyone have.
//
// Source: P-354.
func kernelPriority(v int32) int32 {
	if v < 0 || v > 4 {
		return 0
	}
	return 6 - v
}

// smallBuffer is Windows' default of SO_SNDBUF and SO_RCVBUF. The kernel is told of
// no less: its own least buffers would then not hold what a program expects them
// to. A program that wants less than the default to receive keeps the kernel's.
//
// Source: S-531, S-532.
const smallBuffer = 65536

func (s *socket) setSocketOption(name, v int32) spi.Errno {
	switch name {
	case ws2def.SO_GROUP_PRIORITY:
		return s.setKernel(unix.SOL_SOCKET, unix.SO_PRIORITY, kernelPriority(v))
	case ws2def.SO_REUSEADDR, ws2def.SO_EXCLUSIVEADDRUSE:
		s.setUse(name, v != 0)
		return 0
	case ws2def.SO_OOBINLINE:
		return s.setOOBInline(v != 0)
	case ws2def.SO_SNDBUF, ws2def.SO_RCVBUF:
		if name == ws2def.SO_SNDBUF {
			return s.setKernel(unix.SOL_SOCKET, unix.SO_SNDBUF, max(v, smallBuffer))
		}
		if v <= smallBuffer {
			return 0
		}
		return s.setKernel(unix.SOL_SOCKET, unix.SO_RCVBUF, v)
	case ws2def.SO_KEEPALIVE:
		if s.typ != ws2def.SOCK_STREAM {
			break
		}
		return s.keepAlive(v != 0)
	case ws2def.SO_REUSE_UNICASTPORT:
		return s.setKernel(unix.IPPROTO_IP, unix.IP_BIND_ADDRESS_NO_PORT, v)
	}
	return ws2def.WSAENOPROTOOPT
}

func (s *socket) setIPv4(name, v int32, value []byte) spi.Errno {
	switch name {
	case ws2def.IP_HDRINCL:
		return s.setHeaderIncluded(v != 0)
	case ws2def.IP_OPTIONS:
		if errno := sys.SetSockOpt(s.Fd(), unix.IPPROTO_IP, unix.IP_OPTIONS, value); errno != 0 {
			return ws2def.FromErrno(ws2def.OpSetSockOpt, errno)
		}
	case ws2def.IP_MULTICAST_IF:
		return s.setMulticastIf(value)
	case ws2def.IP_MULTICAST_LOOP:
		return s.setMulticastLoop(v != 0)
	case ws2def.IP_PKTINFO:
		if s.family == ws2def.AF_INET6 {
			s.want(wantPktInfo4, v != 0)
			return s.packetInfo4()
		}
		s.want(wantPktInfo, v != 0)
		return s.packetInfo()
	case ws2def.IP_RECVIF:
		s.want(wantIf, v != 0)
		return s.packetInfo()
	case ws2def.IP_RECVDSTADDR:
		s.want(wantDstAddr, v != 0)
		return s.packetInfo()
	case ws2def.IP_RECVTTL:
		s.want(wantHops, v != 0)
		return s.setKernel(unix.IPPROTO_IP, unix.IP_RECVTTL, v)
	case ws2def.IP_RECVTOS:
		s.want(wantClass, v != 0)
		return s.setKernel(unix.IPPROTO_IP, unix.IP_RECVTOS, truth(s.wants(wantClass|wantECN)))
	case ws2def.IP_ECN:
		s.want(wantECN, v != 0)
		return s.setKernel(unix.IPPROTO_IP, unix.IP_RECVTOS, truth(s.wants(wantClass|wantECN)))
	case ws2def.IP_RECEIVE_BROADCAST:
		s.extraOptions().noBroadcast = v == 0
		return s.attachFilter()
	case ws2def.IP_IFLIST, ws2def.IP_ADD_IFLIST, ws2def.IP_DEL_IFLIST:
		return s.listInterfaces(name, uint32(v))
	case ws2def.IP_ADD_MEMBERSHIP, ws2def.IP_DROP_MEMBERSHIP,
		ws2def.IP_ADD_SOURCE_MEMBERSHIP, ws2def.IP_DROP_SOURCE_MEMBERSHIP,
		ws2def.IP_BLOCK_SOURCE, ws2def.IP_UNBLOCK_SOURCE,
		ws2def.MCAST_JOIN_GROUP, ws2def.MCAST_LEAVE_GROUP, ws2def.MCAST_BLOCK_SOURCE,
		ws2def.MCAST_UNBLOCK_SOURCE, ws2def.MCAST_JOIN_SOURCE_GROUP, ws2def.MCAST_LEAVE_SOURCE_GROUP:
		return s.setMembership(ws2def.IPPROTO_IP, name, value)
	default:
		return ws2def.WSAENOPROTOOPT
	}
	return 0
}

func (s *socket) setIPv6(name, v int32, value []byte) spi.Errno {
	switch name {
	case ws2def.IPV6_HDRINCL:
		return s.setHeaderIncluded(v != 0)
	case ws2def.IPV6_V6ONLY:
		s.setV6Only(v != 0)
	case ws2def.IPV6_MULTICAST_LOOP:
		return s.setMulticastLoop(v != 0)
	case ws2def.IPV6_PKTINFO:
		s.want(wantPktInfo, v != 0)
		return s.packetInfo()
	case ws2def.IPV6_RECVIF:
		s.want(wantIf, v != 0)
		return s.packetInfo()
	case ws2def.IPV6_RECVDSTADDR:
		s.want(wantDstAddr, v != 0)
		return s.packetInfo()
	case ws2def.IPV6_HOPLIMIT:
		s.want(wantHops, v != 0)
		return s.setKernel(unix.IPPROTO_IPV6, unix.IPV6_RECVHOPLIMIT, v)
	case ws2def.IPV6_RECVTCLASS:
		s.want(wantClass, v != 0)
		return s.setKernel(unix.IPPROTO_IPV6, unix.IPV6_RECVTCLASS, truth(s.wants(wantClass|wantECN)))
	case ws2def.IPV6_ECN:
		s.want(wantECN, v != 0)
		return s.setKernel(unix.IPPROTO_IPV6, unix.IPV6_RECVTCLASS, truth(s.wants(wantClass|wantECN)))
	case ws2def.IPV6_PROTECTION_LEVEL:
		s.extraOptions().restricted = v == ws2def.PROTECTION_LEVEL_RESTRICTED
		return s.attachFilter()
	case ws2def.IPV6_IFLIST, ws2def.IPV6_ADD_IFLIST, ws2def.IPV6_DEL_IFLIST:
		return s.listInterfaces(name, uint32(v))
	case ws2def.IPV6_ADD_MEMBERSHIP, ws2def.IPV6_DROP_MEMBERSHIP,
		ws2def.MCAST_JOIN_GROUP, ws2def.MCAST_LEAVE_GROUP, ws2def.MCAST_BLOCK_SOURCE,
		ws2def.MCAST_UNBLOCK_SOURCE, ws2def.MCAST_JOIN_SOURCE_GROUP, ws2def.MCAST_LEAVE_SOURCE_GROUP:
		return s.setMembership(ws2def.IPPROTO_IPV6, name, value)
	default:
		return ws2def.WSAENOPROTOOPT
	}
	return 0
}

// packetInfo makes the kernel report destination and interface of datagrams
// when any option needs them.
//
// Source: S-566, S-569, S-570, S-599, S-602.
func (s *socket) packetInfo() spi.Errno {
	on := truth(s.is(setDestination) || s.wants(wantPktInfo|wantIf|wantDstAddr))
	if s.family == ws2def.AF_INET {
		return s.setKernel(unix.IPPROTO_IP, unix.IP_PKTINFO, on)
	}
	return s.setKernel(unix.IPPROTO_IPV6, unix.IPV6_RECVPKTINFO, on)
}

// packetInfo4 is packetInfo for the IPv4 datagrams of a dual-mode socket.
//
// Source: S-472.
func (s *socket) packetInfo4() spi.Errno {
	return s.setKernel(unix.IPPROTO_IP, unix.IP_PKTINFO, truth(s.is(setDestination) || s.wants(wantPktInfo4)))
}

func truth(b bool) int32 {
	if b {
		return 1
	}
	return 0
}

// originalDestination is SO_ORIGINAL_DST: where a connection was going before
// the system redirected it.
//
// Source: S-548.
func (s *socket) originalDestination(value []byte) (int, spi.Errno) {
	level, option := unix.IPPROTO_IP, unix.SO_ORIGINAL_DST
	if s.family == ws2def.AF_INET6 {
		level = unix.IPPROTO_IPV6
	}
	var sa kernelAddr
	n, errno := sys.GetSockOpt(s.Fd(), level, option, sa[:s.addrLen()])
	if errno != 0 {
		return -1, ws2def.WSAEINVAL // not redirected, or nothing here redirects
	}
	if len(value) < storageSize {
		return -1, ws2def.WSAEFAULT
	}
	clear(value[:storageSize])
	s.fromKernel(value, sa[:n])
	return storageSize, 0
}

// storageSize is the size of SOCKADDR_STORAGE.
const storageSize = 128
