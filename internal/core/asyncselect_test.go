package core_test

import (
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/internal/object"
	"winsock/spi"
	"winsock/ws2def"
)

// posted is a message about a network event.
type posted struct {
	Message uint32
	Socket  core.Handle
	Event   int32
	Error   core.Errno
}

// desktop has the windows of the tests, each with what was posted to it.
var desktop struct {
	sync.Mutex
	next    uintptr
	windows map[uintptr]chan posted
}

func init() {
	core.SetMessages(func(window uintptr, message uint32, wParam, lParam uintptr) bool {
		desktop.Lock()
		queue := desktop.windows[window]
		desktop.Unlock()
		if queue == nil {
			return false
		}
		queue <- posted{message, core.Handle(wParam), int32(lParam & 0xffff), core.Errno(lParam >> 16)}
		return true
	}, func(window uintptr) bool {
		desktop.Lock()
		defer desktop.Unlock()
		return desktop.windows[window] != nil
	})
}

// testWindow makes a window that the test's end destroys.
func testWindow(t testing.TB) (window uintptr, queue chan posted) {
	t.Helper()
	desktop.Lock()
	defer desktop.Unlock()
	desktop.next++
	window, queue = desktop.next, make(chan posted, 100)
	if desktop.windows == nil {
		desktop.windows = make(map[uintptr]chan posted)
	}
	desktop.windows[window] = queue
	t.Cleanup(func() { destroy(window) })
	return window, queue
}

func destroy(window uintptr) {
	desktop.Lock()
	defer desktop.Unlock()
	delete(desktop.windows, window)
}

const wmSocket = 0x401

// asyncSelected selects events of h for a window and returns what says which
// messages come: exactly those, in their order.
func asyncSelected(t testing.TB, h core.Handle, mask int32) (window uintptr, queue chan posted) {
	t.Helper()
	window, queue = testWindow(t)
	asyncSelect(t, h, window, mask)
	return window, queue
}

func asyncSelect(t testing.TB, h core.Handle, window uintptr, mask int32) {
	t.Helper()
	if e := core.AsyncSelect(h, window, wmSocket, mask); e != 0 {
		t.Fatalf("AsyncSelect(%#x): %v", mask, e)
	}
}

// messages checks that messages about these events of h come, in this order, and no
// others.
func messages(t testing.TB, what string, queue chan posted, h core.Handle, events ...int32) {
	t.Helper()
	var got, want []posted
	for _, event := range events {
		want = append(want, posted{Message: wmSocket, Socket: h, Event: event})
	}
	limit := time.After(5 * time.Second)
	for len(got) < len(want) {
		select {
		case m := <-queue:
			got = append(got, m)
			continue
		case <-limit:
		}
		break
	}
	select {
	case m := <-queue:
		got = append(got, m)
	case <-time.After(10 * time.Millisecond):
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s: %s", what, diff)
	}
}

func TestO305_AsyncSelectPostsAgain(t *testing.T) {
	clause.Covers(t, "O-305", "O-316", "O-317", "O-319", "O-337", "O-338", "O-340", "O-294", "S-119")
	overTransports(t, func(t *testing.T, tr *transport) {
		a, b := tr.connection(t)
		window, queue := asyncSelected(t, a, allEvents)
		messages(t, "connected before", queue, a, ws2def.FD_WRITE)
		if _, e := core.Recv(a, make([]byte, 1), 0, spi.Park); e != ws2def.WSAEWOULDBLOCK {
			t.Errorf("Recv: %v, want WSAEWOULDBLOCK", e)
		}
		if _, e := core.Ioctl(a, ws2def.FIONBIO, []byte{0, 0, 0, 0}, nil, spi.Park); e != ws2def.WSAEINVAL {
			t.Errorf("FIONBIO 0: %v, want WSAEINVAL", e)
		}
		give(t, b, "data")
		messages(t, "data", queue, a, ws2def.FD_READ)
		give(t, b, "data")
		messages(t, "more data behind it", queue, a)
		gets(t, a, 2, "da")
		messages(t, "a receive that leaves data", queue, a, ws2def.FD_READ)
		if e := core.CheckRecv(a, 0); e != 0 {
			t.Fatal(e)
		}
		messages(t, "a receive with a bad buffer", queue, a, ws2def.FD_READ)
		for range 2 {
			asyncSelect(t, a, window, allEvents)
			messages(t, "selected again", queue, a, ws2def.FD_READ, ws2def.FD_WRITE)
		}
		gets(t, a, 8, "tadata")
		messages(t, "a receive that leaves nothing", queue, a)
		asyncSelect(t, a, window, 0)
		give(t, b, "data")
		messages(t, "nothing is selected", queue, a)
		if e := core.Shutdown(b, ws2def.SD_SEND); e != 0 {
			t.Fatal(e)
		}
		ready(t, a, spi.Ended)
		for range 2 {
			asyncSelect(t, a, window, allEvents)
			messages(t, "selected at the end", queue, a, ws2def.FD_READ, ws2def.FD_WRITE, ws2def.FD_CLOSE)
		}
	})
}

func TestO326_AsyncSelectTellsOfConnections(t *testing.T) {
	clause.Covers(t, "O-324", "O-326", "O-298", "O-328", "O-305")
	overTransports(t, func(t *testing.T, tr *transport) {
		l, at := tr.listen(t)
		window, accepts := asyncSelected(t, l, allEvents)
		a := tr.socket(t)
		_, queue := asyncSelected(t, a, allEvents)
		messages(t, "not connected", queue, a)
		if e := core.Connect(a, at, spi.Park); e != 0 && e != ws2def.WSAEWOULDBLOCK {
			t.Fatal("Connect:", e)
		}
		messages(t, "connected", queue, a, ws2def.FD_CONNECT, ws2def.FD_WRITE)
		messages(t, "a connection", accepts, l, ws2def.FD_ACCEPT)
		if e := core.Connect(tr.socket(t), at, spi.Park); e != 0 {
			t.Fatal("Connect:", e)
		}
		messages(t, "another behind it", accepts, l)
		asyncSelect(t, l, window, allEvents)
		messages(t, "selected again", accepts, l, ws2def.FD_ACCEPT)
		b := take(t, l)
		ms := []posted{<-accepts, <-accepts}
		want := []posted{{wmSocket, b, ws2def.FD_WRITE, 0}, {wmSocket, l, ws2def.FD_ACCEPT, 0}}
		if diff := cmp.Diff(want, ms); diff != "" {
			t.Error("accepted:", diff)
		}
		give(t, a, "x")
		messages(t, "data for the accepted socket", accepts, b, ws2def.FD_READ)
	})
	t.Run("refused", func(t *testing.T) {
		clause.Covers(t, "O-327", "O-337")
		start(t)
		l := create(t, ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP)
		if e := core.Bind(l, loopback(0)); e != 0 {
			t.Fatal(e)
		}
		a := create(t, ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP)
		_, queue := asyncSelected(t, a, allEvents)
		if e := core.Connect(a, name(t, l), spi.Park); e != ws2def.WSAEWOULDBLOCK {
			t.Fatal("Connect:", e)
		}
		want := posted{wmSocket, a, ws2def.FD_CONNECT, ws2def.WSAECONNREFUSED}
		if diff := cmp.Diff(want, <-queue); diff != "" {
			t.Error(diff)
		}
		messages(t, "refused", queue, a)
	})
}

func TestO296_OneKindReplacesTheOther(t *testing.T) {
	clause.Covers(t, "O-296", "O-338")
	overTransports(t, func(t *testing.T, tr *transport) {
		a, b := tr.connection(t)
		ev := selected(t, a, allEvents)
		expect(t, "event", a, ev, ws2def.FD_CONNECT|ws2def.FD_WRITE)
		window, queue := asyncSelected(t, a, allEvents)
		messages(t, "messages", queue, a, ws2def.FD_WRITE)
		give(t, b, "data")
		messages(t, "messages", queue, a, ws2def.FD_READ)
		expectNothing(t, "messages instead of the event", a, ev)
		selectInto(t, a, ev, ws2def.FD_READ)
		expect(t, "the event instead of messages", a, ev, ws2def.FD_READ)
		messages(t, "the event instead of messages", queue, a)
		asyncSelect(t, a, window, ws2def.FD_READ)
		messages(t, "messages again", queue, a, ws2def.FD_READ)
		if e := core.EventSelect(a, 0, 0); e != 0 {
			t.Fatal(e)
		}
		gets(t, a, 2, "da")
		messages(t, "ended by EventSelect", queue, a)
	})
}

func TestO339_BadWindows(t *testing.T) {
	clause.Covers(t, "O-339", "O-335")
	start(t)
	if e := core.AsyncSelect(4, 1, wmSocket, 1); e != ws2def.WSAENOTSOCK {
		t.Errorf("AsyncSelect of nothing: %v", e)
	}
	a, b := pair(t)
	for _, bad := range []uintptr{0, 0xffff, 1 << 40} {
		if e := core.AsyncSelect(a, bad, wmSocket, allEvents); e != ws2def.WSAEINVAL {
			t.Errorf("AsyncSelect for window %#x: %v, want WSAEINVAL", bad, e)
		}
		if e := core.AsyncSelect(a, bad, 0, 0); e != 0 {
			t.Errorf("AsyncSelect of nothing for window %#x: %v", bad, e)
		}
	}
	window, _ := asyncSelected(t, a, allEvents)
	destroy(window)
	give(t, b, "x") // nobody hears of it
	_, queue := asyncSelected(t, a, allEvents)
	messages(t, "a window that is there", queue, a, ws2def.FD_READ, ws2def.FD_WRITE)
	if e := core.Close(a, spi.Park); e != 0 {
		t.Fatal(e)
	}
	messages(t, "closesocket", queue, a)

	_, queue = asyncSelected(t, b, allEvents)
	for m := range queue {
		if m.Event == ws2def.FD_CLOSE {
			break
		}
	}
	c, _ := pair(t)
	_, queue = asyncSelected(t, c, allEvents)
	messages(t, "connected", queue, c, ws2def.FD_WRITE)
	second, e := object.Duplicate(nil, c, 0)
	if e != 0 {
		t.Fatal(e)
	}
	if e := object.Close(c, spi.Park); e != 0 {
		t.Fatal(e)
	}
	messages(t, "CloseHandle of one of two handles", queue, c)
	if e := object.Close(second, spi.Park); e != 0 {
		t.Fatal(e)
	}
	messages(t, "CloseHandle", queue, c, ws2def.FD_CLOSE)
}

func TestO323_AsyncSelectOfDatagrams(t *testing.T) {
	clause.Covers(t, "O-323", "O-329", "O-316")
	start(t)
	a := create(t, ws2def.AF_INET, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP)
	_, queue := asyncSelected(t, a, allEvents)
	messages(t, "not bound", queue, a, ws2def.FD_WRITE)
	if e := core.Bind(a, loopback(0)); e != 0 {
		t.Fatal(e)
	}
	messages(t, "bound", queue, a)
	if e := core.Connect(a, name(t, a), spi.Park); e != 0 {
		t.Fatal("Connect:", e)
	}
	messages(t, "connected", queue, a, ws2def.FD_WRITE)
	for i := range 3 {
		give(t, a, "x")
		if i == 0 {
			messages(t, "the first datagram", queue, a, ws2def.FD_READ)
		}
	}
	messages(t, "others behind it", queue, a)
	for i := range 3 {
		gets(t, a, 1, "x")
		if i < 2 {
			messages(t, "datagrams are left", queue, a, ws2def.FD_READ)
		}
	}
	messages(t, "none is left", queue, a)
}

func TestO336_AsyncSelectOfUrgentData(t *testing.T) {
	clause.Covers(t, "O-308", "O-305")
	start(t)
	a, b := pair(t)
	window, queue := asyncSelected(t, a, allEvents)
	messages(t, "connected", queue, a, ws2def.FD_WRITE)
	for i := range 2 {
		if _, e := core.Send(b, []byte("u"), ws2def.MSG_OOB, spi.Park); e != 0 {
			t.Fatal(e)
		}
		if i == 0 {
			messages(t, "urgent", queue, a, ws2def.FD_OOB)
		}
	}
	messages(t, "another behind it", queue, a)
	asyncSelect(t, a, window, ws2def.FD_OOB)
	messages(t, "selected again", queue, a, ws2def.FD_OOB)
	if _, e := core.Recv(a, make([]byte, 1), ws2def.MSG_OOB, spi.Park); e != 0 {
		t.Fatal(e)
	}
	messages(t, "one is left", queue, a, ws2def.FD_OOB)
}
