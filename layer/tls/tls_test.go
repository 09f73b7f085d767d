package tls_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"math/big"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"testing"
	"time"

	"winsock/internal/leaktest"
	"winsock/layer/tls"
	"winsock/provider/tcpip"
	"winsock/spi"
	"winsock/spi/spitest"
	"winsock/ws2def"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

// identity is a certificate that vouches for itself, in files.
type identity struct {
	certificate, key string
	pem              []byte
}

// newIdentity is one for names and addresses.
func newIdentity(t testing.TB, hosts ...string) identity {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	about := x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()),
		Subject:      pkix.Name{CommonName: "test"},
		NotBefore:    time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true,
		KeyUsage:    x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	for _, host := range hosts {
		if ip := net.ParseIP(host); ip != nil {
			about.IPAddresses = append(about.IPAddresses, ip)
		} else {
			about.DNSNames = append(about.DNSNames, host)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, &about, &about, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	id := identity{certificate: filepath.Join(dir, "cert.pem"), key: filepath.Join(dir, "key.pem")}
	id.pem = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	for name, text := range map[string][]byte{
		id.certificate: id.pem,
		id.key:         pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret}),
	} {
		if err := os.WriteFile(name, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return id
}

// options are the members of one rule.
type options map[string]any

// setRules makes these the layer's rules.
func setRules(t testing.TB, all ...options) {
	t.Helper()
	dir := t.TempDir()
	t.Setenv("WINSOCK_LAYER_DIR", dir)
	text, err := json.Marshal(map[string]any{"rules": all})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, tls.Name+".json"), text, 0o600); err != nil {
		t.Fatal(err)
	}
}

// entry describes TCP as a chain does.
func entry() ws2def.WSAProtocolInfo {
	info := ws2def.WSAProtocolInfo{
		ServiceFlags1: ws2def.XP1_GUARANTEED_DELIVERY | ws2def.XP1_GUARANTEED_ORDER | ws2def.XP1_GRACEFUL_CLOSE,
		ProviderFlags: ws2def.PFL_MATCHES_PROTOCOL_ZERO,
		ProtocolChain: ws2def.WSAProtocolChain{ChainLen: ws2def.BASE_PROTOCOL},
		AddressFamily: ws2def.AF_INET, SocketType: ws2def.SOCK_STREAM, Protocol: ws2def.IPPROTO_TCP,
		MinSockAddr: 16, MaxSockAddr: 16,
	}
	info.SetName("TLS over TCP")
	return info
}

func TestConformance(t *testing.T) {
	id := newIdentity(t, "127.0.0.1")
	for name, all := range map[string][]options{
		"no rule": nil,
		"plain":   {{"side": "client", "address": "192.0.2.1"}},
		"TLS": {
			{"side": "client", "roots": id.certificate},
			{"side": "server", "certificate": id.certificate, "key": id.key},
		},
	} {
		t.Run(name, func(t *testing.T) {
			setRules(t, all...)
			entry := entry()
			if all == nil {
				entry.ServiceFlags1 |= ws2def.XP1_IFS_HANDLES // it's that of the socket below
			}
			layer, _ := spi.Find(tls.Name)
			below, _ := spi.Find(tcpip.Name)
			loopback := ws2def.AppendInet4(nil, netip.MustParseAddrPort("127.0.0.1:0"))
			spitest.Test(t, spitest.Plan{
				Startup:  spitest.Over(layer, below),
				Entry:    entry,
				Name:     func(testing.TB) []byte { return append([]byte(nil), loopback...) },
				Wildcard: ws2def.AppendInet4(nil, netip.MustParseAddrPort("0.0.0.0:0")),
			})
		})
	}
}
