package main

// #include "native.h"
import "C"

import (
	"unsafe"

	"winsock/internal/core"
	"winsock/internal/object"
	"winsock/layer"
	"winsock/provider/native"
	"winsock/spi"
	"winsock/ws2def"
)

func init() { native.SetHost(shelter{}) }

// shelter is the library as those providers see it that are shared objects.
type shelter struct{}

// Upcalls implements [native.Host].
func (shelter) Upcalls() unsafe.Pointer { return unsafe.Pointer(C.ws_native_upcalls()) }

// Base implements [native.Host].
func (shelter) Base() unsafe.Pointer { return unsafe.Pointer(C.ws_native_base()) }

// Known implements [native.Host].
func (shelter) Known(entry uint32) bool { return core.Entry(entry) != nil }

// Reserve implements [native.Host].
func (shelter) Reserve(below ws2def.Handle) (ws2def.Handle, spi.Errno) { return core.Reserve(below) }

// GiveUp implements [native.Host].
func (shelter) GiveUp(h ws2def.Handle) { core.GiveUp(h) }

// Transport implements [native.Host].
func (shelter) Transport(h ws2def.Handle) spi.Socket { return core.Transport(h) }

// Adopt implements [native.Host].
func (shelter) Adopt(h, accepted ws2def.Handle, adopt func()) { core.AdoptBelow(h, accepted, adopt) }

// Renew implements [native.Host].
func (shelter) Renew(h ws2def.Handle, renew func() spi.Errno) spi.Errno {
	return core.RenewBelow(h, renew)
}

// Watch implements [native.Host]. The event is one that resets itself.
func (shelter) Watch(f func()) (ws2def.Handle, func(), spi.Errno) {
	event, _, e := object.CreateEvent("", false, false, 0)
	if e != 0 {
		return 0, nil, ws2def.WSAENOBUFS
	}
	var w *object.Watch
	w, e = object.NewWatch(event, object.Infinite, func(bool) {
		// Who has signalled it may hold locks that f needs.
		go func() {
			f()
			w.Start()
		}()
	})
	if e != 0 {
		object.Close(event, spi.Park)
		return 0, nil, ws2def.WSAENOBUFS
	}
	w.Start()
	return event, func() {
		w.Stop()
		object.Close(event, spi.Park)
	}, 0
}

//export ws_go_create_socket_handle
func ws_go_create_socket_handle(entry uint32, context uintptr) int64 {
	return handle(native.CreateSocketHandle(entry, context))
}

//export ws_go_modify_ifs_handle
func ws_go_modify_ifs_handle(entry uint32, proposed uintptr) int64 {
	return handle(native.ModifyIFSHandle(entry, ws2def.Handle(proposed)))
}

//export ws_go_close_socket_handle
func ws_go_close_socket_handle(s uintptr) int32 {
	return int32(native.CloseSocketHandle(ws2def.Handle(s)))
}

//export ws_go_socket_handle_context
func ws_go_socket_handle_context(s uintptr, context *uintptr) int32 {
	c, e := native.SocketHandleContext(ws2def.Handle(s))
	if e == 0 {
		*context = c
	}
	return int32(e)
}

// ws_go_complete_overlapped gives the end of an operation to the core. -1: it is none that
// the core has begun, but of a socket that a layer uses.
//
//export ws_go_complete_overlapped
func ws_go_complete_overlapped(s uintptr, overlapped unsafe.Pointer, status, n uint32) int32 {
	h := ws2def.Handle(s)
	made, owned := native.Owned(h)
	e, ok := ws2def.Errno(ws2def.WSAEINVAL), false
	if made {
		e, ok = native.CompleteOverlappedRequest(h, overlapped, spi.Errno(status), n)
	}
	switch {
	case ok && e == 0:
		return 0
	case made && !ok && !owned:
		return -1
	}
	layer.Trace.Error("provider completes what is not under way", "socket", s)
	return int32(ws2def.WSAEINVAL)
}

// ws_go_end_between posts the end of an operation for which ws_go_complete_overlapped gave
// -1, to the port of its socket.
//
//export ws_go_end_between
func ws_go_end_between(s, overlapped uintptr, status, n uint32) {
	core.EndBetween(ws2def.Handle(s), overlapped, n, ws2def.Errno(status))
}

// ws_go_provider_path stores where the provider is, with a 0 behind it, in the room of *n
// characters at path, and how many that are in *n. For a provider in Go that is own, the
// file of this library.
//
//export ws_go_provider_path
func ws_go_provider_path(provider, path unsafe.Pointer, n *int32, own *C.char) int32 {
	text, e := core.ProviderPath(*(*ws2def.GUID)(provider))
	if e != 0 {
		return int32(e)
	}
	if text == "" {
		text = C.GoString(own)
	}
	room := uint32(max(*n, 0))
	need := characters(path, room, text, 1)
	*n = int32(need)
	if need > room {
		return int32(ws2def.WSAEFAULT)
	}
	return 0
}
