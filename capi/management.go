package main

import "C"

import (
	"unsafe"

	"winsock/internal/call"
	"winsock/internal/core"
	"winsock/spi"
	"winsock/ws2def"
)

//export ws_go_install_provider
func ws_go_install_provider(id, path, list unsafe.Pointer, n uint32) int32 {
	return int32(call.WSCInstallProvider((*ws2def.GUID)(id), (*uint16)(path), (*ws2def.WSAProtocolInfo)(list), n))
}

//export ws_go_update_provider
func ws_go_update_provider(id, path, list unsafe.Pointer, n uint32) int32 {
	return int32(call.WSCUpdateProvider((*ws2def.GUID)(id), (*uint16)(path), (*ws2def.WSAProtocolInfo)(list), n))
}

//export ws_go_install_chains
func ws_go_install_chains(id, path, name unsafe.Pointer, flags uint32, list unsafe.Pointer, n uint32, layer *uint32) int32 {
	return int32(call.WSCInstallProviderAndChains((*ws2def.GUID)(id), (*uint16)(path), (*uint16)(name), flags, (*ws2def.WSAProtocolInfo)(list), n, layer))
}

//export ws_go_deinstall_provider
func ws_go_deinstall_provider(id unsafe.Pointer) int32 {
	return int32(call.WSCDeinstallProvider((*ws2def.GUID)(id)))
}

//export ws_go_installed_path
func ws_go_installed_path(id, path unsafe.Pointer, length *int32, own *C.char) int32 {
	return int32(call.WSCGetProviderPath((*ws2def.GUID)(id), (*uint16)(path), length, C.GoString(own)))
}

//export ws_go_write_order
func ws_go_write_order(ids *uint32, n uint32) int32 {
	return int32(call.WSCWriteProviderOrder(ids, n))
}

//export ws_go_provider_info
func ws_go_provider_info(id unsafe.Pointer, kind uint32, info unsafe.Pointer, size *uintptr) int32 {
	return int32(call.WSCGetProviderInfo((*ws2def.GUID)(id), kind, (*byte)(info), size))
}

//export ws_go_set_provider_info
func ws_go_set_provider_info(id unsafe.Pointer, kind uint32, info unsafe.Pointer, size uintptr) int32 {
	return int32(call.WSCSetProviderInfo((*ws2def.GUID)(id), kind, (*byte)(info), size))
}

//export ws_go_set_application
func ws_go_set_application(path unsafe.Pointer, pathLen uint32, extra unsafe.Pointer, extraLen, categories uint32, before *uint32) int32 {
	return int32(call.WSCSetApplicationCategory((*uint16)(path), pathLen, (*uint16)(extra), extraLen, categories, before))
}

//export ws_go_get_application
func ws_go_get_application(path unsafe.Pointer, pathLen uint32, extra unsafe.Pointer, extraLen uint32, categories *uint32) int32 {
	return int32(call.WSCGetApplicationCategory((*uint16)(path), pathLen, (*uint16)(extra), extraLen, categories))
}

//export ws_go_config_change
func ws_go_config_change(handle, async unsafe.Pointer) int32 {
	return int32(call.WSAProviderConfigChange((*ws2def.Handle)(handle), (*core.Async)(async), spi.Hold))
}
