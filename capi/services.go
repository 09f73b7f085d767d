package main

import "C"

import (
	"unsafe"

	"winsock/internal/call"
	"winsock/internal/core"
	"winsock/internal/message"
	"winsock/ws2def"
)

//export ws_go_lookup_begin
func ws_go_lookup_begin(query unsafe.Pointer, flags uint32, handle *uintptr, wide int32) int32 {
	return int32(call.WSALookupServiceBegin((*ws2def.WSAQUERYSET)(query), flags, (*ws2def.Handle)(unsafe.Pointer(handle)), wide != 0))
}

//export ws_go_lookup_next
func ws_go_lookup_next(handle uintptr, flags uint32, length *uint32, results unsafe.Pointer, wide int32) int32 {
	return int32(call.WSALookupServiceNext(ws2def.Handle(handle), flags, length, results, wide != 0))
}

//export ws_go_lookup_end
func ws_go_lookup_end(handle uintptr) int32 {
	return int32(call.WSALookupServiceEnd(ws2def.Handle(handle)))
}

//export ws_go_set_service
func ws_go_set_service(service unsafe.Pointer, op int32, flags uint32, wide int32) int32 {
	return int32(call.WSASetService((*ws2def.WSAQUERYSET)(service), op, flags, wide != 0))
}

//export ws_go_install_class
func ws_go_install_class(class unsafe.Pointer, wide int32) int32 {
	return int32(call.WSAInstallServiceClass((*ws2def.WSASERVICECLASSINFO)(class), wide != 0))
}

//export ws_go_remove_class
func ws_go_remove_class(class unsafe.Pointer) int32 {
	return int32(call.WSARemoveServiceClass((*ws2def.GUID)(class)))
}

//export ws_go_service_class
func ws_go_service_class(provider, class unsafe.Pointer, length *uint32, info unsafe.Pointer, wide int32) int32 {
	return int32(call.WSAGetServiceClassInfo((*ws2def.GUID)(provider), (*ws2def.GUID)(class), length, info, wide != 0))
}

//export ws_go_service_class_name
func ws_go_service_class_name(class, name unsafe.Pointer, length *uint32, wide int32) int32 {
	return int32(call.WSAGetServiceClassNameByClassId((*ws2def.GUID)(class), name, length, wide != 0))
}

//export ws_go_enum_namespaces
func ws_go_enum_namespaces(length *uint32, buffer unsafe.Pointer, ex, wide int32) int64 {
	n, e := call.EnumNameSpaceProviders(length, buffer, ex != 0, wide != 0)
	return count(int(n), e)
}

//export ws_go_install_namespace
func ws_go_install_namespace(identifier, path *uint16, space, version uint32, id, specific unsafe.Pointer) int32 {
	return int32(call.WSCInstallNameSpace(identifier, path, space, version, (*ws2def.GUID)(id), (*ws2def.BLOB)(specific)))
}

//export ws_go_uninstall_namespace
func ws_go_uninstall_namespace(id unsafe.Pointer) int32 {
	return int32(call.WSCUnInstallNameSpace((*ws2def.GUID)(id)))
}

//export ws_go_enable_namespace
func ws_go_enable_namespace(id unsafe.Pointer, enable int32) int32 {
	return int32(call.WSCEnableNSProvider((*ws2def.GUID)(id), enable != 0))
}

//export ws_go_order_namespaces
func ws_go_order_namespaces(ids unsafe.Pointer, n uint32) int32 {
	return int32(call.WSCWriteNameSpaceOrder((*ws2def.GUID)(ids), n))
}

// ws_go_lookup_control carries out a code; the n bytes at a NULL pointer are none.
//
//export ws_go_lookup_control
func ws_go_lookup_control(handle uintptr, code uint32, in unsafe.Pointer, inLength uint32, out unsafe.Pointer, outLength uint32, returned *uint32) int32 {
	return int32(call.WSANSPIoctl(ws2def.Handle(handle), code, span(in, inLength), span(out, outLength), returned, nil))
}

func span(p unsafe.Pointer, n uint32) []byte {
	if p == nil {
		return nil
	}
	return unsafe.Slice((*byte)(p), n)
}

// ws_go_lookup_notify has the end of the results told by the struct ws_async, at a
// completion port when there is one.
//
//export ws_go_lookup_notify
func ws_go_lookup_notify(handle uintptr, async unsafe.Pointer, port, key uintptr, returned *uint32) int32 {
	n := &core.LookupNotice{Async: *(*core.Async)(async), Port: ws2def.Handle(port), Key: key}
	return int32(call.WSANSPIoctl(ws2def.Handle(handle), ws2def.SIO_NSP_NOTIFY_CHANGE, nil, nil, returned, n))
}

// ws_go_lookup_post has it told by a message to a window.
//
//export ws_go_lookup_post
func ws_go_lookup_post(handle, window uintptr, id uint32, wparam uintptr, returned *uint32) int32 {
	n := &core.LookupNotice{Post: func() { message.Post(window, id, wparam, 0) }}
	return int32(call.WSANSPIoctl(ws2def.Handle(handle), ws2def.SIO_NSP_NOTIFY_CHANGE, nil, nil, returned, n))
}
