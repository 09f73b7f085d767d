package main

import "C"

import (
	"unsafe"

	"winsock/internal/call"
	"winsock/internal/core"
	"winsock/internal/resolve"
	"winsock/ws2def"
)

//export ws_go_inet_addr
func ws_go_inet_addr(cp unsafe.Pointer) uint32 { return resolve.InetAddr(text(cp, 0)) }

// ws_go_inet_pton stores the bytes of an address and returns 1, 0 for text that
// is none, or a negative error.
//
//export ws_go_inet_pton
func ws_go_inet_pton(family int32, from unsafe.Pointer, wide int32, to unsafe.Pointer) int64 {
	addr, ok, e := resolve.InetPton(family, text(from, wide))
	switch {
	case e != 0:
		return -int64(e)
	case !ok:
		return 0
	}
	copy(unsafe.Slice((*byte)(to), len(addr)), addr)
	return 1
}

// ws_go_inet_ntop writes the text of an address of n bytes.
//
//export ws_go_inet_ntop
func ws_go_inet_ntop(family int32, addr unsafe.Pointer, n int32, to unsafe.Pointer, room uint64, wide int32) int32 {
	s, e := resolve.InetNtop(family, bytes(addr, n))
	if e == 0 && characters(to, uint32(min(room, 1<<30)), s, wide) > uint32(min(room, 1<<30)) {
		e = ws2def.WSA_INVALID_PARAMETER
	}
	return int32(e)
}

// family is that of a protocol's description; nil for none.
func family(info unsafe.Pointer, wide int32) *int32 {
	switch {
	case info == nil:
		return nil
	case wide != 0:
		return &(*ws2def.WSAProtocolInfo)(info).AddressFamily
	}
	return &(*ws2def.WSAProtocolInfoA)(info).AddressFamily
}

//export ws_go_address_to_string
func ws_go_address_to_string(address unsafe.Pointer, n uint32, info, to unsafe.Pointer, length *uint32, wide int32) int32 {
	if core.Started() && length == nil {
		return int32(ws2def.WSAEFAULT)
	}
	s, e := call.AddressToString((*ws2def.RawSockaddrAny)(address), n, family(info, wide))
	if e != 0 {
		return int32(e)
	}
	room := *length
	*length = characters(to, room, s, wide)
	if to == nil || *length > room {
		return int32(ws2def.WSAEFAULT)
	}
	return 0
}

//export ws_go_string_to_address
func ws_go_string_to_address(s unsafe.Pointer, af int32, info, to unsafe.Pointer, length *int32, wide int32) int32 {
	switch {
	case !core.Started():
		return int32(ws2def.WSANOTINITIALISED)
	case s == nil:
		return int32(ws2def.WSAEFAULT)
	}
	return int32(call.StringToAddress(text(s, wide), af, family(info, wide), (*ws2def.RawSockaddrAny)(to), length))
}
