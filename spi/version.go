package spi

import (
	"math/bits"

	"winsock/ws2def"
)

// Negotiate answers for a provider that speaks [Version] and nothing older: it
// takes a request for that version or a later one. The low byte of requested is
// the major version, the high byte the minor one.
//
// Errors: WSAVERNOTSUPPORTED.
//
// Source: P-199, P-201.
func Negotiate(requested uint16) Errno {
	if bits.ReverseBytes16(requested) < bits.ReverseBytes16(Version) {
		return ws2def.WSAVERNOTSUPPORTED
	}
	return 0
}
