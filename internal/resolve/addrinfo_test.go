package resolve

import (
	"context"
	"net/netip"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winsock/ws2def"
)

func TestGetAddrInfo(t *testing.T) {
	r, _ := nameServer(t, testZone)
	const (
		inet, inet6    = ws2def.AF_INET, ws2def.AF_INET6
		stream, dgram  = ws2def.SOCK_STREAM, ws2def.SOCK_DGRAM
		raw            = ws2def.SOCK_RAW
		passive        = ws2def.AI_PASSIVE
		numericHost    = ws2def.AI_NUMERICHOST
		numericService = ws2def.AI_NUMERICSERV
		v4mapped, all  = ws2def.AI_V4MAPPED, ws2def.AI_ALL
		null           = "NULL"
	)
	for _, tt := range []struct {
		name          string
		node, service string
		hints         Hints
		want          string
		code          ws2def.Errno
	}{
		{"neither", null, null, Hints{}, "", ws2def.WSAHOST_NOT_FOUND},

		{"no node", null, "80", Hints{}, "[::1]:80 127.0.0.1:80", 0},
		{"no node, IPv4", null, "80", Hints{Family: inet}, "127.0.0.1:80", 0},
		{"no node, IPv6", null, "80", Hints{Family: inet6}, "[::1]:80", 0},
		{"to bind", null, "80", Hints{Flags: passive}, "[::]:80 0.0.0.0:80", 0},
		{"to bind, IPv4", null, "80", Hints{Flags: passive, Family: inet}, "0.0.0.0:80", 0},
		{"passive says nothing about a node", "1.2.3.4", "80", Hints{Flags: passive}, "1.2.3.4:80", 0},

		{"no service", "1.2.3.4", null, Hints{}, "1.2.3.4:0", 0},
		{"empty service", "1.2.3.4", "", Hints{}, "1.2.3.4:0", 0},
		{"highest port", "1.2.3.4", "65535", Hints{}, "1.2.3.4:65535", 0},
		{"port too high", "1.2.3.4", "65536", Hints{}, "", ws2def.WSATYPE_NOT_FOUND},
		{"port far too high", "1.2.3.4", "99999999999999999999", Hints{}, "", ws2def.WSATYPE_NOT_FOUND},
		{"negative port", "1.2.3.4", "-1", Hints{}, "", ws2def.WSATYPE_NOT_FOUND},
		{"port for raw", "1.2.3.4", "1", Hints{SockType: raw}, "1.2.3.4:1", 0},
		{"service", "1.2.3.4", "web", Hints{}, "1.2.3.4:80", 0},
		{"service in capitals", "1.2.3.4", "WEB", Hints{SockType: stream}, "1.2.3.4:80", 0},
		{"service by alias", "1.2.3.4", "www", Hints{}, "1.2.3.4:80", 0},
		{"service of udp alone", "1.2.3.4", "only", Hints{}, "1.2.3.4:81", 0},
		{"service not of tcp", "1.2.3.4", "only", Hints{SockType: stream}, "", ws2def.WSATYPE_NOT_FOUND},
		{"service by type", "1.2.3.4", "split", Hints{SockType: dgram}, "1.2.3.4:91", 0},
		{"service by protocol", "1.2.3.4", "split", Hints{Protocol: ws2def.IPPROTO_UDP}, "1.2.3.4:91", 0},
		{"service for raw", "1.2.3.4", "web", Hints{SockType: raw}, "", ws2def.WSATYPE_NOT_FOUND},
		{"unknown service", "1.2.3.4", "nope", Hints{}, "", ws2def.WSATYPE_NOT_FOUND},
		{"numeric service", "1.2.3.4", "80", Hints{Flags: numericService}, "1.2.3.4:80", 0},
		{"numeric service wanted", "1.2.3.4", "web", Hints{Flags: numericService}, "", ws2def.WSAHOST_NOT_FOUND},

		{"IPv6", "2001:db8::5", "80", Hints{}, "[2001:db8::5]:80", 0},
		{"scope", "fe80::1%7", "80", Hints{}, "[fe80::1%7]:80", 0},
		{"scope by name", "fe80::1%lo", "80", Hints{}, "[fe80::1%1]:80", 0},
		{"unknown scope", "fe80::1%nosuch", "80", Hints{}, "", ws2def.WSAHOST_NOT_FOUND},
		{"classic IPv4", "127.1", "80", Hints{}, "127.0.0.1:80", 0},
		{"illegal IPv4", "1.2.3.400", "80", Hints{}, "", ws2def.WSAHOST_NOT_FOUND},
		{"numeric host", "1.2.3.4", "80", Hints{Flags: numericHost}, "1.2.3.4:80", 0},
		{"numeric host wanted", "both.test", "80", Hints{Flags: numericHost}, "", ws2def.WSAHOST_NOT_FOUND},
		{"numeric host wanted, none", null, "80", Hints{Flags: numericHost}, "", ws2def.WSAHOST_NOT_FOUND},
		{"numeric host wanted, empty", "", "80", Hints{Flags: numericHost}, "", ws2def.WSAHOST_NOT_FOUND},
		{"IPv4 as IPv6", "1.2.3.4", "80", Hints{Family: inet6}, "", ws2def.WSAHOST_NOT_FOUND},
		{"IPv6 as IPv4", "::1", "80", Hints{Family: inet}, "", ws2def.WSAHOST_NOT_FOUND},
		{"IPv4 mapped", "1.2.3.4", "80", Hints{Family: inet6, Flags: v4mapped}, "[::ffff:1.2.3.4]:80", 0},
		{"mapped flag means nothing to IPv4", "1.2.3.4", "80", Hints{Family: inet, Flags: v4mapped}, "1.2.3.4:80", 0},

		{"localhost", "localhost", "80", Hints{}, "[::1]:80 127.0.0.1:80", 0},
		{"localhost, IPv4", "LocalHost.", "80", Hints{Family: inet}, "127.0.0.1:80", 0},
		{"this computer", "", "80", Hints{}, "[fe80::99%3]:80 [2001:db8::99]:80 192.0.2.99:80", 0},
		{"this computer by name", "BOX", "80", Hints{Family: inet}, "192.0.2.99:80", 0},
		{"this computer by magic", "..localmachine", "80", Hints{Family: inet}, "192.0.2.99:80", 0},

		{"name", "both.test", "80", Hints{}, "[2001:db8::1]:80 192.0.2.1:80 192.0.2.2:80", 0},
		{"name, IPv4", "both.test", "80", Hints{Family: inet}, "192.0.2.1:80 192.0.2.2:80", 0},
		{"name, IPv6", "both.test", "80", Hints{Family: inet6}, "[2001:db8::1]:80", 0},
		{"absolute name", "four.test.", "80", Hints{}, "192.0.2.4:80", 0},
		{"alias", "alias.test", "80", Hints{Family: inet6}, "[2001:db8::1]:80", 0},
		{"international name", "Bücher.test", "80", Hints{}, "192.0.2.8:80", 0},
		{"no international name", "-ü.test", "80", Hints{}, "", ws2def.WSAHOST_NOT_FOUND},
		{"no IPv6", "four.test", "80", Hints{Family: inet6}, "", ws2def.WSANO_DATA},
		{"no IPv4", "six.test", "80", Hints{Family: inet}, "", ws2def.WSANO_DATA},
		{"mapped when no IPv6", "four.test", "80", Hints{Family: inet6, Flags: v4mapped}, "[::ffff:192.0.2.4]:80", 0},
		{"not mapped when IPv6", "mapped.test", "80", Hints{Family: inet6, Flags: v4mapped}, "[2001:db8::6]:80", 0},
		{"all mapped", "mapped.test", "80", Hints{Family: inet6, Flags: v4mapped | all}, "[2001:db8::6]:80 [::ffff:192.0.2.6]:80", 0},
		{"no records", "empty.test", "80", Hints{}, "", ws2def.WSAHOST_NOT_FOUND},
		{"unknown name", "missing.test", "80", Hints{}, "", ws2def.WSAHOST_NOT_FOUND},
		{"unknown name, IPv4", "missing.test", "80", Hints{Family: inet}, "", ws2def.WSAHOST_NOT_FOUND},
		{"no name at all", "a b", "80", Hints{}, "", ws2def.WSAHOST_NOT_FOUND},
		{"NUL", "both.test\x00", "80", Hints{}, "", ws2def.WSAHOST_NOT_FOUND},
		{"server fails", "failing.test", "80", Hints{}, "", ws2def.WSATRY_AGAIN},
		{"server refuses", "refusing.test", "80", Hints{}, "", ws2def.WSANO_RECOVERY},

		{"unknown flag", "1.2.3.4", "80", Hints{Flags: 0x200}, "", ws2def.WSAEINVAL},
		{"highest flag", "1.2.3.4", "80", Hints{Flags: -0x80000000}, "", ws2def.WSAEINVAL},
		{"two canonical names", "1.2.3.4", "80", Hints{Flags: ws2def.AI_CANONNAME | ws2def.AI_FQDN}, "", ws2def.WSAEINVAL},
		{"canonical name of nothing", null, "80", Hints{Flags: ws2def.AI_CANONNAME}, "", ws2def.WSANO_RECOVERY},
		{"full name of nothing", null, "80", Hints{Flags: ws2def.AI_FQDN}, "", ws2def.WSANO_RECOVERY},
		{"family", "1.2.3.4", "80", Hints{Family: ws2def.AF_UNIX}, "", ws2def.WSAEAFNOSUPPORT},
		{"Linux's AF_INET6", "::1", "80", Hints{Family: 10}, "", ws2def.WSAEAFNOSUPPORT},
		{"negative family", "::1", "80", Hints{Family: -1}, "", ws2def.WSAEAFNOSUPPORT},
		{"socket type", "1.2.3.4", "80", Hints{SockType: 6}, "", ws2def.WSAESOCKTNOSUPPORT},
		{"sequenced packets", "1.2.3.4", "80", Hints{SockType: ws2def.SOCK_SEQPACKET}, "", ws2def.WSAESOCKTNOSUPPORT},
		{"hints that DNS ignores", "four.test", "80", Hints{
			Flags: ws2def.AI_DNS_ONLY | ws2def.AI_SECURE | ws2def.AI_NON_AUTHORITATIVE | ws2def.AI_FILESERVER | ws2def.AI_BYPASS_DNS_CACHE,
		}, "192.0.2.4:80", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			results, code := r.GetAddrInfo(within(t), tt.node, tt.service, tt.node != null, tt.service != null, &tt.hints)
			if got := list(results); got != tt.want || code != tt.code {
				t.Errorf("GetAddrInfo = %q, %v; want %q, %v", got, code, tt.want, tt.code)
			}
			for _, result := range results {
				if result.SockType != tt.hints.SockType || result.Protocol != tt.hints.Protocol || result.CanonName != "" {
					t.Errorf("result %+v: want socket type and protocol of the hints %+v, no name", result, tt.hints)
				}
			}
		})
	}
}

// One whole result, to the byte; nil hints are zero hints.
func TestGetAddrInfoResult(t *testing.T) {
	r, _ := nameServer(t, testZone)
	got, code := r.GetAddrInfo(within(t), "four.test", "web", true, true, nil)
	want := []AddrInfo{{
		Family: ws2def.AF_INET,
		Addr:   []byte{2, 0, 0, 80, 192, 0, 2, 4, 0, 0, 0, 0, 0, 0, 0, 0},
	}}
	if diff := cmp.Diff(want, got); diff != "" || code != 0 {
		t.Errorf("GetAddrInfo = %v (-want +got)\n%s", code, diff)
	}
}

func TestGetAddrInfoNames(t *testing.T) {
	r, _ := nameServer(t, testZone)
	for _, tt := range []struct {
		name, node string
		flags      int32
		addresses  string
		canonical  string
	}{
		{"name", "four.test", ws2def.AI_CANONNAME, "192.0.2.4:0", "four.test"},
		{"alias", "alias.test", ws2def.AI_CANONNAME, "[2001:db8::1]:0 192.0.2.1:0 192.0.2.2:0", "both.test"},
		{"number", "127.1", ws2def.AI_CANONNAME, "127.0.0.1:0", "127.1"},
		{"localhost", "LOCALHOST", ws2def.AI_CANONNAME, "[::1]:0 127.0.0.1:0", "localhost"},
		{"this computer", "", ws2def.AI_CANONNAME, "[fe80::99%3]:0 [2001:db8::99]:0 192.0.2.99:0", "box"},
		{"flat", "flat", ws2def.AI_FQDN, "192.0.2.7:0", "flat.corp.test"},
		{"flat alias keeps its own name", "pipe", ws2def.AI_FQDN, "[2001:db8::1]:0 192.0.2.1:0 192.0.2.2:0", "pipe.corp.test"},
		{"full already", "alias.test", ws2def.AI_FQDN, "[2001:db8::1]:0 192.0.2.1:0 192.0.2.2:0", "alias.test"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			results, code := r.GetAddrInfo(within(t), tt.node, "", true, false, &Hints{Flags: tt.flags})
			if code != 0 || list(results) != tt.addresses {
				t.Fatalf("GetAddrInfo = %q, %v; want %q", list(results), code, tt.addresses)
			}
			for i, result := range results {
				want := ""
				if i == 0 {
					want = tt.canonical
				}
				if result.CanonName != want {
					t.Errorf("result %d has name %q, want %q", i, result.CanonName, want)
				}
			}
		})
	}
}

func TestGetAddrInfoAddrConfig(t *testing.T) {
	for _, tt := range []struct {
		name, own, node, want string
		code                  ws2def.Errno
	}{
		{"IPv4 only", "127.0.0.1 ::1 192.0.2.99", "both.test", "192.0.2.1:0 192.0.2.2:0", 0},
		{"IPv6 only", "127.0.0.1 ::1 2001:db8::99", "both.test", "[2001:db8::1]:0", 0},
		{"link-local does not count", "192.0.2.99 fe80::1%2", "both.test", "192.0.2.1:0 192.0.2.2:0", 0},
		{"loopback does not count", "127.0.0.1 ::1", "both.test", "", ws2def.WSANO_DATA},
		{"nor for localhost", "127.0.0.1 ::1", "localhost", "", ws2def.WSANO_DATA},
		{"numbers need no configuration", "127.0.0.1", "::2", "[::2]:0", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r, _ := nameServer(t, testZone)
			r.interfaces = func() ([]netip.Addr, error) { return addrs(tt.own), nil }
			results, code := r.GetAddrInfo(within(t), tt.node, "", true, false, &Hints{Flags: ws2def.AI_ADDRCONFIG})
			if got := list(results); got != tt.want || code != tt.code {
				t.Errorf("GetAddrInfo = %q, %v; want %q, %v", got, code, tt.want, tt.code)
			}
		})
	}
}

// A computer that has only loopback addresses is reached by those.
func TestGetAddrInfoAlone(t *testing.T) {
	for _, tt := range []struct{ name, own, node, want string }{
		{"loopback only", "127.0.0.1", "", "127.0.0.1:0"},
		{"nothing up", "", "", "[::1]:0 127.0.0.1:0"},
		{"localhost, nothing up", "", "localhost", "[::1]:0 127.0.0.1:0"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r, _ := nameServer(t, testZone)
			r.interfaces = func() ([]netip.Addr, error) { return addrs(tt.own), nil }
			results, code := r.GetAddrInfo(within(t), tt.node, "", true, false, nil)
			if got := list(results); got != tt.want || code != 0 {
				t.Errorf("GetAddrInfo = %q, %v; want %q", got, code, tt.want)
			}
		})
	}
}

func TestGetAddrInfoEnds(t *testing.T) {
	for _, flags := range []int32{0, ws2def.AI_CANONNAME} {
		eachEnd(t, func(r *Resolver, ctx context.Context) ws2def.Errno {
			_, code := r.GetAddrInfo(ctx, "silent.test", "80", true, true, &Hints{Flags: flags})
			return code
		})
	}
}

// An unreadable services file is an error, not an empty database.
func TestGetAddrInfoUnreadableServices(t *testing.T) {
	r := &Resolver{Services: t.TempDir()}
	if _, code := r.GetAddrInfo(within(t), "1.2.3.4", "web", true, true, nil); code != ws2def.WSANO_RECOVERY {
		t.Errorf("GetAddrInfo = %v, want WSANO_RECOVERY", code)
	}
}

// The machine's own resolver, without leaving the machine.
func TestGetAddrInfoOnThisMachine(t *testing.T) {
	var r Resolver
	for _, node := range []string{"localhost", "", "127.0.0.1", "::1"} {
		results, code := r.GetAddrInfo(within(t), node, "http", true, true, &Hints{SockType: ws2def.SOCK_STREAM})
		if code != 0 || len(results) == 0 {
			t.Fatalf("GetAddrInfo(%q) = %v, %v", node, results, code)
		}
		for _, result := range results {
			if at, code := addrPort(result.Addr); at.Port() != 80 || code != 0 {
				t.Errorf("GetAddrInfo(%q) has %v, %v", node, at, code)
			}
		}
	}
}
