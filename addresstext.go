package winsock

import (
	"unicode/utf16"
	"unsafe"

	"winsock/internal/call"
	"winsock/internal/core"
	"winsock/internal/resolve"
)

// InetAddr returns the IPv4 address that cp spells, its bytes in network order
// in memory, INADDR_NONE for text that is none.
//
// Source: S-012.
func InetAddr(cp string) uint32 { return resolve.InetAddr(cp) }

// InetNtoa returns the text of an IPv4 address whose bytes in memory are in
// network order.
//
// Source: S-012.
func InetNtoa(in uint32) string { return resolve.InetNtoa(in) }

// InetPton returns the bytes, in network order, of the AF_INET or AF_INET6
// address that text spells.
//
// Errors: WSAEINVAL (text is no such address), WSAEAFNOSUPPORT.
func InetPton(family int32, text string) (addr []byte, err error) {
	addr, ok, e := resolve.InetPton(family, text)
	if e == 0 && !ok {
		e = WSAEINVAL
	}
	return addr, e.Err()
}

// InetNtop returns the text of an AF_INET or AF_INET6 address, given as its bytes
// in network order.
//
// Errors: WSAEFAULT (too few bytes), WSAEAFNOSUPPORT.
func InetNtop(family int32, addr []byte) (text string, err error) {
	text, e := resolve.InetNtop(family, addr)
	return text, e.Err()
}

// WSAAddressToString writes the text of the address of addressLength bytes at
// address to addressString, which has room for addressStringLength characters,
// and stores the number of characters with the final zero there. protocolInfo,
// when not nil, must describe a protocol of the address's family.
//
// Errors: WSANOTINITIALISED, WSAEFAULT (a nil pointer, or too little room:
// addressStringLength becomes what is needed), WSAEINVAL (the address is too
// short, or of a family without text).
func WSAAddressToString(address *RawSockaddrAny, addressLength uint32, protocolInfo *WSAProtocolInfo, addressString *uint16, addressStringLength *uint32) (err error) {
	if core.Started() && addressStringLength == nil {
		return WSAEFAULT
	}
	text, e := call.AddressToString(address, addressLength, familyOf(protocolInfo))
	if e != 0 {
		return e.Err()
	}
	u := append(utf16.Encode([]rune(text)), 0)
	room := *addressStringLength
	*addressStringLength = uint32(len(u))
	if addressString == nil || int(room) < len(u) {
		return WSAEFAULT
	}
	copy(unsafe.Slice(addressString, len(u)), u)
	return nil
}

// WSAStringToAddress writes the address that addressString spells to address,
// which has room for addressLength bytes, and stores its length there.
// protocolInfo, when not nil, must describe a protocol of the family.
//
// Errors: WSANOTINITIALISED, WSAEFAULT (a nil pointer, or too little room:
// addressLength becomes what is needed), WSAEINVAL (no address of the family, or
// a family without text).
func WSAStringToAddress(addressString *uint16, addressFamily int32, protocolInfo *WSAProtocolInfo, address *RawSockaddrAny, addressLength *int32) (err error) {
	switch {
	case !core.Started():
		return WSANOTINITIALISED
	case addressString == nil:
		return WSAEFAULT
	}
	return call.StringToAddress(UTF16PtrToString(addressString), addressFamily, familyOf(protocolInfo), address, addressLength).Err()
}

// familyOf is the family of the protocol that info describes; nil for nil.
func familyOf(info *WSAProtocolInfo) *int32 {
	if info == nil {
		return nil
	}
	return &info.AddressFamily
}
