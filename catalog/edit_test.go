package catalog

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winsock/internal/clause"
	"winsock/ws2def"
)

// exact compares catalogs whole.
var exact = cmp.AllowUnexported(Catalog{}, key{})

func TestP094_IdsGrowAndAreNotGivenTwice(t *testing.T) {
	clause.Covers(t, "P-014", "P-094", "P-278")
	edit := newEdit(kernel())
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	install := func(entries []Entry, want ...uint32) {
		t.Helper()
		ids, err := edit.Install(entries...)
		must(err)
		if diff := cmp.Diff(want, ids); diff != "" {
			t.Fatalf("ids (-want +got):\n%s", diff)
		}
	}
	install(spx, 1008, 1009)
	install(ipx, 1010)
	must(edit.Remove(1010))
	install(ipx, 1011)
	must(edit.RemoveProvider(guidOf("go:spx")))
	install(spx, 1012, 1013)
	if _, err := edit.Install(spx...); err == nil || !strings.Contains(err.Error(), "installed already, with entry 1012 (SPX)") {
		t.Errorf("the same provider again: %v", err)
	}
	must(edit.Order(1013, 1012, 1011, 1007, 1006, 1005, 1004, 1003, 1002, 1001))
	install(bluetooth, 1014)
	must(edit.Remove(1001))
	must(edit.Reset())
	install(ipx, 1020) // 1015 went to TCP/IPv6, which had been removed, and four to what had never been there
	var ids []uint32
	for _, e := range edit.Catalog().entries {
		ids = append(ids, e.Info.CatalogEntryId)
	}
	if diff := cmp.Diff([]uint32{1015, 1002, 1003, 1004, 1005, 1006, 1007, 1016, 1017, 1018, 1019, 1020}, ids); diff != "" {
		t.Errorf("ids at the end (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(names(Default().entries), names(edit.Catalog().entries)[:Default().Len()]); diff != "" {
		t.Errorf("after the reset (-want +got):\n%s", diff)
	}
}

func TestP052_InstallRefusesUnfitEntries(t *testing.T) {
	clause.Covers(t, "P-042", "P-052", "P-062", "P-278")
	mod := func(change func(*ws2def.WSAProtocolInfo)) Entry {
		return proto("P", "go:p", 77, stream, 5, change)
	}
	path := func(path string) Entry {
		e := mod(func(*ws2def.WSAProtocolInfo) {})
		e.Path = path
		return e
	}
	name := func(name string) Entry { return mod(func(i *ws2def.WSAProtocolInfo) { i.SetName(name) }) }
	service := func(flags uint32) Entry {
		return mod(func(i *ws2def.WSAProtocolInfo) { i.ServiceFlags1 = flags })
	}
	sizes := func(low, high int32) Entry {
		return mod(func(i *ws2def.WSAProtocolInfo) { i.MinSockAddr, i.MaxSockAddr = low, high })
	}
	for _, row := range []struct {
		name  string
		entry Entry
		err   string // "" when the entry is sound
	}{
		{"sound", path("go:p"), ""},
		{"absolute path", path("/usr/lib/p.so"), ""},
		{"path with a variable", path("%HOME%/p.so"), ""},
		{"one way", service(ws2def.XP1_UNI_SEND), ""},
		{"rooted multipoint", service(ws2def.XP1_SUPPORT_MULTIPOINT | ws2def.XP1_MULTIPOINT_DATA_PLANE), ""},
		{"widest sizes", sizes(2, 128), ""},
		{"negative protocol", mod(func(i *ws2def.WSAProtocolInfo) { i.Protocol = -1 << 31 }), ""},
		{"layer without triple or sizes", mod(func(i *ws2def.WSAProtocolInfo) {
			i.ProtocolChain.ChainLen, i.AddressFamily, i.SocketType, i.MinSockAddr, i.MaxSockAddr = 0, 0, 0, 0, 0
		}), ""},
		{"no name", name(""), "the name is empty"},
		{"control character in the name", name("a\x1b[31mb"), "control characters"},
		{"half a character in the name", mod(func(i *ws2def.WSAProtocolInfo) { i.ProtocolName[0] = 0xD800 }), "not valid text"},
		{"name without an end", mod(func(i *ws2def.WSAProtocolInfo) {
			for n := range i.ProtocolName {
				i.ProtocolName[n] = 'x'
			}
		}), "longer than 255"},
		{"no path", path(""), "the path is empty"},
		{"relative path", path("p.so"), `the path "p.so" is neither`},
		{"no provider name", path("go:"), "lacks the provider's name"},
		{"endless path", path("/" + strings.Repeat("x", 5000)), "longer than 4096"},
		{"no provider id", mod(func(i *ws2def.WSAProtocolInfo) { i.ProviderId = ws2def.GUID{} }), "all zero"},
		{"both one-way flags", service(ws2def.XP1_UNI_SEND | ws2def.XP1_UNI_RECV), "exclude each other"},
		{"plane without multipoint", service(ws2def.XP1_MULTIPOINT_CONTROL_PLANE), "without XP1_SUPPORT_MULTIPOINT"},
		{"no room for a family", sizes(1, 16), "the address sizes 1 to 16"},
		{"sizes crossed", sizes(17, 16), "the address sizes 17 to 16"},
		{"longer than any address", sizes(16, 129), "the address sizes 16 to 129"},
		{"negative range", mod(maxOffset(-1)), "range -1 is negative"},
		{"any family", mod(func(i *ws2def.WSAProtocolInfo) { i.AddressFamily = 0 }), "family 0"},
		{"family too large", mod(func(i *ws2def.WSAProtocolInfo) { i.AddressFamily = 1 << 16 }), "family 65536"},
		{"any type", mod(func(i *ws2def.WSAProtocolInfo) { i.SocketType = 0 }), "type 0"},
		{"byte order", mod(func(i *ws2def.WSAProtocolInfo) { i.NetworkByteOrder = 2 }), "byte order 2"},
		{"duplicated socket", mod(func(i *ws2def.WSAProtocolInfo) { i.ProviderReserved = 1 }), "ProviderReserved"},
		{"chain of 8", mod(func(i *ws2def.WSAProtocolInfo) { i.ProtocolChain.ChainLen = 8 }), "at most 7"},
		{"chain of -1", mod(func(i *ws2def.WSAProtocolInfo) { i.ProtocolChain.ChainLen = -1 }), "this one -1"},
		{"chain to nowhere", mod(func(i *ws2def.WSAProtocolInfo) {
			i.ProtocolChain = ws2def.WSAProtocolChain{ChainLen: 2, ChainEntries: [7]uint32{4711, 1004}}
		}), "there is no entry 4711"},
		{"chain to itself", mod(func(i *ws2def.WSAProtocolInfo) {
			i.ProtocolChain = ws2def.WSAProtocolChain{ChainLen: 2, ChainEntries: [7]uint32{1008, 1004}}
		}), "there is no entry 1008"},
		{"provider there already", mod(guid(providerTCPIP)), "installed already, with entry 1004 (MSAFD Tcpip [TCP/IP])"},
	} {
		t.Run(row.name, func(t *testing.T) {
			edit := newEdit(kernel())
			before := edit.Catalog()
			// A sound entry in front shows that none or all are installed.
			_, err := edit.Install(ipx[0], row.entry)
			switch {
			case row.err == "" && err != nil:
				t.Errorf("refused: %v", err)
			case row.err != "" && (err == nil || !strings.Contains(err.Error(), row.err)):
				t.Errorf("got %v, want an error with %q", err, row.err)
			case row.err != "":
				if diff := cmp.Diff(before, edit.Catalog(), exact); diff != "" || edit.changed {
					t.Errorf("a refused installation changed the catalog (-before +after):\n%s", diff)
				}
			}
		})
	}
}

func TestP309_OrderMustNameEveryEntryOnce(t *testing.T) {
	for _, row := range []struct {
		name string
		ids  []uint32
		err  string
	}{
		{"none", nil, "names 0 entries, but the catalog has 7"},
		{"one missing", []uint32{1001, 1002, 1003, 1004, 1005, 1006}, "names 6 entries"},
		{"one too many", []uint32{1001, 1002, 1003, 1004, 1005, 1006, 1007, 1001}, "names 8 entries"},
		{"one twice", []uint32{1001, 1002, 1003, 1004, 1005, 1006, 1001}, "names entry 1001 twice"},
		{"unknown", []uint32{1001, 1002, 1003, 1004, 1005, 1006, 1008}, "names 1008, which is no entry"},
	} {
		edit := newEdit(kernel())
		if err := edit.Order(row.ids...); err == nil || !strings.Contains(err.Error(), row.err) {
			t.Errorf("%s: %v, want an error with %q", row.name, err, row.err)
		}
		if edit.changed || !slices.Equal(edit.entries, kernel().entries) {
			t.Errorf("%s: the catalog changed", row.name)
		}
	}
}

func TestEditOfWhatIsNotThere(t *testing.T) {
	edit := newEdit(kernel())
	if err := edit.Remove(4711); err == nil || !strings.Contains(err.Error(), "no entry 4711") {
		t.Errorf("Remove: %v", err)
	}
	if err := edit.RemoveProvider(guidOf("nobody")); err == nil || !strings.Contains(err.Error(), guidOf("nobody").String()) {
		t.Errorf("RemoveProvider: %v", err)
	}
	if edit.changed {
		t.Error("the catalog changed")
	}
}

func TestIdsCanBeUsedUp(t *testing.T) {
	edit := newEdit(newCatalog(nil, ^uint32(0)-1, 0))
	if ids, err := edit.Install(ipx...); err != nil || ids[0] != ^uint32(0)-1 {
		t.Errorf("the last id: %v, %v", ids, err)
	}
	if ids, err := edit.Install(bluetooth...); err == nil {
		t.Errorf("one more: %v, want an error", ids)
	}
	if err := edit.Reset(); err == nil {
		t.Error("Reset: no error, though there are no ids for the entries")
	}
	if got := names(edit.Catalog().entries); !slices.Equal(got, []string{"IPX"}) {
		t.Errorf("entries after all: %v", got)
	}
}

// An edit must not reach into snapshots taken before it.
func TestEditLeavesSnapshotsAlone(t *testing.T) {
	before := with(t, kernel(), ipx)
	copied := newCatalog(slices.Clone(before.entries), before.nextID, before.generation)
	edit := newEdit(before)
	inside := edit.Catalog()
	if err := edit.Remove(1001); err != nil {
		t.Fatal(err)
	}
	if err := edit.Order(1008, 1002, 1003, 1004, 1005, 1006, 1007); err != nil {
		t.Fatal(err)
	}
	if _, err := edit.Install(bluetooth...); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(copied, before, exact); diff != "" {
		t.Errorf("the catalog under edit changed (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(copied, inside, exact); diff != "" {
		t.Errorf("the edit's snapshot changed (-want +got):\n%s", diff)
	}
}

func TestP306_Update(t *testing.T) {
	clause.Covers(t, "P-306")
	edit := newEdit(with(t, kernel(), spx))
	provider := spx[0].Info.ProviderId
	c := edit.Catalog()
	first, second := c.At(c.Len()-2), c.At(c.Len()-1)
	if err := edit.Order(append([]uint32{second.Info.CatalogEntryId}, 1001, 1002, 1003, 1004, 1005, 1006, 1007, first.Info.CatalogEntryId)...); err != nil {
		t.Fatal(err)
	}
	renamed := spx[1]
	renamed.Path = "/opt/spx.so"
	renamed.Info.SetName("SPX 2")
	added := proto("SPX 3", "/opt/spx.so", ws2def.AF_IPX, ws2def.SOCK_SEQPACKET, 1300)
	ids, err := edit.Update(provider, renamed, added)
	if err != nil || !slices.Equal(ids, []uint32{second.Info.CatalogEntryId, c.nextID}) {
		t.Fatalf("the ids are %v, %v", ids, err)
	}
	c = edit.Catalog()
	if e := c.At(0); e.Info.CatalogEntryId != second.Info.CatalogEntryId || e.Info.Name() != "SPX 2" || e.Path != "/opt/spx.so" {
		t.Errorf("what was updated is %v, %s", e, e.Path)
	}
	if e := c.At(c.Len() - 1); e.Info.Name() != "SPX 3" || e.Info.ProviderId != provider || c.Find(first.Info.CatalogEntryId) != nil || c.Len() != 9 {
		t.Errorf("the catalog is %v", names(c.entries))
	}
	bad := renamed
	bad.Path = "relative.so"
	for _, err := range []error{
		failure(edit.Update(provider, renamed, bad)),
		failure(edit.Update(provider, bad)),
		failure(edit.Update(guidOf("nobody"), renamed)),
	} {
		if _, ok := errors.AsType[*Refusal](err); !ok {
			t.Errorf("refused: %v", err)
		}
	}
	if diff := cmp.Diff(c, edit.Catalog(), exact); diff != "" {
		t.Errorf("a refused update changed the catalog (-before +after):\n%s", diff)
	}
}

func failure(_ []uint32, err error) error { return err }
