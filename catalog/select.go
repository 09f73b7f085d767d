package catalog

import "winsock/ws2def"

// key is what selection looks at in an entry, kept together so that a walk
// over the catalog touches little memory.
type key struct {
	id          uint32
	family, typ int32
	low, high   int64 // the protocol range, both ends included
	zero        bool  // PFL_MATCHES_PROTOCOL_ZERO
	out         bool  // never selected: a layer, disabled, or a chain that lacks an element
}

// keyOf is the key of e; whether its chain can be followed it does not say.
func keyOf(e *Entry) key {
	info := &e.Info
	return key{
		id:     info.CatalogEntryId,
		family: info.AddressFamily,
		typ:    info.SocketType,
		low:    int64(info.Protocol),
		high:   int64(info.Protocol) + int64(info.ProtocolMaxOffset),
		zero:   info.ProviderFlags&ws2def.PFL_MATCHES_PROTOCOL_ZERO != 0,
		out:    e.isLayer() || e.Disabled,
	}
}

func (k *key) hasType(typ int32) bool { return !k.out && (typ == 0 || k.typ == typ) }

func (k *key) hasFamily(af int32) bool { return af == ws2def.AF_UNSPEC || k.family == af }

func (k *key) hasProtocol(protocol int32) bool {
	if protocol == 0 {
		return k.zero
	}
	return k.low <= int64(protocol) && int64(protocol) <= k.high
}

// shapeless tells the one request that no entry may answer: any family with
// any protocol.
func shapeless(af, protocol int32) bool { return af == ws2def.AF_UNSPEC && protocol == 0 }

// Next returns the position of the first entry after position after that serves
// the triple, -1 when there is none; after is -1 for the first search. af and
// typ 0 match any, protocol 0 matches the entries that say so
// (PFL_MATCHES_PROTOCOL_ZERO), any other protocol must lie in the entry's
// range. Hidden entries take part; layers, disabled entries and chains that can't be
// followed don't. It does not allocate.
//
// Source: P-126…P-130, S-042, S-043.
func (c *Catalog) Next(after int, af, typ, protocol int32) int {
	if shapeless(af, protocol) {
		return -1
	}
	for i := after + 1; i < len(c.keys); i++ {
		if k := &c.keys[i]; k.hasType(typ) && k.hasFamily(af) && k.hasProtocol(protocol) {
			return i
		}
	}
	return -1
}

// Refusal says why no entry serves the triple: WSAEINVAL for AF_UNSPEC with
// protocol 0, WSAESOCKTNOSUPPORT when no entry has the type, WSAEAFNOSUPPORT
// when none of those has the family, WSAEPROTONOSUPPORT when none of those has
// the protocol. It returns 0 when an entry does serve it.
//
// Source: P-126, P-131, S-042…S-045.
func (c *Catalog) Refusal(af, typ, protocol int32) ws2def.Errno {
	if shapeless(af, protocol) {
		return ws2def.WSAEINVAL
	}
	refusal := ws2def.WSAESOCKTNOSUPPORT
	for i := range c.keys {
		k := &c.keys[i]
		switch {
		case !k.hasType(typ):
		case !k.hasFamily(af):
			if refusal == ws2def.WSAESOCKTNOSUPPORT {
				refusal = ws2def.WSAEAFNOSUPPORT
			}
		case !k.hasProtocol(protocol):
			refusal = ws2def.WSAEPROTONOSUPPORT
		default:
			return 0
		}
	}
	return refusal
}
