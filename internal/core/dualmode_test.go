package core_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/spi"
	"winsock/ws2def"
)

// v6 is an IPv6 socket with IPV6_V6ONLY on or off.
func v6(t testing.TB, typ, protocol int32, only bool) core.Handle {
	t.Helper()
	h := create(t, ws2def.AF_INET6, typ, protocol)
	if only {
		return h // the default
	}
	if e := set(h, ws2def.IPPROTO_IPV6, ws2def.IPV6_V6ONLY, le32(0)); e != 0 {
		t.Fatal("IPV6_V6ONLY:", e)
	}
	return h
}

// mapped4 is an IPv4 sockaddr in IPv6 form.
func mapped4(sa []byte) []byte {
	return inet6(fmt.Sprintf("::ffff:%d.%d.%d.%d", sa[4], sa[5], sa[6], sa[7]), ws2def.Port(sa))
}

// Whom a wildcard listener hears: with IPV6_V6ONLY, IPv6 callers only.
func TestS464_WildcardListeners(t *testing.T) {
	clause.Covers(t, "S-464", "S-469", "S-471")
	for _, only := range []bool{true, false} {
		t.Run(fmt.Sprintf("only %t", only), func(t *testing.T) {
			start(t)
			l := v6(t, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP, only)
			if e := core.Bind(l, inet6("::", 0)); e != 0 {
				t.Fatal("Bind:", e)
			}
			core.Listen(l, 5)
			port := ws2def.Port(name(t, l))
			c6 := tcp6(t)
			if e := core.Connect(c6, inet6("::1", port), spi.Park); e != 0 {
				t.Fatal("IPv6 caller:", e)
			}
			if diff := cmp.Diff(name(t, c6), peerName(t, accepted(t, l))); diff != "" {
				t.Errorf("IPv6 caller (-want +got):\n%s", diff)
			}
			c4 := tcp4(t)
			e := core.Connect(c4, loopback(port), spi.Park)
			if only {
				if e != ws2def.WSAECONNREFUSED {
					t.Error("IPv4 caller:", e)
				}
				return
			}
			if e != 0 {
				t.Fatal("IPv4 caller:", e)
			}
			s := accepted(t, l)
			if diff := cmp.Diff(mapped4(name(t, c4)), peerName(t, s)); diff != "" {
				t.Errorf("IPv4 caller (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(mapped4(loopback(port)), name(t, s)); diff != "" {
				t.Errorf("the accepted socket's name (-want +got):\n%s", diff)
			}
			if got := number(t, s, ws2def.IPPROTO_IPV6, ws2def.IPV6_V6ONLY); got != 0 {
				t.Errorf("the accepted socket's IPV6_V6ONLY is %d", got)
			}
		})
	}
}

// Destinations of a dual-mode socket have IPv6 form; IPv4's are mapped and meet
// the same checks.
func TestS469_MappedDestinations(t *testing.T) {
	clause.Covers(t, "S-469", "S-470", "S-228", "S-229", "S-230", "S-231", "S-232")
	start(t)
	_, port := listener(t)
	for _, c := range []struct {
		what string
		only bool
		to   []byte
		want core.Errno
	}{
		{"mapped", false, mapped4(loopback(port)), 0},
		{"mapped, V6ONLY", true, mapped4(loopback(port)), ws2def.WSAEADDRNOTAVAIL},
		{"mapped wildcard", false, mapped4(inet4(0, 0, 0, 0, port)), ws2def.WSAEADDRNOTAVAIL},
		{"mapped, port 0", false, mapped4(loopback(0)), ws2def.WSAEADDRNOTAVAIL},
		{"mapped, nobody listens", false, mapped4(refusing(t)), ws2def.WSAECONNREFUSED},
		{"IPv4", false, loopback(port), ws2def.WSAEFAULT},
		{"IPv4, long enough", false, storage(loopback(port)), ws2def.WSAEAFNOSUPPORT},
		{"IPv6 loopback", false, inet6("::1", port), ws2def.WSAECONNREFUSED},
	} {
		h := v6(t, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP, c.only)
		if e := core.Connect(h, c.to, spi.Park); e != c.want {
			t.Errorf("%s: %v, want %v", c.what, e, c.want)
		} else if e == 0 {
			local := name(t, h)
			if !bytes.Equal(local[8:24], mapped4(loopback(0))[8:24]) || ws2def.Port(local) == 0 {
				t.Errorf("%s: local name %v", c.what, local)
			}
			if diff := cmp.Diff(c.to, peerName(t, h)); diff != "" {
				t.Errorf("%s: peer (-want +got):\n%s", c.what, diff)
			}
		}
	}
	for _, only := range []bool{true, false} {
		want := core.Errno(0)
		if only {
			want = ws2def.WSAEADDRNOTAVAIL
		}
		u := v6(t, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP, only)
		if e := sendTo(u, mapped4(loopback(9)), "x"); e != want {
			t.Errorf("sendto, only %t: %v, want %v", only, e, want)
		}
		if e := core.Connect(u, mapped4(loopback(9)), spi.Park); e != want {
			t.Errorf("UDP connect, only %t: %v, want %v", only, e, want)
		}
		b := v6(t, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP, only)
		if e := core.Bind(b, mapped4(loopback(0))); e != want {
			t.Errorf("bind, only %t: %v, want %v", only, e, want)
		}
	}
}

// The option can be changed as long as the socket has no address, however it
// came by that.
func TestS466_V6OnlyUntilBound(t *testing.T) {
	clause.Covers(t, "S-466", "S-467")
	start(t)
	for _, family := range []int32{ws2def.AF_INET, ws2def.AF_INET6} {
		to := refusing(t)
		if family == ws2def.AF_INET6 {
			to = inet6("::1", ws2def.Port(to))
		}
		for what, c := range map[string]struct {
			typ, protocol int32
			bind          func(h core.Handle) core.Errno
			want          core.Errno
		}{
			"sendto":           {ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP, func(h core.Handle) core.Errno { return sendTo(h, to, "x") }, 0},
			"UDP connect":      {ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP, func(h core.Handle) core.Errno { return core.Connect(h, to, spi.Park) }, 0},
			"connect, refused": {ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP, func(h core.Handle) core.Errno { return core.Connect(h, to, spi.Park) }, ws2def.WSAECONNREFUSED},
		} {
			h := create(t, family, c.typ, c.protocol)
			for _, v := range []int32{0, 1, 0, 1} {
				if e := set(h, ws2def.IPPROTO_IPV6, ws2def.IPV6_V6ONLY, le32(v)); e != 0 || number(t, h, ws2def.IPPROTO_IPV6, ws2def.IPV6_V6ONLY) != v {
					t.Errorf("family %d, before %s: set %d: %v", family, what, v, e)
				}
			}
			if e := c.bind(h); e != c.want {
				t.Fatalf("family %d, %s: %v", family, what, e)
			}
			for _, v := range []int32{0, 1} {
				if e := set(h, ws2def.IPPROTO_IPV6, ws2def.IPV6_V6ONLY, le32(v)); e == 0 {
					t.Errorf("family %d, after %s: set %d succeeds", family, what, v)
				}
			}
			if got := number(t, h, ws2def.IPPROTO_IPV6, ws2def.IPV6_V6ONLY); got != 1 {
				t.Errorf("family %d, after %s: %d", family, what, got)
			}
		}
	}
}

// A bind that failed leaves the option open, and its next value counts.
func TestS466_V6OnlyAfterFailedBind(t *testing.T) {
	clause.Covers(t, "S-466", "S-470")
	start(t)
	h := v6(t, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP, true)
	if e := core.Bind(h, mapped4(loopback(0))); e != ws2def.WSAEADDRNOTAVAIL {
		t.Fatal("Bind:", e)
	}
	if e := core.Bind(h, inet6("2001:db8::1", 0)); e != ws2def.WSAEADDRNOTAVAIL { // the kernel refuses it
		t.Fatal("Bind:", e)
	}
	if e := set(h, ws2def.IPPROTO_IPV6, ws2def.IPV6_V6ONLY, le32(0)); e != 0 {
		t.Fatal("IPV6_V6ONLY:", e)
	}
	if e := core.Bind(h, mapped4(loopback(0))); e != 0 {
		t.Error("Bind:", e)
	}
}
