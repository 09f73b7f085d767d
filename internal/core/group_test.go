package core_test

import (
	"encoding/binary"
	"testing"

	"golang.org/x/sys/unix"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/spi"
	"winsock/ws2def"
)

// Groups that WSASocket makes.
const (
	free  = ws2def.SG_UNCONSTRAINED_GROUP
	bound = ws2def.SG_CONSTRAINED_GROUP
)

// inGroup makes a socket of a group, or says why not.
func inGroup(family, typ int32, g uint32) (core.Handle, core.Errno) {
	return core.Create(family, typ, 0, nil, g, ws2def.WSA_FLAG_OVERLAPPED)
}

// member makes a socket of a group that the test's end closes.
func member(t testing.TB, family, typ int32, g uint32) core.Handle {
	t.Helper()
	h, e := inGroup(family, typ, g)
	if e != 0 {
		t.Fatalf("a socket of type %d in group %#x: %v", typ, g, e)
	}
	t.Cleanup(func() { core.Close(h, spi.Park) })
	return h
}

// tcpMember is a TCP/IPv4 member.
func tcpMember(t testing.TB, g uint32) core.Handle {
	t.Helper()
	return member(t, ws2def.AF_INET, ws2def.SOCK_STREAM, g)
}

// groupID is the group of h.
func groupID(t testing.TB, h core.Handle) uint32 {
	t.Helper()
	return uint32(number(t, h, ws2def.SOL_SOCKET, ws2def.SO_GROUP_ID))
}

// exists reports whether a TCP/IPv4 socket can join g.
func exists(g uint32) bool {
	h, e := inGroup(ws2def.AF_INET, ws2def.SOCK_STREAM, g)
	if e == 0 {
		core.Close(h, spi.Park)
	}
	return e == 0
}

func TestGroups(t *testing.T) {
	clause.Covers(t, "P-321", "P-323", "P-344", "P-347")
	start(t)
	if g := groupID(t, tcp4(t)); g != 0 {
		t.Errorf("a socket without a group is in %#x", g)
	}
	for _, kind := range []uint32{free, bound} {
		a, e := inGroup(ws2def.AF_INET, ws2def.SOCK_STREAM, kind)
		if e != 0 {
			t.Fatal(kind, e)
		}
		g := groupID(t, a)
		other := tcpMember(t, kind)
		if groupID(t, other) == g {
			t.Error("two groups have one id")
		}
		b, e := inGroup(ws2def.AF_INET, ws2def.SOCK_STREAM, g)
		if e != 0 {
			t.Fatal("join:", e)
		}
		if got := groupID(t, b); got != g {
			t.Errorf("group %#x after joining %#x", got, g)
		}
		if info, _ := core.Inspect(b); info.Group != g {
			t.Errorf("Inspect tells group %#x", info.Group)
		}
		core.Close(a, spi.Park) // the founder leaves, the group stays
		if !exists(g) {
			t.Error("the group has ended with its founder")
		}
		core.Close(b, spi.Park)
		if exists(g) {
			t.Error("the group has not ended with its last member")
		}
	}
}

func TestGroupIDs(t *testing.T) {
	clause.Covers(t, "P-320", "P-324", "P-348")
	start(t)
	seen := map[uint32]bool{}
	for range 200 {
		g := groupID(t, tcpMember(t, free))
		if g <= 2 || g == 0xFFFFFFFF || seen[g] {
			t.Fatalf("id %#x", g)
		}
		seen[g] = true
	}
	for _, g := range []uint32{3, 0xABCD, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF} {
		if h, e := inGroup(ws2def.AF_INET, ws2def.SOCK_STREAM, g); e != ws2def.WSAEINVAL || h != ws2def.InvalidHandle {
			t.Errorf("group %#x: %v, %v", g, h, e)
		}
	}
}

func TestGroupRequirements(t *testing.T) {
	clause.Covers(t, "P-324", "P-325", "P-326", "P-327", "P-328", "P-329")
	start(t)
	const stream, dgram = ws2def.SOCK_STREAM, ws2def.SOCK_DGRAM
	any4 := groupID(t, tcpMember(t, free))
	anyUDP := groupID(t, member(t, ws2def.AF_INET, dgram, free))
	any6 := groupID(t, member(t, ws2def.AF_INET6, stream, free))
	anyUnix := groupID(t, member(t, ws2def.AF_UNIX, stream, free))
	tcp := groupID(t, tcpMember(t, bound))
	tcp6 := groupID(t, member(t, ws2def.AF_INET6, stream, bound))
	const inval = ws2def.WSAEINVAL
	for _, c := range []struct {
		name        string
		family, typ int32
		g           uint32
		e           core.Errno
	}{
		{"unconstrained, another type and protocol", ws2def.AF_INET, dgram, any4, 0},
		{"unconstrained of UDP, TCP", ws2def.AF_INET, stream, anyUDP, 0},
		{"unconstrained, another provider", ws2def.AF_INET6, stream, any4, inval},
		{"unconstrained of IPv6, IPv4", ws2def.AF_INET, stream, any6, inval},
		{"unconstrained, AF_UNIX", ws2def.AF_UNIX, stream, any4, inval},
		{"unconstrained of AF_UNIX, TCP", ws2def.AF_INET, stream, anyUnix, inval},
		{"AF_UNIX", ws2def.AF_UNIX, stream, anyUnix, 0},
		{"constrained, the same", ws2def.AF_INET, stream, tcp, 0},
		{"constrained, datagrams", ws2def.AF_INET, dgram, tcp, inval},
		{"constrained, another family", ws2def.AF_INET6, stream, tcp, inval},
		{"constrained of IPv6", ws2def.AF_INET6, stream, tcp6, 0},
		{"a constrained group of datagrams", ws2def.AF_INET, dgram, bound, inval},
		{"a constrained group of IPv6 datagrams", ws2def.AF_INET6, dgram, bound, inval},
		{"a constrained group of AF_UNIX", ws2def.AF_UNIX, stream, bound, 0},
	} {
		h, e := inGroup(c.family, c.typ, c.g)
		if e != c.e {
			t.Errorf("%s: %v, want %v", c.name, e, c.e)
		}
		if e == 0 {
			core.Close(h, spi.Park)
		}
	}
	if h, e := core.Create(ws2def.AF_INET, ws2def.SOCK_RAW, ws2def.IPPROTO_ICMP, nil, bound, 0); e != inval && e != ws2def.WSAEACCES {
		t.Errorf("a constrained group of raw sockets: %v, %v", h, e)
	}
}

func TestGroupOptions(t *testing.T) {
	clause.Covers(t, "P-344", "P-345", "P-346")
	start(t)
	const sol = ws2def.SOL_SOCKET
	none, a := tcp4(t), tcpMember(t, free)
	b := member(t, ws2def.AF_INET, ws2def.SOCK_DGRAM, groupID(t, a))
	expect := func(what string, got, want core.Errno) {
		t.Helper()
		if got != want {
			t.Errorf("%s: %v, want %v", what, got, want)
		}
	}
	for _, h := range []core.Handle{none, a, b} {
		expect("set SO_GROUP_ID", set(h, sol, ws2def.SO_GROUP_ID, le32(1)), ws2def.WSAENOPROTOOPT)
		if p := number(t, h, sol, ws2def.SO_GROUP_PRIORITY); p != 0 {
			t.Errorf("SO_GROUP_PRIORITY is %d at first", p)
		}
		for _, option := range []int32{ws2def.SO_GROUP_ID, ws2def.SO_GROUP_PRIORITY} {
			for n := int32(0); n < 4; n++ {
				_, e := core.GetSockOpt(h, sol, option, make([]byte, n), n)
				expect("too little room", e, ws2def.WSAEFAULT)
			}
			buf := make([]byte, 8)
			if n, e := core.GetSockOpt(h, sol, option, buf, 8); n != 4 || e != 0 {
				t.Errorf("room for 8 bytes: %d, %v", n, e)
			}
		}
	}
	expect("no group", set(none, sol, ws2def.SO_GROUP_PRIORITY, le32(1)), ws2def.WSAENOPROTOOPT)
	expect("negative", set(a, sol, ws2def.SO_GROUP_PRIORITY, le32(-1)), ws2def.WSAEINVAL)
	expect("3 bytes", set(a, sol, ws2def.SO_GROUP_PRIORITY, []byte{1, 0, 0}), ws2def.WSAEFAULT)
	for _, p := range []int32{3, 0x7FFFFFFF, 0} {
		expect("set", set(b, sol, ws2def.SO_GROUP_PRIORITY, le32(p)), 0)
		if got := number(t, b, sol, ws2def.SO_GROUP_PRIORITY); got != p {
			t.Errorf("priority %d, want %d", got, p)
		}
		if got := number(t, a, sol, ws2def.SO_GROUP_PRIORITY); got != 0 {
			t.Errorf("the other member has priority %d", got)
		}
	}
}

func TestGroupPriorityReachesTheKernel(t *testing.T) {
	clause.Covers(t, "P-354")
	start(t)
	priority := func(h core.Handle) int {
		t.Helper()
		p, err := unix.GetsockoptInt(core.KernelSocket(h), unix.SOL_SOCKET, unix.SO_PRIORITY)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	if p := priority(tcp4(t)); p != 0 {
		t.Errorf("SO_PRIORITY %d without a group", p)
	}
	for _, h := range []core.Handle{
		tcpMember(t, free), member(t, ws2def.AF_INET6, ws2def.SOCK_STREAM, bound), member(t, ws2def.AF_INET, ws2def.SOCK_DGRAM, free),
	} {
		if p := priority(h); p != 6 {
			t.Errorf("SO_PRIORITY %d at first", p)
		}
		for p, want := range []int{6, 5, 4, 3, 2, 0, 0} {
			if e := set(h, ws2def.SOL_SOCKET, ws2def.SO_GROUP_PRIORITY, le32(int32(p))); e != 0 {
				t.Fatal(e)
			}
			if got := priority(h); got != want {
				t.Errorf("priority %d: SO_PRIORITY %d, want %d", p, got, want)
			}
		}
	}
	overTransports(t, func(t *testing.T, tr *transport) {
		if tr.base != "tcp" {
			return
		}
		l, at := tr.listen(t)
		a := &acceptEx{s: tcpMember(t, free)}
		set(a.s, ws2def.SOL_SOCKET, ws2def.SO_GROUP_PRIORITY, le32(1))
		a.to = core.Acceptance{Local: make([]byte, block), Remote: make([]byte, block)}
		a.start(t, l, ws2def.WSA_IO_PENDING)
		callerOf(t, tr, at)
		a.ends(t, ws2def.STATUS_SUCCESS, 0)
		if p := priority(a.s); p != 5 {
			t.Errorf("SO_PRIORITY %d of the connection that AcceptEx took", p)
		}
		for range 3 { // none of them is that socket's old one, with its priority
			if p := priority(tcp4(t)); p != 0 {
				t.Errorf("SO_PRIORITY %d of a fresh socket", p)
			}
		}
	})
}

// Calls that take no group make sockets in none.
func TestGroupIsNotInherited(t *testing.T) {
	clause.Covers(t, "P-331", "P-340")
	start(t)
	l := tcpMember(t, free)
	if e := core.Bind(l, loopback(0)); e != 0 {
		t.Fatal(e)
	}
	if e := core.Listen(l, 5); e != 0 {
		t.Fatal(e)
	}
	port := binary.BigEndian.Uint16(name(t, l)[2:])
	caller(t, port)
	if g := groupID(t, accepted(t, l)); g != 0 {
		t.Errorf("an accepted socket is in group %#x", g)
	}
	caller(t, port)
	h, _, e := core.AcceptIf(l, nil, func(core.Caller) int32 { return ws2def.CF_ACCEPT }, spi.Park)
	if e != 0 {
		t.Fatal(e)
	}
	if g := groupID(t, h); g != 0 {
		t.Errorf("a socket of WSAAccept is in group %#x", g)
	}
	core.Close(h, spi.Park)

	s := tcpMember(t, free)
	g := groupID(t, s)
	a := &acceptEx{s: s}
	a.to = core.Acceptance{Local: make([]byte, block), Remote: make([]byte, block)}
	a.start(t, l, ws2def.WSA_IO_PENDING)
	caller(t, port)
	a.ends(t, ws2def.STATUS_SUCCESS, 0)
	if got := groupID(t, s); got != g {
		t.Errorf("AcceptEx: group %#x, was %#x", got, g)
	}
}

// acceptInto accepts with a condition function that answers with a group.
func acceptInto(l core.Handle, g uint32, decision int32) (core.Handle, core.Errno) {
	h, _, e := core.AcceptIf(l, nil, func(c core.Caller) int32 {
		if *c.Group != 0 {
			return -1
		}
		*c.Group = g
		return decision
	}, spi.Park)
	return h, e
}

func TestConditionFunctionChoosesTheGroup(t *testing.T) {
	clause.Covers(t, "P-337", "P-338", "P-339", "P-341")
	start(t)
	l, port := listener(t)
	take := func(g uint32) core.Handle {
		t.Helper()
		caller(t, port)
		h, e := acceptInto(l, g, ws2def.CF_ACCEPT)
		if e != 0 {
			t.Fatalf("group %#x: %v", g, e)
		}
		t.Cleanup(func() { core.Close(h, spi.Park) })
		return h
	}
	a := take(free)
	g := groupID(t, a)
	if b := take(g); groupID(t, b) != g || g == 0 {
		t.Errorf("founded %#x, joined %#x", g, groupID(t, b))
	}
	c := take(bound)
	constrained := groupID(t, c)
	if d := take(constrained); groupID(t, d) != constrained || constrained == g || constrained == 0 {
		t.Errorf("founded %#x, joined %#x", constrained, groupID(t, d))
	}
	if groupID(t, l) != 0 {
		t.Error("the listener is in a group")
	}

	udp := groupID(t, member(t, ws2def.AF_INET6, ws2def.SOCK_DGRAM, free))
	far := tcpMember(t, bound) // connected to somewhere else
	if e := core.Connect(far, listenerAt(t, inet4(127, 0, 0, 9, 0)), spi.Park); e != 0 {
		t.Fatal(e)
	}
	for what, bad := range map[string]uint32{
		"unknown": 0xABCDEF, "another provider": udp, "another address": groupID(t, far), "no id": 0xFFFFFFFF,
	} {
		peer := caller(t, port)
		if h, e := acceptInto(l, bad, ws2def.CF_ACCEPT); e != ws2def.WSAEINVAL || h != ws2def.InvalidHandle {
			t.Errorf("%s: %v, %v", what, h, e)
		}
		if _, e := recv(peer, 0); e != ws2def.WSAECONNRESET {
			t.Errorf("%s: the peer sees %v", what, e)
		}
	}
	peer := caller(t, port) // P-338
	if _, e := acceptInto(l, 0, 3); e != ws2def.WSAEINVAL {
		t.Error("a decision that is none:", e)
	}
	if _, e := recv(peer, 0); e != ws2def.WSAECONNRESET {
		t.Error("a decision that is none: the peer sees", e)
	}
	caller(t, port) // g counts for CF_ACCEPT only
	if _, e := acceptInto(l, 0xABCDEF, ws2def.CF_DEFER); e != ws2def.WSATRY_AGAIN {
		t.Error("deferred:", e)
	}
	if _, e := acceptInto(l, 0xABCDEF, ws2def.CF_REJECT); e != ws2def.WSAECONNREFUSED {
		t.Error("rejected:", e)
	}
}
