package resolve

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"winsock/internal/clause"
	"winsock/ws2def"
)

// unixAddr is the sockaddr_un of path, cut to length when that is not 0.
func unixAddr(path string, length int) []byte {
	sa := append([]byte{ws2def.AF_UNIX, 0}, path...)
	if length == 0 {
		length = 110
	}
	return append(sa, make([]byte, max(0, length-len(sa)))...)[:length]
}

func inetAddr(s string) []byte { return sockaddr(netip.MustParseAddrPort(s)) }

func TestAddrPortErrors(t *testing.T) {
	for _, tt := range []struct {
		name string
		sa   []byte
		want ws2def.Errno
	}{
		{"nothing", nil, ws2def.WSAEFAULT},
		{"half a family", []byte{2}, ws2def.WSAEFAULT},
		{"short IPv4", inetAddr("1.2.3.4:5")[:15], ws2def.WSAEFAULT},
		{"short IPv6", inetAddr("[::1]:5")[:27], ws2def.WSAEFAULT},
		{"AF_UNIX", unixAddr("/x", 0), ws2def.WSAEAFNOSUPPORT},
		{"Linux's AF_INET6", append([]byte{10}, inetAddr("[::1]:5")[1:]...), ws2def.WSAEAFNOSUPPORT},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, code := addrPort(tt.sa); code != tt.want {
				t.Errorf("AddrPort = %v, want %v", code, tt.want)
			}
		})
	}
}

func TestAddressToString(t *testing.T) {
	for _, tt := range []struct {
		name string
		sa   []byte
		want string
		code ws2def.Errno
	}{
		{"IPv4", inetAddr("192.168.16.0:0"), "192.168.16.0", 0},
		{"IPv4 and port", inetAddr("1.2.3.4:65535"), "1.2.3.4:65535", 0},
		{"IPv6", inetAddr("[2001:db8::1]:0"), "2001:db8::1", 0},
		{"IPv6 and port", inetAddr("[::1]:80"), "[::1]:80", 0},
		{"scope", inetAddr("[fe80::1%4294967295]:0"), "fe80::1%4294967295", 0},
		{"scope and port", inetAddr("[::1%2]:80"), "[::1%2]:80", 0},
		{"mapped", inetAddr("[::ffff:1.2.3.4]:80"), "[::ffff:1.2.3.4]:80", 0},
		{"path", unixAddr("/run/x", 0), "/run/x", 0},
		{"path as getsockname gives it", unixAddr("/run/x", 9), "/run/x", 0},
		{"unnamed", unixAddr("", 2), "", 0},
		{"path without NUL", unixAddr(strings.Repeat("p", 108), 110), strings.Repeat("p", 108), 0},
		{"short IPv4", inetAddr("1.2.3.4:5")[:15], "", ws2def.WSAEINVAL},
		{"short IPv6", inetAddr("[::1]:5")[:27], "", ws2def.WSAEINVAL},
		{"path beyond the structure", unixAddr("/run/x", 111), "", ws2def.WSAEINVAL},
		{"nothing", nil, "", ws2def.WSAEINVAL},
		{"AF_UNSPEC", make([]byte, 28), "", ws2def.WSAEINVAL},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got, code := AddressToString(tt.sa); got != tt.want || code != tt.code {
				t.Errorf("AddressToString = %q, %v; want %q, %v", got, code, tt.want, tt.code)
			}
		})
	}
}

func TestStringToAddress(t *testing.T) {
	for _, tt := range []struct {
		name   string
		family int32
		text   string
		want   []byte // nil: WSAEINVAL
	}{
		{"IPv4", ws2def.AF_INET, "1.2.3.4", inetAddr("1.2.3.4:0")},
		{"IPv4 and port", ws2def.AF_INET, "1.2.3.4:80", inetAddr("1.2.3.4:80")},
		{"classic IPv4", ws2def.AF_INET, "0x7f.1:80", inetAddr("127.0.0.1:80")},
		{"highest port", ws2def.AF_INET, "1.2.3.4:65535", inetAddr("1.2.3.4:65535")},
		{"port too high", ws2def.AF_INET, "1.2.3.4:65536", nil},
		{"no port after colon", ws2def.AF_INET, "1.2.3.4:", nil},
		{"port with letters", ws2def.AF_INET, "1.2.3.4:80x", nil},
		{"two ports", ws2def.AF_INET, "1.2.3.4:80:81", nil},
		{"only port", ws2def.AF_INET, ":80", nil},
		{"white space", ws2def.AF_INET, "1.2.3.4 ", nil},
		{"empty", ws2def.AF_INET, "", nil},
		{"name", ws2def.AF_INET, "localhost", nil},
		{"IPv6 as IPv4", ws2def.AF_INET, "::1", nil},
		{"IPv6", ws2def.AF_INET6, "::1", inetAddr("[::1]:0")},
		{"brackets", ws2def.AF_INET6, "[::1]", inetAddr("[::1]:0")},
		{"IPv6 and port", ws2def.AF_INET6, "[::1]:80", inetAddr("[::1]:80")},
		{"scope", ws2def.AF_INET6, "fe80::1%2", inetAddr("[fe80::1%2]:0")},
		{"scope 0", ws2def.AF_INET6, "fe80::1%0", inetAddr("[fe80::1]:0")},
		{"scope and port", ws2def.AF_INET6, "[::1%2]:80", inetAddr("[::1%2]:80")},
		{"mapped", ws2def.AF_INET6, "[::ffff:1.2.3.4]:80", inetAddr("[::ffff:1.2.3.4]:80")},
		{"scope by name", ws2def.AF_INET6, "fe80::1%lo", nil},
		{"empty scope", ws2def.AF_INET6, "fe80::1%", nil},
		{"scope too high", ws2def.AF_INET6, "fe80::1%4294967296", nil},
		{"two scopes", ws2def.AF_INET6, "fe80::1%1%2", nil},
		{"open bracket", ws2def.AF_INET6, "[::1", nil},
		{"text after bracket", ws2def.AF_INET6, "[::1]80", nil},
		{"no port after colon in brackets", ws2def.AF_INET6, "[::1]:", nil},
		{"scope outside brackets", ws2def.AF_INET6, "[fe80::1]%2", nil},
		{"IPv4 as IPv6", ws2def.AF_INET6, "1.2.3.4", nil},
		{"path", ws2def.AF_UNIX, "/run/x", unixAddr("/run/x", 0)},
		{"longest path", ws2def.AF_UNIX, strings.Repeat("p", 107), unixAddr(strings.Repeat("p", 107), 0)},
		{"path too long", ws2def.AF_UNIX, strings.Repeat("p", 108), nil},
		{"empty path", ws2def.AF_UNIX, "", nil},
		{"path with NUL", ws2def.AF_UNIX, "a\x00b", nil},
		{"AF_UNSPEC", ws2def.AF_UNSPEC, "1.2.3.4", nil},
		{"AF_NETBIOS", ws2def.AF_NETBIOS, "x", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var wantCode ws2def.Errno
			if tt.want == nil {
				wantCode = ws2def.WSAEINVAL
			}
			got, code := StringToAddress(tt.text, tt.family)
			if diff := cmp.Diff(tt.want, got); diff != "" || code != wantCode {
				t.Errorf("StringToAddress(%q) = %v (-want +got)\n%s", tt.text, code, diff)
			}
		})
	}
}

// A sockaddr_un is a u16 family and 108 bytes of path, NUL-terminated.
func TestS475_UnixSockaddr(t *testing.T) {
	clause.Covers(t, "S-475")
	got, code := StringToAddress("/tmp/é", ws2def.AF_UNIX)
	want := append([]byte{1, 0}, "/tmp/\xc3\xa9"...)
	want = append(want, make([]byte, 110-len(want))...)
	if diff := cmp.Diff(want, got); diff != "" || code != 0 {
		t.Errorf("StringToAddress = %v (-want +got)\n%s", code, diff)
	}
}

func TestAddressTextRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		port := rapid.Uint16().Draw(t, "port")
		var ip netip.Addr
		if rapid.Bool().Draw(t, "IPv4") {
			ip = netip.AddrFrom4([4]byte(rapid.SliceOfN(rapid.Byte(), 4, 4).Draw(t, "ip")))
		} else {
			ip = netip.AddrFrom16([16]byte(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "ip")))
			ip = withScope(ip, rapid.Uint32().Draw(t, "scope"))
		}
		sa := sockaddr(netip.AddrPortFrom(ip, port))
		text, code := AddressToString(sa)
		if code != 0 {
			t.Fatal(code)
		}
		got, code := StringToAddress(text, familyOf(ip))
		if diff := cmp.Diff(sa, got); diff != "" || code != 0 {
			t.Errorf("StringToAddress(%q) = %v (-want +got)\n%s", text, code, diff)
		}
	})
}
