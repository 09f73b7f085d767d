package call

import (
	"winsock/internal/core"
	"winsock/internal/resolve"
	"winsock/ws2def"
)

// AddressToString returns the text of the address of length bytes at address;
// info, when not nil, must describe a protocol of the address's family.
//
// Errors: WSANOTINITIALISED, WSAEFAULT (nil), WSAEINVAL.
func AddressToString(address *ws2def.RawSockaddrAny, length uint32, family *int32) (string, Errno) {
	switch {
	case !core.Started():
		return "", ws2def.WSANOTINITIALISED
	case address == nil:
		return "", ws2def.WSAEFAULT
	case family != nil && *family != int32(address.Addr.Family):
		return "", ws2def.WSAEINVAL
	}
	name := Name(address, int32(min(length, maxName)))
	if known(int32(address.Addr.Family)) {
		return resolve.AddressToString(name)
	}
	return core.AddressText(name, int32(address.Addr.Family))
}

// StringToAddress writes the address of a family that text spells to address,
// which has room for length bytes, and stores its length there. wanted, when not
// nil, is the family of a protocol that the address is for.
//
// Errors: WSAEFAULT (length nil, or too little room: length becomes what is
// needed), WSAEINVAL (no address of the family).
func StringToAddress(text string, family int32, wanted *int32, address *ws2def.RawSockaddrAny, length *int32) Errno {
	switch {
	case length == nil:
		return ws2def.WSAEFAULT
	case wanted != nil && *wanted != family:
		return ws2def.WSAEINVAL
	}
	spelt := resolve.StringToAddress
	if !known(family) {
		spelt = core.TextAddress
	}
	name, e := spelt(text, family)
	if e != 0 {
		return e
	}
	room := Name(address, *length)
	*length = int32(len(name))
	if len(room) < len(name) {
		return ws2def.WSAEFAULT
	}
	copy(room, name)
	return 0
}

// known reports whether we have text for the addresses of a family; for others their
// provider is asked.
func known(family int32) bool {
	return family == ws2def.AF_INET || family == ws2def.AF_INET6 || family == ws2def.AF_UNIX
}
