package core

import (
	"runtime"

	"winsock/catalog"
	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// provider returns the started provider of entry; for a chain, that of its top
// layer. A failed start is not remembered: the next call tries again. After a
// success the caller lowers process.opening when it is done with the provider,
// which the last Cleanup waits for. Errors: those of start, WSAEPROVIDERFAILEDINIT
// (the chain is broken).
//
// Source: P-190…P-198.
func provider(c *catalog.Catalog, entry *catalog.Entry) (spi.Provider, Errno) {
	key := loadedKey{path: entry.Path}
	if entry.Info.ProtocolChain.ChainLen > 1 {
		key = loadedKey{chain: entry.Info.CatalogEntryId}
	}
	p, e := use(key)
	if p != nil || e != 0 {
		return p, e
	}
	chain, err := c.Resolve(entry)
	if err != nil {
		process.opening.Add(-1)
		trace.Error("provider chain is broken", "entry", entry.Info.Name(), "reason", err)
		return nil, ws2def.WSAEPROVIDERFAILEDINIT
	}
	return (&element{c: c, entry: entry, chain: chain}).used()
}

// providerAt is [provider] for what stands in a chain.
func providerAt(at *element) (spi.Provider, Errno) {
	p, e := use(at.key())
	if p != nil || e != 0 {
		return p, e
	}
	return at.used()
}

// use raises process.opening, and returns the provider if it is started. Errors:
// WSANOTINITIALISED (the last Cleanup came first).
func use(key loadedKey) (spi.Provider, Errno) {
	process.loading.Lock()
	defer process.loading.Unlock()
	if process.starts.Load() == 0 {
		return nil, ws2def.WSANOTINITIALISED
	}
	process.opening.Add(1)
	if process.latest.provider != nil && process.latest.key == key {
		return process.latest.provider, 0
	}
	if started, ok := process.providers[key]; ok {
		process.latest = latest{key, started.provider}
		return started.provider, 0
	}
	return nil, 0
}

// used is start of a caller who has raised process.opening.
func (p *element) used() (spi.Provider, Errno) {
	started, e, _ := p.start()
	if e != 0 {
		process.opening.Add(-1)
	}
	return started, e
}

// key is what is there.
func (p *element) key() loadedKey {
	if p.at == len(p.chain)-1 {
		return loadedKey{path: p.chain[p.at].Path}
	}
	return loadedKey{chain: p.entry.Info.CatalogEntryId, at: p.at}
}

// starting is a start-up under way. No lock is held meanwhile, so that the provider can
// open sockets of others; those who need it wait.
type starting struct {
	thread int // that runs it, and nothing else
	over   chan struct{}
	late   bool // the last Cleanup came; guarded by process.loading
}

// awaits reports whether the start-up can't end before thread goes on. The caller holds
// process.loading.
func (s *starting) awaits(thread int) bool {
	for s != nil && s.thread != thread {
		s = process.waiting[s.thread]
	}
	return s != nil
}

// start starts what is there, unless it is started. own is what went wrong in the words
// of the provider, which who stands on it gets to know. Errors: WSAEPROVIDERFAILEDINIT,
// WSAEINVALIDPROVIDER, WSAEINVALIDPROCTABLE, WSANOTINITIALISED (the last Cleanup came),
// WSAEINPROGRESS (the provider is just starting, which can't end before this call does:
// its start-up makes it, or waits for another one that does).
//
// Source: P-191…P-197.
func (p *element) start() (_ spi.Provider, e, own Errno) {
	runtime.LockOSThread() // what a provider in C calls back is on its thread, too
	defer runtime.UnlockOSThread()
	path, key, thread := p.chain[p.at].Path, p.key(), sys.ThreadID()
	process.loading.Lock()
	for process.providers != nil {
		if started, ok := process.providers[key]; ok {
			process.loading.Unlock()
			return started.provider, 0, 0
		}
		other := process.starting[path]
		if other == nil {
			break
		}
		if other.awaits(thread) {
			process.loading.Unlock()
			trace.Error("provider is needed for its own start-up", "path", path)
			return nil, ws2def.WSAEINPROGRESS, ws2def.WSAEINPROGRESS
		}
		process.waiting[thread] = other
		process.loading.Unlock()
		<-other.over
		process.loading.Lock()
		delete(process.waiting, thread)
	}
	if process.providers == nil {
		process.loading.Unlock()
		return nil, ws2def.WSANOTINITIALISED, ws2def.WSANOTINITIALISED
	}
	s := &starting{thread: thread, over: make(chan struct{})}
	process.starting[path] = s
	process.loading.Unlock()

	started, e, own := p.begin(path)

	process.loading.Lock()
	delete(process.starting, path)
	late := s.late
	if e == 0 && !late {
		process.providers[key] = &loaded{provider: started, below: len(p.chain) - 1 - p.at}
	}
	process.loading.Unlock()
	close(s.over)
	if e == 0 && late {
		cleanUp(started)
		return nil, ws2def.WSANOTINITIALISED, ws2def.WSANOTINITIALISED
	}
	return started, e, own
}

// begin loads and starts the provider of path; the results are those of start.
func (p *element) begin(path string) (_ spi.Provider, e, own Errno) {
	startup, err := find(p.chain[p.at])
	if err != nil {
		trace.Error("provider can't be loaded", "path", path, "reason", err)
		return nil, ws2def.WSAEPROVIDERFAILEDINIT, ws2def.WSAEPROVIDERFAILEDINIT
	}
	started, e := call(startup, path, p.description(), &upcalls{at: p})
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
	return started.Provider, 0, 0
}

// call calls startup. A panic counts as an error of its own.
func call(startup spi.Startup, path string, info *ws2def.WSAProtocolInfo, up spi.Upcalls) (s spi.Started, e Errno) {
	defer func() {
		if reason := recover(); reason != nil {
			trace.Error("provider panicked when it started", "path", path, "reason", reason)
			s, e = spi.Started{}, ws2def.WSAEPROVIDERFAILEDINIT
		}
	}()
	return startup(spi.Version, info, up)
}
