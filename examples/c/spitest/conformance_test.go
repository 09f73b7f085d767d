package spitest_test

import (
	"net/netip"
	"strings"
	"testing"

	"winsock/catalog"
	_ "winsock/provider/native" // lets this program reach providers in C
	"winsock/spi"
	"winsock/spi/spitest"
	"winsock/ws2def"
)

// TestConformance tries each protocol and chain of the catalog whose code is a shared
// object. WINSOCK_CATALOG says which catalog that is.
func TestConformance(t *testing.T) {
	c, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	tried := 0
	for i := range c.Len() {
		e := c.At(i)
		if strings.HasPrefix(e.Path, spi.PathPrefix) || e.Info.ProtocolChain.ChainLen == ws2def.LAYERED_PROTOCOL {
			continue
		}
		start, err := spi.Load(e.Path)
		if err != nil {
			t.Fatal(err)
		}
		tried++
		t.Run(e.Info.Name(), func(t *testing.T) {
			spitest.Test(t, spitest.Plan{
				Startup:  start,
				Entry:    e.Info,
				Name:     func(testing.TB) []byte { return address(&e.Info, "127.0.0.1", "::1") },
				Wildcard: address(&e.Info, "0.0.0.0", "::"),
			})
		})
	}
	if tried == 0 {
		t.Skip("the catalog has no providers in C")
	}
}

// address is a local address that leaves the choice to the provider: that of IP whose text
// is given, or the family and zeros. One for your own family may have to be another one.
func address(e *ws2def.WSAProtocolInfo, inet4, inet6 string) []byte {
	switch e.AddressFamily {
	case ws2def.AF_INET:
		return ws2def.AppendInet4(nil, netip.AddrPortFrom(netip.MustParseAddr(inet4), 0))
	case ws2def.AF_INET6:
		return ws2def.AppendInet6(nil, netip.AddrPortFrom(netip.MustParseAddr(inet6), 0), 0, 0)
	}
	zeros := make([]byte, e.MinSockAddr)
	zeros[0], zeros[1] = byte(e.AddressFamily), byte(e.AddressFamily>>8)
	return zeros
}
