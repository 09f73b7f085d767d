package rooted_test

import (
	"net/netip"
	"testing"

	"winsock/internal/leaktest"
	"winsock/provider/rooted"
	"winsock/spi"
	"winsock/spi/spitest"
	"winsock/ws2def"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

// sockaddr is an address of this host.
func sockaddr(family int32, host string) []byte {
	ap := netip.AddrPortFrom(netip.MustParseAddr(host), 0)
	if family == ws2def.AF_INET {
		return ws2def.AppendInet4(nil, ap)
	}
	return ws2def.AppendInet6(nil, ap, 0, 0)
}

func TestConformance(t *testing.T) {
	start, ok := spi.Find(rooted.Name)
	if !ok {
		t.Fatal("the provider is not registered")
	}
	for _, entry := range rooted.Entries() {
		t.Run(entry.Name(), func(t *testing.T) {
			host, wildcard := "127.0.0.1", "0.0.0.0"
			if entry.AddressFamily == ws2def.AF_INET6 {
				host, wildcard = "::1", "::"
			}
			spitest.Test(t, spitest.Plan{
				Startup:  start,
				Entry:    entry,
				Name:     func(testing.TB) []byte { return sockaddr(entry.AddressFamily, host) },
				Wildcard: sockaddr(entry.AddressFamily, wildcard),
			})
		})
	}
}
