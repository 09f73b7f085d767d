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
	if !o.listed && !o.noBroadcast && !o.restricted {
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
	filterPacketType = 0xFFFFF000 + 4 // PACKET_BROADCAST, ...
	filterProtocol   = 0xFFFFF000 + 0 // ETH_P_IP, ...
	filterInterface  = 0xFFFFF000 + 8
	filterNet        = 0xFFF00000 // the network header
)

// A filterProgram grows by checks; a packet that fails one is dropped.
type filterProgram []unix.SockFilter

func (p *filterProgram) load(at uint32) {
	*p = append(*p, unix.SockFilter{Code: unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, K: at})
}

func (p *filterProgram) and(mask uint32) {
	*p = append(*p, unix.SockFilter{Code: unix.BPF_ALU | unix.BPF_AND | unix.BPF_K, K: mask})
}

// jump skips instructions when the loaded value is equal to k, or not.
func (p *filterProgram) jump(k uint32, equal, other uint8) {
	*p = append(*p, unix.SockFilter{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, K: k, Jt: equal, Jf: other})
}

func (p *filterProgram) drop() {
	*p = append(*p, unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K})
}

func (p *filterProgram) accept() {
	*p = append(*p, unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: 0xFFFFFFFF})
}

// filter is the program for a socket of family.
//
// Source: S-568, S-571, S-601, S-604.
func (o *optionExtra) filter(family uint16) []unix.SockFilter {
	var p filterProgram
	if o.listed {
		p.load(filterInterface)
		for i, index := range o.interfaces {
			p.jump(index, uint8(len(o.interfaces)-i), 0)
		}
		p.drop()
	}
	if o.noBroadcast {
		const packetBroadcast, limited = 1, 0xFFFFFFFF
		p.load(filterPacketType)
		p.jump(packetBroadcast, 4, 0)
		p.load(filterProtocol)
		p.jump(unix.ETH_P_IP, 0, 3)
		p.load(filterNet + 16) // IPv4 destination
		p.jump(limited, 0, 1)
		p.drop()
	}
	if o.restricted && family == ws2def.AF_INET6 {
		// IPv4 behind a dual-mode socket: 169.254/16 and 127/8.
		p.load(filterProtocol)
		p.jump(unix.ETH_P_IP, 0, 6)
		p.load(filterNet + 12)
		p.and(0xFF000000)
		p.jump(127<<24, 15, 0)
		p.load(filterNet + 12)
		p.and(0xFFFF0000)
		p.jump(169<<24|254<<16, 12, 11)
		// IPv6: fe80::/10 and ::1.
		p.load(filterNet + 8)
		p.and(0xFFC00000)
		p.jump(0xFE800000, 9, 0)
		p.load(filterNet + 8)
		p.jump(0, 0, 6)
		p.load(filterNet + 12)
		p.jump(0, 0, 4)
		p.load(filterNet + 16)
		p.jump(0, 0, 2)
		p.load(filterNet + 20)
		p.jump(1, 1, 0)
		p.drop()
	}
	p.accept()
	return p
}
