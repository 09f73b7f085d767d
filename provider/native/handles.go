//go:build cgo

package native

import (
	"sync"

	"winsock/spi"
	"winsock/ws2def"
)

// value is a SOCKET value that a provider has asked for.
type value struct {
	entry   uint32     // the provider's, in the catalog
	context uintptr    // the provider's own
	below   spi.Socket // of a layer with kernel handles: what it stands on; nil for others
	base    ws2def.Handle
	taken   bool // it is a socket's
}

var values = struct {
	sync.RWMutex
	of map[ws2def.Handle]*value
}{of: make(map[ws2def.Handle]*value)}

// CreateSocketHandle is WPUCreateSocketHandle: a SOCKET value for a socket of the
// provider of entry. Errors: WSAEINVAL (no such entry), WSAENOBUFS.
//
// Source: P-253, P-269.
func CreateSocketHandle(entry uint32, context uintptr) (ws2def.Handle, spi.Errno) {
	return reserve(&value{entry: entry, context: context})
}

// ModifyIFSHandle is WPUModifyIFSHandle: a SOCKET value for a socket that a layer of entry
// has put on proposed, which is one of the library's or of the layer below. Errors:
// WSAEINVAL, WSAENOBUFS.
//
// Source: P-256, P-268, P-288.
func ModifyIFSHandle(entry uint32, proposed ws2def.Handle) (ws2def.Handle, spi.Errno) {
	v := &value{entry: entry, base: proposed}
	values.RLock()
	lower := values.of[proposed]
	values.RUnlock()
	if lower != nil && lower.below != nil {
		v.below, v.base = lower.below, lower.base
	} else if h := host.Load(); h != nil {
		v.below = (*h).Transport(proposed)
	}
	if v.below == nil {
		return ws2def.InvalidHandle, ws2def.WSAEINVAL
	}
	return reserve(v)
}

// reserve gives v a value.
func reserve(v *value) (ws2def.Handle, spi.Errno) {
	p := host.Load()
	if p == nil || !(*p).Known(v.entry) {
		return ws2def.InvalidHandle, ws2def.WSAEINVAL
	}
	h, e := (*p).Reserve(v.base)
	if e != 0 {
		return ws2def.InvalidHandle, e
	}
	values.Lock()
	values.of[h] = v
	values.Unlock()
	noteMade(h)
	return h, 0
}

// CloseSocketHandle is WPUCloseSocketHandle: the provider needs h no more. Errors:
// WSAENOTSOCK (not made by CreateSocketHandle, or given back already).
//
// Source: P-251, P-269.
func CloseSocketHandle(h ws2def.Handle) spi.Errno {
	values.Lock()
	v := values.of[h]
	if v == nil || v.below != nil {
		values.Unlock()
		return ws2def.WSAENOTSOCK
	}
	delete(values.of, h)
	values.Unlock()
	if !v.taken {
		(*host.Load()).GiveUp(h)
	}
	return 0
}

// SocketHandleContext is WPUQuerySocketHandleContext: what the provider gave to
// CreateSocketHandle. Errors: WSAENOTSOCK.
//
// Source: P-259.
func SocketHandleContext(h ws2def.Handle) (uintptr, spi.Errno) {
	values.RLock()
	v := values.of[h]
	values.RUnlock()
	if v == nil || v.below != nil {
		return 0, ws2def.WSAENOTSOCK
	}
	return v.context, 0
}

// claim makes h, which the provider has returned, a socket's; nil when it is none that may
// become one.
func claim(h ws2def.Handle) *value {
	values.Lock()
	defer values.Unlock()
	v := values.of[h]
	if v == nil || v.taken {
		return nil
	}
	v.taken = true
	return v
}

// disclaim forgets h, whatever the provider has done about it.
func disclaim(h ws2def.Handle) {
	values.Lock()
	delete(values.of, h)
	values.Unlock()
	(*host.Load()).GiveUp(h)
}
