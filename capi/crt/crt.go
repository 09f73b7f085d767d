// Package crt is the C run-time of the C face: Microsoft's formatted input and
// output, the 16-bit wide run-time, the secure functions, console input. It is
// C; Go only links it. The C library's names are ours here, so that the compiler
// must not know them (-fno-builtin).
package crt

// #cgo CFLAGS: -std=gnu17 -O2 -Wall -Wextra -fshort-wchar -D_GNU_SOURCE -DWIN32_LEAN_AND_MEAN -fno-builtin
// #cgo CFLAGS: -I${SRCDIR}/../include -I${SRCDIR}/../shim
// #cgo LDFLAGS: -lm -Wl,-unresolved-symbols=ignore-all
import "C"
