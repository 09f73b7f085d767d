package core

import (
	"context"
	"net/netip"
	"time"

	"winsock/internal/resolve"
	"winsock/spi"
	"winsock/ws2def"
)

// resolver answers the names of WSAConnectByName.
var resolver resolve.Resolver

// ConnectByName connects the stream socket h to the first address of node at
// which service answers (WSAConnectByName). It waits also on a nonblocking
// socket, limit long at most; 0 sets no limit.
//
// Errors: WSANOTINITIALISED, WSAENOTSOCK, WSAEINVAL (an empty name, or no
// stream socket), WSAEISCONN, WSAEHOSTUNREACH (no address that the socket
// reaches), WSAETIMEDOUT, the resolver's, and [Connect]'s for the last address.
//
// Source: WSAConnectByNameW in Microsoft's documentation of winsock2.h.
func ConnectByName(h Handle, node, service string, limit time.Duration, how spi.Way) Errno {
	s, e := enter(h)
	if e != 0 {
		return e
	}
	defer table.Release(h)
	if e := s.mayConnectBy(); e != 0 {
		return e
	}
	if node == "" || service == "" {
		return ws2def.WSAEINVAL
	}
	until := after(limit)
	ctx := context.Background()
	if !until.IsZero() {
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadline(ctx, until)
		defer cancel()
	}
	destinations, e := resolver.Candidates(ctx, node, service, s.reach())
	if e != 0 {
		return e
	}
	return s.connectFirst(destinations, until, how)
}

// ConnectByList connects the stream socket h to the first of the sockaddrs
// names that answers, trying those that the routing rules prefer first
// (WSAConnectByList). Waiting and limit are as for [ConnectByName].
//
// Errors: WSANOTINITIALISED, WSAENOTSOCK, WSAEINVAL (an empty list, or no
// stream socket), WSAEFAULT (a name too short), WSAEAFNOSUPPORT, WSAEISCONN,
// WSAEHOSTUNREACH, WSAETIMEDOUT, and [Connect]'s for the last address.
//
// Source: WSAConnectByList in Microsoft's documentation of winsock2.h.
func ConnectByList(h Handle, names [][]byte, limit time.Duration, how spi.Way) Errno {
	s, e := enter(h)
	if e != 0 {
		return e
	}
	defer table.Release(h)
	if e := s.mayConnectBy(); e != 0 {
		return e
	}
	if len(names) == 0 {
		return ws2def.WSAEINVAL
	}
	destinations := make([]netip.AddrPort, 0, len(names))
	for _, name := range names {
		ap, e := destination(name)
		if e != 0 {
			return e
		}
		destinations = append(destinations, ap)
	}
	reachable := resolver.Order(destinations, s.reach())
	if len(reachable) == 0 {
		return ws2def.WSAEHOSTUNREACH
	}
	return s.connectFirst(reachable, after(limit), how)
}

// destination reads an internet sockaddr with its scope.
func destination(name []byte) (netip.AddrPort, Errno) {
	ap, scope, ok := ws2def.ParseAddrPort(name)
	switch {
	case ok && scope != 0:
		return ws2def.WithScope(ap, scope), 0
	case ok:
		return ap, 0
	case len(name) < 2 || internet(ws2def.Family(name)):
		return ap, ws2def.WSAEFAULT
	default:
		return ap, ws2def.WSAEAFNOSUPPORT
	}
}

func internet(family uint16) bool { return family == ws2def.AF_INET || family == ws2def.AF_INET6 }

// after is the moment limit from now; zero for no limit.
func after(limit time.Duration) time.Time {
	if limit <= 0 {
		return time.Time{}
	}
	return time.Now().Add(limit)
}

func (s *Socket) mayConnectBy() Errno {
	s.settle()
	switch {
	case !s.has(stStream) || s.family != ws2def.AF_INET && s.family != ws2def.AF_INET6 || s.has(stListening):
		return ws2def.WSAEINVAL
	case s.has(stEverConn):
		return ws2def.WSAEISCONN
	case s.has(stConnecting):
		return ws2def.WSAEALREADY
	}
	return 0
}

// reach says which destinations s can connect to.
func (s *Socket) reach() resolve.Reach {
	from := resolve.Reach{Family: s.family, DualMode: s.family == ws2def.AF_INET6 && !s.v6Only()}
	var buf [maxName]byte
	if b, ok := spi.Ability[spi.Binder](s.t); ok && s.has(stBound) {
		if local, _, ok := ws2def.ParseAddrPort(address(buf[:])(b.LocalName(buf[:]))); ok {
			from.Local = local.Addr()
		}
	}
	return from
}

// connectFirst tries destinations in order until one answers.
func (s *Socket) connectFirst(destinations []netip.AddrPort, until time.Time, how spi.Way) Errno {
	var buf [maxName]byte
	e := ws2def.WSAEHOSTUNREACH
	for _, to := range destinations {
		n := ws2def.PutAddrPort(buf[:], uint16(s.family), to)
		e = s.connect(buf[:n], true, until, how)
		switch e {
		case 0, ws2def.WSAETIMEDOUT, ws2def.WSAEINTR:
			return e
		}
	}
	return e
}
