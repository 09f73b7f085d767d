package exports

// #include <stdint.h>
import "C"

import "winsock/internal/object"

// ws_go_process_child gives handles to the process pid, a child, and to its
// first thread, which it stores. It returns the negative error when it can't;
// then the child is killed.
//
//export ws_go_process_child
func ws_go_process_child(pid, suspended int32, inheritProcess, inheritThread uint32, thread *uint64) int64 {
	process, first, e := object.EnterChild(int(pid), suspended != 0, inheritProcess, inheritThread)
	if e != 0 {
		return -int64(e)
	}
	*thread = uint64(first)
	return int64(process)
}
