package pass_test

import (
	"net/netip"
	"slices"
	"testing"

	"winsock/catalog"
	"winsock/internal/clause"
	"winsock/internal/leaktest"
	"winsock/layer/pass"
	"winsock/provider/loop"
	"winsock/provider/rooted"
	"winsock/provider/tcpip"
	"winsock/spi"
	"winsock/spi/spitest"
	"winsock/ws2def"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

// Whatever a provider has to be able to do it is able to do below the layer, too.
func TestConformance(t *testing.T) {
	clause.Covers(t, "P-286", "P-287")
	layer, ok := spi.Find(pass.Name)
	if !ok {
		t.Fatal("the layer is not registered")
	}
	ipv4 := func(address string) []byte {
		return ws2def.AppendInet4(nil, netip.AddrPortFrom(netip.MustParseAddr(address), 0))
	}
	for name, entries := range map[string][]ws2def.WSAProtocolInfo{
		loop.Name: loop.Entries(), rooted.Name: rooted.Entries(), tcpip.Name: transports(),
	} {
		below, _ := spi.Find(name)
		for _, entry := range entries {
			at, wildcard := ipv4("127.0.0.1"), ipv4("0.0.0.0")
			switch entry.AddressFamily {
			case loop.AF_LOOP:
				at, wildcard = loop.Address(0), loop.Address(0)
			case ws2def.AF_INET6:
				continue // nothing else for the layer
			}
			t.Run(entry.Name(), func(t *testing.T) {
				spitest.Test(t, spitest.Plan{
					Startup:  spitest.Over(layer, below),
					Entry:    entry,
					Name:     func(testing.TB) []byte { return slices.Clone(at) },
					Wildcard: wildcard,
				})
			})
		}
	}
}

// transports are TCP and UDP over IPv4 as a layer that moves data offers them.
func transports() (entries []ws2def.WSAProtocolInfo) {
	c := catalog.Default()
	for i := range c.Len() {
		if info := c.At(i).Info; info.AddressFamily == ws2def.AF_INET && info.SocketType != ws2def.SOCK_RAW && info.ServiceFlags1&ws2def.XP1_QOS_SUPPORTED == 0 {
			info.ServiceFlags1 &^= ws2def.XP1_IFS_HANDLES
			entries = append(entries, info)
		}
	}
	return entries
}
