package call

import (
	"unsafe"

	"winsock/internal/core"
	"winsock/ws2def"
)

// AcceptEx starts to accept a connection of listen for the socket accept. buf has
// room for data and for the blocks of the addresses, one behind the other.
//
// Source: O-377…O-400.
func AcceptEx(listen, accept Handle, buf *byte, data, local, remote uint32, a *core.Async) Errno {
	if buf == nil {
		remote = 0 // no room at all, in the order of the checks
	}
	var to core.Acceptance
	if remote != 0 {
		all := unsafe.Slice(buf, uint64(data)+uint64(local)+uint64(remote))
		to.Data, all = all[:data], all[data:]
		to.Local, to.Remote = all[:local], all[local:]
	}
	return core.AcceptEx(listen, accept, to, a)
}

// GetAcceptExSockaddrs finds the addresses in a buffer that AcceptEx has filled.
// local and localLen stay as they are when there is no room for a local address.
//
// Source: O-391…O-394.
func GetAcceptExSockaddrs(buf *byte, data, localRoom, remoteRoom uint32, local **ws2def.RawSockaddrAny, localLen *int32, remote **ws2def.RawSockaddrAny, remoteLen *int32) {
	if buf == nil {
		return
	}
	find := func(at uint64, room uint32, name **ws2def.RawSockaddrAny, length *int32) {
		if room == 0 {
			return
		}
		address := core.BlockAddress(unsafe.Slice((*byte)(unsafe.Add(unsafe.Pointer(buf), at)), room))
		if name != nil {
			// The address may be shorter than its type.
			first := unsafe.SliceData(address)
			*name = *(**ws2def.RawSockaddrAny)(unsafe.Pointer(&first))
		}
		if length != nil {
			*length = int32(len(address))
		}
	}
	find(uint64(data), localRoom, local, localLen)
	find(uint64(data)+uint64(localRoom), remoteRoom, remote, remoteLen)
}

// ConnectEx starts to connect s to name, and to send n bytes then.
//
// Source: O-401…O-417.
func ConnectEx(s Handle, name []byte, data *byte, n uint32, a *core.Async) Errno {
	if n == 0 {
		return core.ConnectEx(s, name, nil, a)
	}
	if data == nil {
		return Refuse(s, ws2def.WSAEFAULT)
	}
	return core.ConnectEx(s, name, unsafe.Slice(data, n), a)
}

// TransmitFile starts to send a file between a head and a tail.
//
// Source: O-426…O-433.
func TransmitFile(s, file Handle, count uint32, ends *ws2def.TransmitFileBuffers, flags uint32, a *core.Async) Errno {
	var head, tail []byte
	if ends != nil {
		var ok bool
		if head, ok = at(ends.Head, ends.HeadLength); !ok {
			return Refuse(s, ws2def.WSAEFAULT)
		}
		if tail, ok = at(ends.Tail, ends.TailLength); !ok {
			return Refuse(s, ws2def.WSAEFAULT)
		}
	}
	return core.TransmitFile(s, file, count, head, tail, flags, a)
}

// at is the n bytes at an address, false for NULL with a length.
func at(address uintptr, n uint32) (p []byte, ok bool) {
	if address == 0 || n == 0 {
		return nil, n == 0
	}
	return unsafe.Slice(*(**byte)(unsafe.Pointer(&address)), n), true
}

// TransmitPackets starts to send elements.
//
// Source: O-434…O-437.
func TransmitPackets(s Handle, elements *ws2def.TransmitPacketsElement, count, size, flags uint32, a *core.Async) Errno {
	if elements == nil && count != 0 {
		return Refuse(s, ws2def.WSAEFAULT)
	}
	pieces := make([]core.Piece, 0, count)
	for _, p := range unsafe.Slice(elements, count) {
		piece := core.Piece{End: p.ElFlags&ws2def.TP_ELEMENT_EOP != 0}
		switch p.ElFlags &^ ws2def.TP_ELEMENT_EOP {
		case ws2def.TP_ELEMENT_MEMORY:
			// The offset's place is the pointer's.
			memory, ok := at(uintptr(p.FileOffset), p.Length)
			if !ok {
				return Refuse(s, ws2def.WSAEFAULT)
			}
			piece.Memory = memory
		case ws2def.TP_ELEMENT_FILE:
			piece.File, piece.Offset, piece.Count = p.File, p.FileOffset, int64(p.Length)
			if p.File == 0 {
				piece.File = ws2def.InvalidHandle
			}
		default:
			return Refuse(s, ws2def.WSAEINVAL)
		}
		pieces = append(pieces, piece)
	}
	return core.TransmitPackets(s, pieces, size, flags, a)
}
