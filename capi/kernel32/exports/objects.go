package exports

// #include <stdint.h>
import "C"

import (
	"unicode/utf16"
	"unsafe"

	"winsock/internal/object"
	"winsock/ws2def"
)

// The functions for C are declared in objectsgo.h; a result of int64 is a value,
// or the negative error code.

// name is a struct ws_name.
type name struct {
	text unsafe.Pointer
	n    int32
	wide int32
}

func text(n unsafe.Pointer) string {
	p := (*name)(n)
	switch {
	case p.n == 0:
		return ""
	case p.wide != 0:
		return string(utf16.Decode(unsafe.Slice((*uint16)(p.text), p.n)))
	default:
		return string(unsafe.Slice((*byte)(p.text), p.n))
	}
}

// exists is WS_EXISTS.
const exists = 1 << 40

func made(h ws2def.Handle, there bool, e ws2def.Errno) int64 {
	switch {
	case e != 0:
		return -int64(e)
	case there:
		return int64(h) | exists
	default:
		return int64(h)
	}
}

func opened(h ws2def.Handle, e ws2def.Errno) int64 { return made(h, false, e) }

//export ws_go_event_create
func ws_go_event_create(n unsafe.Pointer, manual, set int32, inherit uint32) int64 {
	return made(object.CreateEvent(text(n), manual != 0, set != 0, inherit))
}

//export ws_go_mutex_create
func ws_go_mutex_create(thread unsafe.Pointer, n unsafe.Pointer, owned int32, inherit uint32) int64 {
	var owner *object.Thread
	if owned != 0 {
		owner = (*object.Thread)(thread)
	}
	return made(object.CreateMutex(text(n), owner, inherit))
}

//export ws_go_semaphore_create
func ws_go_semaphore_create(n unsafe.Pointer, initial, maximum int32, inherit uint32) int64 {
	return made(object.CreateSemaphore(text(n), initial, maximum, inherit))
}

//export ws_go_timer_create
func ws_go_timer_create(n unsafe.Pointer, manual int32, inherit uint32) int64 {
	return made(object.CreateTimer(text(n), manual != 0, inherit))
}

//export ws_go_event_open
func ws_go_event_open(n unsafe.Pointer, inherit uint32) int64 {
	return opened(object.OpenEvent(text(n), inherit))
}

//export ws_go_mutex_open
func ws_go_mutex_open(n unsafe.Pointer, inherit uint32) int64 {
	return opened(object.OpenMutex(text(n), inherit))
}

//export ws_go_semaphore_open
func ws_go_semaphore_open(n unsafe.Pointer, inherit uint32) int64 {
	return opened(object.OpenSemaphore(text(n), inherit))
}

//export ws_go_timer_open
func ws_go_timer_open(n unsafe.Pointer, inherit uint32) int64 {
	return opened(object.OpenTimer(text(n), inherit))
}

//export ws_go_event_set
func ws_go_event_set(h uintptr) int32 { return int32(object.SetEvent(ws2def.Handle(h))) }

//export ws_go_event_reset
func ws_go_event_reset(h uintptr) int32 { return int32(object.ResetEvent(ws2def.Handle(h))) }

//export ws_go_event_pulse
func ws_go_event_pulse(h uintptr) int32 { return int32(object.PulseEvent(ws2def.Handle(h))) }

//export ws_go_mutex_release
func ws_go_mutex_release(thread unsafe.Pointer, h uintptr) int32 {
	return int32(object.ReleaseMutex((*object.Thread)(thread), ws2def.Handle(h)))
}

//export ws_go_semaphore_release
func ws_go_semaphore_release(h uintptr, n int32, previous *int32) int32 {
	before, e := object.ReleaseSemaphore(ws2def.Handle(h), n)
	if e == 0 {
		*previous = before
	}
	return int32(e)
}

//export ws_go_timer_set
func ws_go_timer_set(h uintptr, due int64, period int32, thread unsafe.Pointer, function, argument uintptr) int32 {
	var caller *object.Thread
	if function != 0 {
		caller = (*object.Thread)(thread)
	}
	call := object.APC{Func: function, Args: [3]uintptr{argument}}
	return int32(object.SetTimer(ws2def.Handle(h), due, period, caller, call))
}

//export ws_go_timer_cancel
func ws_go_timer_cancel(h uintptr) int32 { return int32(object.CancelTimer(ws2def.Handle(h))) }
