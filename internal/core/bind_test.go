package core_test

import (
	"encoding/binary"
	"net"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/ws2def"
)

// foreignListener is the port of a listener that is none of winsock's; port 0
// asks for any.
func foreignListener(t testing.TB, port int) string {
	t.Helper()
	l, err := net.ListenTCP("tcp4", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: port})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return strconv.Itoa(l.Addr().(*net.TCPAddr).Port)
}

// foreignDatagram is the port of a UDP socket that is none of winsock's.
func foreignDatagram(t testing.TB) string {
	t.Helper()
	c, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return strconv.Itoa(c.LocalAddr().(*net.UDPAddr).Port)
}

// scoped is a sockaddr_in6 with a scope id.
func scoped(ip string, scope uint32) []byte {
	sa := inet6(ip, 0)
	binary.LittleEndian.PutUint32(sa[24:], scope)
	return sa
}

func TestBindArguments(t *testing.T) {
	clause.Covers(t, "S-122", "S-123", "S-124", "S-125", "S-126", "S-127", "S-130", "S-131", "S-135", "S-470")
	start(t)
	loopbackIndex := uint32(1)
	if i, err := net.InterfaceByName("lo"); err == nil {
		loopbackIndex = uint32(i.Index)
	}
	v4, v6 := int32(ws2def.AF_INET), int32(ws2def.AF_INET6)
	const tcp, udp = ws2def.IPPROTO_TCP, ws2def.IPPROTO_UDP
	tests := []struct {
		id, what         string
		family, protocol int32
		name             []byte
		want             core.Errno
	}{
		{"S-122", "NULL", v4, tcp, nil, ws2def.WSAEFAULT},
		{"S-123", "empty", v4, tcp, []byte{}, ws2def.WSAEFAULT},
		{"S-123", "15 bytes", v4, tcp, loopback(0)[:15], ws2def.WSAEFAULT},
		{"S-123", "old sockaddr_in6", v6, tcp, inet6("::1", 0)[:24], ws2def.WSAEFAULT},
		{"S-124", "sockaddr_storage", v4, tcp, append(loopback(0), make([]byte, 112)...), 0},
		{"S-124", "sockaddr_storage, IPv6", v6, udp, append(inet6("::1", 0), make([]byte, 100)...), 0},
		{"S-125", "IPv6 name", v4, tcp, inet6("::1", 0), ws2def.WSAEAFNOSUPPORT},
		{"S-125", "IPv4 name", v6, tcp, append(loopback(0), make([]byte, 12)...), ws2def.WSAEAFNOSUPPORT},
		{"S-126", "not local", v4, tcp, inet4(192, 0, 2, 0, 0), ws2def.WSAEADDRNOTAVAIL},
		{"S-126", "not local", v4, udp, inet4(192, 0, 2, 0, 0), ws2def.WSAEADDRNOTAVAIL},
		{"S-126", "not local", v6, tcp, inet6("2001:db8::1", 0), ws2def.WSAEADDRNOTAVAIL},
		{"S-127", "multicast", v4, udp, inet4(224, 0, 0, 1, 0), ws2def.WSAEADDRNOTAVAIL},
		{"S-127", "multicast", v4, tcp, inet4(239, 1, 2, 3, 0), ws2def.WSAEADDRNOTAVAIL},
		{"S-127", "multicast", v6, udp, inet6("ff02::1", 0), ws2def.WSAEADDRNOTAVAIL},
		{"S-130", "broadcast", v4, udp, inet4(255, 255, 255, 255, 0), ws2def.WSAEACCES},
		{"S-131", "wrong scope", v6, tcp, scoped("::1", loopbackIndex+1000), ws2def.WSAEADDRNOTAVAIL},
		{"S-131", "wrong scope", v6, udp, scoped("fe80::1", 100000), ws2def.WSAEADDRNOTAVAIL},
		{"S-131", "right scope", v6, tcp, scoped("::1", loopbackIndex), 0},
		{"S-470", "mapped, IPv6 only", v6, tcp, inet6("::ffff:127.0.0.1", 0), ws2def.WSAEADDRNOTAVAIL},
	}
	for _, tt := range tests {
		t.Run(tt.id+" "+tt.what, func(t *testing.T) {
			typ := int32(ws2def.SOCK_STREAM)
			if tt.protocol == udp {
				typ = ws2def.SOCK_DGRAM
			}
			h := create(t, tt.family, typ, tt.protocol)
			if e := core.Bind(h, tt.name); e != tt.want {
				t.Fatalf("Bind: %v, want %v", e, tt.want)
			}
			if tt.want == 0 {
				return
			}
			if n, e := core.GetSockName(h, make([]byte, 128)); e != ws2def.WSAEINVAL {
				t.Errorf("S-135: GetSockName after it: %d, %v", n, e)
			}
			good := loopback(0)
			if tt.family == v6 {
				good = inet6("::1", 0)
			}
			if e := core.Bind(h, good); e != 0 {
				t.Errorf("S-135: the next Bind: %v", e)
			}
		})
	}
}

func TestBroadcastBindWithPermission(t *testing.T) {
	clause.Covers(t, "S-130")
	start(t)
	h := create(t, ws2def.AF_INET, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP)
	if e := set(h, ws2def.SOL_SOCKET, ws2def.SO_BROADCAST, le32(1)); e != 0 {
		t.Fatal(e)
	}
	if e := core.Bind(h, inet4(255, 255, 255, 255, 0)); e != 0 {
		t.Error(e)
	}
}

func TestBindTwice(t *testing.T) {
	clause.Covers(t, "S-128", "S-134")
	start(t)
	h := tcp4(t)
	if e := core.Bind(h, loopback(0)); e != 0 {
		t.Fatal(e)
	}
	for what, sa := range map[string][]byte{"same": name(t, h), "other": loopback(0), "NULL": nil} {
		if e := core.Bind(h, sa); e != ws2def.WSAEINVAL {
			t.Errorf("%s address: %v, want WSAEINVAL", what, e)
		}
	}
	for _, bad := range []core.Handle{0, 0xDEAD, ws2def.InvalidHandle} {
		if e := core.Bind(bad, loopback(0)); e != ws2def.WSAENOTSOCK {
			t.Errorf("Bind(%#x): %v, want WSAENOTSOCK", bad, e)
		}
	}
}

// A failed bind leaves nothing behind that would spoil the next one.
func TestFailedBindLeavesUnbound(t *testing.T) {
	clause.Covers(t, "S-135")
	start(t)
	us := ourselves(t)
	for _, protocol := range []string{"tcp", "udp"} {
		port := us.do("bind x " + protocol + " EXCL 127.0.0.1 0")
		n, _ := strconv.Atoi(port)
		h, _, e := bindAs(protocol, "none", "127.0.0.9", "0")
		if e != 0 {
			t.Fatal(e)
		}
		us.sockets["spare "+protocol] = h
		typ := number(t, h, ws2def.SOL_SOCKET, ws2def.SO_TYPE)
		h = create(t, ws2def.AF_INET, typ, 0)
		if e := core.Bind(h, loopback(uint16(n))); e != ws2def.WSAEADDRINUSE {
			t.Fatal(protocol, e)
		}
		if e := core.Bind(h, inet4(127, 0, 0, 7, uint16(n))); e != 0 {
			t.Error(protocol, e)
		}
		if got := us.do("bind z " + protocol + " none 127.0.0.7 " + port); got != "WSAEADDRINUSE" {
			t.Error(protocol, "the second bind is not known:", got)
		}
	}
}

func TestPortZero(t *testing.T) {
	clause.Covers(t, "S-133", "S-136", "S-139")
	start(t)
	seen := map[string]map[uint16]bool{}
	for _, tt := range []struct{ protocol, use, address string }{
		{"tcp", "none", "0.0.0.0"},
		{"udp", "none", "0.0.0.0"},
		{"tcp", "REUSE", "127.0.0.1"},
		{"udp", "REUSE", "127.0.0.1"},
		{"tcp", "EXCL", "::"},
		{"udp", "EXCL", "::1"},
	} {
		if seen[tt.protocol] == nil {
			seen[tt.protocol] = map[uint16]bool{}
		}
		for range 50 {
			h, _, e := bindAs(tt.protocol, tt.use, tt.address, "0")
			if e != 0 {
				t.Fatal(tt, e)
			}
			t.Cleanup(func() { core.Close(h, 0) })
			local := name(t, h)
			port := ws2def.Port(local)
			if port < 49152 {
				t.Errorf("%v: port %d", tt, port)
			}
			// 127.0.0.1 and the wildcards overlap, so no port comes twice, whatever
			// the options say.
			if tt.address != "::1" && seen[tt.protocol][port] {
				t.Errorf("%v: port %d a second time", tt, port)
			}
			seen[tt.protocol][port] = true
			if tt.address == "0.0.0.0" {
				if diff := cmp.Diff(inet4(0, 0, 0, 0, port), local); diff != "" {
					t.Errorf("S-136 (-want +got):\n%s", diff)
				}
			}
		}
	}
}

// A link-local address finds its interface by itself.
func TestLinkLocalScope(t *testing.T) {
	clause.Covers(t, "S-132")
	start(t)
	interfaces, err := net.Interfaces()
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range interfaces {
		addrs, _ := i.Addrs()
		for _, a := range addrs {
			ip := a.(*net.IPNet).IP
			if ip.To4() != nil || !ip.IsLinkLocalUnicast() {
				continue
			}
			h := tcp6(t)
			if e := core.Bind(h, scoped(ip.String(), 0)); e != 0 {
				t.Fatalf("%v: %v", ip, e)
			}
			if got := binary.LittleEndian.Uint32(name(t, h)[24:]); got != uint32(i.Index) {
				t.Errorf("%v: scope %d, want %d", ip, got, i.Index)
			}
			return
		}
	}
	t.Skip("no link-local address here")
}
