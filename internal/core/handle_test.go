package core_test

import (
	"os"
	"testing"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/internal/handle"
	"winsock/internal/object"
	"winsock/spi"
	"winsock/ws2def"
)

// wait looks whether h is signalled.
func signalled(t *testing.T, h core.Handle) bool {
	t.Helper()
	r, e := object.Wait(nil, []core.Handle{h}, false, 0, false, spi.Park)
	if e != 0 {
		t.Fatal("Wait:", e)
	}
	return r == object.WaitObject0
}

func TestEventIsNoSocket(t *testing.T) {
	clause.Covers(t, "S-111")
	start(t)
	event, _, e := object.CreateEvent("", true, false, 0)
	if e != 0 {
		t.Fatal(e)
	}
	defer object.Close(event, spi.Park)
	buf := make([]byte, 16)
	_, recv := core.Recv(event, buf, 0, spi.Park)
	_, send := core.Send(event, buf, 0, spi.Park)
	_, name := core.GetSockName(event, buf)
	for call, e := range map[string]core.Errno{
		"recv": recv, "send": send, "getsockname": name,
		"bind": core.Bind(event, loopback(0)), "listen": core.Listen(event, 1),
		"connect": core.Connect(event, loopback(1), spi.Park), "shutdown": core.Shutdown(event, ws2def.SD_BOTH),
		"closesocket": core.Close(event, spi.Park), "check": core.Check(event),
	} {
		if e != ws2def.WSAENOTSOCK {
			t.Errorf("%s of an event: %v", call, e)
		}
	}
	if signalled(t, event) {
		t.Error("a socket call changed the event")
	}
}

func TestEventOutlivesCleanup(t *testing.T) {
	start(t)
	event, _, e := object.CreateEvent("", true, true, 0)
	if e != 0 {
		t.Fatal(e)
	}
	s := create(t, ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP)
	if e := core.Cleanup(); e != 0 {
		t.Fatal(e)
	}
	defer core.Startup(0x0202, new(ws2def.WSAData)) // for the Cleanup of start
	if !signalled(t, event) {
		t.Error("the event went with the sockets")
	}
	if _, e := object.Wait(nil, []core.Handle{s}, false, 0, false, spi.Park); e != ws2def.ERROR_INVALID_HANDLE {
		t.Error("the socket is still there:", e)
	}
	if e := object.Close(event, spi.Park); e != 0 {
		t.Error(e)
	}
}

// TestCloseHandleOfSocket: CloseHandle does what closesocket does.
func TestCloseHandleOfSocket(t *testing.T) {
	start(t)
	a, b := pair(t)
	if !signalled(t, a) {
		t.Error("a socket without operations is not signalled")
	}
	ended := make(chan core.Errno)
	go func() {
		_, e := core.Recv(a, make([]byte, 1), 0, spi.Park)
		ended <- e
	}()
	for !core.Waiting(a) {
	}
	if e := object.Close(a, spi.Park); e != 0 {
		t.Fatal(e)
	}
	if e := <-ended; e != ws2def.WSAEINTR {
		t.Error("who waited:", e)
	}
	if n, e := core.Recv(b, make([]byte, 1), 0, spi.Park); n != 0 || e != 0 {
		t.Error("the peer:", n, e)
	}
	if e := object.Close(a, spi.Park); e != ws2def.ERROR_INVALID_HANDLE {
		t.Error("closed twice:", e)
	}
}

func TestDuplicateHandleOfSocket(t *testing.T) {
	clause.Covers(t, "S-112", "S-394")
	start(t)
	a, b := pair(t)
	d, e := object.Duplicate(nil, a, 0)
	if e != 0 {
		t.Fatal(e)
	}
	if same, _ := object.Same(nil, a, d); !same || a == d {
		t.Error("another socket, or the same handle")
	}
	if e := core.Close(a, spi.Park); e != 0 {
		t.Fatal(e)
	}
	if _, e := core.Send(a, []byte("x"), 0, spi.Park); e != ws2def.WSAENOTSOCK {
		t.Error("the closed handle:", e)
	}
	if n, e := core.Send(d, []byte("hello"), 0, spi.Park); n != 5 || e != 0 {
		t.Fatal("send:", n, e)
	}
	buf := make([]byte, 16)
	if n, e := core.Recv(b, buf, 0, spi.Park); e != 0 || string(buf[:n]) != "hello" {
		t.Errorf("%q %v", buf[:n], e)
	}
	if e := core.Close(d, spi.Park); e != 0 {
		t.Error(e)
	}
	if n, e := core.Recv(b, buf, 0, spi.Park); n != 0 || e != 0 {
		t.Error("the last close did not end it:", n, e)
	}
}

func TestSocketHandlesAreInherited(t *testing.T) {
	clause.Covers(t, "S-041", "P-409", "P-410", "P-411")
	start(t)
	for flags, want := range map[uint32]uint32{
		ws2def.WSA_FLAG_OVERLAPPED:                                     handle.Inherit,
		ws2def.WSA_FLAG_OVERLAPPED | ws2def.WSA_FLAG_NO_HANDLE_INHERIT: 0,
	} {
		s, e := core.Create(ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP, nil, 0, flags)
		if e != 0 {
			t.Fatal(e)
		}
		if got, e := object.Flags(s); got != want || e != 0 {
			t.Errorf("flags %#x: %#x %v", flags, got, e)
		}
		core.Close(s, spi.Park)
	}
	_, accepted := pair(t)
	if got, _ := object.Flags(accepted); got != handle.Inherit {
		t.Errorf("accepted: %#x", got)
	}
}

// Sockets that come from others: accepted ones are inheritable whatever the listener is,
// what stands for an invited leaf when its root is, duplicates as their own flags say.
func TestP413_WhoseChildrenInheritWhat(t *testing.T) {
	clause.Covers(t, "P-413")
	startRooted(t)
	inherits := func(what string, h core.Handle, want uint32) {
		t.Helper()
		if got, e := object.Flags(h); got != want || e != 0 {
			t.Errorf("%s: flags %#x, %v, want %#x", what, got, e, want)
		}
	}
	for _, own := range []uint32{0, ws2def.WSA_FLAG_NO_HANDLE_INHERIT} {
		as := uint32(handle.Inherit)
		if own != 0 {
			as = 0
		}
		root := rootedSocket(t, planes["rooted"], cRoot|dRoot|own)
		listens(t, root)
		inherits("a root", root, as)
		member, invited := invites(t, root, planes["rooted"], ws2def.JL_BOTH)
		inherits("what stands for an invited leaf", member, as)
		inherits("the invited leaf's own", invited, handle.Inherit)
		leaf := rootedSocket(t, planes["rooted"], cLeaf|dLeaf)
		inherits("what stands for a leaf that came", comes(t, root, leaf, ws2def.JL_BOTH), handle.Inherit)

		s := tcp4(t)
		info := duplicate(t, s, os.Getpid())
		d, e := core.Create(0, 0, 0, &info, 0, own)
		if e != 0 {
			t.Fatal(e)
		}
		inherits("a duplicate", d, as)
		core.Close(d, spi.Park)
	}
}

// A call on what is no socket leaves it alone: it can still be closed for good.
func TestOtherObjectsAreReleased(t *testing.T) {
	start(t)
	before := handle.Process.Len()
	event, _, e := object.CreateEvent("", true, false, 0)
	if e != 0 {
		t.Fatal(e)
	}
	if e := core.Listen(event, 1); e != ws2def.WSAENOTSOCK {
		t.Error(e)
	}
	core.Select(&[]core.Handle{event}, nil, nil, 0, spi.Park)
	if e := object.Close(event, spi.Park); e != 0 {
		t.Error(e)
	}
	if n := handle.Process.Len(); n != before {
		t.Errorf("%d handles are not finished", n-before)
	}
}
