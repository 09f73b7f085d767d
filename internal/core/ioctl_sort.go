package core

import (
	"encoding/binary"
	"net/netip"
	"slices"

	"winsock/internal/resolve"
	"winsock/internal/sys"
	"winsock/ws2def"
)

// The layout of SOCKET_ADDRESS_LIST.
const (
	listHead  = 8  // the count, and padding
	listEntry = 16 // pointer, length, and padding
)

// sortAddresses is SIO_ADDRESS_LIST_SORT: the IPv6 destinations of a list, best
// first. The sorted list points to the same addresses.
//
// Source: S-664.
func (s *Socket) sortAddresses(in, out []byte) (int, Errno) {
	if s.family != ws2def.AF_INET6 {
		return 0, ws2def.WSAEOPNOTSUPP
	}
	if len(in) < listHead {
		return 0, ws2def.WSAEFAULT
	}
	count := binary.LittleEndian.Uint32(in)
	size := listHead + listEntry*uint64(count)
	switch {
	case uint64(len(in)) < size:
		return 0, ws2def.WSAEFAULT
	case uint64(len(out)) < size:
		return int(size), ws2def.WSAEFAULT
	}
	sorted := slices.Clone(in[:size])
	entries := make(map[netip.AddrPort][][]byte, count)
	dests := make([]netip.AddrPort, 0, count)
	for i := range int(count) {
		entry := in[listHead+listEntry*i:][:listEntry]
		var sa [ws2def.SizeofSockaddrInet6]byte
		if binary.LittleEndian.Uint32(entry[8:]) < uint32(len(sa)) ||
			sys.ReadMemory(binary.LittleEndian.Uint64(entry), sa[:]) != 0 {
			return 0, ws2def.WSAEFAULT
		}
		if ws2def.Family(sa[:]) != ws2def.AF_INET6 {
			return 0, ws2def.WSAEINVAL
		}
		to := netip.AddrPortFrom(netip.AddrFrom16([16]byte(sa[8:24])), binary.BigEndian.Uint16(sa[2:]))
		dests = append(dests, to)
		entries[to] = append(entries[to], slices.Clone(entry))
	}
	var r resolve.Resolver
	order := r.Order(dests, resolve.Reach{Family: ws2def.AF_INET6, DualMode: true})
	for i, to := range order {
		copy(sorted[listHead+listEntry*i:], entries[to][0])
		entries[to] = entries[to][1:]
	}
	return copy(out, sorted), 0
}
