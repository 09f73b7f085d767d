//go:build cgo

package native

// #include "table.h"
import "C"

import (
	"unicode/utf16"
	"unsafe"

	"winsock/spi"
	"winsock/ws2def"
)

var _ spi.Texter = (*provider)(nil)

// longest is the longest text of an address, in characters.
const longest = 1024

// AddressText implements [spi.Texter]: WSPAddressToString.
//
// Source: P-216, P-246.
func (p *provider) AddressText(name []byte) (string, spi.Errno) {
	var text [longest]C.uint16_t
	info := p.info
	e := C.ws_np_address_text(p.table, pointer(name), C.uint32_t(len(name)), unsafe.Pointer(&info), &text[0], longest-1)
	return description(text[:]), spi.Errno(e)
}

// TextAddress implements [spi.Texter]: WSPStringToAddress.
//
// Source: P-244, P-246.
func (p *provider) TextAddress(text string, family int32) ([]byte, spi.Errno) {
	units := append(utf16.Encode([]rune(text)), 0)
	name := make([]byte, maxName)
	info := p.info
	a := C.ws_np_text_address(p.table, (*C.uint16_t)(unsafe.Pointer(&units[0])), C.int(family), unsafe.Pointer(&info), pointer(name), maxName)
	if e := spi.Errno(a.error); e != 0 {
		return nil, e
	}
	n := clamp(int(a.value), maxName)
	if n < 2 {
		return nil, ws2def.WSAEINVAL
	}
	return name[:n], 0
}
