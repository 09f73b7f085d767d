package spi

// Texter is a Provider whose addresses have a form of text of their own; that of IPv4, IPv6
// and AF_UNIX the core knows.
//
// Source: P-216, P-244.
type Texter interface {
	// AddressText is the text of an address. Errors: WSAEINVAL, WSAEFAULT (it is too
	// short).
	AddressText(name []byte) (string, Errno)
	// TextAddress is the address of the family that text spells. Errors: WSAEINVAL.
	TextAddress(text string, family int32) ([]byte, Errno)
}
