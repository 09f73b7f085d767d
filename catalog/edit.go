package catalog

import (
	"slices"
	"strings"

	"winsock/ws2def"
)

// Edit is a catalog under change, within [Store.Update]. After an error of one
// of its methods the catalog is as it was before that call.
type Edit struct {
	entries      []*Entry
	applications []Application
	nextID       uint32
	generation   uint64 // of the catalog before the change
	changed      bool
}

func newEdit(c *Catalog) *Edit {
	return &Edit{entries: slices.Clone(c.entries), applications: slices.Clone(c.applications), nextID: c.nextID, generation: c.generation}
}

// Catalog returns a snapshot of what the catalog is by now, with the generation
// that it had before the change.
func (e *Edit) Catalog() *Catalog {
	c := newCatalog(slices.Clone(e.entries), e.nextID, e.generation)
	c.applications = slices.Clone(e.applications)
	return c
}

// Install adds entries at the end and returns the ids that they got, each
// higher than any id before. The ids in the entries given are ignored, and so
// are the ids in the chain of a base entry. The elements of a chain must be
// there already, so a layer and its chains take two calls.
//
// It fails, and installs none of them, when an entry is unfit (no name, no
// provider, address sizes or flags that contradict each other), when a provider
// id is in the catalog already, when a chain can't be resolved, or when it is
// built over a chain of 6 or more.
//
// Source: P-014, P-052, P-062…P-066, P-094, P-278, P-279, D-48.
func (e *Edit) Install(entries ...Entry) ([]uint32, error) {
	before := len(e.entries)
	ids, err := e.install(entries)
	if err != nil {
		e.entries = e.entries[:before]
		e.nextID -= uint32(len(ids))
		return nil, err
	}
	e.changed = e.changed || len(ids) > 0
	return ids, nil
}

// install does the work of Install and, when it fails, returns the ids that it
// has given out by then.
func (e *Edit) install(entries []Entry) (ids []uint32, err error) {
	there := e.Catalog()
	for i := range entries {
		added := entries[i]
		added.normalise()
		if _, reason := added.fault(); reason != "" {
			return ids, refuse(Unfit, "cannot install %q: %s", added.Info.Name(), reason)
		}
		provider := added.Info.ProviderId
		if i := slices.IndexFunc(there.entries, func(o *Entry) bool { return o.Info.ProviderId == provider }); i >= 0 {
			return ids, refuse(Taken, "cannot install %q: its provider id %v is installed already, with %v",
				added.Info.Name(), provider, there.entries[i])
		}
		if e.nextID == ^uint32(0) {
			return ids, refuse(Exhausted, "all entry ids are used up")
		}
		added.Info.CatalogEntryId = e.nextID
		if err := there.layable(&added); err != nil {
			return ids, err
		}
		e.nextID++
		ids = append(ids, added.Info.CatalogEntryId)
		e.entries = append(e.entries, &added)
	}
	return ids, nil
}

// layable tells why the chain of a new entry can't be built in c.
func (c *Catalog) layable(added *Entry) error {
	if added.isLayer() {
		return nil
	}
	if _, err := c.Resolve(added); err != nil {
		return &Refusal{BadChain, strings.TrimPrefix(err.Error(), "catalog: ")}
	}
	for _, id := range added.chain() {
		if under := c.Find(id); under.Info.ProtocolChain.ChainLen >= ws2def.MAX_PROTOCOL_CHAIN-1 {
			return refuse(BadChain, "cannot install %q: %v has %d elements, which is too long to be layered over",
				added.Info.Name(), under, under.Info.ProtocolChain.ChainLen)
		}
	}
	return nil
}

// Remove takes out the entry with the id. Chains that name it stay and don't
// work any more; [Check] reports them.
func (e *Edit) Remove(id uint32) error {
	if !e.remove(func(o *Entry) bool { return o.Info.CatalogEntryId == id }) {
		return refuse(Unknown, "there is no entry %d", id)
	}
	return nil
}

// RemoveProvider takes out every entry of the provider, as
// WSCDeinstallProvider does. Chains that name one of them stay, as with
// [Edit.Remove].
//
// Source: P-305.
func (e *Edit) RemoveProvider(provider ws2def.GUID) error {
	if !e.remove(func(o *Entry) bool { return o.Info.ProviderId == provider }) {
		return refuse(Unknown, "no entry has the provider id %v", provider)
	}
	return nil
}

// remove takes out what match says and tells whether there was any.
func (e *Edit) remove(match func(*Entry) bool) bool {
	before := len(e.entries)
	e.entries = slices.DeleteFunc(e.entries, match)
	e.changed = e.changed || len(e.entries) != before
	return len(e.entries) != before
}

// Update replaces the entries of a provider that is there, as WSCUpdateProvider does.
// Each of entries takes the place and the id of the provider's entry with its id, or
// else of the first one left with its family, type, protocol and kind; for those without
// a match new ones are added at the end, and what is left over is taken out. It returns
// the ids. It fails, and changes nothing, for the reasons of [Edit.Install].
//
// Source: P-306.
func (e *Edit) Update(provider ws2def.GUID, entries ...Entry) (ids []uint32, err error) {
	undo := *e
	undo.entries = slices.Clone(e.entries)
	defer func() {
		if err != nil {
			*e = undo
		}
	}()
	var old []*Entry // not matched yet
	for _, o := range e.entries {
		if o.Info.ProviderId == provider {
			old = append(old, o)
		}
	}
	if len(old) == 0 {
		return nil, refuse(Unknown, "no entry has the provider id %v", provider)
	}
	var added []Entry
	for _, n := range entries {
		n.Info.ProviderId = provider
		at := slices.IndexFunc(old, func(o *Entry) bool { return o.Info.CatalogEntryId == n.Info.CatalogEntryId })
		if at < 0 {
			at = slices.IndexFunc(old, func(o *Entry) bool {
				return o.triple() == n.triple() && min(o.Info.ProtocolChain.ChainLen, 2) == min(n.Info.ProtocolChain.ChainLen, 2)
			})
		}
		if at < 0 {
			added = append(added, n)
			continue
		}
		n.Info.CatalogEntryId, n.Disabled = old[at].Info.CatalogEntryId, old[at].Disabled
		if n.isLayer() && n.Categories == 0 {
			n.Categories = old[at].Categories
		}
		n.normalise()
		if _, reason := n.fault(); reason != "" {
			return nil, refuse(Unfit, "cannot update %q: %s", n.Info.Name(), reason)
		}
		e.entries[slices.Index(e.entries, old[at])] = &n
		old = slices.Delete(old, at, at+1)
		ids = append(ids, n.Info.CatalogEntryId)
	}
	e.remove(func(o *Entry) bool { return slices.Contains(old, o) })
	there := e.Catalog()
	for _, id := range ids {
		if err := there.layable(there.Find(id)); err != nil {
			return nil, err
		}
	}
	// The provider is there, which Install does not want.
	rest := slices.DeleteFunc(slices.Clone(e.entries), func(o *Entry) bool { return o.Info.ProviderId == provider })
	fresh := Edit{entries: rest, nextID: e.nextID}
	more, err := fresh.Install(added...)
	if err != nil {
		return nil, err
	}
	e.entries, e.nextID, e.changed = append(e.entries, fresh.entries[len(rest):]...), fresh.nextID, true
	return append(ids, more...), nil
}

// Order puts the entries into the order of ids, which must hold the id of every
// entry once. The ids stay what they are.
//
// Source: P-094, P-309.
func (e *Edit) Order(ids ...uint32) error {
	if len(ids) != len(e.entries) {
		return refuse(BadOrder, "the order names %d entries, but the catalog has %d", len(ids), len(e.entries))
	}
	byID := make(map[uint32]*Entry, len(e.entries))
	for _, entry := range e.entries {
		byID[entry.Info.CatalogEntryId] = entry
	}
	ordered := make([]*Entry, len(ids))
	for i, id := range ids {
		entry, there := byID[id]
		switch {
		case !there:
			return refuse(BadOrder, "the order names %d, which is no entry", id)
		case entry == nil:
			return refuse(BadOrder, "the order names entry %d twice", id)
		}
		ordered[i], byID[id] = entry, nil
	}
	e.changed = e.changed || !slices.Equal(e.entries, ordered)
	e.entries = ordered
	return nil
}

// Reset goes back to the built-in entries in their order, and no application has
// categories. Those of them that are there unchanged, or only disabled, keep their ids,
// the others get new ones, since an id is never given twice.
//
// Source: D-46, D-48.
func (e *Edit) Reset() error {
	standard := Default().entries
	if uint64(e.nextID)+uint64(len(standard)) > 1<<32-1 {
		return refuse(Exhausted, "all entry ids are used up")
	}
	reset := make([]*Entry, len(standard))
	for i, s := range standard {
		for _, old := range e.entries {
			same := *old
			same.Info.CatalogEntryId, same.Disabled = s.Info.CatalogEntryId, false
			if same == *s {
				reset[i] = old.enabled(true)
				break
			}
		}
		if reset[i] == nil {
			fresh := *s
			fresh.Info.CatalogEntryId = e.nextID
			e.nextID++
			reset[i] = &fresh
		}
	}
	e.changed = e.changed || !slices.Equal(e.entries, reset) || len(e.applications) > 0
	e.entries, e.applications = reset, nil
	return nil
}

// Enable lets the entry with the id be chosen, or not.
func (e *Edit) Enable(id uint32, on bool) error {
	i := slices.IndexFunc(e.entries, func(o *Entry) bool { return o.Info.CatalogEntryId == id })
	if i < 0 {
		return refuse(Unknown, "there is no entry %d", id)
	}
	changed := e.entries[i].enabled(on)
	e.changed = e.changed || changed != e.entries[i]
	e.entries[i] = changed
	return nil
}

// enabled is e, or a copy that is enabled or not when e isn't as wanted.
func (e *Entry) enabled(on bool) *Entry {
	if e.Disabled != on {
		return e
	}
	changed := *e
	changed.Disabled = !on
	return &changed
}
