package core

import (
	"errors"
	"log/slog"
	"maps"
	"os"
	"slices"

	"winsock/catalog"
	"winsock/spi"
	"winsock/ws2def"
)

// loaded is a provider that was started in this process.
type loaded struct {
	provider spi.Provider
	below    int // how many providers it stands on
}

// loadedKey says which one: a base provider by its path, a layer by the chain and its
// place in that.
type loadedKey struct {
	path  string
	chain uint32
	at    int
}

// latest is the provider that was used last: most sockets are of the same.
type latest struct {
	key      loadedKey
	provider spi.Provider // nil: none
}

// element is an element of a chain, top first. A base entry is a chain of one.
type element struct {
	c     *catalog.Catalog
	entry *catalog.Entry // that of the chain
	chain []*catalog.Entry
	at    int
}

// trace receives what has no place in an error code; WINSOCK_TRACE=1 shows it
// on standard error.
var trace = newTrace(os.Getenv("WINSOCK_TRACE"))

func newTrace(setting string) *slog.Logger {
	if setting == "" || setting == "0" {
		return slog.New(slog.DiscardHandler)
	}
	return slog.New(slog.NewTextHandler(os.Stderr, nil))
}

// description is what the provider there gets to know of its protocol: the base that
// of its own entry, all above it that of the chain.
//
// Source: P-284.
func (p *element) description() *ws2def.WSAProtocolInfo {
	info := p.entry.Info
	if p.at == len(p.chain)-1 {
		info = p.chain[p.at].Info
	}
	return &info
}

// cleanUp ends a provider. One that panics does not keep the others from their end.
func cleanUp(p spi.Provider) {
	defer func() {
		if reason := recover(); reason != nil {
			trace.Error("provider panicked at its end", "reason", reason)
		}
	}()
	p.Cleanup()
}

// fromAbove are all started providers, each before those that it stands on. The caller
// holds process.loading.
func fromAbove() []*loaded {
	return slices.SortedFunc(maps.Values(process.providers), func(a, b *loaded) int { return b.below - a.below })
}

var errNotLinked = errors.New("it is not in this program")

// find returns the start-up function behind an entry of the catalog.
//
// Source: P-191, P-301.
func find(entry *catalog.Entry) (spi.Startup, error) {
	if name, ok := entry.GoName(); ok {
		if startup, ok := spi.Find(name); ok {
			return startup, nil
		}
		return nil, errNotLinked
	}
	file, err := catalog.ExpandPath(entry.Path)
	if err != nil {
		return nil, err
	}
	return spi.Load(file)
}

// upcalls is what one provider may call.
type upcalls struct{ at *element }

var _ spi.Upcalls = (*upcalls)(nil)

func (u *upcalls) Protocols() []ws2def.WSAProtocolInfo {
	infos := make([]ws2def.WSAProtocolInfo, u.at.c.Len())
	for i := range infos {
		infos[i] = u.at.c.At(i).Info
	}
	return infos
}

// Place is how many layers stand above the provider in its chain.
func (u *upcalls) Place() int { return u.at.at }

func (u *upcalls) Complete(op *spi.Operation, n int, e Errno) {
	if r, ok := op.Owner.(*provided); ok {
		r.complete(n, e)
	}
}

func (u *upcalls) Next() (spi.Provider, *ws2def.WSAProtocolInfo, Errno) {
	below := *u.at
	if below.at++; below.at == len(below.chain) {
		return nil, nil, ws2def.WSAEINVAL
	}
	p, _, e := below.start()
	if e != 0 {
		return nil, nil, e
	}
	return p, below.description(), 0
}
