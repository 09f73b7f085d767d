package core_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"winsock/catalog"
	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/ws2def"
)

// TestP456_TheFile: templates stand in a file beside the catalog, which people write
// too, and which may be damaged or out of reach.
func TestP456_TheFile(t *testing.T) {
	clause.Covers(t, "P-314", "P-315", "P-454", "P-456", "P-457")
	dir := t.TempDir()
	t.Setenv(catalog.EnvFile, filepath.Join(dir, "catalog.json"))
	start(t)
	h := rsvp(t, ws2def.AF_INET, ws2def.SOCK_STREAM)
	var q ws2def.QOS
	mine := core.QualityOf(atRate(77))
	if e := core.InstallQuality(nil, "mine", mine); e != 0 {
		t.Fatal(e)
	}
	if e := core.NamedQuality(h, "mine", &q); e != 0 || q.SendingFlowspec.TokenRate != 77 {
		t.Error("what was installed:", e, q.SendingFlowspec)
	}
	file := filepath.Join(dir, "quality.json")
	text, err := os.ReadFile(file)
	if err != nil || !strings.Contains(string(text), `"token_rate": 77`) {
		t.Errorf("%v, the file holds\n%s", err, text)
	}
	if err := os.WriteFile(file, []byte("what?"), 0o644); err != nil {
		t.Fatal(err)
	}
	if e := core.NamedQuality(h, "G711", &q); e != ws2def.WSAENETDOWN {
		t.Error("a damaged file:", e)
	}
	if _, e := core.QualityNames(h); e != ws2def.WSAENETDOWN {
		t.Error("names of a damaged file:", e)
	}
	if e := core.InstallQuality(nil, "mine", mine); e != ws2def.WSANO_RECOVERY {
		t.Error("a damaged file is changed:", e)
	}
	t.Setenv(catalog.EnvFile, "/proc/nowhere/catalog.json")
	if e := core.InstallQuality(nil, "mine", mine); e != ws2def.WSANO_RECOVERY {
		t.Error("where nothing can be written:", e)
	}
	plain := create(t, ws2def.AF_INET, ws2def.SOCK_STREAM, 0)
	if e := core.NamedQuality(plain, "G711", &q); e != ws2def.WSAEOPNOTSUPP {
		t.Error("a plain socket:", e)
	}
}
