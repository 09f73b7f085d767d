//go:build cgo

package native

import (
	"sync/atomic"
	"unsafe"

	"winsock/spi"
	"winsock/ws2def"
)

// Host is the library in which shared objects live.
type Host interface {
	// Upcalls is the WSPUPCALLTABLE that providers get.
	Upcalls() unsafe.Pointer
	// Base is a WSPPROC_TABLE with the library's own functions, which a layer may have
	// in its table.
	Base() unsafe.Pointer

	// Known reports whether the catalog has an entry with the id.
	Known(entry uint32) bool
	// Reserve gives a SOCKET value that means nothing yet; below, unless it is 0, is the
	// socket that it will stand on. Errors: WSAENOBUFS.
	Reserve(below ws2def.Handle) (ws2def.Handle, spi.Errno)
	// GiveUp ends what Reserve began, for a value that was not entered.
	GiveUp(h ws2def.Handle)
	// Transport is what the socket h moves its data by; nil: it is none.
	Transport(h ws2def.Handle) spi.Socket
	// Adopt lets adopt make the transport of h the connection of accepted, and Renew lets
	// renew make it as good as new. Errors: those of renew, WSAENOBUFS, WSAEMFILE.
	Adopt(h, accepted ws2def.Handle, adopt func())
	Renew(h ws2def.Handle, renew func() spi.Errno) spi.Errno

	// Watch makes an event that calls f, which must not wait, each time it is signalled,
	// until stop is called.
	Watch(f func()) (event ws2def.Handle, stop func(), e spi.Errno)
}

// host is nil in a program that is not the library.
var host atomic.Pointer[Host]

// SetHost says that this is the library.
func SetHost(h Host) { host.Store(&h) }
