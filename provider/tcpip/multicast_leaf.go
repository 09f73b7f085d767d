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

var _ spi.LeafJoiner = (*socket)(nil)

// Join implements [spi.LeafJoiner] for an IP multicast session, whose address is the
// group's: what receives joins the group, what sends has it as the destination of its
// sends. The kernel's socket gets no peer, with which it would receive nothing: the
// group is nobody's source address.
//
// Source: P-378, P-380…P-383.
func (s *socket) Join(name []byte, mode uint32) spi.Errno {
	var buf kernelAddr
	sa, e := s.toKernel(&buf, name)
	if e != 0 {
		return e
	}
	group, _ := netip.AddrFromSlice(host(sa))
	group = group.Unmap()
	if s.typ == ws2def.SOCK_STREAM || !group.IsMulticast() || s.refuses(sa) {
		return ws2def.WSAEADDRNOTAVAIL
	}
	if mode != ws2def.JL_SENDER_ONLY {
		if e := s.joinSession(sa, group); e != 0 {
			return e
		}
	}
	if mode != ws2def.JL_RECEIVER_ONLY {
		s.mu.Lock()
		s.peer = remember(sa)
		s.mu.Unlock()
		s.care.Or(careGroup)
	}
	return 0
}

// Invite implements [spi.LeafJoiner]: IP multicast has no roots.
func (s *socket) Invite([]byte, uint32) (spi.Socket, spi.Errno) { return nil, ws2def.WSAEOPNOTSUPP }

// joinSession makes the socket a member of the group, on the interface that its options
// name for multicasts. The membership is one of its own beside those of the options.
//
// Source: P-380, P-390.
func (s *socket) joinSession(sa []byte, group netip.Addr) spi.Errno {
	m := membership{level: ws2def.IPPROTO_IP, group: group, exclude: true}
	if group.Is4() {
		var e spi.Errno
		if m.index, e = interfaceIndex(s.extraOptions().multicastIf); e != 0 {
			return e
		}
	} else {
		m.level = ws2def.IPPROTO_IPV6
		m.index = binary.NativeEndian.Uint32(sa[24:])
		if m.index == 0 {
			index, errno := sys.GetSockOptInt(s.Fd(), unix.IPPROTO_IPV6, unix.IPV6_MULTICAST_IF)
			if errno != 0 {
				return ws2def.FromErrno(ws2def.OpGetSockOpt, errno)
			}
			m.index = uint32(index)
		}
	}
	o := s.extraOptions()
	if !slices.ContainsFunc(o.groups, m.same) {
		var b [264]byte
		r := request{act: groupJoin, index: m.index, group: group}
		switch errno := sys.SetSockOpt(s.Fd(), int(m.level), r.act, r.kernel(&b)); {
		case errno == unix.ENODEV && m.index == 0:
			return ws2def.WSAENETUNREACH // the system has no interface to choose
		case errno != 0:
			return ws2def.FromErrno(ws2def.OpJoin, errno)
		}
	}
	o.session = &m
	return 0
}

// same reports whether other is about the same group on the same interface.
func (m *membership) same(other membership) bool {
	return m.level == other.level && m.index == other.index && m.group == other.group
}
