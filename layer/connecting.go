package layer

import (
	"net/netip"
	"sync"
	"time"

	"winsock/spi"
	"winsock/ws2def"
)

// Connecting is a [Through] that connects as the socket below does: what layers embed that
// do something at a connect.
type Connecting struct{ Through }

var _ spi.Connector = (*Connecting)(nil)

// Connect implements [spi.Connector]; over a socket that can't it is WSAEOPNOTSUPP.
func (c *Connecting) Connect(name []byte) spi.Errno {
	below, ok := spi.Ability[spi.Connector](c.Socket)
	if !ok {
		return ws2def.WSAEOPNOTSUPP
	}
	return below.Connect(name)
}

// ConnectResult implements [spi.Connector].
func (c *Connecting) ConnectResult() spi.Errno {
	below, ok := spi.Ability[spi.Connector](c.Socket)
	if !ok {
		return ws2def.WSAEOPNOTSUPP
	}
	return below.ConnectResult()
}

// PeerName implements [spi.Connector].
func (c *Connecting) PeerName(name []byte) (int, spi.Errno) {
	below, ok := spi.Ability[spi.Connector](c.Socket)
	if !ok {
		return 0, ws2def.WSAENOTCONN
	}
	return below.PeerName(name)
}

// Peer is the address of a socket's peer, if it is one of IP.
func Peer(s spi.Socket) netip.AddrPort {
	var name [maxName]byte
	c, ok := spi.Ability[spi.Connector](s)
	if !ok {
		return netip.AddrPort{}
	}
	n, e := c.PeerName(name[:])
	if e != 0 || n > len(name) {
		return netip.AddrPort{}
	}
	peer, _, _ := ws2def.ParseAddrPort(name[:n])
	return peer
}

// maxName is the length of the longest address, in bytes.
const maxName = 128

// Settle waits for what closed sockets still have to send, until limit.
func Settle(closing *sync.WaitGroup, limit time.Duration) {
	sent := make(chan struct{})
	go func() {
		closing.Wait()
		close(sent)
	}()
	select {
	case <-sent:
	case <-time.After(limit):
	}
}
