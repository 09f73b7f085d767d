package exports

// #include <stdint.h>
// #include <stdlib.h>
import "C"

import (
	"unsafe"

	"winsock/internal/core"
	"winsock/ws2def"
)

// ws_go_bequeath makes descriptors for a child process, which is to have them under
// the same numbers, and a variable for its environment. standard are its three
// standard handles; those that are no sockets of the child's become 0. It stores memory
// for free(3) and returns the number of descriptors, or the negative error.
//
//export ws_go_bequeath
func ws_go_bequeath(standard *uint64, files **int32, variable **C.char) int64 {
	var handles [3]ws2def.Handle
	for i, h := range unsafe.Slice(standard, 3) {
		handles[i] = ws2def.Handle(h)
	}
	i, e := core.Bequeath(nil, handles, nil)
	if e != 0 {
		return -int64(e)
	}
	memory := (*int32)(C.malloc(C.size_t(len(i.Files)+1) * 4))
	for n, fd := range i.Files {
		unsafe.Slice(memory, len(i.Files))[n] = int32(fd)
	}
	*files, *variable = memory, C.CString(i.Variable)
	for n, h := range i.Standard {
		unsafe.Slice(standard, 3)[n] = uint64(h)
	}
	return int64(len(i.Files))
}

// ws_go_inherited_standard is the handle of a socket that is standard input, output
// or error of this process, 0 for others.
//
//export ws_go_inherited_standard
func ws_go_inherited_standard(i int32) uint64 { return uint64(core.InheritedStandard(int(i))) }
