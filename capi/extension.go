package main

import "C"

import (
	"unsafe"

	"winsock/internal/call"
	"winsock/internal/core"
	"winsock/ws2def"
)

//export ws_go_acceptex
func ws_go_acceptex(l, s uintptr, buf unsafe.Pointer, data, local, remote uint32, async unsafe.Pointer) int32 {
	return int32(call.AcceptEx(ws2def.Handle(l), ws2def.Handle(s), (*byte)(buf), data, local, remote, (*core.Async)(async)))
}

//export ws_go_accept_addresses
func ws_go_accept_addresses(buf unsafe.Pointer, data, localRoom, remoteRoom uint32, local *unsafe.Pointer, localLen *int32, remote *unsafe.Pointer, remoteLen *int32) {
	call.GetAcceptExSockaddrs((*byte)(buf), data, localRoom, remoteRoom,
		(**ws2def.RawSockaddrAny)(unsafe.Pointer(local)), localLen, (**ws2def.RawSockaddrAny)(unsafe.Pointer(remote)), remoteLen)
}
