//go:build cgo

package native

// #include "table.h"
import "C"

import (
	"unsafe"

	"winsock/spi"
	"winsock/ws2def"
)

var (
	_ spi.Duplicator = (*socket)(nil)
	_ spi.Duplicator = (*upper)(nil)
)

// Duplicate implements [spi.Duplicator]: WSPDuplicateSocket.
func (s *socket) Duplicate(process uint32) (uint32, spi.Errno) {
	return s.at.Load().duplicate(process)
}

// Duplicate implements [spi.Duplicator].
func (u *upper) Duplicate(process uint32) (uint32, spi.Errno) { return u.l.duplicate(process) }

// duplicate returns the number by which the provider knows the socket in the process.
//
// Source: P-223, P-284, P-406.
func (l *link) duplicate(process uint32) (uint32, spi.Errno) {
	var info ws2def.WSAProtocolInfo
	e := l.with(func(t *C.ws_np_table, h C.uint64_t) spi.Errno {
		return spi.Errno(C.ws_np_duplicate(t, h, C.uint32_t(process), unsafe.Pointer(&info)))
	})
	return info.ProviderReserved, e
}
