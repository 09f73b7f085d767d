package rooted

import (
	"sync"
	"time"

	"winsock/internal/wire/rooted"
	"winsock/spi"
	"winsock/ws2def"
)

// Name is what the provider is registered as.
const Name = "rooted"

func init() { spi.Register(Name, startup) }

// The protocol numbers, which nobody else uses: no triple means the provider by chance.
const (
	ProtocolRooted    = 0x7F01
	ProtocolNonrooted = 0x7F02
)

// id is the provider's GUID.
var id = ws2def.GUID{Data1: 0x2B7E4D10, Data2: 0x93AC, Data3: 0x4F58, Data4: [8]byte{0xA1, 0x0C, 0x6D, 0x35, 0xE8, 0x42, 0x97, 0x1B}}

// Entries returns the four catalog entries of the provider: rooted and nonrooted data
// plane over IPv4, the same over IPv6. Their path is "go:rooted"; the catalog gives them
// ids.
//
// Source: P-043, P-044, P-053, P-392.
func Entries() []ws2def.WSAProtocolInfo {
	const service = ws2def.XP1_GUARANTEED_DELIVERY | ws2def.XP1_GUARANTEED_ORDER | ws2def.XP1_MESSAGE_ORIENTED |
		ws2def.XP1_GRACEFUL_CLOSE | ws2def.XP1_SUPPORT_MULTIPOINT | ws2def.XP1_MULTIPOINT_CONTROL_PLANE
	kinds := []struct {
		name     string
		family   int32
		size     int32
		protocol int32
		plane    uint32
	}{
		{"Rooted [rooted/IP]", ws2def.AF_INET, ws2def.SizeofSockaddrInet4, ProtocolRooted, ws2def.XP1_MULTIPOINT_DATA_PLANE},
		{"Rooted [nonrooted/IP]", ws2def.AF_INET, ws2def.SizeofSockaddrInet4, ProtocolNonrooted, 0},
		{"Rooted [rooted/IPv6]", ws2def.AF_INET6, ws2def.SizeofSockaddrInet6, ProtocolRooted, ws2def.XP1_MULTIPOINT_DATA_PLANE},
		{"Rooted [nonrooted/IPv6]", ws2def.AF_INET6, ws2def.SizeofSockaddrInet6, ProtocolNonrooted, 0},
	}
	entries := make([]ws2def.WSAProtocolInfo, len(kinds))
	for i, k := range kinds {
		entries[i] = ws2def.WSAProtocolInfo{
			ServiceFlags1: service | k.plane,
			ProviderId:    id,
			ProtocolChain: ws2def.WSAProtocolChain{ChainLen: ws2def.BASE_PROTOCOL},
			Version:       2,
			AddressFamily: k.family,
			MinSockAddr:   k.size,
			MaxSockAddr:   k.size,
			SocketType:    ws2def.SOCK_SEQPACKET,
			Protocol:      k.protocol,
			MessageSize:   rooted.MaxMessage,
		}
		entries[i].SetName(k.name)
	}
	return entries
}

// How long others may take.
var (
	dialTime   = 21 * time.Second // to be reached, as Windows' TCP
	answerTime = 30 * time.Second // to answer a hello
	helloTime  = 5 * time.Second  // to say hello
	patience   = 5 * time.Second  // to take something of what waits for them
	lingerTime = 2 * time.Second  // to close a connection that is over
	flushTime  = 5 * time.Second  // to take what is left when the provider ends
)

// network is what the sockets of one started provider share.
type network struct {
	up      spi.Upcalls
	running sync.WaitGroup // goroutines

	mu    sync.Mutex // guards what follows, and the sockets
	links map[*link]struct{}
	over  spi.Endings
	ends  bool // Cleanup waits
}

func startup(requested uint16, _ *ws2def.WSAProtocolInfo, up spi.Upcalls) (spi.Started, spi.Errno) {
	if e := spi.Negotiate(requested); e != 0 {
		return spi.Started{}, e
	}
	return spi.Started{
		Version: spi.Version, HighVersion: spi.Version,
		Description: "Rooted multipoint sessions over TCP",
		Provider:    &network{up: up, links: make(map[*link]struct{})},
	}, 0
}

// Cleanup implements [spi.Provider]. It waits until what was sent has left, for a time.
func (n *network) Cleanup() spi.Errno {
	n.mu.Lock()
	n.ends = true
	for l := range n.links {
		l.hurry()
	}
	n.unlock()
	give := time.AfterFunc(flushTime, func() {
		n.mu.Lock()
		defer n.unlock()
		for l := range n.links {
			l.fail(ws2def.WSAENETDOWN)
		}
	})
	n.running.Wait()
	give.Stop()
	return 0
}

// Open implements [spi.Provider].
func (n *network) Open(req *spi.Request) (spi.Socket, spi.Errno) {
	family, typ, protocol, e := req.Triple()
	switch {
	case e != 0:
		return nil, e
	case family != ws2def.AF_INET && family != ws2def.AF_INET6:
		return nil, ws2def.WSAEAFNOSUPPORT
	case typ != ws2def.SOCK_SEQPACKET:
		return nil, ws2def.WSAESOCKTNOSUPPORT
	}
	k := kind{net: n, family: uint16(family), dataRoot: req.Flags&ws2def.WSA_FLAG_MULTIPOINT_D_ROOT != 0}
	switch protocol {
	case ProtocolRooted:
		k.plane = rooted.Rooted
	case ProtocolNonrooted:
		k.plane = rooted.Nonrooted
	default:
		return nil, ws2def.WSAEPROTONOSUPPORT
	}
	if req.Flags&ws2def.WSA_FLAG_MULTIPOINT_C_ROOT != 0 {
		return newRoot(k), 0
	}
	return newTalker(k, req.Flags&ws2def.WSA_FLAG_MULTIPOINT_C_LEAF != 0), 0
}
