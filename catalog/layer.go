package catalog

import (
	"crypto/rand"
	"slices"
	"strings"
	"unicode/utf16"

	"winsock/ws2def"
)

// Layer describes a layered provider that is to be installed.
type Layer struct {
	Provider ws2def.GUID // of the layer's own entry; zero: a new one, as chains get
	Path     string      // as in [Entry]
	Name     string      // at most 255 UTF-16 units
	// IFS says that the layer's sockets are those of the provider below
	// (XP1_IFS_HANDLES); otherwise its chains don't promise that.
	IFS bool
	// Over are the protocols to cover: for each the topmost entry with its family,
	// type and protocol. Nil: every protocol of a base entry.
	Over []Triple
	// Siblings adds to Over what else the provider of a protocol has for its family:
	// UDP and raw sockets to TCP.
	Siblings   bool
	Categories uint32 // LSP_
}

// Triple is what a protocol is asked for by.
type Triple struct{ Family, Type, Protocol int32 }

// InstallLayer adds a layer, and in front of all other entries a chain of it over each
// protocol that it covers, in the order of those. It returns the layer's id and the
// chains'.
//
// It fails, and installs nothing, when a triple has no entry, when there is a layer with
// that name, or for the reasons of [Edit.Install].
//
// Source: P-277…P-282, P-304, P-317, P-318.
func (e *Edit) InstallLayer(l Layer) (layer uint32, chains []uint32, err error) {
	undo := *e
	undo.entries = slices.Clone(e.entries)
	defer func() {
		if err != nil {
			*e = undo
		}
	}()
	if len(utf16.Encode([]rune(l.Name))) > ws2def.WSAPROTOCOL_LEN {
		return 0, nil, refuse(Unfit, "the name %q is longer than %d UTF-16 units", l.Name, ws2def.WSAPROTOCOL_LEN)
	}
	if i := slices.IndexFunc(e.entries, func(o *Entry) bool {
		return o.isLayer() && o.Info.Name() == l.Name && o.Info.ProviderId != l.Provider
	}); i >= 0 {
		return 0, nil, refuse(Taken, "cannot install %q: a layer of that name is installed already, %v", l.Name, e.entries[i])
	}
	covered, err := e.covered(l.Over, l.Siblings)
	if err != nil {
		return 0, nil, err
	}
	if l.Provider == (ws2def.GUID{}) {
		l.Provider = newProvider()
	}
	own := Entry{Path: l.Path, Categories: l.Categories, Info: ws2def.WSAProtocolInfo{
		ProviderFlags: ws2def.PFL_HIDDEN,
		ProviderId:    l.Provider,
		ProtocolChain: ws2def.WSAProtocolChain{ChainLen: ws2def.LAYERED_PROTOCOL},
		Version:       covered[0].Info.Version,
		AddressFamily: covered[0].Info.AddressFamily,
	}}
	if l.IFS {
		own.Info.ServiceFlags1 = ws2def.XP1_IFS_HANDLES
	}
	own.Info.SetName(l.Name)
	ids, err := e.Install(own)
	if err != nil {
		return 0, nil, err
	}
	layer = ids[0]
	for _, below := range covered {
		if n := below.Info.ProtocolChain.ChainLen; n >= ws2def.MAX_PROTOCOL_CHAIN-1 {
			return 0, nil, refuse(BadChain, "cannot install %q: %v has %d elements, which is too long to be layered over", l.Name, below, n)
		}
		ids, err := e.Install(l.chain(layer, below))
		if err != nil {
			return 0, nil, err
		}
		chains = append(chains, ids...)
	}
	order := slices.Clone(chains)
	for _, entry := range e.entries {
		if id := entry.Info.CatalogEntryId; !slices.Contains(chains, id) {
			order = append(order, id)
		}
	}
	return layer, chains, e.Order(order...)
}

// withoutLayer is a chain's name, "A over [B over [C]]", without B.
func withoutLayer(chain, layer string) string {
	before, after, found := strings.Cut(chain, layer+" over [")
	after, closed := strings.CutSuffix(after, "]")
	if !found || !closed {
		return chain
	}
	return before + after
}

// covered are the entries that a layer over these protocols covers: none twice, and none
// that is never chosen.
func (e *Edit) covered(over []Triple, siblings bool) ([]*Entry, error) {
	keys := e.Catalog().keys
	if over == nil {
		for i, base := range e.entries {
			if base.isBase() && !keys[i].out {
				over = append(over, base.triple())
			}
		}
	}
	var covered []*Entry
	for i := 0; i < len(over); i++ {
		t := over[i]
		if slices.Contains(over[:i], t) {
			continue
		}
		top := 0
		for top < len(keys) && (keys[top].out || e.entries[top].triple() != t) {
			top++
		}
		if top == len(keys) {
			return nil, refuse(NoMatch, "no entry has the family %d, type %d and protocol %d", t.Family, t.Type, t.Protocol)
		}
		covered = append(covered, e.entries[top])
		if siblings {
			over = append(over[:len(over):len(over)], siblingsOf(e.entries, keys, t)...)
		}
	}
	if len(covered) == 0 {
		return nil, refuse(BadChain, "there is no protocol that the layer could cover")
	}
	return covered, nil
}

// siblingsOf are what else the provider of a protocol has for its family.
//
// Source: P-280, P-318.
func siblingsOf(entries []*Entry, keys []key, t Triple) (all []Triple) {
	base := slices.IndexFunc(entries, func(o *Entry) bool { return o.isBase() && o.triple() == t })
	if base < 0 {
		return nil
	}
	for i, o := range entries {
		if o.isBase() && !keys[i].out && o.Info.ProviderId == entries[base].Info.ProviderId && o.Info.AddressFamily == t.Family {
			all = append(all, o.triple())
		}
	}
	return all
}

// RemoveLayer takes out the layer with the id and the chains that have it on top, and
// takes it out of those that have it further down, which keep their ids. It returns the
// entries that are gone. Other chains that can't be followed stay as they are.
//
// Source: P-296, P-305.
func (e *Edit) RemoveLayer(id uint32) (gone []*Entry, err error) {
	c := e.Catalog()
	layer := c.Find(id)
	if layer == nil || !layer.isLayer() {
		return nil, refuse(Unknown, "there is no layer %d", id)
	}
	var kept []*Entry
	for _, entry := range c.entries {
		found, err := c.Resolve(entry)
		switch at := slices.Index(found, layer); {
		case entry == layer, err == nil && at == 0, err != nil && entry.isChain() && entry.chain()[0] == id:
			gone = append(gone, entry)
			continue
		case err == nil && at > 0:
			entry = entry.over(slices.Delete(found, at, at+1))
			entry.Info.SetName(withoutLayer(entry.Info.Name(), layer.Info.Name()))
		}
		kept = append(kept, entry)
	}
	e.entries, e.changed = kept, true
	return gone, nil
}

// triple is what the entry is asked for by.
func (e *Entry) triple() Triple {
	return Triple{e.Info.AddressFamily, e.Info.SocketType, e.Info.Protocol}
}

// chain is the entry of the layer, whose id is given, over another entry.
func (l *Layer) chain(layer uint32, below *Entry) Entry {
	chain := Entry{Info: below.Info, Path: l.Path}
	ids := below.chain()
	if ids == nil {
		ids = []uint32{below.Info.CatalogEntryId}
	}
	chain.Info.ProtocolChain = ws2def.WSAProtocolChain{ChainLen: int32(len(ids) + 1)}
	elements := chain.Info.ProtocolChain.ChainEntries[:]
	elements[0] = layer
	copy(elements[1:], ids)
	if !l.IFS {
		chain.Info.ServiceFlags1 &^= ws2def.XP1_IFS_HANDLES
	}
	chain.Info.ProviderId = newProvider()
	chain.Info.SetName(l.Name + " over [" + below.Info.Name() + "]")
	return chain
}

// newProvider is a provider id that nobody has: a random UUID.
func newProvider() ws2def.GUID {
	var b [16]byte
	rand.Read(b[:])
	g := ws2def.GUID{
		Data1: uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 | uint32(b[3])<<24,
		Data2: uint16(b[4]) | uint16(b[5])<<8,
		Data3: uint16(b[6])&0x0FFF | 4<<12,
	}
	copy(g.Data4[:], b[8:])
	g.Data4[0] = g.Data4[0]&0x3F | 0x80
	return g
}
