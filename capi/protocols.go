package main

import "C"

import (
	"unsafe"

	"winsock/internal/call"
	"winsock/ws2def"
)

// ws_go_enum_protocols lists the catalog; all adds hidden entries and layers.
//
//export ws_go_enum_protocols
func ws_go_enum_protocols(wanted *int32, buffer unsafe.Pointer, length *uint32, all, wide int32) int64 {
	if wide != 0 {
		n, e := call.EnumProtocols(wanted, (*ws2def.WSAProtocolInfo)(buffer), length, all != 0,
			func(p *ws2def.WSAProtocolInfo) ws2def.WSAProtocolInfo { return *p })
		return count(int(n), e)
	}
	n, e := call.EnumProtocols(wanted, (*ws2def.WSAProtocolInfoA)(buffer), length, all != 0, (*ws2def.WSAProtocolInfo).A)
	return count(int(n), e)
}
