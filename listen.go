package winsock

import (
	"context"
	"net"
	"os"

	"winsock/internal/core"
	"winsock/spi"
)

// ListenConfig makes listeners and sockets for messages. The zero value is
// ready; it starts Winsock when need be. Networks and addresses are those of
// [Dialer]; without a host an address means all local ones, of both versions of
// IP where the network's name and the provider leave that open.
type ListenConfig struct {
	// Provider chooses among the catalog's entries as [Providers] does; ""
	// lets the catalog decide.
	Provider string
	// Flags are WSA_FLAG_ values beside WSA_FLAG_OVERLAPPED, which is always
	// set.
	Flags uint32
	// Backlog is the number of connections to queue; 0 means as many as there
	// can be.
	Backlog int
	// Control, when not nil, is called with the new socket before it is bound.
	// Its error ends the call.
	Control func(network, address string, s Handle) error
}

// Listen listens for connections at address. The result is a *[Listener]. ctx
// ends a name look-up.
//
// It fails with an *[OpError].
func (c *ListenConfig) Listen(ctx context.Context, network, address string) (net.Listener, error) {
	if unknown(network) == nil && !isStream(network) {
		return nil, opError("listen", &text{network, address}, WSAEOPNOTSUPP, nil)
	}
	h, err := c.bind(ctx, network, address)
	if err != nil {
		return nil, err
	}
	l := &Listener{}
	l.init(h, kindOf(h, network))
	l.noDelay() // for the connections, which inherit it
	backlog := int32(SOMAXCONN)
	if c.Backlog > 0 {
		backlog = i32(c.Backlog)
	}
	if e := core.Listen(h, backlog); e != 0 {
		failure := socketError("listen", h, &text{network, address}, e, nil)
		Closesocket(h)
		return nil, failure
	}
	if l.family == AF_UNIX {
		l.unlink = l.LocalAddr().String()
	}
	return l, nil
}

// ListenPacket makes a socket for messages that is bound to address. The result
// is a *[PacketConn]. ctx ends a name look-up.
//
// It fails with an *[OpError].
func (c *ListenConfig) ListenPacket(ctx context.Context, network, address string) (net.PacketConn, error) {
	if unknown(network) == nil && isStream(network) {
		return nil, opError("listen", &text{network, address}, WSAEOPNOTSUPP, nil)
	}
	h, err := c.bind(ctx, network, address)
	if err != nil {
		return nil, err
	}
	return newPacketConn(h, network), nil
}

// bind makes a socket that is bound to address.
func (c *ListenConfig) bind(ctx context.Context, network, address string) (Handle, error) {
	at := &text{network, address}
	protocols, e := choose(network, c.Provider)
	if e != 0 {
		return InvalidHandle, opError("listen", at, e, unknown(network))
	}
	all, e := targets(ctx, protocols, address, true)
	if e != 0 {
		return InvalidHandle, opError("listen", at, e, context.Cause(ctx))
	}
	host, _, _ := net.SplitHostPort(address)
	dual := len(protocols) > 1 && host == ""
	var first error
	for i := range all {
		h, err := c.attempt(network, address, &all[i], dual)
		if err == nil {
			return h, nil
		}
		if first == nil {
			first = err
		}
	}
	return InvalidHandle, first
}

// attempt makes a socket that is bound to one address. dual asks an IPv6 socket
// to serve IPv4 too.
func (c *ListenConfig) attempt(network, address string, to *target, dual bool) (Handle, error) {
	h, e := to.open(0, c.Flags)
	if e != 0 {
		failure := opError("listen", &text{network, address}, e, nil)
		failure.Family = to.family
		return InvalidHandle, failure
	}
	if dual && to.family == AF_INET6 {
		e = core.SetSockOpt(h, IPPROTO_IPV6, IPV6_V6ONLY, make([]byte, 4), 4)
	}
	var cause error
	if e == 0 && c.Control != nil {
		cause = c.Control(network, address, h)
	}
	if e == 0 && cause == nil {
		e = core.Bind(h, to.name)
	}
	if e != 0 || cause != nil {
		failure := socketError("listen", h, &text{network, address}, e, cause)
		Closesocket(h)
		return InvalidHandle, failure
	}
	return h, nil
}

// Listener takes connections over any provider.
type Listener struct {
	endpoint
	unlink string // file to remove with Close
}

var _ net.Listener = (*Listener)(nil)

// Addr returns the address that is listened at.
func (l *Listener) Addr() net.Addr { return l.LocalAddr() }

// Close closes the listener, as [Conn.Close] does a connection, and removes the file that
// it was bound to.
func (l *Listener) Close() error {
	if l.closed.Swap(true) {
		return l.fail("close", WSAENOTSOCK)
	}
	if l.unlink != "" {
		os.Remove(l.unlink)
	}
	return l.fail("close", core.Close(l.h, spi.Park))
}

// Accept waits for the next connection, a *[Conn]. Of one that broke before it was
// accepted the first Read tells.
func (l *Listener) Accept() (net.Conn, error) {
	if err := l.over("accept"); err != nil {
		return nil, err
	}
	for {
		h, e := core.AcceptBlindly(l.h, spi.Park)
		switch e {
		case 0:
			return newConn(h, l.kind), nil
		case WSAECONNRESET, WSAECONNABORTED:
		default:
			return nil, l.fail("accept", e)
		}
	}
}
