package catalog

import (
	"slices"

	"winsock/ws2def"
)

// MayLoad tells whether a program that may have layers of the categories permitted
// loads a layer of these categories.
//
// Source: P-295, P-296.
func MayLoad(permitted, categories uint32) bool {
	return categories&permitted != 0 && categories&^permitted == 0 &&
		(permitted&ws2def.LSP_SYSTEM == 0 || categories&ws2def.LSP_SYSTEM != 0)
}

// Permitted is the catalog as a process sees it: a layer that is disabled, or that the
// process may not load by its categories, is taken out of the chains. An entry whose
// chain has no layers left stands for the protocol that was below them. ok is whether
// the process has categories; see [Catalog.Categories].
//
// Source: P-295, P-296.
func (c *Catalog) Permitted(categories uint32, ok bool) *Catalog {
	barred := func(e *Entry) bool {
		return e.isLayer() && (e.Disabled || ok && !MayLoad(categories, e.Categories))
	}
	if !slices.ContainsFunc(c.entries, barred) {
		return c
	}
	entries := slices.Clone(c.entries)
	for i, e := range entries {
		if !e.isChain() {
			continue
		}
		if found, err := c.Resolve(e); err == nil && slices.ContainsFunc(found, barred) {
			entries[i] = e.over(slices.DeleteFunc(found, barred))
		}
	}
	permitted := newCatalog(entries, c.nextID, c.generation)
	permitted.applications = c.applications
	return permitted
}

// over is e with the chain found, topmost first, instead of its own.
func (e *Entry) over(found []*Entry) *Entry {
	changed := *e
	base := found[len(found)-1]
	changed.Path = found[0].Path
	changed.Info.ProtocolChain = ws2def.WSAProtocolChain{ChainLen: int32(len(found))}
	if len(found) > 1 {
		for i, element := range found {
			changed.Info.ProtocolChain.ChainEntries[i] = element.Info.CatalogEntryId
		}
	}
	changed.Info.ServiceFlags1 |= base.Info.ServiceFlags1 & ws2def.XP1_IFS_HANDLES
	for _, element := range found {
		if element.Info.ServiceFlags1&ws2def.XP1_IFS_HANDLES == 0 {
			changed.Info.ServiceFlags1 &^= ws2def.XP1_IFS_HANDLES // P-281
		}
	}
	return &changed
}
