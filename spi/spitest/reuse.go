package spitest

import (
	"time"

	"winsock/spi"
	"winsock/ws2def"
)

// reuseChecks are about sockets that become connections of others, and that are
// connected more than once.
var reuseChecks = []check{
	{
		name: "Adopt/connection",
		rule: "a fresh socket that adopts an accepted connection is that connection, with its names and the data sent meanwhile",
		hint: "Adopt takes over all that Accept has put into the other socket, which is not closed",
		when: (*Plan).connections,
		run: func(k *kit) {
			l, name := k.listener(5)
			for range 2 {
				s := k.socket()
				adopter, ok := spi.Ability[spi.Adopter](s.Socket)
				if !ok {
					return
				}
				c := k.socket()
				k.must("Connect", k.connect(c, name))
				k.must("Send", k.send(c, []byte("early"), spi.Park))
				adopter.Adopt(k.accepted(l))
				k.gets(s, "early")
				k.must("Send", k.send(s, []byte("reply"), spi.Park))
				k.gets(c, "reply")
				if !sameName(k.peer(s), k.local(c)) || !sameName(k.local(s), name) {
					k.fail("its names are not those of the connection")
				}
				k.close(s, false)
				k.atEnd("Recv behind the close of the socket", c)
			}
		},
	},
	{
		name: "Renew/over",
		rule: "Renew waits until both sides have shut down; then the socket can be connected, or adopt, again",
		hint: "without abort it answers WSAEWOULDBLOCK until the peer has everything and has ended too",
		when: func(p *Plan) bool { return p.connections() && p.has(ws2def.XP1_GRACEFUL_CLOSE) },
		run: func(k *kit) {
			c, name := k.bound()
			for range 3 {
				l, at := k.listener(5)
				renewer, ok := spi.Ability[spi.Renewer](c.Socket)
				if !ok {
					return
				}
				k.must("Connect", k.connect(c, at))
				s := k.accept(l)
				k.want("Renew of a connection that stands", renewer.Renew(false), ws2def.WSAEWOULDBLOCK)
				k.must("Send", k.send(c, []byte("last"), spi.Park))
				k.must("Shutdown", c.Shutdown(ws2def.SD_SEND))
				k.want("Renew before the peer has ended", renewer.Renew(false), ws2def.WSAEWOULDBLOCK)
				k.gets(s, "last")
				k.must("Shutdown", s.Shutdown(ws2def.SD_SEND))
				e := renewer.Renew(false)
				for ; e == ws2def.WSAEWOULDBLOCK && time.Now().Before(k.end); e = renewer.Renew(false) {
					time.Sleep(time.Millisecond)
				}
				k.must("Renew", e)
				if !sameName(k.local(c), name) {
					k.fail("the local name is lost")
				}
				k.close(s, false)
				k.close(l, false)
			}
		},
	},
	{
		name: "Renew/abort",
		rule: "Renew(true) breaks the connection off, and the socket can be connected again",
		hint: "an attempt to connect is given up as well",
		when: (*Plan).connections,
		run: func(k *kit) {
			l, at := k.listener(5)
			c := k.socket()
			for range 2 {
				renewer, ok := spi.Ability[spi.Renewer](c.Socket)
				if !ok {
					return
				}
				k.must("Connect", k.connect(c, at))
				s := k.accept(l)
				k.must("Renew", renewer.Renew(true))
				if n, _ := k.recv(s, make([]byte, 1), spi.Park); n != 0 {
					k.fail("the peer receives %d bytes", n)
				}
				k.close(s, false)
			}
		},
	},
}

// accepted waits for the next connection of l, which it does not adopt.
func (k *kit) accepted(l *socket) spi.Socket {
	k.Helper()
	for {
		t, e := l.Accept()
		if e != ws2def.WSAEWOULDBLOCK {
			k.must("Accept", e)
			return t
		}
		k.must("Wait for a connection", l.Wait(spi.Readable, spi.Park, l.Nudges(), k.end))
	}
}

// gets receives text.
func (k *kit) gets(to *socket, text string) {
	k.Helper()
	buf := make([]byte, len(text)+1)
	if n, e := k.recv(to, buf, spi.Park); e != 0 || string(buf[:n]) != text {
		k.fail("received %q, %d; want %q", buf[:n], e, text)
	}
}
