package resolve

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"winsock/ws2def"
)

// The examples of RFC 6724, section 10.2, that need no home or deprecated
// address, and what they leave out. Each destination is followed by the source
// that leads to it; "-" is none.
func TestOrder(t *testing.T) {
	for _, tt := range []struct {
		name   string
		routes string // destination=source, in the order given
		want   string
	}{
		{"matching scope", "198.51.100.121=169.254.13.78 2001:db8:1::1=2001:db8:1::2", "2001:db8:1::1 198.51.100.121"},
		{"matching scope, IPv4", "2001:db8:1::1=fe80::1 198.51.100.121=198.51.100.117", "198.51.100.121 2001:db8:1::1"},
		{"precedence", "10.1.2.3=10.1.2.4 2001:db8:1::1=2001:db8:1::2", "2001:db8:1::1 10.1.2.3"},
		{"smaller scope", "2001:db8:1::1=2001:db8:1::2 fe80::1=fe80::2", "fe80::1 2001:db8:1::1"},
		{"matching label", "2001:db8:1::1=2002:c633:6401::2 2002:c633:6401::1=2002:c633:6401::2", "2002:c633:6401::1 2001:db8:1::1"},
		{"precedence of native", "2002:c633:6401::1=2002:c633:6401::2 2001:db8:1::1=2001:db8:1::2", "2001:db8:1::1 2002:c633:6401::1"},
		{"longest prefix", "2001:db8:3ffe::1=2001:db8:1::2 2001:db8:1::1=2001:db8:1::2", "2001:db8:1::1 2001:db8:3ffe::1"},
		{"unusable last", "2001:db8::1=- 192.0.2.1=192.0.2.9", "192.0.2.1 2001:db8::1"},
		{"loopback first", "127.0.0.1=127.0.0.1 ::1=::1", "::1 127.0.0.1"},
		{"equals keep their order", "192.0.2.2=10.0.0.1 192.0.2.1=10.0.0.1 192.0.2.3=10.0.0.1", "192.0.2.2 192.0.2.1 192.0.2.3"},
		{"a common prefix of IPv4 says nothing", "203.0.113.1=10.0.0.1 10.0.0.2=10.0.0.1", "203.0.113.1 10.0.0.2"},
		{"unique local after IPv4", "fd00::1=fd00::2 192.0.2.1=192.0.2.9", "192.0.2.1 fd00::1"},
		{"Teredo after IPv4", "2001::1=2001::2 192.0.2.1=192.0.2.9", "192.0.2.1 2001::1"},
		{"site-local scope", "fec0::1=fec0::2 3ffe::1=3ffe::2", "fec0::1 3ffe::1"},
		{"multicast scope", "ff0e::1=2001:db8::1 ff02::1=fe80::1", "ff02::1 ff0e::1"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			sources := map[netip.Addr]netip.Addr{}
			var dests []netip.AddrPort
			for _, pair := range strings.Fields(tt.routes) {
				to, from, _ := strings.Cut(pair, "=")
				ip := netip.MustParseAddr(to)
				sources[ip], _ = netip.ParseAddr(from)
				dests = append(dests, netip.AddrPortFrom(ip, 80))
			}
			r := &Resolver{sourceFor: func(to netip.Addr) netip.Addr { return sources[to] }}
			given := append([]netip.AddrPort(nil), dests...)

			var got []string
			for _, to := range r.Order(dests, Reach{Family: ws2def.AF_INET6, DualMode: true}) {
				if to.Port() != 80 || !to.Addr().Is6() {
					t.Errorf("destination %v, want IPv6 and port 80", to)
				}
				got = append(got, to.Addr().Unmap().String())
			}
			if text := strings.Join(got, " "); text != tt.want {
				t.Errorf("Order(%s) = %s, want %s", tt.routes, text, tt.want)
			}
			if diff := cmp.Diff(given, dests, cmp.Comparer(func(a, b netip.AddrPort) bool { return a == b })); diff != "" {
				t.Errorf("Order changed its argument\n%s", diff)
			}
		})
	}
}

func TestOrderReach(t *testing.T) {
	const dests = "192.0.2.1 2001:db8::1 ::ffff:192.0.2.2"
	r, _ := nameServer(t, testZone)
	for _, tt := range []struct {
		name  string
		reach Reach
		want  string
	}{
		{"IPv4 socket", Reach{Family: ws2def.AF_INET}, "192.0.2.1 192.0.2.2"},
		{"IPv6 socket", Reach{Family: ws2def.AF_INET6}, "2001:db8::1"},
		{"dual mode", Reach{Family: ws2def.AF_INET6, DualMode: true}, "2001:db8::1 ::ffff:192.0.2.1 ::ffff:192.0.2.2"},
		{"bound to a mapped address", Reach{ws2def.AF_INET6, true, netip.MustParseAddr("::ffff:192.0.2.99")}, "::ffff:192.0.2.1 ::ffff:192.0.2.2"},
		{"bound to an IPv6 address", Reach{ws2def.AF_INET6, true, netip.MustParseAddr("2001:db8::99")}, "2001:db8::1"},
		{"bound to any", Reach{ws2def.AF_INET6, true, netip.IPv6Unspecified()}, "2001:db8::1 ::ffff:192.0.2.1 ::ffff:192.0.2.2"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var given []netip.AddrPort
			for _, ip := range addrs(dests) {
				given = append(given, netip.AddrPortFrom(ip, 1))
			}
			var got []string
			for _, to := range r.Order(given, tt.reach) {
				got = append(got, to.Addr().String())
			}
			if text := strings.Join(got, " "); text != tt.want {
				t.Errorf("Order = %s, want %s", text, tt.want)
			}
		})
	}
}

func TestCandidates(t *testing.T) {
	r, _ := nameServer(t, testZone)
	for _, tt := range []struct {
		name, node, service string
		reach               Reach
		want                string
		code                ws2def.Errno
	}{
		{"dual mode", "both.test", "web", Reach{Family: ws2def.AF_INET6, DualMode: true}, "[2001:db8::1]:80 [::ffff:192.0.2.1]:80 [::ffff:192.0.2.2]:80", 0},
		{"IPv4", "both.test", "81", Reach{Family: ws2def.AF_INET}, "192.0.2.1:81 192.0.2.2:81", 0},
		{"IPv6", "both.test", "81", Reach{Family: ws2def.AF_INET6}, "[2001:db8::1]:81", 0},
		{"number", "127.0.0.1", "81", Reach{Family: ws2def.AF_INET6, DualMode: true}, "[::ffff:127.0.0.1]:81", 0},
		{"scope", "fe80::1%3", "81", Reach{Family: ws2def.AF_INET6}, "[fe80::1%3]:81", 0},
		{"out of reach", "six.test", "81", Reach{Family: ws2def.AF_INET}, "", ws2def.WSAEHOSTUNREACH},
		{"out of a bound socket's reach", "six.test", "81", Reach{ws2def.AF_INET6, true, netip.MustParseAddr("::ffff:192.0.2.99")}, "", ws2def.WSAEHOSTUNREACH},
		{"unknown", "missing.test", "81", Reach{Family: ws2def.AF_INET}, "", ws2def.WSAHOST_NOT_FOUND},
		{"unknown service", "both.test", "only", Reach{Family: ws2def.AF_INET}, "", ws2def.WSATYPE_NOT_FOUND},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dests, code := r.Candidates(within(t), tt.node, tt.service, tt.reach)
			var got []string
			for _, to := range dests {
				got = append(got, to.String())
			}
			if text := strings.Join(got, " "); text != tt.want || code != tt.code {
				t.Errorf("Candidates = %s, %v; want %s, %v", text, code, tt.want, tt.code)
			}
		})
	}
}

// The order is one: any two routes compare opposite ways round, and no three
// go in a circle.
func TestOrderIsConsistent(t *testing.T) {
	some := addrs("::1 127.0.0.1 fe80::1 169.254.0.1 192.0.2.1 10.0.0.1 2001:db8::1 2001:db8:8000::1 fd00::1 2002::1 2001::1 fec0::1 3ffe::1 ff02::1 ff0e::1 ::2")
	ip := rapid.SampledFrom(append(some, netip.Addr{}))
	rapid.Check(t, func(t *rapid.T) {
		var x [3]route
		for i := range x {
			x[i] = route{to: rapid.SampledFrom(some).Draw(t, "to"), from: ip.Draw(t, "from")}
		}
		if compareRoutes(x[0], x[1]) != -compareRoutes(x[1], x[0]) {
			t.Errorf("%v and %v compare %d and %d", x[0], x[1], compareRoutes(x[0], x[1]), compareRoutes(x[1], x[0]))
		}
		if compareRoutes(x[0], x[1]) <= 0 && compareRoutes(x[1], x[2]) <= 0 && compareRoutes(x[0], x[2]) > 0 {
			t.Errorf("%v go in a circle", x)
		}
	})
}

// The kernel's own routes: loopback is reached from loopback.
func TestOrderOnThisMachine(t *testing.T) {
	if got := systemSource(loopback4); got != loopback4 {
		t.Errorf("systemSource(%v) = %v", loopback4, got)
	}
	if got := systemSource(netip.MustParseAddr("fe80::1%999999")); got.IsValid() {
		t.Errorf("systemSource of a missing interface = %v", got)
	}
}
