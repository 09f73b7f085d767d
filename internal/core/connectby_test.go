package core_test

import (
	"encoding/binary"
	"strconv"
	"testing"
	"time"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/spi"
	"winsock/ws2def"
)

// listener is a listening TCP socket of 127.0.0.1 and its port.
func listener(t testing.TB) (core.Handle, uint16) {
	t.Helper()
	l := create(t, ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP)
	if e := core.Bind(l, loopback(0)); e != 0 {
		t.Fatal("Bind:", e)
	}
	if e := core.Listen(l, 5); e != 0 {
		t.Fatal("Listen:", e)
	}
	return l, binary.BigEndian.Uint16(name(t, l)[2:])
}

func TestConnectByName(t *testing.T) {
	clause.Covers(t, "S-469")
	start(t)
	_, port := listener(t)
	service := strconv.Itoa(int(port))

	v4 := create(t, ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP)
	nonblocking(t, v4) // it waits all the same
	if e := core.ConnectByName(v4, "127.0.0.1", service, 0, spi.Park); e != 0 {
		t.Fatal("IPv4:", e)
	}
	if e := core.ConnectByName(v4, "127.0.0.1", service, 0, spi.Park); e != ws2def.WSAEISCONN {
		t.Error("again:", e)
	}
	dual := create(t, ws2def.AF_INET6, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP)
	if e := core.ConnectByName(dual, "127.0.0.1", service, 0, spi.Park); e != ws2def.WSAEHOSTUNREACH && e != ws2def.WSAHOST_NOT_FOUND {
		t.Error("IPv6 only to IPv4:", e)
	}
	if e := core.SetSockOpt(dual, ws2def.IPPROTO_IPV6, ws2def.IPV6_V6ONLY, []byte{0}, 1); e != 0 {
		t.Fatal(e)
	}
	if e := core.ConnectByName(dual, "127.0.0.1", service, time.Second, spi.Park); e != 0 {
		t.Fatal("dual mode:", e)
	}
	peer := make([]byte, 128)
	n, _ := core.GetPeerName(dual, peer)
	if at, _, ok := ws2def.ParseAddrPort(peer[:n]); !ok || !at.Addr().Is4In6() || at.Port() != port {
		t.Errorf("peer %v", at)
	}

	fresh := func() core.Handle { return create(t, ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP) }
	udp := create(t, ws2def.AF_INET, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP)
	for _, c := range []struct {
		name          string
		h             core.Handle
		node, service string
		e             core.Errno
	}{
		{"no socket", 0, "127.0.0.1", service, ws2def.WSAENOTSOCK},
		{"datagrams", udp, "127.0.0.1", service, ws2def.WSAEINVAL},
		{"no node", fresh(), "", service, ws2def.WSAEINVAL},
		{"no service", fresh(), "127.0.0.1", "", ws2def.WSAEINVAL},
		{"unknown service", fresh(), "127.0.0.1", "no-such-service", ws2def.WSATYPE_NOT_FOUND},
	} {
		if e := core.ConnectByName(c.h, c.node, c.service, 0, spi.Park); e != c.e {
			t.Errorf("%s: %v, want %v", c.name, e, c.e)
		}
	}
}

func TestConnectByList(t *testing.T) {
	start(t)
	_, port := listener(t)
	h := create(t, ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP)
	refused := refusing(t)
	if e := core.ConnectByList(h, [][]byte{refused, loopback(port)}, 5*time.Second, spi.Park); e != 0 {
		t.Fatal(e)
	}
	other := create(t, ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP)
	for _, c := range []struct {
		name  string
		names [][]byte
		e     core.Errno
	}{
		{"empty", nil, ws2def.WSAEINVAL},
		{"short", [][]byte{{2, 0, 1}}, ws2def.WSAEFAULT},
		{"foreign family", [][]byte{append([]byte{1, 0}, make([]byte, 108)...)}, ws2def.WSAEAFNOSUPPORT},
		{"all refuse", [][]byte{refused}, ws2def.WSAECONNREFUSED},
	} {
		if e := core.ConnectByList(other, c.names, time.Second, spi.Park); e != c.e {
			t.Errorf("%s: %v, want %v", c.name, e, c.e)
		}
	}
}
