package namespace

import (
	"slices"
	"strings"
	"sync"
)

// PathPrefix begins the path of a catalog entry whose provider is Go code; the
// registered name follows.
const PathPrefix = "go:"

var registry struct {
	sync.RWMutex
	startup map[string]Startup
	open    func(path string) (Startup, error)
}

// Register makes a provider's code available under name, for entries of the
// name-space catalog with the path "go:<name>". It is meant for an init function
// and panics when start is nil, name is empty or name is taken.
func Register(name string, start Startup) {
	if name == "" {
		panic("namespace: Register with an empty name")
	}
	if start == nil {
		panic("namespace: Register " + name + " with a nil Startup")
	}
	registry.Lock()
	defer registry.Unlock()
	if registry.startup == nil {
		registry.startup = make(map[string]Startup)
	}
	if _, taken := registry.startup[name]; taken {
		panic("namespace: Register called twice for " + name)
	}
	registry.startup[name] = start
}

// RegisterLoader says how a provider that is a file is loaded: a shared object
// with an NSPStartup. It is meant for an init function of what can call C.
func RegisterLoader(open func(path string) (Startup, error)) {
	registry.Lock()
	defer registry.Unlock()
	registry.open = open
}

// Find returns the Startup that a catalog entry's path names. Errors: [ErrPath],
// [ErrNotLinked], [ErrNoLoader], those of the loader.
func Find(path string) (Startup, error) {
	registry.RLock()
	defer registry.RUnlock()
	if name, ok := strings.CutPrefix(path, PathPrefix); ok {
		if start, ok := registry.startup[name]; ok {
			return start, nil
		}
		return nil, ErrNotLinked
	}
	switch {
	case !strings.HasPrefix(path, "/"):
		return nil, ErrPath
	case registry.open == nil:
		return nil, ErrNoLoader
	}
	return registry.open(path)
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

// failure is why there is no Startup behind a path.
type failure string

func (f failure) Error() string { return string(f) }

// Why there is no Startup behind a path.
const (
	ErrPath      failure = "the path is neither absolute nor begins with " + PathPrefix
	ErrNotLinked failure = "this program has no such provider"
	ErrNoLoader  failure = "a provider that is a file is loaded by libws2_32.so only, and this program is without it"
)
