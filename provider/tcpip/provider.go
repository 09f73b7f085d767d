// Package tcpip is the provider of TCP, UDP and raw sockets over IPv4 and IPv6,
// on the kernel.
//
// It registers as "tcpip". Addresses are translated at its edge: the only
// difference between a Windows and a Linux sockaddr is the number of the IPv6
// family (P-102).
package tcpip

import (
	"winsock/internal/registry"
	"winsock/spi"
	"winsock/ws2def"
)

// Name is what the provider is registered as.
const Name = "tcpip"

func init() { spi.Register(Name, startup) }

type provider struct{}

func startup(requested uint16, _ *ws2def.WSAProtocolInfo, _ spi.Upcalls) (spi.Started, spi.Errno) {
	if e := spi.Negotiate(requested); e != 0 {
		return spi.Started{}, e
	}
	return spi.Started{
		Version: spi.Version, HighVersion: spi.Version,
		Description: "TCP/IP on the Linux kernel", Provider: provider{},
	}, 0
}

// Cleanup implements [spi.Provider]. What the process shares with others about
// its ports is all that may outlive the sockets.
func (provider) Cleanup() spi.Errno {
	closeSpares()
	registry.Close()
	return 0
}

// Open implements [spi.Provider].
//
// Source: P-122…P-124, S-094…S-108.
func (provider) Open(req *spi.Request) (spi.Socket, spi.Errno) {
	family, typ, protocol, e := req.Triple()
	if e != 0 {
		return nil, e
	}
	if family != ws2def.AF_INET && family != ws2def.AF_INET6 {
		return nil, ws2def.WSAEAFNOSUPPORT
	}
	switch {
	case typ == ws2def.SOCK_STREAM && (protocol == 0 || protocol == ws2def.IPPROTO_TCP):
		protocol = ws2def.IPPROTO_TCP
	case typ == ws2def.SOCK_DGRAM && (protocol == 0 || protocol == ws2def.IPPROTO_UDP):
		protocol = ws2def.IPPROTO_UDP
	case typ == ws2def.SOCK_RAW && protocol == 0:
		return openAnyRaw(family)
	case typ == ws2def.SOCK_RAW && protocol > 0 && protocol <= 255:
	case typ == ws2def.SOCK_STREAM, typ == ws2def.SOCK_DGRAM, typ == ws2def.SOCK_RAW:
		return nil, ws2def.WSAEPROTONOSUPPORT
	default:
		return nil, ws2def.WSAESOCKTNOSUPPORT
	}
	s := shells.Get().(*socket)
	s.family, s.typ, s.protocol = uint16(family), uint8(typ), uint8(protocol)
	fd, errno := s.openKernel()
	if errno != 0 {
		return nil, ws2def.FromErrno(ws2def.OpSocket, errno)
	}
	s.FD.Init(fd)
	if typ == ws2def.SOCK_RAW && protocol == ws2def.IPPROTO_RAW {
		// Linux turns it on by itself.
		if e := s.setHeaderIncluded(false); e != 0 {
			s.Close(true)
			return nil, e
		}
	}
	return s, 0
}
