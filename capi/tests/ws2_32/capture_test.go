package ws2_32_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"winsock/catalog"
	"winsock/internal/wire/pcapng"
	"winsock/layer/capture"
	"winsock/spi"
)

// A C program over the layer leaves a whole file, also when it just ends.
func TestCapture(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("WINSOCK_LAYER_DIR", dir)
	t.Setenv(catalog.EnvFile, filepath.Join(dir, "catalog.json"))
	rules := fmt.Sprintf(`{"rules": [{"program": "leaves*", "directory": %q}]}`, dir)
	if err := os.WriteFile(filepath.Join(dir, "capture.json"), []byte(rules), 0o600); err != nil {
		t.Fatal(err)
	}
	err := catalog.DefaultStore().Update(func(e *catalog.Edit) error {
		_, _, err := e.InstallLayer(catalog.Layer{Provider: capture.Provider, Path: spi.PathPrefix + capture.Name, Name: "Capture"})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	program(t, "leaves")
	names, _ := filepath.Glob(filepath.Join(dir, "*.pcapng"))
	if len(names) != 1 {
		t.Fatalf("there are the files %q", names)
	}
	b, err := os.ReadFile(names[0])
	if err != nil {
		t.Fatal(err)
	}
	f, err := pcapng.Read(b)
	if err != nil || len(f.Packets) != 6 || len(f.Statistics) != 1 || f.Statistics[0].Received != 6 {
		t.Errorf("%v: %d packets, statistics %+v", err, len(f.Packets), f.Statistics)
	}
}
