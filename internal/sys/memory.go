package sys

import "unsafe"

// Address returns where p begins in memory, for structures of the caller's that
// point into themselves. p must be on the heap or outside of Go's memory.
func Address(p []byte) uint64 { return uint64(uintptr(unsafe.Pointer(unsafe.SliceData(p)))) }
