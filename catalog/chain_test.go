package catalog

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winsock/internal/clause"
	"winsock/ws2def"
)

// unchecked makes a catalog of entries as they are, as a file edited by hand could
// hold them: nothing of the chains is checked.
func unchecked(entries ...Entry) *Catalog {
	list := make([]*Entry, len(entries))
	for i := range entries {
		entries[i].Info.CatalogEntryId = uint32(i + 1)
		list[i] = &entries[i]
	}
	return newCatalog(list, uint32(len(entries)+1), 0)
}

func TestP064_Resolve(t *testing.T) {
	clause.Covers(t, "P-062", "P-063", "P-064")
	base := proto("base", "go:base", inet, stream, tcp)
	chain := func(ids ...uint32) Entry { return over(&base, "chain", "/lib/a.so", ids...) }
	for _, row := range []struct {
		name    string
		entries []Entry // ids 1, 2, 3 …; the last one is resolved
		want    string  // names from the top
		err     string
	}{
		{name: "base", entries: []Entry{base}, want: "base"},
		{name: "one layer", entries: []Entry{base, layer("a"), chain(2, 1)}, want: "a base"},
		{name: "six layers", entries: []Entry{
			base, layer("a"), layer("b"), layer("c"), layer("d"), layer("e"), layer("f"),
			chain(2, 3, 4, 5, 6, 7, 1),
		}, want: "a b c d e f base"},
		{name: "over a chain in the last place", entries: []Entry{base, layer("a"), chain(2, 1), layer("b"), chain(4, 3)}, want: "b a base"},
		{name: "over a chain in its layer's place", entries: []Entry{base, layer("a"), chain(2, 1), layer("b"), chain(4, 3, 1)}, want: "b a base"},
		{name: "over a chain over a chain", entries: []Entry{
			base, layer("a"), chain(2, 1), layer("b"), chain(4, 3, 1), layer("c"), chain(6, 5, 3, 1),
		}, want: "c b a base"},
		{name: "a chain on top stands for its layer", entries: []Entry{base, layer("a"), layer("b"), chain(2, 1), chain(4, 3, 1)}, want: "a b base"},

		{name: "a layer", entries: []Entry{layer("a")}, err: "entry 1 (a) is a layer by itself"},
		{name: "missing base", entries: []Entry{layer("a"), chain(1, 9)}, err: "element 2: there is no entry 9"},
		{name: "missing layer", entries: []Entry{base, chain(9, 1)}, err: "element 1: there is no entry 9"},
		{name: "layer in the base's place", entries: []Entry{layer("a"), layer("b"), chain(1, 2)}, err: "element 2: entry 2 (b) is a layer, but stands in the base protocol's place"},
		{name: "base in a layer's place", entries: []Entry{base, base, chain(1, 2)}, err: "element 1: entry 1 (base) is a base protocol, but stands in a layer's place"},
		{name: "the same layer twice", entries: []Entry{base, layer("a"), chain(2, 2, 1)}, err: "element 2: entry 2 (a) is in it twice"},
		{name: "the same layer twice, by a chain", entries: []Entry{base, layer("a"), chain(2, 1), chain(2, 3)}, err: "entry 2 (a) is in it twice"},
		{name: "itself last", entries: []Entry{layer("a"), chain(1, 2)}, err: "entry 2 (chain) contains itself"},
		{name: "itself first", entries: []Entry{base, chain(2, 1)}, err: "entry 2 (chain) contains itself"},
		{name: "a ring of two", entries: []Entry{layer("a"), layer("b"), chain(1, 4), chain(2, 3)}, err: "contains itself"},
		{name: "a ring of two on top", entries: []Entry{base, chain(3, 1), chain(2, 1)}, err: "contains itself"},
		{name: "too long when followed", entries: []Entry{
			base, layer("a"), layer("b"), layer("c"), layer("d"), layer("e"), layer("f"), layer("g"),
			chain(2, 3, 4, 5, 6, 1), chain(7, 8, 9),
		}, err: "has 8 entries when followed down, more than 7"},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := unchecked(row.entries...)
			found, err := c.Resolve(c.At(c.Len() - 1))
			if row.err != "" {
				if err == nil || !strings.Contains(err.Error(), row.err) {
					t.Fatalf("resolved to %v, %v, want an error with %q", found, err, row.err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(names(found), " "); got != row.want {
				t.Errorf("resolved to %q, want %q", got, row.want)
			}
		})
	}
}

func TestP066_ChainTakesThePlaceOfWhatItCovers(t *testing.T) {
	clause.Covers(t, "P-066", "P-279")
	edit := newEdit(kernel())
	ids, err := edit.Install(layer("spy"))
	if err != nil {
		t.Fatal(err)
	}
	covered := edit.Catalog().Find(1004)
	chain := over(covered, "spy over [MSAFD Tcpip [TCP/IP]]", "/lib/spy.so", ids[0], 1004)
	top, err := edit.Install(chain)
	if err != nil {
		t.Fatal(err)
	}
	c := edit.Catalog()
	if got := c.At(c.Next(-1, inet, stream, tcp)); got != covered {
		t.Errorf("behind what it covers: chose %v, want the base protocol", got)
	}
	if err := edit.Order(top[0], 1001, 1002, 1003, 1004, 1005, 1006, 1007, ids[0]); err != nil {
		t.Fatal(err)
	}
	c = edit.Catalog()
	got := c.At(c.Next(-1, inet, stream, tcp))
	want := chain
	want.Info.CatalogEntryId = top[0]
	if diff := cmp.Diff(&want, got); diff != "" {
		t.Errorf("in front of what it covers, chosen (-want +got):\n%s", diff)
	}
	found, err := c.Resolve(got)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"spy", "MSAFD Tcpip [TCP/IP]"}, names(found)); diff != "" {
		t.Errorf("it resolves to (-want +got):\n%s", diff)
	}
}

func TestP065_LongChainsAreNotLayeredOver(t *testing.T) {
	clause.Covers(t, "P-065")
	edit := newEdit(kernel())
	ids, err := edit.Install(layer("spy"))
	if err != nil {
		t.Fatal(err)
	}
	under := edit.Catalog().Find(1004)
	elements := []uint32{1004}
	for n := 2; n <= ws2def.MAX_PROTOCOL_CHAIN; n++ {
		l := layer(strings.Repeat("x", n))
		more, err := edit.Install(l)
		if err != nil {
			t.Fatal(err)
		}
		elements = append(more, elements...)
		chain := over(under, strings.Repeat("c", n), l.Path, elements...)
		top, err := edit.Install(chain)
		if err != nil {
			t.Fatalf("a chain of %d: %v", n, err)
		}
		_, err = edit.Install(over(under, strings.Repeat("o", n), "/lib/spy.so", ids[0], top[0]))
		if refused, want := err != nil, n >= 6; refused != want {
			t.Errorf("layering over a chain of %d: %v, refused must be %t", n, err, want)
		}
	}
}
