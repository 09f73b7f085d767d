package spitest

import (
	"bytes"

	"winsock/internal/clause"
	"winsock/spi"
	"winsock/ws2def"
)

var messageChecks = []check{
	{
		name: "Message/boundaries",
		rule: "each receive gives one whole message, empty ones included, in order",
		hint: "a receive never joins two messages; 0 bytes with success is an empty message",
		when: (*Plan).messages,
		run: func(k *kit) {
			clause.Covers(k, "S-293", "S-298", "S-326")
			a, b := k.pair()
			sizes := []int{1, 0, 1200, 7}
			for i, n := range sizes {
				p := pattern(n, byte(i))
				m := spi.Message{Buffers: [][]byte{p[:n/2], p[n/2:]}}
				if got, e := a.SendMsg(&m, 0); got != n || e != 0 {
					k.fail("SendMsg of %d bytes: %d, %s", n, got, text(e))
				}
			}
			for i, n := range sizes {
				buf := make([]byte, 2000)
				got, e := k.recv(b, buf, spi.Park)
				if e != 0 || !bytes.Equal(buf[:got], pattern(n, byte(i))) {
					k.fail("message %d of %d bytes arrives with %d, %s", i, n, got, text(e))
				}
			}
		},
	},
	{
		name: "Message/cut",
		rule: "a message longer than the buffers fills them and gives WSAEMSGSIZE; its rest is lost, with MSG_PEEK it stays whole; the source is told",
		hint: "the kernel only sets MSG_TRUNC; compare with the message's real length",
		when: (*Plan).messages,
		run: func(k *kit) {
			clause.Covers(k, "S-313", "S-314")
			a, b := k.pair()
			for range 3 {
				k.must("Send", k.send(a, []byte("message"), spi.Park))
			}
			k.must("Send", k.send(a, []byte("next"), spi.Park))
			k.await(b, spi.Readable|spi.Data)
			buf := make([]byte, 3)
			for _, flags := range []uint32{ws2def.MSG_PEEK, 0} {
				clear(buf)
				if n, e := b.Recv(buf, flags); n != 3 || e != ws2def.WSAEMSGSIZE || string(buf) != "mes" {
					k.fail("Recv of 3 with flags %#x: %d, %s, %q", flags, n, text(e), buf)
				}
			}
			for _, flags := range []uint32{ws2def.MSG_PEEK, 0} {
				k.await(b, spi.Readable|spi.Data)
				m := spi.Message{Name: make([]byte, ws2def.SizeofSockaddrAny), Buffers: [][]byte{make([]byte, 2), make([]byte, 2)}}
				n, e := b.RecvMsg(&m, flags)
				if got := string(bytes.Join(m.Buffers, nil)); n != 4 || e != ws2def.WSAEMSGSIZE || got != "mess" {
					k.fail("RecvMsg of 4 with flags %#x: %d, %s, %q", flags, n, text(e), got)
				}
				if m.Flags&ws2def.MSG_TRUNC == 0 {
					k.fail("RecvMsg of a cut message gives flags %#x, want MSG_TRUNC", m.Flags)
				}
				if !k.plan.connections() && !sameName(m.Name[:m.NameLen], k.local(a)) {
					k.fail("RecvMsg of a cut message gives the source % x, want % x", m.Name[:m.NameLen], k.local(a))
				}
			}
			for _, want := range []string{"message", "next"} {
				if got, _ := k.message(b); got != want {
					k.fail("then %q arrives, want %q", got, want)
				}
			}
		},
	},
	{
		name: "Message/too long",
		rule: "a message longer than the entry's MessageSize is refused with WSAEMSGSIZE and nothing of it arrives",
		hint: "check the length of all buffers together",
		when: func(p *Plan) bool { return p.messages() && p.Entry.MessageSize > 1 && p.Entry.MessageSize < 1<<24 },
		run: func(k *kit) {
			clause.Covers(k, "S-277")
			a, b := k.pair()
			long := make([]byte, k.plan.Entry.MessageSize+1)
			_, e := a.Send(long, 0)
			k.want("Send", e, ws2def.WSAEMSGSIZE)
			m := spi.Message{Buffers: [][]byte{long[1:], long[:1]}}
			_, e = a.SendMsg(&m, 0)
			k.want("SendMsg", e, ws2def.WSAEMSGSIZE)
			k.must("Send", k.send(a, []byte("short"), spi.Park))
			if got, _ := k.message(b); got != "short" {
				k.fail("%d bytes arrive, want those of the next message", len(got))
			}
		},
	},
	{
		name: "Message/names",
		rule: "a message names its source; an unbound sender gets an address first; a destination is checked like any name",
		hint: "NameLen is what the source needs, also without room for it",
		when: func(p *Plan) bool { return !p.connections() },
		run: func(k *kit) {
			clause.Covers(k, "S-137", "S-253", "S-283", "S-316")
			to, name := k.bound()
			from := k.socket()
			k.must("BindAny", from.BindAny(name))
			send := func(to []byte) spi.Errno {
				_, e := from.SendMsg(&spi.Message{Name: to, Buffers: [][]byte{[]byte("x")}}, 0)
				return e
			}
			k.want("SendMsg to a short name", send(name[:len(name)-1]), ws2def.WSAEFAULT)
			k.want("SendMsg to a name of another family", send(append([]byte{0x7F, 0x7F}, name[2:]...)), ws2def.WSAEAFNOSUPPORT)
			k.must("SendMsg", send(name))
			_, source := k.message(to)
			k.must("SendMsg back", k.sendTo(to, source, "back"))
			if got, _ := k.message(from); got != "back" {
				k.fail("what is sent to the source arrives as %q", got)
			}
			k.must("SendMsg", send(name))
			k.await(to, spi.Readable|spi.Data)
			m := spi.Message{Buffers: [][]byte{make([]byte, 8)}}
			if n, e := to.RecvMsg(&m, 0); n != 1 || e != 0 {
				k.fail("RecvMsg without room for the source: %d, %s", n, text(e))
			}
		},
	},
	{
		name: "Message/nobody",
		rule: "a message to nobody is lost without an error, or refused when the entry promises delivery",
		hint: "XP1_GUARANTEED_DELIVERY decides",
		when: func(p *Plan) bool { return !p.connections() },
		run: func(k *kit) {
			clause.Covers(k, "S-284")
			gone, nobody := k.bound()
			k.close(gone, false)
			s, _ := k.bound()
			for range 3 {
				e := k.sendTo(s, nobody, "hello?")
				if refused := e != 0; refused != k.plan.has(ws2def.XP1_GUARANTEED_DELIVERY) {
					k.fail("SendMsg to nobody: %s", text(e))
				}
			}
		},
	},
	{
		name: "Message/flow",
		rule: "a sender that learns of no room is not Writable until the receiver has made some, then Wait returns, and all messages arrive in order",
		hint: "tell the sender's Readiness when the receiver's queue gets room",
		when: func(p *Plan) bool { return p.messages() && p.tells() },
		run: func(k *kit) {
			k.both(func(how spi.Way) {
				a, b := k.pair()
				sent := k.fill(a)
				for a.Poll()&spi.Writable != 0 { // room that came late
					more := k.fill(a)
					if sent += more; more == 0 {
						k.fail("Poll of a sender without room reports %s", names(a.Poll()))
						break
					}
				}
				done := make(chan spi.Errno)
				go func() { done <- k.send(a, []byte("last"), how) }()
				buf := make([]byte, 2000)
				for i := range sent {
					if n, e := k.recv(b, buf, spi.Park); n != 1000 || e != 0 {
						k.fail("message %d of %d: %d bytes, %s", i, sent, n, text(e))
					}
				}
				if n, e := k.recv(b, buf, spi.Park); e != 0 || string(buf[:n]) != "last" {
					k.fail("the last message: %q, %s", buf[:n], text(e))
				}
				k.want("Send that had to wait ("+wayName(how)+")", <-done, 0)
			})
		},
	},
}
