package soak_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"winsock/capi/tests/library"
)

// stacks are the layers that the soak runs over, the lowest one first.
var stacks = []string{
	"pass", "capture", "shape", "socks", "tls",
	"tls+capture", "capture+tls", "socks+tls", "shape+pass", "socks+tls+capture",
}

// TestLayers is TestSoak over layers, which change nothing. WINSOCK_SOAK_LAYER says over
// which, as those above (make soak LAYER=tls+capture).
func TestLayers(t *testing.T) {
	program := compile(t, wscc, "soak")
	chosen, seconds, connections, needed := stacks, 1, 200, 256
	if only := os.Getenv("WINSOCK_SOAK_LAYER"); only != "" {
		chosen = []string{only}
	}
	if os.Getenv("WINSOCK_SOAK") != "" {
		seconds, connections = soaking(t)
		needed = 32
	}
	winsock, rules := command(t), ruled(t)
	for _, stack := range chosen {
		t.Run(stack, func(t *testing.T) {
			t.Setenv("WINSOCK_LAYER_DIR", rules)
			install(t, winsock, strings.Split(stack, "+"))
			for _, engine := range []string{"epoll", "uring"} {
				t.Run(engine, func(t *testing.T) {
					limit := time.Duration(2*seconds+60) * time.Second
					run(t, engine, limit, program, strconv.Itoa(seconds), strconv.Itoa(connections), "4", "0", strconv.Itoa(needed))
				})
			}
		})
	}
}

// command builds the command winsock.
func command(t *testing.T) string {
	t.Helper()
	winsock := filepath.Join(t.TempDir(), "winsock")
	build := exec.Command("go", "build", "-o", winsock, library.Root+"/cmd/winsock")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return winsock
}

// install makes a catalog with layers over everything.
func install(t *testing.T, winsock string, layers []string) {
	t.Helper()
	t.Setenv("WINSOCK_CATALOG", filepath.Join(t.TempDir(), "catalog.json"))
	for _, layer := range layers {
		if out, err := exec.Command(winsock, "catalog", "install", layer).CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", layer, err, out)
		}
	}
}

// ruled is a folder with rules for all layers, by which each of them has something to do.
func ruled(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	certificate, key := identity(t, dir, "soak.test")
	type rule map[string]any
	for layer, rules := range map[string][]rule{
		"capture": {{"directory": dir, "size": 64}},
		"shape":   {{"delay": "1ms", "jitter": "1ms", "seed": 7}},
		"socks":   {{"proxy": proxy(t), "user": "me", "password": "secret"}},
		"tls": {
			{"side": "server", "certificate": certificate, "key": key},
			{"side": "client", "roots": certificate, "server_name": "soak.test"},
		},
	} {
		text, err := json.Marshal(map[string]any{"rules": rules})
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, layer+".json"), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// identity makes files of a certificate that vouches for itself, and of its key.
func identity(t *testing.T, dir, name string) (certificate, key string) {
	t.Helper()
	secret, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	about := x509.Certificate{
		SerialNumber: big.NewInt(1), DNSNames: []string{name},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(100 * time.Hour),
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
	certificate, key = filepath.Join(dir, "certificate.pem"), filepath.Join(dir, "key.pem")
	for name, block := range map[string]*pem.Block{
		certificate: {Type: "CERTIFICATE", Bytes: der}, key: {Type: "PRIVATE KEY", Bytes: secretDER},
	} {
		if err := os.WriteFile(name, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return certificate, key
}
