package core_test

import (
	"net"
	"testing"
	"time"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/spi"
	"winsock/ws2def"
)

// multipointSocket makes a blocking overlapped socket with multipoint flags that the
// test's end closes.
func multipointSocket(t testing.TB, family, typ, protocol int32, flags uint32) core.Handle {
	t.Helper()
	h, e := core.Create(family, typ, protocol, nil, 0, ws2def.WSA_FLAG_OVERLAPPED|flags)
	if e != 0 {
		t.Fatalf("Create(%d, %d, %d), flags %#x: %v", family, typ, protocol, flags, e)
	}
	t.Cleanup(func() { core.Close(h, spi.Park) })
	return h
}

// udpLeaf is a leaf of IPv4 whose multicasts go over the loopback interface.
func udpLeaf(t testing.TB) core.Handle {
	t.Helper()
	h := multipointSocket(t, ws2def.AF_INET, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP, cLeaf|dLeaf)
	if e := set(h, ws2def.IPPROTO_IP, ws2def.IP_MULTICAST_IF, mreq("127.0.0.1")); e != 0 {
		t.Fatal("IP_MULTICAST_IF:", e)
	}
	if e := set(h, ws2def.SOL_SOCKET, ws2def.SO_RCVTIMEO, le32(5000)); e != 0 {
		t.Fatal(e)
	}
	return h
}

// joins joins a leaf, which gets itself.
func joins(t testing.TB, h core.Handle, to []byte, mode uint32) {
	t.Helper()
	if got, e := core.JoinLeaf(h, to, mode, spi.Park); got != h || e != 0 {
		t.Fatalf("JoinLeaf: %v, %v, want %v", got, e, h)
	}
}

// refuses checks that a join fails.
func refuses(t testing.TB, what string, h core.Handle, to []byte, mode uint32, want core.Errno) {
	t.Helper()
	if got, e := core.JoinLeaf(h, to, mode, spi.Park); got != ws2def.InvalidHandle || e != want {
		t.Errorf("%s: %v, %v, want %v", what, got, e, want)
	}
}

func TestP370_JoinErrors(t *testing.T) {
	clause.Covers(t, "P-370", "P-371", "P-375", "P-377", "P-378")
	const both = ws2def.JL_BOTH
	group := groupAddress("239.1.2.10", 5000)
	if _, e := core.JoinLeaf(4, group, both, spi.Park); e != ws2def.WSANOTINITIALISED {
		t.Error("before Startup:", e)
	}
	start(t)
	refuses(t, "no socket", event(t), group, both, ws2def.WSAENOTSOCK)
	refuses(t, "TCP", create(t, ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP), group, both, ws2def.WSAEINVAL)
	refuses(t, "UDP without flags", create(t, ws2def.AF_INET, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP), group, both, ws2def.WSAEINVAL)
	h := udpLeaf(t)
	for _, mode := range []uint32{0, 3, 5, 6, 7, 8, 1 << 31} {
		refuses(t, "mode", h, group, mode, ws2def.WSAEINVAL)
	}
	refuses(t, "NULL", h, nil, both, ws2def.WSAEFAULT)
	refuses(t, "short", h, group[:15], both, ws2def.WSAEFAULT)
	refuses(t, "another family", h, groupAddress("ff15::1", 5000), both, ws2def.WSAEAFNOSUPPORT)
	refuses(t, "a host", h, loopback(5000), both, ws2def.WSAEADDRNOTAVAIL)
	if _, e := core.GetSockName(h, make([]byte, 16)); e != ws2def.WSAEINVAL {
		t.Error("failed joins bind the socket:", e)
	}
	joins(t, h, group, both)
	refuses(t, "joined", h, group, both, ws2def.WSAEISCONN)
	refuses(t, "joined, another group", h, groupAddress("239.1.2.11", 5000), both, ws2def.WSAEISCONN)
	if e := core.Connect(h, loopback(5000), spi.Park); e != ws2def.WSAEISCONN {
		t.Error("Connect of a member:", e)
	}
	if _, e := core.JoinLeaf(h, group, 99, spi.Park); e != ws2def.WSAEINVAL {
		t.Error("mode of a member:", e)
	}
	if local := name(t, h); ws2def.Port(local) == 0 || [4]byte(local[4:8]) != [4]byte{} {
		t.Errorf("bound to % x, want the wildcard and a port", local)
	}
	connected := udpLeaf(t)
	if e := core.Connect(connected, loopback(5000), spi.Park); e != 0 {
		t.Fatal(e)
	}
	refuses(t, "connected", connected, group, both, ws2def.WSAEISCONN)
}

// TestP380_IPSession: who joins to receive hears the group, who joins to send speaks to it.
func TestP380_IPSession(t *testing.T) {
	clause.Covers(t, "P-371", "P-373", "P-379", "P-380", "P-381", "P-382", "P-383", "P-384")
	start(t)
	first, second := udpLeaf(t), udpLeaf(t)
	reuse := func(h core.Handle) {
		t.Helper()
		if e := set(h, ws2def.SOL_SOCKET, ws2def.SO_REUSEADDR, le32(1)); e != 0 {
			t.Fatal(e)
		}
	}
	reuse(first)
	reuse(second)
	if e := core.Bind(first, any4()); e != 0 {
		t.Fatal(e)
	}
	port := ws2def.Port(name(t, first))
	if e := core.Bind(second, inet4(0, 0, 0, 0, port)); e != 0 {
		t.Fatal(e)
	}
	group := groupAddress("239.1.2.12", port)
	sender := udpLeaf(t)
	joins(t, first, group, ws2def.JL_BOTH)
	joins(t, second, group, ws2def.JL_RECEIVER_ONLY)
	joins(t, sender, group, ws2def.JL_SENDER_ONLY)

	give(t, sender, "to all")
	for _, h := range []core.Handle{first, second} {
		if w := hear(t, h); w != "to all" {
			t.Errorf("received %q", w)
		}
	}
	give(t, first, "from a member")
	for _, h := range []core.Handle{first, second} {
		if w := hear(t, h); w != "from a member" {
			t.Errorf("received %q", w)
		}
	}
	if _, e := core.Send(second, []byte("x"), 0, spi.Park); e != ws2def.WSAENOTCONN {
		t.Error("send of who only receives:", e)
	}
	// sendto stays possible for all, and reaches who only sends nowhere but directly.
	say(t, second, group, "sendto")
	for _, h := range []core.Handle{first, second} {
		if w := hear(t, h); w != "sendto" {
			t.Errorf("received %q", w)
		}
	}
	direct := loopback(ws2def.Port(name(t, sender)))
	say(t, first, groupAddress("239.1.2.12", ws2def.Port(name(t, sender))), "unheard")
	say(t, first, direct, "direct")
	if w := hear(t, sender); w != "direct" {
		t.Errorf("who only sends received %q", w)
	}
	buf := make([]byte, 128)
	if n, e := core.GetPeerName(first, buf); e != 0 || string(buf[:n]) != string(group) {
		t.Errorf("GetPeerName: % x, %v", buf[:n], e)
	}
	if _, e := core.GetPeerName(second, buf); e != ws2def.WSAENOTCONN {
		t.Error("GetPeerName of who only receives:", e)
	}

	// The other ways to send go to the group too.
	m := spi.Message{Buffers: [][]byte{[]byte("in "), []byte("parts")}}
	if n, e := core.SendMsg(sender, &m, 0, spi.Park); n != 8 || e != 0 {
		t.Error("SendMsg:", n, e)
	}
	if w := hear(t, first); w != "in parts" {
		t.Errorf("received %q", w)
	}
	var p pending
	if _, e := core.StartSend(sender, core.Buffers{One: []byte("overlapped")}, 0, p.begin(t)); e != 0 {
		t.Error("StartSend:", e)
	}
	if w := hear(t, first); w != "overlapped" {
		t.Errorf("received %q", w)
	}

	// Closing is leaving.
	core.Close(first, spi.Park)
	third := udpLeaf(t)
	reuse(third)
	if e := core.Bind(third, inet4(0, 0, 0, 0, port)); e != 0 {
		t.Fatal(e)
	}
	give(t, sender, "not for the third")
	say(t, sender, loopback(port), "direct")
	core.SetSockOpt(third, ws2def.SOL_SOCKET, ws2def.SO_RCVTIMEO, le32(1), 4)
	if n, e := core.Recv(third, buf, 0, spi.Park); e != ws2def.WSAETIMEDOUT {
		t.Errorf("who has not joined received %q, %v", buf[:max(n, 0)], e)
	}
}

func TestP390_OptionsBesideASession(t *testing.T) {
	clause.Covers(t, "P-390", "P-380")
	start(t)
	h := udpLeaf(t)
	_, out, to := multicaster(t, "239.1.2.13")
	if e := core.Bind(h, any4()); e != 0 {
		t.Fatal(e)
	}
	port := ws2def.Port(name(t, h))
	ws2def.SetPort(to, port)
	member := mreq("239.1.2.13", "127.0.0.1")
	joins(t, h, to, ws2def.JL_BOTH)
	for _, step := range []struct {
		what string
		name int32
	}{{"joined by option too", ws2def.IP_ADD_MEMBERSHIP}, {"left by option", ws2def.IP_DROP_MEMBERSHIP}} {
		if e := set(h, ws2def.IPPROTO_IP, step.name, member); e != 0 {
			t.Fatal(step.what, e)
		}
		say(t, out, to, step.what)
		if w := hear(t, h); w != step.what {
			t.Errorf("%s: received %q", step.what, w)
		}
	}
	if e := set(h, ws2def.IPPROTO_IP, ws2def.IP_DROP_MEMBERSHIP, member); e != ws2def.WSAEINVAL {
		t.Error("the option leaves the session:", e)
	}
	// Another group by option.
	if e := set(h, ws2def.IPPROTO_IP, ws2def.IP_ADD_MEMBERSHIP, mreq("239.1.2.14", "127.0.0.1")); e != 0 {
		t.Fatal(e)
	}
	say(t, out, groupAddress("239.1.2.14", port), "the other group")
	if w := hear(t, h); w != "the other group" {
		t.Errorf("received %q", w)
	}
	// A group that was joined by option before.
	g := udpLeaf(t)
	if e := set(g, ws2def.IPPROTO_IP, ws2def.IP_ADD_MEMBERSHIP, member); e != 0 {
		t.Fatal(e)
	}
	joins(t, g, groupAddress("239.1.2.13", 5001), ws2def.JL_BOTH)
	if e := set(g, ws2def.IPPROTO_IP, ws2def.IP_DROP_MEMBERSHIP, member); e != 0 {
		t.Fatal(e)
	}
	say(t, out, groupAddress("239.1.2.13", ws2def.Port(name(t, g))), "still in the session")
	if w := hear(t, g); w != "still in the session" {
		t.Errorf("received %q", w)
	}
}

func TestP376_IPJoinIsTold(t *testing.T) {
	clause.Covers(t, "P-376", "P-380")
	start(t)
	for _, mode := range []uint32{ws2def.JL_SENDER_ONLY, ws2def.JL_RECEIVER_ONLY, ws2def.JL_BOTH} {
		h := udpLeaf(t)
		ev := selected(t, h, ws2def.FD_CONNECT)
		expectNothing(t, "before", h, ev)
		joins(t, h, groupAddress("239.1.2.15", 5000), mode)
		expect(t, "joined", h, ev, ws2def.FD_CONNECT)
		expectNothing(t, "after", h, ev)

		w := udpLeaf(t)
		_, queue := asyncSelected(t, w, ws2def.FD_CONNECT)
		joins(t, w, groupAddress("239.1.2.15", 5000), mode)
		select {
		case got := <-queue:
			if want := (posted{wmSocket, w, ws2def.FD_CONNECT, 0}); got != want {
				t.Errorf("posted %+v, want %+v", got, want)
			}
		case <-time.After(5 * time.Second):
			t.Error("nothing is posted")
		}
	}
}

func TestP380_IPv6Session(t *testing.T) {
	clause.Covers(t, "P-371", "P-378", "P-380", "P-381", "P-382")
	if _, inside := wired(t); !inside {
		return
	}
	start(t)
	group := groupAddress("ff15::1:2", 5002)
	in, out := wireLeaf(t, group, ws2def.JL_RECEIVER_ONLY), wireLeaf(t, group, ws2def.JL_SENDER_ONLY)
	give(t, out, "over IPv6")
	if w := hear(t, in); w != "over IPv6" {
		t.Errorf("received %q", w)
	}
	h := multipointSocket(t, ws2def.AF_INET6, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP, cLeaf|dLeaf)
	refuses(t, "a host", h, inet6("fd77::1", 5000), ws2def.JL_BOTH, ws2def.WSAEADDRNOTAVAIL)
	refuses(t, "IPv4 in a socket for IPv6 alone", h, inet6("::ffff:239.1.2.3", 5000), ws2def.JL_BOTH, ws2def.WSAEADDRNOTAVAIL)
	if e := set(h, ws2def.IPPROTO_IPV6, ws2def.IPV6_V6ONLY, le32(0)); e != 0 {
		t.Fatal(e)
	}
	joins(t, h, inet6("::ffff:239.1.2.3", 5000), ws2def.JL_BOTH)
	// A group with a scope of its own needs no option.
	wire, err := net.InterfaceByName("wire0")
	if err != nil {
		t.Fatal(err)
	}
	scoped := multipointSocket(t, ws2def.AF_INET6, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP, cLeaf|dLeaf)
	core.SetSockOpt(scoped, ws2def.SOL_SOCKET, ws2def.SO_RCVTIMEO, le32(5000), 4)
	at := groupAddress("ff12::1:3", 5003)
	at[24] = byte(wire.Index)
	if e := core.Bind(scoped, inet6("::", 5003)); e != 0 {
		t.Fatal(e)
	}
	joins(t, scoped, at, ws2def.JL_BOTH)
	give(t, scoped, "to itself")
	if w := hear(t, scoped); w != "to itself" {
		t.Errorf("received %q", w)
	}
}

// TestP377_NoNetwork: without a network there is nothing to join; the socket is as it was.
func TestP377_NoNetwork(t *testing.T) {
	clause.Covers(t, "P-375", "P-377")
	if !isolated(t) {
		return
	}
	start(t)
	h := multipointSocket(t, ws2def.AF_INET, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP, cLeaf|dLeaf)
	group := groupAddress("239.1.2.17", 5000)
	refuses(t, "no network", h, group, ws2def.JL_BOTH, ws2def.WSAENETUNREACH)
	if e := set(h, ws2def.IPPROTO_IP, ws2def.IP_MULTICAST_IF, mreq("127.0.0.1")); e != 0 {
		t.Fatal(e)
	}
	joins(t, h, group, ws2def.JL_BOTH) // may be tried again
}

// TestP380_RawSession: raw sockets join too; their groups have no ports.
func TestP380_RawSession(t *testing.T) {
	clause.Covers(t, "P-368", "P-380", "P-381")
	start(t)
	const protocol = 253 // for experiments
	leaf := func() core.Handle {
		h, e := core.Create(ws2def.AF_INET, ws2def.SOCK_RAW, protocol, nil, 0, ws2def.WSA_FLAG_OVERLAPPED|cLeaf|dLeaf)
		if e == ws2def.WSAEACCES {
			t.Skip("no raw sockets here")
		}
		if e != 0 {
			t.Fatal(e)
		}
		t.Cleanup(func() { core.Close(h, spi.Park) })
		if e := set(h, ws2def.IPPROTO_IP, ws2def.IP_MULTICAST_IF, mreq("127.0.0.1")); e != 0 {
			t.Fatal(e)
		}
		core.SetSockOpt(h, ws2def.SOL_SOCKET, ws2def.SO_RCVTIMEO, le32(5000), 4)
		return h
	}
	in, out := leaf(), leaf()
	group := groupAddress("239.1.2.16", 0)
	joins(t, in, group, ws2def.JL_RECEIVER_ONLY)
	joins(t, out, group, ws2def.JL_SENDER_ONLY)
	give(t, out, "raw")
	const header = 20
	if w := hear(t, in); len(w) != header+3 || w[header:] != "raw" {
		t.Errorf("received %q", w)
	}
}
