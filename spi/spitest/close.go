package spitest

import (
	"bytes"

	"winsock/internal/clause"
	"winsock/spi"
	"winsock/ws2def"
)

var closeChecks = []check{
	{
		name: "Shutdown/send",
		rule: "after Shutdown(SD_SEND) the peer receives what was sent and then the end, again and again; the other direction goes on",
		hint: "the end is 0 bytes on a stream and WSAEDISCON on messages; Poll reports Readable and Ended, and Data while data waits",
		when: func(p *Plan) bool { return p.connections() && p.has(ws2def.XP1_GRACEFUL_CLOSE) },
		run: func(k *kit) {
			clause.Covers(k, "S-308", "S-331", "S-367", "S-368")
			a, b := k.pair()
			k.must("Send", k.send(a, []byte("last"), spi.Park))
			k.must("Shutdown", a.Shutdown(ws2def.SD_SEND))
			k.await(b, spi.Readable|spi.Data|spi.Ended)
			buf := make([]byte, 8)
			if n, e := b.Recv(buf, 0); n != 4 || e != 0 || string(buf[:n]) != "last" {
				k.fail("Recv of what was sent: %q, %s", buf[:n], text(e))
			}
			for range 3 {
				k.atEnd("Recv at the end", b)
			}
			if ev := b.Poll(); ev&(spi.Readable|spi.Ended|spi.Data|spi.Reset) != spi.Readable|spi.Ended {
				k.fail("Poll at the end reports %s, want Readable and Ended, no Data", names(ev))
			}
			k.must("Send in the other direction", k.send(b, []byte("back"), spi.Park))
			if n, e := k.recv(a, buf, spi.Park); e != 0 || string(buf[:n]) != "back" {
				k.fail("the other direction brings %q, %s", buf[:n], text(e))
			}
		},
	},
	{
		name: "Shutdown/receive",
		rule: "Shutdown(SD_RECEIVE) succeeds and does not disturb the other direction",
		hint: "the core ends receiving by itself; the transport has nothing to do",
		when: func(p *Plan) bool { return p.connections() && p.has(ws2def.XP1_GRACEFUL_CLOSE) },
		run: func(k *kit) {
			clause.Covers(k, "S-362")
			a, b := k.pair()
			k.want("Shutdown(SD_RECEIVE)", a.Shutdown(ws2def.SD_RECEIVE), 0)
			k.must("Send", k.send(a, []byte("x"), spi.Park))
			if n, e := k.recv(b, make([]byte, 2), spi.Park); n != 1 || e != 0 {
				k.fail("Recv: %d, %s", n, text(e))
			}
		},
	},
	{
		name: "Close/graceful",
		rule: "what Send has taken arrives in full although the socket is closed at once, and then the end",
		hint: "Close(false) delivers in the background",
		when: func(p *Plan) bool { return p.connections() && p.has(ws2def.XP1_GRACEFUL_CLOSE) },
		run: func(k *kit) {
			clause.Covers(k, "S-290", "S-376")
			a, b := k.pair()
			sends := k.fill(a) // sends of 1000 bytes, the last ones in part on a stream
			k.want("Close", k.inTime("Close", func() spi.Errno { return k.close(a, false) }), 0)
			buf := make([]byte, 1000)
			if !k.plan.stream() {
				for i := range sends {
					if n, e := k.recv(b, buf, spi.Park); n != 1000 || e != 0 {
						k.fail("message %d of %d after Close: %d bytes, %s", i, sends, n, text(e))
						return
					}
				}
			} else if got, e := k.drain(b, 1<<30, spi.Park); e != 0 || len(got) <= (sends-1)*1000 ||
				!bytes.HasPrefix(got, pattern(1000, 7)) {
				k.fail("%d bytes arrive after Close, %s; at least %d were taken", len(got), text(e), (sends-1)*1000)
			}
			k.atEnd("Recv behind the last of it", b)
		},
	},
	{
		name: "Close/abort",
		rule: "after Close(true) the peer gets WSAECONNRESET from every call, and Poll reports Reset",
		hint: "remember why a connection broke: the reason is told every time, not once",
		when: (*Plan).connections,
		run: func(k *kit) {
			clause.Covers(k, "S-274", "S-310", "S-377")
			a, b := k.pair()
			k.close(a, true)
			if k.plan.SilentAbort {
				k.await(b, spi.Ended)
				k.atEnd("Recv", b)
				return
			}
			k.await(b, spi.Reset)
			k.reset(b)
		},
	},
	{
		name: "Close/unread",
		rule: "closing with data unread resets the connection: the peer gets WSAECONNRESET from every call",
		hint: "data that was sent and not received is lost, so the sender must learn of it",
		when: (*Plan).connections,
		run: func(k *kit) {
			clause.Covers(k, "S-274", "S-310", "S-393")
			for _, first := range []string{"Recv", "Send"} {
				a, b := k.pair()
				k.must("Send", k.send(b, []byte("unread"), spi.Park))
				k.await(a, spi.Readable|spi.Data)
				k.close(a, false)
				k.await(b, spi.Reset)
				if first == "Send" {
					_, e := b.Send([]byte("x"), 0)
					k.want("Send first", e, ws2def.WSAECONNRESET)
				}
				k.reset(b)
			}
		},
	},
	{
		name: "Close/send after",
		rule: "sends to a peer that has closed fail in the end with WSAECONNABORTED or WSAECONNRESET, and then every call does",
		hint: "never WSAESHUTDOWN, which means one's own shutdown, and no SIGPIPE",
		when: (*Plan).connections,
		run: func(k *kit) {
			clause.Covers(k, "S-275", "S-688")
			a, b := k.pair()
			k.close(a, false)
			k.await(b, spi.Ended)
			var e spi.Errno
			for e == 0 || e == ws2def.WSAEWOULDBLOCK {
				_, e = b.Send([]byte("x"), 0)
				k.ticking("Send goes on without end")
			}
			if e != ws2def.WSAECONNABORTED && e != ws2def.WSAECONNRESET {
				k.fail("Send to a closed peer: %s", text(e))
			}
			_, again := b.Send([]byte("x"), 0)
			k.want("Send again", again, e)
			_, again = b.Recv(make([]byte, 1), 0)
			k.want("Recv after that", again, e)
		},
	},
}

// atEnd looks that s has received everything and the peer sends no more.
func (k *kit) atEnd(what string, s *socket) {
	k.Helper()
	n, e := k.recv(s, make([]byte, 8), spi.Park)
	want := spi.Errno(0)
	if k.plan.messages() {
		want = ws2def.WSAEDISCON
	}
	if n != 0 || e != want {
		k.fail("%s: %d bytes, %s; want the end (%s)", what, n, text(e), text(want))
	}
}

// reset looks that s knows for good that its connection was reset.
func (k *kit) reset(s *socket) {
	k.Helper()
	for range 3 {
		_, e := s.Recv(make([]byte, 8), 0)
		k.want("Recv after a reset", e, ws2def.WSAECONNRESET)
		_, e = s.Send([]byte("x"), 0)
		k.want("Send after a reset", e, ws2def.WSAECONNRESET)
		if ev := s.Poll(); ev&spi.Reset == 0 {
			k.fail("Poll after a reset reports %s", names(ev))
		}
	}
	k.want("Wait after a reset", s.Wait(spi.Readable, spi.Park, s.Nudges(), k.end), 0)
}
