//go:build cgo

package native

/*
#define _GNU_SOURCE
#include <dlfcn.h>
#include <link.h>
#include <stdlib.h>
#include <string.h>
#include "table.h"

// ws_np_own reports whether a symbol is the file's and not of a library that it needs: the
// one that this is part of has a WSPStartup, too.
static int ws_np_own(void *file, void *symbol)
{
	struct link_map *map;
	Dl_info info;
	return dlinfo(file, RTLD_DI_LINKMAP, &map) == 0 &&
		dladdr(symbol, &info) != 0 && strcmp(info.dli_fname, map->l_name) == 0;
}

// ws_np_open gives the file's WSPStartup; else why is why not, to be freed.
static void *ws_np_open(const char *path, void **file, char **why)
{
	dlerror();
	*file = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	void *start = *file ? dlsym(*file, "WSPStartup") : NULL;
	if (start && !ws_np_own(*file, start))
		start = NULL;
	if (!start)
		*why = strdup(*file ? "it has no function WSPStartup" : dlerror());
	return start;
}
*/
import "C"

import (
	"errors"
	"unicode/utf16"
	"unsafe"

	"winsock/provider/native/trust"
	"winsock/spi"
	"winsock/ws2def"
)

func init() { spi.RegisterLoader(load) }

// load gives the start-up function of the provider in the shared object at path. It fails
// when others could have written the file, when it can't be loaded, or has no WSPStartup.
//
// Source: P-191, D-34, D-37.
func load(path string) (spi.Startup, error) {
	if err := trust.Check(path); err != nil {
		return nil, err
	}
	h := host.Load()
	if h == nil {
		return bridge(path)
	}
	first, err := open(path)
	if err != nil {
		return nil, err
	}
	return func(requested uint16, entry *ws2def.WSAProtocolInfo, up spi.Upcalls) (spi.Started, spi.Errno) {
		f := first
		if first = nil; f == nil {
			if f, err = open(path); err != nil {
				return spi.Started{}, ws2def.WSAEPROVIDERFAILEDINIT
			}
		}
		return f.start(*h, requested, entry, up)
	}, nil
}

// file is a shared object that is loaded.
type file struct {
	handle  unsafe.Pointer
	startup unsafe.Pointer
}

func open(path string) (*file, error) {
	name := C.CString(path)
	defer C.free(unsafe.Pointer(name))
	var f file
	var why *C.char
	if f.startup = C.ws_np_open(name, &f.handle, &why); f.startup == nil {
		defer C.free(unsafe.Pointer(why))
		f.close()
		return nil, errors.New(C.GoString(why))
	}
	return &f, nil
}

func (f *file) close() {
	if f.handle != nil {
		C.dlclose(f.handle)
	}
}

// start is WSPStartup.
//
// Source: P-192…P-194, P-199…P-201.
func (f *file) start(h Host, requested uint16, entry *ws2def.WSAProtocolInfo, up spi.Upcalls) (spi.Started, spi.Errno) {
	var data [258]C.uint16_t
	info := *entry
	table := (*C.ws_np_table)(C.calloc(1, C.sizeof_ws_np_table))
	a := C.ws_np_start(f.startup, C.uint16_t(requested), &data[0], unsafe.Pointer(&info),
		(*C.ws_np_upcalls)(h.Upcalls()), table)
	if a.error != 0 {
		C.free(unsafe.Pointer(table))
		f.close()
		return spi.Started{}, spi.Errno(a.error)
	}
	p := &provider{file: f, table: table, up: up, ifs: entry.ServiceFlags1&ws2def.XP1_IFS_HANDLES != 0, watch: h.Watch, info: *entry}
	started := spi.Started{
		Version: uint16(data[0]), HighVersion: uint16(data[1]), Description: description(data[2:]), Provider: p,
	}
	if started.Version == spi.Version && !complete(table) {
		p.Cleanup()
		started.Provider = nil
	}
	return started, 0
}

// complete reports whether no function is missing.
//
// Source: P-245.
func complete(table *C.ws_np_table) bool {
	for _, call := range table.call {
		if call == nil {
			return false
		}
	}
	return true
}

func description(text []C.uint16_t) string {
	var u []uint16
	for _, c := range text {
		if c == 0 {
			break
		}
		u = append(u, uint16(c))
	}
	return string(utf16.Decode(u))
}

// noteMade notes the value that the provider has just got on this thread.
func noteMade(h ws2def.Handle) { C.ws_np_note_made(C.uint64_t(h)) }

// provider is a provider that has started.
type provider struct {
	file  *file // nil: it is the library, across the bridge
	table *C.ws_np_table
	up    spi.Upcalls
	ifs   bool // its sockets are kernel handles: it is a layer
	watch func(f func()) (ws2def.Handle, func(), spi.Errno)
	of    *ws2def.WSAProtocolInfo // the entry to open sockets of; nil: that of the request
	info  ws2def.WSAProtocolInfo  // that it was started for
	links links
}

// passedFlags are the flags of WSASocket that are a provider's matter.
const passedFlags = ws2def.WSA_FLAG_OVERLAPPED | ws2def.WSA_FLAG_NO_HANDLE_INHERIT |
	ws2def.WSA_FLAG_MULTIPOINT_C_ROOT | ws2def.WSA_FLAG_MULTIPOINT_C_LEAF |
	ws2def.WSA_FLAG_MULTIPOINT_D_ROOT | ws2def.WSA_FLAG_MULTIPOINT_D_LEAF

// Open implements [spi.Provider]: WSPSocket. Groups are the core's matter. Errors beside
// the provider's: WSAEINVALIDPROVIDER (the handle is not one that it was given).
//
// Source: P-243, P-249, P-284.
func (p *provider) Open(req *spi.Request) (spi.Socket, spi.Errno) {
	l, v, number, e := p.open(req)
	if e != 0 {
		return nil, e
	}
	return p.dress(l, v, number, req)
}

// open is the provider's socket for req.
func (p *provider) open(req *spi.Request) (*link, *value, ws2def.Handle, spi.Errno) {
	info := *req.Info
	if p.of != nil {
		info = *p.of
	}
	a := C.ws_np_socket(p.table, C.int(req.Family), C.int(req.Type), C.int(req.Protocol),
		unsafe.Pointer(&info), 0, C.uint32_t(req.Flags&passedFlags))
	return p.answered(a)
}

// answered takes the handle of a call that has made one. Values that a failed call has made
// are given up.
func (p *provider) answered(a C.ws_np_answer) (*link, *value, ws2def.Handle, spi.Errno) {
	h := ws2def.Handle(a.value)
	if p.file == nil {
		if a.error != 0 {
			return nil, nil, 0, spi.Errno(a.error)
		}
		return p.newLink(h), new(value), 0, 0
	}
	e := spi.Errno(a.error)
	var v *value
	if e == 0 {
		if v = claim(h); v == nil || (v.below != nil) != p.ifs {
			e = ws2def.WSAEINVALIDPROVIDER
		}
	}
	if e != 0 {
		if made := ws2def.Handle(a.made); made != 0 && claim(made) != nil {
			disclaim(made)
		}
		return nil, nil, 0, e
	}
	return p.newLink(h), v, h, 0
}

// dress makes the socket of l.
func (p *provider) dress(l *link, v *value, number ws2def.Handle, req *spi.Request) (spi.Socket, spi.Errno) {
	info := *req.Info
	if v.below != nil {
		return p.newUpper(l, v, number, &info)
	}
	if e := l.listenIn(); e != 0 {
		l.close(true)
		return nil, e
	}
	s := &socket{number: number, kind: kindOf(req.Info), request: *req}
	s.request.Info = &info
	s.take(l)
	return s.whole(), 0
}

// Cleanup implements [spi.Provider]: WSPCleanup, behind the last of the provider's calls.
//
// Source: P-198, P-204, P-205.
func (p *provider) Cleanup() spi.Errno {
	p.links.wait()
	var e spi.Errno
	if p.table.call[C.WS_CLEANUP] != nil {
		e = spi.Errno(C.ws_np_cleanup(p.table))
	}
	C.free(unsafe.Pointer(p.table))
	if p.file != nil {
		p.file.close()
	}
	return e
}
