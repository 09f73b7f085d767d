package core

import (
	"errors"
	"log/slog"
	"maps"
	"os"
	"slices"
	"strings"
	"sync/atomic"

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

// provider returns the started provider of entry; for a chain, that of its top
// layer. A failed start is not remembered: the next call tries again. After a
// success the caller lowers process.opening when it is done with the provider,
// which the last Cleanup waits for.
//
// Source: P-190…P-198.
func provider(c *catalog.Catalog, entry *catalog.Entry) (spi.Provider, Errno) {
	process.mu.Lock()
	defer process.mu.Unlock()
	p, e := start(c, entry)
	if e == 0 {
		process.opening.Add(1)
	}
	return p, e
}

// providerAt is [provider] for what stands in a chain.
func providerAt(at *element) (spi.Provider, Errno) {
	process.mu.Lock()
	defer process.mu.Unlock()
	if process.providers == nil {
		return nil, ws2def.WSANOTINITIALISED
	}
	p, e, _ := at.start()
	if e == 0 {
		process.opening.Add(1)
	}
	return p, e
}

// start starts entry's provider, unless it is started. The caller holds
// process.mu.
func start(c *catalog.Catalog, entry *catalog.Entry) (spi.Provider, Errno) {
	if process.providers == nil {
		return nil, ws2def.WSANOTINITIALISED // the last Cleanup came first
	}
	key := loadedKey{path: entry.Path}
	if entry.Info.ProtocolChain.ChainLen > 1 {
		key = loadedKey{chain: entry.Info.CatalogEntryId}
	}
	if p, ok := process.providers[key]; ok {
		return p.provider, 0
	}
	chain, err := c.Resolve(entry)
	if err != nil {
		trace.Error("provider chain is broken", "entry", entry.Info.Name(), "reason", err)
		return nil, ws2def.WSAEPROVIDERFAILEDINIT
	}
	p, e, _ := (&element{c: c, entry: entry, chain: chain}).start()
	return p, e
}

// start starts what is there, unless it is started. own is what went wrong in the words
// of the provider, which who stands on it gets to know. The caller holds process.mu.
//
// Source: P-191…P-197.
func (p *element) start() (_ spi.Provider, e, own Errno) {
	path, below := p.chain[p.at].Path, len(p.chain)-1-p.at
	key := loadedKey{path: path}
	if below > 0 {
		key = loadedKey{chain: p.entry.Info.CatalogEntryId, at: p.at}
	}
	if started, ok := process.providers[key]; ok {
		return started.provider, 0, 0
	}
	startup, err := find(path)
	if err != nil {
		trace.Error("provider can't be loaded", "path", path, "reason", err)
		return nil, ws2def.WSAEPROVIDERFAILEDINIT, ws2def.WSAEPROVIDERFAILEDINIT
	}
	up := &upcalls{at: p}
	started, e := begin(startup, path, p.description(), up)
	up.started.Store(true)
	switch {
	case e != 0:
		trace.Error("provider did not start", "path", path, "code", e)
		return nil, ws2def.WSAEPROVIDERFAILEDINIT, e
	case started.Version != spi.Version:
		if started.Provider != nil {
			cleanUp(started.Provider)
		}
		return nil, ws2def.WSAEINVALIDPROVIDER, ws2def.WSAEINVALIDPROVIDER
	case started.Provider == nil:
		return nil, ws2def.WSAEINVALIDPROCTABLE, ws2def.WSAEINVALIDPROCTABLE
	}
	process.providers[key] = &loaded{provider: started.Provider, below: below}
	return started.Provider, 0, 0
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

// begin calls startup. A panic counts as an error of its own.
func begin(startup spi.Startup, path string, info *ws2def.WSAProtocolInfo, up spi.Upcalls) (s spi.Started, e Errno) {
	defer func() {
		if reason := recover(); reason != nil {
			trace.Error("provider panicked when it started", "path", path, "reason", reason)
			s, e = spi.Started{}, ws2def.WSAEPROVIDERFAILEDINIT
		}
	}()
	return startup(spi.Version, info, up)
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
// holds process.mu.
func fromAbove() []*loaded {
	return slices.SortedFunc(maps.Values(process.providers), func(a, b *loaded) int { return b.below - a.below })
}

var errNotLinked = errors.New("it is not in this program")

// find returns the start-up function behind a catalog path.
//
// Source: P-191, P-301.
func find(path string) (spi.Startup, error) {
	if name, ok := strings.CutPrefix(path, spi.PathPrefix); ok {
		if startup, ok := spi.Find(name); ok {
			return startup, nil
		}
		return nil, errNotLinked
	}
	file, err := catalog.ExpandPath(path)
	if err != nil {
		return nil, err
	}
	return spi.Load(file)
}

// upcalls is what one provider may call.
type upcalls struct {
	at      *element
	started atomic.Bool // its start-up, which holds process.mu, is over
}

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
	if u.started.Load() {
		process.mu.Lock()
		defer process.mu.Unlock()
		if process.providers == nil {
			return nil, nil, ws2def.WSANOTINITIALISED
		}
	}
	p, _, e := below.start()
	if e != 0 {
		return nil, nil, e
	}
	return p, below.description(), 0
}
