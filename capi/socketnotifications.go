package main

import "C"

import (
	"unsafe"

	"winsock/internal/core"
	"winsock/ws2def"
)

//export ws_go_register_notifications
func ws_go_register_notifications(port uintptr, all unsafe.Pointer, n uint32) int32 {
	return int32(core.RegisterNotifications(ws2def.Handle(port), unsafe.Slice((*ws2def.SockNotifyRegistration)(all), n)))
}
