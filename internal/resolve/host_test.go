package resolve

import (
	"context"
	"errors"
	"net/netip"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winsock/ws2def"
)

func TestHostByName(t *testing.T) {
	r, _ := nameServer(t, testZone)
	v4 := func(list string) [][]byte {
		var all [][]byte
		for _, ip := range addrs(list) {
			all = append(all, ip.AsSlice())
		}
		return all
	}
	for _, tt := range []struct {
		name, host string
		want       Host
		code       ws2def.Errno
	}{
		{"name", "both.test", Host{Name: "both.test", Addresses: v4("192.0.2.1 192.0.2.2")}, 0},
		{"absolute name", "four.test.", Host{Name: "four.test", Addresses: v4("192.0.2.4")}, 0},
		{"alias", "alias.test", Host{Name: "both.test", Aliases: []string{"alias.test"}, Addresses: v4("192.0.2.1 192.0.2.2")}, 0},
		{"number", "192.168.16.34", Host{Name: "192.168.16.34", Addresses: v4("192.168.16.34")}, 0},
		{"all ones", "255.255.255.255", Host{Name: "255.255.255.255", Addresses: v4("255.255.255.255")}, 0},
		{"classic number", "127.1", Host{Name: "127.1", Addresses: v4("127.0.0.1")}, 0},
		{"this computer", "", Host{Name: "box", Addresses: v4("192.0.2.99")}, 0},
		{"this computer by name", "box", Host{Name: "box", Addresses: v4("192.0.2.99")}, 0},
		{"localhost", "localhost", Host{Name: "localhost", Addresses: v4("127.0.0.1")}, 0},
		{"IPv6 number", "::1", Host{}, ws2def.WSANO_DATA},
		{"illegal number", "1.2.3.400", Host{}, ws2def.WSANO_DATA},
		{"five parts", "1.2.3.4.5", Host{}, ws2def.WSANO_DATA},
		{"IPv6 only", "six.test", Host{}, ws2def.WSANO_DATA},
		{"unknown", "missing.test", Host{}, ws2def.WSAHOST_NOT_FOUND},
		{"no name", "a b", Host{}, ws2def.WSAHOST_NOT_FOUND},
		{"server fails", "failing.test", Host{}, ws2def.WSATRY_AGAIN},
		{"server refuses", "refusing.test", Host{}, ws2def.WSANO_RECOVERY},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.code == 0 {
				tt.want.Family = ws2def.AF_INET
			}
			got, code := r.HostByName(within(t), tt.host)
			if diff := cmp.Diff(tt.want, got); diff != "" || code != tt.code {
				t.Errorf("HostByName(%q) = %v, want %v (-want +got)\n%s", tt.host, code, tt.code, diff)
			}
		})
	}
}

func TestHostByAddr(t *testing.T) {
	r, _ := nameServer(t, testZone)
	six := netip.MustParseAddr("2001:db8::1").AsSlice()
	for _, tt := range []struct {
		name   string
		addr   []byte
		family int32
		want   Host
		code   ws2def.Errno
	}{
		{
			"two names",
			[]byte{192, 0, 2, 1},
			ws2def.AF_INET,
			Host{Name: "both.test", Aliases: []string{"second.test"}, Family: ws2def.AF_INET, Addresses: [][]byte{{192, 0, 2, 1}}},
			0,
		},
		{
			"longer than an address",
			[]byte{192, 0, 2, 7, 1, 1},
			ws2def.AF_INET,
			Host{Name: "flat.corp.test", Aliases: []string{}, Family: ws2def.AF_INET, Addresses: [][]byte{{192, 0, 2, 7}}},
			0,
		},
		{
			"IPv6",
			six,
			ws2def.AF_INET6,
			Host{Name: "six.test", Aliases: []string{}, Family: ws2def.AF_INET6, Addresses: [][]byte{six}},
			0,
		},
		{"no name", []byte{192, 0, 2, 77}, ws2def.AF_INET, Host{}, ws2def.WSANO_DATA},
		{"server fails", []byte{192, 0, 2, 66}, ws2def.AF_INET, Host{}, ws2def.WSATRY_AGAIN},
		{"short IPv4", []byte{192, 0, 2}, ws2def.AF_INET, Host{}, ws2def.WSAEFAULT},
		{"short IPv6", six[:15], ws2def.AF_INET6, Host{}, ws2def.WSAEINVAL},
		{"long IPv6", append(six, 0), ws2def.AF_INET6, Host{}, ws2def.WSAEINVAL},
		{"AF_NETBIOS", six, ws2def.AF_NETBIOS, Host{}, ws2def.WSAEAFNOSUPPORT},
		{"Linux's AF_INET6", six, 10, Host{}, ws2def.WSAEAFNOSUPPORT},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, code := r.HostByAddr(within(t), tt.addr, tt.family)
			if diff := cmp.Diff(tt.want, got); diff != "" || code != tt.code {
				t.Errorf("HostByAddr = %v, want %v (-want +got)\n%s", code, tt.code, diff)
			}
		})
	}
}

func TestHostEnds(t *testing.T) {
	eachEnd(t, func(r *Resolver, ctx context.Context) ws2def.Errno {
		_, code := r.HostByName(ctx, "silent.test")
		return code
	})
	eachEnd(t, func(r *Resolver, ctx context.Context) ws2def.Errno {
		_, code := r.HostByAddr(ctx, []byte{192, 0, 2, 67}, ws2def.AF_INET)
		return code
	})
}

// The name that gethostname gives is one that gethostbyname takes.
func TestHostNameResolves(t *testing.T) {
	var r Resolver
	name, code := r.HostName()
	if name == "" || code != 0 {
		t.Fatalf("HostName = %q, %v", name, code)
	}
	host, code := r.HostByName(within(t), name)
	if code != 0 || host.Name != name || len(host.Addresses) == 0 {
		t.Errorf("HostByName(%q) = %+v, %v", name, host, code)
	}
}

func TestHostNameUnknown(t *testing.T) {
	r := &Resolver{hostname: func() (string, error) { return "", errors.New("no name") }}
	if name, code := r.HostName(); name != "" || code != ws2def.WSAENETDOWN {
		t.Errorf("HostName = %q, %v; want WSAENETDOWN", name, code)
	}
	if _, code := r.HostByName(within(t), ""); code != ws2def.WSAENETDOWN {
		t.Errorf("HostByName = %v, want WSAENETDOWN", code)
	}
}
