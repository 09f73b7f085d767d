package core

import (
	"log/slog"
	"os"
	"strconv"
	"sync/atomic"

	"winsock/catalog"
	"winsock/spi"
	"winsock/ws2def"
)

// loaded is a provider that was started in this process.
type loaded struct {
	provider spi.Provider
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

// start starts entry's provider, unless it is started. The caller holds
// process.mu.
func start(c *catalog.Catalog, entry *catalog.Entry) (spi.Provider, Errno) {
	if process.providers == nil {
		return nil, ws2def.WSANOTINITIALISED // the last Cleanup came first
	}
	path, key := entry.Path, entry.Path
	if entry.Info.ProtocolChain.ChainLen > 1 {
		chain, err := c.Resolve(entry)
		if err != nil {
			trace.Error("provider chain is broken", "entry", entry.Info.Name(), "reason", err)
			return nil, ws2def.WSAEPROVIDERFAILEDINIT
		}
		// A layer is started once for each thing that is below it.
		path, key = chain[0].Path, chain[0].Path
		for _, element := range chain {
			key += "#" + strconv.Itoa(int(element.Info.CatalogEntryId))
		}
	}
	if p, ok := process.providers[key]; ok {
		return p.provider, 0
	}
	startup, ok := find(path)
	if !ok {
		trace.Error("provider is not in this program", "path", path)
		return nil, ws2def.WSAEPROVIDERFAILEDINIT
	}
	info := entry.Info
	up := &upcalls{c: c}
	started, e := startup(spi.Version, &info, up)
	up.started.Store(true)
	switch {
	case e != 0:
		trace.Error("provider did not start", "path", path, "code", e)
		return nil, ws2def.WSAEPROVIDERFAILEDINIT
	case started.Version != spi.Version:
		if started.Provider != nil {
			started.Provider.Cleanup()
		}
		return nil, ws2def.WSAEINVALIDPROVIDER
	case started.Provider == nil:
		return nil, ws2def.WSAEINVALIDPROCTABLE
	}
	process.providers[key] = &loaded{provider: started.Provider}
	return started.Provider, 0
}

// find returns the start-up function behind a catalog path.
func find(path string) (spi.Startup, bool) {
	if len(path) <= len(spi.PathPrefix) || path[:len(spi.PathPrefix)] != spi.PathPrefix {
		return nil, false
	}
	return spi.Find(path[len(spi.PathPrefix):])
}

// upcalls is what one provider may call.
type upcalls struct {
	c       *catalog.Catalog
	started atomic.Bool // its start-up, which holds process.mu, is over
}

var _ spi.Upcalls = (*upcalls)(nil)

func (u *upcalls) Protocols() []ws2def.WSAProtocolInfo {
	infos := make([]ws2def.WSAProtocolInfo, u.c.Len())
	for i := range infos {
		infos[i] = u.c.At(i).Info
	}
	return infos
}

func (u *upcalls) Complete(op *spi.Operation, n int, e Errno) {
	if r, ok := op.Owner.(*provided); ok {
		r.complete(n, e)
	}
}

func (u *upcalls) Next(info *ws2def.WSAProtocolInfo) (spi.Provider, *ws2def.WSAProtocolInfo, Errno) {
	chain := info.ProtocolChain
	if chain.ChainLen < 2 {
		return nil, nil, ws2def.WSAEINVAL
	}
	below := u.c.Find(chain.ChainEntries[1])
	if below == nil {
		return nil, nil, ws2def.WSAEPROVIDERFAILEDINIT
	}
	if chain.ChainLen > 2 && below.Info.ProtocolChain.ChainLen <= 1 {
		// The layers below are listed one by one: describe the rest of the
		// chain as a chain of its own.
		rest := *below
		rest.Info = *info
		rest.Info.ProviderId = below.Info.ProviderId
		rest.Info.ProtocolChain = ws2def.WSAProtocolChain{ChainLen: chain.ChainLen - 1}
		copy(rest.Info.ProtocolChain.ChainEntries[:], chain.ChainEntries[1:chain.ChainLen])
		below = &rest
	}
	if u.started.Load() {
		process.mu.Lock()
		defer process.mu.Unlock()
	}
	p, e := start(u.c, below)
	if e != 0 {
		return nil, nil, e
	}
	entry := below.Info
	return p, &entry, 0
}
