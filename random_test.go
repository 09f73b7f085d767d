package winsock_test

import (
	"errors"
	"fmt"
	"go/ast"
	"maps"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"winsock"
	"winsock/internal/core"
	"winsock/spi"
)

// arguments makes random arguments: those that calls expect, those at the edges,
// and nonsense.
type arguments struct {
	*rand.Rand
	t       testing.TB
	sockets [12]winsock.Handle
	closed  winsock.Handle
	object  winsock.Handle // an event; 0: there is none now
	memory  [4096]byte
	asynchronous
}

func newArguments(t testing.TB, seed uint64) *arguments {
	g := &arguments{Rand: rand.New(rand.NewPCG(seed, 2)), t: t}
	g.closed, _ = winsock.Socket(winsock.AF_INET, winsock.SOCK_DGRAM, 0)
	winsock.Closesocket(g.closed)
	t.Cleanup(func() {
		winsock.CloseHandle(g.object)
		winsock.Closesocket(g.registered)
	})
	return g
}

// open makes the i-th of the sockets that the calls work on: of every family and
// type, in different states. It does not block.
func (g *arguments) open(i int) {
	kinds := [...]struct{ family, typ int }{
		{winsock.AF_INET, winsock.SOCK_STREAM},
		{winsock.AF_INET, winsock.SOCK_DGRAM},
		{winsock.AF_INET6, winsock.SOCK_STREAM},
		{winsock.AF_INET6, winsock.SOCK_DGRAM},
		{winsock.AF_UNIX, winsock.SOCK_STREAM},
	}
	k := kinds[i%len(kinds)]
	s, err := winsock.Socket(k.family, k.typ, 0)
	if err != nil {
		g.t.Fatal("Socket:", err)
	}
	g.sockets[i] = s
	switch k.family {
	case winsock.AF_INET:
		winsock.Bind(s, loopback())
	case winsock.AF_INET6:
		winsock.Bind(s, &winsock.SockaddrInet6{Addr: [16]byte{15: 1}})
	}
	if i >= len(kinds) && k.typ == winsock.SOCK_STREAM {
		winsock.Listen(s, 3)
	}
}

// tame makes a socket answer at once whatever the calls before did to it.
func (g *arguments) tame(s winsock.Handle) {
	core.Ioctl(s, winsock.FIONBIO, []byte{1, 0, 0, 0}, nil, spi.Park)
}

// handle is an open socket, a closed one, or none.
func (g *arguments) handle() winsock.Handle {
	switch g.IntN(8) {
	case 0:
		return g.closed
	case 1:
		return winsock.Handle(g.Uint64())
	case 2:
		return pick(g, winsock.Handle(0), winsock.InvalidHandle, 4, 6, 1<<31)
	}
	i := g.IntN(len(g.sockets))
	if g.IntN(128) == 0 {
		winsock.Closesocket(g.sockets[i]) // whatever state the calls brought it in
	}
	if core.Check(g.sockets[i]) != 0 {
		g.open(i)
	}
	g.tame(g.sockets[i])
	return g.sockets[i]
}

func pick[T any](g *arguments, from ...T) T { return from[g.IntN(len(from))] }

// number is small, at an edge, or any.
func (g *arguments) number() int32 {
	switch g.IntN(4) {
	case 0:
		return int32(g.Uint32())
	case 1:
		return pick[int32](g, math.MinInt32, -1, 0, 1, math.MaxInt32)
	}
	return g.Int32N(64) - 2
}

// integer is number as an int, or beyond it.
func (g *arguments) integer() int {
	if g.IntN(8) == 0 {
		return int(g.Uint64())
	}
	return int(g.number())
}

// room is memory and its length; or no memory and any length.
func (g *arguments) room() (*byte, int32) {
	switch g.IntN(6) {
	case 0:
		return nil, g.number()
	case 1:
		return &g.memory[0], -g.Int32N(math.MaxInt32)
	}
	return &g.memory[0], g.Int32N(200)
}

func (g *arguments) bytes() []byte {
	if g.IntN(6) == 0 {
		return nil
	}
	return g.memory[:g.IntN(len(g.memory))]
}

func (g *arguments) buffers() (*winsock.WSABuf, uint32) {
	switch g.IntN(6) {
	case 0:
		return nil, g.Uint32()
	case 1:
		return &winsock.WSABuf{Len: g.Uint32()}, 1
	}
	all := make([]winsock.WSABuf, 1+g.IntN(20))
	for i := range all {
		p, n := g.room()
		all[i] = winsock.WSABuf{Len: uint32(n), Buf: p}
		if n < 0 {
			all[i].Len = uint32(len(g.memory))
		}
	}
	return &all[0], uint32(g.IntN(len(all) + 1))
}

// name is an address as bytes, often one that makes sense.
func (g *arguments) name() (*winsock.RawSockaddrAny, int32) {
	if g.IntN(6) == 0 {
		return nil, g.number()
	}
	rsa := new(winsock.RawSockaddrAny)
	rsa.Addr.Family = pick[uint16](g, winsock.AF_UNSPEC, winsock.AF_UNIX, winsock.AF_INET, winsock.AF_INET6, 77, uint16(g.Uint32()))
	for i := range rsa.Addr.Data {
		if g.IntN(3) == 0 {
			rsa.Addr.Data[i] = int8(g.Uint32())
		}
	}
	return rsa, pick[int32](g, 16, 28, 110, 2, g.Int32N(200), g.number())
}

func (g *arguments) sockaddr() winsock.Sockaddr {
	port := pick(g, 0, 9, 65535, g.integer())
	switch g.IntN(8) {
	case 0:
		return nil
	case 1:
		return (*winsock.SockaddrInet6)(nil)
	case 2:
		return &winsock.SockaddrInet4{Port: port, Addr: [4]byte{127, 0, 0, 1}}
	case 3:
		return &winsock.SockaddrInet4{Port: port}
	case 4:
		return &winsock.SockaddrInet6{Port: port, Addr: [16]byte{15: byte(g.IntN(3))}, ZoneId: g.Uint32N(3)}
	case 5:
		return &winsock.SockaddrUnix{Name: pick(g, "", "\x00", string(g.memory[:g.IntN(200)]))}
	case 6:
		return &winsock.SockaddrAny{Family: uint16(g.number()), Data: g.bytes()}
	}
	if sa, err := winsock.Getsockname(g.handle()); err == nil {
		return sa
	}
	return nil
}

func (g *arguments) overlapped() *winsock.Overlapped {
	if g.IntN(4) == 0 {
		return g.operation()
	}
	return nil
}

func (g *arguments) count() *uint32 {
	if g.IntN(8) == 0 {
		return nil
	}
	n := g.Uint32N(1 << 10)
	return &n
}

func (g *arguments) length() *int32 {
	if g.IntN(8) == 0 {
		return nil
	}
	n := g.number()
	return &n
}

// flags are MSG_ values, mostly few.
func (g *arguments) flags() uint32 {
	return pick[uint32](g, 0, 0, 0, winsock.MSG_PEEK, winsock.MSG_OOB, winsock.MSG_WAITALL, winsock.MSG_PARTIAL, g.Uint32())
}

func (g *arguments) info() *winsock.WSAProtocolInfo {
	if g.IntN(2) == 0 {
		return nil
	}
	return &winsock.WSAProtocolInfo{
		CatalogEntryId: 1000 + g.Uint32N(10), AddressFamily: g.number(), SocketType: g.number(), Protocol: g.number(),
		ProviderReserved: g.Uint32N(2), ProtocolChain: winsock.WSAProtocolChain{ChainLen: g.number()},
	}
}

// host is a host's name in UTF-16 that no server need be asked for.
func (g *arguments) host() *uint16 {
	if g.IntN(6) == 0 {
		return nil
	}
	u, _ := winsock.UTF16PtrFromString(pick(g, "", "127.0.0.1", "::1", "fe80::1%1", "localhost"))
	return u
}

// text is an address or a service in UTF-16.
func (g *arguments) text() *uint16 {
	if g.IntN(6) == 0 {
		return nil
	}
	u, _ := winsock.UTF16PtrFromString(pick(g, "", "127.0.0.1", "::1", "fe80::1%1", "1.2.3.400", "[::1]:7", "/x", "80", "http", "70000", "localhost"))
	return u
}

func (g *arguments) set() *winsock.FdSet {
	if g.IntN(4) == 0 {
		return nil
	}
	set := new(winsock.FdSet)
	for range g.IntN(4) {
		winsock.FD_SET(g.handle(), set)
	}
	if g.IntN(16) == 0 {
		set.Count = g.Uint32()
	}
	return set
}

func (g *arguments) message() *winsock.WSAMsg {
	if g.IntN(8) == 0 {
		return nil
	}
	msg := new(winsock.WSAMsg)
	msg.Name, msg.Namelen = g.name()
	msg.Buffers, msg.BufferCount = g.buffers()
	p, n := g.room()
	msg.Control = winsock.WSABuf{Len: uint32(max(n, 0)), Buf: p}
	msg.Flags = g.flags()
	return msg
}

func (g *arguments) noWait() *winsock.Timeval {
	return &winsock.Timeval{Sec: pick[int32](g, 0, 0, -1, math.MinInt32), Usec: pick[int32](g, 0, 0, 1, -1)}
}

// randomCalls has every low-level call with a way to make its arguments.
var randomCalls = map[string]func(g *arguments) error{
	"WSAStartup": func(g *arguments) error {
		data := new(winsock.WSAData)
		if g.IntN(4) == 0 {
			data = nil
		}
		err := winsock.WSAStartup(g.Uint32(), data)
		if err == nil {
			return winsock.WSACleanup()
		}
		return err
	},
	"WSACleanup": func(g *arguments) error {
		if err := winsock.WSAStartup(0x0202, new(winsock.WSAData)); err != nil {
			return err
		}
		return winsock.WSACleanup()
	},
	"Socket": func(g *arguments) error {
		s, err := winsock.Socket(g.integer(), g.integer(), g.integer())
		winsock.Closesocket(s)
		return err
	},
	"WSASocket": func(g *arguments) error {
		s, err := winsock.WSASocket(g.number(), g.number(), g.number(), g.info(), pick[uint32](g, 0, 0, g.Uint32()), pick(g, 0, 1, g.Uint32()))
		winsock.Closesocket(s)
		return err
	},
	"Closesocket": func(g *arguments) error { return winsock.Closesocket(g.handle()) },
	"Shutdown":    func(g *arguments) error { return winsock.Shutdown(g.handle(), g.integer()) },
	"WSASendDisconnect": func(g *arguments) error {
		data, _ := g.buffers()
		return winsock.WSASendDisconnect(g.handle(), data)
	},
	"WSARecvDisconnect": func(g *arguments) error {
		data, _ := g.buffers()
		return winsock.WSARecvDisconnect(g.handle(), data)
	},
	"Bind":   func(g *arguments) error { return winsock.Bind(g.handle(), g.localName()) },
	"Listen": func(g *arguments) error { return winsock.Listen(g.handle(), g.integer()) },
	"Accept": func(g *arguments) error {
		s, _, err := winsock.Accept(g.handle())
		winsock.Closesocket(s)
		return err
	},
	"WSAAccept": func(g *arguments) error {
		s, _, err := winsock.WSAAccept(g.handle(), func(*winsock.Incoming) int32 { return g.number() })
		winsock.Closesocket(s)
		return err
	},
	"Connect": func(g *arguments) error { return winsock.Connect(g.handle(), g.sockaddr()) },
	"WSAConnect": func(g *arguments) error {
		data, _ := g.buffers()
		qos := pick(g, nil, nil, nil, new(winsock.QOS))
		return winsock.WSAConnect(g.handle(), g.sockaddr(), data, data, qos, nil)
	},
	"WSAJoinLeaf": func(g *arguments) error {
		data, _ := g.buffers()
		qos := pick(g, nil, nil, nil, new(winsock.QOS))
		mode := pick[uint32](g, winsock.JL_SENDER_ONLY, winsock.JL_RECEIVER_ONLY, winsock.JL_BOTH, 0, 99)
		_, err := winsock.WSAJoinLeaf(g.handle(), g.sockaddr(), data, data, qos, nil, mode)
		return err
	},
	"WSAConnectByName": func(g *arguments) error {
		name, _ := g.name()
		length := g.count()
		return winsock.WSAConnectByName(g.handle(), g.host(), g.text(), length, name, length, name, g.noWait(), g.overlapped())
	},
	"WSAConnectByList": func(g *arguments) error {
		list := new(winsock.SocketAddressList)
		list.AddressCount = pick[int32](g, 0, 1, 1, 1, -1, math.MinInt32)
		list.Address[0].Sockaddr, list.Address[0].SockaddrLength = g.name()
		if g.IntN(8) == 0 {
			list = nil
		}
		return winsock.WSAConnectByList(g.handle(), list, nil, nil, nil, nil, g.noWait(), g.overlapped())
	},
	"Getsockname": func(g *arguments) error { _, err := winsock.Getsockname(g.handle()); return err },
	"Getpeername": func(g *arguments) error { _, err := winsock.Getpeername(g.handle()); return err },
	"Send":        func(g *arguments) error { _, err := winsock.Send(g.handle(), g.bytes(), int32(g.flags())); return err },
	"Recv":        func(g *arguments) error { _, err := winsock.Recv(g.handle(), g.bytes(), int32(g.flags())); return err },
	"Sendto": func(g *arguments) error {
		return winsock.Sendto(g.handle(), g.bytes(), int(g.flags()), g.sockaddr())
	},
	"Recvfrom": func(g *arguments) error {
		_, _, err := winsock.Recvfrom(g.handle(), g.bytes(), int(g.flags()))
		return err
	},
	"WSASend": func(g *arguments) error {
		b, n := g.buffers()
		return winsock.WSASend(g.handle(), b, n, g.count(), g.flags(), g.overlapped(), g.routine())
	},
	"WSASendTo": func(g *arguments) error {
		b, n := g.buffers()
		name, length := g.name()
		return winsock.WSASendTo(g.handle(), b, n, g.count(), g.flags(), name, min(length, 116), g.overlapped(), g.routine())
	},
	"WSASendto": func(g *arguments) error {
		b, n := g.buffers()
		return winsock.WSASendto(g.handle(), b, n, g.count(), g.flags(), g.sockaddr(), g.overlapped(), g.routine())
	},
	"WSARecv": func(g *arguments) error {
		b, n := g.buffers()
		return winsock.WSARecv(g.handle(), b, n, g.count(), g.count(), g.overlapped(), g.routine())
	},
	"WSARecvFrom": func(g *arguments) error {
		b, n := g.buffers()
		name, _ := g.name()
		return winsock.WSARecvFrom(g.handle(), b, n, g.count(), g.count(), name, g.length(), g.overlapped(), g.routine())
	},
	"WSASendMsg": func(g *arguments) error {
		return winsock.WSASendMsg(g.handle(), g.message(), g.flags(), g.count(), g.overlapped(), g.routine())
	},
	"WSARecvMsg": func(g *arguments) error {
		return winsock.WSARecvMsg(g.handle(), g.message(), g.count(), g.overlapped(), g.routine())
	},
	"Select": func(g *arguments) error {
		same := g.set()
		_, err := winsock.Select(g.number(), pick(g, same, g.set()), pick(g, same, g.set()), pick(g, same, g.set()), g.noWait())
		return err
	},
	"WSAPoll": func(g *arguments) error {
		fds := make([]winsock.WSAPOLLFD, g.IntN(4))
		for i := range fds {
			fds[i] = winsock.WSAPOLLFD{Fd: g.handle(), Events: pick[int16](g, 0x100, 0x300, 0x10, int16(g.Uint32()))}
		}
		_, err := winsock.WSAPoll(fds, 0)
		return err
	},
	"FD_SET":   func(g *arguments) error { winsock.FD_SET(g.handle(), &winsock.FdSet{Count: g.Uint32()}); return nil },
	"FD_CLR":   func(g *arguments) error { winsock.FD_CLR(g.handle(), &winsock.FdSet{Count: g.Uint32()}); return nil },
	"FD_ISSET": func(g *arguments) error { winsock.FD_ISSET(g.handle(), &winsock.FdSet{Count: g.Uint32()}); return nil },
	"FD_ZERO":  func(g *arguments) error { winsock.FD_ZERO(&winsock.FdSet{Count: g.Uint32()}); return nil },
	"Setsockopt": func(g *arguments) error {
		p, n := g.room()
		return winsock.Setsockopt(g.handle(), g.level(), g.number(), p, n)
	},
	"Getsockopt": func(g *arguments) error {
		p, n := g.room()
		return winsock.Getsockopt(g.handle(), g.level(), g.number(), p, pick(g, &n, &n, &n, nil))
	},
	"SetsockoptInt": func(g *arguments) error {
		return winsock.SetsockoptInt(g.handle(), int(g.level()), g.integer(), g.integer())
	},
	"GetsockoptInt": func(g *arguments) error {
		_, err := winsock.GetsockoptInt(g.handle(), int(g.level()), g.integer())
		return err
	},
	"SetsockoptLinger": func(g *arguments) error {
		l := &winsock.Linger{Onoff: g.number(), Linger: g.number()}
		return winsock.SetsockoptLinger(g.handle(), winsock.SOL_SOCKET, winsock.SO_LINGER, pick(g, l, l, nil))
	},
	"SetsockoptInet4Addr": func(g *arguments) error {
		return winsock.SetsockoptInet4Addr(g.handle(), int(g.level()), g.integer(), [4]byte{127, 0, 0, byte(g.Uint32())})
	},
	"SetsockoptIPMreq": func(g *arguments) error {
		m := &winsock.IPMreq{Multiaddr: [4]byte{byte(g.Uint32()), 1, 2, 3}}
		return winsock.SetsockoptIPMreq(g.handle(), winsock.IPPROTO_IP, pick(g, winsock.IP_ADD_MEMBERSHIP, winsock.IP_DROP_MEMBERSHIP, g.integer()), pick(g, m, m, nil))
	},
	"SetsockoptIPv6Mreq": func(g *arguments) error {
		m := &winsock.IPv6Mreq{Multiaddr: [16]byte{byte(g.Uint32()), 1}, Interface: g.Uint32N(4)}
		return winsock.SetsockoptIPv6Mreq(g.handle(), winsock.IPPROTO_IPV6, pick(g, winsock.IPV6_ADD_MEMBERSHIP, winsock.IPV6_DROP_MEMBERSHIP, g.integer()), pick(g, m, m, nil))
	},
	"Ioctlsocket": func(g *arguments) error {
		on := uint32(1)
		cmd := pick(g, i32(winsock.FIONBIO), i32(winsock.FIONREAD), i32(winsock.SIOCATMARK), g.number())
		return winsock.Ioctlsocket(g.handle(), cmd, pick(g, &on, &on, nil))
	},
	"WSAIoctl": func(g *arguments) error {
		in, n := g.room()
		out, m := g.room()
		code := pick(g, winsock.FIONREAD, winsock.SIO_GET_INTERFACE_LIST, winsock.SIO_ADDRESS_LIST_QUERY, winsock.SIO_ADDRESS_LIST_CHANGE,
			winsock.SIO_ROUTING_INTERFACE_QUERY, winsock.SIO_KEEPALIVE_VALS, winsock.SIO_UDP_CONNRESET, winsock.SIO_RCVALL,
			winsock.SIO_IDEAL_SEND_BACKLOG_QUERY, winsock.SIO_TCP_INFO, g.Uint32(), 0x80000000|g.Uint32N(1<<16), 0x40000000|0x18000000|g.Uint32N(64))
		return winsock.WSAIoctl(g.handle(), code, in, uint32(max(n, 0)), out, uint32(max(m, 0)), g.count(), g.overlapped(), 0)
	},
	"Htons":    func(g *arguments) error { return same(winsock.Ntohs(winsock.Htons(uint16(g.Uint32())))) },
	"Htonl":    func(g *arguments) error { return same(winsock.Ntohl(winsock.Htonl(g.Uint32()))) },
	"Ntohs":    func(g *arguments) error { return same(winsock.Htons(winsock.Ntohs(uint16(g.Uint32())))) },
	"Ntohl":    func(g *arguments) error { return same(winsock.Htonl(winsock.Ntohl(g.Uint32()))) },
	"WSAHtons": func(g *arguments) error { return winsock.WSAHtons(g.handle(), 1, pick(g, nil, new(uint16))) },
	"WSAHtonl": func(g *arguments) error { return winsock.WSAHtonl(g.handle(), 1, pick(g, nil, new(uint32))) },
	"WSANtohs": func(g *arguments) error { return winsock.WSANtohs(g.handle(), 1, pick(g, nil, new(uint16))) },
	"WSANtohl": func(g *arguments) error { return winsock.WSANtohl(g.handle(), 1, pick(g, nil, new(uint32))) },
	"WSAEnumProtocols": func(g *arguments) error {
		list, infos, room := g.protocols()
		_, err := winsock.WSAEnumProtocols(list, infos, room)
		return err
	},
	"WSAGetQOSByName": func(g *arguments) error {
		name, _ := g.buffers()
		return winsock.WSAGetQOSByName(g.handle(), name, pick(g, nil, new(winsock.QOS)))
	},
	"WSCInstallQOSTemplate": func(g *arguments) error {
		return winsock.WSCInstallQOSTemplate(pick(g, nil, new(winsock.GUID)), g.noName(), pick(g, nil, new(winsock.QOS)))
	},
	"WSCRemoveQOSTemplate": func(g *arguments) error {
		return winsock.WSCRemoveQOSTemplate(pick(g, nil, new(winsock.GUID)), g.noName())
	},
	"WSCEnumProtocols": func(g *arguments) error {
		list, infos, room := g.protocols()
		_, err := winsock.WSCEnumProtocols(list, infos, room)
		return err
	},
	"GetAddrInfoW": func(g *arguments) error {
		hints := &winsock.AddrinfoW{
			Flags:  winsock.AI_NUMERICHOST | pick(g, 0, g.number()),
			Family: pick(g, 0, winsock.AF_INET, winsock.AF_INET6, g.number()), Socktype: g.number(), Protocol: g.number(),
		}
		var result *winsock.AddrinfoW
		err := winsock.GetAddrInfoW(g.host(), g.text(), pick(g, hints, hints, nil), pick(g, &result, &result, nil))
		winsock.FreeAddrInfoW(result)
		return err
	},
	"FreeAddrInfoW": func(g *arguments) error { winsock.FreeAddrInfoW(pick(g, nil, new(winsock.AddrinfoW))); return nil },
	"GetNameInfoW": func(g *arguments) error {
		name, length := g.name()
		text := new([64]uint16)
		room := g.Uint32N(uint32(len(text)))
		return winsock.GetNameInfoW(name, min(length, 116), pick(g, nil, &text[0]), room, pick(g, nil, &text[0]), room, winsock.NI_NUMERICHOST|g.number())
	},
	"Gethostname": func(g *arguments) error { _, err := winsock.Gethostname(); return err },
	"GetHostByName": func(g *arguments) error {
		_, err := winsock.GetHostByName(pick(g, "127.0.0.1", "1.2.3.400", "::1"))
		return err
	},
	"GetHostByAddr": func(g *arguments) error {
		_, err := winsock.GetHostByAddr(pick(g, nil, &g.memory[0]), pick[int32](g, 0, 3, -1), pick(g, 77, winsock.AF_INET, winsock.AF_INET6, g.number()))
		return err
	},
	"GetServByName": func(g *arguments) error {
		_, err := winsock.GetServByName(pick(g, "", "http", "x"), pick(g, "", "tcp"))
		return err
	},
	"GetServByPort": func(g *arguments) error {
		_, err := winsock.GetServByPort(g.number(), pick(g, "", "tcp", "x"))
		return err
	},
	"GetProtoByName":   func(g *arguments) error { _, err := winsock.GetProtoByName(pick(g, "", "tcp", "x")); return err },
	"GetProtoByNumber": func(g *arguments) error { _, err := winsock.GetProtoByNumber(g.number()); return err },
	"InetAddr":         func(g *arguments) error { winsock.InetAddr(string(g.bytes())); return nil },
	"InetNtoa":         func(g *arguments) error { winsock.InetNtoa(g.Uint32()); return nil },
	"InetPton":         func(g *arguments) error { _, err := winsock.InetPton(g.number(), string(g.bytes())); return err },
	"InetNtop":         func(g *arguments) error { _, err := winsock.InetNtop(g.number(), g.bytes()); return err },
	"WSAAddressToString": func(g *arguments) error {
		name, length := g.name()
		text := new([64]uint16)
		room := g.Uint32N(uint32(len(text)))
		return winsock.WSAAddressToString(name, uint32(length), g.info(), pick(g, nil, &text[0]), pick(g, nil, &room))
	},
	"WSAStringToAddress": func(g *arguments) error {
		name, _ := g.name()
		return winsock.WSAStringToAddress(g.text(), pick(g, winsock.AF_UNIX, winsock.AF_INET, winsock.AF_INET6, g.number()), g.info(), name, g.length())
	},
	"UTF16FromString":    func(g *arguments) error { _, err := winsock.UTF16FromString(string(g.bytes())); return err },
	"UTF16PtrFromString": func(g *arguments) error { _, err := winsock.UTF16PtrFromString(string(g.bytes())); return err },
	"UTF16ToString": func(g *arguments) error {
		winsock.UTF16ToString([]uint16{uint16(g.Uint32()), uint16(g.Uint32())}[:g.IntN(3)])
		return nil
	},
	"UTF16PtrToString":  func(g *arguments) error { winsock.UTF16PtrToString(g.text()); return nil },
	"BytePtrFromString": func(g *arguments) error { _, err := winsock.BytePtrFromString(string(g.bytes())); return err },
	"BytePtrToString":   func(g *arguments) error { winsock.BytePtrToString(pick(g, nil, new(byte))); return nil },
}

// same has nothing to complain of: the arguments were taken and turned.
func same[T any](T) error { return nil }

func (g *arguments) level() int32 {
	return pick(g, winsock.SOL_SOCKET, winsock.IPPROTO_IP, winsock.IPPROTO_IPV6, winsock.IPPROTO_TCP, winsock.IPPROTO_UDP, g.number())
}

// localName is an address to bind to; a path would leave a file.
func (g *arguments) localName() winsock.Sockaddr {
	sa := g.sockaddr()
	if u, ok := sa.(*winsock.SockaddrUnix); ok && u.Name != "" {
		u.Name = "/proc/" + u.Name
	}
	if a, ok := sa.(*winsock.SockaddrAny); ok && a.Family == winsock.AF_UNIX {
		return nil
	}
	return sa
}

func (g *arguments) protocols() (*int32, *winsock.WSAProtocolInfo, *uint32) {
	room := g.Uint32N(8 * infoSize)
	return pick(g, nil, &[]int32{g.number(), g.number(), 0}[0]), pick(g, nil, &make([]winsock.WSAProtocolInfo, 8)[0]), pick(g, nil, &room, &room)
}

// noName is the name of no template, so that the machine's settings stay as they are.
func (g *arguments) noName() *winsock.WSABuf {
	long := make([]byte, 300)
	for i := range long {
		long[i] = 'x'
	}
	return pick(g, nil, &winsock.WSABuf{}, &winsock.WSABuf{Len: g.Uint32()}, &winsock.WSABuf{Len: 1, Buf: new(byte)}, &winsock.WSABuf{Len: 300, Buf: &long[0]})
}

// TestRandomArguments gives 100,000 random sets of arguments to every low-level
// call: each returns, soon, with no error or one that has a name. With the race
// detector it is 2,000; make test runs it without, too.
func TestRandomArguments(t *testing.T) {
	rounds := 100_000
	if raceEnabled || testing.Short() {
		rounds = 2_000
	}
	for name := range lowLevel(t) {
		if randomCalls[name] == nil {
			t.Errorf("%s is missing in randomCalls", name)
		}
	}
	ownCatalog(t) // which some calls change
	startup(t)
	g := newArguments(t, 1)
	for i := range g.memory {
		g.memory[i] = byte(g.Uint32())
	}
	t.Cleanup(func() {
		for _, s := range g.sockets {
			winsock.Closesocket(s)
		}
	})
	var round, current atomic.Int64
	names := slices.Sorted(maps.Keys(randomCalls))
	stop := watch(t, func() string {
		return fmt.Sprintf("round %d of %s", round.Load(), names[current.Load()])
	}, &round)
	defer stop()
	for k, name := range names {
		current.Store(int64(k))
		n := rounds
		if slices.Contains(slow, name) {
			n /= 10
		}
		for i := range n {
			round.Store(int64(i))
			if err := try(randomCalls[name], g); err != nil {
				t.Fatalf("%s, round %d: %v", name, i, err)
			}
		}
	}
}

// slow are calls that read a file each time; they get a tenth of the rounds.
var slow = []string{
	"GetServByName", "GetServByPort", "GetProtoByName", "GetProtoByNumber", "GetAddrInfoW", "WSAConnectByName",
	"WSALookupServiceBegin", "WSALookupServiceNext", "WSASetService", "WSAGetServiceClassInfo", "WSAGetServiceClassNameByClassId",
}

// try makes one call and says what is wrong with how it ended.
func try(call func(*arguments) error, g *arguments) (fault error) {
	defer func() {
		if r := recover(); r != nil {
			stack := make([]byte, 4096)
			fault = fmt.Errorf("panic: %v\n%s", r, stack[:runtime.Stack(stack, false)])
		}
	}()
	err := call(g)
	var code winsock.Errno
	if err != nil && (!errors.As(err, &code) || code.Name() == "") {
		return fmt.Errorf("%T %w is no error code with a name", err, err)
	}
	return nil
}

// watch fails the test with all stacks when count does not change for long.
func watch(t *testing.T, where func() string, count *atomic.Int64) (stop func()) {
	done := make(chan struct{})
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		last := int64(-1)
		for {
			select {
			case <-done:
				return
			case <-time.After(20 * time.Second):
			}
			if now := count.Load(); now == last {
				panic("hangs in " + where())
			} else {
				last = now
			}
		}
	}()
	return func() { close(done); <-ended }
}

// lowLevel returns the functions that the package exports, but for those of the
// comfort API.
func lowLevel(t *testing.T) map[string]bool {
	comfort := []string{
		"Engine", "Providers", "Processes", "Groups",
		"GUIDFromString", "NameSpaceProviders", "FindServices", "SetService", "ServiceClass", "InstallServiceClass", "RemoveServiceClass",
	}
	all := make(map[string]bool)
	_, files := sources(t)
	for _, f := range files {
		for _, decl := range f.Decls {
			if d, ok := decl.(*ast.FuncDecl); ok && d.Recv == nil && d.Name.IsExported() && !slices.Contains(comfort, d.Name.Name) {
				all[d.Name.Name] = true
			}
		}
	}
	return all
}
