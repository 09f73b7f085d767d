package winsock

import "winsock/internal/call"

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
