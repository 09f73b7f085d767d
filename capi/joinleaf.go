package main

// #include <stdint.h>
import "C"

import (
	"unsafe"

	"winsock/internal/call"
	"winsock/spi"
	"winsock/ws2def"
)

//export ws_go_joinleaf
func ws_go_joinleaf(s uintptr, name unsafe.Pointer, n int32, caller, callee, sqos, gqos unsafe.Pointer, flags uint32) int64 {
	return handle(call.WSAJoinLeaf(ws2def.Handle(s), bytes(name, n),
		(*ws2def.WSABuf)(caller), (*ws2def.WSABuf)(callee),
		(*ws2def.QOS)(sqos), (*ws2def.QOS)(gqos), flags, spi.Hold))
}
