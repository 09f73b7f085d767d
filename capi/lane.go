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

//export ws_go_lane_send
func ws_go_lane_send(s uintptr, p unsafe.Pointer, n, done int32) int64 {
	return count(core.LaneSend(ws2def.Handle(s), bytes(p, n), int(done), spi.Hold))
}

//export ws_go_lane_error
func ws_go_lane_error(s uintptr, send, code int32) int32 {
	return int32(core.LaneError(ws2def.Handle(s), send != 0, code))
}
