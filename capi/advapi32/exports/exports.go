// Package exports is what the C of advapi32 calls in Go, under names that begin
// with ws_go_: tokens, privileges, the security of sockets.
package exports

// #cgo CFLAGS: -Wno-unused-parameter
// #cgo LDFLAGS: -Wl,-unresolved-symbols=ignore-all
// #include <stdint.h>
import "C"

import (
	"unsafe"

	"winsock/internal/core"
	"winsock/internal/object"
	"winsock/internal/security"
	"winsock/ws2def"
)

// errorInvalidACL is for lists whose entries are wrong.
const errorInvalidACL = 1336

// given copies b to a buffer with room bytes when it fits there, and returns its
// size.
func given[T any](b []T, to unsafe.Pointer, room uint32) int64 {
	if to != nil && len(b) <= int(room) {
		copy(unsafe.Slice((*T)(to), len(b)), b)
	}
	return int64(len(b))
}

// refused is the result of a call that ended with e.
func refused(e ws2def.Errno) int64 { return -int64(e) }

//export ws_go_token_open
func ws_go_token_open(thread unsafe.Pointer, process uintptr, access uint32) int64 {
	h, e := object.OpenProcessToken(ws2def.Handle(process), access)
	if e != 0 {
		return refused(e)
	}
	return int64(h)
}

//export ws_go_token_of_thread
func ws_go_token_of_thread(thread unsafe.Pointer, h uintptr) int32 {
	return int32(object.OpenThreadToken((*object.Thread)(thread), ws2def.Handle(h)))
}

//export ws_go_token_privileges
func ws_go_token_privileges(token uintptr, list unsafe.Pointer, room uint32) int64 {
	all, e := object.TokenPrivileges(ws2def.Handle(token))
	if e != 0 {
		return refused(e)
	}
	return given(all, list, room)
}

// ws_go_token_adjust returns how many privileges changed; a bit above the lowest 16
// tells that not all are held.
//
//export ws_go_token_adjust
func ws_go_token_adjust(token uintptr, list unsafe.Pointer, n uint32, disable int32, previous unsafe.Pointer, room uint32) int64 {
	var state []ws2def.LUIDAndAttributes
	if list != nil {
		state = unsafe.Slice((*ws2def.LUIDAndAttributes)(list), n)
	}
	before, all, e := object.AdjustPrivileges(ws2def.Handle(token), state, disable != 0, previous != nil)
	if e != 0 {
		return refused(e)
	}
	changed := given(before, previous, room)
	if !all {
		changed |= 1 << 16
	}
	return changed
}

// ws_go_token_identity gives the user (0), the primary group (1) or one behind the
// other the groups (2).
//
//export ws_go_token_identity
func ws_go_token_identity(token uintptr, what int32, sids unsafe.Pointer, room uint32) int64 {
	user, group, others, e := object.TokenIdentity(ws2def.Handle(token))
	if e != 0 {
		return refused(e)
	}
	switch what {
	case 0:
		return given(user, sids, room)
	case 1:
		return given(group, sids, room)
	}
	var all []byte
	for _, sid := range others {
		if len(all)+len(sid) <= int(room) {
			all = append(all, sid...)
		}
	}
	return given(all, sids, room)
}

//export ws_go_privilege_find
func ws_go_privilege_find(name unsafe.Pointer, n int32) int64 {
	p, ok := security.FindPrivilege(unsafe.String((*byte)(name), n))
	if !ok {
		return -1
	}
	return int64(p)
}

//export ws_go_privilege_name
func ws_go_privilege_name(privilege uint32, name unsafe.Pointer, room uint32) int64 {
	text := security.Privilege(privilege).Name()
	if text == "" {
		return -1
	}
	return given([]byte(text), name, room)
}

//export ws_go_sid_known
func ws_go_sid_known(kind uint32, sid unsafe.Pointer, room uint32) int64 {
	s, ok := security.WellKnown(kind)
	if !ok {
		return -1
	}
	return given(s, sid, room)
}

//export ws_go_sid_text
func ws_go_sid_text(sid unsafe.Pointer, size uint32, text unsafe.Pointer, room uint32) int64 {
	s, ok := security.DecodeSID(unsafe.Slice((*byte)(sid), size))
	if !ok {
		return -1
	}
	return given([]byte(s.String()), text, room)
}

//export ws_go_sid_parse
func ws_go_sid_parse(text unsafe.Pointer, size uint32, sid unsafe.Pointer, room uint32) int64 {
	s, ok := security.ParseSID(unsafe.String((*byte)(text), size))
	if !ok {
		return -1
	}
	return given(s, sid, room)
}

//export ws_go_security_set
func ws_go_security_set(h uintptr, parts uint32, descriptor unsafe.Pointer, size uint32) int32 {
	d, ok := security.DecodeDescriptor(unsafe.Slice((*byte)(descriptor), size))
	if !ok {
		return errorInvalidACL
	}
	return int32(core.SetSecurity(ws2def.Handle(h), parts, &d))
}

//export ws_go_security_get
func ws_go_security_get(h uintptr, parts uint32, descriptor unsafe.Pointer, room uint32) int64 {
	d, e := core.Security(ws2def.Handle(h), parts)
	if e != 0 {
		return refused(e)
	}
	return given(d.Encode(), descriptor, room)
}
