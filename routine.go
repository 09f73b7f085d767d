package winsock

import (
	"math"
	"time"
	"unsafe"

	"winsock/internal/object"
	"winsock/internal/routine"
	"winsock/spi"
)

// NewCallback makes the Go function fn something that can be given as a completion
// routine: to [WSASend] and its like as a *byte, to [WSAIoctl] as it is. fn has one
// result of the size of a uintptr, which is not looked at, and parameters that are
// numbers or pointers; missing ones are not told, and those beyond the routine's four
// are 0:
//
//	func(dwError, cbTransferred uint32, overlapped *Overlapped, dwFlags uint32) uintptr
//
// What is made is never given back: a process can make 4096, and a function can serve
// any number of operations. It panics when fn is nothing of the kind, and beyond that
// number.
//
// A routine is called on the thread that started its operation while that waits
// alertably: in [SleepEx], [WSAWaitForMultipleEvents] or a call on a socket that has to
// wait. So the goroutine that starts the operation and waits has to be locked to its
// thread, [runtime.LockOSThread].
//
// Source: O-156…O-179.
func NewCallback(fn any) uintptr { return routine.New(fn) }

// NewCallbackCDecl is [NewCallback]: on x64 there is one calling convention.
func NewCallbackCDecl(fn any) uintptr { return routine.New(fn) }

// CompletionRoutine is [NewCallback] for a completion routine, in the form in which
// [WSASend] and its like take it: err is 0 or the error with which the operation has
// ended, n how many bytes it has moved, flags those of what was received.
func CompletionRoutine(fn func(err Errno, n uint32, overlapped *Overlapped, flags uint32)) *byte {
	if fn == nil {
		panic("winsock: CompletionRoutine wants a function")
	}
	callback := NewCallback(func(err, n uint32, overlapped *Overlapped, flags uint32) uintptr {
		fn(Errno(err), n, overlapped, flags)
		return 0
	})
	return *(**byte)(unsafe.Pointer(&callback))
}

// addressOf is the address of a completion routine that calls have as a *byte.
func addressOf(croutine *byte) uintptr { return uintptr(unsafe.Pointer(croutine)) }

// SleepEx sleeps for milliseconds, INFINITE: without end. With alertable it calls
// completion routines of operations that this thread has started, those that are queued
// or else the first that come, and returns WAIT_IO_COMPLETION; otherwise it returns 0.
// The goroutine must be locked to its thread, [runtime.LockOSThread], or whichever
// thread it is on at the moment counts.
//
// Source: O-156…O-168.
func SleepEx(milliseconds uint32, alertable bool) (ret uint32) {
	if !alertable {
		limit := time.Duration(milliseconds) * time.Millisecond
		if milliseconds == INFINITE {
			limit = math.MaxInt64
		}
		time.Sleep(limit)
		return 0
	}
	ret, _ = routine.Alertably(func(t *object.Thread) (uint32, Errno) {
		return object.Sleep(t, milliseconds, spi.Hold), 0
	})
	if ret != WAIT_IO_COMPLETION {
		return 0
	}
	return ret
}
