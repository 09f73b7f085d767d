package exports

// #include <stdint.h>
// struct ws_port;
// int32_t ws_port_guard(struct ws_port *p);
import "C"

import (
	"unsafe"

	"winsock/internal/core"
	"winsock/internal/object"
	"winsock/spi"
	"winsock/ws2def"
)

//export ws_go_port_create
func ws_go_port_create(file, port, key uintptr, threads uint32) int64 {
	return opened(core.CreatePort(ws2def.Handle(file), ws2def.Handle(port), key, threads))
}

// ws_go_port_get takes packets and returns how many. state becomes what C sees of
// the port, as long as the thread is one of its threads, after WAIT_TIMEOUT too.
//
//export ws_go_port_get
func ws_go_port_get(thread unsafe.Pointer, port uintptr, packets unsafe.Pointer, n, timeout uint32, alertable int32, state *unsafe.Pointer) int64 {
	p, e := object.FindPort(ws2def.Handle(port))
	if e != 0 {
		return -int64(e)
	}
	taken, e := p.Get((*object.Thread)(thread), unsafe.Slice((*object.Packet)(packets), n), timeout, alertable != 0)
	if e == 0 || e == ws2def.WAIT_TIMEOUT {
		*state = unsafe.Pointer(p.State())
	}
	if e != 0 {
		return -int64(e)
	}
	return int64(taken)
}

//export ws_go_port_post
func ws_go_port_post(port, key, overlapped uintptr, bytes uint32) int32 {
	p, e := object.FindPort(ws2def.Handle(port))
	if e == 0 {
		e = p.Post(object.Packet{Key: key, Overlapped: overlapped, Bytes: bytes})
	}
	return int32(e)
}

// ws_go_port_more is called by a thread that took a packet and left something to do,
// while others wait. now: it was woken because of that.
//
//export ws_go_port_more
func ws_go_port_more(port uintptr, now int32) {
	if p, e := object.FindPort(ws2def.Handle(port)); e == 0 {
		p.More(now != 0)
	}
}

// ws_go_port_told tells the port of a thread of a change for which there was no room.
//
//export ws_go_port_told
func ws_go_port_told(thread unsafe.Pointer, handle, bits uint32) {
	(*object.Thread)(thread).Told(handle, bits)
}

// ws_go_port_leave is called by a thread that waited at a port when it was closed.
//
//export ws_go_port_leave
func ws_go_port_leave(thread unsafe.Pointer) { (*object.Thread)(thread).LeaveSource() }

// ws_go_port_unpolled is called by a thread that has left epoll, called away.
//
//export ws_go_port_unpolled
func ws_go_port_unpolled(thread unsafe.Pointer) { (*object.Thread)(thread).Unpolled() }

func init() {
	object.SetGuard(func(s *object.PortState) bool {
		return C.ws_port_guard((*C.struct_ws_port)(unsafe.Pointer(s))) != 0
	})
}

// ws_go_port_guarded is called by the guard for a port that is not calm; 0: it leaves
// the port alone from now on.
//
//export ws_go_port_guarded
func ws_go_port_guarded(state unsafe.Pointer) int32 {
	if object.Guarded((*object.PortState)(state)) {
		return 1
	}
	return 0
}

//export ws_go_port_modes
func ws_go_port_modes(file uintptr, modes uint32) int32 {
	return int32(core.SetModes(ws2def.Handle(file), modes))
}

//export ws_go_operation_result
func ws_go_operation_result(thread unsafe.Pointer, file uintptr, overlapped unsafe.Pointer, count *uint32, wait int32) int64 {
	n, e := core.Win32Result(ws2def.Handle(file), (*ws2def.Overlapped)(overlapped), (*object.Thread)(thread), wait != 0, spi.Hold)
	*count = n
	return int64(e)
}

//export ws_go_operations_cancel
func ws_go_operations_cancel(file uintptr, overlapped unsafe.Pointer) int32 {
	return int32(core.Cancel(ws2def.Handle(file), (*ws2def.Overlapped)(overlapped)))
}

//export ws_go_operations_cancel_by
func ws_go_operations_cancel_by(file uintptr, issuer uint32) int32 {
	return int32(core.CancelBy(ws2def.Handle(file), issuer))
}
