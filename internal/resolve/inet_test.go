package resolve

import (
	"encoding/binary"
	"net/netip"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"winsock/internal/clause"
	"winsock/ws2def"
)

// The functions take no Resolver and no started library: S-012.
func TestS012_InetAddr(t *testing.T) {
	clause.Covers(t, "S-012")
	const none = "none"
	for _, tt := range []struct{ name, text, want string }{
		{"decimal", "4.3.2.16", "4.3.2.16"},
		{"octal", "004.003.002.020", "4.3.2.16"},
		{"hexadecimal", "0x4.0x3.0x2.0x10", "4.3.2.16"},
		{"mixed", "4.003.002.0x10", "4.3.2.16"},
		{"upper case hexadecimal", "0XC0.0XA8.0X0.0XFe", "192.168.0.254"},
		{"three parts", "128.10.65535", "128.10.255.255"},
		{"two parts", "127.1", "127.0.0.1"},
		{"two parts, 24 bits", "10.16777215", "10.255.255.255"},
		{"one part", "1", "0.0.0.1"},
		{"one part, hexadecimal", "0x7f000001", "127.0.0.1"},
		{"one part, octal", "017700000001", "127.0.0.1"},
		{"zero", "0", "0.0.0.0"},
		{"all ones looks like an error", "255.255.255.255", none},
		{"white space ends it", "1.2.3.4 rest", "1.2.3.4"},
		{"line end", "1.2.3.4\r\n", "1.2.3.4"},
		{"a space", " ", "0.0.0.0"},
		{"spaces", " \t ", "0.0.0.0"},
		{"leading space", " 1.2.3.4", none},
		{"empty", "", none},
		{"part above 255", "1.2.3.256", none},
		{"first part above 255", "256.1", none},
		{"16 bits exceeded", "1.2.65536", none},
		{"24 bits exceeded", "1.16777216", none},
		{"32 bits exceeded", "4294967296", none},
		{"64 bits exceeded", "99999999999999999999", none},
		{"five parts", "1.2.3.4.5", none},
		{"empty part", "1..3.4", none},
		{"final dot", "1.2.3.4.", none},
		{"dot", ".", none},
		{"bad octal", "1.2.3.08", none},
		{"bare 0x", "1.2.3.0x", none},
		{"letter", "1.2.3.a", none},
		{"sign", "1.2.3.+4", none},
		{"underscore", "1_0.2.3.4", none},
		{"port", "1.2.3.4:80", none},
		{"NUL inside", "1.2.3.4\x00", none},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := InetAddr(tt.text)
			if tt.want == none {
				if got != ws2def.INADDR_NONE {
					t.Errorf("InetAddr(%q) = %#x, want INADDR_NONE", tt.text, got)
				}
				return
			}
			if text := InetNtoa(got); text != tt.want {
				t.Errorf("InetAddr(%q) = %s, want %s", tt.text, text, tt.want)
			}
		})
	}
}

// The value's bytes in memory are in network order.
func TestS012_InetNtoaByteOrder(t *testing.T) {
	clause.Covers(t, "S-012")
	if got, want := InetNtoa(binary.NativeEndian.Uint32([]byte{192, 168, 16, 34})), "192.168.16.34"; got != want {
		t.Errorf("InetNtoa = %s, want %s", got, want)
	}
	if got, want := InetAddr("127.0.0.1"), binary.NativeEndian.Uint32([]byte{127, 0, 0, 1}); got != want {
		t.Errorf("InetAddr = %#x, want %#x", got, want)
	}
}

func TestInetAddrRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		addr := rapid.Uint32Max(ws2def.INADDR_NONE-1).Draw(t, "addr")
		if got := InetAddr(InetNtoa(addr)); got != addr {
			t.Errorf("InetAddr(%q) = %#x, want %#x", InetNtoa(addr), got, addr)
		}
	})
}

func TestInetPton(t *testing.T) {
	v6 := func(tail ...byte) []byte { return append(make([]byte, 16-len(tail)), tail...) }
	for _, tt := range []struct {
		name   string
		family int32
		text   string
		want   []byte // nil: not an address
		code   ws2def.Errno
	}{
		{"IPv4", ws2def.AF_INET, "192.168.16.0", []byte{192, 168, 16, 0}, 0},
		{"IPv4 is strict", ws2def.AF_INET, "127.1", nil, 0},
		{"no octal", ws2def.AF_INET, "01.2.3.4", nil, 0},
		{"no hexadecimal", ws2def.AF_INET, "0x1.2.3.4", nil, 0},
		{"no white space", ws2def.AF_INET, "1.2.3.4 ", nil, 0},
		{"above 255", ws2def.AF_INET, "1.2.3.256", nil, 0},
		{"empty", ws2def.AF_INET, "", nil, 0},
		{"IPv6 as IPv4", ws2def.AF_INET, "::1", nil, 0},
		{"loopback", ws2def.AF_INET6, "::1", v6(1), 0},
		{"unspecified", ws2def.AF_INET6, "::", v6(), 0},
		{"in full", ws2def.AF_INET6, "0:0:0:0:0:0:0:1", v6(1), 0},
		{"upper case", ws2def.AF_INET6, "::FFFF:1", v6(0xff, 0xff, 0, 1), 0},
		{"mapped", ws2def.AF_INET6, "::ffff:1.2.3.4", v6(0xff, 0xff, 1, 2, 3, 4), 0},
		{"compatible", ws2def.AF_INET6, "::1.2.3.4", v6(1, 2, 3, 4), 0},
		{"IPv4 as IPv6", ws2def.AF_INET6, "1.2.3.4", nil, 0},
		{"scope", ws2def.AF_INET6, "fe80::1%1", nil, 0},
		{"brackets", ws2def.AF_INET6, "[::1]", nil, 0},
		{"two gaps", ws2def.AF_INET6, "1::2::3", nil, 0},
		{"nine parts", ws2def.AF_INET6, "1:2:3:4:5:6:7:8:9", nil, 0},
		{"five digits", ws2def.AF_INET6, "::12345", nil, 0},
		{"AF_UNIX", ws2def.AF_UNIX, "x", nil, ws2def.WSAEAFNOSUPPORT},
		{"AF_UNSPEC", ws2def.AF_UNSPEC, "1.2.3.4", nil, ws2def.WSAEAFNOSUPPORT},
		{"Linux's AF_INET6", 10, "::1", nil, ws2def.WSAEAFNOSUPPORT},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, ok, code := InetPton(tt.family, tt.text)
			if diff := cmp.Diff(tt.want, got); diff != "" || code != tt.code || ok != (tt.want != nil) {
				t.Errorf("InetPton(%d, %q) = %v, %t, %v; want %v, %v", tt.family, tt.text, got, ok, code, tt.want, tt.code)
			}
		})
	}
}

func TestInetNtop(t *testing.T) {
	for _, tt := range []struct{ name, address, want string }{
		{"IPv4", "192.168.16.0", "192.168.16.0"},
		{"unspecified", "::", "::"},
		{"loopback", "::1", "::1"},
		{"host number below 65536", "::ffff", "::ffff"},
		{"compatible", "::1.2.3.4", "::1.2.3.4"},
		{"compatible, small", "::0.1.0.2", "::0.1.0.2"},
		{"mapped", "::ffff:1.2.3.4", "::ffff:1.2.3.4"},
		{"ISATAP", "fe80::5efe:1.2.3.4", "fe80::5efe:1.2.3.4"},
		{"ISATAP, universal", "2001:db8::200:5efe:192.0.2.1", "2001:db8::200:5efe:192.0.2.1"},
		{"ISATAP, zeros in the tail stay", "2001:db8:1:2:0:5efe:0.0.0.0", "2001:db8:1:2:0:5efe:0.0.0.0"},
		{"first of the longest gaps", "2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"},
		{"the longest gap", "2001:0:0:1:0:0:0:1", "2001:0:0:1::1"},
		{"one zero stays", "2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"},
		{"no leading zeros", "2001:0db8::0001", "2001:db8::1"},
		{"lower case", "2001:DB8::AAAA", "2001:db8::aaaa"},
		{"gap at the end", "2001:db8:1::", "2001:db8:1::"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			ip := netip.MustParseAddr(tt.address)
			got, code := InetNtop(familyOf(ip), ip.AsSlice())
			if got != tt.want || code != 0 {
				t.Errorf("InetNtop(%s) = %q, %v; want %q", tt.address, got, code, tt.want)
			}
		})
	}
	for _, tt := range []struct {
		name   string
		family int32
		length int
		want   ws2def.Errno
	}{
		{"short IPv4", ws2def.AF_INET, 3, ws2def.WSAEFAULT},
		{"short IPv6", ws2def.AF_INET6, 15, ws2def.WSAEFAULT},
		{"family", ws2def.AF_UNSPEC, 16, ws2def.WSAEAFNOSUPPORT},
		{"Linux's AF_INET6", 10, 16, ws2def.WSAEAFNOSUPPORT},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got, code := InetNtop(tt.family, make([]byte, tt.length)); got != "" || code != tt.want {
				t.Errorf("InetNtop = %q, %v; want %v", got, code, tt.want)
			}
		})
	}
}

func TestInetNtopRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		// Parts of few values, so that gaps and embedded IPv4 are common.
		part := rapid.SampledFrom([]byte{0, 0, 0, 1, 0xff, 0x5e, 0xfe, 0x02})
		family, length := int32(ws2def.AF_INET6), 16
		if rapid.Bool().Draw(t, "IPv4") {
			family, length = ws2def.AF_INET, 4
		}
		addr := rapid.SliceOfN(part, length, length).Draw(t, "addr")
		text, code := InetNtop(family, addr)
		if code != 0 {
			t.Fatal(code)
		}
		got, ok, code := InetPton(family, text)
		if diff := cmp.Diff(addr, got); diff != "" || !ok || code != 0 {
			t.Errorf("InetPton(%q) = %v, %t, %v; want %v", text, got, ok, code, addr)
		}
		if len(text) >= 46 {
			t.Errorf("%q does not fit INET6_ADDRSTRLEN of RFC 3493", text)
		}
	})
}
