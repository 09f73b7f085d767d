package spitest

import (
	"winsock/internal/clause"
	"winsock/spi"
	"winsock/ws2def"
)

var connectChecks = []check{
	{
		name: "Connect/refused",
		rule: "Connect to an address where nobody listens ends with WSAECONNREFUSED, at once or by ConnectResult, and the socket can try again",
		hint: "ConnectResult tells the end as often as it is asked, until the next Connect",
		when: (*Plan).connections,
		run: func(k *kit) {
			clause.Covers(k, "S-135", "S-224")
			gone, nobody := k.bound()
			k.close(gone, false)
			_, name := k.listener(5)
			s := k.socket()
			for range 2 {
				k.want("Connect to nobody", k.connect(s, nobody), ws2def.WSAECONNREFUSED)
			}
			k.want("Connect to somebody after that", k.connect(s, name), 0)
		},
	},
	{
		name: "Connect/errors",
		rule: "a name that is too short is WSAEFAULT, one of another family WSAEAFNOSUPPORT, and neither spoils the socket",
		hint: "check the length first, then the family",
		run: func(k *kit) {
			name := k.plan.Name(k.T)
			foreign := append([]byte{0x7F, 0x7F}, name[2:]...)
			s := k.socket()
			k.want("Connect to no bytes", s.Connect([]byte{}), ws2def.WSAEFAULT)
			k.want("Connect to half a family", s.Connect(name[:1]), ws2def.WSAEFAULT)
			k.want("Connect to a name of another family", s.Connect(foreign), ws2def.WSAEAFNOSUPPORT)
		},
	},
	{
		name: "Connect/names",
		rule: "both ends of a connection know their own and each other's name, also after the other end is gone",
		hint: "LocalName and PeerName of an accepted socket come from the connection; keep the peer's name when it closes",
		when: (*Plan).connections,
		run: func(k *kit) {
			clause.Covers(k, "S-255", "S-259", "S-260")
			l, name := k.listener(5)
			client := k.socket()
			if _, e := client.PeerName(make([]byte, ws2def.SizeofSockaddrAny)); e != ws2def.WSAENOTCONN {
				k.want("PeerName before Connect", e, ws2def.WSAENOTCONN)
			}
			k.must("Connect", k.connect(client, name))
			server := k.accept(l)
			same := func(what string, a, b []byte) {
				k.Helper()
				if !sameName(a, b) {
					k.fail("%s: % x and % x", what, a, b)
				}
			}
			same("the client's peer and the listener", k.peer(client), name)
			same("the server's name and the listener's", k.local(server), name)
			same("the server's peer and the client", k.peer(server), k.local(client))
			k.close(server, false)
			same("the client's peer after it closed", k.peer(client), name)
		},
	},
	{
		name: "Accept/queue",
		rule: "connections wait in the order they came, with the data sent meanwhile; without one Accept answers WSAEWOULDBLOCK at once",
		hint: "Poll of a listener reports Readable while a connection waits and nothing else",
		when: (*Plan).connections,
		run: func(k *kit) {
			l, name := k.listener(5)
			k.want("Accept without a connection", k.inTime("Accept without a connection", func() spi.Errno {
				_, e := l.Accept()
				return e
			}), ws2def.WSAEWOULDBLOCK)
			if ev := l.Poll(); ev != 0 {
				k.fail("Poll of a listener without connections reports %s", names(ev))
			}
			const n = 3
			for i := range n {
				c := k.socket()
				k.must("Connect", k.connect(c, name))
				k.must("Send", k.send(c, []byte{byte(i)}, spi.Park))
			}
			k.await(l, spi.Readable)
			for i := range n {
				s := k.accept(l)
				buf := make([]byte, 4)
				if got, e := k.recv(s, buf, spi.Park); got != 1 || e != 0 || buf[0] != byte(i) {
					k.fail("connection %d: received %d bytes % x, %s", i, got, buf[:got], text(e))
				}
			}
			if ev := l.Poll(); ev != 0 {
				k.fail("Poll of a listener whose queue is empty again reports %s", names(ev))
			}
		},
	},
	{
		name: "Accept/closed",
		rule: "a connection that nobody accepts ends when its listener is closed",
		hint: "Close of a listener breaks what waits in its queue",
		when: (*Plan).connections,
		run: func(k *kit) {
			l, name := k.listener(5)
			c := k.socket()
			k.must("Connect", k.connect(c, name))
			k.await(l, spi.Readable)
			k.close(l, false)
			if n, e := k.recv(c, make([]byte, 1), spi.Park); n != 0 ||
				e != 0 && e != ws2def.WSAEDISCON && e != ws2def.WSAECONNRESET && e != ws2def.WSAECONNABORTED {
				k.fail("Recv gives %d bytes, %s; want the end or WSAECONNRESET", n, text(e))
			}
		},
	},
	{
		name: "Connect/peer",
		rule: "a connectionless socket with a peer sends to it and receives only from it; without one Send is WSAENOTCONN",
		hint: "Connect sets the peer, Disassociate removes it and keeps the local address",
		when: func(p *Plan) bool { return !p.connections() },
		run:  connectionlessPeer,
	},
}

// connectionlessPeer sets, changes and removes the peer of a socket.
func connectionlessPeer(k *kit) {
	clause.Covers(k, "S-242", "S-244", "S-246", "S-249", "S-271")
	a, aName := k.bound()
	b, bName := k.bound()
	other, otherName := k.bound()
	_, e := a.Send([]byte("x"), 0)
	k.want("Send without a peer", e, ws2def.WSAENOTCONN)

	k.must("Connect", a.Connect(bName))
	if !sameName(k.peer(a), bName) {
		k.fail("PeerName is % x, want % x", k.peer(a), bName)
	}
	k.must("Send", k.send(a, []byte("to b"), spi.Park))
	if got, from := k.message(b); got != "to b" || !sameName(from, aName) {
		k.fail("the peer received %q from % x, want %q from % x", got, from, "to b", aName)
	}
	if e := k.sendTo(other, aName, "stranger"); e != 0 && e != ws2def.WSAEHOSTUNREACH {
		k.fail("a stranger's send: %s", text(e))
	}
	k.must("the peer's send", k.sendTo(b, aName, "friend"))
	if got, from := k.message(a); got != "friend" || !sameName(from, bName) {
		k.fail("received %q from % x, want only the peer's %q", got, from, "friend")
	}

	k.must("Connect to another", a.Connect(otherName))
	k.must("Send", k.send(a, []byte("to other"), spi.Park))
	if got, _ := k.message(other); got != "to other" {
		k.fail("the new peer received %q", got)
	}
	d, ok := spi.Ability[spi.Disassociator](a.Socket)
	if !ok {
		k.fail("the socket is no spi.Disassociator")
		return
	}
	if !d.Dissolves(make([]byte, k.plan.Entry.MaxSockAddr)) || d.Dissolves(bName) {
		k.fail("Dissolves: zeros %t, an address %t; want true and false", d.Dissolves(make([]byte, k.plan.Entry.MaxSockAddr)), d.Dissolves(bName))
	}
	k.must("Disassociate", d.Disassociate())
	_, e = a.Send([]byte("x"), 0)
	k.want("Send after Disassociate", e, ws2def.WSAENOTCONN)
	if got := k.local(a); !sameName(got, aName) {
		k.fail("LocalName after Disassociate is % x, want % x as before", got, aName)
	}
	k.must("a send of somebody else", k.sendTo(b, aName, "anybody"))
	got, _ := k.message(a)
	if got == "stranger" { // it was under way all the time
		got, _ = k.message(a)
	}
	if got != "anybody" {
		k.fail("received %q after Disassociate, want %q", got, "anybody")
	}
}

// sendTo sends one message to a name, waiting for room.
func (k *kit) sendTo(s *socket, to []byte, text string) spi.Errno {
	for {
		m := spi.Message{Name: to, Buffers: [][]byte{[]byte(text)}}
		n, e := s.SendMsg(&m, 0)
		switch {
		case e == 0 && n != len(text):
			k.fail("SendMsg takes %d of %d bytes of a message", n, len(text))
			return 0
		case e != ws2def.WSAEWOULDBLOCK:
			return e
		}
		if e := s.Wait(spi.Writable, spi.Park, s.Nudges(), k.end); e != 0 {
			return e
		}
	}
}

// message receives one message, waiting for it, and its source. That an earlier
// send found nobody may be told before it (S-284).
func (k *kit) message(s *socket) (got string, from []byte) {
	k.Helper()
	buf := make([]byte, 1<<10)
	from = make([]byte, ws2def.SizeofSockaddrAny)
	for {
		m := spi.Message{Name: from, Buffers: [][]byte{buf}}
		n, e := s.RecvMsg(&m, 0)
		if e == 0 {
			return string(buf[:n]), from[:min(m.NameLen, len(from))]
		}
		if e == ws2def.WSAECONNRESET && !k.plan.connections() {
			k.ticking("RecvMsg fails without end")
			continue
		}
		if e != ws2def.WSAEWOULDBLOCK {
			k.must("RecvMsg", e)
		}
		k.must("Wait for a message", s.Wait(spi.Readable, spi.Park, s.Nudges(), k.end))
	}
}
