package tcpip

import (
	"encoding/binary"
	"slices"

	"golang.org/x/sys/unix"

	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// Some options say which packets a socket receives at all. The kernel has no
// such options, but a packet filter on the socket (socket(7), SO_ATTACH_FILTER)
// drops what is not wanted before it is queued.

// listInterfaces is IP_IFLIST, IP_ADD_IFLIST and IP_DEL_IFLIST, for IPv6 under
// the same numbers: while the list is on, only packets that come in on one of
// its interfaces are received.
//
// Source: S-571, S-604.
func (s *socket) listInterfaces(name int32, v uint32) spi.Errno {
	o := s.extraOptions()
	switch name {
	case ws2def.IP_IFLIST:
		o.listed = v != 0
	case ws2def.IP_ADD_IFLIST:
		if v == 0 {
			return ws2def.WSAEINVAL
		}
		if !slices.Contains(o.interfaces, v) {
			if len(o.interfaces) == maxInterfaces {
				return ws2def.WSAENOBUFS
			}
			o.interfaces = append(o.interfaces, v)
		}
	case ws2def.IP_DEL_IFLIST:
		i := slices.Index(o.interfaces, v)
		if i < 0 {
			return ws2def.WSAEINVAL
		}
		o.interfaces = slices.Delete(o.interfaces, i, i+1)
	}
	return s.attachFilter()
}

// maxInterfaces is the length of the longest IP_IFLIST: a jump in a filter
// program reaches 255 instructions.
const maxInterfaces = 200

// interfaceList is IP_GET_IFLIST.
//
// Source: S-574, S-607.
func (s *socket) interfaceList(value []byte) (int, spi.Errno) {
	if s.option.set == nil {
		return 0, 0
	}
	list := s.option.set.interfaces
	if len(value) < 4*len(list) {
		return -1, ws2def.WSAEFAULT
	}
	for i, index := range list {
		binary.LittleEndian.PutUint32(value[4*i:], index)
	}
	return 4 * len(list), 0
}

// attachFilter makes the kernel's filter what the options ask for.
func (s *socket) attachFilter() spi.Errno {
	o := s.extraOptions()
	if !o.listed && !o.noBroadcast && !o.noLoop && !o.restricted {
		sys.DetachFilter(s.Fd()) // fails when there was none
		return 0
	}
	if errno := sys.AttachFilter(s.Fd(), o.filter(s.family)); errno != 0 {
		return ws2def.FromErrno(ws2def.OpSetSockOpt, errno)
	}
	return 0
}

// Where the filter's loads find what, beside the bytes of the packet
// (linux/filter.h).
const (
	filterProtocol  = 0xFFFFF000 // ETH_P_IP, ...
	filterType      = 0xFFFFF004 // PACKET_BROADCAST, ...
	filterInterface = 0xFFFFF008
	filterNet       = 0xFFF00000 // the network header
)

// Types of packets, and the number of the loopback interface.
const (
	packetBroadcast   = 1
	packetLoopback    = 5 // sent by this host, over another interface than loopback
	loopbackInterface = 1
)

// filterProgram is a program that drops the packets which fail one of its
// checks.
type filterProgram []unix.SockFilter

// Where a comparison in a check goes on.
const (
	on   = iota // with the next instruction
	fail        // the packet is dropped
	pass        // with the next check
)

// check adds a check. A packet that comes to the end of it is dropped.
func (p *filterProgram) check(build func()) {
	from := len(*p)
	build()
	end := len(*p)
	reach := func(at int, label uint8) uint8 {
		switch label {
		case fail:
			return uint8(end - at - 1)
		case pass:
			return uint8(end - at)
		}
		return 0
	}
	for i := from; i < end; i++ {
		if in := &(*p)[i]; in.Code&7 == unix.BPF_JMP {
			in.Jt, in.Jf = reach(i, in.Jt), reach(i, in.Jf)
		}
	}
	p.end(0)
}

func (p *filterProgram) load(at uint32) {
	*p = append(*p, unix.SockFilter{Code: unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, K: at})
}

func (p *filterProgram) mask(bits uint32) {
	*p = append(*p, unix.SockFilter{Code: unix.BPF_ALU | unix.BPF_AND | unix.BPF_K, K: bits})
}

// compare goes on at equal or other.
func (p *filterProgram) compare(k uint32, equal, other uint8) {
	*p = append(*p, unix.SockFilter{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, K: k, Jt: equal, Jf: other})
}

// end keeps that many bytes of the packet; none drops it.
func (p *filterProgram) end(keep uint32) {
	*p = append(*p, unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: keep})
}

// filter is the program for the options.
//
// Source: S-358, S-568, S-571, S-601, S-604.
func (o *optionExtra) filter(family uint16) []unix.SockFilter {
	var p filterProgram
	if o.listed {
		p.check(func() {
			p.load(filterInterface)
			for _, index := range o.interfaces {
				p.compare(index, pass, on)
			}
		})
	}
	if o.noBroadcast {
		p.check(p.unlessBroadcast)
	}
	if o.noLoop {
		p.unlessOwnMulticast()
	}
	if o.restricted && family == ws2def.AF_INET6 {
		p.check(p.ifNear4)
		p.check(p.ifNear6)
	}
	p.end(0xFFFFFFFF)
	return p
}

// unlessBroadcast passes all but broadcasts: those of the link, this host's own
// (which the kernel marks as looped back, like multicasts), and loopback's.
func (p *filterProgram) unlessBroadcast() {
	const destination = filterNet + 16
	p.load(filterType)
	p.compare(packetBroadcast, fail, on)
	p.load(filterProtocol)
	p.compare(unix.ETH_P_IP, on, pass)
	p.load(destination)
	p.compare(0xFFFFFFFF, fail, on)
	p.compare(0x7FFFFFFF, fail, on) // 127.255.255.255
	p.mask(0xF0000000)
	p.compare(0xE0000000, pass, on) // multicast
	p.load(filterType)
	p.compare(packetLoopback, fail, pass)
}

// unlessOwnMulticast passes all but the multicasts of this host: those that the kernel
// loops back, and those on the loopback interface.
//
// Source: P-386…P-389.
func (p *filterProgram) unlessOwnMulticast() {
	const destination4, destination6 = filterNet + 16, filterNet + 24
	for _, own := range [...]struct{ at, is uint32 }{{filterType, packetLoopback}, {filterInterface, loopbackInterface}} {
		for _, family := range [...]struct{ protocol, at, mask, multicast uint32 }{
			{unix.ETH_P_IP, destination4, 0xF0000000, 0xE0000000},
			{unix.ETH_P_IPV6, destination6, 0xFF000000, 0xFF000000},
		} {
			p.check(func() {
				p.load(own.at)
				p.compare(own.is, on, pass)
				p.load(filterProtocol)
				p.compare(family.protocol, on, pass)
				p.load(family.at)
				p.mask(family.mask)
				p.compare(family.multicast, fail, pass)
			})
		}
	}
}

// setMulticastLoop is IP_MULTICAST_LOOP and IPV6_MULTICAST_LOOP, which on Windows tell a
// receiver whether it wants what this host sends. The kernel's option of that name, about
// sending, stays on.
//
// Source: S-358, P-385…P-388.
func (s *socket) setMulticastLoop(want bool) spi.Errno {
	s.extraOptions().noLoop = !want
	return s.attachFilter()
}

// ifNear4 passes IPv4 packets from this host or link, and what is not IPv4.
func (p *filterProgram) ifNear4() {
	const source = filterNet + 12
	p.load(filterProtocol)
	p.compare(unix.ETH_P_IP, on, pass)
	p.load(source)
	p.mask(0xFF000000)
	p.compare(0x7F000000, pass, on) // 127/8
	p.load(source)
	p.mask(0xFFFF0000)
	p.compare(0xA9FE0000, pass, fail) // 169.254/16
}

// ifNear6 passes IPv6 packets from this host or link, and what is not IPv6.
func (p *filterProgram) ifNear6() {
	const source = filterNet + 8
	p.load(filterProtocol)
	p.compare(unix.ETH_P_IPV6, on, pass)
	p.load(source)
	p.mask(0xFFC00000)
	p.compare(0xFE800000, pass, on) // fe80::/10
	for i := range uint32(3) {      // ::1
		p.load(source + 4*i)
		p.compare(0, on, fail)
	}
	p.load(source + 12)
	p.compare(1, pass, fail)
}
