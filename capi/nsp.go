package main

// #include <stdlib.h>
// #include "nsp.h"
import "C"

import (
	"errors"
	"sync"
	"unsafe"

	"winsock/internal/call"
	"winsock/namespace"
	"winsock/provider/native/trust"
	"winsock/ws2def"
)

func init() { namespace.RegisterLoader(loadNSP) }

// loadNSP gives the start-up of the provider of a name space in the shared object at
// path, which is called once. It fails when others could have written the file, or it
// can't be loaded.
//
// Source: P-493.
func loadNSP(path string) (namespace.Startup, error) {
	if err := trust.Check(path); err != nil {
		return nil, err
	}
	name := C.CString(path)
	defer C.free(unsafe.Pointer(name))
	var why *C.char
	loaded := C.ws_nsp_open(name, &why)
	if loaded == nil {
		defer C.free(unsafe.Pointer(why))
		return nil, errors.New(C.GoString(why))
	}
	return func(info namespace.Info) (namespace.Provider, namespace.Errno) {
		if e := namespace.Errno(C.ws_nsp_start(loaded, unsafe.Pointer(&info.ID))); e != 0 {
			return nil, e
		}
		return &nsp{loaded}, 0
	}, nil
}

// nsp is a provider that is a shared object.
type nsp struct{ c *C.struct_ws_nsp }

var (
	_ namespace.Provider    = (*nsp)(nil)
	_ namespace.Registrar   = (*nsp)(nil)
	_ namespace.ClassKeeper = (*nsp)(nil)
)

// structure is a structure of Windows' in C's memory, to be freed; nil for none.
type structure struct{ at unsafe.Pointer }

func (s structure) free() { C.free(s.at) }

// laid lays a structure out by put, which says how much room it needs.
func laid(put func(at unsafe.Pointer, length *uint32) namespace.Errno) (structure, namespace.Errno) {
	var n uint32
	put(nil, &n)
	at := C.calloc(1, C.size_t(n))
	if at == nil {
		return structure{}, ws2def.WSA_NOT_ENOUGH_MEMORY
	}
	return structure{at}, put(at, &n)
}

func laidQuery(q *namespace.QuerySet) (structure, namespace.Errno) {
	return laid(func(at unsafe.Pointer, length *uint32) namespace.Errno { return call.PackQuerySet(at, length, q) })
}

// laidClass lays a class out; nil stays nil.
func laidClass(c *namespace.Class) (structure, namespace.Errno) {
	if c == nil {
		return structure{}, 0
	}
	return laid(func(at unsafe.Pointer, length *uint32) namespace.Errno { return call.PackClass(at, length, c) })
}

// Begin implements [namespace.Provider]: NSPLookupServiceBegin.
func (p *nsp) Begin(q *namespace.QuerySet, class *namespace.Class, flags uint32) (namespace.Lookup, namespace.Errno) {
	query, e := laidQuery(q)
	defer query.free()
	if e != 0 {
		return nil, e
	}
	info, e := laidClass(class)
	defer info.free()
	if e != 0 {
		return nil, e
	}
	l := &nspLookup{p: p}
	if e := namespace.Errno(C.ws_nsp_begin(p.c, query.at, info.at, C.uint32_t(flags), &l.h)); e != 0 {
		return nil, e
	}
	return l, 0
}

// Cleanup implements [namespace.Provider]: NSPCleanup.
func (p *nsp) Cleanup() { C.ws_nsp_close(p.c) }

// SetService implements [namespace.Registrar]: NSPSetService.
func (p *nsp) SetService(class *namespace.Class, q *namespace.QuerySet, op int32, flags uint32) namespace.Errno {
	service, e := laidQuery(q)
	defer service.free()
	if e != 0 {
		return e
	}
	info, e := laidClass(class)
	defer info.free()
	if e != 0 {
		return e
	}
	return namespace.Errno(C.ws_nsp_set_service(p.c, info.at, service.at, C.int32_t(op), C.uint32_t(flags)))
}

// InstallClass implements [namespace.ClassKeeper]: NSPInstallServiceClass.
func (p *nsp) InstallClass(class *namespace.Class) namespace.Errno {
	info, e := laidClass(class)
	defer info.free()
	if e != 0 {
		return e
	}
	return namespace.Errno(C.ws_nsp_install_class(p.c, info.at))
}

// RemoveClass implements [namespace.ClassKeeper]: NSPRemoveServiceClass.
func (p *nsp) RemoveClass(id ws2def.GUID) namespace.Errno {
	return namespace.Errno(C.ws_nsp_remove_class(p.c, unsafe.Pointer(&id)))
}

// Class implements [namespace.Classes]: NSPGetServiceClassInfo.
func (p *nsp) Class(id ws2def.GUID) (*namespace.Class, namespace.Errno) {
	asked := &namespace.Class{ID: id}
	var class *namespace.Class
	e := answered(func(at unsafe.Pointer, length *uint32) namespace.Errno {
		room := *length
		if e := call.PackClass(at, &room, asked); e != 0 {
			return e
		}
		return namespace.Errno(C.ws_nsp_class_info(p.c, (*C.uint32_t)(length), at))
	}, func(at unsafe.Pointer) (e namespace.Errno) {
		class, e = call.ReadClass((*ws2def.WSASERVICECLASSINFO)(at), true)
		return e
	})
	return class, e
}

// firstRoom is the room for an answer at first, lastRoom the most that one may need.
const (
	firstRoom = 4 << 10
	lastRoom  = 64 << 20
)

// answered has ask fill room in C's memory, which grows to what ask says it needs, and
// read take the answer from there.
func answered(ask func(at unsafe.Pointer, length *uint32) namespace.Errno, read func(at unsafe.Pointer) namespace.Errno) namespace.Errno {
	for room := uint32(firstRoom); ; {
		at := C.calloc(1, C.size_t(room))
		if at == nil {
			return ws2def.WSA_NOT_ENOUGH_MEMORY
		}
		n := room
		e := ask(at, &n)
		if e == 0 {
			e = read(at)
			C.free(at)
			return e
		}
		C.free(at)
		if e != ws2def.WSAEFAULT || n <= room || n > lastRoom {
			return e
		}
		room = n
	}
}

// nspLookup is a look-up of such a provider.
type nspLookup struct {
	p *nsp
	h C.uintptr_t
	sync.Once
}

var (
	_ namespace.Lookup     = (*nspLookup)(nil)
	_ namespace.Controller = (*nspLookup)(nil)
)

// Next implements [namespace.Lookup]: NSPLookupServiceNext. LUP_FLUSHPREVIOUS is left
// out, since what does not fit into the program's room is kept here.
func (l *nspLookup) Next(flags uint32) (*namespace.QuerySet, namespace.Errno) {
	var q *namespace.QuerySet
	e := answered(func(at unsafe.Pointer, length *uint32) namespace.Errno {
		(*ws2def.WSAQUERYSET)(at).Size = uint32(unsafe.Sizeof(ws2def.WSAQUERYSET{}))
		return namespace.Errno(C.ws_nsp_next(l.p.c, l.h, C.uint32_t(flags&^ws2def.LUP_FLUSHPREVIOUS), (*C.uint32_t)(length), at))
	}, func(at unsafe.Pointer) (e namespace.Errno) {
		q, e = call.ReadService((*ws2def.WSAQUERYSET)(at), true)
		return e
	})
	return q, e
}

// End implements [namespace.Lookup]: NSPLookupServiceEnd.
func (l *nspLookup) End() { l.Do(func() { C.ws_nsp_end(l.p.c, l.h) }) }

// Control implements [namespace.Controller]: NSPIoctl.
func (l *nspLookup) Control(code uint32, in, out []byte) (int, namespace.Errno) {
	var n C.uint32_t
	e := C.ws_nsp_control(l.p.c, l.h, C.uint32_t(code), unsafe.Pointer(unsafe.SliceData(in)), C.uint32_t(len(in)),
		unsafe.Pointer(unsafe.SliceData(out)), C.uint32_t(len(out)), &n)
	return int(n), namespace.Errno(e)
}
