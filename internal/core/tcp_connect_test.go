package core_test

import (
	"encoding/binary"
	"net"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/spi"
	"winsock/ws2def"
)

// tcp4 is a blocking TCP socket over IPv4.
func tcp4(t testing.TB) core.Handle {
	t.Helper()
	return create(t, ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP)
}

// tcp6 is a blocking TCP socket over IPv6.
func tcp6(t testing.TB) core.Handle {
	t.Helper()
	return create(t, ws2def.AF_INET6, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP)
}

// udp4 is a UDP socket over IPv4, bound to 127.0.0.1.
func udp4(t testing.TB) core.Handle {
	t.Helper()
	h := create(t, ws2def.AF_INET, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP)
	if e := core.Bind(h, loopback(0)); e != 0 {
		t.Fatal("Bind:", e)
	}
	return h
}

// inet4 is a.b.c.d:port as a Windows sockaddr_in.
func inet4(a, b, c, d byte, port uint16) []byte {
	sa := loopback(port)
	copy(sa[4:], []byte{a, b, c, d})
	return sa
}

// inet6 is [ip]:port as a Windows sockaddr_in6.
func inet6(ip string, port uint16) []byte {
	sa := make([]byte, 28)
	binary.LittleEndian.PutUint16(sa, ws2def.AF_INET6)
	binary.BigEndian.PutUint16(sa[2:], port)
	copy(sa[8:], net.ParseIP(ip).To16())
	return sa
}

// peerName is the peer's address of h.
func peerName(t testing.TB, h core.Handle) []byte {
	t.Helper()
	buf := make([]byte, 128)
	n, e := core.GetPeerName(h, buf)
	if e != 0 {
		t.Fatal("GetPeerName:", e)
	}
	return buf[:n]
}

// soError is SO_ERROR of h.
func soError(t testing.TB, h core.Handle) core.Errno {
	t.Helper()
	return core.Errno(number(t, h, ws2def.SOL_SOCKET, ws2def.SO_ERROR))
}

func TestConnectRefusesDestinations(t *testing.T) {
	clause.Covers(t, "S-228", "S-229", "S-230", "S-231", "S-470", "S-694")
	start(t)
	for _, c := range []struct {
		id, what string
		h        core.Handle
		name     []byte
		want     core.Errno
	}{
		{"S-228", "0.0.0.0", tcp4(t), inet4(0, 0, 0, 0, 80), ws2def.WSAEADDRNOTAVAIL},
		{"S-228", "::", tcp6(t), inet6("::", 80), ws2def.WSAEADDRNOTAVAIL},
		{"S-229", "port 0", tcp4(t), loopback(0), ws2def.WSAEADDRNOTAVAIL},
		{"S-230", "other family", tcp4(t), inet6("::1", 80), ws2def.WSAEAFNOSUPPORT},
		{"S-230", "too short", tcp4(t), loopback(80)[:15], ws2def.WSAEFAULT},
		{"S-231", "mapped address with V6ONLY", tcp6(t), inet6("::ffff:127.0.0.1", 80), ws2def.WSAEADDRNOTAVAIL},
	} {
		if e := core.Connect(c.h, c.name, spi.Park); e != c.want {
			t.Errorf("%s %s: %v, want %v", c.id, c.what, e, c.want)
		}
	}
}

func TestConnectStates(t *testing.T) {
	clause.Covers(t, "S-216", "S-219", "S-220", "S-222", "S-225", "S-232", "S-254", "S-695", "S-697", "S-223", "S-224")
	start(t)
	l, port := listener(t)
	to := loopback(port)
	nowhere := refusing(t)

	h := tcp4(t)
	for i := range 3 { // S-223: each attempt runs anew
		if e := core.Connect(h, nowhere, spi.Park); e != ws2def.WSAECONNREFUSED {
			t.Fatalf("attempt %d: %v, want WSAECONNREFUSED", i, e)
		}
	}
	if e := core.Connect(h, to, spi.Park); e != 0 {
		t.Fatal("connect after refusals:", e)
	}
	local := name(t, h)
	if got := local[4]; got != 127 || ws2def.Port(local) == 0 {
		t.Errorf("S-254: local name %v", local)
	}
	if e := core.Connect(h, to, spi.Park); e != ws2def.WSAEISCONN {
		t.Error("S-219:", e)
	}
	core.Shutdown(h, ws2def.SD_BOTH)
	if e := core.Connect(h, to, spi.Park); e != ws2def.WSAEISCONN {
		t.Error("S-220:", e)
	}
	if e := core.Connect(l, to, spi.Park); e != ws2def.WSAEINVAL {
		t.Error("S-222:", e)
	}

	n := tcp4(t)
	nonblocking(t, n)
	for i := range 3 {
		if e := core.Connect(n, nowhere, spi.Park); e != ws2def.WSAEWOULDBLOCK {
			t.Fatalf("nonblocking attempt %d: %v", i, e)
		}
		eventually(t, "x", func() string { return state(t, n) })
	}
	if e := core.Connect(n, to, spi.Park); e != ws2def.WSAEWOULDBLOCK {
		t.Fatal("nonblocking connect after refusals:", e)
	}
	eventually(t, "w", func() string { return state(t, n) })
}

func TestConnectErrorLasts(t *testing.T) {
	clause.Covers(t, "S-235", "S-236", "S-237", "S-238", "S-423")
	start(t)
	_, port := listener(t)
	nowhere := refusing(t)

	h := tcp4(t)
	if e := core.Connect(h, nowhere, spi.Park); e != ws2def.WSAECONNREFUSED {
		t.Fatal(e)
	}
	if e := soError(t, h); e != 0 {
		t.Error("S-237: SO_ERROR after a blocking connect:", e)
	}
	nonblocking(t, h)
	if e := core.Connect(h, nowhere, spi.Park); e != ws2def.WSAEWOULDBLOCK {
		t.Fatal(e)
	}
	eventually(t, "x", func() string { return state(t, h) })
	for range 3 {
		if e := soError(t, h); e != ws2def.WSAECONNREFUSED {
			t.Error("S-235: SO_ERROR", e)
		}
		if s := state(t, h); s != "x" {
			t.Errorf("S-423: select %q", s)
		}
	}
	if e := core.Connect(h, inet4(0, 0, 0, 0, 1), spi.Park); e != ws2def.WSAEADDRNOTAVAIL {
		t.Fatal(e)
	}
	if e := soError(t, h); e != ws2def.WSAECONNREFUSED {
		t.Error("S-236: SO_ERROR after another failing connect:", e)
	}
	if e := core.Connect(h, loopback(port), spi.Park); e != ws2def.WSAEWOULDBLOCK {
		t.Fatal(e)
	}
	eventually(t, "w", func() string { return state(t, h) })
	if e := soError(t, h); e != 0 {
		t.Error("S-238: SO_ERROR after success:", e)
	}
}

// stuck is a nonblocking socket that is connecting, and the address it connects
// to: a listener whose queue is full, so that the kernel drops what comes.
func stuck(t testing.TB) (h core.Handle, to []byte) {
	t.Helper()
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	raw, err := l.(*net.TCPListener).SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	raw.Control(func(fd uintptr) { syscall.Listen(int(fd), 0) })
	t.Cleanup(func() { l.Close() })
	to = loopback(uint16(l.Addr().(*net.TCPAddr).Port))
	for range 8 {
		h = tcp4(t)
		nonblocking(t, h)
		if e := core.Connect(h, to, spi.Park); e != ws2def.WSAEWOULDBLOCK {
			t.Fatal("Connect:", e)
		}
		time.Sleep(5 * time.Millisecond) // loopback answers at once, or not at all
		if state(t, h) == "" {
			return h, to
		}
	}
	t.Fatal("the listener's queue does not fill up")
	return
}

func TestWhileConnecting(t *testing.T) {
	clause.Covers(t, "S-217", "S-233", "S-234", "S-270", "S-304", "S-361", "S-415", "S-685", "S-706", "S-708")
	start(t)
	h, to := stuck(t)
	if e := core.Connect(h, to, spi.Park); e != ws2def.WSAEALREADY {
		t.Error("S-217:", e)
	}
	if ws2def.Port(name(t, h)) == 0 {
		t.Error("S-233: no local port")
	}
	if diff := cmp.Diff(to, peerName(t, h)); diff != "" {
		t.Error("S-233: peer name (-want +got):\n", diff)
	}
	if _, e := core.Send(h, []byte("x"), 0, spi.Park); e != ws2def.WSAENOTCONN {
		t.Error("S-270:", e)
	}
	if _, e := core.Recv(h, make([]byte, 1), 0, spi.Park); e != ws2def.WSAENOTCONN {
		t.Error("S-304:", e)
	}
	if e := core.Shutdown(h, ws2def.SD_SEND); e != ws2def.WSAENOTCONN {
		t.Error("S-361:", e)
	}
	if s := state(t, h); s != "" {
		t.Errorf("S-415: select %q", s)
	}
}

func TestBlockingConnectIsInterrupted(t *testing.T) {
	clause.Covers(t, "S-121", "S-240")
	start(t)
	for _, how := range []spi.Way{spi.Park, spi.Hold} {
		_, to := stuck(t)
		h := tcp4(t)
		set(h, ws2def.SOL_SOCKET, ws2def.SO_SNDTIMEO, le32(1)) // S-240: does not count
		done := make(chan core.Errno)
		go func() { done <- core.Connect(h, to, how) }()
		eventually(t, true, func() bool { return core.Connecting(h) })
		if e := core.Close(h, spi.Park); e != 0 {
			t.Fatal("Close:", e)
		}
		if e := <-done; e != ws2def.WSAEINTR {
			t.Errorf("connect whose socket was closed: %v, want WSAEINTR", e)
		}
	}
	_, to := stuck(t)
	h := tcp4(t)
	limit := time.Now().Add(20 * time.Millisecond)
	core.SetDeadline(h, nil, &limit)
	if e := core.Connect(h, to, spi.Park); e != ws2def.WSAETIMEDOUT {
		t.Errorf("connect beyond its deadline: %v", e)
	}
}

func TestConnectNoRoute(t *testing.T) {
	clause.Covers(t, "S-227")
	start(t)
	h := tcp6(t)
	limit := time.Now().Add(5 * time.Second)
	core.SetDeadline(h, nil, &limit)
	// 2001:db8::/32 is documentation's; a machine with a default route may wait.
	switch e := core.Connect(h, inet6("2001:db8::1", 80), spi.Park); e {
	case ws2def.WSAENETUNREACH, ws2def.WSAEHOSTUNREACH:
	case ws2def.WSAETIMEDOUT:
		t.Skip("this machine has a route to 2001:db8::1")
	default:
		t.Error(e)
	}
}

func TestPeerNameIsRemembered(t *testing.T) {
	clause.Covers(t, "S-255", "S-256", "S-257", "S-258", "S-259", "S-260")
	start(t)
	c, s := pair(t)
	want := peerName(t, c)
	if len(want) != 16 {
		t.Errorf("S-258: length %d", len(want))
	}
	if _, e := core.GetPeerName(c, nil); e != ws2def.WSAEFAULT {
		t.Error("S-256:", e)
	}
	if _, e := core.GetPeerName(c, []byte{}); e != ws2def.WSAEFAULT {
		t.Error("S-257:", e)
	}
	core.Shutdown(c, ws2def.SD_BOTH)
	if diff := cmp.Diff(want, peerName(t, c)); diff != "" {
		t.Error("S-259:", diff)
	}
	reset(t, s)
	eventually(t, int16(ws2def.POLLERR|ws2def.POLLHUP|ws2def.POLLWRNORM), func() int16 { return polled(t, c) })
	if diff := cmp.Diff(want, peerName(t, c)); diff != "" {
		t.Error("S-260:", diff)
	}
	if _, e := core.GetPeerName(tcp4(t), nil); e != ws2def.WSAENOTCONN {
		t.Error("S-255:", e)
	}
}

// reset closes h so that its peer sees a reset.
func reset(t testing.TB, h core.Handle) {
	t.Helper()
	if e := set(h, ws2def.SOL_SOCKET, ws2def.SO_LINGER, []byte{1, 0, 0, 0}); e != 0 {
		t.Fatal("SO_LINGER:", e)
	}
	if e := core.Close(h, spi.Park); e != 0 {
		t.Fatal("Close:", e)
	}
}

func TestAcceptResetConnection(t *testing.T) {
	clause.Covers(t, "S-202", "S-197", "S-704")
	start(t)
	l, port := listener(t)
	c := tcp4(t)
	if e := core.Connect(c, loopback(port), spi.Park); e != 0 {
		t.Fatal(e)
	}
	reset(t, c)
	if _, _, e := core.Accept(l, nil, spi.Park); e != ws2def.WSAECONNRESET {
		t.Errorf("S-202: %v, want WSAECONNRESET", e)
	}
	nonblocking(t, l)
	if _, _, e := core.Accept(l, nil, spi.Park); e != ws2def.WSAEWOULDBLOCK {
		t.Error("S-197:", e)
	}
}

func TestConnectUsesDynamicPorts(t *testing.T) {
	clause.Covers(t, "S-139")
	start(t)
	l, port := listener(t)
	for range 20 {
		h := tcp4(t)
		if e := core.Connect(h, loopback(port), spi.Park); e != 0 {
			t.Fatal(e)
		}
		a, _, e := core.Accept(l, nil, spi.Park)
		if e != 0 {
			t.Fatal(e)
		}
		core.Close(a, spi.Park)
		// The kernel takes the part of the range that the system's own range
		// covers.
		if p := ws2def.Port(name(t, h)); p < 49152 {
			t.Errorf("local port %d", p)
		}
	}
}

func TestLocalName(t *testing.T) {
	clause.Covers(t, "S-250", "S-251", "S-252", "S-707")
	start(t)
	for _, c := range []struct {
		what string
		h    core.Handle
		name []byte
	}{
		{"TCP over IPv4", tcp4(t), loopback(0)},
		{"TCP over IPv6", tcp6(t), inet6("::1", 0)},
		{"UDP over IPv4", fresh(t, ws2def.AF_INET), loopback(0)},
		{"UDP over IPv6", fresh(t, ws2def.AF_INET6), inet6("::1", 0)},
	} {
		buf := make([]byte, 128)
		if n, e := core.GetSockName(c.h, buf); e != ws2def.WSAEINVAL || n != 0 || buf[0] != 0 {
			t.Errorf("S-250, %s: %d, %v", c.what, n, e)
		}
		if e := core.Bind(c.h, c.name); e != 0 {
			t.Errorf("%s: %v", c.what, e)
			continue
		}
		for i := range buf {
			buf[i] = 0xEE
		}
		n, e := core.GetSockName(c.h, buf)
		port := ws2def.Port(buf)
		want := append([]byte(nil), c.name...)
		ws2def.SetPort(want, port)
		if diff := cmp.Diff(want, buf[:n]); diff != "" || e != 0 || port == 0 {
			t.Errorf("S-251, %s: %v (-want +got)\n%s", c.what, e, diff)
		}
		if _, e := core.GetSockName(c.h, make([]byte, len(want)-1)); e != ws2def.WSAEFAULT {
			t.Errorf("S-252, %s: %v", c.what, e)
		}
	}
}

// A socket that listens after a failed connect stays in select's third set.
func TestStatesAfterFailedConnect(t *testing.T) {
	clause.Covers(t, "S-185", "S-236", "S-425", "S-426")
	start(t)
	h := tcp4(t)
	if e := core.Bind(h, loopback(0)); e != 0 {
		t.Fatal(e)
	}
	nonblocking(t, h)
	if e := core.Connect(h, refusing(t), spi.Park); e != ws2def.WSAEWOULDBLOCK {
		t.Fatal(e)
	}
	eventually(t, "x", func() string { return state(t, h) })
	if e := core.Listen(h, 5); e != 0 {
		t.Fatal(e)
	}
	if got := state(t, h); got != "x" {
		t.Errorf("S-425: select %q", got)
	}
	if e := soError(t, h); e != ws2def.WSAECONNREFUSED {
		t.Error("S-236:", e)
	}
	caller(t, ws2def.Port(name(t, h)))
	eventually(t, "rx", func() string { return state(t, h) })
	accepted(t, h)
}
