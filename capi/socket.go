package main

// #include <stdint.h>
import "C"

import (
	"sync"
	"unsafe"

	"winsock/internal/call"
	"winsock/internal/core"
	"winsock/spi"
	"winsock/ws2def"
)

// The functions for C return an error code, 0 for success, or a count that is
// the negative code when the call failed.

// count is n, or -e.
func count(n int, e ws2def.Errno) int64 {
	if e != 0 {
		return -int64(e)
	}
	return int64(n)
}

// handle is h, or -e.
func handle(h ws2def.Handle, e ws2def.Errno) int64 { return count(int(h), e) }

//export ws_go_startup
func ws_go_startup(version uint32, data unsafe.Pointer, interruption uint32, lanes, expresses unsafe.Pointer) int32 {
	prepare.Do(func() {
		core.SetInterruption(interruption)
		core.SetLanes(unsafe.Slice((*core.Lane)(lanes), core.NumLanes),
			unsafe.Slice((*core.Express)(expresses), core.NumLanes))
	})
	return int32(core.Startup(uint16(version), (*ws2def.WSAData)(data)))
}

// prepare tells the core, once, what the C side offers.
var prepare sync.Once

//export ws_go_flush
func ws_go_flush() { core.Flush() }

//export ws_go_cleanup
func ws_go_cleanup() int32 { return int32(core.Cleanup()) }

//export ws_go_started
func ws_go_started() int32 {
	if core.Started() {
		return 0
	}
	return int32(ws2def.WSANOTINITIALISED)
}

//export ws_go_check
func ws_go_check(s uintptr) int32 { return int32(core.Check(ws2def.Handle(s))) }

//export ws_go_socket
func ws_go_socket(af, typ, protocol int32, info unsafe.Pointer, wide int32, group, flags uint32) int64 {
	var entry *ws2def.WSAProtocolInfo
	switch {
	case info == nil:
	case wide != 0:
		entry = (*ws2def.WSAProtocolInfo)(info)
	default:
		w := (*ws2def.WSAProtocolInfoA)(info).W()
		entry = &w
	}
	return handle(core.Create(af, typ, protocol, entry, group, flags))
}

//export ws_go_close
func ws_go_close(s uintptr) int32 { return int32(core.Close(ws2def.Handle(s), spi.Hold)) }

//export ws_go_shutdown
func ws_go_shutdown(s uintptr, how int32) int32 {
	return int32(core.Shutdown(ws2def.Handle(s), how))
}

//export ws_go_send_disconnect
func ws_go_send_disconnect(s uintptr, data unsafe.Pointer) int32 {
	return int32(call.WSASendDisconnect(ws2def.Handle(s), (*ws2def.WSABuf)(data)))
}

//export ws_go_recv_disconnect
func ws_go_recv_disconnect(s uintptr, data unsafe.Pointer) int32 {
	return int32(call.WSARecvDisconnect(ws2def.Handle(s), (*ws2def.WSABuf)(data)))
}

//export ws_go_bind
func ws_go_bind(s uintptr, name unsafe.Pointer, n int32) int32 {
	return int32(core.Bind(ws2def.Handle(s), bytes(name, n)))
}

//export ws_go_listen
func ws_go_listen(s uintptr, backlog int32) int32 {
	return int32(core.Listen(ws2def.Handle(s), backlog))
}

//export ws_go_sockname
func ws_go_sockname(s uintptr, name unsafe.Pointer, room int32) int64 {
	return count(core.GetSockName(ws2def.Handle(s), bytes(name, room)))
}

//export ws_go_peername
func ws_go_peername(s uintptr, name unsafe.Pointer, room int32) int64 {
	return count(core.GetPeerName(ws2def.Handle(s), bytes(name, room)))
}

//export ws_go_connect
func ws_go_connect(s uintptr, name unsafe.Pointer, n int32) int32 {
	return int32(core.Connect(ws2def.Handle(s), bytes(name, n), spi.Hold))
}

// bytes is the n bytes at p; nil for NULL.
func bytes(p unsafe.Pointer, n int32) []byte {
	if p == nil || n < 0 {
		return nil
	}
	return unsafe.Slice((*byte)(p), n)
}
