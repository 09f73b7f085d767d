package winsock

import (
	"net"

	"winsock/internal/call"
	"winsock/internal/core"
	"winsock/spi"
)

// PacketConn is a socket for messages over any provider. With a peer, which
// [Dialer] gives it, it is a net.Conn too. Its methods may be called by any
// number of goroutines at once; one that waits holds no thread.
type PacketConn struct{ endpoint }

var (
	_ net.PacketConn = (*PacketConn)(nil)
	_ net.Conn       = (*PacketConn)(nil)
)

// newPacketConn takes over the bound or connected socket h.
func newPacketConn(h Handle, network string) *PacketConn {
	c := &PacketConn{}
	c.init(h, kindOf(h, network))
	return c
}

// RemoteAddr returns the peer's address, nil when there is no peer.
func (c *PacketConn) RemoteAddr() net.Addr { return c.remote.addr(c.network) }

// ReadFrom receives the next message and tells where it comes from. A message
// longer than b fills it and fails with WSAEMSGSIZE.
func (c *PacketConn) ReadFrom(b []byte) (n int, addr net.Addr, err error) {
	if err := c.over("read"); err != nil {
		return 0, nil, err
	}
	m := call.TakeMessage()
	defer m.GiveBack()
	m.Name = m.Address[:]
	m.Single(b)
	n, e := core.RecvMsg(c.h, &m.Message, 0, spi.Park)
	if (e == 0 || e == WSAEMSGSIZE) && m.NameLen > 0 {
		addr = netAddr(c.network, m.Address[:min(m.NameLen, maxName)])
	}
	return n, addr, c.fail("read", e)
}

// WriteTo sends b as one message to addr.
func (c *PacketConn) WriteTo(b []byte, addr net.Addr) (int, error) {
	if err := c.over("write"); err != nil {
		return 0, err
	}
	m := call.TakeMessage()
	defer m.GiveBack()
	name, e := putAddr(&m.Address, c.family, addr)
	if e != 0 {
		return 0, c.fail("write", e)
	}
	m.Name = name
	m.Single(b)
	n, e := core.SendMsg(c.h, &m.Message, 0, spi.Park)
	return n, c.fail("write", e)
}

// Read receives the next message, from the peer when there is one. A message
// longer than b fills it and fails with WSAEMSGSIZE.
func (c *PacketConn) Read(b []byte) (int, error) {
	if err := c.over("read"); err != nil {
		return 0, err
	}
	n, e := core.Recv(c.h, b, 0, spi.Park)
	return n, c.fail("read", e)
}

// Write sends b as one message to the peer.
func (c *PacketConn) Write(b []byte) (int, error) {
	if err := c.over("write"); err != nil {
		return 0, err
	}
	n, e := core.Send(c.h, b, 0, spi.Park)
	return n, c.fail("write", e)
}
