package main

// #include <stdlib.h>
import "C"

import (
	"context"
	"unicode/utf16"
	"unsafe"

	"winsock/internal/core"
	"winsock/internal/resolve"
	"winsock/ws2def"
)

// names answers questions about names as this machine does.
var names resolve.Resolver

// found is memory of C's that an answer is laid out in; the caller frees it.
type found struct{ at, next unsafe.Pointer }

// find gets n bytes, all zero; its at is nil when there are none.
func find(n uintptr) found {
	p := C.calloc(1, C.size_t(n))
	return found{p, p}
}

// room is the next n bytes, at a multiple of 8.
func (f *found) room(n uintptr) unsafe.Pointer {
	p := f.next
	f.next = unsafe.Add(p, (n+7)&^7)
	return p
}

// bytes puts b with a final zero and returns where.
func (f *found) bytes(b []byte) *byte {
	p := f.room(uintptr(len(b)) + 1)
	room := unsafe.Slice((*byte)(p), len(b)+1)
	room[copy(room, b)] = 0
	return (*byte)(p)
}

// list puts texts and the array of pointers to them, which ends with NULL.
func (f *found) list(texts [][]byte) **byte {
	array := unsafe.Slice((**byte)(f.room(uintptr(len(texts)+1)*8)), len(texts)+1)
	for i, t := range texts {
		array[i] = f.bytes(t)
	}
	array[len(texts)] = nil
	return &array[0]
}

// listSize is more than list needs.
func listSize(texts [][]byte) uintptr {
	n := uintptr(16)
	for _, t := range texts {
		n += uintptr(len(t)) + 24
	}
	return n
}

func asBytes(texts []string) [][]byte {
	all := make([][]byte, len(texts))
	for i, t := range texts {
		all[i] = []byte(t)
	}
	return all
}

// give hands an answer to C.
func give(f found, to *unsafe.Pointer) int32 {
	if f.at == nil {
		return int32(ws2def.WSA_NOT_ENOUGH_MEMORY)
	}
	*to = f.at
	return 0
}

// An answer is laid out in a piece of memory: first how much it takes at most,
// then the structure itself.

func hostSize(h resolve.Host) uintptr {
	return 64 + uintptr(len(h.Name)) + listSize(asBytes(h.Aliases)) + listSize(h.Addresses)
}

func (f *found) host(h resolve.Host) {
	host := (*ws2def.Hostent)(f.room(unsafe.Sizeof(ws2def.Hostent{})))
	*host = ws2def.Hostent{AddrType: uint16(h.Family)}
	host.Name = f.bytes([]byte(h.Name))
	host.Aliases = f.list(asBytes(h.Aliases))
	host.AddrList = f.list(h.Addresses)
	if len(h.Addresses) > 0 {
		host.Length = uint16(len(h.Addresses[0]))
	}
}

func giveHost(h resolve.Host, e ws2def.Errno, to *unsafe.Pointer) int32 {
	if e != 0 {
		return int32(e)
	}
	f := find(hostSize(h))
	if f.at != nil {
		f.host(h)
	}
	return give(f, to)
}

//export ws_go_host_by_name
func ws_go_host_by_name(name unsafe.Pointer, to *unsafe.Pointer) int32 {
	if !core.Started() {
		return int32(ws2def.WSANOTINITIALISED)
	}
	h, e := names.HostByName(context.Background(), text(name, 0))
	return giveHost(h, e, to)
}

//export ws_go_host_by_addr
func ws_go_host_by_addr(addr unsafe.Pointer, n, family int32, to *unsafe.Pointer) int32 {
	if !core.Started() {
		return int32(ws2def.WSANOTINITIALISED)
	}
	h, e := names.HostByAddr(context.Background(), bytes(addr, n), family)
	return giveHost(h, e, to)
}

func serviceSize(s resolve.Service) uintptr {
	return 96 + uintptr(len(s.Name)+len(s.Protocol)) + listSize(asBytes(s.Aliases))
}

func (f *found) service(s resolve.Service) {
	service := (*ws2def.Servent)(f.room(unsafe.Sizeof(ws2def.Servent{})))
	*service = ws2def.Servent{Port: s.Port<<8 | s.Port>>8}
	service.Name = f.bytes([]byte(s.Name))
	service.Aliases = f.list(asBytes(s.Aliases))
	service.Proto = f.bytes([]byte(s.Protocol))
}

func giveService(s resolve.Service, e ws2def.Errno, to *unsafe.Pointer) int32 {
	if e != 0 {
		return int32(e)
	}
	f := find(serviceSize(s))
	if f.at != nil {
		f.service(s)
	}
	return give(f, to)
}

//export ws_go_service_by_name
func ws_go_service_by_name(name, protocol unsafe.Pointer, to *unsafe.Pointer) int32 {
	if !core.Started() {
		return int32(ws2def.WSANOTINITIALISED)
	}
	s, e := names.ServiceByName(text(name, 0), text(protocol, 0))
	return giveService(s, e, to)
}

//export ws_go_service_by_port
func ws_go_service_by_port(port int32, protocol unsafe.Pointer, to *unsafe.Pointer) int32 {
	if !core.Started() {
		return int32(ws2def.WSANOTINITIALISED)
	}
	// Programs pass the result of htons, sign-extended or not.
	p := uint16(port)
	s, e := names.ServiceByPort(p<<8|p>>8, text(protocol, 0))
	return giveService(s, e, to)
}

func protocolSize(p resolve.Protocol) uintptr {
	return 64 + uintptr(len(p.Name)) + listSize(asBytes(p.Aliases))
}

func (f *found) protocol(p resolve.Protocol) {
	protocol := (*ws2def.Protoent)(f.room(unsafe.Sizeof(ws2def.Protoent{})))
	*protocol = ws2def.Protoent{Proto: uint16(p.Number)}
	protocol.Name = f.bytes([]byte(p.Name))
	protocol.Aliases = f.list(asBytes(p.Aliases))
}

func giveProtocol(p resolve.Protocol, e ws2def.Errno, to *unsafe.Pointer) int32 {
	if e != 0 {
		return int32(e)
	}
	f := find(protocolSize(p))
	if f.at != nil {
		f.protocol(p)
	}
	return give(f, to)
}

//export ws_go_protocol_by_name
func ws_go_protocol_by_name(name unsafe.Pointer, to *unsafe.Pointer) int32 {
	if !core.Started() {
		return int32(ws2def.WSANOTINITIALISED)
	}
	p, e := names.ProtocolByName(text(name, 0))
	return giveProtocol(p, e, to)
}

//export ws_go_protocol_by_number
func ws_go_protocol_by_number(number int32, to *unsafe.Pointer) int32 {
	if !core.Started() {
		return int32(ws2def.WSANOTINITIALISED)
	}
	p, e := names.ProtocolByNumber(number)
	return giveProtocol(p, e, to)
}

// ws_go_addrinfo makes the list of getaddrinfo or, wide, GetAddrInfoW: each
// result is one piece of memory with its address and name.
//
//export ws_go_addrinfo
func ws_go_addrinfo(node, service, hints unsafe.Pointer, wide int32, to *unsafe.Pointer) int32 {
	if !core.Started() {
		return int32(ws2def.WSANOTINITIALISED)
	}
	var wanted resolve.Hints
	if hints != nil {
		h := (*ws2def.AddrinfoW)(hints)
		if h.Addrlen != 0 || h.Canonname != nil || h.Addr != nil || h.Next != nil {
			return int32(ws2def.WSANO_RECOVERY)
		}
		wanted = resolve.Hints{Flags: h.Flags, Family: h.Family, SockType: h.Socktype, Protocol: h.Protocol}
	}
	results, e := names.GetAddrInfo(context.Background(), text(node, wide), text(service, wide), node != nil, service != nil, &wanted)
	if e != 0 {
		return int32(e)
	}
	var first unsafe.Pointer
	last := &first
	for _, r := range results {
		f := find(unsafe.Sizeof(ws2def.AddrinfoW{}) + uintptr(len(r.Addr)) + 2*uintptr(len(r.CanonName)) + 32)
		if f.at == nil {
			for p := first; p != nil; {
				next := unsafe.Pointer((*ws2def.AddrinfoW)(p).Next)
				C.free(p)
				p = next
			}
			return int32(ws2def.WSA_NOT_ENOUGH_MEMORY)
		}
		info := (*ws2def.AddrinfoW)(f.room(unsafe.Sizeof(ws2def.AddrinfoW{})))
		info.Family, info.Socktype, info.Protocol = r.Family, r.SockType, r.Protocol
		info.Addrlen = uintptr(len(r.Addr))
		info.Addr = (*ws2def.RawSockaddrAny)(unsafe.Pointer(f.bytes(r.Addr)))
		if r.CanonName != "" {
			info.Canonname = (*uint16)(unsafe.Pointer(f.bytes(encoded(r.CanonName, wide))))
		}
		*last, last = f.at, (*unsafe.Pointer)(unsafe.Pointer(&info.Next))
	}
	*to = first
	return 0
}

// encoded is s in UTF-16 with its final zero or, not wide, as it is.
func encoded(s string, wide int32) []byte {
	if wide == 0 {
		return []byte(s)
	}
	units := append(utf16.Encode([]rune(s)), 0)
	return unsafe.Slice((*byte)(unsafe.Pointer(&units[0])), 2*len(units))
}

// ws_go_nameinfo writes the names of an address to host and service, which have
// room for so many characters; NULL asks for none.
//
//export ws_go_nameinfo
func ws_go_nameinfo(name unsafe.Pointer, n int32, host unsafe.Pointer, hostLen uint32, service unsafe.Pointer, serviceLen uint32, flags, wide int32) int32 {
	if !core.Started() {
		return int32(ws2def.WSANOTINITIALISED)
	}
	hostRoom, serviceRoom := resolve.NoBuffer, resolve.NoBuffer
	if host != nil {
		hostRoom = int(hostLen)
	}
	if service != nil {
		serviceRoom = int(serviceLen)
	}
	hostName, serviceName, e := names.GetNameInfo(context.Background(), bytes(name, n), hostRoom, serviceRoom, flags)
	if e == 0 {
		e = putText(host, hostLen, hostName, wide)
	}
	if e == 0 {
		e = putText(service, serviceLen, serviceName, wide)
	}
	return int32(e)
}

// putText writes s and its final zero to the room of n characters at p; nil
// wants none.
func putText(p unsafe.Pointer, n uint32, s string, wide int32) ws2def.Errno {
	if p == nil {
		return 0
	}
	if characters(p, n, s, wide) > n {
		return ws2def.ERROR_INSUFFICIENT_BUFFER
	}
	return 0
}

// characters writes s and its final zero to the room of n characters at p, if
// they fit, and returns how many there are.
func characters(p unsafe.Pointer, n uint32, s string, wide int32) uint32 {
	if wide != 0 {
		units := append(utf16.Encode([]rune(s)), 0)
		if len(units) <= int(n) && p != nil {
			copy(unsafe.Slice((*uint16)(p), n), units)
		}
		return uint32(len(units))
	}
	if len(s) < int(n) && p != nil {
		room := unsafe.Slice((*byte)(p), n)
		room[copy(room, s)] = 0
	}
	return uint32(len(s) + 1)
}

//export ws_go_hostname
func ws_go_hostname(p unsafe.Pointer, n uint32, wide int32) int32 {
	if !core.Started() {
		return int32(ws2def.WSANOTINITIALISED)
	}
	if p == nil {
		return int32(ws2def.WSAEFAULT)
	}
	name, e := names.HostName()
	if e == 0 && characters(p, n, name, wide) > n {
		e = ws2def.WSAEFAULT
	}
	return int32(e)
}
