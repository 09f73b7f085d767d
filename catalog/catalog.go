package catalog

import "winsock/ws2def"

// Catalog is an immutable ordered list of entries. Any number of goroutines may
// use it at once.
type Catalog struct {
	entries      []*Entry
	keys         []key // what selection compares, in the order of entries
	applications []Application
	nextID       uint32 // the id that the next installed entry gets
	generation   uint64 // grows by one with every change of the file
}

// newCatalog makes a snapshot of entries, which it keeps.
func newCatalog(entries []*Entry, nextID uint32, generation uint64) *Catalog {
	c := &Catalog{entries: entries, nextID: nextID, generation: generation}
	c.keys = make([]key, len(entries))
	for i, e := range entries {
		c.keys[i] = keyOf(e)
	}
	for i, e := range entries {
		if e.isChain() && !c.keys[i].out {
			_, err := c.Resolve(e)
			c.keys[i].out = err != nil
		}
	}
	return c
}

// Len returns the number of entries, hidden ones and layers included.
func (c *Catalog) Len() int { return len(c.entries) }

// At returns the entry at position i of the order, 0 ≤ i < [Catalog.Len]. The
// entry belongs to the catalog and must not be changed.
func (c *Catalog) At(i int) *Entry { return c.entries[i] }

// Find returns the entry with the catalog id, nil when there is none.
//
// Source: P-014, P-118, P-120.
func (c *Catalog) Find(id uint32) *Entry {
	for i := range c.keys {
		if c.keys[i].id == id {
			return c.entries[i]
		}
	}
	return nil
}

// Opens tells whether the entry with the id can open a socket: it is there, is no layer
// and is not disabled. Whether its chain can be followed [Catalog.Resolve] tells.
func (c *Catalog) Opens(id uint32) bool {
	e := c.Find(id)
	return e != nil && !e.isLayer() && !e.Disabled
}

// Generation returns how often the file of this catalog was changed, 0 for the
// built-in catalog. Two snapshots of one file differ exactly when their
// generations do, unless the file was edited by hand.
func (c *Catalog) Generation() uint64 { return c.generation }

// Enum lists entries in catalog order. With all it is what WSCEnumProtocols
// returns: every one. Without, what WSAEnumProtocols returns: base protocols and
// chains that are not hidden, but for those that WSASocket never chooses because they
// are disabled or lack an element.
//
// A nil protocols keeps every entry. Otherwise it is a list that ends at its
// first 0 or at its end, and an entry is kept when its Protocol, without the
// range, is in the list; values that nobody has are ignored, and an empty list
// keeps nothing.
//
// Source: P-106…P-109, P-113.
func (c *Catalog) Enum(protocols []int32, all bool) []*Entry {
	var kept []*Entry
	for i, e := range c.entries {
		visible := !c.keys[i].out && e.Info.ProviderFlags&ws2def.PFL_HIDDEN == 0
		if (all || visible) && (protocols == nil || listed(protocols, e.Info.Protocol)) {
			kept = append(kept, e)
		}
	}
	return kept
}

// listed tells whether protocol stands in the list before its first 0.
func listed(protocols []int32, protocol int32) bool {
	for _, p := range protocols {
		if p == 0 {
			return false
		}
		if p == protocol {
			return true
		}
	}
	return false
}
