package main

import "C"

import (
	"unsafe"

	"winsock/internal/core"
	"winsock/ws2def"
)

//export ws_go_rio_register
func ws_go_rio_register(p unsafe.Pointer, n uint32, id *uintptr) int32 {
	buffer, e := core.RegisterBuffer(unsafe.Slice((*byte)(p), n))
	*id = uintptr(buffer)
	return int32(e)
}

//export ws_go_rio_deregister
func ws_go_rio_deregister(id uintptr) { core.DeregisterBuffer(ws2def.RIOBufferID(id)) }

//export ws_go_rio_completion_queue
func ws_go_rio_completion_queue(size uint32, by unsafe.Pointer, state *unsafe.Pointer) int32 {
	_, s, e := core.CreateCompletionQueue(size, (*ws2def.RIONotificationCompletion)(by))
	*state = unsafe.Pointer(s)
	return int32(e)
}

//export ws_go_rio_completion_queue_close
func ws_go_rio_completion_queue_close(cq uint32) { core.CloseCompletionQueue(ws2def.RIOCQ(cq)) }

//export ws_go_rio_completion_queue_resize
func ws_go_rio_completion_queue_resize(cq, size uint32) int32 {
	return int32(core.ResizeCompletionQueue(ws2def.RIOCQ(cq), size))
}

//export ws_go_rio_request_queue
func ws_go_rio_request_queue(s uintptr, receives, receiveBuffers, sends, sendBuffers, recvCQ, sendCQ uint32, context uint64, rq *uintptr) int32 {
	q, e := core.CreateRequestQueue(ws2def.Handle(s), receives, receiveBuffers, sends, sendBuffers, ws2def.RIOCQ(recvCQ), ws2def.RIOCQ(sendCQ), context)
	*rq = uintptr(q)
	return int32(e)
}

//export ws_go_rio_request_queue_resize
func ws_go_rio_request_queue_resize(rq uintptr, receives, sends uint32) int32 {
	return int32(core.ResizeRequestQueue(ws2def.RIORQ(rq), receives, sends))
}

//export ws_go_rio_request
func ws_go_rio_request(rq uintptr, sends int32, data unsafe.Pointer, flags uint32, context uint64) int32 {
	return int32(core.Request(ws2def.RIORQ(rq), sends != 0, (*ws2def.RIOBuf)(data), core.Extras{}, flags, context))
}

//export ws_go_rio_request_with
func ws_go_rio_request_with(rq uintptr, sends int32, data, local, remote, control, messageFlags unsafe.Pointer, flags uint32, context uint64) int32 {
	x := core.Extras{
		Local: (*ws2def.RIOBuf)(local), Remote: (*ws2def.RIOBuf)(remote),
		Control: (*ws2def.RIOBuf)(control), Flags: (*ws2def.RIOBuf)(messageFlags),
	}
	return int32(core.Request(ws2def.RIORQ(rq), sends != 0, (*ws2def.RIOBuf)(data), x, flags, context))
}

//export ws_go_rio_notify
func ws_go_rio_notify(cq uint32) int32 { return int32(core.NotifyCompletion(ws2def.RIOCQ(cq))) }
