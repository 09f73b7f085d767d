// Package crt is the C run-time of the C face: Microsoft's formatted input and
// output, the 16-bit wide run-time, the secure functions, console input. It is
// C; Go only links it.
package crt

// #cgo CFLAGS: -std=gnu17 -O2 -Wall -Wextra -fshort-wchar -D_GNU_SOURCE
// #cgo CFLAGS: -I${SRCDIR}/../include -I${SRCDIR}/../shim
// The functions of that name are ours and bear NULL: no built-in knowledge of them.
// #cgo CFLAGS: -fno-builtin-printf -fno-builtin-fprintf -fno-builtin-vprintf
// #cgo CFLAGS: -fno-builtin-vfprintf -fno-builtin-sprintf -fno-builtin-vsprintf
// #cgo CFLAGS: -fno-builtin-snprintf -fno-builtin-vsnprintf
import "C"
