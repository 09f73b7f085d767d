package winsock

import (
	"net"
	"sync"
	"sync/atomic"
	"time"

	"winsock/internal/core"
	"winsock/spi"
)

// endpoint is what [Conn], [Listener] and [PacketConn] have in common: a socket
// that is closed once.
type endpoint struct {
	h Handle
	*kind
	local, remote endName
	closed        atomic.Bool
}

// kind is what an endpoint has in common with others: the connections of a listener have
// one.
type kind struct {
	network  string
	messages bool // an empty receive is an empty message, not the end
	family   int32
	provider string
}

// kindOf is the kind of the socket h.
func kindOf(h Handle, network string) *kind {
	k := &kind{network: network, messages: networks[network][0].typ != SOCK_STREAM}
	if info, e := core.Inspect(h); e == 0 {
		k.family, k.provider = info.Family, info.Provider
	}
	return k
}

// sockaddrs are buffers for names of sockets.
var sockaddrs = sync.Pool{New: func() any { return new([maxName]byte) }}

// init takes over the socket h.
func (p *endpoint) init(h Handle, k *kind) {
	p.h, p.kind = h, k
	name := sockaddrs.Get().(*[maxName]byte)
	n, _ := core.GetSockName(h, name[:])
	p.local.set(k.network, name[:n])
	if n, e := core.GetPeerName(h, name[:]); e == 0 {
		p.remote.set(k.network, name[:n])
	}
	sockaddrs.Put(name)
}

// noDelay has TCP send small pieces at once, as package net does, unless it does so
// already.
func (p *endpoint) noDelay() {
	if p.family != AF_INET && p.family != AF_INET6 {
		return
	}
	var value [4]byte
	if n, e := core.GetSockOpt(p.h, IPPROTO_TCP, TCP_NODELAY, value[:], 4); e == 0 && n > 0 && value[0] != 0 {
		return
	}
	p.set(IPPROTO_TCP, TCP_NODELAY, []byte{1, 0, 0, 0})
}

// Handle returns the socket, for low-level calls. It stays the object's own.
func (p *endpoint) Handle() Handle { return p.h }

// LocalAddr returns the local address.
func (p *endpoint) LocalAddr() net.Addr { return p.local.addr(p.network) }

// fail describes the failure of op with e; nil for 0.
func (p *endpoint) fail(op string, e Errno) error {
	if e == 0 {
		return nil
	}
	failure := &OpError{Op: op, Addr: p.remote.addr(p.network), Handle: p.h, Family: p.family, Provider: p.provider, Errno: e}
	if p.closed.Load() && (e == WSAENOTSOCK || e == WSAEINTR || e == WSANOTINITIALISED) {
		failure.Cause = net.ErrClosed
	}
	if failure.Addr == nil {
		failure.Addr = p.LocalAddr()
	}
	return failure
}

// over is the failure of op when the object was closed before, else nil.
func (p *endpoint) over(op string) error {
	if p.closed.Load() {
		return p.fail(op, WSAENOTSOCK)
	}
	return nil
}

// Close closes the socket; calls that wait on it end, and errors.Is finds
// net.ErrClosed in what they and all later ones fail with. Data that was written
// is delivered in the background.
func (p *endpoint) Close() error {
	if p.closed.Swap(true) {
		return p.fail("close", WSAENOTSOCK)
	}
	return p.fail("close", core.Close(p.h, spi.Park))
}

// SetDeadline sets the time at which all waiting calls, and later ones, fail with
// os.ErrDeadlineExceeded; the zero time lifts it.
func (p *endpoint) SetDeadline(t time.Time) error { return p.limit(&t, &t) }

// SetReadDeadline is SetDeadline for calls that receive or accept.
func (p *endpoint) SetReadDeadline(t time.Time) error { return p.limit(&t, nil) }

// SetWriteDeadline is SetDeadline for calls that send.
func (p *endpoint) SetWriteDeadline(t time.Time) error { return p.limit(nil, &t) }

func (p *endpoint) limit(receive, send *time.Time) error {
	if err := p.over("set"); err != nil {
		return err
	}
	return p.fail("set", core.SetDeadline(p.h, receive, send))
}

// set sets an option.
func (p *endpoint) set(level, opt int, value []byte) error {
	if err := p.over("set"); err != nil {
		return err
	}
	return p.fail("set", core.SetSockOpt(p.h, int32(level), int32(opt), value, int32(len(value))))
}
