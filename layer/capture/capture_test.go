package capture_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"winsock/internal/leaktest"
	"winsock/internal/wire/pcapng"
	"winsock/layer/capture"
	"winsock/provider/loop"
	"winsock/spi"
	"winsock/spi/spitest"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

// rule sets the rules, with a directory for the files that it returns.
func rule(t *testing.T, about ...map[string]any) string {
	t.Helper()
	dir := t.TempDir()
	for _, r := range about {
		r["directory"] = dir
	}
	text, err := json.Marshal(map[string]any{"rules": about})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, capture.Name+".json"), text, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("WINSOCK_LAYER_DIR", dir)
	return dir
}

// files are the names of the files that were written.
func files(t *testing.T, dir string) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*.pcapng"))
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// read reads a file.
func read(t *testing.T, name string) pcapng.File {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	f, err := pcapng.Read(b)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return f
}

func conformance(t *testing.T) {
	over, ok := spi.Find(capture.Name)
	if !ok {
		t.Fatal("the layer is not registered")
	}
	below, _ := spi.Find(loop.Name)
	for _, entry := range loop.Entries() {
		t.Run(entry.Name(), func(t *testing.T) {
			spitest.Test(t, spitest.Plan{
				Startup:  spitest.Over(over, below),
				Entry:    entry,
				Name:     func(testing.TB) []byte { return loop.Address(0) },
				Wildcard: loop.Address(0),
			})
		})
	}
}

func TestConformanceOff(t *testing.T) {
	t.Setenv("WINSOCK_LAYER_DIR", t.TempDir())
	conformance(t)
}

func TestConformance(t *testing.T) {
	dir := rule(t, map[string]any{})
	conformance(t)
	names := files(t, dir)
	if len(names) == 0 {
		t.Fatal("there is no file")
	}
	packets := 0
	for _, name := range names {
		packets += len(read(t, name).Packets)
	}
	if packets == 0 {
		t.Error("nothing was captured")
	}
}
