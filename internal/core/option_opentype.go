package core

import (
	"sync"

	"winsock/ws2def"
)

// openTypes holds SO_OPENTYPE of the threads where it is not 0.
var openTypes sync.Map // thread → int32

// OpenType is what SO_OPENTYPE is for thread: other than 0 means that the
// sockets which it makes with socket() are not overlapped. A thread is named by
// whatever number its face chooses; 0 stands for all goroutines, which have no
// threads of their own: in Go the option belongs to the process.
//
// Source: S-550, S-040.
func OpenType(thread uint64) int32 {
	v, ok := openTypes.Load(thread)
	if !ok {
		return 0
	}
	return v.(int32)
}

// SetOpenType sets SO_OPENTYPE of thread. A face whose threads end sets it back
// to 0 then.
//
// Source: S-550.
func SetOpenType(thread uint64, v int32) {
	if v == 0 {
		openTypes.Delete(thread)
		return
	}
	openTypes.Store(thread, v)
}

// setOpenTypeOption and getOpenTypeOption are the option as goroutines use it:
// any handle will do.
//
// Source: S-505, S-512, S-550.
func setOpenTypeOption(value []byte, length int32) Errno {
	if process.starts.Load() == 0 {
		return ws2def.WSANOTINITIALISED
	}
	if value == nil {
		return ws2def.WSAEFAULT
	}
	spec, _ := ws2def.FindOption(ws2def.SOL_SOCKET, ws2def.SO_OPENTYPE)
	v, _, e := decode(spec, value, length)
	if e == 0 {
		SetOpenType(0, v)
	}
	return e
}

func getOpenTypeOption(value []byte, length int32) (int32, Errno) {
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
	n, e := encode(spec, OpenType(0), value, length)
	if e != 0 {
		return given, e
	}
	return n, 0
}
