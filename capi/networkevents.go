package main

import "C"

import (
	"unsafe"

	"winsock/internal/core"
	"winsock/internal/message"
	"winsock/ws2def"
)

func init() {
	core.SetMessages(func(window uintptr, id uint32, wParam, lParam uintptr) bool {
		return message.Post(window, id, wParam, lParam) == 0
	}, message.IsWindow)
}

//export ws_go_event_select
func ws_go_event_select(s, event uintptr, mask int32) int32 {
	return int32(core.EventSelect(ws2def.Handle(s), ws2def.Handle(event), mask))
}

//export ws_go_async_select
func ws_go_async_select(s, known, window uintptr, message uint32, mask int32) int32 {
	return int32(core.AsyncSelectAs(ws2def.Handle(s), ws2def.Handle(known), window, message, mask))
}

//export ws_go_enum_network_events
func ws_go_enum_network_events(s, event uintptr, out unsafe.Pointer) int32 {
	return int32(core.EnumNetworkEvents(ws2def.Handle(s), ws2def.Handle(event), (*ws2def.WSANETWORKEVENTS)(out)))
}
