package main

import "C"

import (
	"unsafe"

	"winsock/internal/call"
	"winsock/internal/core"
	"winsock/internal/resolve"
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

// ws_go_enum_namespaces lists the name space providers, their names behind them.
//
//export ws_go_enum_namespaces
func ws_go_enum_namespaces(length *uint32, buffer unsafe.Pointer, wide int32) int64 {
	switch {
	case !core.Started():
		return -int64(ws2def.WSANOTINITIALISED)
	case length == nil:
		return -int64(ws2def.WSAEFAULT)
	}
	providers := resolve.NamespaceProviders()
	row := uint32(unsafe.Sizeof(ws2def.WSANAMESPACE_INFO{}))
	width := uint32(1)
	if wide != 0 {
		width = 2
	}
	needed := uint32(len(providers)) * row
	for _, p := range providers {
		needed += width * characters(nil, 0, p.Identifier, wide)
	}
	if buffer == nil || *length < needed {
		*length = needed
		return -int64(ws2def.WSAEFAULT)
	}
	rows := unsafe.Slice((*ws2def.WSANAMESPACE_INFO)(buffer), len(providers))
	room := unsafe.Add(buffer, len(providers)*int(row))
	for i, p := range providers {
		active := int32(0)
		if p.Active {
			active = 1
		}
		rows[i] = ws2def.WSANAMESPACE_INFO{NSProviderId: p.ID, NameSpace: p.Namespace, Active: active, Version: p.Version, Identifier: (*uint16)(room)}
		n := characters(room, needed, p.Identifier, wide)
		room = unsafe.Add(room, n*width)
	}
	return int64(len(providers))
}
