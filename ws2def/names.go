package ws2def

// Named is a number with its symbolic name.
type Named struct {
	Name    string
	Value   int64
	Comment string // what it means, in a few words
}

// Names are the symbolic names of one kind of number. Where a number has
// several, the usual one comes first.
type Names []Named

// Of returns the entry of value, nil when it has no name.
func (n Names) Of(value int64) *Named {
	for i := range n {
		if n[i].Value == value {
			return &n[i]
		}
	}
	return nil
}

// Lookup returns the number with the name, which is spelt exactly as in the
// headers.
func (n Names) Lookup(name string) (value int64, ok bool) {
	for i := range n {
		if n[i].Name == name {
			return n[i].Value, true
		}
	}
	return 0, false
}

// Flags returns the names of the bits that are set in flags, in the order of
// the table, and the bits that have none.
func (n Names) Flags(flags uint32) (names []string, rest uint32) {
	for i := range n {
		if bit := uint32(n[i].Value); flags&bit != 0 {
			names = append(names, n[i].Name)
			flags &^= bit
		}
	}
	return names, flags
}

// ProtocolName returns the name of a protocol number among those of the address
// family, nil when it has none there. 0, the provider's choice, has none.
func ProtocolName(family, protocol int32) *Named {
	var prefix string
	switch family {
	case AF_UNSPEC, AF_INET, AF_INET6:
		prefix = "IPPROTO_"
	case AF_BTH:
		prefix = "BTHPROTO_"
	case AF_IPX:
		prefix = "NSPROTO_"
	}
	if prefix == "" || protocol == 0 {
		return nil
	}
	for i := range ProtocolNames {
		p := &ProtocolNames[i]
		if p.Value == int64(protocol) && len(p.Name) > len(prefix) && p.Name[:len(prefix)] == prefix {
			return p
		}
	}
	return nil
}
