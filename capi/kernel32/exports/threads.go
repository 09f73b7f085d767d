package exports

// #include <stdint.h>
import "C"

import (
	"sync"
	"time"
	"unsafe"

	"winsock/internal/core"
	"winsock/internal/object"
	"winsock/spi"
	"winsock/ws2def"
)

// threads are those that run, so that the garbage collector keeps what C points
// to, and that OpenThread finds them.
var threads struct {
	sync.Mutex
	running map[*object.Thread]struct{}
}

func enroll(t *object.Thread) uintptr {
	threads.Lock()
	defer threads.Unlock()
	if threads.running == nil {
		threads.running = make(map[*object.Thread]struct{})
	}
	threads.running[t] = struct{}{}
	return uintptr(unsafe.Pointer(t))
}

func discharge(t *object.Thread) {
	threads.Lock()
	delete(threads.running, t)
	threads.Unlock()
}

//export ws_go_thread_adopt
func ws_go_thread_adopt(id uint32) uintptr { return enroll(object.NewThread(id, false)) }

//export ws_go_thread_create
func ws_go_thread_create(suspended int32, inherit uint32, thread *uintptr) int64 {
	t := object.NewThread(0, suspended != 0)
	h, e := object.OpenThread(t, inherit)
	if e == 0 {
		*thread = enroll(t)
	}
	return opened(h, e)
}

//export ws_go_thread_set_id
func ws_go_thread_set_id(thread unsafe.Pointer, id uint32) { (*object.Thread)(thread).SetID(id) }

// ws_go_thread_begin waits until the thread may run. It returns 1 when APCs are
// queued, 2 when it shall end.
//
//export ws_go_thread_begin
func ws_go_thread_begin(thread unsafe.Pointer) int32 {
	t := (*object.Thread)(thread)
	t.Begin(spi.Hold)
	switch {
	case t.Doomed():
		return 2
	case t.Pending():
		return 1
	default:
		return 0
	}
}

//export ws_go_thread_end
func ws_go_thread_end(thread unsafe.Pointer, code uint32, kernel, user int64, issued int32) {
	t := (*object.Thread)(thread)
	if issued != 0 {
		core.ThreadEnded(t.ID())
	}
	t.End(code, time.Duration(kernel), time.Duration(user))
	discharge(t)
}

// procedure is a struct ws_apc.
type procedure struct {
	kind      uint32
	function  uintptr
	arguments [3]uintptr
}

// ws_go_thread_next takes the next APC: 1. Without any it returns 0, and 2 when
// the thread shall end.
//
//export ws_go_thread_next
func ws_go_thread_next(thread, apc unsafe.Pointer) int32 {
	t := (*object.Thread)(thread)
	if t.Doomed() {
		return 2
	}
	a, ok := t.Next()
	if !ok {
		return 0
	}
	*(*procedure)(apc) = procedure{a.Kind, a.Func, a.Args}
	return 1
}

//export ws_go_thread_open
func ws_go_thread_open(id, inherit uint32) int64 {
	threads.Lock()
	defer threads.Unlock()
	for t := range threads.running {
		if t.ID() == id {
			return opened(object.OpenThread(t, inherit))
		}
	}
	return -int64(ws2def.ERROR_INVALID_PARAMETER)
}

// find is the thread that h means to caller.
func find(caller unsafe.Pointer, h uintptr) (*object.Thread, ws2def.Errno) {
	return object.FindThread((*object.Thread)(caller), ws2def.Handle(h))
}

// ask is the answer to a question of the thread that h means to caller.
func ask(caller unsafe.Pointer, h uintptr, question func(*object.Thread) uint32) int64 {
	t, e := find(caller, h)
	if e != 0 {
		return -int64(e)
	}
	return int64(question(t))
}

//export ws_go_thread_id
func ws_go_thread_id(thread unsafe.Pointer, h uintptr) int64 {
	return ask(thread, h, (*object.Thread).ID)
}

//export ws_go_thread_exit_code
func ws_go_thread_exit_code(thread unsafe.Pointer, h uintptr) int64 {
	return ask(thread, h, (*object.Thread).ExitCode)
}

//export ws_go_thread_resume
func ws_go_thread_resume(thread unsafe.Pointer, h uintptr) int64 {
	return ask(thread, h, (*object.Thread).Resume)
}

//export ws_go_thread_suspend
func ws_go_thread_suspend(thread unsafe.Pointer, h uintptr) int64 {
	t, e := find(thread, h)
	if e != 0 {
		return -int64(e)
	}
	before, e := t.Suspend((*object.Thread)(thread), spi.Hold)
	return waited(before, e)
}

// ws_go_thread_doom makes the thread end with code, at its next wait or by the
// signal, and returns its id, or 0 when it is the caller.
//
//export ws_go_thread_doom
func ws_go_thread_doom(thread unsafe.Pointer, h uintptr, code, signal uint32) int64 {
	t, e := find(thread, h)
	switch {
	case e != 0:
		return -int64(e)
	case t == (*object.Thread)(thread):
		return 0
	case t.Ended():
		return -int64(ws2def.ERROR_ACCESS_DENIED)
	}
	t.Doom(code)
	go t.Hunt(signal)
	return int64(t.ID())
}

//export ws_go_thread_queue
func ws_go_thread_queue(thread unsafe.Pointer, h, function, argument uintptr) int32 {
	t, e := find(thread, h)
	if e == 0 {
		e = t.Queue(object.APC{Kind: object.UserAPC, Func: function, Args: [3]uintptr{argument}})
	}
	return int32(e)
}

// ws_go_thread_priority returns the priority that was set, raised by 256.
//
//export ws_go_thread_priority
func ws_go_thread_priority(thread unsafe.Pointer, h uintptr) int64 {
	t, e := find(thread, h)
	if e != 0 {
		return -int64(e)
	}
	return int64(t.Priority()) + 256
}

//export ws_go_thread_set_priority
func ws_go_thread_set_priority(thread unsafe.Pointer, h uintptr, priority int32) int32 {
	t, e := find(thread, h)
	if e == 0 {
		t.SetPriority(priority)
	}
	return int32(e)
}

//export ws_go_thread_times
func ws_go_thread_times(thread unsafe.Pointer, h uintptr, times unsafe.Pointer) int32 {
	t, e := find(thread, h)
	if e != 0 {
		return int32(e)
	}
	all, e := t.Times()
	*(*[4]int64)(times) = [4]int64{all.Created, all.Exited, all.Kernel, all.User}
	return int32(e)
}

//export ws_go_thread_describe
func ws_go_thread_describe(thread unsafe.Pointer, h uintptr, text unsafe.Pointer, n int32) int32 {
	t, e := find(thread, h)
	if e == 0 {
		t.SetDescription(append([]uint16(nil), unsafe.Slice((*uint16)(text), n)...))
	}
	return int32(e)
}

// ws_go_thread_description copies as much as there is room for and returns the
// whole length.
//
//export ws_go_thread_description
func ws_go_thread_description(thread unsafe.Pointer, h uintptr, text unsafe.Pointer, room int32) int64 {
	t, e := find(thread, h)
	if e != 0 {
		return -int64(e)
	}
	d := t.Description()
	copy(unsafe.Slice((*uint16)(text), room), d)
	return int64(len(d))
}
