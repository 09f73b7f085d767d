package main

import "C"

import (
	"unsafe"

	"winsock/internal/call"
	"winsock/internal/core"
	"winsock/spi"
	"winsock/ws2def"
)

//export ws_go_setsockopt
func ws_go_setsockopt(s uintptr, level, name int32, value unsafe.Pointer, n int32) int32 {
	return int32(call.Setsockopt(ws2def.Handle(s), level, name, (*byte)(value), n))
}

//export ws_go_getsockopt
func ws_go_getsockopt(s uintptr, level, name int32, value unsafe.Pointer, n *int32) int32 {
	return int32(call.Getsockopt(ws2def.Handle(s), level, name, (*byte)(value), n))
}

//export ws_go_decode_opentype
func ws_go_decode_opentype(value unsafe.Pointer, n int32, openType *int32) int32 {
	v, e := core.DecodeOpenType(bytes(value, n), n)
	if e == 0 {
		*openType = v
	}
	return int32(e)
}

//export ws_go_encode_opentype
func ws_go_encode_opentype(openType int32, value unsafe.Pointer, n *int32) int32 {
	room := bytes(value, *n)
	if value != nil && *n < 0 {
		room = bytes(value, 4)
	}
	length, e := core.EncodeOpenType(openType, room, *n)
	*n = length
	return int32(e)
}

//export ws_go_ioctlsocket
func ws_go_ioctlsocket(s uintptr, command uint32, argument *uint32) int32 {
	return int32(call.Ioctlsocket(ws2def.Handle(s), command, argument, spi.Hold))
}

//export ws_go_wsaioctl
func ws_go_wsaioctl(s uintptr, code uint32, in unsafe.Pointer, inLen uint32, out unsafe.Pointer, outLen uint32, written *uint32, async unsafe.Pointer) int32 {
	return int32(call.WSAIoctl(ws2def.Handle(s), code, (*byte)(in), inLen, (*byte)(out), outLen, written, (*core.Async)(async), spi.Hold))
}

//export ws_go_ended_at_once
func ws_go_ended_at_once(s uintptr, async unsafe.Pointer) int32 {
	return int32(core.EndedAtOnce(ws2def.Handle(s), (*core.Async)(async)))
}

//export ws_go_select
func ws_go_select(read, write, except, timeout unsafe.Pointer) int64 {
	n, e := call.Select((*call.FdSet)(read), (*call.FdSet)(write), (*call.FdSet)(except), ^uint32(0), (*ws2def.Timeval)(timeout), spi.Hold)
	return count(int(n), e)
}

//export ws_go_poll
func ws_go_poll(fds unsafe.Pointer, n uint32, timeout int32) int64 {
	ready, e := call.WSAPoll((*ws2def.WSAPOLLFD)(fds), n, timeout, spi.Hold)
	return count(int(ready), e)
}

//export ws_go_bigendian
func ws_go_bigendian(s uintptr) int64 {
	big, e := core.BigEndian(ws2def.Handle(s))
	if big {
		return count(1, e)
	}
	return count(0, e)
}

//export ws_go_wsaconnect
func ws_go_wsaconnect(s uintptr, name unsafe.Pointer, n int32, caller, callee, sqos, gqos unsafe.Pointer) int32 {
	return int32(call.WSAConnect(ws2def.Handle(s), bytes(name, n), (*ws2def.WSABuf)(caller), (*ws2def.WSABuf)(callee), (*ws2def.QOS)(sqos), (*ws2def.QOS)(gqos), spi.Hold))
}

// text is the UTF-16 or, not wide, UTF-8 text at p.
func text(p unsafe.Pointer, wide int32) string {
	if wide != 0 {
		return call.WideText((*uint16)(p))
	}
	return call.Text((*byte)(p))
}

func ends(localLen, local, remoteLen, remote unsafe.Pointer) call.Ends {
	return call.Ends{
		LocalLen: (*uint32)(localLen), Local: (*ws2def.RawSockaddrAny)(local),
		RemoteLen: (*uint32)(remoteLen), Remote: (*ws2def.RawSockaddrAny)(remote),
	}
}

//export ws_go_connect_by_name
func ws_go_connect_by_name(s uintptr, node, service unsafe.Pointer, wide int32, localLen, local, remoteLen, remote, timeout, reserved unsafe.Pointer) int32 {
	return int32(call.WSAConnectByName(ws2def.Handle(s), text(node, wide), text(service, wide), ends(localLen, local, remoteLen, remote), (*ws2def.Timeval)(timeout), (*ws2def.Overlapped)(reserved), spi.Hold))
}

//export ws_go_connect_by_list
func ws_go_connect_by_list(s uintptr, list, localLen, local, remoteLen, remote, timeout, reserved unsafe.Pointer) int32 {
	return int32(call.WSAConnectByList(ws2def.Handle(s), (*ws2def.SocketAddressList)(list), ends(localLen, local, remoteLen, remote), (*ws2def.Timeval)(timeout), (*ws2def.Overlapped)(reserved), spi.Hold))
}
