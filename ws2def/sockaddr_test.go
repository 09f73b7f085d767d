package ws2def

import (
	"bytes"
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPutAddrPort(t *testing.T) {
	const v6 = "\x17\x00\x1f\x90\x00\x00\x00\x00"
	for _, tt := range []struct {
		name   string
		family uint16
		ap     string
		want   string
	}{
		{"IPv4", AF_INET, "192.0.2.1:8080", "\x02\x00\x1f\x90\xc0\x00\x02\x01\x00\x00\x00\x00\x00\x00\x00\x00"},
		{"mapped as IPv4", AF_INET, "[::ffff:192.0.2.1]:8080", "\x02\x00\x1f\x90\xc0\x00\x02\x01\x00\x00\x00\x00\x00\x00\x00\x00"},
		{"IPv6", AF_INET6, "[2001:db8::1]:8080", v6 + "\x20\x01\x0d\xb8\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x00"},
		{"scope", AF_INET6, "[fe80::1%259]:8080", v6 + "\xfe\x80\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x03\x01\x00\x00"},
		{"IPv4 as mapped", AF_INET6, "192.0.2.1:8080", v6 + "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xff\xff\xc0\x00\x02\x01\x00\x00\x00\x00"},
		{"IPv6 as IPv4", AF_INET, "[2001:db8::1]:8080", ""},
		{"zone by name", AF_INET6, "[fe80::1%eth0]:8080", ""},
		{"zone too large", AF_INET6, "[fe80::1%4294967296]:8080", ""},
		{"other family", AF_UNIX, "192.0.2.1:8080", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			ap := netip.MustParseAddrPort(tt.ap)
			buf := make([]byte, SizeofSockaddrAny)
			got := string(buf[:PutAddrPort(buf, tt.family, ap)])
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("bytes (-want +got):\n%s", diff)
			}
			for n := range len(tt.want) {
				if got := PutAddrPort(make([]byte, n), tt.family, ap); got != 0 {
					t.Errorf("a buffer of %d bytes got %d", n, got)
				}
			}
		})
	}
	if n := PutAddrPort(make([]byte, 28), AF_INET6, netip.AddrPort{}); n != 0 {
		t.Errorf("an invalid address took %d bytes", n)
	}
}

func TestParseAddrPort(t *testing.T) {
	for _, tt := range []struct {
		name  string
		sa    string
		ap    string
		scope uint32
	}{
		{"IPv4", "\x02\x00\x1f\x90\xc0\x00\x02\x01\x00\x00\x00\x00\x00\x00\x00\x00", "192.0.2.1:8080", 0},
		{"longer than needed", "\x02\x00\x00\x50\x7f\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00more", "127.0.0.1:80", 0},
		{"one byte short", "\x02\x00\x1f\x90\xc0\x00\x02\x01\x00\x00\x00\x00\x00\x00\x00", "", 0},
		{"old IPv6 address", "\x17\x00\x00\x50" + strings.Repeat("\x00", 20), "", 0},
		{"IPv6", "\x17\x00\x00\x50\x01\x02\x03\x04" + strings.Repeat("\x00", 15) + "\x01\x05\x00\x00\x00", "[::1]:80", 5},
		{"mapped", "\x17\x00\x00\x50\x00\x00\x00\x00" + strings.Repeat("\x00", 10) + "\xff\xff\x7f\x00\x00\x01\x00\x00\x00\x00", "[::ffff:127.0.0.1]:80", 0},
		{"other family", "\x01\x00" + strings.Repeat("\x00", 30), "", 0},
		{"empty", "", "", 0},
		{"one byte", "\x02", "", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			ap, scope, ok := ParseAddrPort([]byte(tt.sa))
			got := ""
			if ok {
				got = ap.String()
			}
			if got != tt.ap || scope != tt.scope {
				t.Errorf("got %q scope %d, want %q scope %d", got, scope, tt.ap, tt.scope)
			}
		})
	}
}

func TestWithScope(t *testing.T) {
	for _, tt := range []struct {
		ap    string
		scope uint32
		want  string
	}{
		{"[fe80::1]:80", 7, "[fe80::1%7]:80"},
		{"[fe80::1]:80", 0, "[fe80::1]:80"},
		{"127.0.0.1:80", 7, "127.0.0.1:80"},
	} {
		if got := WithScope(netip.MustParseAddrPort(tt.ap), tt.scope).String(); got != tt.want {
			t.Errorf("WithScope(%s, %d) = %s, want %s", tt.ap, tt.scope, got, tt.want)
		}
	}
}

func TestPort(t *testing.T) {
	for _, family := range []uint16{AF_INET, AF_INET6} {
		sa := make([]byte, SockaddrLen(family))
		PutAddrPort(sa, family, netip.MustParseAddrPort("127.0.0.1:258"))
		if got := Port(sa); got != 258 {
			t.Errorf("port is %d, want 258", got)
		}
		SetPort(sa, 772)
		if got := Port(sa); got != 772 || sa[2] != 3 || sa[3] != 4 {
			t.Errorf("port is %d, % x", got, sa[2:4])
		}
	}
	unix := []byte{1, 0, 'a', 'b'}
	SetPort(unix, 1)
	SetPort([]byte{2, 0, 1}, 1)
	if !bytes.Equal(unix, []byte{1, 0, 'a', 'b'}) || Port(unix) != 0 || Port([]byte{2, 0, 1}) != 0 || SockaddrLen(AF_IPX) != 0 {
		t.Error("an address without a port has one")
	}
}

func TestUnixPath(t *testing.T) {
	for _, tt := range []struct {
		name string
		path string
		want int
	}{
		{"unnamed", "", 2},
		{"one character", "x", 4},
		{"relative", "./a/b", 8},
		{"longest", strings.Repeat("p", 107), 110},
		{"too long", strings.Repeat("p", 108), 0},
		{"zero byte", "a\x00b", 0},
		{"abstract", "\x00a", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			buf := bytes.Repeat([]byte{0xEE}, SizeofSockaddrAny)
			n := PutUnix(buf, tt.path)
			if n != tt.want {
				t.Fatalf("length %d, want %d", n, tt.want)
			}
			if n == 0 {
				return
			}
			if got, ok := UnixPath(buf[:n]); !ok || got != tt.path {
				t.Errorf("read back %q, %t", got, ok)
			}
			if short := PutUnix(make([]byte, n-1), tt.path); short != 0 {
				t.Errorf("a buffer one byte short got %d", short)
			}
		})
	}
	for name, sa := range map[string]string{"empty": "", "other family": "\x02\x00x", "too long": "\x01\x00" + strings.Repeat("p", 109)} {
		if got, ok := UnixPath([]byte(sa)); ok {
			t.Errorf("%s gave the path %q", name, got)
		}
	}
	if got, ok := UnixPath([]byte("\x01\x00x")); !ok || got != "x" {
		t.Errorf("a path without a zero byte is %q, %t", got, ok)
	}
}

func TestCodecsDoNotAllocate(t *testing.T) {
	buf := make([]byte, SizeofSockaddrAny)
	v4, v6 := netip.MustParseAddrPort("192.0.2.1:80"), netip.MustParseAddrPort("[fe80::1%3]:80")
	if n := testing.AllocsPerRun(100, func() {
		PutAddrPort(buf, AF_INET, v4)
		ParseAddrPort(buf)
		PutAddrPort(buf, AF_INET6, v6)
		ParseAddrPort(buf)
		PutUnix(buf, "/tmp/socket")
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// FuzzAddrPort shows that decode(encode(x)) is x.
func FuzzAddrPort(f *testing.F) {
	f.Add([]byte{127, 0, 0, 1}, uint16(80), uint32(0))
	f.Add([]byte("\xfe\x80\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01"), uint16(0), uint32(0xFFFFFFFF))
	f.Add([]byte("\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xff\xff\x7f\x00\x00\x01"), uint16(65535), uint32(1))
	f.Fuzz(func(t *testing.T, ip []byte, port uint16, scope uint32) {
		addr, ok := netip.AddrFromSlice(ip)
		if !ok {
			return
		}
		want := WithScope(netip.AddrPortFrom(addr, port), scope)
		family := uint16(AF_INET6)
		if addr.Is4() {
			family = AF_INET
		}
		buf := make([]byte, SizeofSockaddrAny)
		n := PutAddrPort(buf, family, want)
		if n != SockaddrLen(family) || Family(buf) != family || Port(buf) != port {
			t.Fatalf("%v became % x", want, buf[:n])
		}
		ap, back, ok := ParseAddrPort(buf[:n])
		if got := WithScope(ap, back); !ok || got != want {
			t.Fatalf("%v became %v", want, got)
		}
	})
}

// FuzzParse shows that no bytes make a decoder panic, and that what was
// decoded encodes to the same address.
func FuzzParse(f *testing.F) {
	f.Add([]byte(nil))
	f.Add([]byte{2})
	f.Add([]byte("\x02\x00\x1f\x90\xc0\x00\x02\x01\x00\x00\x00\x00\x00\x00\x00\x00"))
	f.Add([]byte("\x17\x00\x1f\x90" + strings.Repeat("\xfe", 24)))
	f.Add([]byte("\x01\x00/tmp/x\x00"))
	f.Fuzz(func(t *testing.T, sa []byte) {
		family := Family(sa)
		buf := make([]byte, SizeofSockaddrAny)
		if ap, scope, ok := ParseAddrPort(sa); ok {
			n := PutAddrPort(buf, family, WithScope(ap, scope))
			again, scope2, ok := ParseAddrPort(buf[:n])
			if !ok || again != ap || scope2 != scope || Port(sa) != ap.Port() {
				t.Fatalf("% x is %v scope %d, again %v scope %d", sa, ap, scope, again, scope2)
			}
		}
		if path, ok := UnixPath(sa); ok && len(path) < 108 {
			if again, ok := UnixPath(buf[:PutUnix(buf, path)]); !ok || again != path {
				t.Fatalf("% x is %q, again %q", sa, path, again)
			}
		}
		SetPort(sa, Port(sa))
	})
}

func BenchmarkAddrPort(b *testing.B) {
	for name, ap := range map[string]netip.AddrPort{
		"inet4": netip.MustParseAddrPort("192.0.2.1:80"),
		"inet6": netip.MustParseAddrPort("[2001:db8::1]:80"),
	} {
		b.Run(name, func(b *testing.B) {
			family := uint16(AF_INET)
			if ap.Addr().Is6() {
				family = AF_INET6
			}
			buf := make([]byte, SizeofSockaddrAny)
			b.ReportAllocs()
			for b.Loop() {
				n := PutAddrPort(buf, family, ap)
				if got, _, _ := ParseAddrPort(buf[:n]); got != ap {
					b.Fatal("wrong")
				}
			}
		})
	}
}
