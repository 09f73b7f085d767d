package directory

import (
	"log/slog"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"winsock/namespace"
	"winsock/ws2def"
)

// process is what a process has of name spaces between its first call and its
// last WSACleanup.
var process struct {
	mu        sync.Mutex // guards what follows
	read      bool       // providers is what the catalog says
	providers []*provider
	queries   map[ws2def.Handle]*query
	last      ws2def.Handle // the handle given last; none is given twice

	running atomic.Int32 // calls that are in a provider
}

// provider is an entry of the catalog with its code, once it is started.
type provider struct {
	Entry
	mu      sync.Mutex // guards started
	started namespace.Provider
}

// trace receives what has no place in an error code.
var tracer atomic.Pointer[slog.Logger]

func trace() *slog.Logger {
	if t := tracer.Load(); t != nil {
		return t
	}
	return slog.New(slog.DiscardHandler)
}

// TraceTo says where to write why a call could do no better.
func TraceTo(t *slog.Logger) { tracer.Store(t) }

// providers returns the providers of the process's catalog, in order.
//
// Errors: WSANO_RECOVERY (the catalog is damaged).
//
// Source: P-300.
func providers() ([]*provider, Errno) {
	process.mu.Lock()
	defer process.mu.Unlock()
	if process.read {
		return process.providers, 0
	}
	entries, err := readCatalog()
	if err != nil {
		trace().Error("the name-space catalog can't be read", "reason", err)
		return nil, ws2def.WSANO_RECOVERY
	}
	process.providers = make([]*provider, len(entries))
	for i, e := range entries {
		process.providers[i] = &provider{Entry: e}
	}
	process.read = true
	return process.providers, 0
}

// Providers lists the providers of the process's catalog in the order in which
// queries reach them (WSAEnumNameSpaceProviders).
//
// Errors: WSANO_RECOVERY.
//
// Source: P-476.
func Providers() ([]Entry, Errno) {
	all, e := providers()
	entries := make([]Entry, len(all))
	for i, p := range all {
		entries[i] = p.Entry
	}
	return entries, e
}

// chosen returns the active providers that a query or registration is for.
//
// Errors: WSASERVICE_NOT_FOUND (none), WSANO_RECOVERY.
//
// Source: P-475.
func chosen(q *namespace.QuerySet) ([]*provider, Errno) {
	all, e := providers()
	if e != 0 {
		return nil, e
	}
	var kept []*provider
	for _, p := range all {
		fits := q.NameSpace == ws2def.NS_ALL || q.NameSpace == p.NameSpace
		if q.Provider != nil {
			fits = *q.Provider == p.ID
		}
		if fits && p.Active {
			kept = append(kept, p)
		}
	}
	if len(kept) == 0 {
		return nil, ws2def.WSASERVICE_NOT_FOUND
	}
	return kept, 0
}

// start returns the provider's code, started. A failed start is not remembered:
// the next call tries again.
//
// Errors: WSAEPROVIDERFAILEDINIT, WSAEINVALIDPROVIDER, WSAEINVALIDPROCTABLE.
//
// Source: P-493.
func (p *provider) start() (namespace.Provider, Errno) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.started != nil {
		return p.started, 0
	}
	path := expand(p.Path)
	startup, err := namespace.Find(path)
	if err != nil {
		trace().Error("provider of a name space can't be loaded", "path", path, "reason", err)
		return nil, ws2def.WSAEPROVIDERFAILEDINIT
	}
	started, e := startup(p.Info)
	switch {
	case e == ws2def.WSAEINVALIDPROVIDER, e == ws2def.WSAEINVALIDPROCTABLE:
		return nil, e
	case e != 0:
		trace().Error("provider of a name space did not start", "path", path, "code", e)
		return nil, ws2def.WSAEPROVIDERFAILEDINIT
	case started == nil:
		return nil, ws2def.WSAEINVALIDPROCTABLE
	}
	p.started = started
	return started, 0
}

// expand puts the values of environment variables in the place of %NAME%.
//
// Source: P-301.
func expand(path string) string {
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(path, "%")
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		name, behind, ok := strings.Cut(rest, "%")
		value, known := os.LookupEnv(name)
		if !ok || !known {
			b.WriteByte('%')
			path = rest
			continue
		}
		b.WriteString(value)
		path = behind
	}
}

// endLimit is how long Cleanup waits for calls that are in a provider.
const endLimit = 5 * time.Second

// Cleanup ends all queries and providers of the process; the next call begins
// anew. It waits for calls that are in a provider, but not for ever.
//
// Source: P-482, P-493.
func Cleanup() {
	process.mu.Lock()
	queries, providers := process.queries, process.providers
	process.queries, process.providers, process.read = nil, nil, false
	process.mu.Unlock()
	for _, q := range queries {
		q.end()
	}
	if len(providers) == 0 {
		return
	}
	limit := time.Now().Add(endLimit)
	for pause := 20 * time.Microsecond; process.running.Load() > 0; pause = min(2*pause, 5*time.Millisecond) {
		if time.Now().After(limit) {
			trace().Warn("a provider of a name space does not return from a call; none is ended", "limit", endLimit)
			return
		}
		time.Sleep(pause)
	}
	for _, p := range providers {
		p.mu.Lock()
		if p.started != nil {
			p.started.Cleanup()
			p.started = nil
		}
		p.mu.Unlock()
	}
}
