//go:build cgo

package native

/*
#include <stdlib.h>
#include "bridge.h"
*/
import "C"

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"unsafe"

	"winsock/spi"
	"winsock/ws2def"
)

// library is libws2_32.so, loaded once and for good.
var library struct {
	sync.Mutex
	loaded bool
}

// bridge gives the start-up function of providers that the library loads: of the one at
// path, and all that the library finds below it.
//
// Source: D-36.
func bridge(path string) (spi.Startup, error) {
	library.Lock()
	defer library.Unlock()
	if !library.loaded {
		name := C.CString(path)
		defer C.free(unsafe.Pointer(name))
		if why := C.ws_np_library(name); why != nil {
			defer C.free(unsafe.Pointer(why))
			return nil, fmt.Errorf("providers in C live in libws2_32.so: %w", errors.New(C.GoString(why)))
		}
		library.loaded = true
	}
	return cross, nil
}

// cross is WSPStartup of the library for an entry of the catalog, which it opens sockets of.
func cross(requested uint16, entry *ws2def.WSAProtocolInfo, up spi.Upcalls) (spi.Started, spi.Errno) {
	if e := spi.Negotiate(requested); e != 0 {
		return spi.Started{}, e
	}
	of, e := standing(entry, up)
	if e != 0 {
		return spi.Started{}, e
	}
	p := &provider{table: (*C.ws_np_table)(C.calloc(1, C.sizeof_ws_np_table)), up: up, watch: watch, of: of, info: *entry}
	var data [258]C.uint16_t
	var none C.ws_np_upcalls
	info := *entry
	a := C.ws_np_start(C.ws_np_library_startup(), C.uint16_t(spi.Version), &data[0], unsafe.Pointer(&info), &none, p.table)
	if a.error != 0 {
		C.free(unsafe.Pointer(p.table))
		return spi.Started{}, spi.Errno(a.error)
	}
	C.ws_np_share()
	return spi.Started{
		Version: spi.Version, HighVersion: spi.Version, Description: entry.Name(), Provider: p,
	}, 0
}

// placed are upcalls that know how many layers stand above the provider in its chain.
type placed interface{ Place() int }

// standing is the entry that the library is to open sockets of when layers in Go stand above
// the provider, nil when there are none: the chain of what is left without them. Errors:
// WSAEPROVIDERFAILEDINIT (the catalog has no such entry).
func standing(entry *ws2def.WSAProtocolInfo, up spi.Upcalls) (*ws2def.WSAProtocolInfo, spi.Errno) {
	at, ok := up.(placed)
	if !ok || at.Place() == 0 {
		return nil, 0
	}
	chain := &entry.ProtocolChain
	rest := chain.ChainEntries[at.Place():chain.ChainLen]
	for _, other := range up.Protocols() {
		c := &other.ProtocolChain
		if c.ChainLen > 1 && slices.Equal(c.ChainEntries[:c.ChainLen], rest) {
			return &other, 0
		}
	}
	return nil, ws2def.WSAEPROVIDERFAILEDINIT
}

// watched are the functions that signals are told to.
var watched struct {
	sync.Map
	last atomic.Uintptr
}

//export ws_np_signalled
func ws_np_signalled(id C.uintptr_t) {
	if f, ok := watched.Load(uintptr(id)); ok {
		go f.(func())() // who has signalled it may hold locks that f needs
	}
}

// watch is [Host]'s Watch by the library's functions.
func watch(f func()) (ws2def.Handle, func(), spi.Errno) {
	id := watched.last.Add(1)
	watched.Store(id, f)
	var wait unsafe.Pointer
	event := C.ws_np_watch(C.uintptr_t(id), &wait)
	if event == 0 {
		watched.Delete(id)
		return 0, nil, ws2def.WSAENOBUFS
	}
	return ws2def.Handle(event), func() {
		watched.Delete(id)
		C.ws_np_unwatch(event, wait)
	}, 0
}
