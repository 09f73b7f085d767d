package main

import "C"

import (
	"unsafe"

	"winsock/internal/core"
	"winsock/spi"
	"winsock/ws2def"
)

//export ws_go_lane_left
func ws_go_lane_left(s uintptr) { core.LaneLeft(ws2def.Handle(s)) }

//export ws_go_lanes_interrupt
func ws_go_lanes_interrupt() { core.InterruptLanes() }

// ws_go_lane_send goes on with a send in a lane that gave n. A bad buffer comes
// neither here nor to ws_go_lane_recv.
//
//export ws_go_lane_send
func ws_go_lane_send(s uintptr, p unsafe.Pointer, size, n int32) int64 {
	return count(core.LaneSend(ws2def.Handle(s), bytes(p, size), int(n), spi.Hold))
}

// ws_go_lane_recv goes on with a receive in a lane that gave n.
//
//export ws_go_lane_recv
func ws_go_lane_recv(s uintptr, p unsafe.Pointer, size, n int32) int64 {
	return count(core.LaneRecv(ws2def.Handle(s), bytes(p, size), int(n), spi.Hold))
}

// ws_go_express_send goes on with an overlapped send of which the kernel took n
// bytes, or none with a Linux error -n.
//
//export ws_go_express_send
func ws_go_express_send(s uintptr, p unsafe.Pointer, size uint32, n int32, ov unsafe.Pointer, issuer uint32) int32 {
	a := core.Async{Overlapped: (*ws2def.Overlapped)(ov), Issuer: issuer}
	return int32(core.ExpressSend(ws2def.Handle(s), unsafe.Slice((*byte)(p), size), int(n), &a))
}

// ws_go_express_end ends an overlapped receive for which the kernel gave no bytes,
// or a Linux error -n.
//
//export ws_go_express_end
func ws_go_express_end(s uintptr, n, inCall int32) int32 {
	return int32(core.ExpressEnd(ws2def.Handle(s), int(n), inCall != 0))
}

//export ws_go_express_reap
func ws_go_express_reap(s, bits uint32) { core.ExpressReap(ws2def.Handle(s), bits) }

//export ws_go_express_more
func ws_go_express_more(s uint32) { core.ExpressMore(ws2def.Handle(s)) }

// ws_go_express_flush has the send of s that is under way go on; 1: it is over.
//
//export ws_go_express_flush
func ws_go_express_flush(s uint32) int32 {
	if core.ExpressFlush(ws2def.Handle(s)) {
		return 1
	}
	return 0
}

//export ws_go_uring_stuck
func ws_go_uring_stuck(id uint32) { core.RingStuck(id) }

// ws_go_express_complete ends a request that completed with something unusual.
//
//export ws_go_express_complete
func ws_go_express_complete(data uint64, result int32) { core.ExpressComplete(data, result) }

//export ws_go_express_add
func ws_go_express_add(s uint32, ov uintptr, n, status uint32) {
	core.ExpressAdd(ws2def.Handle(s), ov, n, status)
}

// ws_go_datagrams_failed gives the receives of s back, after one got a Linux error.
//
//export ws_go_datagrams_failed
func ws_go_datagrams_failed(s uint32, code int32) {
	core.DatagramsFailed(ws2def.Handle(s), code)
}
