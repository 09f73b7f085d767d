// A provider in Go, to begin one's own with: streams between the sockets of one program,
// in memory, at addresses that are names. It is registered as "pipe".
//
// A provider is a transport and no more. The core has looked at handles, arguments and
// the socket's state before it calls; it waits, for blocking calls and overlapped ones,
// runs time-outs and keeps options. So no method here blocks but Wait, and those who
// have nothing to give answer WSAEWOULDBLOCK.
//
//	provider.go    the start, what the catalog is told, addresses
//	socket.go      what every socket has to have: waiting, Poll, Close
//	connection.go  names, listening, connecting
//	transfer.go    bytes
//	main.go        a program to try it
package main

import (
	"bytes"
	"strconv"
	"sync"

	"winsock/spi"
	"winsock/ws2def"
)

// name is what stands behind "go:" in the paths of catalog entries.
const name = "pipe"

// Programs that link this package find the code under the name. It starts when a
// program first opens a socket by a catalog entry with the path "go:pipe".
func init() { spi.Register(name, startup) }

// afPipe is the address family: any number that no entry of the catalog has.
const afPipe = 0x7FE1

// entry is what the catalog is told: what programs ask for, and what they may expect.
// The service flags are promises; spitest looks whether they are kept.
func entry() ws2def.WSAProtocolInfo {
	e := ws2def.WSAProtocolInfo{
		ServiceFlags1: ws2def.XP1_GUARANTEED_DELIVERY | ws2def.XP1_GUARANTEED_ORDER | ws2def.XP1_GRACEFUL_CLOSE,
		ProviderFlags: ws2def.PFL_MATCHES_PROTOCOL_ZERO,
		// Identifies the provider in catalogs. Make one of your own with uuidgen.
		ProviderId:    ws2def.GUID{Data1: 0x5C1F7E02, Data2: 0x84B3, Data3: 0x4D69, Data4: [8]byte{0xB1, 0x0E, 0x27, 0xD4, 0x93, 0xAC, 0x58, 0x6F}},
		ProtocolChain: ws2def.WSAProtocolChain{ChainLen: ws2def.BASE_PROTOCOL},
		Version:       2,
		AddressFamily: afPipe,
		MinSockAddr:   addressSize,
		MaxSockAddr:   addressSize,
		SocketType:    ws2def.SOCK_STREAM,
		Protocol:      1,
	}
	e.SetName("Pipe")
	return e
}

// network is the started provider: what its sockets have in common. One lock guards
// it and all of them: simple before fast.
type network struct {
	mu    sync.Mutex
	bound map[string]*socket
	last  int // the number in the last name that was made up
}

// startup is the provider's WSPStartup. It is called once for a program; entry is the
// one of the catalog, up what the provider may ask of the core.
func startup(requested uint16, entry *ws2def.WSAProtocolInfo, up spi.Upcalls) (spi.Started, spi.Errno) {
	if e := spi.Negotiate(requested); e != 0 {
		return spi.Started{}, e
	}
	return spi.Started{
		Version: spi.Version, HighVersion: spi.Version, Description: "Pipes in memory",
		Provider: &network{bound: make(map[string]*socket)},
	}, 0
}

// Cleanup implements [spi.Provider]. All sockets are closed; a provider with
// goroutines or files waits for those and closes these here.
func (n *network) Cleanup() spi.Errno { return 0 }

// Open implements [spi.Provider]: a new socket, if it is one that this provider has.
func (n *network) Open(req *spi.Request) (spi.Socket, spi.Errno) {
	family, typ, protocol, e := req.Triple()
	switch {
	case e != 0:
		return nil, e
	case family != afPipe:
		return nil, ws2def.WSAEAFNOSUPPORT
	case typ != ws2def.SOCK_STREAM:
		return nil, ws2def.WSAESOCKTNOSUPPORT
	case protocol > 1:
		return nil, ws2def.WSAEPROTONOSUPPORT
	}
	return &socket{net: n}, 0
}

// An address is two bytes of family and a name, with zeros behind it. None at all is
// the wildcard: the provider makes one up.
const (
	addressSize = 16
	nameSize    = addressSize - 2
)

// address is the address that a name has.
func address(name string) []byte {
	return append([]byte{afPipe & 0xFF, afPipe >> 8}, append([]byte(name), make([]byte, nameSize-len(name))...)...)
}

// nameOf reads an address. It comes from the program: look at the length first.
func nameOf(address []byte) (string, spi.Errno) {
	switch {
	case len(address) < addressSize:
		return "", ws2def.WSAEFAULT
	case ws2def.Family(address) != afPipe:
		return "", ws2def.WSAEAFNOSUPPORT
	}
	name, _, _ := bytes.Cut(address[2:addressSize], []byte{0})
	return string(name), 0
}

// put writes the address of a name to where the core wants it; how long it is in any case.
func put(to []byte, name string) (int, spi.Errno) {
	if len(to) >= addressSize {
		copy(to, address(name))
	}
	return addressSize, 0
}

// free is a name that nobody has. The caller holds the lock.
func (n *network) free() string {
	for {
		n.last++
		name := "~" + strconv.Itoa(n.last)
		if n.bound[name] == nil {
			return name
		}
	}
}
