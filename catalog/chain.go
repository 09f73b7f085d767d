package catalog

import (
	"fmt"
	"slices"

	"winsock/ws2def"
)

// Resolve returns the entries that serve a socket of e, topmost layer first and
// the base protocol last: e alone when it is a base entry. An element of a
// chain may be a chain itself: in the last place it stands for all of its
// entries, above that for its topmost layer.
//
// It fails when e is a layer, and when its chain names an id that is not there,
// names itself on any way, has a base protocol above the last place or a layer
// in it, holds the same layer twice or more than 7 entries in all.
//
// Source: P-062…P-066.
func (c *Catalog) Resolve(e *Entry) ([]*Entry, error) {
	if e.isLayer() {
		return nil, fmt.Errorf("catalog: %v is a layer by itself, which can't open a socket", e)
	}
	if !e.isChain() {
		return []*Entry{e}, nil
	}
	r := resolver{catalog: c}
	if err := r.whole(e); err != nil {
		return nil, fmt.Errorf("catalog: the chain of %v is broken: %w", e, err)
	}
	if len(r.found) > ws2def.MAX_PROTOCOL_CHAIN {
		return nil, fmt.Errorf("catalog: the chain of %v has %d entries when followed down, more than %d",
			e, len(r.found), ws2def.MAX_PROTOCOL_CHAIN)
	}
	return r.found, nil
}

// resolver follows one chain.
type resolver struct {
	catalog *Catalog
	path    []*Entry // the chains that are being followed
	found   []*Entry // what the chain consists of so far
}

// whole adds everything that the chain entry e stands for.
func (r *resolver) whole(e *Entry) error {
	if err := r.enter(e); err != nil {
		return err
	}
	defer r.leave()
	ids := e.chain()
	for i, id := range ids[:len(ids)-1] {
		layer, err := r.layer(id)
		if err != nil {
			return fmt.Errorf("element %d: %w", i+1, err)
		}
		if slices.Contains(r.found, layer) {
			return fmt.Errorf("element %d: %v is in it twice", i+1, layer)
		}
		r.found = append(r.found, layer)
	}
	last := ids[len(ids)-1]
	base := r.catalog.Find(last)
	switch {
	case base == nil:
		return fmt.Errorf("element %d: there is no entry %d", len(ids), last)
	case base.isLayer():
		return fmt.Errorf("element %d: %v is a layer, but stands in the base protocol's place", len(ids), base)
	case base.isChain():
		return r.whole(base)
	}
	r.found = append(r.found, base)
	return nil
}

// layer returns the layer that id stands for above the last place.
func (r *resolver) layer(id uint32) (*Entry, error) {
	e := r.catalog.Find(id)
	switch {
	case e == nil:
		return nil, fmt.Errorf("there is no entry %d", id)
	case e.isLayer():
		return e, nil
	case e.isChain():
		if err := r.enter(e); err != nil {
			return nil, err
		}
		defer r.leave()
		return r.layer(e.chain()[0])
	}
	return nil, fmt.Errorf("%v is a base protocol, but stands in a layer's place", e)
}

// enter notes that the chain e is being followed; twice at once is a loop.
func (r *resolver) enter(e *Entry) error {
	if slices.Contains(r.path, e) {
		return fmt.Errorf("%v contains itself", e)
	}
	r.path = append(r.path, e)
	return nil
}

func (r *resolver) leave() { r.path = r.path[:len(r.path)-1] }
