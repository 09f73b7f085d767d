//go:build !race

package sys

import (
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Map returns n values of T outside of Go's memory, all zero, for a face in
// another language to look at too. T holds no Go pointers. [Unmap] gives it back.
func Map[T any](n int) ([]T, Errno) {
	if e := injected("mmap"); e != 0 {
		return nil, e
	}
	var one T
	size := uintptr(n) * unsafe.Sizeof(one)
	address, _, e := syscall.Syscall6(unix.SYS_MMAP, 0, size, unix.PROT_READ|unix.PROT_WRITE,
		unix.MAP_PRIVATE|unix.MAP_ANONYMOUS, ^uintptr(0), 0)
	if e != 0 {
		return nil, e
	}
	return unsafe.Slice((*T)(outside(address)), n), 0
}

// Unmap gives back what [Map] returned. Nobody may look at it any more.
func Unmap[T any](memory []T) {
	var one T
	syscall.RawSyscall(unix.SYS_MUNMAP, uintptr(unsafe.Pointer(unsafe.SliceData(memory))),
		uintptr(cap(memory))*unsafe.Sizeof(one), 0)
}
