package call

import (
	"unsafe"

	"winsock/internal/core"
	"winsock/ws2def"
)

// EnumProtocols writes entries of the catalog, each made by form, to buffer, and
// returns their number, -1 for none. protocols is an array that ends with 0, or
// nil; all adds hidden entries and layers, and needs no start-up.
//
// Errors: WSANOTINITIALISED, WSAEFAULT (length nil), WSAENOBUFS (too little
// room: length becomes what is needed), WSASYSNOTREADY.
//
// Source: P-103…P-113.
func EnumProtocols[T any](protocols *int32, buffer *T, length *uint32, all bool, form func(*ws2def.WSAProtocolInfo) T) (int32, Errno) {
	switch {
	case !all && !core.Started():
		return -1, ws2def.WSANOTINITIALISED
	case length == nil:
		return -1, ws2def.WSAEFAULT
	}
	infos := core.Protocols(Terminated(protocols), all)
	if infos == nil {
		return -1, ws2def.WSASYSNOTREADY
	}
	needed := uint32(len(infos)) * uint32(unsafe.Sizeof(*buffer))
	if buffer == nil || *length < needed {
		*length = needed
		return -1, ws2def.WSAENOBUFS
	}
	rows := unsafe.Slice(buffer, len(infos))
	for i := range infos {
		rows[i] = form(&infos[i])
	}
	return int32(len(infos)), 0
}
