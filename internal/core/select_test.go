package core_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/spi"
	"winsock/ws2def"
)

// sets runs Select over read, write and except and returns what is left of
// them.
func sets(t testing.TB, read, write, except []core.Handle, timeout time.Duration) (r, w, x []core.Handle, n int) {
	t.Helper()
	n, e := core.Select(&read, &write, &except, timeout, spi.Park)
	if e != 0 {
		t.Fatal("Select:", e)
	}
	return read, write, except, n
}

// state is which of select's sets a socket is ready for.
func state(t testing.TB, h core.Handle) string {
	t.Helper()
	one := func() []core.Handle { return []core.Handle{h} }
	r, w, x, _ := sets(t, one(), one(), one(), 0)
	s := ""
	if len(r) > 0 {
		s += "r"
	}
	if len(w) > 0 {
		s += "w"
	}
	if len(x) > 0 {
		s += "x"
	}
	return s
}

// polled is what WSAPoll says of a socket that is asked for everything.
func polled(t testing.TB, h core.Handle) int16 {
	t.Helper()
	fds := []core.PollFd{{Fd: h, Events: ws2def.POLLRDNORM | ws2def.POLLRDBAND | ws2def.POLLWRNORM, REvents: -1}}
	if _, e := core.Poll(fds, 1, 0, spi.Park); e != 0 {
		t.Fatal("Poll:", e)
	}
	return fds[0].REvents
}

// eventually waits until got, called again and again, gives want.
func eventually[T comparable](t testing.TB, want T, got func() T) {
	t.Helper()
	var last T
	for end := time.Now().Add(5 * time.Second); time.Now().Before(end); time.Sleep(time.Millisecond) {
		if last = got(); last == want {
			return
		}
	}
	t.Fatalf("got %v, want %v", last, want)
}

func nonblocking(t testing.TB, h core.Handle) {
	t.Helper()
	if _, e := core.Ioctl(h, ws2def.FIONBIO, []byte{1, 0, 0, 0}, nil, spi.Park); e != 0 {
		t.Fatal("FIONBIO:", e)
	}
}

// refusing is an address on which nobody listens.
func refusing(t testing.TB) []byte {
	t.Helper()
	l := create(t, ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP)
	if e := core.Bind(l, loopback(0)); e != 0 {
		t.Fatal(e)
	}
	return name(t, l)
}

const (
	rd  = ws2def.POLLRDNORM
	wr  = ws2def.POLLWRNORM
	hup = ws2def.POLLHUP
	bad = ws2def.POLLERR
)

func TestSelectAndPollStates(t *testing.T) {
	clause.Covers(t, "S-411", "S-412", "S-413", "S-414", "S-416", "S-417", "S-421", "S-422", "S-424", "S-438", "S-439",
		"S-440", "S-441", "S-442", "S-443", "S-446", "S-447", "S-448", "S-449", "S-450", "S-451", "S-453", "S-454", "S-455")
	start(t)
	check := func(id, what string, h core.Handle, sel string, poll int16) {
		t.Helper()
		eventually(t, sel, func() string { return state(t, h) })
		if got := polled(t, h); got != poll {
			t.Errorf("%s %s: WSAPoll %#x, want %#x", id, what, got, poll)
		}
	}
	tcp := func() core.Handle { return create(t, ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP) }

	check("S-411", "fresh TCP", tcp(), "", 0)
	udp := create(t, ws2def.AF_INET, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP)
	check("S-412, S-454", "fresh UDP", udp, "w", wr)
	if e := core.Bind(udp, loopback(0)); e != 0 {
		t.Fatal(e)
	}
	check("S-454", "bound UDP", udp, "w", wr)
	if _, e := core.SendMsg(udp, &spi.Message{Name: name(t, udp), Buffers: [][]byte{{1}}}, 0, spi.Park); e != 0 {
		t.Fatal(e)
	}
	check("S-455", "UDP with data", udp, "rw", rd|wr)

	l := tcp()
	if e := core.Bind(l, loopback(0)); e != 0 {
		t.Fatal(e)
	}
	if e := core.Listen(l, 5); e != 0 {
		t.Fatal(e)
	}
	check("S-413, S-440", "idle listener", l, "", 0)
	c := tcp()
	if e := core.Connect(c, name(t, l), spi.Park); e != 0 {
		t.Fatal(e)
	}
	check("S-414, S-441", "listener with a connection", l, "r", rd)
	s, _, e := core.Accept(l, nil, spi.Park)
	if e != 0 {
		t.Fatal(e)
	}
	check("S-416, S-442", "connected, idle", c, "w", wr)
	if _, e := core.Send(s, []byte("x"), 0, spi.Park); e != 0 {
		t.Fatal(e)
	}
	check("S-417, S-443", "data", c, "rw", rd|wr)
	core.Shutdown(s, ws2def.SD_SEND)
	eventually(t, int16(rd|wr|hup), func() int16 { return polled(t, c) }) // S-448
	check("S-449", "own SD_SEND", s, "w", wr)
	core.Recv(c, make([]byte, 1), 0, spi.Park)
	check("S-421, S-447", "peer's SD_SEND, nothing queued", c, "rw", wr|hup)
	core.Close(s, spi.Park)
	check("S-450", "peer closed", c, "rw", wr|hup)

	a, b := pair(t)
	core.Shutdown(a, ws2def.SD_RECEIVE)
	if got := polled(t, a); got != wr {
		t.Errorf("S-446 own SD_RECEIVE: %#x", got)
	}
	if got := polled(t, b); got != wr {
		t.Errorf("S-446 peer's SD_RECEIVE: %#x", got)
	}

	a, b = pair(t)
	if e := core.SetSockOpt(b, ws2def.SOL_SOCKET, ws2def.SO_LINGER, []byte{1, 0, 0, 0}, 4); e != 0 {
		t.Fatal(e)
	}
	core.Close(b, spi.Park)
	check("S-422, S-451", "reset by peer", a, "rw", bad|hup|wr)

	f := tcp()
	if e := core.Connect(f, refusing(t), spi.Park); e != ws2def.WSAECONNREFUSED {
		t.Fatal("connect:", e)
	}
	check("S-424, S-453", "blocking connect failed", f, "x", wr|hup|bad)
}

func TestSelectAndPollConnect(t *testing.T) {
	clause.Covers(t, "S-235", "S-238", "S-423", "S-452", "S-415")
	start(t)
	f := create(t, ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP)
	nonblocking(t, f)
	if e := core.Connect(f, refusing(t), spi.Park); e != ws2def.WSAEWOULDBLOCK {
		t.Fatal("connect:", e)
	}
	h := []core.Handle{f}
	r, w, x, n := sets(t, []core.Handle{f}, []core.Handle{f}, []core.Handle{f}, 5*time.Second)
	if n != 1 || len(r) != 0 || len(w) != 0 || !cmp.Equal(x, h) {
		t.Errorf("failed connect: read %v write %v except %v", r, w, x)
	}
	if got := state(t, f); got != "x" {
		t.Errorf("again: %q", got)
	}
	if got := polled(t, f); got != wr|hup|bad {
		t.Errorf("WSAPoll: %#x", got)
	}

	l := create(t, ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP)
	core.Bind(l, loopback(0))
	core.Listen(l, 1)
	c := create(t, ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP)
	nonblocking(t, c)
	if e := core.Connect(c, name(t, l), spi.Park); e != ws2def.WSAEWOULDBLOCK && e != 0 {
		t.Fatal("connect:", e)
	}
	if _, w, _, n := sets(t, nil, []core.Handle{c}, []core.Handle{c}, 5*time.Second); n != 1 || len(w) != 1 {
		t.Errorf("connected: write %v", w)
	}
}

func TestSelectArguments(t *testing.T) {
	clause.Covers(t, "S-398", "S-399", "S-400", "S-401", "S-402", "S-404", "S-405", "S-406", "S-407", "S-408")
	start(t)
	a, b := pair(t)
	for name, f := range map[string]func() core.Errno{
		"S-400 nothing": func() core.Errno { _, e := core.Select(nil, nil, nil, 0, spi.Park); return e },
		"S-400 empty": func() core.Errno {
			var none []core.Handle
			_, e := core.Select(&none, &none, nil, 0, spi.Park)
			return e
		},
		"S-402 negative": func() core.Errno {
			set := []core.Handle{a}
			_, e := core.Select(&set, nil, nil, -5, spi.Park)
			return e
		},
	} {
		if e := f(); e != ws2def.WSAEINVAL {
			t.Errorf("%s: %v", name, e)
		}
	}
	set := []core.Handle{a, 0xdeadbeec}
	if _, e := core.Select(&set, nil, nil, 0, spi.Park); e != ws2def.WSAENOTSOCK || !cmp.Equal(set, []core.Handle{a, 0xdeadbeec}) {
		t.Errorf("S-401: %v %v", e, set)
	}
	if _, e := core.Send(b, []byte("x"), 0, spi.Park); e != 0 {
		t.Fatal(e)
	}
	eventually(t, "rw", func() string { return state(t, a) })
	if _, _, _, n := sets(t, []core.Handle{a}, []core.Handle{a}, nil, 0); n != 2 {
		t.Errorf("S-405: %d memberships", n)
	}
	twice := []core.Handle{a, a}
	if r, _, _, n := sets(t, twice, nil, nil, 0); n != 1 || len(r) != 1 || twice[1] != a {
		t.Errorf("S-406: %d %v", n, r)
	}
	if _, w, _, n := sets(t, nil, []core.Handle{b, a}, nil, 0); n != 2 || !cmp.Equal(w, []core.Handle{b, a}) {
		t.Errorf("S-407: %v", w)
	}
	shared := []core.Handle{a, b}
	if n, e := core.Select(&shared, &shared, nil, 0, spi.Park); n != 2 || e != 0 || len(shared) != 2 {
		t.Errorf("S-408: %d %v %v", n, e, shared)
	}
	var many []core.Handle
	for range 200 {
		u := create(t, ws2def.AF_INET, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP)
		many = append(many, u)
	}
	if _, w, _, n := sets(t, nil, many, nil, core.Forever); n != 200 || len(w) != 200 {
		t.Errorf("S-398: %d", n)
	}
	began := time.Now()
	if _, _, _, n := sets(t, []core.Handle{b}, nil, nil, 20*time.Millisecond); n != 0 || time.Since(began) < 20*time.Millisecond {
		t.Errorf("time-out: %d after %v", n, time.Since(began))
	}
}

func TestSelectClosed(t *testing.T) {
	clause.Covers(t, "S-387", "S-388", "S-389")
	for name, how := range map[string]spi.Way{"park": spi.Park, "hold": spi.Hold} {
		t.Run(name, func(t *testing.T) {
			start(t)
			type result struct {
				n   int
				e   core.Errno
				set []core.Handle
			}
			run := func(f func(set []core.Handle) result) result {
				a, _ := pair(t)
				done := make(chan result)
				go func() { done <- f([]core.Handle{a}) }()
				for !core.Watched(a) {
					time.Sleep(100 * time.Microsecond)
				}
				core.Close(a, spi.Park)
				return <-done
			}
			read := run(func(set []core.Handle) result {
				n, e := core.Select(&set, nil, nil, core.Forever, how)
				return result{n, e, set}
			})
			if read.n != 1 || read.e != 0 || len(read.set) != 1 {
				t.Errorf("S-387: %+v", read)
			}
			except := run(func(set []core.Handle) result {
				n, e := core.Select(nil, nil, &set, core.Forever, how)
				return result{n, e, set}
			})
			if except.e != ws2def.WSAENOTSOCK || len(except.set) != 0 {
				t.Errorf("S-388: %+v", except)
			}
			poll := run(func(set []core.Handle) result {
				fds := []core.PollFd{{Fd: set[0], Events: rd}}
				n, e := core.Poll(fds, 1, -1, how)
				return result{n, e, []core.Handle{core.Handle(fds[0].REvents)}}
			})
			if poll.n != 1 || poll.e != 0 || poll.set[0] != ws2def.POLLNVAL {
				t.Errorf("S-389: %+v", poll)
			}
		})
	}
}

func TestPollArguments(t *testing.T) {
	clause.Covers(t, "S-431", "S-432", "S-433", "S-434", "S-435", "S-436", "S-437")
	start(t)
	a, _ := pair(t)
	if _, e := core.Poll(nil, 0, 0, spi.Park); e != ws2def.WSAEINVAL {
		t.Error("S-432 no entries:", e)
	}
	if _, e := core.Poll(nil, 1, 0, spi.Park); e != ws2def.WSAEFAULT {
		t.Error("S-432 NULL:", e)
	}
	type fds = []core.PollFd
	for _, c := range []struct {
		id        string
		fds, want fds
		n         int
		e         core.Errno
	}{
		{"S-433", fds{{Fd: a, Events: ws2def.POLLERR}}, fds{{Fd: a, Events: ws2def.POLLERR}}, 0, ws2def.WSAEINVAL},
		{"S-433", fds{{Fd: a, Events: ws2def.POLLPRI}}, fds{{Fd: a, Events: ws2def.POLLPRI}}, 0, ws2def.WSAEINVAL},
		{"S-433", fds{{Fd: a, Events: ws2def.POLLWRBAND}}, fds{{Fd: a, Events: ws2def.POLLWRBAND}}, 0, ws2def.WSAEINVAL},
		{
			"S-434",
			fds{{Fd: ws2def.InvalidHandle, Events: ws2def.POLLERR}, {Fd: a, Events: wr}},
			fds{{Fd: ws2def.InvalidHandle, Events: ws2def.POLLERR, REvents: ws2def.POLLNVAL}, {Fd: a, Events: wr, REvents: wr}},
			1, 0,
		},
		{
			"S-435",
			fds{{Fd: 0xbeec, Events: rd}, {Fd: a, Events: wr}},
			fds{{Fd: 0xbeec, Events: rd, REvents: ws2def.POLLNVAL}, {Fd: a, Events: wr, REvents: wr}},
			1, 0,
		},
		{
			"S-436",
			fds{{Fd: 0xbeec, Events: ws2def.POLLERR, REvents: 7}, {Fd: a, Events: wr, REvents: 7}},
			fds{{Fd: 0xbeec, Events: ws2def.POLLERR}, {Fd: a, Events: wr}},
			0, ws2def.WSAEINVAL,
		},
		{"S-437", fds{{Fd: 0xbeec, Events: rd}}, fds{{Fd: 0xbeec, Events: rd, REvents: ws2def.POLLNVAL}}, 0, ws2def.WSAENOTSOCK},
	} {
		n, e := core.Poll(c.fds, len(c.fds), 0, spi.Park)
		if n != c.n || e != c.e {
			t.Errorf("%s: %d, %v; want %d, %v", c.id, n, e, c.n, c.e)
		}
		if d := cmp.Diff(c.want, c.fds); d != "" {
			t.Errorf("%s: %s", c.id, d)
		}
	}
	began := time.Now()
	quiet := fds{{Fd: a, Events: rd}}
	if n, e := core.Poll(quiet, 1, 15*time.Millisecond, spi.Hold); n != 0 || e != 0 || time.Since(began) < 15*time.Millisecond {
		t.Errorf("S-431 time-out: %d, %v after %v", n, e, time.Since(began))
	}
}
