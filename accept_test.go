package winsock_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"winsock"
	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/spi"
)

// call connects a new socket to a listener's address and returns both.
func call(t testing.TB, to winsock.Sockaddr) (winsock.Handle, winsock.Sockaddr) {
	t.Helper()
	c := socket(t, winsock.AF_INET, winsock.SOCK_STREAM)
	if err := winsock.Connect(c, to); err != nil {
		t.Fatal("Connect:", err)
	}
	sa, err := winsock.Getsockname(c)
	if err != nil {
		t.Fatal("Getsockname:", err)
	}
	return c, sa
}

func TestS205_WSAAccept(t *testing.T) {
	clause.Covers(t, "S-205", "S-206", "S-207", "S-208", "S-215")
	startup(t)
	l, at := listener(t)
	client, from := call(t, at) // stands before anybody decides
	var seen []winsock.Incoming
	decide := func(decision int32) func(*winsock.Incoming) int32 {
		return func(in *winsock.Incoming) int32 { seen = append(seen, *in); return decision }
	}
	if s, sa, err := winsock.WSAAccept(l, decide(winsock.CF_DEFER)); s != winsock.InvalidHandle || sa != nil || err != winsock.WSATRY_AGAIN {
		t.Error("CF_DEFER:", s, sa, err)
	}
	s, sa, err := winsock.WSAAccept(l, decide(winsock.CF_ACCEPT))
	if err != nil || !cmp.Equal(sa, from) {
		t.Fatalf("CF_ACCEPT: %+v, %v", sa, err)
	}
	defer winsock.Closesocket(s)
	want := []winsock.Incoming{{Caller: from, Callee: at}, {Caller: from, Callee: at}}
	if diff := cmp.Diff(want, seen); diff != "" {
		t.Error("what the condition saw (-want +got):\n" + diff)
	}
	if _, err := winsock.Send(client, []byte("x"), 0); err != nil {
		t.Error("Send:", err)
	}
	if n, err := winsock.Recv(s, make([]byte, 8), 0); n != 1 || err != nil {
		t.Error("Recv:", n, err)
	}

	refused, _ := call(t, at)
	if _, _, err := winsock.WSAAccept(l, decide(winsock.CF_REJECT)); err != winsock.WSAECONNREFUSED {
		t.Error("CF_REJECT:", err)
	}
	if _, err := winsock.Recv(refused, make([]byte, 8), 0); err != winsock.WSAECONNRESET {
		t.Error("Recv after CF_REJECT:", err)
	}

	_, from = call(t, at)
	s, sa, err = winsock.WSAAccept(l, nil)
	if err != nil || !cmp.Equal(sa, from) {
		t.Fatalf("no condition: %+v, %v", sa, err)
	}
	winsock.Closesocket(s)
}

func TestS198_RoomForTheCaller(t *testing.T) {
	clause.Covers(t, "S-196", "S-198", "S-200", "S-201", "S-213")
	startup(t)
	l, at := listener(t)
	for range 3 {
		call(t, at)
	}
	if h, _, e := core.Accept(l, make([]byte, 15), spi.Park); h != winsock.InvalidHandle || e != winsock.WSAEFAULT {
		t.Error("a byte too few:", h, e)
	}
	for _, room := range [][]byte{nil, make([]byte, 128), make([]byte, 16)} {
		h, n, e := core.Accept(l, room, spi.Park)
		if e != 0 || n != min(len(room), 16) {
			t.Errorf("room for %d bytes: length %d, %v", len(room), n, e)
		}
		if _, _, err := winsock.Accept(h); err != winsock.WSAEINVAL {
			t.Error("Accept on an accepted socket:", err)
		}
		if err := winsock.Connect(h, at); err != winsock.WSAEISCONN {
			t.Error("Connect on an accepted socket:", err)
		}
		winsock.Closesocket(h)
	}
	d, _ := bound(t, winsock.SOCK_DGRAM)
	if _, _, err := winsock.Accept(d); err != winsock.WSAEOPNOTSUPP {
		t.Error("Accept of datagrams:", err)
	}
}

// TestS040_OverlappedAndTimeouts: a time-out acts on overlapped sockets only,
// and an accepted socket is what its listener is.
func TestS040_OverlappedAndTimeouts(t *testing.T) {
	clause.Covers(t, "S-040", "S-212", "S-324", "S-459", "P-139")
	startup(t)
	accepted := func(flags uint32) (client, server winsock.Handle) {
		t.Helper()
		l, err := winsock.WSASocket(winsock.AF_INET, winsock.SOCK_STREAM, 0, nil, 0, flags)
		if err != nil {
			t.Fatal("WSASocket:", err)
		}
		defer winsock.Closesocket(l)
		if err := winsock.Bind(l, loopback()); err != nil {
			t.Fatal("Bind:", err)
		}
		if err := winsock.Listen(l, 1); err != nil {
			t.Fatal("Listen:", err)
		}
		at, err := winsock.Getsockname(l)
		if err != nil {
			t.Fatal("Getsockname:", err)
		}
		client, _ = call(t, at)
		server, _, err = winsock.Accept(l)
		if err != nil {
			t.Fatal("Accept:", err)
		}
		t.Cleanup(func() { winsock.Closesocket(server) })
		return client, server
	}
	limit := func(s winsock.Handle, ms int) {
		t.Helper()
		if err := winsock.SetsockoptInt(s, winsock.SOL_SOCKET, winsock.SO_RCVTIMEO, ms); err != nil {
			t.Fatal("SO_RCVTIMEO:", err)
		}
	}
	client, plain := accepted(0)
	limit(plain, 1)
	done := make(chan error, 1)
	go func() { _, err := winsock.Recv(plain, make([]byte, 1), 0); done <- err }()
	waitForParked(t, 1)

	// When a socket that began later, with a longer limit, has timed out, the
	// one without still waits.
	_, overlapped := accepted(winsock.WSA_FLAG_OVERLAPPED)
	limit(overlapped, 100)
	began := time.Now()
	if _, err := winsock.Recv(overlapped, make([]byte, 1), 0); err != winsock.WSAETIMEDOUT || time.Since(began) < 100*time.Millisecond {
		t.Error("overlapped:", err, time.Since(began))
	}
	if parked(t) != 1 {
		t.Error("the socket that is not overlapped does not wait:", <-done)
		return
	}
	if _, err := winsock.Send(client, []byte("x"), 0); err != nil {
		t.Error("Send:", err)
	}
	if err := <-done; err != nil {
		t.Error("not overlapped:", err)
	}
}
