package main

import "C"

import (
	"unsafe"

	"winsock/internal/call"
	"winsock/internal/core"
	"winsock/internal/object"
	"winsock/spi"
	"winsock/ws2def"
)

// A bad buffer comes as NULL with a length.

//export ws_go_send
func ws_go_send(s uintptr, p unsafe.Pointer, n int32, flags uint32) int64 {
	if p == nil && n != 0 || n < 0 {
		return -int64(call.RefuseSend(ws2def.Handle(s), nil, flags, ws2def.WSAEFAULT))
	}
	return count(core.Send(ws2def.Handle(s), bytes(p, n), flags, spi.Hold))
}

//export ws_go_recv
func ws_go_recv(s uintptr, p unsafe.Pointer, n int32, flags uint32) int64 {
	if p == nil && n != 0 || n < 0 {
		return -int64(call.RefuseRecv(ws2def.Handle(s), &flags, ws2def.WSAEFAULT))
	}
	return count(core.Recv(ws2def.Handle(s), bytes(p, n), flags, spi.Hold))
}

//export ws_go_sendto
func ws_go_sendto(s uintptr, p unsafe.Pointer, n int32, flags uint32, name unsafe.Pointer, nameLen int32) int64 {
	var sent uint32
	buf := ws2def.WSABuf{Len: uint32(n), Buf: (*byte)(p)}
	to := bytes(name, max(nameLen, 0))
	if n < 0 {
		return -int64(call.RefuseSend(ws2def.Handle(s), to, flags, ws2def.WSAEFAULT))
	}
	e := call.WSASendTo(ws2def.Handle(s), &buf, 1, &sent, flags, to, nil, spi.Hold)
	return count(int(sent), e)
}

//export ws_go_recvfrom
func ws_go_recvfrom(s uintptr, p unsafe.Pointer, n int32, flags uint32, name unsafe.Pointer, nameLen *int32) int64 {
	var received uint32
	buf := ws2def.WSABuf{Len: uint32(n), Buf: (*byte)(p)}
	if n < 0 {
		return -int64(call.RefuseRecv(ws2def.Handle(s), &flags, ws2def.WSAEFAULT))
	}
	e := call.WSARecvFrom(ws2def.Handle(s), &buf, 1, &received, &flags, (*ws2def.RawSockaddrAny)(name), nameLen, nil, spi.Hold)
	return count(int(received), e)
}

// An overlapped operation comes with a struct ws_async, others without one.

//export ws_go_wsasend
func ws_go_wsasend(s uintptr, bufs unsafe.Pointer, n uint32, sent *uint32, flags uint32, async unsafe.Pointer) int32 {
	return int32(call.WSASend(ws2def.Handle(s), (*ws2def.WSABuf)(bufs), n, sent, flags, (*core.Async)(async), spi.Hold))
}

//export ws_go_wsasendto
func ws_go_wsasendto(s uintptr, bufs unsafe.Pointer, n uint32, sent *uint32, flags uint32, name unsafe.Pointer, nameLen int32, async unsafe.Pointer) int32 {
	return int32(call.WSASendTo(ws2def.Handle(s), (*ws2def.WSABuf)(bufs), n, sent, flags, bytes(name, max(nameLen, 0)), (*core.Async)(async), spi.Hold))
}

//export ws_go_wsarecv
func ws_go_wsarecv(s uintptr, bufs unsafe.Pointer, n uint32, received, flags *uint32, async unsafe.Pointer) int32 {
	return int32(call.WSARecv(ws2def.Handle(s), (*ws2def.WSABuf)(bufs), n, received, flags, (*core.Async)(async), spi.Hold))
}

//export ws_go_wsarecvfrom
func ws_go_wsarecvfrom(s uintptr, bufs unsafe.Pointer, n uint32, received, flags *uint32, name unsafe.Pointer, nameLen *int32, async unsafe.Pointer) int32 {
	return int32(call.WSARecvFrom(ws2def.Handle(s), (*ws2def.WSABuf)(bufs), n, received, flags, (*ws2def.RawSockaddrAny)(name), nameLen, (*core.Async)(async), spi.Hold))
}

//export ws_go_wsasendmsg
func ws_go_wsasendmsg(s uintptr, msg unsafe.Pointer, flags uint32, sent *uint32, async unsafe.Pointer) int32 {
	return int32(call.WSASendMsg(ws2def.Handle(s), (*ws2def.WSAMsg)(msg), flags, sent, (*core.Async)(async), spi.Hold))
}

//export ws_go_wsarecvmsg
func ws_go_wsarecvmsg(s uintptr, msg unsafe.Pointer, received *uint32, async unsafe.Pointer) int32 {
	return int32(call.WSARecvMsg(ws2def.Handle(s), (*ws2def.WSAMsg)(msg), received, (*core.Async)(async), spi.Hold))
}

// ws_go_overlapped_result returns an error code.
//
//export ws_go_overlapped_result
func ws_go_overlapped_result(thread unsafe.Pointer, s uintptr, ov unsafe.Pointer, count *uint32, wait int32, flags *uint32) int32 {
	n, f, e := core.Result(ws2def.Handle(s), (*ws2def.Overlapped)(ov), (*object.Thread)(thread), wait != 0, spi.Hold)
	if e != ws2def.WSA_IO_INCOMPLETE {
		*count = n
	}
	if e == 0 {
		*flags = f
	}
	return int32(e)
}
