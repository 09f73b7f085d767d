package afunix_test

import (
	"path/filepath"
	"testing"

	"winsock/internal/engine"
	"winsock/internal/leaktest"
	"winsock/provider/afunix"
	"winsock/spi"
	"winsock/spi/spitest"
	"winsock/ws2def"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

// entry describes the protocol as the default catalog does.
var entry = ws2def.WSAProtocolInfo{
	ServiceFlags1: ws2def.XP1_GUARANTEED_DELIVERY | ws2def.XP1_GUARANTEED_ORDER | ws2def.XP1_GRACEFUL_CLOSE | ws2def.XP1_IFS_HANDLES,
	ProviderFlags: ws2def.PFL_MATCHES_PROTOCOL_ZERO,
	ProtocolChain: ws2def.WSAProtocolChain{ChainLen: ws2def.BASE_PROTOCOL},
	AddressFamily: ws2def.AF_UNIX,
	SocketType:    ws2def.SOCK_STREAM,
	MinSockAddr:   2,
	MaxSockAddr:   ws2def.SizeofSockaddrUnix,
}

func TestConformance(t *testing.T) {
	t.Cleanup(engine.ReleaseIdle)
	start, ok := spi.Find(afunix.Name)
	if !ok {
		t.Fatal("the provider is not registered")
	}
	spitest.Test(t, spitest.Plan{
		Startup: start,
		Entry:   entry,
		Name: func(t testing.TB) []byte {
			sa := make([]byte, ws2def.SizeofSockaddrUnix)
			return sa[:ws2def.PutUnix(sa, filepath.Join(t.TempDir(), "s"))]
		},
		SilentAbort: true,
	})
}
