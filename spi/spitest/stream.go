package spitest

import (
	"bytes"
	"sync"
	"time"

	"winsock/internal/clause"
	"winsock/spi"
	"winsock/ws2def"
)

var streamChecks = []check{
	{
		name: "Transfer/would block",
		rule: "Recv without data and Send without room answer WSAEWOULDBLOCK at once",
		hint: "no method but Wait may wait; a queue must have a limit",
		run: func(k *kit) {
			clause.Covers(k, "S-276", "S-307")
			a, b := k.pair()
			look := func(what string, call func() spi.Errno) {
				k.Helper()
				k.want(what, k.inTime(what, call), ws2def.WSAEWOULDBLOCK)
			}
			look("Recv without data", func() spi.Errno {
				_, e := b.Recv(make([]byte, 8), 0)
				return e
			})
			look("RecvMsg without data", func() spi.Errno {
				_, e := b.RecvMsg(&spi.Message{Buffers: [][]byte{make([]byte, 8)}}, 0)
				return e
			})
			if !k.plan.tells() {
				return
			}
			look("Send without room", func() (e spi.Errno) {
				for end := time.Now().Add(k.plan.Limit / 8); e == 0 && time.Now().Before(end); {
					_, e = a.Send(make([]byte, 1000), 0)
				}
				return e
			})
		},
	},
	{
		name: "Transfer/poll",
		rule: "Poll says Writable on an idle connection, Readable and Data while data waits, and neither Ended nor Reset",
		hint: "Data means that a receive gives something; Readable alone means the end",
		run: func(k *kit) {
			a, b := k.pair()
			if ev := b.Poll(); ev != spi.Writable {
				k.fail("Poll of an idle socket reports %s, want Writable", names(ev))
			}
			k.must("Send", k.send(a, []byte("data"), spi.Park))
			k.await(b, spi.Readable|spi.Data)
			if ev := b.Poll(); ev != spi.Readable|spi.Data|spi.Writable {
				k.fail("Poll of a socket with data reports %s, want Readable|Writable|Data", names(ev))
			}
			if n, e := b.Recv(make([]byte, 8), 0); n != 4 || e != 0 {
				k.fail("Recv gives %d, %s; want the 4 bytes that Poll promised", n, text(e))
			}
			if ev := b.Poll(); ev != spi.Writable {
				k.fail("Poll of a socket without data again reports %s, want Writable", names(ev))
			}
		},
	},
	{
		name: "Transfer/arrived",
		rule: "Arrived, where a transport has it, rises when more comes behind data that waits, and at no other time",
		hint: "count what arrives, or what waits",
		run: func(k *kit) {
			clause.Covers(k, "O-316")
			a, b := k.pair()
			counts, ok := spi.Ability[spi.Arriver](b.Socket)
			if !ok {
				return
			}
			before := counts.Arrived(spi.Readable)
			for i := range 3 {
				k.must("Send", k.send(a, []byte("data"), spi.Park))
				k.await(b, spi.Readable|spi.Data)
				for counts.Arrived(spi.Readable) <= before {
					if time.Now().After(k.end) {
						k.fail("after message %d: %d, as before", i, before)
						k.FailNow()
					}
					time.Sleep(100 * time.Microsecond)
				}
				before = counts.Arrived(spi.Readable)
				if again := counts.Arrived(spi.Readable); again != before {
					k.fail("%d, then %d, and nothing came", before, again)
				}
			}
		},
	},
	{
		name: "Transfer/descriptor",
		rule: "Translate, given what poll(2) says, reports the same as Poll, and Interest names bits to wait for",
		hint: "let Poll be Translate of one poll(2)",
		when: func(p *Plan) bool { return p.has(ws2def.XP1_IFS_HANDLES) },
		run: func(k *kit) {
			a, b := k.pair()
			d := able[spi.Descriptor](b.Socket)
			same := func(state string) {
				k.Helper()
				if got, want := d.Translate(pollNow(k, d)), b.Poll(); got != want {
					k.fail("%s: Translate reports %s, Poll %s", state, names(got), names(want))
				}
			}
			same("idle")
			k.must("Send", k.send(a, []byte("data"), spi.Park))
			k.await(b, spi.Readable|spi.Data)
			same("with data")
			if d.Interest(spi.Readable) == 0 || d.Interest(spi.Writable) == 0 || d.Interest(spi.Readable) == d.Interest(spi.Writable) {
				k.fail("Interest: %#x for Readable, %#x for Writable", d.Interest(spi.Readable), d.Interest(spi.Writable))
			}
			if k.plan.connections() {
				k.close(a, false)
				k.await(b, spi.Ended)
				same("ended")
			}
		},
	},
	{
		name: "Transfer/peek",
		rule: "MSG_PEEK shows the data and leaves it, to the byte",
		hint: "look at MSG_PEEK in Recv and RecvMsg",
		run: func(k *kit) {
			clause.Covers(k, "S-328")
			a, b := k.pair()
			k.must("Send", k.send(a, []byte("peek"), spi.Park))
			k.await(b, spi.Readable|spi.Data)
			for i, flags := range []uint32{ws2def.MSG_PEEK, ws2def.MSG_PEEK, 0} {
				buf := make([]byte, 8)
				if n, e := b.Recv(buf, flags); n != 4 || e != 0 || string(buf[:n]) != "peek" {
					k.fail("Recv %d with flags %#x: %q, %s", i, flags, buf[:max(n, 0)], text(e))
				}
			}
			_, e := b.Recv(make([]byte, 8), ws2def.MSG_PEEK)
			k.want("Recv with MSG_PEEK without data", e, ws2def.WSAEWOULDBLOCK)
		},
	},
	{
		name: "Transfer/queued",
		rule: "Unread tells what FIONREAD reports, and Unsent becomes 0 when the peer has received everything",
		hint: "count what Recv would give; a stream's bytes, or those of the next message",
		run: func(k *kit) {
			clause.Covers(k, "S-643")
			a, b := k.pair()
			q, ok := spi.Ability[spi.Queuer](b.Socket)
			if !ok {
				k.fail("the socket is no spi.Queuer")
				return
			}
			look := func(want int) {
				k.Helper()
				if n, e := q.Unread(); n != want || e != 0 {
					k.fail("Unread: %d, %s; want %d", n, text(e), want)
				}
			}
			look(0)
			k.must("Send", k.send(a, []byte("four"), spi.Park))
			k.await(b, spi.Readable|spi.Data)
			look(4)
			if n, e := b.Recv(make([]byte, 8), 0); n != 4 || e != 0 {
				k.fail("Recv: %d, %s", n, text(e))
			}
			look(0)
			sent := able[spi.Queuer](a.Socket)
			for sent.Unsent() != 0 {
				k.ticking("Unsent never becomes 0")
			}
		},
	},
	{
		name: "Stream/bytes",
		rule: "a stream brings all bytes in order, however sends and receives are cut, in both directions at once and for both ways to wait",
		hint: "a part that Send takes is for good; Wait must not miss that there is room again, or data",
		when: (*Plan).stream,
		run: func(k *kit) {
			clause.Covers(k, "S-288", "S-327")
			k.both(func(how spi.Way) {
				a, b := k.pair()
				var all sync.WaitGroup
				for i, ends := range [][2]*socket{{a, b}, {b, a}} {
					data := pattern(1<<20+i, byte(i))
					all.Go(func() {
						if e := k.send(ends[0], data, how); e != 0 {
							k.fail("Send (%s): %v", wayName(how), e)
						}
					})
					all.Go(func() {
						got, e := k.drain(ends[1], len(data), how)
						if e != 0 || !bytes.Equal(got, data) {
							k.fail("%s: received %d bytes, %s; want the %d that were sent", wayName(how), len(got), text(e), len(data))
						}
					})
				}
				all.Wait()
			})
		},
	},
	{
		name: "Stream/buffers",
		rule: "SendMsg gathers and RecvMsg scatters buffers in order and without gaps, empty ones included, and a stream gives no source",
		hint: "NameLen stays 0 on connections",
		when: (*Plan).stream,
		run: func(k *kit) {
			clause.Covers(k, "S-317", "S-327")
			a, b := k.pair()
			out := spi.Message{Buffers: [][]byte{[]byte("ab"), {}, []byte("cde"), []byte("f")}}
			if n, e := a.SendMsg(&out, 0); n != 6 || e != 0 {
				k.fail("SendMsg: %d, %s; want 6", n, text(e))
			}
			for queued := 0; queued < 6; {
				k.await(b, spi.Readable|spi.Data)
				buf := make([]byte, 8)
				if queued, _ = b.Recv(buf, ws2def.MSG_PEEK); queued < 6 {
					k.ticking("the 6 bytes never arrive")
				}
			}
			in := spi.Message{
				Name:    []byte("untouched"),
				Buffers: [][]byte{make([]byte, 1), {}, make([]byte, 3), make([]byte, 4)},
				NameLen: 99,
			}
			n, e := b.RecvMsg(&in, 0)
			if got := string(bytes.Join(in.Buffers, nil)); n != 6 || e != 0 || got != "abcdef\x00\x00" {
				k.fail("RecvMsg: %d, %s, %q", n, text(e), got)
			}
			if string(in.Name) != "untouched" {
				k.fail("RecvMsg on a stream writes a source: %q", in.Name)
			}
		},
	},
}

// settled is how long there is no room when all is full: a transport may take a while to
// carry what it has taken to where it waits.
const settled = 20 * time.Millisecond

// fill sends until there is no room, and returns how many sends were taken.
func (k *kit) fill(s *socket) (sends int) {
	k.Helper()
	p := pattern(1000, 7)
	for {
		_, e := s.Send(p, 0)
		switch e {
		case 0:
			sends++
		case ws2def.WSAEWOULDBLOCK:
			if s.Wait(spi.Writable, spi.Park, s.Nudges(), time.Now().Add(settled)) == ws2def.WSAETIMEDOUT {
				return sends
			}
		default:
			k.must("Send until there is no room", e)
		}
		k.ticking("Send finds room without end")
	}
}

// drain receives want bytes of a stream, or what comes before it ends.
func (k *kit) drain(s *socket, want int, how spi.Way) ([]byte, spi.Errno) {
	got := make([]byte, 0, want)
	buf := make([]byte, 40000)
	for len(got) < want {
		n, e := k.recv(s, buf, how)
		got = append(got, buf[:n]...)
		if e != 0 || n == 0 {
			return got, e
		}
	}
	return got, 0
}
