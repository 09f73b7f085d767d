package socks

import (
	"bytes"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"winsock/internal/wire/socks"
	"winsock/spi"
	"winsock/ws2def"
)

// stream is a socket that may connect through a proxy. All but that is the socket below,
// which negotiates with the proxy meanwhile: a change of that is a change of the stream.
// Nobody waits in it: who looks at the stream takes the negotiation further.
type stream struct {
	spi.Socket // below
	net        *network
	family     uint16
	connector  spi.Connector
	data       spi.Transferer
	stage      atomic.Uint32

	mu     sync.Mutex // guards what follows
	name   []byte     // the destination, when it is reached through a proxy
	client socks.Client
	out    []byte // to send to the proxy
	late   *time.Timer
	result spi.Errno // why the last connect through a proxy failed
}

// Stages of a stream.
const (
	past        = iota // it is the socket below, and nothing else
	reaching           // the connection to the proxy is under way
	negotiating        // the proxy has not answered
	through            // as past, but for the name of the peer
	failed             // the last connect failed
)

// described is a stream over a socket with a descriptor.
type described struct {
	*stream
	below spi.Descriptor
}

var (
	_ interface {
		spi.Upper
		spi.Connector
	} = (*stream)(nil)
	_ spi.Descriptor = described{}
)

// stream makes a stream.
func (n *network) stream(family uint16, below spi.Socket) spi.Socket {
	s := &stream{Socket: below, net: n, family: family}
	var ok bool
	if s.connector, ok = spi.Ability[spi.Connector](below); !ok {
		return below
	}
	if s.data, ok = spi.Ability[spi.Transferer](below); !ok {
		return below
	}
	if d, ok := spi.Ability[spi.Descriptor](below); ok {
		return described{s, d}
	}
	return s
}

// Lower implements [spi.Upper].
func (s *stream) Lower() spi.Socket { return s.Socket }

// underWay reports whether the proxy has to answer.
func (s *stream) underWay() bool {
	stage := s.stage.Load()
	return stage == reaching || stage == negotiating
}

// Poll implements [spi.Socket].
func (s *stream) Poll() spi.Events {
	if s.underWay() {
		switch s.ConnectResult() {
		case ws2def.WSAEWOULDBLOCK:
			return 0
		case 0:
		default:
			return spi.Failed
		}
	}
	if s.stage.Load() == failed {
		return spi.Failed
	}
	return s.Socket.Poll()
}

// Wait implements [spi.Waiter].
func (s *stream) Wait(ev spi.Events, how spi.Way, since uint32, deadline time.Time) spi.Errno {
	if s.stage.Load() == negotiating {
		s.mu.Lock()
		ev = spi.Readable
		if len(s.out) > 0 {
			ev = spi.Writable
		}
		s.mu.Unlock()
	}
	return s.Socket.Wait(ev, how, since, deadline)
}

// Close implements [spi.Socket].
func (s *stream) Close(abort bool) spi.Errno {
	s.mu.Lock()
	if s.late != nil {
		s.late.Stop()
	}
	s.stage.Store(past)
	s.mu.Unlock()
	return s.Socket.Close(abort)
}

// Fd implements [spi.Descriptor].
func (d described) Fd() int { return d.below.Fd() }

// Interest implements [spi.Descriptor].
func (d described) Interest(ev spi.Events) int16 {
	if d.underWay() {
		ev |= spi.Readable | spi.Writable
	}
	return d.below.Interest(ev)
}

// Translate implements [spi.Descriptor].
func (d described) Translate(revents int16) spi.Events {
	if s := d.stage.Load(); s == past || s == through {
		return d.below.Translate(revents)
	}
	return d.Poll()
}

// Connect implements [spi.Connector]. Errors are also those of a connect to the proxy;
// WSAENETUNREACH: its address is not one of the socket's family.
func (s *stream) Connect(name []byte) spi.Errno {
	to, _, _ := ws2def.ParseAddrPort(name)
	r := s.net.about(to)
	if r == nil || ws2def.Family(name) != s.family {
		s.stage.Store(past)
		return s.connector.Connect(name)
	}
	proxy := s.to(r.at)
	if proxy == nil {
		return ws2def.WSAENETUNREACH
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.connector.Connect(proxy)
	if e != 0 && e != ws2def.WSAEWOULDBLOCK {
		return e
	}
	s.name = bytes.Clone(name)
	s.client = r.client(socks.Connect, netip.AddrPortFrom(to.Addr().Unmap(), to.Port()))
	s.out, s.result = s.client.Begin(), 0
	s.late = time.AfterFunc(r.timeout, s.expire)
	s.stage.Store(reaching)
	return ws2def.WSAEWOULDBLOCK
}

// to is an address as one of the socket's family; nil: there is none. A socket for IPv6
// is opened for IPv4 too if need be.
func (s *stream) to(at netip.AddrPort) []byte {
	if s.family == ws2def.AF_INET6 && at.Addr().Is4() {
		if o, ok := spi.Ability[spi.Optioner](s.Socket); ok {
			o.SetOpt(ws2def.IPPROTO_IPV6, ws2def.IPV6_V6ONLY, make([]byte, 4)) // else connect tells
		}
	}
	return sockaddr(s.family, at)
}

// sockaddr is an address as one of a family; nil: there is none.
func sockaddr(family uint16, at netip.AddrPort) []byte {
	var buf [ws2def.SizeofSockaddrInet6]byte
	if n := ws2def.PutAddrPort(buf[:], family, at); n > 0 {
		return buf[:n]
	}
	return nil
}

// expire ends a negotiation that takes too long. Who waits learns it from the end of the
// connection to the proxy.
func (s *stream) expire() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.underWay() {
		s.fail(ws2def.WSAETIMEDOUT)
	}
}

// further takes the negotiation as far as it goes: 0 when the proxy has connected,
// WSAEWOULDBLOCK when there is something to wait for, else why it failed. The caller
// holds mu.
func (s *stream) further() spi.Errno {
	if s.stage.Load() == reaching {
		if e := s.connector.ConnectResult(); e != 0 {
			if e != ws2def.WSAEWOULDBLOCK {
				s.late.Stop()
				s.result = e
				s.stage.Store(failed)
			}
			return e
		}
		s.stage.Store(negotiating)
	}
	for !s.client.Done() {
		e := s.exchange()
		if e == ws2def.WSAEWOULDBLOCK {
			return e
		}
		if e != 0 {
			return s.fail(e)
		}
	}
	if e := meaning(s.client.Answer); e != 0 {
		return s.fail(e)
	}
	s.late.Stop()
	s.stage.Store(through)
	return 0
}

// exchange sends what there is to send to the proxy, or receives from it.
func (s *stream) exchange() spi.Errno {
	if len(s.out) > 0 {
		n, e := s.data.Send(s.out, 0)
		s.out = s.out[n:]
		return e
	}
	buf := make([]byte, s.client.Need())
	n, e := s.data.Recv(buf, 0)
	switch {
	case e == ws2def.WSAEWOULDBLOCK:
		return e
	case e != 0 || n == 0:
		return ws2def.WSAECONNREFUSED
	}
	var err error
	if s.out, err = s.client.Take(buf[:n]); err != nil {
		return failing(err)
	}
	return 0
}

// fail ends the connection to the proxy; the socket below is as before the connect. The
// caller holds mu.
func (s *stream) fail(e spi.Errno) spi.Errno {
	s.late.Stop()
	s.result = e
	s.stage.Store(failed)
	if r, ok := spi.Ability[spi.Renewer](s.Socket); ok && r.Renew(true) == 0 {
		return e
	}
	if sd, ok := spi.Ability[spi.Shutdowner](s.Socket); ok {
		sd.Shutdown(ws2def.SD_BOTH)
	}
	return e
}

// ConnectResult implements [spi.Connector].
func (s *stream) ConnectResult() spi.Errno {
	if stage := s.stage.Load(); stage == past || stage == through {
		if stage == through {
			return 0
		}
		return s.connector.ConnectResult()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch s.stage.Load() {
	case failed:
		return s.result
	case through:
		return 0
	}
	return s.further()
}

// PeerName implements [spi.Connector]: the destination.
func (s *stream) PeerName(name []byte) (int, spi.Errno) {
	switch s.stage.Load() {
	case past:
		return s.connector.PeerName(name)
	case failed:
		return 0, ws2def.WSAENOTCONN
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(name) >= len(s.name) {
		copy(name, s.name)
	}
	return len(s.name), 0
}

// Renew implements [spi.Renewer] by means of the socket below.
func (s *stream) Renew(abort bool) spi.Errno {
	r, ok := spi.Ability[spi.Renewer](s.Socket)
	if !ok {
		return ws2def.WSAEOPNOTSUPP
	}
	e := r.Renew(abort)
	if e == 0 {
		s.mu.Lock()
		s.stage.Store(past)
		s.mu.Unlock()
	}
	return e
}

// Adopt implements [spi.Adopter] by means of the socket below: an accepted connection is
// one of its own.
func (s *stream) Adopt(t spi.Socket) {
	s.stage.Store(past)
	a, _ := spi.Ability[spi.Adopter](s.Socket)
	a.Adopt(t)
}
