package sys

import (
	"sync/atomic"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// futex(2)'s operations, for words that only this process waits on.
const (
	futexWakePrivate       = 1 | 128 // FUTEX_WAKE | FUTEX_PRIVATE_FLAG
	futexWaitBitsetPrivate = 9 | 128 // FUTEX_WAIT_BITSET | FUTEX_PRIVATE_FLAG
	futexAnyBit            = 0xffffffff
)

// FutexWait holds the thread while *word is value, until [FutexWake], the moment
// deadline on the monotonic clock (ns; 0: none), or for no reason at all: the
// caller looks at the word again. ETIMEDOUT: the deadline has passed.
func FutexWait(word *atomic.Uint32, value uint32, deadline int64) Errno {
	var limit *unix.Timespec
	if deadline != 0 {
		ts := unix.NsecToTimespec(deadline)
		limit = &ts
	}
	_, _, e := syscall.Syscall6(unix.SYS_FUTEX, uintptr(unsafe.Pointer(word)), futexWaitBitsetPrivate,
		uintptr(value), uintptr(unsafe.Pointer(limit)), 0, futexAnyBit)
	return e
}

// FutexWake lets one thread go that waits on word.
func FutexWake(word *atomic.Uint32) {
	syscall.RawSyscall(unix.SYS_FUTEX, uintptr(unsafe.Pointer(word)), futexWakePrivate, 1)
}
