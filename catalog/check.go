package catalog

import (
	"fmt"
	"slices"

	"winsock/ws2def"
)

// Severity ranks a [Problem].
type Severity int

// The severities, least first.
const (
	Note    Severity = iota // works as it should, but may surprise
	Warning                 // works, but hardly as meant
	Error                   // does not work
)

// String returns "note", "warning" or "error".
func (s Severity) String() string {
	switch s {
	case Note:
		return "note"
	case Warning:
		return "warning"
	}
	return "error"
}

// Problem is something that [Check] found.
type Problem struct {
	Severity Severity
	Entry    uint32 // the catalog id, 0 when the whole catalog is meant
	Text     string // what is wrong, one sentence
	Remedy   string // what to do about it, one sentence
}

// Check finds what is wrong with a catalog that could be read: providers that
// are not there, chains that can't be followed (errors); a chain stored with
// the path of another layer than its topmost, a chain in which a layer with handles of
// its own is below one without, a chain behind the protocol that it covers, a layer in no chain, a catalog that can't open any socket
// (warnings); entries that are never chosen by family, type and protocol
// because an earlier one serves the same (notes, but not for those that add quality
// of service: programs ask for them by their WSAPROTOCOL_INFO). The list is in catalog order,
// what concerns the whole catalog first.
//
// wrong tells what is wrong with the code behind an entry; nil leaves that out.
// Disabled entries need none.
//
// Source: P-061, P-062…P-066, P-095, P-191, P-279, P-281, P-282.
func Check(c *Catalog, wrong func(*Entry) error) []Problem {
	k := newChecker(c)
	if !slices.ContainsFunc(c.entries, func(e *Entry) bool { return !e.isLayer() }) {
		k.add(Warning, nil, "No entry can open a socket.",
			`Install a provider, or bring back the built-in entries with "winsock catalog reset".`)
	}
	for i, e := range c.entries {
		if wrong != nil && !e.Disabled && k.broken[e] == nil {
			if err := wrong(e); err != nil {
				k.add(Error, e, fmt.Sprintf("%v: %v.", e, err),
					fmt.Sprintf("Mend %s, or remove the entry: winsock catalog remove %d", e.Path, e.Info.CatalogEntryId))
			}
		}
		switch {
		case e.isLayer():
			k.layer(e)
		case e.isChain():
			k.chain(e)
		}
		if !k.catalog.keys[i].out {
			k.shadow(i, e)
		}
	}
	return k.problems
}

// checker collects problems.
type checker struct {
	catalog  *Catalog
	chains   map[*Entry][]*Entry // what each working chain resolves to
	broken   map[*Entry]error    // why the other chains don't work
	problems []Problem
}

// newChecker follows every chain of c.
func newChecker(c *Catalog) *checker {
	k := &checker{catalog: c, chains: make(map[*Entry][]*Entry), broken: make(map[*Entry]error)}
	for _, e := range c.entries {
		if !e.isChain() {
			continue
		}
		if found, err := c.Resolve(e); err != nil {
			k.broken[e] = err
		} else {
			k.chains[e] = found
		}
	}
	return k
}

func (k *checker) add(s Severity, e *Entry, text, remedy string) {
	p := Problem{Severity: s, Text: text, Remedy: remedy}
	if e != nil {
		p.Entry = e.Info.CatalogEntryId
	}
	k.problems = append(k.problems, p)
}

// layer reports a layer that no chain uses.
func (k *checker) layer(e *Entry) {
	for _, found := range k.chains {
		if slices.Contains(found, e) {
			return
		}
	}
	k.add(Warning, e, fmt.Sprintf("%v is a layer that no working chain uses.", e),
		fmt.Sprintf("Install a chain over it, or remove it: winsock catalog remove %d", e.Info.CatalogEntryId))
}

// chain reports a chain that does not work or is stored with a wrong path.
func (k *checker) chain(e *Entry) {
	if err := k.broken[e]; err != nil {
		k.add(Error, e, fmt.Sprintf("%v.", err),
			fmt.Sprintf("Install what it lacks and the chain again, or remove it: winsock catalog remove %d", e.Info.CatalogEntryId))
		return
	}
	found := k.chains[e]
	for i, upper := range found[:len(found)-2] {
		if lower := found[i+1]; upper.hasIFS() && !lower.hasIFS() {
			k.add(Warning, e, fmt.Sprintf("%v: %v passes on the handles from below, but %v below it has handles of its own.", e, upper, lower),
				fmt.Sprintf("Install %s before %s, so that it is below: remove both first.", upper.Info.Name(), lower.Info.Name()))
		}
	}
	if top := found[0]; top.Path != e.Path {
		k.add(Warning, e, fmt.Sprintf("%v has the path %q, but its topmost layer, %v, has %q.", e, e.Path, top, top.Path),
			"Remove the chain and install it with the path of its topmost layer.")
	}
}

// shadow reports an entry at position i that an earlier one always precedes.
func (k *checker) shadow(i int, e *Entry) {
	own := &k.catalog.keys[i]
	first := slices.IndexFunc(k.catalog.keys[:i], func(o key) bool { return o.covers(own) })
	if first < 0 {
		return
	}
	earlier := k.catalog.entries[first]
	switch {
	case slices.Contains(k.chains[earlier], e), k.standsOn(earlier, e):
		// A chain in front of what it covers: that is its purpose.
	case e.Info.ServiceFlags1&^earlier.Info.ServiceFlags1&ws2def.XP1_QOS_SUPPORTED != 0:
		// Quality of service costs those nothing who do not ask for it (P-095).
	case slices.Contains(k.chains[e], earlier):
		k.add(Warning, e, fmt.Sprintf("%v has no effect: it stands behind %v, which it covers.", e, earlier),
			fmt.Sprintf("Put %d in front of %d with winsock catalog order.", e.Info.CatalogEntryId, earlier.Info.CatalogEntryId))
	default:
		k.add(Note, e, fmt.Sprintf("%v is never chosen by family, type and protocol: %v comes first.", e, earlier),
			"Nothing to do if programs ask for it by its WSAPROTOCOL_INFO; else put it in front with winsock catalog order.")
	}
}

// standsOn tells whether the chain upper is layers over all of the chain lower.
func (k *checker) standsOn(upper, lower *Entry) bool {
	long, short := k.chains[upper], k.chains[lower]
	return short != nil && len(short) < len(long) && slices.Equal(long[len(long)-len(short):], short)
}

// covers tells whether k serves every full triple that o serves.
func (k *key) covers(o *key) bool {
	onlyZero := o.low == 0 && o.high == 0
	return !k.out && k.family == o.family && k.typ == o.typ &&
		(k.zero || !o.zero) && (onlyZero || k.low <= o.low && o.high <= k.high)
}
