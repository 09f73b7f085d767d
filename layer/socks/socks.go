package socks

import (
	"errors"

	"winsock/internal/wire/socks"
	"winsock/layer"
	"winsock/spi"
	"winsock/ws2def"
)

// Name is what the layer is registered as.
const Name = "socks"

// Provider is the layer's GUID.
var Provider = ws2def.GUID{Data1: 0x5E28C6B1, Data2: 0xD970, Data3: 0x4A3C, Data4: [8]byte{0x8F, 0x42, 0x1B, 0x77, 0x04, 0xE6, 0x9A, 0x5D}}

func init() { spi.Register(Name, layer.Configured(Name, (*rule).complete, begin)) }

// network is what the sockets of one started layer share.
type network struct{ rules []rule }

// begin starts the layer in one chain.
func begin(_ *ws2def.WSAProtocolInfo, mine []rule) (layer.Instance, error) {
	n := &network{mine}
	return layer.Instance{Wrap: n.wrap}, nil
}

// wrap gives a socket its way through proxies, unless no rule can be about it.
func (n *network) wrap(req *spi.Request, below spi.Socket) (spi.Socket, spi.Errno) {
	family, typ, _, _ := req.Triple()
	internet := family == ws2def.AF_INET || family == ws2def.AF_INET6
	switch {
	case !internet:
	case typ == ws2def.SOCK_STREAM:
		return n.stream(uint16(family), below), 0
	case typ == ws2def.SOCK_DGRAM:
		return n.datagrams(uint16(family), below), 0
	}
	return below, 0
}

// meaning is what an answer of a proxy means for the program.
//
// Source: RFC 1928 section 6.
func meaning(c socks.Code) spi.Errno {
	switch c {
	case socks.Succeeded:
		return 0
	case socks.NotAllowed:
		return ws2def.WSAEACCES
	case socks.NetworkUnreachable:
		return ws2def.WSAENETUNREACH
	case socks.HostUnreachable:
		return ws2def.WSAEHOSTUNREACH
	case socks.Expired:
		return ws2def.WSAETIMEDOUT
	case socks.CommandUnsupported:
		return ws2def.WSAEOPNOTSUPP
	case socks.AddressUnsupported:
		return ws2def.WSAEADDRNOTAVAIL
	}
	return ws2def.WSAECONNREFUSED
}

// failing is what a negotiation that fails means for the program.
func failing(err error) spi.Errno {
	if errors.Is(err, socks.ErrLogin) || errors.Is(err, socks.ErrMethod) {
		return ws2def.WSAEACCES
	}
	return ws2def.WSAECONNREFUSED
}
