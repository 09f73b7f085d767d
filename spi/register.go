package spi

import (
	"slices"
	"sync"
)

// PathPrefix begins the path of a catalog entry whose provider is Go code; the
// registered name follows.
const PathPrefix = "go:"

var registry struct {
	sync.RWMutex
	startup map[string]Startup
}

// Register makes a provider's code available under name, for catalog entries
// with the path "go:<name>". Linked in is not installed: only a catalog entry
// makes it selectable. It is meant for an init function and panics when start
// is nil, name is empty or name is taken.
//
// Source: D-32, D-33.
func Register(name string, start Startup) {
	if name == "" {
		panic("spi: Register with an empty name")
	}
	if start == nil {
		panic("spi: Register " + name + " with a nil Startup")
	}
	registry.Lock()
	defer registry.Unlock()
	if registry.startup == nil {
		registry.startup = make(map[string]Startup)
	}
	if _, taken := registry.startup[name]; taken {
		panic("spi: Register called twice for " + name)
	}
	registry.startup[name] = start
}

// Find returns the Startup registered under name.
func Find(name string) (Startup, bool) {
	registry.RLock()
	defer registry.RUnlock()
	start, ok := registry.startup[name]
	return start, ok
}

// Names returns the registered names, sorted.
func Names() []string {
	registry.RLock()
	defer registry.RUnlock()
	names := make([]string, 0, len(registry.startup))
	for name := range registry.startup {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
