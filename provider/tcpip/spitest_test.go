package tcpip_test

import (
	"net/netip"
	"testing"

	"golang.org/x/sys/unix"

	"winsock/internal/engine"
	"winsock/internal/engine/crowdtest"
	"winsock/provider/tcpip"
	"winsock/spi"
	"winsock/spi/spitest"
	"winsock/ws2def"
)

// What the default catalog promises for TCP and UDP.
const (
	tcpService = ws2def.XP1_GUARANTEED_DELIVERY | ws2def.XP1_GUARANTEED_ORDER | ws2def.XP1_GRACEFUL_CLOSE |
		ws2def.XP1_EXPEDITED_DATA | ws2def.XP1_IFS_HANDLES
	udpService = ws2def.XP1_CONNECTIONLESS | ws2def.XP1_MESSAGE_ORIENTED | ws2def.XP1_SUPPORT_BROADCAST |
		ws2def.XP1_SUPPORT_MULTIPOINT | ws2def.XP1_IFS_HANDLES
)

func TestConformance(t *testing.T) {
	t.Cleanup(engine.ReleaseIdle)
	t.Run("alone", testConformance)
	t.Run("in the crowd", func(t *testing.T) {
		crowdtest.Gather(t)
		testConformance(t)
	})
}

func testConformance(t *testing.T) {
	start, ok := spi.Find(tcpip.Name)
	if !ok {
		t.Fatal("the provider is not registered")
	}
	tests := []struct {
		name                  string
		family, typ, protocol int32
		service, message      uint32
	}{
		{"TCP over IPv4", ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP, tcpService, 0},
		{"TCP over IPv6", ws2def.AF_INET6, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP, tcpService, 0},
		{"UDP over IPv4", ws2def.AF_INET, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP, udpService, 65527},
		{"UDP over IPv6", ws2def.AF_INET6, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP, udpService, 65527},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			loopback, wildcard := address(tt.family)
			if tt.family == ws2def.AF_INET6 {
				needIPv6(t)
			}
			spitest.Test(t, spitest.Plan{
				Startup: start,
				Entry: ws2def.WSAProtocolInfo{
					ServiceFlags1: tt.service,
					ProviderFlags: ws2def.PFL_MATCHES_PROTOCOL_ZERO,
					ProtocolChain: ws2def.WSAProtocolChain{ChainLen: ws2def.BASE_PROTOCOL},
					AddressFamily: tt.family,
					SocketType:    tt.typ,
					Protocol:      tt.protocol,
					MinSockAddr:   int32(len(loopback)),
					MaxSockAddr:   int32(len(loopback)),
					MessageSize:   tt.message,
				},
				Name:     func(testing.TB) []byte { return append([]byte(nil), loopback...) },
				Wildcard: wildcard,
			})
		})
	}
}

// address gives the loopback address and the wildcard of a family, both with
// port 0.
func address(family int32) (loopback, wildcard []byte) {
	if family == ws2def.AF_INET {
		return ws2def.AppendInet4(nil, netip.MustParseAddrPort("127.0.0.1:0")), ws2def.AppendInet4(nil, netip.MustParseAddrPort("0.0.0.0:0"))
	}
	return ws2def.AppendInet6(nil, netip.MustParseAddrPort("[::1]:0"), 0, 0), ws2def.AppendInet6(nil, netip.MustParseAddrPort("[::]:0"), 0, 0)
}

// needIPv6 skips the test where the machine has no IPv6 loopback.
func needIPv6(t *testing.T) {
	t.Helper()
	fd, err := unix.Socket(unix.AF_INET6, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Skip("no IPv6:", err)
	}
	defer unix.Close(fd)
	if err := unix.Bind(fd, &unix.SockaddrInet6{Addr: [16]byte{15: 1}}); err != nil {
		t.Skip("no IPv6 loopback:", err)
	}
}
