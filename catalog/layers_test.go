package catalog

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Files beside the catalogs of the user and of the system.
func TestLayers(t *testing.T) {
	dir := t.TempDir()
	system := Open(filepath.Join(dir, "system", "catalog.json"))
	s := chooseStore(system, "", filepath.Join(dir, "own", "catalog.json"), os.Geteuid()+1)
	if len(s.Layers()) != 2 || len(system.Layers()) != 1 {
		t.Fatal(len(s.Layers()), len(system.Layers()))
	}
	set := func(s *Store, text string) {
		t.Helper()
		if err := s.UpdateBeside("x.json", func([]byte) ([]byte, error) { return []byte(text), nil }); err != nil {
			t.Fatal(err)
		}
	}
	has := func(s *Store, want string) {
		t.Helper()
		if data, err := s.ReadBeside("x.json"); err != nil || string(data) != want {
			t.Errorf("%q, %v; want %q", data, err, want)
		}
	}
	set(system, "system")
	has(s, "system")
	has(s.Layers()[0], "")
	has(s.Layers()[1], "system")
	set(s.Layers()[0], "own")
	has(s, "own")
	has(s.Layers()[0], "own")
	has(s.Layers()[1], "system")
}

// What somebody else put beside the user's own catalog does not count.
func TestBesideOfOthers(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can give files away")
	}
	dir := t.TempDir()
	s := &Store{path: filepath.Join(dir, "catalog.json"), own: true}
	if err := os.WriteFile(filepath.Join(dir, "x.json"), []byte("{}"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := s.ReadBeside("x.json"); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(filepath.Join(dir, "x.json"), 65534, 65534); err != nil {
		t.Fatal(err)
	}
	if _, err := s.ReadBeside("x.json"); err == nil || !strings.Contains(err.Error(), "belongs to somebody else") {
		t.Error(err)
	}
	err := s.UpdateBeside("x.json", func([]byte) ([]byte, error) { return []byte("mine"), nil })
	if err == nil {
		t.Error("it is changed")
	}
}
