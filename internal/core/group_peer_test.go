package core_test

import (
	"encoding/binary"
	"testing"
	"time"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/spi"
	"winsock/ws2def"
)

// listenerAt listens at an address, and tells it with its port.
func listenerAt(t testing.TB, at []byte) []byte {
	t.Helper()
	l := create(t, int32(ws2def.Family(at)), ws2def.SOCK_STREAM, 0)
	if e := core.Bind(l, at); e != 0 {
		t.Fatal("Bind:", e)
	}
	if e := core.Listen(l, 50); e != 0 {
		t.Fatal("Listen:", e)
	}
	return name(t, l)
}

// closedPort is at, with a port where nobody listens.
func closedPort(t testing.TB, at []byte) []byte {
	t.Helper()
	h := create(t, int32(ws2def.Family(at)), ws2def.SOCK_STREAM, 0)
	if e := core.Bind(h, at); e != 0 {
		t.Fatal("Bind:", e)
	}
	return name(t, h)
}

// connects connects h and checks how that ends.
func connects(t testing.TB, what string, h core.Handle, to []byte, want core.Errno) {
	t.Helper()
	if e := core.Connect(h, to, spi.Park); e != want {
		t.Errorf("%s: %v, want %v", what, e, want)
	}
}

func TestConstrainedGroupHasOnePeer(t *testing.T) {
	clause.Covers(t, "P-328", "P-332", "P-333", "P-334", "P-336")
	start(t)
	here, again := listenerAt(t, loopback(0)), listenerAt(t, loopback(0))
	there := listenerAt(t, inet4(127, 0, 0, 2, 0))
	a := tcpMember(t, bound)
	g := groupID(t, a)
	b, c := tcpMember(t, g), tcpMember(t, g)
	connects(t, "the first", a, here, 0)
	connects(t, "another port", b, again, 0)
	connects(t, "another address", c, there, ws2def.WSAEINVAL)
	if _, e := core.GetPeerName(c, make([]byte, 128)); e != ws2def.WSAENOTCONN {
		t.Error("the refused socket:", e)
	}
	if info, _ := core.Inspect(c); info.State != "new" {
		t.Error("the refused socket is", info.State)
	}
	connects(t, "the right address, then", c, here, 0)

	// The address stays as long as one is connected, and no longer.
	core.Close(a, spi.Park)
	core.Close(b, spi.Park)
	d := tcpMember(t, g)
	connects(t, "two have gone", d, there, ws2def.WSAEINVAL)
	core.Close(c, spi.Park)
	connects(t, "all have gone", d, there, 0)
	connects(t, "the new address", tcpMember(t, g), there, 0)
	connects(t, "the old one", tcpMember(t, g), here, ws2def.WSAEINVAL)

	// An unconstrained group does not care, nor does binding.
	e := tcpMember(t, free)
	connects(t, "unconstrained", e, here, 0)
	connects(t, "unconstrained", tcpMember(t, groupID(t, e)), there, 0)
	f := tcpMember(t, g)
	if e := core.Bind(f, loopback(0)); e != 0 {
		t.Error("Bind:", e)
	}
}

func TestGroupPeerOfFailedConnects(t *testing.T) {
	clause.Covers(t, "P-335")
	start(t)
	there := listenerAt(t, inet4(127, 0, 0, 2, 0))
	refused := closedPort(t, loopback(0))
	a := tcpMember(t, bound)
	g := groupID(t, a)
	b := tcpMember(t, g)
	connects(t, "nobody listens", a, refused, ws2def.WSAECONNREFUSED)
	connects(t, "after the failure", b, there, 0)
	core.Close(b, spi.Park)

	n := tcpMember(t, g) // nobody asks how its attempt ended
	nonblocking(t, n)
	connects(t, "nonblocking", n, refused, ws2def.WSAEWOULDBLOCK)
	c := tcpMember(t, g)
	for end := time.Now().Add(5 * time.Second); ; {
		e := core.Connect(c, there, spi.Park)
		if e == 0 {
			break
		}
		if e != ws2def.WSAEINVAL || time.Now().After(end) {
			t.Fatal("after the nonblocking failure:", e)
		}
	}
	core.Close(c, spi.Park)

	pending, to := stuck(t)
	core.Close(pending, spi.Park)
	w := tcpMember(t, g)
	nonblocking(t, w)
	connects(t, "no answer", w, to, ws2def.WSAEWOULDBLOCK)
	d := tcpMember(t, g)
	connects(t, "while it is under way", d, there, ws2def.WSAEINVAL)
	core.Close(w, spi.Park)
	connects(t, "when it is given up", d, there, 0)
	// A name that is none is refused for what it is, and keeps nothing.
	core.Close(d, spi.Park)
	x := tcpMember(t, g)
	connects(t, "a short name", x, there[:4], ws2def.WSAEFAULT)
	connects(t, "no address", x, inet4(0, 0, 0, 0, 80), ws2def.WSAEADDRNOTAVAIL)
	connects(t, "after bad names", x, there, 0)
}

func TestGroupPeerForms(t *testing.T) {
	clause.Covers(t, "P-334")
	start(t)
	six := member(t, ws2def.AF_INET6, ws2def.SOCK_STREAM, bound)
	g := groupID(t, six)
	another := func() core.Handle {
		h := member(t, ws2def.AF_INET6, ws2def.SOCK_STREAM, g)
		if e := set(h, ws2def.IPPROTO_IPV6, ws2def.IPV6_V6ONLY, le32(0)); e != 0 {
			t.Fatal(e)
		}
		return h
	}
	at6 := listenerAt(t, inet6("::1", 0))
	at4 := listenerAt(t, loopback(0))
	mapped := inet6("::ffff:127.0.0.1", binary.BigEndian.Uint16(at4[2:]))
	connects(t, "::1", six, at6, 0)
	connects(t, "::1 with a flow", another(), func() []byte {
		sa := append([]byte(nil), at6...)
		sa[7] = 5
		return sa
	}(), 0)
	connects(t, "mapped", another(), mapped, ws2def.WSAEINVAL)
	core.Close(six, spi.Park)

	dir := t.TempDir()
	var at [2][]byte
	for i, file := range []string{"/a", "/b"} {
		unixListener(t, dir+file, 5)
		at[i] = unixName(dir + file)
	}
	u := member(t, ws2def.AF_UNIX, ws2def.SOCK_STREAM, bound)
	g = groupID(t, u)
	connects(t, "a path", u, at[0], 0)
	connects(t, "the path, and what is behind it", member(t, ws2def.AF_UNIX, ws2def.SOCK_STREAM, g), wholeUnixName(dir+"/a"), 0)
	connects(t, "another path", member(t, ws2def.AF_UNIX, ws2def.SOCK_STREAM, g), at[1], ws2def.WSAEINVAL)
}

func TestGroupPeerOfExtensions(t *testing.T) {
	clause.Covers(t, "P-332", "P-333", "P-336", "P-341")
	start(t)
	lHere, port := listener(t)
	here := loopback(port)
	there := listenerAt(t, inet4(127, 0, 0, 2, 0))
	a := tcpMember(t, bound)
	g := groupID(t, a)
	ready := func() core.Handle {
		h := tcpMember(t, g)
		if e := core.Bind(h, inet4(0, 0, 0, 0, 0)); e != 0 {
			t.Fatal(e)
		}
		return h
	}
	// ConnectEx fixes the address, and keeps to it.
	b, c := ready(), ready()
	var p pending
	if e := core.ConnectEx(b, there, nil, p.begin(t)); e != ws2def.WSA_IO_PENDING {
		t.Fatal("ConnectEx:", e)
	}
	p.ends(t, ws2def.STATUS_SUCCESS, 0)
	connects(t, "after ConnectEx", a, here, ws2def.WSAEINVAL)
	var q pending
	if e := core.ConnectEx(c, here, nil, q.begin(t)); e != ws2def.WSAEINVAL {
		t.Error("ConnectEx to another address:", e)
	}
	// WSAConnectByName and WSAConnectByList try, and fail alike.
	if e := core.ConnectByList(c, [][]byte{here}, 0, spi.Park); e != ws2def.WSAEINVAL {
		t.Error("ConnectByList:", e)
	}
	if e := core.ConnectByList(c, [][]byte{here, there}, 0, spi.Park); e != 0 {
		t.Error("ConnectByList with the right address too:", e)
	}
	if e := core.ConnectByName(ready(), "127.0.0.1", "80", 0, spi.Park); e != ws2def.WSAEINVAL {
		t.Error("ConnectByName:", e)
	}
	core.Close(c, spi.Park)
	// DisconnectEx gives the address up.
	if e := core.SetSockOpt(b, ws2def.SOL_SOCKET, ws2def.SO_UPDATE_CONNECT_CONTEXT, nil, 0); e != 0 {
		t.Fatal(e)
	}
	core.SetSockOpt(b, ws2def.SOL_SOCKET, ws2def.SO_LINGER, []byte{1, 0, 0, 0}, 4)
	core.Close(b, spi.Park)
	connects(t, "after the close", a, here, 0)
	core.Close(accepted(t, lHere), spi.Park)

	// AcceptEx: the caller's address counts. It is 127.0.0.1 in all these.
	lThere := create(t, ws2def.AF_INET, ws2def.SOCK_STREAM, 0)
	if e := core.Bind(lThere, loopback(0)); e != 0 {
		t.Fatal(e)
	}
	if e := core.Listen(lThere, 5); e != 0 {
		t.Fatal(e)
	}
	at := name(t, lThere)
	calls := func(from []byte) core.Handle {
		h := tcp4(t)
		if e := core.Bind(h, from); e != 0 {
			t.Fatal(e)
		}
		if e := core.Connect(h, at, spi.Park); e != 0 {
			t.Fatal(e)
		}
		return h
	}
	begin := func(s core.Handle) *acceptEx {
		x := &acceptEx{s: s}
		x.to = core.Acceptance{Local: make([]byte, block), Remote: make([]byte, block)}
		x.start(t, lThere, ws2def.WSA_IO_PENDING)
		return x
	}
	s := tcpMember(t, g)
	x := begin(s)
	stranger := calls(inet4(127, 0, 0, 3, 0))
	x.ends(t, ws2def.STATUS_INVALID_PARAMETER, 0)
	if _, e := recv(stranger, 0); e != ws2def.WSAECONNRESET {
		t.Error("a stranger sees", e)
	}
	x = begin(s) // the socket is as good as before
	calls(loopback(0))
	x.ends(t, ws2def.STATUS_SUCCESS, 0)
	core.Close(a, spi.Park)
	connects(t, "the accepted member keeps the address", tcpMember(t, g), there, ws2def.WSAEINVAL)
	core.Close(s, spi.Park)
	connects(t, "it has gone", tcpMember(t, g), there, 0)
}

func TestDisconnectExLeavesTheGroupsPeer(t *testing.T) {
	clause.Covers(t, "P-336")
	start(t)
	l, port := listener(t)
	there := listenerAt(t, inet4(127, 0, 0, 2, 0))
	a := tcpMember(t, bound)
	g := groupID(t, a)
	connects(t, "the first", a, loopback(port), 0)
	peer := accepted(t, l)
	b := tcpMember(t, g)
	connects(t, "another address", b, there, ws2def.WSAEINVAL)
	core.Close(peer, spi.Park)
	var p pending
	if e := core.DisconnectEx(a, ws2def.TF_REUSE_SOCKET, 0, p.begin(t)); e != ws2def.WSA_IO_PENDING {
		t.Fatal("DisconnectEx:", e)
	}
	p.ends(t, ws2def.STATUS_SUCCESS, 0)
	connects(t, "disconnected", b, there, 0)
}

func TestJoinLeafKeepsToTheGroupsPeer(t *testing.T) {
	clause.Covers(t, "P-333")
	startRooted(t)
	leaf := func(g uint32) core.Handle {
		t.Helper()
		h, e := core.Create(ws2def.AF_INET, ws2def.SOCK_SEQPACKET, planes["nonrooted"], nil, g, cLeaf|dLeaf|ws2def.WSA_FLAG_OVERLAPPED)
		if e != 0 {
			t.Fatal(e)
		}
		t.Cleanup(func() { core.Close(h, spi.Park) })
		return h
	}
	root := rootedSocket(t, planes["nonrooted"], cRoot|dLeaf)
	listens(t, root)
	first := leaf(bound)
	comes(t, root, first, ws2def.JL_BOTH)
	other := rootedSocket(t, planes["nonrooted"], cRoot|dLeaf)
	if e := core.Bind(other, inet4(127, 0, 0, 2, 0)); e != 0 {
		t.Fatal(e)
	}
	if e := core.Listen(other, 5); e != 0 {
		t.Fatal(e)
	}
	second := leaf(groupID(t, first))
	if h, e := core.JoinLeaf(second, name(t, other), ws2def.JL_BOTH, spi.Park); e != ws2def.WSAEINVAL {
		t.Errorf("a session somewhere else: %v, %v", h, e)
	}
	comes(t, root, second, ws2def.JL_BOTH)
}
