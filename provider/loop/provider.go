package loop

import (
	"winsock/spi"
	"winsock/ws2def"
)

// Name is what the provider is registered as.
const Name = "loop"

func init() { spi.Register(Name, startup) }

// id is the provider's GUID.
var id = ws2def.GUID{Data1: 0x5A1F9C3E, Data2: 0x7D42, Data3: 0x4B0E, Data4: [8]byte{0x9C, 0x61, 0x2F, 0x8E, 0x4D, 0x7B, 0x6A, 0x10}}

// maxMessage is the length of the longest message.
const maxMessage = 32 << 10

// Entries returns the four catalog entries of the provider: stream, datagram,
// seqpacket, RDM. Their path is "go:loop"; the catalog gives them ids.
func Entries() []ws2def.WSAProtocolInfo {
	const reliable = ws2def.XP1_GUARANTEED_DELIVERY | ws2def.XP1_GUARANTEED_ORDER
	kinds := []struct {
		name    string
		typ     int32
		service uint32
	}{
		{"Loop [stream]", ws2def.SOCK_STREAM, reliable | ws2def.XP1_GRACEFUL_CLOSE},
		{"Loop [datagram]", ws2def.SOCK_DGRAM, ws2def.XP1_CONNECTIONLESS | ws2def.XP1_MESSAGE_ORIENTED},
		{"Loop [seqpacket]", ws2def.SOCK_SEQPACKET, reliable | ws2def.XP1_GRACEFUL_CLOSE | ws2def.XP1_MESSAGE_ORIENTED},
		{"Loop [RDM]", ws2def.SOCK_RDM, reliable | ws2def.XP1_CONNECTIONLESS | ws2def.XP1_MESSAGE_ORIENTED},
	}
	entries := make([]ws2def.WSAProtocolInfo, len(kinds))
	for i, k := range kinds {
		e := &entries[i]
		*e = ws2def.WSAProtocolInfo{
			ServiceFlags1: k.service,
			ProviderFlags: ws2def.PFL_MATCHES_PROTOCOL_ZERO,
			ProviderId:    id,
			ProtocolChain: ws2def.WSAProtocolChain{ChainLen: ws2def.BASE_PROTOCOL},
			Version:       2,
			AddressFamily: AF_LOOP,
			MinSockAddr:   SizeofSockaddr,
			MaxSockAddr:   SizeofSockaddr,
			SocketType:    k.typ,
			Protocol:      k.typ, // a number of its own for each
		}
		if k.service&ws2def.XP1_MESSAGE_ORIENTED != 0 {
			e.MessageSize = maxMessage
		}
		e.SetName(k.name)
	}
	return entries
}

// startup starts the provider: sockets of one start don't see those of another.
func startup(requested uint16, _ *ws2def.WSAProtocolInfo, up spi.Upcalls) (spi.Started, spi.Errno) {
	if e := spi.Negotiate(requested); e != 0 {
		return spi.Started{}, e
	}
	return spi.Started{
		Version: spi.Version, HighVersion: spi.Version,
		Description: "Loop, in memory",
		Provider:    &network{up: up, ports: make(map[place]*socket), last: firstPort - 1},
	}, 0
}

// Cleanup implements [spi.Provider]; there is nothing that outlives the sockets.
func (n *network) Cleanup() spi.Errno { return 0 }

// Open implements [spi.Provider].
func (n *network) Open(req *spi.Request) (spi.Socket, spi.Errno) {
	family, typ, protocol, e := req.Triple()
	switch {
	case e != 0:
		return nil, e
	case family != AF_LOOP:
		return nil, ws2def.WSAEAFNOSUPPORT
	}
	switch typ {
	case ws2def.SOCK_STREAM, ws2def.SOCK_DGRAM, ws2def.SOCK_RDM, ws2def.SOCK_SEQPACKET:
	default:
		return nil, ws2def.WSAESOCKTNOSUPPORT
	}
	if protocol != 0 && protocol != typ {
		return nil, ws2def.WSAEPROTONOSUPPORT
	}
	return n.newSocket(typ), 0
}
