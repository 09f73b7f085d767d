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

// A bad buffer comes as NULL with a length.

//export ws_go_connectex
func ws_go_connectex(s uintptr, name unsafe.Pointer, nameLen int32, data unsafe.Pointer, n uint32, async unsafe.Pointer) int32 {
	return int32(call.ConnectEx(ws2def.Handle(s), bytes(name, nameLen), (*byte)(data), n, (*core.Async)(async)))
}

//export ws_go_disconnectex
func ws_go_disconnectex(s uintptr, flags, reserved uint32, async unsafe.Pointer) int32 {
	return int32(core.DisconnectEx(ws2def.Handle(s), flags, reserved, (*core.Async)(async)))
}

//export ws_go_transmitfile
func ws_go_transmitfile(s, file uintptr, count uint32, ends unsafe.Pointer, flags uint32, async unsafe.Pointer) int32 {
	return int32(call.TransmitFile(ws2def.Handle(s), ws2def.Handle(file), count, (*ws2def.TransmitFileBuffers)(ends), flags, (*core.Async)(async)))
}

//export ws_go_transmitpackets
func ws_go_transmitpackets(s uintptr, elements unsafe.Pointer, count, size, flags uint32, async unsafe.Pointer) int32 {
	return int32(call.TransmitPackets(ws2def.Handle(s), (*ws2def.TransmitPacketsElement)(elements), count, size, flags, (*core.Async)(async)))
}
