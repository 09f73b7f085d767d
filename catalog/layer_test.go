package catalog

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winsock/internal/clause"
	"winsock/ws2def"
)

// tap is a layer to install.
func tap(over ...Triple) Layer {
	return Layer{Provider: guidOf("tap"), Path: "/lib/tap.so", Name: "Tap", Over: over}
}

func TestP277_InstallLayer(t *testing.T) {
	clause.Covers(t, "P-277", "P-278", "P-279", "P-281", "P-282", "P-304", "P-317")
	edit := newEdit(kernel())
	before := edit.Catalog()
	id, chains, err := edit.InstallLayer(tap())
	if err != nil {
		t.Fatal(err)
	}
	c := edit.Catalog()
	own := c.Find(id)
	if i := own.Info; i.ProtocolChain.ChainLen != ws2def.LAYERED_PROTOCOL || i.ProviderFlags != ws2def.PFL_HIDDEN ||
		i.SocketType != 0 || i.Protocol != 0 || i.Name() != "Tap" || i.ProviderId != guidOf("tap") {
		t.Errorf("the layer's own entry is %+v", i)
	}
	if c.At(c.Len()-1) != own {
		t.Error("the layer's own entry does not stand at the end")
	}
	providers := map[ws2def.GUID]bool{own.Info.ProviderId: true}
	for i, chain := range chains {
		e, below := c.Find(chain), before.At(i)
		if c.At(i) != e {
			t.Errorf("%v does not stand in place %d", e, i)
		}
		if providers[e.Info.ProviderId] {
			t.Errorf("%v has a provider id that another one has", e)
		}
		providers[e.Info.ProviderId] = true
		want := below.Info
		want.SetName("Tap over [" + below.Info.Name() + "]")
		want.CatalogEntryId, want.ProviderId = chain, e.Info.ProviderId
		want.ServiceFlags1 &^= ws2def.XP1_IFS_HANDLES
		want.ProtocolChain = ws2def.WSAProtocolChain{ChainLen: 2}
		want.ProtocolChain.ChainEntries[0], want.ProtocolChain.ChainEntries[1] = id, below.Info.CatalogEntryId
		if diff := cmp.Diff(want, e.Info); diff != "" || e.Path != "/lib/tap.so" {
			t.Errorf("the chain over %v has the path %s and differs (-want +got):\n%s", below, e.Path, diff)
		}
		if found := c.Next(-1, want.AddressFamily, want.SocketType, want.Protocol); c.At(found) != e {
			t.Errorf("%v is not chosen where %v was", e, below)
		}
	}
	if len(chains) != before.Len() {
		t.Errorf("%d chains over %d protocols", len(chains), before.Len())
	}
	if _, _, err := edit.InstallLayer(tap()); err == nil || !strings.Contains(err.Error(), "installed already") {
		t.Errorf("the same layer again: %v", err)
	}
	if edit.Catalog().Len() != c.Len() {
		t.Error("a layer that can't be installed leaves entries behind")
	}
}

func TestP317_LayerOverTheTopmost(t *testing.T) {
	clause.Covers(t, "P-317")
	edit := newEdit(kernel())
	tcp := Triple{ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP}
	lower, first, err := edit.InstallLayer(tap(tcp))
	if err != nil {
		t.Fatal(err)
	}
	second := Layer{Provider: guidOf("second"), Path: "go:second", Name: "Second", IFS: true, Over: []Triple{tcp}}
	upper, chains, err := edit.InstallLayer(second)
	if err != nil {
		t.Fatal(err)
	}
	c := edit.Catalog()
	e := c.Find(chains[0])
	base := c.Find(first[0]).chain()[1]
	if got, want := e.chain(), []uint32{upper, lower, base}; !slices.Equal(got, want) {
		t.Errorf("the chain is %v, want %v", got, want)
	}
	if e.Info.ServiceFlags1&ws2def.XP1_IFS_HANDLES != 0 {
		t.Error("a layer promises descriptors that the one below it does not")
	}
	found, err := c.Resolve(e)
	if err != nil || len(found) != 3 {
		t.Errorf("Resolve: %v, %v", found, err)
	}
	if _, _, err := edit.InstallLayer(Layer{Provider: guidOf("third"), Path: "go:third", Name: "Third", Over: []Triple{{1, 2, 3}}}); err == nil {
		t.Error("a layer over nothing is installed")
	}
}

func TestP318_Siblings(t *testing.T) {
	clause.Covers(t, "P-280", "P-317", "P-318")
	edit := newEdit(kernel())
	l := tap(tcp4, tcp4)
	l.Siblings = true
	_, chains, err := edit.InstallLayer(l)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, id := range chains {
		got = append(got, edit.Catalog().Find(id).Info.Name())
	}
	want := []string{"Tap over [MSAFD Tcpip [TCP/IP]]", "Tap over [MSAFD Tcpip [UDP/IP]]", "Tap over [MSAFD Tcpip [RAW/IP]]"}
	if !slices.Equal(got, want) {
		t.Errorf("the chains are %v", got)
	}
	again := tap(tcp4)
	again.Provider = guidOf("another")
	if _, _, err := edit.InstallLayer(again); err == nil || !strings.Contains(err.Error(), "of that name") {
		t.Errorf("another layer of the name: %v", err)
	}
}

func TestRemoveLayer(t *testing.T) {
	a, b := categorised("A", 0, tcp4), categorised("B", 0, tcp4)
	a.IFS = true
	for _, row := range []struct {
		remove string
		gone   []string
		left   []string // what stands under the chain that is left
		name   string
		ifs    bool
	}{
		{"B", []string{"B over [A over [MSAFD Tcpip [TCP/IP]]]", "B"}, []string{"A", "MSAFD Tcpip [TCP/IP]"}, "A over [MSAFD Tcpip [TCP/IP]]", true},
		{"A", []string{"A over [MSAFD Tcpip [TCP/IP]]", "A"}, []string{"B", "MSAFD Tcpip [TCP/IP]"}, "B over [MSAFD Tcpip [TCP/IP]]", false},
	} {
		c, _ := stacked(t, a, b)
		edit := newEdit(c)
		id := c.entries[slices.IndexFunc(c.entries, func(e *Entry) bool { return e.Info.Name() == row.remove })].Info.CatalogEntryId
		gone, err := edit.RemoveLayer(id)
		if err != nil || !slices.Equal(names(gone), row.gone) {
			t.Errorf("without %s %v are gone, %v", row.remove, names(gone), err)
		}
		c = edit.Catalog()
		e := c.At(c.Next(-1, tcp4.Family, tcp4.Type, tcp4.Protocol))
		if got := elements(t, c, e.Info.CatalogEntryId); !slices.Equal(got, row.left) || e.Info.Name() != row.name {
			t.Errorf("without %s a socket of %v stands on %v", row.remove, e, got)
		}
		if got := e.Info.ServiceFlags1&ws2def.XP1_IFS_HANDLES != 0; got != row.ifs {
			t.Errorf("without %s XP1_IFS_HANDLES is %v", row.remove, got)
		}
		if _, err := edit.RemoveLayer(id); err == nil {
			t.Error("the layer is gone twice")
		}
		if _, err := edit.RemoveLayer(1001); err == nil {
			t.Error("a protocol goes as a layer")
		}
	}
}

// A chain whose layer was removed alone is not chosen; what it covered is.
func TestBrokenChainIsNotChosen(t *testing.T) {
	c, top := stacked(t, categorised("A", 0, tcp4))
	edit := newEdit(c)
	if err := edit.RemoveProvider(guidOf("A")); err != nil {
		t.Fatal(err)
	}
	c = edit.Catalog()
	if e := c.At(c.Next(-1, tcp4.Family, tcp4.Type, tcp4.Protocol)); e.Info.CatalogEntryId != 1004 {
		t.Errorf("%v is chosen", e)
	}
	if slices.Contains(names(c.Enum(nil, false)), c.Find(top).Info.Name()) {
		t.Error("the chain is shown to applications")
	}
	// A new layer covers what is chosen, not what is broken or disabled.
	edit = newEdit(c)
	if err := edit.Enable(1005, false); err != nil {
		t.Fatal(err)
	}
	_, chains, err := edit.InstallLayer(categorised("B", 0))
	if err != nil || len(chains) != kernel().Len()-1 {
		t.Errorf("another layer: %v, %v", chains, err)
	}
	for _, id := range chains {
		if _, err := edit.Catalog().Resolve(edit.Catalog().Find(id)); err != nil {
			t.Error(err)
		}
	}
	if problems := Check(c, nil); len(problems) != 1 || problems[0].Entry != top || problems[0].Severity != Error {
		t.Errorf("Check: %+v", problems)
	}
}
