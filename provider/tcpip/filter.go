package tcpip

import (
	"bytes"
	"net"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// Datagrams that Windows would not deliver to a socket although Linux queued
// them: those of others than the peer that came before connect, and the host's
// own multicasts when IP_MULTICAST_LOOP is off.

// recvSifted receives the first datagram that is wanted.
func (s *socket) recvSifted(msg *sys.Msg, flags int) (int, sys.Errno) {
	if s.care.Load()&(careSift|careFilter) == 0 {
		return sys.RecvMsg(s.Fd(), msg, flags)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sift()
	return sys.RecvMsg(s.Fd(), msg, flags)
}

// sift drops unwanted datagrams from the head of the kernel's queue. The caller
// holds mu.
func (s *socket) sift() {
	for s.care.Load()&(careSift|careFilter) != 0 {
		var source kernelAddr
		var control [256]byte
		msg := sys.Msg{Name: source[:], Control: control[:]}
		_, errno := sys.RecvMsg(s.Fd(), &msg, unix.MSG_PEEK)
		if errno == unix.EAGAIN {
			s.care.And(^uint32(careSift)) // the kernel takes the peer's only
		}
		if errno != 0 || !s.unwanted(source[:min(msg.NameLen, len(source))], control[:msg.ControlLen]) {
			return
		}
		if _, errno := sys.Recv(s.Fd(), nil, unix.MSG_TRUNC); errno != 0 {
			return
		}
	}
}

// unwanted reports whether a datagram with this source and control data is not
// for the program. The caller holds mu.
//
// Source: S-249, S-358.
func (s *socket) unwanted(source, control []byte) bool {
	if len(source) < 16 {
		return false
	}
	care := s.care.Load()
	if care&careSift != 0 {
		var sa kernelAddr
		peer := s.peer.sockaddr(&sa)
		if peer != nil && (!bytes.Equal(host(source), host(peer)) || !bytes.Equal(source[2:4], peer[2:4])) {
			return true
		}
	}
	return care&careFilter != 0 && destinationOf(control).IsMulticast() && ownAddress(source)
}

// setMulticastLoop is IP_MULTICAST_LOOP and IPV6_MULTICAST_LOOP, which on
// Windows tell a receiver whether it wants what this host sends.
//
// Source: S-358.
func (s *socket) setMulticastLoop(on bool) spi.Errno {
	if on {
		s.care.And(^uint32(careFilter))
		return 0
	}
	s.settings.Or(setDestination)
	if e := s.kernelDestination(); e != 0 {
		return e
	}
	s.care.Or(careFilter)
	return 0
}

// kernelDestination makes the kernel tell the destination of each datagram.
func (s *socket) kernelDestination() spi.Errno {
	if s.family == ws2def.AF_INET6 {
		if errno := sys.SetSockOptInt(s.Fd(), unix.IPPROTO_IPV6, unix.IPV6_RECVPKTINFO, 1); errno != 0 {
			return ws2def.FromErrno(ws2def.OpSetSockOpt, errno)
		}
		if !s.local.dual {
			return 0
		}
	}
	return ws2def.FromErrno(ws2def.OpSetSockOpt, sys.SetSockOptInt(s.Fd(), unix.IPPROTO_IP, unix.IP_PKTINFO, 1))
}

// destinationOf finds the destination address in the kernel's control data.
func destinationOf(control []byte) netip.Addr {
	for {
		level, typ, data, rest := nextControl(control)
		switch {
		case data == nil:
			return netip.Addr{}
		case level == unix.IPPROTO_IP && typ == unix.IP_PKTINFO && len(data) >= 12:
			return netip.AddrFrom4([4]byte(data[8:12]))
		case level == unix.IPPROTO_IPV6 && typ == unix.IPV6_PKTINFO && len(data) >= 20:
			return netip.AddrFrom16([16]byte(data[:16])).Unmap()
		}
		control = rest
	}
}

// ownAddresses remembers this host's addresses for a second: a filter asks for every
// datagram.
var ownAddresses struct {
	sync.Mutex
	until time.Time
	set   map[netip.Addr]bool
}

// ownAddress reports whether sa's address is one of this host.
func ownAddress(sa []byte) bool {
	a, ok := netip.AddrFromSlice(host(sa))
	if !ok {
		return false
	}
	a = a.Unmap()
	if a.IsLoopback() {
		return true
	}
	ownAddresses.Lock()
	defer ownAddresses.Unlock()
	if now := time.Now(); now.After(ownAddresses.until) {
		ownAddresses.set = make(map[netip.Addr]bool)
		addrs, _ := net.InterfaceAddrs()
		for _, addr := range addrs {
			if n, ok := addr.(*net.IPNet); ok {
				if own, ok := netip.AddrFromSlice(n.IP); ok {
					ownAddresses.set[own.Unmap()] = true
				}
			}
		}
		ownAddresses.until = now.Add(time.Second)
	}
	return ownAddresses.set[a]
}
