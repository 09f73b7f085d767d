package exports

// #include <stdint.h>
import "C"

import (
	"unsafe"

	"winsock/internal/object"
	"winsock/spi"
	"winsock/ws2def"
)

//export ws_go_handle_close
func ws_go_handle_close(h uintptr) int32 { return int32(object.Close(ws2def.Handle(h), spi.Hold)) }

//export ws_go_handle_duplicate
func ws_go_handle_duplicate(thread unsafe.Pointer, h uintptr, inherit uint32) int64 {
	return opened(object.Duplicate((*object.Thread)(thread), ws2def.Handle(h), inherit))
}

//export ws_go_handle_same
func ws_go_handle_same(thread unsafe.Pointer, first, second uintptr) int64 {
	same, e := object.Same((*object.Thread)(thread), ws2def.Handle(first), ws2def.Handle(second))
	switch {
	case e != 0:
		return -int64(e)
	case same:
		return 1
	default:
		return 0
	}
}

//export ws_go_handle_flags
func ws_go_handle_flags(h uintptr) int64 {
	flags, e := object.Flags(ws2def.Handle(h))
	return waited(flags, e)
}

//export ws_go_handle_set_flags
func ws_go_handle_set_flags(h uintptr, mask, flags uint32) int32 {
	return int32(object.SetFlags(ws2def.Handle(h), mask, flags))
}
