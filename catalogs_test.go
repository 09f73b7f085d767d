package winsock_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"winsock"
	"winsock/catalog"
	"winsock/internal/clause"
	"winsock/ws2def"
)

// TestP111_CatalogOfTheStart: the catalog that a process sees is the one of its
// first WSAStartup, without lone layers.
func TestP111_CatalogOfTheStart(t *testing.T) {
	clause.Covers(t, "P-109", "P-111", "P-112", "P-113")
	file := filepath.Join(t.TempDir(), "catalog.json")
	t.Setenv("WINSOCK_CATALOG", file)

	layer := catalog.Entry{Path: "go:layer", Info: ws2def.WSAProtocolInfo{
		ProviderId: ws2def.GUID{Data1: 1}, ProtocolChain: ws2def.WSAProtocolChain{ChainLen: ws2def.LAYERED_PROTOCOL}, Version: 2,
	}}
	layer.Info.SetName("A layer")
	install := func(entry catalog.Entry) uint32 {
		t.Helper()
		var id uint32
		err := catalog.Open(file).Update(func(e *catalog.Edit) error {
			ids, err := e.Install(entry)
			if err == nil {
				id = ids[0]
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	id := install(layer)

	if err := winsock.WSAStartup(0x0202, new(winsock.WSAData)); err != nil {
		t.Fatal(err)
	}
	chain := catalog.Entry{Path: "go:layer", Info: catalog.Default().Find(1004).Info}
	chain.Info.ProviderId = ws2def.GUID{Data1: 2}
	chain.Info.ProtocolChain = ws2def.WSAProtocolChain{ChainLen: 2, ChainEntries: [ws2def.MAX_PROTOCOL_CHAIN]uint32{id, 1004}}
	chain.Info.SetName("A chain")
	install(chain)

	seen := func(want bool, name string, names []string) {
		t.Helper()
		if slices.Contains(names, name) != want {
			t.Errorf("%q is in %q: %v", name, names, !want)
		}
	}
	seen(false, "A layer", listed(t, winsock.WSAEnumProtocols, nil))
	seen(true, "A layer", listed(t, winsock.WSCEnumProtocols, nil))
	seen(false, "A chain", listed(t, winsock.WSAEnumProtocols, nil))
	if err := winsock.WSACleanup(); err != nil {
		t.Fatal(err)
	}

	startup(t)
	names := listed(t, winsock.WSAEnumProtocols, nil)
	seen(true, "A chain", names)
	seen(false, "A layer", names)
}

// TestDamagedCatalog: there is no Winsock with half a catalog.
func TestDamagedCatalog(t *testing.T) {
	file := filepath.Join(t.TempDir(), "catalog.json")
	t.Setenv("WINSOCK_CATALOG", file)
	if err := os.WriteFile(file, []byte(`{"format": 1, "entries": [`), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := winsock.WSAStartup(0x0202, new(winsock.WSAData)); err != winsock.WSASYSNOTREADY {
		t.Error("WSAStartup:", err)
	}
	var length uint32
	if n, err := winsock.WSCEnumProtocols(nil, nil, &length); n != -1 || err != winsock.WSASYSNOTREADY {
		t.Error("WSCEnumProtocols:", n, err)
	}
	if _, err := winsock.Providers(""); err != winsock.WSASYSNOTREADY {
		t.Error("Providers:", err)
	}
}
