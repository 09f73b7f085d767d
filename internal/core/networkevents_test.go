package core_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"winsock/catalog"
	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/internal/object"
	"winsock/layer/pass"
	"winsock/provider/loop"
	"winsock/spi"
	"winsock/ws2def"
)

const allEvents = ws2def.FD_ALL_EVENTS

// event makes an event object of manual reset that the test's end closes.
func event(t testing.TB) core.Handle {
	t.Helper()
	h, _, e := object.CreateEvent("", true, false, 0)
	if e != 0 {
		t.Fatal("CreateEvent:", e)
	}
	t.Cleanup(func() { object.Close(h, spi.Park) })
	return h
}

// signals reports whether the event is signalled, at the latest after limit.
func signals(t testing.TB, event core.Handle, limit time.Duration) bool {
	t.Helper()
	result, e := object.Wait(nil, []core.Handle{event}, false, uint32(limit/time.Millisecond), false, spi.Park)
	if e != 0 {
		t.Fatal("Wait:", e)
	}
	return result == object.WaitObject0
}

// selected selects events of h for a new event object.
func selected(t testing.TB, h core.Handle, mask int32) core.Handle {
	t.Helper()
	ev := event(t)
	selectInto(t, h, ev, mask)
	return ev
}

func selectInto(t testing.TB, h, ev core.Handle, mask int32) {
	t.Helper()
	if e := core.EventSelect(h, ev, mask); e != 0 {
		t.Fatalf("EventSelect(%#x): %v", mask, e)
	}
}

// enumerate is WSAEnumNetworkEvents: the events, and the errors that are not 0.
func enumerate(t testing.TB, h, ev core.Handle) (int32, map[int]core.Errno) {
	t.Helper()
	var out ws2def.WSANETWORKEVENTS
	if e := core.EnumNetworkEvents(h, ev, &out); e != 0 {
		t.Fatal("EnumNetworkEvents:", e)
	}
	var errors map[int]core.Errno
	for i, e := range out.ErrorCode {
		if e != 0 {
			if errors == nil {
				errors = make(map[int]core.Errno)
			}
			errors[i] = core.Errno(e)
		}
	}
	return out.NetworkEvents, errors
}

// expect waits for the event to be signalled until all of want has been reported,
// and checks that nothing else was.
func expect(t testing.TB, what string, h, ev core.Handle, want int32) {
	t.Helper()
	var got int32
	for got&want != want && signals(t, ev, 5*time.Second) {
		more, errors := enumerate(t, h, ev)
		if len(errors) > 0 {
			t.Errorf("%s: errors %v", what, errors)
		}
		got |= more
	}
	if got != want {
		t.Errorf("%s: events %#x, want %#x", what, got, want)
	}
}

// expectNothing checks that nothing is recorded and the event not signalled, now
// and when the engine has looked once more.
func expectNothing(t testing.TB, what string, h, ev core.Handle) {
	t.Helper()
	if signals(t, ev, 10*time.Millisecond) {
		t.Errorf("%s: the event is signalled", what)
	}
	if got, _ := enumerate(t, h, ev); got != 0 {
		t.Errorf("%s: events %#x", what, got)
	}
}

// transport is a provider's streams as the tests want them.
type transport struct {
	name   string
	base   string // what carries the data
	start  func(t testing.TB)
	listen func(t testing.TB) (h core.Handle, at []byte)
	socket func(t testing.TB) core.Handle
}

var transports = []transport{
	{"tcp", "tcp", start, func(t testing.TB) (core.Handle, []byte) {
		h := create(t, ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP)
		listenOn(t, h, loopback(0))
		return h, name(t, h)
	}, func(t testing.TB) core.Handle {
		return create(t, ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP)
	}},
	{"afunix", "afunix", start, func(t testing.TB) (core.Handle, []byte) {
		h := create(t, ws2def.AF_UNIX, ws2def.SOCK_STREAM, 0)
		at := unixName(t.TempDir() + "/s")
		listenOn(t, h, at)
		return h, at
	}, func(t testing.TB) core.Handle { return create(t, ws2def.AF_UNIX, ws2def.SOCK_STREAM, 0) }},
	{"loop", "loop", startLoop, func(t testing.TB) (core.Handle, []byte) {
		h := loopSocket(t, ws2def.SOCK_STREAM)
		listenOn(t, h, loop.Address(0))
		return h, name(t, h)
	}, func(t testing.TB) core.Handle { return loopSocket(t, ws2def.SOCK_STREAM) }},
}

func init() {
	tcp, loop := transports[0], transports[2]
	tcp.name, tcp.start = "pass over tcp", startUnderPass
	loop.name, loop.start = "pass over loop", startUnderPass
	transports = append(transports, tcp, loop)
}

// startUnderPass runs the test between Startup and Cleanup, with a layer that moves all
// data over all protocols, and loop among these.
func startUnderPass(t testing.TB) {
	t.Helper()
	installLoop(t)
	cover(t, catalog.Layer{Provider: pass.Provider, Path: spi.PathPrefix + pass.Name, Name: "Pass"})
	start(t)
}

func listenOn(t testing.TB, h core.Handle, at []byte) {
	t.Helper()
	if e := core.Bind(h, at); e != 0 {
		t.Fatal("Bind:", e)
	}
	if e := core.Listen(h, 5); e != 0 {
		t.Fatal("Listen:", e)
	}
}

// connection is a connection of the transport, of blocking sockets.
func (tr *transport) connection(t testing.TB) (client, server core.Handle) {
	t.Helper()
	l, at := tr.listen(t)
	client = tr.socket(t)
	if e := core.Connect(client, at, spi.Park); e != 0 {
		t.Fatal("Connect:", e)
	}
	return client, take(t, l)
}

// overTransports runs test for each transport.
func overTransports(t *testing.T, test func(t *testing.T, tr *transport)) {
	for i := range transports {
		t.Run(transports[i].name, func(t *testing.T) {
			transports[i].start(t)
			test(t, &transports[i])
		})
	}
}

func give(t testing.TB, h core.Handle, s string) {
	t.Helper()
	if n, e := core.Send(h, []byte(s), 0, spi.Park); n != len(s) || e != 0 {
		t.Fatalf("Send: %d, %v", n, e)
	}
}

func gets(t testing.TB, h core.Handle, room int, want string) {
	t.Helper()
	p := make([]byte, room)
	if n, e := core.Recv(h, p, 0, spi.Park); e != 0 || string(p[:n]) != want {
		t.Fatalf("Recv: %q, %v, want %q", p[:n], e, want)
	}
}

func TestO293_SelectingMakesNonblocking(t *testing.T) {
	clause.Covers(t, "O-293", "O-294", "O-295", "O-375", "S-119", "S-642")
	overTransports(t, func(t *testing.T, tr *transport) {
		off, on := []byte{0, 0, 0, 0}, []byte{1, 0, 0, 0}
		blocking := func(h core.Handle, p []byte) core.Errno {
			_, e := core.Ioctl(h, ws2def.FIONBIO, p, nil, spi.Park)
			return e
		}
		ev := event(t)
		for _, mask := range []int32{ws2def.FD_READ, 0} {
			a, _ := tr.connection(t)
			selectInto(t, a, ev, mask)
			if _, e := core.Recv(a, make([]byte, 1), 0, spi.Park); e != ws2def.WSAEWOULDBLOCK {
				t.Errorf("Recv after a selection of %#x: %v, want WSAEWOULDBLOCK", mask, e)
			}
			if mask == 0 {
				continue
			}
			if e := blocking(a, off); e != ws2def.WSAEINVAL {
				t.Errorf("FIONBIO 0 while %#x is selected: %v, want WSAEINVAL", mask, e)
			}
			if e := blocking(a, on); e != 0 {
				t.Error("FIONBIO 1:", e)
			}
			if e := core.EventSelect(a, 12345, 0); e != 0 {
				t.Error("a selection of nothing with a bad event:", e)
			}
			if e := blocking(a, off); e != 0 {
				t.Error("FIONBIO 0 after the end of the selection:", e)
			}
		}
		a := tr.socket(t)
		mutex, _, _ := object.CreateMutex("", nil, 0)
		t.Cleanup(func() { object.Close(mutex, spi.Park) })
		for _, bad := range []core.Handle{0, 12345, mutex, a} {
			if e := core.EventSelect(a, bad, ws2def.FD_READ); e != ws2def.WSAEINVAL {
				t.Errorf("EventSelect with event %#x: %v, want WSAEINVAL", bad, e)
			}
		}
		if e := core.EventSelect(ev, ev, ws2def.FD_READ); e != ws2def.WSAENOTSOCK {
			t.Errorf("EventSelect of an event: %v, want WSAENOTSOCK", e)
		}
	})
	if e := core.EventSelect(4, 4, 1); e != ws2def.WSANOTINITIALISED {
		t.Errorf("EventSelect before Startup: %v", e)
	}
	if e := core.EnumNetworkEvents(4, 4, nil); e != ws2def.WSANOTINITIALISED {
		t.Errorf("EnumNetworkEvents before Startup: %v", e)
	}
}

func TestO297_WhatIsTrueAtTheSelectionIsRecorded(t *testing.T) {
	clause.Covers(t, "O-297", "O-328", "O-306", "O-309", "O-330", "O-331")
	overTransports(t, func(t *testing.T, tr *transport) {
		l, at := tr.listen(t)
		a := tr.socket(t)
		if e := core.Connect(a, at, spi.Park); e != 0 {
			t.Fatal("Connect:", e)
		}
		ready(t, l, spi.Readable)
		ev := event(t)
		if e := object.SetEvent(ev); e != 0 {
			t.Fatal(e)
		}
		selectInto(t, l, ev, 0)
		if !signals(t, ev, 0) {
			t.Error("selecting nothing resets the event")
		}
		object.ResetEvent(ev)
		selectInto(t, l, ev, allEvents)
		if !signals(t, ev, 0) {
			t.Error("a connection that waits does not signal at once")
		}
		expect(t, "listener", l, ev, ws2def.FD_ACCEPT)
		if !signals(t, selected(t, a, allEvents), 0) {
			t.Error("a connection that stands does not signal at once")
		}
		expect(t, "client", a, selected(t, a, allEvents), ws2def.FD_CONNECT|ws2def.FD_WRITE)
		core.EventSelect(l, 0, 0)
		b := take(t, l)
		core.EventSelect(b, 0, 0)
		give(t, a, "data")
		if e := core.Shutdown(a, ws2def.SD_SEND); e != 0 {
			t.Fatal("Shutdown:", e)
		}
		ready(t, b, spi.Ended)
		expect(t, "server", b, selected(t, b, allEvents), ws2def.FD_READ|ws2def.FD_WRITE|ws2def.FD_CLOSE)
	})
}

// ready waits until select or WSAPoll would see ev.
func ready(t testing.TB, h core.Handle, ev spi.Events) {
	t.Helper()
	ask := int16(ws2def.POLLRDNORM)
	fds := []core.PollFd{{Fd: h, Events: ask}}
	for end := time.Now().Add(5 * time.Second); ; {
		if _, e := core.Poll(fds, 1, 5*time.Second, spi.Park); e != 0 {
			t.Fatal("Poll:", e)
		}
		if ev != spi.Ended || fds[0].REvents&ws2def.POLLHUP != 0 {
			return
		}
		if time.Now().After(end) {
			t.Fatal("not ready")
		}
		time.Sleep(100 * time.Microsecond)
	}
}

func TestO299_EnumerationForgets(t *testing.T) {
	clause.Covers(t, "O-299", "O-300", "O-301")
	overTransports(t, func(t *testing.T, tr *transport) {
		a, _ := tr.connection(t)
		ev := selected(t, a, allEvents)
		for _, bad := range []struct {
			event core.Handle
			out   *ws2def.WSANETWORKEVENTS
			want  core.Errno
		}{
			{ev, nil, ws2def.WSAEFAULT},
			{12345, new(ws2def.WSANETWORKEVENTS), ws2def.WSAEINVAL},
			{a, new(ws2def.WSANETWORKEVENTS), ws2def.WSAEINVAL},
		} {
			if e := core.EnumNetworkEvents(a, bad.event, bad.out); e != bad.want {
				t.Errorf("EnumNetworkEvents(%#x, %v): %v, want %v", bad.event, bad.out, e, bad.want)
			}
		}
		if !signals(t, ev, 0) {
			t.Error("a call that failed reset the event")
		}
		var out ws2def.WSANETWORKEVENTS
		fill := func() {
			for i := range out.ErrorCode {
				out.ErrorCode[i] = -7
			}
		}
		fill()
		if e := core.EnumNetworkEvents(a, 0, &out); e != 0 {
			t.Fatal(e)
		}
		want := ws2def.WSANETWORKEVENTS{
			NetworkEvents: ws2def.FD_CONNECT | ws2def.FD_WRITE,
			ErrorCode:     [10]int32{-7, 0, -7, -7, 0, -7, -7, -7, -7, -7},
		}
		if diff := cmp.Diff(want, out); diff != "" {
			t.Error(diff)
		}
		if !signals(t, ev, 0) {
			t.Error("an enumeration without an event reset it")
		}
		fill()
		if e := core.EnumNetworkEvents(a, ev, &out); e != 0 {
			t.Fatal(e)
		}
		want = ws2def.WSANETWORKEVENTS{ErrorCode: [10]int32{-7, -7, -7, -7, -7, -7, -7, -7, -7, -7}}
		if diff := cmp.Diff(want, out); diff != "" {
			t.Error("again:", diff)
		}
		if signals(t, ev, 0) {
			t.Error("an enumeration did not reset its event")
		}
		other := tr.socket(t)
		if got, _ := enumerate(t, other, 0); got != 0 {
			t.Errorf("a socket that never selected: %#x", got)
		}
		if e := core.EnumNetworkEvents(ev, 0, &out); e != ws2def.WSAENOTSOCK {
			t.Errorf("EnumNetworkEvents of an event: %v", e)
		}
	})
}

func TestO302_OnlySelectedEventsAreReported(t *testing.T) {
	clause.Covers(t, "O-296", "O-302", "O-303", "O-304")
	overTransports(t, func(t *testing.T, tr *transport) {
		a, b := tr.connection(t)
		ev := selected(t, a, ws2def.FD_WRITE)
		expect(t, "FD_WRITE alone", a, ev, ws2def.FD_WRITE)
		give(t, b, "data")
		ready(t, a, spi.Readable)
		selectInto(t, a, ev, 0)
		expectNothing(t, "nothing is selected", a, ev)

		// FD_READ is recorded. Signalled, deselected: stays; reset: stays reset.
		selectInto(t, a, ev, ws2def.FD_READ)
		selectInto(t, a, ev, ws2def.FD_WRITE)
		if !signals(t, ev, 0) {
			t.Error("another selection reset the event")
		}
		object.ResetEvent(ev)
		selectInto(t, a, ev, ws2def.FD_WRITE)
		expectNothing(t, "selected without what is recorded", a, ev)
		selectInto(t, a, ev, ws2def.FD_READ|ws2def.FD_WRITE)
		expect(t, "selected again", a, ev, ws2def.FD_READ)

		// FD_CONNECT was never enumerated; the others are not told twice.
		selectInto(t, a, ev, allEvents)
		expect(t, "all", a, ev, ws2def.FD_CONNECT)
		selectInto(t, a, ev, allEvents)
		expectNothing(t, "all again", a, ev)

		// A new selection takes the old one's place, also from another handle.
		other, e := a, core.Errno(0)
		if other, e = object.Duplicate(nil, a, 0); e != 0 {
			t.Fatal("Duplicate:", e)
		}
		t.Cleanup(func() { object.Close(other, spi.Park) })
		second := selected(t, other, ws2def.FD_READ)
		gets(t, a, 2, "da")
		expect(t, "through the other handle", other, second, ws2def.FD_READ)
		if signals(t, ev, 0) {
			t.Error("an event that was replaced is signalled")
		}
		gets(t, a, 8, "ta")
		expectNothing(t, "all is read", a, second)
		if e := core.Shutdown(b, ws2def.SD_SEND); e != 0 {
			t.Fatal(e)
		}
		ready(t, a, spi.Ended)
		selectInto(t, a, second, ws2def.FD_CLOSE)
		expect(t, "the end", a, second, ws2def.FD_CLOSE)
		selectInto(t, a, second, allEvents)
		expectNothing(t, "the end again", a, second)
	})
}

func TestO316_ReadIsRecorded(t *testing.T) {
	clause.Covers(t, "O-306", "O-315", "O-316", "O-317", "O-320")
	overTransports(t, func(t *testing.T, tr *transport) {
		a, b := tr.connection(t)
		ev := selected(t, a, allEvents)
		expect(t, "connected", a, ev, ws2def.FD_CONNECT|ws2def.FD_WRITE)
		for i := range 3 {
			give(t, b, "data")
			expect(t, fmt.Sprint("arrival ", i), a, ev, ws2def.FD_READ)
			ready(t, a, spi.Readable)
			expectNothing(t, "select enables nothing", a, ev)
		}
		gets(t, a, 2, "da")
		if !signals(t, ev, 0) {
			t.Error("a receive that leaves data does not signal at once")
		}
		expect(t, "a receive that leaves data", a, ev, ws2def.FD_READ)
		if _, e := core.Recv(a, make([]byte, 2), ws2def.MSG_PEEK, spi.Park); e != 0 {
			t.Fatal(e)
		}
		expect(t, "a receive that takes nothing", a, ev, ws2def.FD_READ)
		m := spi.Message{Buffers: [][]byte{make([]byte, 2), make([]byte, 2)}}
		if n, e := core.RecvMsg(a, &m, 0, spi.Park); n != 4 || e != 0 {
			t.Fatal(n, e)
		}
		expect(t, "a receive into two buffers", a, ev, ws2def.FD_READ)
		gets(t, a, 100, "tadata"[0:6])
		expectNothing(t, "a receive that leaves nothing", a, ev)
		if _, e := core.Recv(a, make([]byte, 1), 0, spi.Park); e != ws2def.WSAEWOULDBLOCK {
			t.Fatal(e)
		}
		expectNothing(t, "a receive in vain", a, ev)

		give(t, b, "x")
		if !signals(t, ev, 5*time.Second) {
			t.Fatal("no event")
		}
		gets(t, a, 1, "x")
		if got, _ := enumerate(t, a, ev); got != 0 {
			t.Errorf("what was received meanwhile: %#x", got)
		}
	})
}

func TestO318_ConsumedBeforeTheSelection(t *testing.T) {
	clause.Covers(t, "O-320")
	overTransports(t, func(t *testing.T, tr *transport) {
		a, b := tr.connection(t)
		give(t, b, "data")
		gets(t, a, 8, "data")
		expect(t, "connected", a, selected(t, a, allEvents), ws2def.FD_CONNECT|ws2def.FD_WRITE)
	})
}

func TestO322_RoomIsTold(t *testing.T) {
	clause.Covers(t, "O-307", "O-321", "O-322")
	overTransports(t, func(t *testing.T, tr *transport) {
		a, b := tr.connection(t)
		ev := selected(t, a, allEvents)
		give(t, a, "x")
		expect(t, "a send does not take it back", a, ev, ws2def.FD_CONNECT|ws2def.FD_WRITE)
		give(t, a, "x")
		expectNothing(t, "a send that succeeds", a, ev)
		block := make([]byte, 1<<16)
		for range 2 {
			sent := 0
			for {
				n, e := core.Send(a, block, 0, spi.Park)
				if e == ws2def.WSAEWOULDBLOCK {
					break
				}
				if e != 0 {
					t.Fatal("Send:", e)
				}
				sent += n
			}
			expectNothing(t, "no room", a, ev)
			for sent > 0 {
				n, e := core.Recv(b, block, 0, spi.Park)
				if e != 0 {
					t.Fatal("Recv:", e)
				}
				sent -= n
			}
			expect(t, "room", a, ev, ws2def.FD_WRITE)
			expectNothing(t, "room is told once", a, ev)
		}
	})
}

func TestO324_AcceptIsRecorded(t *testing.T) {
	clause.Covers(t, "O-309", "O-324", "O-325", "O-304")
	overTransports(t, func(t *testing.T, tr *transport) {
		l, at := tr.listen(t)
		ev := selected(t, l, ws2def.FD_ACCEPT)
		expectNothing(t, "nobody", l, ev)
		for i := range 3 {
			if e := core.Connect(tr.socket(t), at, spi.Park); e != 0 {
				t.Fatal("Connect:", e)
			}
			expect(t, fmt.Sprint("connection ", i), l, ev, ws2def.FD_ACCEPT)
			selectInto(t, l, ev, ws2def.FD_ACCEPT)
			expectNothing(t, "selected again", l, ev)
		}
		put := func(verdict int32, want core.Errno) {
			t.Helper()
			h, _, e := core.AcceptIf(l, nil, func(core.Caller) int32 { return verdict }, spi.Park)
			if e != want {
				t.Fatalf("AcceptIf: %v, want %v", e, want)
			}
			if e == 0 {
				t.Cleanup(func() { core.Close(h, spi.Park) })
			}
		}
		put(ws2def.CF_DEFER, ws2def.WSATRY_AGAIN)
		expectNothing(t, "put off", l, ev)
		put(ws2def.CF_ACCEPT, 0)
		expect(t, "two are left", l, ev, ws2def.FD_ACCEPT)
		put(ws2def.CF_REJECT, ws2def.WSAECONNREFUSED)
		expect(t, "one is left", l, ev, ws2def.FD_ACCEPT)
		put(ws2def.CF_ACCEPT, 0)
		expectNothing(t, "none is left", l, ev)
	})
}

func TestO298_AcceptedSocketsInherit(t *testing.T) {
	clause.Covers(t, "O-298", "O-328")
	overTransports(t, func(t *testing.T, tr *transport) {
		l, at := tr.listen(t)
		ev := selected(t, l, allEvents)
		a := tr.socket(t)
		if e := core.Connect(a, at, spi.Park); e != 0 {
			t.Fatal("Connect:", e)
		}
		expect(t, "listener", l, ev, ws2def.FD_ACCEPT)
		b := take(t, l)
		if !signals(t, ev, 0) {
			t.Error("the accepted socket does not signal the listener's event")
		}
		if got, _ := enumerate(t, l, 0); got != 0 {
			t.Errorf("listener: %#x", got)
		}
		expect(t, "accepted", b, ev, ws2def.FD_WRITE)
		give(t, a, "data")
		expect(t, "accepted", b, ev, ws2def.FD_READ)
		core.Close(l, spi.Park)
		core.Close(a, spi.Park)
		expect(t, "accepted", b, ev, ws2def.FD_CLOSE)
	})
}

func TestO326_ConnectIsTold(t *testing.T) {
	clause.Covers(t, "O-310", "O-326", "O-327")
	overTransports(t, func(t *testing.T, tr *transport) {
		l, at := tr.listen(t)
		a := tr.socket(t)
		ev := selected(t, a, allEvents)
		expectNothing(t, "not connected", a, ev)
		if e := core.Connect(a, at, spi.Park); e != 0 && e != ws2def.WSAEWOULDBLOCK {
			t.Fatal("Connect:", e)
		}
		expect(t, "connected", a, ev, ws2def.FD_CONNECT|ws2def.FD_WRITE)
		expectNothing(t, "connected", a, ev)
		core.Close(l, spi.Park)
	})
	t.Run("refused", func(t *testing.T) {
		start(t)
		l := create(t, ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP)
		if e := core.Bind(l, loopback(0)); e != 0 {
			t.Fatal(e)
		}
		a := create(t, ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP)
		ev := selected(t, a, allEvents)
		for range 2 {
			if e := core.Connect(a, name(t, l), spi.Park); e != ws2def.WSAEWOULDBLOCK {
				t.Fatal("Connect:", e)
			}
			if !signals(t, ev, 5*time.Second) {
				t.Fatal("no event")
			}
			got, errors := enumerate(t, a, ev)
			if diff := cmp.Diff(map[int]core.Errno{ws2def.FD_CONNECT_BIT: ws2def.WSAECONNREFUSED}, errors); diff != "" || got != ws2def.FD_CONNECT {
				t.Errorf("events %#x, errors %s", got, diff)
			}
			expectNothing(t, "refused", a, ev)
		}
	})
}

func TestO330_TheEndIsTold(t *testing.T) {
	clause.Covers(t, "O-311", "O-330", "O-331", "O-332", "O-333", "O-334", "S-373")
	overTransports(t, func(t *testing.T, tr *transport) {
		for _, end := range []string{"close", "shutdown"} {
			a, b := tr.connection(t)
			ev := selected(t, a, allEvents)
			expect(t, "connected", a, ev, ws2def.FD_CONNECT|ws2def.FD_WRITE)
			give(t, b, "data")
			expect(t, "data", a, ev, ws2def.FD_READ)
			if end == "close" {
				core.Close(b, spi.Park)
			} else if e := core.Shutdown(b, ws2def.SD_SEND); e != 0 {
				t.Fatal(e)
			}
			expect(t, "the end with data unread", a, ev, ws2def.FD_CLOSE)
			gets(t, a, 2, "da")
			expect(t, "data left", a, ev, ws2def.FD_READ)
			gets(t, a, 2, "ta")
			gets(t, a, 2, "")
			expectNothing(t, "after the end", a, ev)
		}

		a, b := tr.connection(t)
		ev := selected(t, a, allEvents)
		expect(t, "connected", a, ev, ws2def.FD_CONNECT|ws2def.FD_WRITE)
		if e := core.Shutdown(b, ws2def.SD_RECEIVE); e != 0 {
			t.Fatal(e)
		}
		if e := core.Shutdown(a, ws2def.SD_BOTH); e != 0 {
			t.Fatal(e)
		}
		expectNothing(t, "own shutdown, and the peer's of receiving", a, ev)
		if e := core.Shutdown(b, ws2def.SD_SEND); e != 0 {
			t.Fatal(e)
		}
		expect(t, "the peer's of sending", a, ev, ws2def.FD_CLOSE)
	})
	for i := range transports {
		if tr := &transports[i]; tr.base != "afunix" { // the kernel knows no abortive close there
			t.Run("abort/"+tr.name, func(t *testing.T) {
				tr.start(t)
				a, b := tr.connection(t)
				ev := selected(t, a, allEvents)
				expect(t, "connected", a, ev, ws2def.FD_CONNECT|ws2def.FD_WRITE)
				if e := core.SetSockOpt(b, ws2def.SOL_SOCKET, ws2def.SO_LINGER, []byte{1, 0, 0, 0}, 4); e != 0 {
					t.Fatal("SO_LINGER:", e)
				}
				core.Close(b, spi.Park)
				if !signals(t, ev, 5*time.Second) {
					t.Fatal("no event")
				}
				got, errors := enumerate(t, a, ev)
				if diff := cmp.Diff(map[int]core.Errno{ws2def.FD_CLOSE_BIT: ws2def.WSAECONNABORTED}, errors); diff != "" || got != ws2def.FD_CLOSE {
					t.Errorf("events %#x, errors %s", got, diff)
				}
				if _, e := core.Recv(a, make([]byte, 1), 0, spi.Park); e != ws2def.WSAECONNRESET {
					t.Error("Recv:", e)
				}
				expectNothing(t, "after the end", a, ev)
			})
		}
	}
}

func TestO323_Datagrams(t *testing.T) {
	clause.Covers(t, "O-323", "O-329", "O-316", "O-317")
	for _, tr := range []struct {
		name   string
		start  func(testing.TB)
		socket func(testing.TB) core.Handle
		at     []byte
	}{
		{"udp", start, func(t testing.TB) core.Handle {
			return create(t, ws2def.AF_INET, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP)
		}, loopback(0)},
		{"loop", startLoop, func(t testing.TB) core.Handle { return loopSocket(t, ws2def.SOCK_DGRAM) }, loop.Address(0)},
		{"pass over udp", startUnderPass, func(t testing.TB) core.Handle {
			return create(t, ws2def.AF_INET, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP)
		}, loopback(0)},
		{"pass over loop", startUnderPass, func(t testing.TB) core.Handle { return loopSocket(t, ws2def.SOCK_DGRAM) }, loop.Address(0)},
	} {
		t.Run(tr.name, func(t *testing.T) {
			tr.start(t)
			a, b := tr.socket(t), tr.socket(t)
			ev := selected(t, a, allEvents)
			expectNothing(t, "not bound", a, ev)
			if e := core.Bind(a, tr.at); e != 0 {
				t.Fatal(e)
			}
			expect(t, "bound", a, ev, ws2def.FD_WRITE)
			expectNothing(t, "bound", a, ev)
			selectInto(t, a, ev, allEvents)
			expectNothing(t, "selected again", a, ev)
			to := name(t, a)
			other := selected(t, b, allEvents)
			send := func(s string) {
				t.Helper()
				if _, e := core.SendMsg(b, &spi.Message{Name: to, Buffers: [][]byte{[]byte(s)}}, 0, spi.Park); e != 0 {
					t.Fatal("SendMsg:", e)
				}
			}
			for _, s := range []string{"one", "", "three"} {
				send(s)
				expect(t, "datagram", a, ev, ws2def.FD_READ)
				expectNothing(t, "datagram", a, ev)
			}
			expect(t, "bound by a send", b, other, ws2def.FD_WRITE)
			gets(t, a, 8, "one")
			expect(t, "two are left", a, ev, ws2def.FD_READ)
			gets(t, a, 8, "")
			expect(t, "one is left", a, ev, ws2def.FD_READ)
			gets(t, a, 8, "three")
			expectNothing(t, "none is left", a, ev)
			peer := name(t, b)
			if strings.HasSuffix(tr.name, "udp") {
				copy(peer[4:8], tr.at[4:])
			}
			for range 2 {
				if e := core.Connect(a, peer, spi.Park); e != 0 {
					t.Fatal("Connect:", e)
				}
				expect(t, "connected", a, ev, ws2def.FD_CONNECT|ws2def.FD_WRITE)
			}
		})
	}
}

func TestO336_UrgentData(t *testing.T) {
	clause.Covers(t, "O-308", "O-336", "O-304")
	start(t)
	a, b := pair(t)
	ev := selected(t, a, allEvents)
	expect(t, "connected", a, ev, ws2def.FD_CONNECT|ws2def.FD_WRITE)
	urgent := func(s string) {
		t.Helper()
		if _, e := core.Send(b, []byte(s), ws2def.MSG_OOB, spi.Park); e != 0 {
			t.Fatal("Send:", e)
		}
	}
	take := func(want string) {
		t.Helper()
		p := make([]byte, 1)
		if n, e := core.Recv(a, p, ws2def.MSG_OOB, spi.Park); e != 0 || string(p[:n]) != want {
			t.Fatalf("Recv: %q, %v, want %q", p[:n], e, want)
		}
	}
	for _, s := range []string{"a", "b", "c"} {
		urgent(s)
		expect(t, "urgent byte", a, ev, ws2def.FD_OOB)
		selectInto(t, a, ev, allEvents)
		expectNothing(t, "urgent byte", a, ev)
	}
	give(t, b, "data")
	expect(t, "data behind urgent bytes", a, ev, ws2def.FD_READ)
	take("a")
	expect(t, "two are left", a, ev, ws2def.FD_OOB)
	take("b")
	expect(t, "one is left", a, ev, ws2def.FD_OOB)
	take("c")
	expectNothing(t, "none is left", a, ev)
	gets(t, a, 8, "data")
	if e := core.SetSockOpt(a, ws2def.SOL_SOCKET, ws2def.SO_OOBINLINE, []byte{1, 0, 0, 0}, 4); e != 0 {
		t.Fatal("SO_OOBINLINE:", e)
	}
	urgent("d")
	expect(t, "urgent byte inline", a, ev, ws2def.FD_READ)
	gets(t, a, 8, "d")
	expectNothing(t, "urgent byte inline", a, ev)
}

func TestO335_NothingAfterClose(t *testing.T) {
	clause.Covers(t, "O-335")
	overTransports(t, func(t *testing.T, tr *transport) {
		a, b := tr.connection(t)
		ev := selected(t, a, allEvents)
		expect(t, "connected", a, ev, ws2def.FD_CONNECT|ws2def.FD_WRITE)
		if e := core.Close(a, spi.Park); e != 0 {
			t.Fatal(e)
		}
		core.Close(b, spi.Park)
		if signals(t, ev, 10*time.Millisecond) {
			t.Error("the event of a closed socket is signalled")
		}
	})
}

// The event object lives as long as it is selected, whatever becomes of its handle.
func TestSelectedEventOutlivesItsHandle(t *testing.T) {
	start(t)
	a, b := pair(t)
	ev := event(t)
	second, e := object.Duplicate(nil, ev, 0)
	if e != 0 {
		t.Fatal(e)
	}
	selectInto(t, a, second, ws2def.FD_READ)
	if e := object.Close(second, spi.Park); e != 0 {
		t.Fatal(e)
	}
	give(t, b, "x")
	if !signals(t, ev, 5*time.Second) {
		t.Error("not signalled")
	}
}

func TestO314_ChangesOfAddressesAndRoutes(t *testing.T) {
	clause.Covers(t, "O-313", "O-314")
	if !isolated(t) {
		return
	}
	start(t)
	a := create(t, ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP)
	ev := selected(t, a, allEvents)
	ask := func(code uint32, in []byte) {
		t.Helper()
		if _, e := core.Ioctl(a, code, in, nil, spi.Park); e != ws2def.WSAEWOULDBLOCK {
			t.Fatalf("Ioctl %#x: %v, want WSAEWOULDBLOCK", code, e)
		}
	}
	addAddress(t, "a", "127.1.0.1")
	expectNothing(t, "nobody asked", a, ev)
	for i, times := range []int{1, 2} {
		for range times {
			ask(ws2def.SIO_ADDRESS_LIST_CHANGE, nil)
		}
		addAddress(t, "a", fmt.Sprintf("127.1.0.%d", 2*i+2))
		expect(t, "an address", a, ev, ws2def.FD_ADDRESS_LIST_CHANGE)
		addAddress(t, "a", fmt.Sprintf("127.1.0.%d", 2*i+3))
		expectNothing(t, "it is told once", a, ev)
	}
	ask(ws2def.SIO_ROUTING_INTERFACE_CHANGE, loopbackTo(10, 7, 0, 9))
	addAddress(t, "a", "127.1.0.9")
	expectNothing(t, "not on the way", a, ev)
	addAddress(t, "b", "10.7.0.1")
	expect(t, "the route", a, ev, ws2def.FD_ROUTING_INTERFACE_CHANGE)
	ask(ws2def.SIO_ADDRESS_LIST_CHANGE, nil) // is pending at the end
}

// loopbackTo is an address with the port 0.
func loopbackTo(ip ...byte) []byte {
	sa := loopback(0)
	copy(sa[4:], ip)
	return sa
}
