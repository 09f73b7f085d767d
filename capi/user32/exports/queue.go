package exports

// #include <stdint.h>
import "C"

import (
	"unicode/utf16"
	"unsafe"

	"winsock/internal/message"
	"winsock/internal/object"
	"winsock/spi"
)

// answer is a result, or the negative error code.
func answer(r message.Result, e message.Errno) int32 {
	if r == message.BadCall {
		return -int32(e)
	}
	return int32(r)
}

func number(b bool) int32 {
	if b {
		return 1
	}
	return 0
}

// The queue of a thread lives as long as the thread: package message keeps it.
//
//export ws_go_queue
func ws_go_queue(thread unsafe.Pointer) uintptr {
	return uintptr(unsafe.Pointer(message.QueueOf((*object.Thread)(thread), spi.Hold)))
}

func queue(p unsafe.Pointer) *message.Queue { return (*message.Queue)(p) }

//export ws_go_message_next
func ws_go_message_next(q, filter unsafe.Pointer, wait int32, m, call unsafe.Pointer) int32 {
	return answer(queue(q).Next((*message.Filter)(filter), wait != 0, (*message.Message)(m), (*message.Call)(call)))
}

//export ws_go_message_post
func ws_go_message_post(window uintptr, id uint32, wparam, lparam uintptr) int32 {
	return int32(message.Post(window, id, wparam, lparam))
}

//export ws_go_message_post_thread
func ws_go_message_post_thread(thread, id uint32, wparam, lparam uintptr) int32 {
	return int32(message.PostThread(thread, id, wparam, lparam))
}

//export ws_go_message_quit
func ws_go_message_quit(q unsafe.Pointer, code uintptr) { queue(q).Quit(code) }

//export ws_go_message_register
func ws_go_message_register(text unsafe.Pointer, n int32) uint32 {
	return message.RegisterMessage(string(utf16.Decode(unsafe.Slice((*uint16)(text), n))))
}

//export ws_go_message_send
func ws_go_message_send(q, call unsafe.Pointer, flags, limit uint32, out unsafe.Pointer, result *uintptr) int32 {
	return answer(queue(q).Send((*message.Call)(call), flags, limit, (*message.Call)(out), result))
}

//export ws_go_message_notify
func ws_go_message_notify(q, call, out unsafe.Pointer) int32 {
	return answer(queue(q).Notify((*message.Call)(call), (*message.Call)(out)))
}

//export ws_go_message_own
func ws_go_message_own(q, call unsafe.Pointer) int32 {
	return int32(queue(q).Own((*message.Call)(call)))
}

//export ws_go_message_await
func ws_go_message_await(q, out unsafe.Pointer, result *uintptr) int32 {
	return int32(queue(q).Await((*message.Call)(out), result))
}

//export ws_go_message_reply
func ws_go_message_reply(q unsafe.Pointer, result uintptr) { queue(q).Reply(result) }

//export ws_go_message_reply_now
func ws_go_message_reply_now(q unsafe.Pointer, result uintptr) int32 {
	return number(queue(q).ReplyNow(result))
}

//export ws_go_message_inside
func ws_go_message_inside(q unsafe.Pointer) uint32 { return queue(q).Inside() }

//export ws_go_message_status
func ws_go_message_status(q unsafe.Pointer, mask uint32) uint32 { return queue(q).Status(mask) }

//export ws_go_message_time
func ws_go_message_time(q unsafe.Pointer) uint32 { return queue(q).Time() }

//export ws_go_message_wait
func ws_go_message_wait(q, handles unsafe.Pointer, n, mask, limit, flags uint32) int64 {
	if n >= object.MaximumWaitObjects {
		n = object.MaximumWaitObjects // too many with the queue
	}
	r, e := queue(q).Wait(unsafe.Slice((*object.Handle)(handles), n), mask, limit, flags)
	if e != 0 {
		return -int64(e)
	}
	return int64(r)
}

//export ws_go_timer_start
func ws_go_timer_start(q unsafe.Pointer, window, id uintptr, period uint32, proc uintptr, given *uintptr) int32 {
	i, e := queue(q).SetTimer(window, id, period, proc)
	*given = i
	return int32(e)
}

//export ws_go_timer_kill
func ws_go_timer_kill(q unsafe.Pointer, window, id uintptr) int32 {
	return int32(queue(q).KillTimer(window, id))
}

//export ws_go_timer_rings
func ws_go_timer_rings(q unsafe.Pointer, proc uintptr) int32 { return number(queue(q).Rings(proc)) }
