package core

import (
	"sync/atomic"

	"winsock/ws2def"
)

// openType is SO_OPENTYPE of all goroutines.
var openType atomic.Int32

// OpenType is what SO_OPENTYPE is in Go: other than 0 means that the sockets
// which socket() makes are not overlapped. Goroutines have no threads of their
// own, so that the option belongs to the process; the C face keeps one for each
// thread.
//
// Source: S-550, S-040.
func OpenType() int32 { return openType.Load() }

// SetOpenType sets SO_OPENTYPE for all goroutines.
//
// Source: S-550.
func SetOpenType(v int32) { openType.Store(v) }

// DecodeOpenType is the value that setsockopt sets SO_OPENTYPE to; any socket
// handle will do there, open or not.
//
// Errors: WSANOTINITIALISED, WSAEFAULT (NULL or too short), WSAENOBUFS (negative
// length).
//
// Source: S-550.
func DecodeOpenType(value []byte, length int32) (int32, Errno) {
	if process.starts.Load() == 0 {
		return 0, ws2def.WSANOTINITIALISED
	}
	if value == nil {
		return 0, ws2def.WSAEFAULT
	}
	spec, _ := ws2def.FindOption(ws2def.SOL_SOCKET, ws2def.SO_OPENTYPE)
	v, _, e := decode(spec, value, length)
	return v, e
}

// EncodeOpenType writes v, which SO_OPENTYPE is, to value as getsockopt does and
// returns the length.
//
// Errors: WSANOTINITIALISED, WSAEFAULT (NULL or too little room).
//
// Source: S-505, S-512, S-550.
func EncodeOpenType(v int32, value []byte, length int32) (int32, Errno) {
	if process.starts.Load() == 0 {
		return length, ws2def.WSANOTINITIALISED
	}
	if value == nil || length == 0 {
		return length, ws2def.WSAEFAULT
	}
	spec, _ := ws2def.FindOption(ws2def.SOL_SOCKET, ws2def.SO_OPENTYPE)
	given := length
	if length < 0 {
		length = 4
	}
	n, e := encode(spec, v, value, length)
	if e != 0 {
		return given, e
	}
	return n, 0
}
