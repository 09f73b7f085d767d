package catalog

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"winsock/internal/clause"
	"winsock/ws2def"
)

// model is what a catalog must be: names by id in order, and the ids ever given.
type model struct {
	ids   []uint32
	names map[uint32]string
	given map[uint32]bool
	next  uint32
}

func (m *model) add(t *rapid.T, name string, id uint32) {
	if m.given[id] || id != m.next {
		t.Fatalf("%s got the id %d, want %d, never given before", name, id, m.next)
	}
	m.ids, m.next = append(m.ids, id), m.next+1
	m.names[id], m.given[id] = name, true
}

// A catalog under any sequence of changes stays what the model says, also when
// it is written and read between any two of them.
func TestP094_RandomChangesAgainstAModel(t *testing.T) {
	clause.Covers(t, "P-094")
	rapid.Check(t, func(t *rapid.T) {
		m := &model{names: map[uint32]string{}, given: map[uint32]bool{}, next: firstID}
		for _, e := range Default().entries {
			m.add(t, e.Info.Name(), e.Info.CatalogEntryId)
		}
		edit, serial := newEdit(Default()), 0
		someID := func(t *rapid.T) uint32 {
			if len(m.ids) == 0 {
				t.Skip("the catalog is empty")
			}
			return rapid.SampledFrom(m.ids).Draw(t, "id")
		}
		installed := func(t *rapid.T, entries []Entry) {
			ids, err := edit.Install(entries...)
			if err != nil {
				t.Fatal(err)
			}
			for i, id := range ids {
				m.add(t, entries[i].Info.Name(), id)
			}
		}
		fresh := func() string { serial++; return fmt.Sprint("new ", serial) }
		t.Repeat(map[string]func(*rapid.T){
			"install base entries": func(t *rapid.T) {
				provider := fresh()
				var entries []Entry
				for i := range rapid.IntRange(0, 3).Draw(t, "count") {
					entries = append(entries, proto(fmt.Sprint(provider, " ", i), "go:x", 77, stream, int32(i), guid(guidOf(provider))))
				}
				installed(t, entries)
			},
			"install a layer": func(t *rapid.T) { installed(t, []Entry{layer(fresh())}) },
			"install a chain": func(t *rapid.T) {
				c := edit.Catalog()
				top, bottom := c.Find(someID(t)), c.Find(someID(t))
				chain := over(bottom, fresh(), top.Path, top.Info.CatalogEntryId, bottom.Info.CatalogEntryId)
				if !top.isLayer() || bottom.isLayer() || bottom.Info.ProtocolChain.ChainLen >= 6 {
					if top.isLayer() || !top.isChain() {
						if _, err := edit.Install(chain); err == nil {
							t.Fatalf("%v over %v was installed", top, bottom)
						}
					}
					return
				}
				// Refused when the layer is in the chain below already, or that
				// chain is broken; the model then stays as it is.
				if ids, err := edit.Install(chain); err == nil {
					m.add(t, chain.Info.Name(), ids[0])
				}
			},
			"remove": func(t *rapid.T) {
				id := someID(t)
				if err := edit.Remove(id); err != nil {
					t.Fatal(err)
				}
				m.ids = slices.DeleteFunc(m.ids, func(o uint32) bool { return o == id })
			},
			"remove a provider": func(t *rapid.T) {
				c := edit.Catalog()
				provider := c.Find(someID(t)).Info.ProviderId
				if err := edit.RemoveProvider(provider); err != nil {
					t.Fatal(err)
				}
				m.ids = slices.DeleteFunc(m.ids, func(o uint32) bool { return c.Find(o).Info.ProviderId == provider })
			},
			"order": func(t *rapid.T) {
				m.ids = rapid.Permutation(m.ids).Draw(t, "order")
				if err := edit.Order(m.ids...); err != nil {
					t.Fatal(err)
				}
			},
			"disable or enable": func(t *rapid.T) {
				if err := edit.Enable(someID(t), rapid.Bool().Draw(t, "on")); err != nil {
					t.Fatal(err)
				}
			},
			"install a layer over all": func(t *rapid.T) {
				name := fresh()
				id, chains, err := edit.InstallLayer(Layer{Provider: guidOf(name), Path: "go:" + name, Name: name, IFS: rapid.Bool().Draw(t, "ifs")})
				if err != nil {
					return // nothing to cover, or what is there is too long
				}
				c := edit.Catalog()
				m.add(t, name, id)
				for _, chain := range chains {
					m.add(t, c.Find(chain).Info.Name(), chain)
					if _, err := c.Resolve(c.Find(chain)); err != nil {
						t.Fatalf("a new chain is broken: %v", err)
					}
				}
				m.ids = slices.DeleteFunc(m.ids, func(o uint32) bool { return slices.Contains(chains, o) })
				m.ids = slices.Concat(chains, m.ids)
			},
			"remove a layer": func(t *rapid.T) {
				before := edit.Catalog()
				gone, err := edit.RemoveLayer(someID(t))
				if err != nil {
					t.Skip("it is no layer")
				}
				c := edit.Catalog()
				for _, e := range before.entries {
					_, was := before.Resolve(e)
					if is := c.Find(e.Info.CatalogEntryId); is != nil && was == nil {
						if _, err := c.Resolve(is); err != nil {
							t.Fatalf("%v worked before: %v", e, err)
						}
						m.names[is.Info.CatalogEntryId] = is.Info.Name()
					}
				}
				m.ids = slices.DeleteFunc(m.ids, func(o uint32) bool { return slices.Contains(gone, before.Find(o)) })
			},
			"update a provider": func(t *rapid.T) {
				e := edit.Catalog().Find(someID(t))
				if !e.isBase() {
					t.Skip("it is no protocol")
				}
				provider := e.Info.ProviderId
				changed := *e
				changed.Path = "/opt/" + fresh() + ".so"
				c := edit.Catalog()
				if _, err := edit.Update(provider, changed); err != nil {
					t.Fatal(err)
				}
				m.ids = slices.DeleteFunc(m.ids, func(o uint32) bool {
					return c.Find(o).Info.ProviderId == provider && o != e.Info.CatalogEntryId
				})
			},
			"reset": func(t *rapid.T) {
				before := edit.Catalog()
				if err := edit.Reset(); err != nil {
					t.Fatal(err)
				}
				m.ids = nil
				for i, e := range edit.Catalog().entries {
					id, name := e.Info.CatalogEntryId, Default().At(i).Info.Name()
					if before.Find(id) == nil {
						m.add(t, name, id)
						continue
					}
					if m.names[id] != name || e.Disabled {
						t.Fatalf("%s got the id of %s, or is disabled", name, m.names[id])
					}
					m.ids = append(m.ids, id)
				}
			},
			"write and read": func(t *rapid.T) {
				c, err := parse(encode(edit.Catalog()))
				if err != nil {
					t.Fatal(err)
				}
				edit = newEdit(c)
			},
			"": func(t *rapid.T) {
				c := edit.Catalog()
				var want, got []string
				for _, id := range m.ids {
					want = append(want, fmt.Sprint(id, " ", m.names[id]))
				}
				for _, e := range c.entries {
					got = append(got, fmt.Sprint(e.Info.CatalogEntryId, " ", e.Info.Name()))
				}
				if diff := cmp.Diff(want, got); diff != "" || c.nextID != m.next {
					t.Fatalf("next id %d, want %d; entries (-want +got):\n%s", c.nextID, m.next, diff)
				}
				Check(c, nil)
				// A process may have fewer layers, but what it can open it can open.
				p := c.Permitted(rapid.Uint32Range(0, 3).Draw(t, "categories"), rapid.Bool().Draw(t, "categorised"))
				for i, e := range c.entries {
					_, was := c.Resolve(e)
					if _, err := p.Resolve(p.At(i)); (was == nil) != (err == nil) {
						t.Fatalf("%v: %v, but %v when layers are left out", e, was, err)
					}
				}
			},
		})
	})
}

// What Next finds is what a plain reading of the rules finds, for any request
// and any catalog.
func TestP127_RandomRequestsAgainstThePlainRules(t *testing.T) {
	clause.Covers(t, "P-126", "P-127", "P-128", "P-129", "P-130", "P-131", "S-042")
	number := rapid.SampledFrom([]int32{-1 << 31, -1, 0, 1, 2, 3, 5, 6, 17, 23, 255, 1000, 1255, 1<<31 - 1})
	rapid.Check(t, func(t *rapid.T) {
		// What the chains stand on: a layer, 1, and a protocol that nobody asks for, 2.
		entries := []Entry{layer("spy"), proto("base", "go:base", 99, 99, 99)}
		for range rapid.IntRange(0, 12).Draw(t, "entries") {
			e := proto("e", "go:e", number.Draw(t, "family"), number.Draw(t, "type"), number.Draw(t, "protocol"),
				maxOffset(rapid.SampledFrom([]int32{0, 1, 255, 1<<31 - 1}).Draw(t, "range")),
				pfl(rapid.Uint32Range(0, 31).Draw(t, "flags")))
			e.Info.ProtocolChain = rapid.SampledFrom([]ws2def.WSAProtocolChain{
				{ChainLen: ws2def.LAYERED_PROTOCOL},
				{ChainLen: ws2def.BASE_PROTOCOL},
				{ChainLen: 2, ChainEntries: [7]uint32{1, 2}},
				{ChainLen: 2, ChainEntries: [7]uint32{1, 4711}}, // broken
			}).Draw(t, "chain")
			e.Disabled = rapid.Bool().Draw(t, "disabled")
			entries = append(entries, e)
		}
		c := unchecked(entries...)
		af, typ, protocol := number.Draw(t, "af"), number.Draw(t, "typ"), number.Draw(t, "proto")
		var typed, familiar, want []int
		for i := range entries {
			p := &entries[i].Info
			out := p.ProtocolChain.ChainLen == 0 || entries[i].Disabled || p.ProtocolChain.ChainEntries[1] == 4711
			if out || typ != 0 && p.SocketType != typ {
				continue
			}
			typed = append(typed, i)
			if af != 0 && p.AddressFamily != af {
				continue
			}
			familiar = append(familiar, i)
			inRange := protocol != 0 && protocol >= p.Protocol && int64(protocol)-int64(p.Protocol) <= int64(p.ProtocolMaxOffset)
			zero := protocol == 0 && p.ProviderFlags&ws2def.PFL_MATCHES_PROTOCOL_ZERO != 0
			if inRange || zero {
				want = append(want, i)
			}
		}
		refusal := ws2def.Errno(0)
		switch {
		case af == 0 && protocol == 0:
			want, refusal = nil, ws2def.WSAEINVAL
		case typed == nil:
			refusal = ws2def.WSAESOCKTNOSUPPORT
		case familiar == nil:
			refusal = ws2def.WSAEAFNOSUPPORT
		case want == nil:
			refusal = ws2def.WSAEPROTONOSUPPORT
		}
		var got []int
		for i := c.Next(-1, af, typ, protocol); i >= 0; i = c.Next(i, af, typ, protocol) {
			got = append(got, i)
		}
		if !slices.Equal(got, want) || c.Refusal(af, typ, protocol) != refusal {
			t.Fatalf("matches %v, refusal %v; want %v, %v", got, c.Refusal(af, typ, protocol), want, refusal)
		}
	})
}
