package directory_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winsock/catalog"
	"winsock/internal/clause"
	"winsock/internal/directory"
	"winsock/namespace"
	"winsock/ws2def"
)

func ids(t *testing.T) []uint32 {
	t.Helper()
	directory.Cleanup()
	entries, e := directory.Providers()
	if e != 0 {
		t.Fatal(e)
	}
	var all []uint32
	for _, e := range entries {
		all = append(all, e.ID.Data1)
	}
	return all
}

func TestBuiltin(t *testing.T) {
	clause.Covers(t, "P-494")
	directory.Cleanup()
	t.Cleanup(directory.Cleanup)
	t.Setenv(catalog.EnvFile, filepath.Join(t.TempDir(), "catalog.json"))
	entries, e := directory.Providers()
	if e != 0 || len(entries) != 2 || entries[0].NameSpace != ws2def.NS_LOCALNAME || entries[1].NameSpace != ws2def.NS_DNS ||
		!entries[0].Active || !entries[1].Active || entries[1].Identifier != "Tcpip" {
		t.Errorf("%v, %+v", e, entries)
	}
}

func TestCatalogChanges(t *testing.T) {
	clause.Covers(t, "P-495", "P-496", "P-497", "P-498")
	empty(t)
	add(t, 1, 100, "go:fake-a")
	add(t, 2, 100, "/lib/provider.so")
	add(t, 3, 101, "%SystemRoot%/x.so")
	if got := ids(t); !slices.Equal(got, []uint32{1, 2, 3}) {
		t.Error(got)
	}
	entry := func(change func(*directory.Entry)) directory.Entry {
		e := directory.Entry{Path: "go:x", Info: namespace.Info{ID: id(9), NameSpace: 5, Active: true, Identifier: "x"}}
		change(&e)
		return e
	}
	for what, tc := range map[string]struct {
		e    directory.Entry
		want namespace.Errno
	}{
		"an id twice":   {entry(func(e *directory.Entry) { e.ID = id(1) }), ws2def.WSANO_RECOVERY},
		"no id":         {entry(func(e *directory.Entry) { e.ID = ws2def.GUID{} }), ws2def.WSAEINVAL},
		"no name":       {entry(func(e *directory.Entry) { e.Identifier = "" }), ws2def.WSAEINVAL},
		"no path":       {entry(func(e *directory.Entry) { e.Path = "" }), ws2def.WSAEINVAL},
		"relative path": {entry(func(e *directory.Entry) { e.Path = "x.so" }), ws2def.WSAEINVAL},
		"long path":     {entry(func(e *directory.Entry) { e.Path = "/" + strings.Repeat("x", 260) }), ws2def.WSAEINVAL},
		"NS_ALL":        {entry(func(e *directory.Entry) { e.NameSpace = ws2def.NS_ALL }), ws2def.WSAEINVAL},
	} {
		if e := directory.Install(tc.e); e != tc.want {
			t.Errorf("%s: %v, want %v", what, e, tc.want)
		}
	}
	for what, tc := range map[string]struct {
		order []ws2def.GUID
		want  namespace.Errno
	}{
		"too few": {[]ws2def.GUID{id(1), id(2)}, ws2def.WSAEINVAL}, "twice": {[]ws2def.GUID{id(1), id(1), id(2)}, ws2def.WSAEINVAL},
		"unknown": {[]ws2def.GUID{id(1), id(2), id(7)}, ws2def.WSAEINVAL}, "right": {[]ws2def.GUID{id(3), id(1), id(2)}, 0},
	} {
		if e := directory.Reorder(tc.order); e != tc.want {
			t.Errorf("%s: %v", what, e)
		}
	}
	if got := ids(t); !slices.Equal(got, []uint32{3, 1, 2}) {
		t.Error(got)
	}
	if e := directory.Enable(id(1), false); e != 0 {
		t.Error(e)
	}
	if e := directory.Enable(id(7), false); e != ws2def.WSAEINVAL {
		t.Error(e)
	}
	if e := directory.Uninstall(id(3)); e != 0 {
		t.Error(e)
	}
	if e := directory.Uninstall(id(3)); e != ws2def.WSAEINVAL {
		t.Error(e)
	}
	directory.Cleanup()
	entries, _ := directory.Providers()
	if len(entries) != 2 || entries[0].Active || !entries[1].Active {
		t.Errorf("%+v", entries)
	}
}

func TestCatalogRefused(t *testing.T) {
	clause.Covers(t, "P-494", "P-495")
	empty(t)
	t.Setenv(catalog.EnvFile, "/proc/nowhere/catalog.json")
	if e := directory.Uninstall(directory.DNS); e != ws2def.WSANO_RECOVERY {
		t.Error("a place where nothing can be written:", e)
	}
	dir := t.TempDir()
	t.Setenv(catalog.EnvFile, filepath.Join(dir, "catalog.json"))
	if err := os.WriteFile(filepath.Join(dir, directory.File), []byte("{"), 0o644); err != nil {
		t.Fatal(err)
	}
	directory.Cleanup()
	if _, e := directory.Providers(); e != ws2def.WSANO_RECOVERY {
		t.Error("damaged:", e)
	}
	if _, e := directory.Begin(new(namespace.QuerySet), 0); e != ws2def.WSANO_RECOVERY {
		t.Error("damaged:", e)
	}
	if e := directory.Uninstall(directory.DNS); e != ws2def.WSANO_RECOVERY {
		t.Error("damaged:", e)
	}
}

// Providers that can't be started do not keep others from answering.
func TestBrokenProviders(t *testing.T) {
	clause.Covers(t, "P-493")
	a := &fake{answers: named("a")}
	installed(t, a)
	for n, path := range []string{"go:fake-nothing", "go:fake-version", "go:fake-c", "go:nosuch", "/nonexistent/provider.so"} {
		add(t, uint32(10+n), 200, path)
	}
	if got, e := rest(begin(t, new(namespace.QuerySet))); !slices.Equal(got, []string{"a"}) || e != ws2def.WSA_E_NO_MORE {
		t.Error(got, e)
	}
	for n, want := range []namespace.Errno{
		ws2def.WSAEINVALIDPROCTABLE, ws2def.WSAEINVALIDPROVIDER, ws2def.WSAEPROVIDERFAILEDINIT, ws2def.WSAEPROVIDERFAILEDINIT, ws2def.WSAEPROVIDERFAILEDINIT,
	} {
		one := id(uint32(10 + n))
		if _, e := directory.Begin(&namespace.QuerySet{Provider: &one}, 0); e != want {
			t.Errorf("%d: %v, want %v", n, e, want)
		}
	}
}

func TestExpand(t *testing.T) {
	t.Setenv("WINSOCK_TEST_DIR", "/opt/x")
	for path, want := range map[string]string{
		"%WINSOCK_TEST_DIR%/a.so": "/opt/x/a.so", "/a%b": "/a%b", "/%NOSUCH_VARIABLE%/a": "/%NOSUCH_VARIABLE%/a",
		"%": "%", "/a/%WINSOCK_TEST_DIR%": "/a//opt/x", "%%WINSOCK_TEST_DIR%": "%/opt/x", "": "",
	} {
		if got := directory.Expand(path); got != want {
			t.Errorf("%q: %q, want %q", path, got, want)
		}
	}
}

// Many that change the catalog at once lose nothing.
func TestCatalogShared(t *testing.T) {
	clause.Covers(t, "P-495")
	empty(t)
	var all sync.WaitGroup
	for n := range 8 {
		all.Go(func() {
			e := directory.Install(directory.Entry{Path: "go:x", Info: namespace.Info{ID: id(uint32(n + 1)), NameSpace: 5, Active: true, Identifier: "x"}})
			if e != 0 {
				t.Error(e)
			}
		})
	}
	all.Wait()
	got := ids(t)
	slices.Sort(got)
	if !slices.Equal(got, []uint32{1, 2, 3, 4, 5, 6, 7, 8}) {
		t.Error(got)
	}
}

func FuzzCatalog(f *testing.F) {
	f.Add([]byte(`{"format":1,"providers":[{"id":"{00000001-0000-0000-0000-000000000000}","name":"x","path":"go:x","name_space":12,"version":1,"disabled":true,"specific":"AAAA"}]}`))
	f.Add([]byte(`{"format":1}`))
	f.Add([]byte(`{"format":1,"providers":[{}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		entries, err := directory.Parse(data)
		if err != nil || data == nil {
			return
		}
		again, err := directory.Parse(directory.Encode(entries))
		if err != nil {
			t.Fatal(err)
		}
		if len(entries) > 0 && cmp.Diff(directory.Encode(entries), directory.Encode(again)) != "" {
			t.Error("another catalog comes back")
		}
	})
}
