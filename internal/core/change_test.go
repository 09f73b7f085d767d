package core_test

import (
	"net/netip"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/spi"
	"winsock/ws2def"
)

func TestS663_ChangesAreTold(t *testing.T) {
	clause.Covers(t, "S-641", "S-661", "S-662", "S-663")
	if !isolated(t) {
		return
	}
	start(t)
	h := create(t, ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP)
	wait := func(code uint32, in []byte, how spi.Way) chan ioctlAnswer {
		done := make(chan ioctlAnswer, 1)
		go func() {
			n, e := core.Ioctl(h, code, in, nil, how)
			done <- ioctlAnswer{n, e}
		}()
		return done
	}
	addresses := func() int { return (ioctl(h, ws2def.SIO_ADDRESS_LIST_QUERY, nil, nil).Bytes - 8) / 32 }
	if n := addresses(); n != 1 {
		t.Error(n, "addresses at first, want that of the loopback interface")
	}
	to := ws2def.AppendInet4(nil, netip.MustParseAddrPort("10.7.0.9:0"))
	for i, row := range []struct {
		code uint32
		in   []byte
		how  spi.Way
	}{
		{ws2def.SIO_ADDRESS_LIST_CHANGE, nil, spi.Park},
		{ws2def.SIO_ADDRESS_LIST_CHANGE, nil, spi.Hold},
		{ws2def.SIO_ROUTING_INTERFACE_CHANGE, to, spi.Park},
	} {
		done := wait(row.code, row.in, row.how)
		if row.in == nil {
			// Nothing tells when the wait has begun: change until it is told.
			for n := 0; ; n++ {
				addAddress(t, "a", netip.AddrFrom4([4]byte{127, 1, byte(i), byte(n + 1)}).String())
				select {
				case a := <-done:
					if diff := cmp.Diff(ioctlAnswer{0, 0}, a); diff != "" {
						t.Error(diff)
					}
				case <-time.After(5 * time.Millisecond):
					continue
				}
				break
			}
			continue
		}
		select {
		case a := <-done:
			t.Fatal("route changed before anything happened:", a)
		case <-time.After(20 * time.Millisecond): // an address elsewhere is no change of the route
		}
		for n := 0; ; n++ {
			addAddress(t, "b", netip.AddrFrom4([4]byte{10, 7, 0, byte(n + 1)}).String())
			select {
			case a := <-done:
				if diff := cmp.Diff(ioctlAnswer{0, 0}, a); diff != "" {
					t.Error(diff)
				}
			case <-time.After(5 * time.Millisecond):
				continue
			}
			break
		}
	}
	if n := addresses(); n != 1 {
		t.Error(n, "addresses that are not loopback's, want 10.7.0.x")
	}
	out := make([]byte, 16)
	if diff := cmp.Diff(ioctlAnswer{16, 0}, ioctl(h, ws2def.SIO_ROUTING_INTERFACE_QUERY, to, out)); diff != "" {
		t.Error(diff)
	}
	if out[4] != 10 || out[5] != 7 {
		t.Errorf("the route to 10.7.0.9 leaves from % d", out[4:8])
	}
	unreachable := ws2def.AppendInet4(nil, netip.MustParseAddrPort("192.0.2.1:0"))
	if diff := cmp.Diff(ioctlAnswer{-1, ws2def.WSAENETUNREACH}, ioctl(h, ws2def.SIO_ROUTING_INTERFACE_QUERY, unreachable, out)); diff != "" {
		t.Error(diff)
	}
}

func TestS601_RestrictedKeepsStrangersOut(t *testing.T) {
	clause.Covers(t, "S-601")
	if !isolated(t) {
		return
	}
	start(t)
	addAddress(t, "a", "10.7.0.1")
	in := create(t, ws2def.AF_INET6, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP)
	for o, v := range map[int32]int32{ws2def.IPV6_V6ONLY: 0, ws2def.IPV6_PROTECTION_LEVEL: ws2def.PROTECTION_LEVEL_RESTRICTED} {
		if e := set(in, ws2def.IPPROTO_IPV6, o, le32(v)); e != 0 {
			t.Fatal(e)
		}
	}
	if e := core.Bind(in, groupAddress("::", 0)); e != 0 {
		t.Fatal(e)
	}
	set(in, ws2def.SOL_SOCKET, ws2def.SO_RCVTIMEO, le32(5000))
	port := ws2def.Port(name(t, in))
	from := func(ip string) core.Handle {
		h := create(t, ws2def.AF_INET, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP)
		if e := core.Bind(h, groupAddress(ip, 0)); e != 0 {
			t.Fatal(e)
		}
		return h
	}
	say(t, from("10.7.0.1"), groupAddress("10.7.0.1", port), "stranger")
	say(t, from("127.0.0.1"), groupAddress("127.0.0.1", port), "neighbour")
	if w := hear(t, in); w != "neighbour" {
		t.Errorf("received %q", w)
	}
	six := create(t, ws2def.AF_INET6, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP)
	say(t, six, groupAddress("::1", port), "::1")
	if w := hear(t, in); w != "::1" {
		t.Errorf("received %q", w)
	}
	if e := set(in, ws2def.IPPROTO_IPV6, ws2def.IPV6_PROTECTION_LEVEL, le32(10)); e != ws2def.WSAEINVAL {
		t.Error("after bind:", e)
	}
}
