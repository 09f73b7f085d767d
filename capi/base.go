package main

import "C"

import (
	"unsafe"

	"winsock/internal/core"
	"winsock/internal/object"
	"winsock/ws2def"
)

// ws_go_spi_entry reports whether the catalog has an entry with this id.
//
//export ws_go_spi_entry
func ws_go_spi_entry(id uint32) int32 {
	if core.Entry(id) != nil {
		return 1
	}
	return 0
}

// ws_go_base_socket makes a socket for a layer in C: of what stands below it.
//
//export ws_go_base_socket
func ws_go_base_socket(af, typ, protocol int32, info unsafe.Pointer, group, flags uint32) int64 {
	return handle(core.CreateBelow(af, typ, protocol, (*ws2def.WSAProtocolInfo)(info), group, flags))
}

// ws_go_thread_record is the record of the thread that h means to the caller, whose
// own is thread, and its number; 0 when it is none.
//
//export ws_go_thread_record
func ws_go_thread_record(thread unsafe.Pointer, h uintptr, id *uint32) uintptr {
	t, e := object.FindThread((*object.Thread)(thread), ws2def.Handle(h))
	if e != 0 {
		return 0
	}
	*id = t.ID()
	return uintptr(unsafe.Pointer(t))
}
