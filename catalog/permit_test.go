package catalog

import (
	"slices"
	"strings"
	"testing"

	"winsock/internal/clause"
	"winsock/ws2def"
)

// categorised is a layer to install with categories.
func categorised(name string, categories uint32, over ...Triple) Layer {
	return Layer{Provider: guidOf(name), Path: "go:" + name, Name: name, Over: over, Categories: categories}
}

var tcp4 = Triple{ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP}

// stacked are layers over TCP/IPv4, the first at the bottom; top is the id of the chain
// that has all of them.
func stacked(t *testing.T, layers ...Layer) (c *Catalog, top uint32) {
	t.Helper()
	edit := newEdit(kernel())
	for _, l := range layers {
		_, chains, err := edit.InstallLayer(l)
		if err != nil {
			t.Fatal(err)
		}
		top = chains[0]
	}
	return edit.Catalog(), top
}

// elements are the names of what serves a socket of an entry.
func elements(t *testing.T, c *Catalog, id uint32) []string {
	t.Helper()
	found, err := c.Resolve(c.Find(id))
	if err != nil {
		t.Fatal(err)
	}
	return names(found)
}

func TestP296_TheDocumentedExample(t *testing.T) {
	clause.Covers(t, "P-294", "P-295", "P-296")
	const (
		system, firewall, crypto, inspector = ws2def.LSP_SYSTEM, ws2def.LSP_FIREWALL, ws2def.LSP_CRYPTO_COMPRESS, ws2def.LSP_INSPECTOR
		foo, bar                            = system | firewall | crypto, firewall | crypto
	)
	c, top := stacked(t, categorised("LSP1", system, tcp4), categorised("LSP2", 0, tcp4),
		categorised("LSP3", firewall, tcp4), categorised("LSP4", system|firewall|crypto|inspector, tcp4))
	for _, row := range []struct {
		who         string
		categories  uint32
		categorised bool
		want        []string
	}{
		{"Foo.exe", foo, true, []string{"LSP1"}},
		{"Bar.exe", bar, true, []string{"LSP3"}},
		{"without categories", 0, false, []string{"LSP4", "LSP3", "LSP2", "LSP1"}},
		{"categorised as nothing", 0, true, nil},
		{"all of them", 0x800000FF, true, []string{"LSP4", "LSP1"}},
	} {
		p := c.Permitted(row.categories, row.categorised)
		want := append(row.want, "MSAFD Tcpip [TCP/IP]")
		if row.want == nil { // the entry itself stands for what was below
			want = names([]*Entry{c.Find(top)})
			if e := p.Find(top); e.Path != "go:tcpip" || e.Info.ProtocolChain.ChainLen != ws2def.BASE_PROTOCOL {
				t.Errorf("%s: %v has the path %s and the chain %v", row.who, e, e.Path, e.Info.ProtocolChain)
			}
		}
		if got := elements(t, p, top); !slices.Equal(got, want) {
			t.Errorf("%s: a socket stands on %v, want %v", row.who, got, want)
		}
		if e := p.Find(top); e.Path != topmost(t, p, top).Path || p.At(p.Next(-1, 2, 1, 6)) != e {
			t.Errorf("%s: %v has the path %s, or is not chosen", row.who, e, e.Path)
		}
		if p.Len() != c.Len() {
			t.Errorf("%s: %d entries of %d", row.who, p.Len(), c.Len())
		}
	}
}

// topmost is the topmost element of an entry.
func topmost(t *testing.T, c *Catalog, id uint32) *Entry {
	t.Helper()
	found, err := c.Resolve(c.Find(id))
	if err != nil {
		t.Fatal(err)
	}
	return found[0]
}

func TestP281_HandlesOfAShortenedChain(t *testing.T) {
	clause.Covers(t, "P-281", "P-296")
	real, copied := categorised("real", ws2def.LSP_PROXY, tcp4), categorised("copied", ws2def.LSP_CRYPTO_COMPRESS, tcp4)
	real.IFS = true
	c, top := stacked(t, real, copied)
	const ifs = ws2def.XP1_IFS_HANDLES
	for _, row := range []struct {
		categories uint32
		want       uint32
	}{{ws2def.LSP_PROXY, ifs}, {ws2def.LSP_CRYPTO_COMPRESS, 0}, {ws2def.LSP_SYSTEM, ifs}, {ws2def.LSP_PROXY | ws2def.LSP_CRYPTO_COMPRESS, 0}} {
		if e := c.Permitted(row.categories, true).Find(top); e.Info.ServiceFlags1&ifs != row.want {
			t.Errorf("categories %#x: the entry's flags are %#x", row.categories, e.Info.ServiceFlags1)
		}
	}
}

func TestDisabled(t *testing.T) {
	c, top := stacked(t, categorised("spy", 0, tcp4), categorised("tap", 0, tcp4))
	edit := newEdit(c)
	spy := edit.entries[slices.IndexFunc(edit.entries, func(e *Entry) bool { return e.Info.Name() == "spy" })].Info.CatalogEntryId
	for _, id := range []uint32{spy, 1001} {
		if err := edit.Enable(id, false); err != nil {
			t.Fatal(err)
		}
	}
	c, err := parse(encode(edit.Catalog()))
	if err != nil {
		t.Fatal(err)
	}
	p := c.Permitted(0, false)
	if got := elements(t, p, top); !slices.Equal(got, []string{"tap", "MSAFD Tcpip [TCP/IP]"}) {
		t.Errorf("a socket stands on %v", got)
	}
	if e := c.Refusal(ws2def.AF_INET6, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP); e != ws2def.WSAEAFNOSUPPORT {
		t.Errorf("what is disabled is chosen: %v", e)
	}
	if c.Opens(1001) || !c.Opens(1002) || c.Opens(spy) || c.Opens(4711) {
		t.Error("Opens is wrong about 1001, 1002, the layer or nothing")
	}
	if slices.Contains(names(c.Enum(nil, false)), "MSAFD Tcpip [TCP/IPv6]") || !slices.Contains(names(c.Enum(nil, true)), "MSAFD Tcpip [TCP/IPv6]") {
		t.Error("what is disabled is shown to applications, or not kept")
	}
	edit = newEdit(c)
	if err := edit.Reset(); err != nil || edit.Catalog().Find(1001) == nil || edit.Catalog().Find(1001).Disabled {
		t.Errorf("after a reset 1001 is %+v, %v", edit.Catalog().Find(1001), err)
	}
	if err := edit.Enable(4711, true); err == nil {
		t.Error("nothing is enabled")
	}
}

func TestP312_Applications(t *testing.T) {
	clause.Covers(t, "P-312", "P-319")
	edit := newEdit(kernel())
	for _, row := range []struct {
		extra            string
		add, before, has uint32
	}{{"", 1, 0, 1}, {"", 4, 1, 5}, {"-k net", 8, 0, 8}, {"", 4, 5, 5}} {
		before, err := edit.Categorise("/bin/app", row.extra, row.add)
		if err != nil || before != row.before {
			t.Errorf("before %#x, %v", before, err)
		}
		if a := edit.Catalog().Application("/bin/app", row.extra); a == nil || a.Categories != row.has {
			t.Errorf("%+v: the application is %+v", row, a)
		}
	}
	c, err := parse(encode(edit.Catalog()))
	if err != nil || len(c.Applications()) != 2 {
		t.Fatalf("%v: %v", c, err)
	}
	for _, row := range []struct {
		executable, extra string
		want              uint32
		ok                bool
	}{
		{"/bin/app", "", 5, true}, {"/bin/app", "-k net", 8, true}, {"/bin/app", "-k  net", 5, true}, {"/bin/other", "-k net", 0, false},
	} {
		if got, ok := c.categoriesOf(row.executable, row.extra); got != row.want || ok != row.ok {
			t.Errorf("%s %s: %#x, %v", row.executable, row.extra, got, ok)
		}
	}
	edit = newEdit(c)
	if err := edit.Uncategorise("/bin/app", ""); err != nil || edit.Catalog().Application("/bin/app", "") != nil {
		t.Errorf("Uncategorise: %v", err)
	}
	if err := edit.Uncategorise("/bin/app", ""); err == nil {
		t.Error("twice: no error")
	}
	for _, path := range []string{"", "app", "\x01"} {
		if _, err := edit.Categorise(path, "", 1); err == nil {
			t.Errorf("the path %q is taken", path)
		}
	}
}

func TestP301_ExpandPath(t *testing.T) {
	clause.Covers(t, "P-301")
	t.Setenv("SystemRoot", "/usr")
	t.Setenv("lib", "lib64")
	t.Setenv("empty", "")
	for path, want := range map[string]string{
		"/usr/lib/x.so":           "/usr/lib/x.so",
		"%SystemRoot%/lib/x.so":   "/usr/lib/x.so",
		"%SystemRoot%/%lib%/x.so": "/usr/lib64/x.so",
		"%lib%/x.so":              "",
		"lib/x.so":                "",
		"%nobody%/x.so":           "",
		"%empty%/x.so":            "",
		"/100%":                   "",
		"":                        "",
	} {
		if got, err := ExpandPath(path); got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v", path, got, err)
		}
	}
}

// A layer that passes handles on must be below those that have their own.
func TestP281_CheckFindsTheWrongOrder(t *testing.T) {
	clause.Covers(t, "P-281")
	own, passing := categorised("own", 0, tcp4), categorised("passing", 0, tcp4)
	passing.IFS = true
	if c, _ := stacked(t, passing, own); len(Check(c, nil)) != 0 {
		t.Errorf("the right order: %+v", Check(c, nil))
	}
	c, top := stacked(t, own, passing)
	problems := Check(c, nil)
	if len(problems) != 1 || problems[0].Severity != Warning || problems[0].Entry != top ||
		!strings.Contains(problems[0].Text, "(passing) passes on the handles from below, but") || !strings.Contains(problems[0].Remedy, "Install passing before own") {
		t.Errorf("the wrong order: %+v", problems)
	}
}
