package winsock

import (
	"context"
	"errors"
	"net"
	"time"

	"winsock/internal/core"
	"winsock/spi"
)

// Dialer makes connections and sockets with a peer. The zero value is ready; it
// starts Winsock when need be.
//
// Networks are "tcp", "udp" (with "4" or "6" behind them for one version of IP),
// "unix", and for the family of a chosen provider "stream", "seqpacket", "dgram"
// and "rdm". Addresses are written as for package net; those of families that
// it does not know as [Addr] does.
type Dialer struct {
	// Timeout limits a dial, name look-up included; 0 does not.
	Timeout time.Duration
	// Deadline is when a dial fails; the zero time never does.
	Deadline time.Time
	// LocalAddr is the address to dial from; nil lets the system choose.
	LocalAddr net.Addr
	// Provider chooses among the catalog's entries as [Providers] does; ""
	// lets the catalog decide.
	Provider string
	// Flags are WSA_FLAG_ values beside WSA_FLAG_OVERLAPPED, which is always
	// set.
	Flags uint32
	// Group is the group that the connections are in, as in [WSASocket]: 0 for
	// none, SG_UNCONSTRAINED_GROUP or SG_CONSTRAINED_GROUP for a new one each, or
	// the id of one.
	Group uint32
	// Control, when not nil, is called with each new socket before it is bound
	// or connected. Its error ends the attempt.
	Control func(network, address string, s Handle) error
}

// Dial is [Dialer.DialContext] without a context.
func (d *Dialer) Dial(network, address string) (net.Conn, error) {
	return d.DialContext(context.Background(), network, address)
}

// DialContext connects to address. The result is a *[Conn], or for datagrams a
// *[PacketConn] with a peer. The addresses of a host are tried one after the
// other, best first (RFC 6724), each with its share of the time left.
//
// It fails with an *[OpError]: that of the first address tried, or that of the
// end of ctx.
func (d *Dialer) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	protocols, e := choose(network, d.Provider)
	if e != 0 {
		return nil, opError("dial", &text{network, address}, e, unknown(network))
	}
	if at := d.deadline(time.Now()); !at.IsZero() {
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadline(ctx, at)
		defer cancel()
	}
	all, e := targets(ctx, protocols, address, false)
	if e != 0 {
		return nil, opError("dial", &text{network, address}, e, context.Cause(ctx))
	}
	var first error
	for i := range all {
		h, err := d.attempt(ctx, network, address, &all[i], len(all)-i)
		if err == nil {
			if isStream(network) {
				c := newConn(h, kindOf(h, network))
				c.noDelay()
				return c, nil
			}
			return newPacketConn(h, network), nil
		}
		if first == nil || ctx.Err() != nil {
			first = err
		}
		if ctx.Err() != nil {
			break
		}
	}
	return nil, first
}

// deadline is when a dial that begins now has to end; zero for never.
func (d *Dialer) deadline(now time.Time) time.Time {
	at := d.Deadline
	if d.Timeout != 0 {
		if limit := now.Add(d.Timeout); at.IsZero() || limit.Before(at) {
			at = limit
		}
	}
	return at
}

// attempt connects to one of the left targets.
func (d *Dialer) attempt(ctx context.Context, network, address string, to *target, left int) (Handle, error) {
	addr := netAddr(network, to.name)
	h, e := to.open(d.Group, d.Flags)
	if e != 0 {
		failure := opError("dial", addr, e, nil)
		failure.Family = to.family
		return InvalidHandle, failure
	}
	if err := d.prepare(network, address, h, to); err != nil {
		Closesocket(h)
		return InvalidHandle, err
	}
	if e := connect(ctx, h, to.name, left); e != 0 {
		failure := socketError("dial", h, addr, e, nil)
		switch {
		case e != WSAETIMEDOUT:
		case errors.Is(ctx.Err(), context.Canceled):
			failure.Errno, failure.Cause = WSA_E_CANCELLED, context.Cause(ctx)
		default:
			failure.Cause = ctx.Err()
		}
		Closesocket(h)
		return InvalidHandle, failure
	}
	return h, nil
}

// prepare does what comes before connecting.
func (d *Dialer) prepare(network, address string, h Handle, to *target) error {
	if d.Control != nil {
		if err := d.Control(network, address, h); err != nil {
			return socketError("control", h, nil, 0, err)
		}
	}
	if d.LocalAddr == nil {
		return nil
	}
	var buf [maxName]byte
	name, e := putAddr(&buf, to.family, d.LocalAddr)
	if e == 0 {
		e = core.Bind(h, name)
	}
	if e != 0 {
		return socketError("bind", h, d.LocalAddr, e, nil)
	}
	return nil
}

// connect connects h to name before ctx ends; with more targets left than this
// one, in its share of the time.
func connect(ctx context.Context, h Handle, name []byte, left int) Errno {
	if ctx.Err() != nil {
		return WSAETIMEDOUT
	}
	if at, ok := ctx.Deadline(); ok {
		at = time.Now().Add(time.Until(at) / time.Duration(left))
		core.SetDeadline(h, nil, &at)
	}
	stop := context.AfterFunc(ctx, func() {
		past := time.Unix(0, 1)
		core.SetDeadline(h, nil, &past)
	})
	e := core.Connect(h, name, spi.Park)
	if !stop() {
		return WSAETIMEDOUT
	}
	if e == 0 {
		core.SetDeadline(h, nil, &time.Time{})
	}
	return e
}

// text is an address that was not looked up yet.
type text struct{ network, address string }

func (t *text) Network() string { return t.network }
func (t *text) String() string  { return t.address }

// unknown is the cause when network is no network's name, else nil.
func unknown(network string) error {
	if _, ok := networks[network]; !ok {
		return net.UnknownNetworkError(network)
	}
	return nil
}
