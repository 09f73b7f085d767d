package tcpip

import (
	"encoding/binary"
	"net"
	"net/netip"
	"slices"

	"golang.org/x/sys/unix"

	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// membership is a multicast group that a socket has joined on an interface. The
// kernel keeps the same list; this one answers the questions on which kernel
// and contract disagree.
type membership struct {
	level   int32 // IPPROTO_IP or IPPROTO_IPV6
	index   uint32
	group   netip.Addr
	exclude bool // joined for all sources but those listed; else for the listed
	sources []netip.Addr
}

// What can be done to a membership; the values are the kernel's options.
const (
	groupJoin        = unix.MCAST_JOIN_GROUP
	groupLeave       = unix.MCAST_LEAVE_GROUP
	groupBlock       = unix.MCAST_BLOCK_SOURCE
	groupUnblock     = unix.MCAST_UNBLOCK_SOURCE
	groupJoinSource  = unix.MCAST_JOIN_SOURCE_GROUP
	groupLeaveSource = unix.MCAST_LEAVE_SOURCE_GROUP
)

// request is what a membership option asks for.
type request struct {
	act    int
	index  uint32
	group  netip.Addr
	source netip.Addr // of the acts that name one
}

// setMembership carries out the membership options of both levels.
//
// Source: S-562, S-564, S-565, S-577, S-586…S-590, S-597.
func (s *socket) setMembership(level, name int32, value []byte) spi.Errno {
	r, e := parseMembership(level, name, value)
	if e != 0 {
		return e
	}
	if !r.group.IsMulticast() {
		return ws2def.WSAEINVAL
	}
	o := s.extraOptions()
	named := membership{level: level, index: r.index, group: r.group}
	i := slices.IndexFunc(o.groups, named.same)
	var m *membership
	if i >= 0 {
		m = &o.groups[i]
	}
	if e := r.allowed(m); e != 0 {
		return e
	}
	op := ws2def.OpJoin
	if r.act == groupLeave || r.act == groupLeaveSource || r.act == groupUnblock {
		op = ws2def.OpLeave
	}
	var b [264]byte
	if inSession := o.session != nil && o.session.same(named); inSession && (r.act == groupJoin || r.act == groupLeave) {
		// The kernel's membership is the session's.
	} else if errno := sys.SetSockOpt(s.Fd(), int(level), r.act, r.kernel(&b)); errno != 0 {
		return ws2def.FromErrno(op, errno)
	}
	switch r.act {
	case groupJoin:
		o.groups = append(o.groups, membership{level: level, index: r.index, group: r.group, exclude: true})
	case groupJoinSource:
		if m == nil {
			o.groups = append(o.groups, membership{level: level, index: r.index, group: r.group})
			m = &o.groups[len(o.groups)-1]
		}
		m.sources = append(m.sources, r.source)
	case groupBlock:
		m.sources = append(m.sources, r.source)
	case groupUnblock, groupLeaveSource:
		m.sources = slices.DeleteFunc(m.sources, func(a netip.Addr) bool { return a == r.source })
		if r.act == groupLeaveSource && len(m.sources) == 0 {
			o.groups = slices.Delete(o.groups, i, i+1)
		}
	case groupLeave:
		o.groups = slices.Delete(o.groups, i, i+1)
	}
	return 0
}

// allowed says whether the request fits the socket's membership m in the group,
// nil when it has none.
//
// Source: S-586…S-589.
func (r *request) allowed(m *membership) spi.Errno {
	listed := m != nil && slices.Contains(m.sources, r.source)
	switch r.act {
	case groupJoin:
		if m != nil {
			return ws2def.WSAEADDRNOTAVAIL
		}
	case groupJoinSource:
		if m != nil && (m.exclude || listed) {
			return ws2def.WSAEADDRNOTAVAIL
		}
	case groupLeave:
		if m == nil {
			return ws2def.WSAEINVAL
		}
	case groupBlock:
		switch {
		case m == nil || !m.exclude:
			return ws2def.WSAEINVAL
		case listed:
			return ws2def.WSAEADDRNOTAVAIL
		}
	case groupUnblock:
		switch {
		case m == nil || !m.exclude || len(m.sources) == 0:
			return ws2def.WSAEINVAL
		case !listed:
			return ws2def.WSAEADDRNOTAVAIL
		}
	case groupLeaveSource:
		switch {
		case m == nil || m.exclude:
			return ws2def.WSAEINVAL
		case !listed:
			return ws2def.WSAEADDRNOTAVAIL
		}
	}
	return 0
}

// kernel writes the request as the kernel's group_req or group_source_req.
func (r *request) kernel(b *[264]byte) []byte {
	binary.NativeEndian.PutUint32(b[:], r.index)
	putKernelAddr(b[8:], r.group)
	if !r.source.IsValid() {
		return b[:8+storageSize]
	}
	putKernelAddr(b[8+storageSize:], r.source)
	return b[:8+2*storageSize]
}

func putKernelAddr(b []byte, a netip.Addr) {
	if a.Is4() {
		binary.NativeEndian.PutUint16(b, unix.AF_INET)
		copy(b[4:], a.AsSlice())
		return
	}
	binary.NativeEndian.PutUint16(b, unix.AF_INET6)
	copy(b[8:], a.AsSlice())
}

// parseMembership reads the structure of a membership option, which the core
// has found to be long enough.
//
// Source: S-562, S-564, S-565, S-577, S-597.
func parseMembership(level, name int32, value []byte) (request, spi.Errno) {
	v4 := func(b []byte) netip.Addr { return netip.AddrFrom4([4]byte(b)) }
	switch name {
	case ws2def.MCAST_JOIN_GROUP, ws2def.MCAST_LEAVE_GROUP:
		r := request{act: groupJoin, index: binary.LittleEndian.Uint32(value)}
		if name == ws2def.MCAST_LEAVE_GROUP {
			r.act = groupLeave
		}
		var e spi.Errno
		r.group, e = groupAddr(level, value[8:])
		return r, e
	case ws2def.MCAST_BLOCK_SOURCE, ws2def.MCAST_UNBLOCK_SOURCE, ws2def.MCAST_JOIN_SOURCE_GROUP, ws2def.MCAST_LEAVE_SOURCE_GROUP:
		r := request{act: sourceActs[name], index: binary.LittleEndian.Uint32(value)}
		var e spi.Errno
		if r.group, e = groupAddr(level, value[8:]); e != 0 {
			return r, e
		}
		r.source, e = groupAddr(level, value[8+storageSize:])
		return r, e
	}
	if level == ws2def.IPPROTO_IPV6 {
		r := request{
			act: groupJoin, index: binary.LittleEndian.Uint32(value[16:]),
			group: netip.AddrFrom16([16]byte(value[:16])),
		}
		if name == ws2def.IPV6_DROP_MEMBERSHIP {
			r.act = groupLeave
		}
		return r, 0
	}
	var r request
	at := value[4:8] // the interface is last
	switch name {
	case ws2def.IP_ADD_MEMBERSHIP:
		r.act = groupJoin
	case ws2def.IP_DROP_MEMBERSHIP:
		r.act = groupLeave
	default:
		r.act, r.source = sourceActs[name], v4(value[4:8])
		at = value[8:12]
	}
	r.group = v4(value[:4])
	var e spi.Errno
	r.index, e = interfaceIndex([4]byte(at))
	return r, e
}

// sourceActs are the acts that name a source.
var sourceActs = map[int32]int{
	ws2def.MCAST_BLOCK_SOURCE:       groupBlock,
	ws2def.MCAST_UNBLOCK_SOURCE:     groupUnblock,
	ws2def.MCAST_JOIN_SOURCE_GROUP:  groupJoinSource,
	ws2def.MCAST_LEAVE_SOURCE_GROUP: groupLeaveSource,
	ws2def.IP_ADD_SOURCE_MEMBERSHIP: groupJoinSource, ws2def.IP_DROP_SOURCE_MEMBERSHIP: groupLeaveSource,
	ws2def.IP_BLOCK_SOURCE: groupBlock, ws2def.IP_UNBLOCK_SOURCE: groupUnblock,
}

// groupAddr reads an address of the level's family.
func groupAddr(level int32, sa []byte) (netip.Addr, spi.Errno) {
	family := ws2def.Family(sa)
	switch {
	case level == ws2def.IPPROTO_IP && family == ws2def.AF_INET:
		return netip.AddrFrom4([4]byte(sa[4:8])), 0
	case level == ws2def.IPPROTO_IPV6 && family == ws2def.AF_INET6:
		return netip.AddrFrom16([16]byte(sa[8:24])), 0
	}
	return netip.Addr{}, ws2def.WSAEINVAL
}

// interfaceIndex finds the interface that an IPv4 option names: by one of its
// addresses, by its number as 0.x.x.x, or by 0.0.0.0 for the system's choice.
//
// Source: S-559, S-590.
func interfaceIndex(name [4]byte) (uint32, spi.Errno) {
	if name[0] == 0 {
		return binary.BigEndian.Uint32(name[:]), 0
	}
	interfaces, err := net.Interfaces()
	if err != nil {
		return 0, ws2def.WSAENOBUFS
	}
	for _, i := range interfaces {
		addrs, err := i.Addrs()
		if err != nil {
			continue
		}
		for _, a := range addrs {
			if p, ok := a.(*net.IPNet); ok && p.IP.Equal(name[:]) {
				return uint32(i.Index), 0
			}
		}
	}
	return 0, ws2def.WSAEADDRNOTAVAIL
}

// setMulticastIf is IP_MULTICAST_IF: an address or number in network order.
//
// Source: S-559.
func (s *socket) setMulticastIf(value []byte) spi.Errno {
	var m [12]byte // struct ip_mreqn
	if value[0] == 0 {
		binary.NativeEndian.PutUint32(m[8:], binary.BigEndian.Uint32(value))
	} else {
		copy(m[4:], value)
	}
	if errno := sys.SetSockOpt(s.Fd(), unix.IPPROTO_IP, unix.IP_MULTICAST_IF, m[:]); errno != 0 {
		return ws2def.FromErrno(ws2def.OpSetSockOpt, errno)
	}
	s.extraOptions().multicastIf = [4]byte(value)
	return 0
}
