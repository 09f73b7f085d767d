package socks

import (
	"context"
	"io"
	"net"
	"net/netip"
	"slices"

	"winsock/internal/wire/socks"
	"winsock/spi"
)

// relay is where a proxy takes a socket's datagrams. It lasts as long as the connection
// to the proxy that has asked for it.
//
// Source: RFC 1928 sections 6 and 7.
type relay struct {
	rule   *rule
	at     netip.AddrPort
	name   []byte   // of at; nil: the proxy has not answered
	kept   [][]byte // datagrams that wait for it
	size   int
	cancel context.CancelFunc
}

// keep makes a datagram wait, if there is room.
func (r *relay) keep(b []byte) {
	if r.size+len(b) <= waiting {
		r.kept, r.size = append(r.kept, b), r.size+len(b)
	}
}

// relay is that of a rule's proxy, which is asked for one if there is none. The caller
// holds mu.
func (s *datagrams) relay(r *rule) *relay {
	for _, known := range s.relays {
		if known.rule == r {
			return known
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	made := &relay{rule: r, cancel: cancel}
	s.relays = append(s.relays, made)
	go s.associate(ctx, made)
	return made
}

// associate asks for a relay, and stays until the proxy gives it up.
func (s *datagrams) associate(ctx context.Context, r *relay) {
	defer r.cancel()
	if conn, at, err := r.rule.associate(ctx); err == nil {
		stop := context.AfterFunc(ctx, func() { conn.Close() })
		s.begin(r, at)
		io.Copy(io.Discard, conn)
		stop()
		conn.Close()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.relays = slices.DeleteFunc(s.relays, func(other *relay) bool { return other == r })
}

// begin sends what waits for a relay that is there now.
func (s *datagrams) begin(r *relay, at netip.AddrPort) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return
	}
	r.at, r.name = at, sockaddr(s.family, at)
	for _, b := range r.kept {
		s.Through.SendMsg(&spi.Message{Name: r.name, Buffers: [][]byte{b}}, 0)
	}
	r.kept = nil
}

// associate asks the proxy of a rule for a relay, which lasts as long as conn.
func (r *rule) associate(ctx context.Context) (conn net.Conn, at netip.AddrPort, err error) {
	ctx, cancel := context.WithTimeout(ctx, r.timeout)
	defer cancel()
	var d net.Dialer
	if conn, err = d.DialContext(ctx, "tcp", r.at.String()); err != nil {
		return nil, at, err
	}
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	anywhere := netip.IPv4Unspecified() // the proxy learns it from the first datagram
	if r.at.Addr().Is6() {
		anywhere = netip.IPv6Unspecified()
	}
	c := r.client(socks.Associate, netip.AddrPortFrom(anywhere, 0))
	for out := c.Begin(); !c.Done(); {
		if _, err = conn.Write(out); err == nil {
			in := make([]byte, c.Need())
			if _, err = io.ReadFull(conn, in); err == nil {
				out, err = c.Take(in)
			}
		}
		if err != nil {
			conn.Close()
			return nil, at, err
		}
	}
	if c.Answer != socks.Succeeded {
		conn.Close()
		return nil, at, meaning(c.Answer)
	}
	at = c.Bound
	if !at.Addr().IsValid() || at.Addr().IsUnspecified() {
		at = netip.AddrPortFrom(r.at.Addr(), at.Port())
	}
	return conn, at, nil
}
