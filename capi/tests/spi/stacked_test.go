package spi_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"winsock/capi/tests/library"
	"winsock/catalog"
	"winsock/internal/clause"
	"winsock/ws2def"
)

// A layer that stands on another one's sockets, which are no kernel handles, hears of their
// overlapped operations at a port.
func TestStacked(t *testing.T) {
	clause.Covers(t, "P-265", "P-289")
	folder, err := filepath.Abs("../../../examples/c/layer")
	if err != nil {
		t.Fatal(err)
	}
	source, err := os.ReadFile(filepath.Join(folder, "through.c"))
	if err != nil {
		t.Fatal(err)
	}
	again := filepath.Join(t.TempDir(), "again.c")
	if err := os.WriteFile(again, bytes.Replace(source, []byte("0x2B9A6F04"), []byte("0x2B9A6F05"), 1), 0o600); err != nil {
		t.Fatal(err)
	}
	upper := countID
	upper.Data1++
	t.Setenv(catalog.EnvFile, filepath.Join(t.TempDir(), "catalog.json"))
	err = catalog.DefaultStore().Update(func(e *catalog.Edit) error {
		for i, id := range []ws2def.GUID{countID, upper} {
			_, _, err := e.InstallLayer(catalog.Layer{
				Provider: id, Name: []string{"Lower", "Upper"}[i],
				Path: library.Program(t, []string{folder + "/through.c", again}[i],
					folder+"/overlapped.c", folder+"/below.c", "-I"+folder, "-shared", "-fPIC"),
				Over: []catalog.Triple{{Family: ws2def.AF_INET, Type: ws2def.SOCK_STREAM, Protocol: ws2def.IPPROTO_TCP}},
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	run(t, library.Program(t, "testdata/stacked.c"))
}
