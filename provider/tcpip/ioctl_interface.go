package tcpip

import (
	"encoding/binary"
	"net"
	"net/netip"

	"golang.org/x/sys/unix"

	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// An interfaceAddr is an address of this host with the interface that has it.
type interfaceAddr struct {
	netip.Prefix
	flags net.Flags
	index uint32
}

// interfaceAddrs lists the addresses of the interfaces, as the kernel orders
// them.
func interfaceAddrs() ([]interfaceAddr, spi.Errno) {
	interfaces, err := net.Interfaces()
	if err != nil {
		return nil, ws2def.WSAENOBUFS
	}
	var list []interfaceAddr
	for _, i := range interfaces {
		addrs, err := i.Addrs()
		if err != nil {
			continue // the interface has gone since
		}
		for _, a := range addrs {
			n, ok := a.(*net.IPNet)
			if !ok {
				continue
			}
			ip, _ := netip.AddrFromSlice(n.IP)
			ones, _ := n.Mask.Size()
			list = append(list, interfaceAddr{netip.PrefixFrom(ip.Unmap(), ones), i.Flags, uint32(i.Index)})
		}
	}
	return list, 0
}

// interfaceInfoSize is the size of INTERFACE_INFO.
const interfaceInfoSize = 76

// interfaceInfos is SIO_GET_INTERFACE_LIST: an INTERFACE_INFO for each IPv4
// address, loopback included.
//
// Source: S-646.
func (s *socket) interfaceInfos(_, out []byte) (int, spi.Errno) {
	const atAddress, atBroadcast, atMask = 4, 28, 52
	list, e := interfaceAddrs()
	if e != 0 {
		return 0, e
	}
	n := 0
	for _, a := range list {
		if !a.Addr().Is4() {
			continue
		}
		if len(out)-n < interfaceInfoSize {
			return 0, ws2def.WSAEFAULT
		}
		info := out[n : n+interfaceInfoSize]
		clear(info)
		binary.LittleEndian.PutUint32(info, interfaceFlags(a.flags))
		address, mask := a.Addr().As4(), net.CIDRMask(a.Bits(), 32)
		put := func(at int, ip []byte) { info[at] = ws2def.AF_INET; copy(info[at+4:], ip) }
		put(atAddress, address[:])
		put(atMask, mask)
		if a.flags&net.FlagBroadcast != 0 {
			for i := range address {
				address[i] |= ^mask[i]
			}
			put(atBroadcast, address[:])
		}
		n += interfaceInfoSize
	}
	return n, 0
}

func interfaceFlags(f net.Flags) uint32 {
	var flags uint32
	for _, b := range []struct {
		is  net.Flags
		bit uint32
	}{
		{net.FlagUp, ws2def.IFF_UP},
		{net.FlagBroadcast, ws2def.IFF_BROADCAST},
		{net.FlagLoopback, ws2def.IFF_LOOPBACK},
		{net.FlagPointToPoint, ws2def.IFF_POINTTOPOINT},
		{net.FlagMulticast, ws2def.IFF_MULTICAST},
	} {
		if f&b.is != 0 {
			flags |= b.bit
		}
	}
	return flags
}

// addressList is SIO_ADDRESS_LIST_QUERY: a SOCKET_ADDRESS_LIST of the addresses
// of the socket's family that a socket can be bound to. Loopback addresses are
// listed only when there are no others.
//
// Source: S-662.
func (s *socket) addressList(_, out []byte) (int, spi.Errno) {
	const head, entry, atLength, least = 8, 16, 8, 4
	list, e := s.localAddrs()
	if e != 0 {
		return 0, e
	}
	each := s.addrLen()
	needed := head + len(list)*(entry+each)
	switch {
	case len(out) > 0 && len(out) < least:
		return 0, ws2def.WSAEINVAL
	case len(out) < needed:
		return needed, ws2def.WSAEFAULT
	}
	clear(out[:needed])
	binary.LittleEndian.PutUint32(out, uint32(len(list)))
	at := head + len(list)*entry
	for i, a := range list {
		e := out[head+i*entry:]
		binary.LittleEndian.PutUint64(e, sys.Address(out[at:]))
		binary.LittleEndian.PutUint32(e[atLength:], uint32(each))
		s.putAddr(out[at:at+each], a)
		at += each
	}
	return needed, 0
}

// localAddrs is what addressList lists.
func (s *socket) localAddrs() ([]interfaceAddr, spi.Errno) {
	all, e := interfaceAddrs()
	if e != 0 {
		return nil, e
	}
	var list, loopback []interfaceAddr
	for _, a := range all {
		switch {
		case a.Addr().Is4() != (s.family == ws2def.AF_INET), a.flags&net.FlagUp == 0:
		case a.Addr().IsLoopback():
			loopback = append(loopback, a)
		default:
			list = append(list, a)
		}
	}
	if len(list) == 0 {
		list = loopback
	}
	return list, 0
}

// putAddr writes a as a Windows sockaddr of the socket's family, with port 0.
func (s *socket) putAddr(sa []byte, a interfaceAddr) {
	ap := netip.AddrPortFrom(a.Addr(), 0)
	if s.family == ws2def.AF_INET {
		ws2def.AppendInet4(sa[:0], ap)
		return
	}
	scope := uint32(0)
	if a.Addr().IsLinkLocalUnicast() {
		scope = a.index
	}
	ws2def.AppendInet6(sa[:0], ap, 0, scope)
}

// routeQuery is SIO_ROUTING_INTERFACE_QUERY: the local address from which the
// kernel would send to a destination.
//
// Source: S-660.
func (s *socket) routeQuery(in, out []byte) (int, spi.Errno) {
	var buf kernelAddr
	to, e := s.routeInput(&buf, in)
	if e != 0 {
		return -1, e
	}
	n := s.addrLen()
	switch {
	case out == nil:
		return -1, ws2def.WSAEFAULT
	case len(out) < n:
		return n, ws2def.WSAEFAULT
	}
	var from kernelAddr
	if e := s.route(to, &from); e != 0 {
		return -1, e
	}
	return s.fromKernel(out, from[:n]), 0
}

// routeInput checks the destination of a routing code and gives its kernel
// form.
//
// Source: S-660.
func (s *socket) routeInput(buf *kernelAddr, in []byte) ([]byte, spi.Errno) {
	n := s.addrLen()
	if len(in) < n {
		return nil, ws2def.WSAEINVAL
	}
	if ws2def.Family(in) != s.family {
		return nil, ws2def.WSAEAFNOSUPPORT
	}
	to, e := s.toKernel(buf, in)
	if e != 0 {
		return nil, e
	}
	if wildcard(to) {
		return nil, ws2def.WSAEINVAL
	}
	const discard = 9 // nothing is sent; the kernel wants a port
	binary.BigEndian.PutUint16(to[2:], discard)
	return to, 0
}

// route asks the kernel for the source address towards to, with port 0.
func (s *socket) route(to []byte, from *kernelAddr) spi.Errno {
	domain := unix.AF_INET
	if s.family == ws2def.AF_INET6 {
		domain = unix.AF_INET6
	}
	fd, errno := sys.Socket(domain, unix.SOCK_DGRAM, 0)
	if errno != 0 {
		return ws2def.FromErrno(ws2def.OpSocket, errno)
	}
	defer sys.Close(fd)
	sys.SetSockOptInt(fd, unix.SOL_SOCKET, unix.SO_BROADCAST, 1)
	if errno := sys.Connect(fd, to); errno != 0 {
		return ws2def.FromErrno(ws2def.OpConnect, errno)
	}
	if _, errno := sys.GetSockName(fd, from[:s.addrLen()]); errno != 0 {
		return ws2def.FromErrno(ws2def.OpGetSockName, errno)
	}
	from[2], from[3] = 0, 0
	return 0
}
