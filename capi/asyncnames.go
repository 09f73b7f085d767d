package main

// #include <stdbool.h>
// #include <stdlib.h>
// #include "probe.h"
import "C"

import (
	"context"
	"sync"
	"unsafe"

	"winsock/internal/core"
	"winsock/internal/message"
	"winsock/ws2def"
)

// Questions of WSAAsyncGetXByY, as asyncnames.c has them.
const (
	asyncHostByName = iota
	asyncHostByAddr
	asyncServiceByName
	asyncServiceByPort
	asyncProtocolByName
	asyncProtocolByNumber
)

// asyncQuestion is a struct ws_async_question: who asks, and where the answer
// goes. The texts live only as long as the call that begins it.
type asyncQuestion struct {
	window  uintptr
	message uint32
	kind    int32
	name    unsafe.Pointer // or an address; NULL: none
	nameLen int32          // of an address
	number  int32          // port, protocol or family
	service unsafe.Pointer // the protocol of a service; NULL: any
	buf     unsafe.Pointer
	bufLen  int32
	bad     int32 // a text can't be read
}

// layout writes an answer that takes at most size.
type layout struct {
	size  uintptr
	write func(*found)
}

// asyncs are the questions without an answer, by their handles.
var asyncs struct {
	sync.Mutex
	last    uintptr // the handle that was given last
	pending map[uintptr]context.CancelFunc
}

// ws_go_async_ask begins to look for an answer; a message will tell that it is
// there. Errors: WSANOTINITIALISED, WSAEINVAL (no such window).
//
//export ws_go_async_ask
func ws_go_async_ask(question unsafe.Pointer, handle *uintptr) int32 {
	q := *(*asyncQuestion)(question)
	switch {
	case !core.Started():
		return int32(ws2def.WSANOTINITIALISED)
	case !message.IsWindow(q.window):
		return int32(ws2def.WSAEINVAL)
	}
	ctx, cancel := context.WithCancel(context.Background())
	asyncs.Lock()
	asyncs.last = asyncs.last%0x7FFFFFFF + 1
	h := asyncs.last
	if asyncs.pending == nil {
		asyncs.pending = make(map[uintptr]context.CancelFunc)
	}
	asyncs.pending[h] = cancel
	asyncs.Unlock()
	look := q.look()
	*handle = h
	go func() {
		l, e := look(ctx)
		q.finish(h, l, e)
		cancel()
	}()
	return 0
}

// look is how the answer is found. It copies what belongs to the caller.
func (q *asyncQuestion) look() func(context.Context) (layout, ws2def.Errno) {
	if q.bad != 0 {
		return func(context.Context) (layout, ws2def.Errno) { return layout{}, ws2def.WSAEFAULT }
	}
	number := q.number
	switch q.kind {
	case asyncHostByAddr:
		address := append([]byte(nil), bytes(q.name, q.nameLen)...)
		return func(ctx context.Context) (layout, ws2def.Errno) {
			h, e := names.HostByAddr(ctx, address, number)
			return layout{hostSize(h), func(f *found) { f.host(h) }}, e
		}
	case asyncServiceByPort:
		protocol, port := text(q.service, 0), uint16(number)
		return func(context.Context) (layout, ws2def.Errno) {
			s, e := names.ServiceByPort(port<<8|port>>8, protocol)
			return layout{serviceSize(s), func(f *found) { f.service(s) }}, e
		}
	case asyncProtocolByNumber:
		return func(context.Context) (layout, ws2def.Errno) {
			p, e := names.ProtocolByNumber(number)
			return layout{protocolSize(p), func(f *found) { f.protocol(p) }}, e
		}
	}
	name := text(q.name, 0)
	switch q.kind {
	case asyncServiceByName:
		protocol := text(q.service, 0)
		return func(context.Context) (layout, ws2def.Errno) {
			s, e := names.ServiceByName(name, protocol)
			return layout{serviceSize(s), func(f *found) { f.service(s) }}, e
		}
	case asyncProtocolByName:
		return func(context.Context) (layout, ws2def.Errno) {
			p, e := names.ProtocolByName(name)
			return layout{protocolSize(p), func(f *found) { f.protocol(p) }}, e
		}
	default:
		return func(ctx context.Context) (layout, ws2def.Errno) {
			h, e := names.HostByName(ctx, name)
			return layout{hostSize(h), func(f *found) { f.host(h) }}, e
		}
	}
}

// finish writes the answer into the caller's memory and tells the window, unless
// the question was taken back. The message has the error in the high word of
// lParam, and in the low one the length of the answer.
func (q *asyncQuestion) finish(h uintptr, l layout, e ws2def.Errno) {
	asyncs.Lock()
	if asyncs.pending[h] == nil || !core.Started() {
		delete(asyncs.pending, h)
		asyncs.Unlock()
		return
	}
	n := uintptr(0)
	if e == 0 {
		n, e = q.put(l)
	}
	delete(asyncs.pending, h)
	asyncs.Unlock()
	message.Post(q.window, q.message, h, uintptr(e)<<16|min(n, 0xFFFF)) // if it is still there
}

// put writes an answer into the caller's memory and returns how much it takes.
// Errors: WSAENOBUFS (there is not so much), WSAEFAULT.
func (q *asyncQuestion) put(l layout) (uintptr, ws2def.Errno) {
	f := find(l.size)
	if f.at == nil {
		return 0, ws2def.WSA_NOT_ENOUGH_MEMORY
	}
	l.write(&f)
	n := uintptr(f.next) - uintptr(f.at)
	C.free(f.at)
	switch {
	case q.bufLen < 0 || n > uintptr(q.bufLen):
		return n, ws2def.WSAENOBUFS
	case !bool(C.ws_writable(q.buf, C.size_t(n))):
		return 0, ws2def.WSAEFAULT
	}
	clear(unsafe.Slice((*byte)(q.buf), n)) // the garbage collector looks at pointers that are overwritten
	l.write(&found{q.buf, q.buf})
	return n, 0
}

// ws_go_async_cancel takes a question back: no message comes, and the memory is
// the caller's again. Errors: WSANOTINITIALISED, WSAEALREADY (it was answered),
// WSAEINVAL (there was none).
//
//export ws_go_async_cancel
func ws_go_async_cancel(h uintptr) int32 {
	if !core.Started() {
		return int32(ws2def.WSANOTINITIALISED)
	}
	asyncs.Lock()
	defer asyncs.Unlock()
	cancel := asyncs.pending[h]
	switch {
	case cancel != nil:
		delete(asyncs.pending, h)
		cancel()
		return 0
	case h != 0 && h <= asyncs.last:
		return int32(ws2def.WSAEALREADY)
	}
	return int32(ws2def.WSAEINVAL)
}
