package main

import "C"

import (
	"unsafe"

	"winsock/internal/call"
	"winsock/ws2def"
)

//export ws_go_qos_by_name
func ws_go_qos_by_name(s uintptr, name, quality unsafe.Pointer) int32 {
	return int32(call.WSAGetQOSByName(ws2def.Handle(s), (*ws2def.WSABuf)(name), (*ws2def.QOS)(quality)))
}

//export ws_go_install_qos
func ws_go_install_qos(provider, name, quality unsafe.Pointer) int32 {
	return int32(call.WSCInstallQOSTemplate((*ws2def.GUID)(provider), (*ws2def.WSABuf)(name), (*ws2def.QOS)(quality)))
}

//export ws_go_remove_qos
func ws_go_remove_qos(provider, name unsafe.Pointer) int32 {
	return int32(call.WSCRemoveQOSTemplate((*ws2def.GUID)(provider), (*ws2def.WSABuf)(name)))
}
