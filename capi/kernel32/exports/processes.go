package exports

// #include <stdint.h>
import "C"

import (
	"unsafe"

	"winsock/internal/object"
	"winsock/ws2def"
)

//export ws_go_process_open
func ws_go_process_open(id, inherit uint32) int64 { return opened(object.OpenProcess(id, inherit)) }

//export ws_go_process_id
func ws_go_process_id(h uintptr) int64 { return waited(object.ProcessID(ws2def.Handle(h))) }

//export ws_go_process_exit_code
func ws_go_process_exit_code(h uintptr) int64 {
	return waited(object.ProcessExitCode(ws2def.Handle(h)))
}

//export ws_go_process_terminate
func ws_go_process_terminate(h uintptr, code uint32) int32 {
	return int32(object.TerminateProcess(ws2def.Handle(h), code))
}

//export ws_go_process_times
func ws_go_process_times(h uintptr, times unsafe.Pointer) int32 {
	all, e := object.ProcessTimes(ws2def.Handle(h))
	*(*[4]int64)(times) = [4]int64{all.Created, all.Exited, all.Kernel, all.User}
	return int32(e)
}
