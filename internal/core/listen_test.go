package core_test

import (
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/spi"
	"winsock/ws2def"
)

func TestListenStates(t *testing.T) {
	clause.Covers(t, "S-180", "S-181", "S-182", "S-183", "S-184", "S-186", "S-190")
	start(t)
	bound := func(typ int32) core.Handle {
		h := create(t, ws2def.AF_INET, typ, 0)
		if e := core.Bind(h, loopback(0)); e != 0 {
			t.Fatal(e)
		}
		return h
	}
	listening := bound(ws2def.SOCK_STREAM)
	if e := core.Listen(listening, 1); e != 0 {
		t.Fatal(e)
	}
	client, server := pair(t)
	tests := []struct {
		id, what string
		h        core.Handle
		want     core.Errno
	}{
		{"S-180", "unbound TCP", tcp4(t), ws2def.WSAEINVAL},
		{"S-181", "unbound UDP", create(t, ws2def.AF_INET, ws2def.SOCK_DGRAM, 0), ws2def.WSAEOPNOTSUPP},
		{"S-181", "bound UDP", bound(ws2def.SOCK_DGRAM), ws2def.WSAEOPNOTSUPP},
		{"S-182", "bound TCP", bound(ws2def.SOCK_STREAM), 0},
		{"S-183", "listening", listening, 0},
		{"S-184", "connected", client, ws2def.WSAEISCONN},
		{"S-184", "accepted", server, ws2def.WSAEISCONN},
		{"S-186", "descriptor 0", 0, ws2def.WSAENOTSOCK},
		{"S-186", "no descriptor", 0xDEADBEEF, ws2def.WSAENOTSOCK},
	}
	for _, tt := range tests {
		for _, backlog := range []int32{1, ws2def.SOMAXCONN, -2, 0, -1 << 31} {
			if e := core.Listen(tt.h, backlog); e != tt.want {
				t.Errorf("%s %s: Listen(%d): %v, want %v", tt.id, tt.what, backlog, e, tt.want)
			}
		}
	}
}

// After a connect that was refused the socket keeps its address and can listen.
func TestListenAfterFailedConnect(t *testing.T) {
	clause.Covers(t, "S-185", "S-188")
	start(t)
	for _, use := range []string{"none", "REUSE", "EXCL"} {
		nowhere := refusing(t)
		h, port, e := bindAs("tcp", use, "127.0.0.1", "0")
		if e != 0 {
			t.Fatal(e)
		}
		before := name(t, h)
		nonblocking(t, h)
		if e := core.Connect(h, nowhere, spi.Park); e != ws2def.WSAEWOULDBLOCK {
			t.Fatalf("Connect: %v, want WSAEWOULDBLOCK", e)
		}
		eventually(t, ws2def.WSAECONNREFUSED, func() core.Errno { return soError(t, h) })
		if e := core.Listen(h, 5); e != 0 {
			t.Fatalf("%s: Listen: %v", use, e)
		}
		if diff := cmp.Diff(before, name(t, h)); diff != "" {
			t.Errorf("%s: the address (-before +after):\n%s", use, diff)
		}
		if n := arrivals(h, port, 3); n != 3 {
			t.Errorf("%s: %d of 3 connections came", use, n)
		}
		core.Close(h, spi.Park)
	}
}

// The wildcard's listener gets what no specific one is there for.
func TestSpecificListenerIsPreferred(t *testing.T) {
	clause.Covers(t, "S-170")
	start(t)
	us, they := ourselves(t), another(t, "", nil)
	for _, second := range []user{us, they} {
		for _, order := range [][2]string{{"0.0.0.0", "127.0.0.1"}, {"127.0.0.1", "0.0.0.0"}} {
			var port string
			// A free port of the wildcard may be some connection's on the other address.
			for try := 1; ; try++ {
				port = us.do("bind a tcp none " + order[0] + " 0")
				got := second.do("bind b tcp none " + order[1] + " " + port)
				if got == port {
					break
				}
				us.do("close a")
				if try == 20 {
					t.Fatal("second bind:", got)
				}
			}
			for _, got := range []string{us.do("listen a"), second.do("listen b")} {
				if got != "ok" {
					t.Error("listen:", got)
				}
			}
			specific, wild := map[string]user{"a": us}, map[string]user{"b": second}
			if order[1] == "127.0.0.1" {
				specific, wild = map[string]user{"b": second}, map[string]user{"a": us}
			}
			for name, u := range wild {
				if got := u.do("serve " + name + " " + port + " 5"); got != "0" {
					t.Errorf("the wildcard got %s of 5", got)
				}
			}
			for name, u := range specific {
				// The five before are still queued here.
				if got := u.do("serve " + name + " " + port + " 5"); got != "5" {
					t.Errorf("the specific one got %s of 5", got)
				}
				u.do("close " + name)
			}
			for name, u := range wild {
				if got := u.do("serve " + name + " " + port + " 5"); got != "5" {
					t.Errorf("the wildcard got %s of 5 after the specific one closed", got)
				}
				u.do("close " + name)
			}
		}
	}
}

// The oldest of equal listeners gets the connections; when it closes, or dies,
// the next one does.
func TestFirstBoundListenerGetsConnections(t *testing.T) {
	clause.Covers(t, "S-147", "S-148", "S-171", "S-172", "S-179", "S-187")
	start(t)
	for _, address := range []string{"127.0.0.1", "0.0.0.0"} {
		us := ourselves(t)
		port := us.do("bind a tcp REUSE " + address + " 0")
		for _, name := range []string{"b", "c"} {
			if got := us.do("bind " + name + " tcp REUSE " + address + " " + port); got != port {
				t.Fatal(name, got)
			}
		}
		serves := func(name string) {
			t.Helper()
			if got := us.do("serve " + name + " " + port + " 6"); got != "6" {
				t.Errorf("%s: %s got %s of 6 connections", address, name, got)
			}
		}
		us.do("listen b")
		serves("b") // alone
		us.do("listen c")
		serves("b") // bound before c
		us.do("listen a")
		serves("a") // bound first, though it listens last
		if got := us.do("bind d tcp REUSE " + address + " " + port); got != port {
			t.Fatal(got)
		}
		us.do("close a")
		serves("b")
		us.do("close b")
		us.do("listen d") // bound and listening later than the rest
		serves("c")
		us.do("close c")
		serves("d")
		us.do("close d")
	}
}

func TestFirstBoundListenerAmongProcesses(t *testing.T) {
	clause.Covers(t, "S-171", "S-172")
	start(t)
	us := ourselves(t)
	port := us.do("bind x tcp REUSE 127.0.0.1 0")
	us.do("listen x")
	a, b, c := another(t, "", nil), another(t, "", nil), another(t, "", nil)
	for _, o := range []*other{a, b, c} {
		if got := o.do("bind x tcp REUSE 127.0.0.1 " + port); got != port {
			t.Fatal(got)
		}
		if got := o.do("listen x"); got != "ok" {
			t.Fatal(got)
		}
	}
	for _, step := range []struct {
		serves user
		end    func()
	}{
		{us, func() { us.do("close x") }},
		{a, func() { a.do("close x") }},
		{b, b.kill}, // of two, the one that is left
		{c, func() {}},
	} {
		if got := step.serves.do("serve x " + port + " 6"); got != "6" {
			t.Errorf("%T got %s of 6 connections", step.serves, got)
		}
		step.end()
	}
}

func TestFirstBoundSocketGetsDatagrams(t *testing.T) {
	clause.Covers(t, "S-173")
	start(t)
	us, they := ourselves(t), another(t, "", nil)
	for _, address := range []string{"127.0.0.1", "0.0.0.0"} {
		port := us.do("bind a udp REUSE " + address + " 0")
		for name, u := range map[string]user{"b": us, "c": they} {
			if got := u.do("bind " + name + " udp REUSE " + address + " " + port); got != port {
				t.Fatal(got)
			}
		}
		if got := us.do("serve a " + port + " 6"); got != "6" {
			t.Errorf("%s: the first got %s of 6 datagrams", address, got)
		}
		they.do("close c")
		if got := us.do("serve a " + port + " 6"); got != "6" {
			t.Errorf("%s: the first got %s of 6 datagrams after another closed", address, got)
		}
		us.do("close a")
		if got := us.do("serve b " + port + " 6"); got != "6" {
			t.Errorf("%s: the next got %s of 6 datagrams", address, got)
		}
		us.do("close b")
	}
}

// A listen that fails leaves the socket bound.
func TestFailedListenStaysBound(t *testing.T) {
	clause.Covers(t, "S-194")
	start(t)
	c, _ := pair(t)
	before := name(t, c)
	if e := core.Listen(c, 5); e != ws2def.WSAEISCONN {
		t.Fatal(e)
	}
	if diff := cmp.Diff(before, name(t, c)); diff != "" {
		t.Error(diff)
	}
	// The kernel refuses: a program without winsock has begun to listen meanwhile.
	h, port, e := bindAs("tcp", "none", "127.0.0.1", "0")
	if e != 0 {
		t.Fatal(e)
	}
	t.Cleanup(func() { core.Close(h, spi.Park) })
	n, _ := strconv.Atoi(port)
	foreignListener(t, n)
	if e := core.Listen(h, 5); e != ws2def.WSAEADDRINUSE {
		t.Fatalf("Listen: %v, want WSAEADDRINUSE", e)
	}
	if diff := cmp.Diff(loopback(uint16(n)), name(t, h)); diff != "" {
		t.Error(diff)
	}
}
