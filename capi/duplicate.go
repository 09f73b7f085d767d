package main

// #include <stdint.h>
import "C"

import (
	"unsafe"

	"winsock/internal/core"
	"winsock/ws2def"
)

// ws_go_duplicate fills info, a WSAPROTOCOL_INFOW, or without wide a
// WSAPROTOCOL_INFOA; NULL stands for a bad pointer.
//
//export ws_go_duplicate
func ws_go_duplicate(s uintptr, pid uint32, info unsafe.Pointer, wide int32) int32 {
	if wide != 0 || info == nil {
		return int32(core.Duplicate(ws2def.Handle(s), pid, (*ws2def.WSAProtocolInfo)(info)))
	}
	var w ws2def.WSAProtocolInfo
	e := core.Duplicate(ws2def.Handle(s), pid, &w)
	if e == 0 {
		*(*ws2def.WSAProtocolInfoA)(info) = w.A()
	}
	return int32(e)
}
