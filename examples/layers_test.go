package examples_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"winsock"
	_ "winsock/layer/capture"
	_ "winsock/layer/pass"
	_ "winsock/layer/shape"
	_ "winsock/layer/socks"
	_ "winsock/layer/tls"
)

// layered are the scenarios that run over layers, blocking, select, WSAPoll, event,
// overlapped and completion-port programs, and the layers over which they don't.
var layered = map[string][]string{
	"threads": nil,
	"web":     nil,
	// Programs of the scenario are clients, which have no TLS here.
	"echo": {"tls"}, "poll": {"tls"},
	// Nor would a proxy pass on how connections break off.
	"events": {"tls", "socks"}, "routines": {"tls", "socks"},
	// The server connects to itself, and wants to be the peer.
	"chat": {"socks"}, "port chat": {"socks"},
}

// TestLayers runs programs that know nothing of layers over each of them, and over stacks,
// the lowest layer first.
func TestLayers(t *testing.T) {
	dir := t.TempDir()
	authority := ruleLayers(t, dir)
	command := filepath.Join(dir, "winsock")
	if out, err := exec.Command("go", "build", "-o", command, "winsock/cmd/winsock").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, stack := range []string{"capture", "shape", "socks", "tls", "tls+capture"} {
		t.Run(stack, func(t *testing.T) {
			layers := strings.Split(stack, "+")
			c := native()
			c.env = []string{"WINSOCK_LAYER_DIR=" + dir, "WINSOCK_CATALOG=" + filepath.Join(t.TempDir(), "catalog.json")}
			for _, layer := range layers {
				install := exec.Command(command, "catalog", "install", layer)
				install.Env = append(os.Environ(), c.env...)
				if out, err := install.CombinedOutput(); err != nil {
					t.Fatalf("%v\n%s", err, out)
				}
			}
			if slices.Contains(layers, "tls") {
				c.front = func(t *testing.T, address string) string { return front(t, address, authority) }
			}
			t.Run("Go echo", func(t *testing.T) { goEcho(t, c) })
			for _, s := range scenarios {
				except, ok := layered[s.name]
				if !ok || slices.ContainsFunc(layers, func(l string) bool { return slices.Contains(except, l) }) {
					continue
				}
				t.Run(s.name, func(t *testing.T) {
					t.Parallel()
					s.run(t, c)
				})
			}
		})
	}
}

// goEcho is an echo server in Go, in this process, with several clients.
func goEcho(t *testing.T, c toolchain) {
	for _, variable := range c.env {
		name, value, _ := strings.Cut(variable, "=")
		t.Setenv(name, value)
	}
	l, err := new(winsock.ListenConfig).Listen(context.Background(), "tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	all.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			all.Go(func() {
				io.Copy(struct{ io.Writer }{conn}, struct{ io.Reader }{conn})
				conn.Close()
			})
		}
	})
	address := l.Addr().String()
	if c.front != nil {
		address = c.front(t, address)
	}
	var clients sync.WaitGroup
	for i := range 8 {
		clients.Go(func() {
			conn, err := net.Dial("tcp4", address)
			if err != nil {
				t.Error(err)
				return
			}
			defer conn.Close()
			text := pattern(100_000*i + 1)
			go func() {
				io.WriteString(conn, text)
				conn.(*net.TCPConn).CloseWrite()
			}()
			if got, err := io.ReadAll(conn); string(got) != text || err != nil {
				t.Errorf("%d bytes of %d came back: %v", len(got), len(text), err)
			}
		})
	}
	clients.Wait()
	l.Close()
	all.Wait()
	winsock.WSACleanup() // the next stack has another catalog
}

// ruleLayers writes rules for all layers, by which each has something to do, and returns
// the authority for the certificate of servers.
func ruleLayers(t *testing.T, dir string) *x509.CertPool {
	t.Helper()
	secret, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	about := x509.Certificate{
		SerialNumber: big.NewInt(1), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, &about, &about, &secret.PublicKey, secret)
	if err != nil {
		t.Fatal(err)
	}
	secretDER, err := x509.MarshalPKCS8PrivateKey(secret)
	if err != nil {
		t.Fatal(err)
	}
	write := func(name string, text []byte) string {
		name = filepath.Join(dir, name)
		if err := os.WriteFile(name, text, 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	certificate := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	type rule map[string]any
	for layer, all := range map[string][]rule{
		"capture": {{"directory": dir}},
		"shape":   {{"delay": "2ms", "jitter": "1ms", "seed": 7}},
		"socks":   {{"proxy": socksProxy(t)}},
		"tls": {{
			"side": "server", "certificate": write("certificate.pem", certificate),
			"key": write("key.pem", pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secretDER})),
		}},
	} {
		text, err := json.Marshal(map[string]any{"rules": all})
		if err != nil {
			t.Fatal(err)
		}
		write(layer+".json", text)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(certificate)
	return pool
}

// socksProxy is a SOCKS 5 proxy, for all who ask.
//
// Source: RFC 1928.
func socksProxy(t *testing.T) string {
	return serve(t, func(client *net.TCPConn) {
		b := make([]byte, 22)
		io.ReadFull(client, b[:2])
		io.ReadFull(client, b[2:2+b[1]])
		client.Write([]byte{5, 0})
		if _, err := io.ReadFull(client, b[:10]); err != nil {
			return
		}
		to := &net.TCPAddr{IP: net.IP(b[4:8]), Port: int(b[8])<<8 | int(b[9])}
		if b[3] == 4 {
			io.ReadFull(client, b[10:22])
			to = &net.TCPAddr{IP: net.IP(b[4:20]), Port: int(b[20])<<8 | int(b[21])}
		}
		server, err := net.DialTCP("tcp", nil, to)
		if err != nil {
			client.Write([]byte{5, 5, 0, 1, 0, 0, 0, 0, 0, 0})
			return
		}
		client.Write([]byte{5, 0, 0, 1, 0, 0, 0, 0, 0, 0})
		join(client, server)
	})
}

// front is where clients without TLS reach a server that speaks it.
func front(t *testing.T, address string, authority *x509.CertPool) string {
	host, _, _ := net.SplitHostPort(address)
	return serve(t, func(client *net.TCPConn) {
		server, err := tls.Dial("tcp", address, &tls.Config{RootCAs: authority, ServerName: host})
		if err != nil {
			client.SetLinger(0)
			return
		}
		join(client, server)
	})
}

// serve serves each connection by f, until the test ends.
func serve(t *testing.T, f func(*net.TCPConn)) (address string) {
	l, err := net.ListenTCP("tcp4", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	var mu sync.Mutex
	open := make(map[net.Conn]bool)
	all.Go(func() {
		for {
			c, err := l.AcceptTCP()
			if err != nil {
				return
			}
			mu.Lock()
			open[c] = true
			mu.Unlock()
			all.Go(func() {
				defer c.Close()
				f(c)
			})
		}
	})
	t.Cleanup(func() {
		l.Close()
		mu.Lock()
		for c := range open {
			c.Close()
		}
		mu.Unlock()
		all.Wait()
	})
	return l.Addr().String()
}

// halves is a connection whose directions end one by one.
type halves interface {
	net.Conn
	CloseWrite() error
}

// join carries what comes from one connection over the other, until both have ended.
func join(a, b halves) {
	defer b.Close()
	var both sync.WaitGroup
	carry := func(to, from halves) {
		if _, err := io.Copy(struct{ io.Writer }{to}, struct{ io.Reader }{from}); err != nil {
			a.Close()
			b.Close()
		}
		to.CloseWrite()
	}
	both.Go(func() { carry(a, b) })
	both.Go(func() { carry(b, a) })
	both.Wait()
}
