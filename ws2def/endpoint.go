package ws2def

import (
	"encoding/binary"
	"net/netip"
)

// Sockaddr is a socket address as a Go value: a *[SockaddrInet4],
// *[SockaddrInet6], *[SockaddrUnix] or *[SockaddrAny].
type Sockaddr interface {
	put(buf []byte) (int, Errno)
}

var (
	_ Sockaddr = (*SockaddrInet4)(nil)
	_ Sockaddr = (*SockaddrInet6)(nil)
	_ Sockaddr = (*SockaddrUnix)(nil)
	_ Sockaddr = (*SockaddrAny)(nil)
)

// SockaddrInet4 is an IPv4 address with a port in host byte order.
type SockaddrInet4 struct {
	Port int
	Addr [4]byte
}

// SockaddrInet6 is an IPv6 address with a port in host byte order and the
// number of an interface, 0 for none.
type SockaddrInet6 struct {
	Port   int
	ZoneId uint32
	Addr   [16]byte
}

// SockaddrUnix is the path of a local socket, "" for a socket without a name.
type SockaddrUnix struct {
	Name string
}

// SockaddrAny is an address of any family: Data is what follows the family.
type SockaddrAny struct {
	Family uint16
	Data   []byte
}

// PutSockaddr writes sa into buf as bytes in Windows' layout and returns their
// number. It does not allocate.
//
// Errors: WSAEFAULT (sa is nil, or buf too short for it), WSAEINVAL (a port
// outside of 0…65535, a path longer than 107 bytes or with a zero byte).
//
// Source: S-475, S-480
func PutSockaddr(buf []byte, sa Sockaddr) (int, Errno) {
	// Not sa.put(buf): a call through the interface would move buf to the heap.
	switch sa := sa.(type) {
	case *SockaddrInet4:
		return sa.put(buf)
	case *SockaddrInet6:
		return sa.put(buf)
	case *SockaddrUnix:
		return sa.put(buf)
	case *SockaddrAny:
		return sa.put(buf)
	}
	return 0, WSAEFAULT
}

func (sa *SockaddrInet4) put(buf []byte) (int, Errno) {
	switch {
	case sa == nil || len(buf) < SizeofSockaddrInet4:
		return 0, WSAEFAULT
	case sa.Port < 0 || sa.Port > 0xFFFF:
		return 0, WSAEINVAL
	}
	ap := netip.AddrPortFrom(netip.AddrFrom4(sa.Addr), uint16(sa.Port))
	return len(AppendInet4(buf[:0], ap)), 0
}

func (sa *SockaddrInet6) put(buf []byte) (int, Errno) {
	switch {
	case sa == nil || len(buf) < SizeofSockaddrInet6:
		return 0, WSAEFAULT
	case sa.Port < 0 || sa.Port > 0xFFFF:
		return 0, WSAEINVAL
	}
	ap := netip.AddrPortFrom(netip.AddrFrom16(sa.Addr), uint16(sa.Port))
	return len(AppendInet6(buf[:0], ap, 0, sa.ZoneId)), 0
}

func (sa *SockaddrUnix) put(buf []byte) (int, Errno) {
	if sa == nil || len(buf) < SizeofSockaddrUnix {
		return 0, WSAEFAULT
	}
	n := PutUnix(buf, sa.Name)
	if n == 0 {
		return 0, WSAEINVAL
	}
	return n, 0
}

func (sa *SockaddrAny) put(buf []byte) (int, Errno) {
	if sa == nil || len(buf)-2 < len(sa.Data) {
		return 0, WSAEFAULT
	}
	binary.LittleEndian.PutUint16(buf, sa.Family)
	return 2 + copy(buf[2:], sa.Data), 0
}

// ParseSockaddr reads a socket address of any family from its bytes in Windows'
// layout.
//
// Errors: WSAEFAULT (fewer bytes than the family's structure has).
func ParseSockaddr(b []byte) (Sockaddr, Errno) {
	if len(b) < 2 {
		return nil, WSAEFAULT
	}
	switch family := Family(b); family {
	case AF_INET:
		ap, _, ok := ParseAddrPort(b)
		if !ok {
			return nil, WSAEFAULT
		}
		return &SockaddrInet4{Port: int(ap.Port()), Addr: ap.Addr().As4()}, 0
	case AF_INET6:
		ap, scope, ok := ParseAddrPort(b)
		if !ok {
			return nil, WSAEFAULT
		}
		return &SockaddrInet6{Port: int(ap.Port()), ZoneId: scope, Addr: ap.Addr().As16()}, 0
	case AF_UNIX:
		path, ok := UnixPath(b[:min(len(b), SizeofSockaddrUnix)])
		if !ok {
			return nil, WSAEFAULT
		}
		return &SockaddrUnix{Name: path}, 0
	default:
		return &SockaddrAny{Family: family, Data: append([]byte(nil), b[2:]...)}, 0
	}
}

// Sockaddr reads the address in rsa.
//
// Errors: WSAEAFNOSUPPORT for a family whose addresses have no fixed length.
func (rsa *RawSockaddrAny) Sockaddr() (Sockaddr, error) {
	if rsa == nil {
		return nil, WSAEFAULT
	}
	if SockaddrLen(rsa.Addr.Family) == 0 {
		return nil, WSAEAFNOSUPPORT
	}
	var b [SizeofSockaddrAny]byte
	binary.LittleEndian.PutUint16(b[:], rsa.Addr.Family)
	for i, c := range rsa.Addr.Data {
		b[2+i] = byte(c)
	}
	for i, c := range rsa.Pad {
		b[2+len(rsa.Addr.Data)+i] = byte(c)
	}
	sa, e := ParseSockaddr(b[:])
	return sa, e.Err()
}
