package sys

import (
	"os"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Address returns where p begins in memory, for structures of the caller's that
// point into themselves. p must be on the heap or outside of Go's memory.
func Address(p []byte) uint64 { return uint64(uintptr(unsafe.Pointer(unsafe.SliceData(p)))) }

// ReadMemory copies this process's memory at address to p; EFAULT when not all
// of it can be read, where a plain access would end the process.
func ReadMemory(address uint64, p []byte) Errno {
	if e := injected("process_vm_readv"); e != 0 {
		return e
	}
	local := unix.Iovec{Base: unsafe.SliceData(p), Len: uint64(len(p))}
	remote := unix.RemoteIovec{Base: uintptr(address), Len: len(p)}
	n, _, e := syscall.RawSyscall6(unix.SYS_PROCESS_VM_READV, uintptr(os.Getpid()),
		uintptr(unsafe.Pointer(&local)), 1, uintptr(unsafe.Pointer(&remote)), 1, 0)
	if e == 0 && int(n) != len(p) {
		return unix.EFAULT
	}
	return e
}

// AddressOf returns where *p is.
func AddressOf[T any](p *T) uintptr { return uintptr(unsafe.Pointer(p)) }

// Bytes is the n bytes at p.
func Bytes(p *byte, n int) []byte { return unsafe.Slice(p, n) }

// outside is the pointer to an address that is not in Go's memory.
func outside(address uintptr) unsafe.Pointer {
	return *(*unsafe.Pointer)(unsafe.Pointer(&address))
}
