package exports

// #include <stdint.h>
import "C"

import (
	"unsafe"

	"winsock/internal/object"
	"winsock/spi"
	"winsock/ws2def"
)

//export ws_go_wait
func ws_go_wait(thread, handles unsafe.Pointer, n uint32, all int32, limit uint32, alertable int32) int64 {
	if n > object.MaximumWaitObjects {
		return -int64(ws2def.ERROR_INVALID_PARAMETER)
	}
	r, e := object.Wait((*object.Thread)(thread), unsafe.Slice((*ws2def.Handle)(handles), n),
		all != 0, limit, alertable != 0, spi.Hold)
	return waited(r, e)
}

//export ws_go_signal_and_wait
func ws_go_signal_and_wait(thread unsafe.Pointer, signal, on uintptr, limit uint32, alertable int32) int64 {
	r, e := object.SignalAndWait((*object.Thread)(thread), ws2def.Handle(signal), ws2def.Handle(on),
		limit, alertable != 0, spi.Hold)
	return waited(r, e)
}

func waited(r uint32, e ws2def.Errno) int64 {
	if e != 0 {
		return -int64(e)
	}
	return int64(r)
}

//export ws_go_sleep
func ws_go_sleep(thread unsafe.Pointer, limit uint32) uint32 {
	return object.Sleep((*object.Thread)(thread), limit, spi.Hold)
}
