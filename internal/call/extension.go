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
