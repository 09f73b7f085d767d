package winsock

import (
	"unsafe"

	"winsock/internal/call"
	"winsock/internal/core"
	"winsock/internal/resolve"
)

// WSAEnumProtocols writes the entries of the process's catalog, in order, to
// protocolBuffer and returns their number. protocols is an array that ends with
// 0 and keeps only the entries whose protocol it lists; nil keeps all. Hidden
// entries and lone layers are left out. bufferLength says how many bytes there
// is room for; when that is too few it becomes what is needed, and nothing is
// written.
//
// Errors (n is -1 then): WSANOTINITIALISED, WSAEFAULT (bufferLength nil),
// WSAENOBUFS (too little room, or protocolBuffer nil).
//
// Source: P-103…P-111.
func WSAEnumProtocols(protocols *int32, protocolBuffer *WSAProtocolInfo, bufferLength *uint32) (n int32, err error) {
	return enumerate(protocols, protocolBuffer, bufferLength, false)
}

// WSCEnumProtocols is [WSAEnumProtocols] with hidden entries and layers. It
// needs no [WSAStartup].
//
// Errors (n is -1 then): WSAEFAULT (bufferLength nil), WSAENOBUFS,
// WSASYSNOTREADY (the catalog file is damaged).
//
// Source: P-112, P-113.
func WSCEnumProtocols(protocols *int32, protocolBuffer *WSAProtocolInfo, bufferLength *uint32) (n int32, err error) {
	return enumerate(protocols, protocolBuffer, bufferLength, true)
}

func enumerate(protocols *int32, buffer *WSAProtocolInfo, length *uint32, all bool) (int32, error) {
	n, e := call.EnumProtocols(protocols, buffer, length, all, func(p *WSAProtocolInfo) WSAProtocolInfo { return *p })
	return n, e.Err()
}

// WSAEnumNameSpaceProviders writes the name space providers to buffer, their
// names behind them, and returns their number. bufferLength says how many bytes
// there is room for; when that is too few it becomes what is needed.
//
// Errors (n is -1 then): WSANOTINITIALISED, WSAEFAULT (too little room, or a nil
// pointer).
func WSAEnumNameSpaceProviders(bufferLength *uint32, buffer *WSANAMESPACE_INFO) (n int32, err error) {
	switch {
	case !core.Started():
		return -1, WSANOTINITIALISED
	case bufferLength == nil:
		return -1, WSAEFAULT
	}
	providers := resolve.NamespaceProviders()
	needed := len(providers) * int(unsafe.Sizeof(*buffer))
	var names [][]uint16
	for _, p := range providers {
		name, err := UTF16FromString(p.Identifier)
		if err != nil {
			return -1, WSANO_RECOVERY
		}
		names = append(names, name)
		needed += 2 * len(name)
	}
	if buffer == nil || int(*bufferLength) < needed {
		*bufferLength = uint32(needed)
		return -1, WSAEFAULT
	}
	rows := unsafe.Slice(buffer, len(providers))
	room := (*uint16)(unsafe.Add(unsafe.Pointer(buffer), len(providers)*int(unsafe.Sizeof(*buffer))))
	for i, p := range providers {
		active := int32(0)
		if p.Active {
			active = 1
		}
		rows[i] = WSANAMESPACE_INFO{NSProviderId: p.ID, NameSpace: p.Namespace, Active: active, Version: p.Version, Identifier: room}
		copy(unsafe.Slice(room, len(names[i])), names[i])
		room = (*uint16)(unsafe.Add(unsafe.Pointer(room), 2*len(names[i])))
	}
	return int32(len(providers)), nil
}
