package tcpip

import (
	"encoding/binary"
	"sync"

	"golang.org/x/sys/unix"

	"winsock/internal/engine"
	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// Change implements [spi.Changer] on the kernel's announcements (rtnetlink(7)).
//
// Source: S-650, S-661, S-663.
func (s *socket) Change(code uint32, in []byte) (spi.Socket, spi.Errno) {
	switch code {
	case ws2def.SIO_ADDRESS_LIST_CHANGE:
		return watchKernel(s.addressGroup(), func(messages []byte) bool { return s.announced(messages) })
	case ws2def.SIO_ROUTING_INTERFACE_CHANGE:
		var buf, before kernelAddr
		to, e := s.routeInput(&buf, in)
		if e != 0 {
			return nil, e
		}
		was := s.route(to, &before)
		routes := uint32(unix.RTMGRP_IPV4_ROUTE)
		if s.family == ws2def.AF_INET6 {
			routes = unix.RTMGRP_IPV6_ROUTE
		}
		return watchKernel(s.addressGroup()|routes|unix.RTMGRP_LINK, func([]byte) bool {
			var now kernelAddr
			return s.route(to, &now) != was || now != before
		})
	case ws2def.SIO_IDEAL_SEND_BACKLOG_CHANGE:
		if s.typ != ws2def.SOCK_STREAM {
			return nil, ws2def.WSAEOPNOTSUPP
		}
		return watchKernel(0, func([]byte) bool { return false }) // the number never changes
	}
	return nil, ws2def.WSAEOPNOTSUPP
}

// addressGroup is the kernel's multicast group for changes of the addresses of
// the socket's family.
func (s *socket) addressGroup() uint32 {
	if s.family == ws2def.AF_INET6 {
		return unix.RTMGRP_IPV6_IFADDR
	}
	return unix.RTMGRP_IPV4_IFADDR
}

// announced reports whether a batch of netlink messages tells of an address
// that came or went.
func (s *socket) announced(messages []byte) bool {
	for len(messages) >= unix.SizeofNlMsghdr {
		n := int(binary.NativeEndian.Uint32(messages))
		switch binary.NativeEndian.Uint16(messages[4:]) {
		case unix.RTM_NEWADDR, unix.RTM_DELADDR:
			return true
		}
		n = (n + 3) &^ 3
		if n < unix.SizeofNlMsghdr || n > len(messages) {
			break
		}
		messages = messages[n:]
	}
	return false
}

// A change is a netlink socket that becomes readable when what it looks for has
// come.
type change struct {
	engine.FD
	is func(messages []byte) bool // whether an announcement is the change

	mu   sync.Mutex
	came bool
}

var _ interface {
	spi.Socket
	spi.Descriptor
} = (*change)(nil)

// watchKernel opens a change that listens to groups.
func watchKernel(groups uint32, is func([]byte) bool) (spi.Socket, spi.Errno) {
	fd, errno := sys.Socket(unix.AF_NETLINK, unix.SOCK_RAW, unix.NETLINK_ROUTE)
	if errno != 0 {
		return nil, ws2def.FromErrno(ws2def.OpSocket, errno)
	}
	var sa [12]byte // struct sockaddr_nl
	binary.NativeEndian.PutUint16(sa[:], unix.AF_NETLINK)
	binary.NativeEndian.PutUint32(sa[8:], groups)
	if errno := sys.Bind(fd, sa[:]); errno != 0 {
		sys.Close(fd)
		return nil, ws2def.FromErrno(ws2def.OpBind, errno)
	}
	c := &change{is: is}
	c.Init(fd)
	return c, 0
}

// Poll implements [spi.Socket]: it reads the announcements that have come.
func (c *change) Poll() spi.Events {
	c.mu.Lock()
	defer c.mu.Unlock()
	var buf [8192]byte
	for !c.came {
		n, errno := sys.Recv(c.Fd(), buf[:], 0)
		switch {
		case errno == unix.EAGAIN:
			return 0
		case errno != 0:
			c.came = true // announcements were lost (ENOBUFS): something has changed
		default:
			c.came = c.is(buf[:n])
		}
	}
	return spi.Readable
}

// Interest implements [spi.Descriptor].
func (c *change) Interest(spi.Events) int16 { return unix.POLLIN }

// Translate implements [spi.Descriptor].
func (c *change) Translate(int16) spi.Events { return c.Poll() }

// Close implements [spi.Socket].
func (c *change) Close(bool) spi.Errno {
	c.FD.Close()
	return 0
}
