package tcpip

import (
	"encoding/binary"
	"net/netip"
	"slices"

	"golang.org/x/sys/unix"

	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// The source filter of a group as a whole, which the control codes of RFC 3678 set and
// get: for IPv4 as an ip_msfilter, for any family as a group_filter.

// The sizes of the structures before their sources.
const (
	msFilterHead    = 16
	groupFilterHead = 8 + storageSize + 8
)

// setMulticastFilter is SIO_SET_MULTICAST_FILTER (SIOCSIPMSFILTER): an ip_msfilter for a
// group that the socket has joined.
//
// Source: S-648.
func (s *socket) setMulticastFilter(in, _ []byte) (int, spi.Errno) {
	m, e := s.filteredIPv4(in)
	if e != 0 {
		return 0, e
	}
	mode, count := binary.LittleEndian.Uint32(in[8:]), binary.LittleEndian.Uint32(in[12:])
	return 0, s.setFilter(m, mode, count, in[msFilterHead:], 4, func(b []byte) (netip.Addr, spi.Errno) {
		return netip.AddrFrom4([4]byte(b)), 0
	})
}

// setGroupFilter is SIOCSMSFILTER: the same by a group_filter.
//
// Source: P-468.
func (s *socket) setGroupFilter(in, _ []byte) (int, spi.Errno) {
	m, e := s.filtered(in)
	if e != 0 {
		return 0, e
	}
	mode, count := binary.LittleEndian.Uint32(in[8+storageSize:]), binary.LittleEndian.Uint32(in[12+storageSize:])
	return 0, s.setFilter(m, mode, count, in[groupFilterHead:], storageSize, func(b []byte) (netip.Addr, spi.Errno) {
		return groupAddr(m.level, b)
	})
}

// setFilter gives a membership a filter of count sources, which stand in list with size
// bytes each.
func (s *socket) setFilter(m *membership, mode, count uint32, list []byte, size int, read func([]byte) (netip.Addr, spi.Errno)) spi.Errno {
	switch {
	case mode != ws2def.MCAST_INCLUDE && mode != ws2def.MCAST_EXCLUDE:
		return ws2def.WSAEINVAL
	case uint64(len(list)) < uint64(size)*uint64(count):
		return ws2def.WSAEFAULT
	}
	sources := make([]netip.Addr, count)
	for k := range sources {
		var e spi.Errno
		if sources[k], e = read(list[size*k:]); e != 0 {
			return e
		}
	}
	exclude := mode == ws2def.MCAST_EXCLUDE
	if errno := sys.SetSockOpt(s.Fd(), int(m.level), unix.MCAST_MSFILTER, m.kernelFilter(exclude, sources)); errno != 0 {
		return ws2def.FromErrno(ws2def.OpSetSockOpt, errno)
	}
	m.exclude, m.sources = exclude, sources
	if o := s.extraOptions(); !exclude && count == 0 && m != o.session { // nothing is included: that is no membership
		o.groups = slices.DeleteFunc(o.groups, m.same)
	}
	return 0
}

// getMulticastFilter is SIO_GET_MULTICAST_FILTER (SIOCGIPMSFILTER); it tells the number of
// all sources and as many of them as there is room for.
//
// Source: S-648.
func (s *socket) getMulticastFilter(in, out []byte) (int, spi.Errno) {
	m, e := s.filteredIPv4(in)
	if e != 0 {
		return 0, e
	}
	if len(out) < msFilterHead {
		return msFilterHead + 4*len(m.sources), ws2def.WSAEFAULT
	}
	copy(out, in[:8])
	m.putMode(out[8:])
	n := msFilterHead
	for _, source := range m.sources {
		if len(out)-n < 4 {
			break
		}
		n += copy(out[n:], source.AsSlice())
	}
	return n, 0
}

// getGroupFilter is SIOCGMSFILTER: the same as a group_filter.
//
// Source: P-468.
func (s *socket) getGroupFilter(in, out []byte) (int, spi.Errno) {
	m, e := s.filtered(in)
	if e != 0 {
		return 0, e
	}
	if len(out) < groupFilterHead {
		return groupFilterHead + storageSize*len(m.sources), ws2def.WSAEFAULT
	}
	copy(out, in[:8+storageSize])
	m.putMode(out[8+storageSize:])
	n := groupFilterHead
	for _, source := range m.sources {
		if len(out)-n < storageSize {
			break
		}
		clear(out[n : n+storageSize])
		ws2def.PutAddrPort(out[n:], ws2def.Family(in[8:]), netip.AddrPortFrom(source, 0))
		n += storageSize
	}
	return n, 0
}

// putMode writes the mode of a filter and the number of its sources.
func (m *membership) putMode(b []byte) {
	mode := uint32(ws2def.MCAST_INCLUDE)
	if m.exclude {
		mode = ws2def.MCAST_EXCLUDE
	}
	binary.LittleEndian.PutUint32(b, mode)
	binary.LittleEndian.PutUint32(b[4:], uint32(len(m.sources)))
}

// filteredIPv4 finds the membership that an ip_msfilter names.
func (s *socket) filteredIPv4(in []byte) (*membership, spi.Errno) {
	switch {
	case s.typ == ws2def.SOCK_STREAM:
		return nil, ws2def.WSAEOPNOTSUPP
	case len(in) < msFilterHead:
		return nil, ws2def.WSAEFAULT
	}
	index, e := interfaceIndex([4]byte(in[4:]))
	if e != 0 {
		return nil, e
	}
	return s.joined(membership{level: ws2def.IPPROTO_IP, index: index, group: netip.AddrFrom4([4]byte(in))})
}

// filtered finds the membership that a group_filter names.
func (s *socket) filtered(in []byte) (*membership, spi.Errno) {
	switch {
	case s.typ == ws2def.SOCK_STREAM:
		return nil, ws2def.WSAEOPNOTSUPP
	case len(in) < groupFilterHead:
		return nil, ws2def.WSAEFAULT
	}
	m := membership{level: ws2def.IPPROTO_IP, index: binary.LittleEndian.Uint32(in)}
	if ws2def.Family(in[8:]) == ws2def.AF_INET6 {
		m.level = ws2def.IPPROTO_IPV6
	}
	var e spi.Errno
	if m.group, e = groupAddr(m.level, in[8:]); e != 0 {
		return nil, e
	}
	return s.joined(m)
}

// joined finds the membership of an option, or of WSAJoinLeaf, that is the same as named.
// Errors: WSAEINVAL (there is none).
func (s *socket) joined(named membership) (*membership, spi.Errno) {
	o := s.extraOptions()
	if i := slices.IndexFunc(o.groups, named.same); i >= 0 {
		return &o.groups[i], 0
	}
	if o.session != nil && o.session.same(named) {
		return o.session, 0
	}
	return nil, ws2def.WSAEINVAL
}

// kernelFilter is the kernel's group_filter for a membership.
func (m *membership) kernelFilter(exclude bool, sources []netip.Addr) []byte {
	b := make([]byte, groupFilterHead+len(sources)*storageSize)
	binary.NativeEndian.PutUint32(b, m.index)
	putKernelAddr(b[8:], m.group)
	mode := uint32(unix.MCAST_INCLUDE)
	if exclude {
		mode = unix.MCAST_EXCLUDE
	}
	binary.NativeEndian.PutUint32(b[8+storageSize:], mode)
	binary.NativeEndian.PutUint32(b[8+storageSize+4:], uint32(len(sources)))
	for i, source := range sources {
		putKernelAddr(b[groupFilterHead+i*storageSize:], source)
	}
	return b
}
