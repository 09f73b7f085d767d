package main

// #include "accept.h"
import "C"

import (
	"unsafe"

	"winsock/internal/core"
	"winsock/spi"
	"winsock/ws2def"
)

// ws_go_accept stores the peer's address and its length in *n, which is the room
// there before; name nil asks for none. condition and data are WSAAccept's.
//
//export ws_go_accept
func ws_go_accept(s uintptr, name unsafe.Pointer, n *int32, condition, data unsafe.Pointer) int64 {
	var ask core.Condition
	if condition != nil {
		ask = func(c core.Caller) int32 {
			return int32(C.ws_ask_condition(condition,
				unsafe.Pointer(unsafe.SliceData(c.Name)), C.uint(len(c.Name)),
				unsafe.Pointer(unsafe.SliceData(c.Local)), C.uint(len(c.Local)),
				(*C.uint)(unsafe.Pointer(c.Group)), unsafe.Pointer(c.Quality), data))
		}
	}
	var room []byte
	if name != nil {
		room = bytes(name, max(*n, 0))
	}
	h, length, e := core.AcceptIf(ws2def.Handle(s), room, ask, spi.Hold)
	if e == 0 && name != nil {
		*n = int32(length)
	}
	return handle(h, e)
}
