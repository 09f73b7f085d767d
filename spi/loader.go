package spi

import (
	"errors"
	"sync/atomic"
)

// Loader gives the start-up function of the provider in the shared object at path, which
// is absolute. Its error says why there is none.
type Loader func(path string) (Startup, error)

var loader atomic.Pointer[Loader]

// RegisterLoader makes load the way to providers that are shared objects: package
// winsock/provider/native calls it. It panics when there is one already.
//
// Source: D-36.
func RegisterLoader(load Loader) {
	if !loader.CompareAndSwap(nil, &load) {
		panic("spi: RegisterLoader called twice")
	}
}

var errNoLoader = errors.New("this program loads no providers that are shared objects: import winsock/provider/native, and build with cgo")

// Load gives the start-up function of the provider in the shared object at path.
func Load(path string) (Startup, error) {
	if load := loader.Load(); load != nil {
		return (*load)(path)
	}
	return nil, errNoLoader
}
