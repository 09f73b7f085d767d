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
