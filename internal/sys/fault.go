package sys

import (
	"sync/atomic"
	"syscall"
)

// fault, when set, is asked before every system call; an answer other than 0
// is the call's result and the call is not made.
var fault atomic.Pointer[func(call string) syscall.Errno]

// Inject makes f decide, before every system call of this package, whether the
// call fails and how; f gets the call's name. nil ends it. For tests: a sweep
// lets the n-th call fail for n = 1, 2, 3, ...
func Inject(f func(call string) syscall.Errno) {
	if f == nil {
		fault.Store(nil)
		return
	}
	fault.Store(&f)
}

// injected is what the hook answers. Without one it is a load and no call.
func injected(call string) syscall.Errno {
	if fault.Load() == nil {
		return 0
	}
	return ask(call)
}

// ask asks the hook, which may have been taken away meanwhile.
func ask(call string) syscall.Errno {
	if f := fault.Load(); f != nil {
		return (*f)(call)
	}
	return 0
}
