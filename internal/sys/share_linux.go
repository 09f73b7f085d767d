package sys

import (
	"sync/atomic"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// futex(2)'s operations, for words that processes share.
const (
	futexWake       = 1 // FUTEX_WAKE
	futexWaitBitset = 9 // FUTEX_WAIT_BITSET
)

// Words are the first words of a file, as everybody sees them who maps it.
type Words [16]atomic.Uint32

// WordsSize is the length of Words in bytes.
const WordsSize = int(unsafe.Sizeof(Words{}))

// MapWords maps the words of fd, a file that has them, until [UnmapWords].
func MapWords(fd int) (*Words, Errno) {
	if e := injected("mmap"); e != 0 {
		return nil, e
	}
	p, err := unix.MmapPtr(fd, 0, nil, uintptr(WordsSize), unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
	return (*Words)(p), number(err)
}

// UnmapWords is the end of what [MapWords] gave.
func UnmapWords(w *Words) {
	_ = unix.MunmapPtr(unsafe.Pointer(w), uintptr(WordsSize))
}

// FutexWaitShared is [FutexWait] for a word that processes share.
func FutexWaitShared(word *atomic.Uint32, value uint32, deadline int64) Errno {
	var limit *unix.Timespec
	if deadline != 0 {
		ts := unix.NsecToTimespec(deadline)
		limit = &ts
	}
	_, _, e := syscall.Syscall6(unix.SYS_FUTEX, uintptr(unsafe.Pointer(word)), futexWaitBitset,
		uintptr(value), uintptr(unsafe.Pointer(limit)), 0, futexAnyBit)
	return e
}

// FutexWakeShared lets all go that wait on word, in whatever process.
func FutexWakeShared(word *atomic.Uint32) {
	syscall.RawSyscall(unix.SYS_FUTEX, uintptr(unsafe.Pointer(word)), futexWake, 1<<31-1)
}
