// Package crt is the C run-time of the C face: Microsoft's formatted input and
// output, the 16-bit wide run-time, the secure functions, console input. It is
// C; Go only links it. Functions that are ours by a name that compilers know bear
// NULL where the standard's need not: the built-in knowledge of them is off.
package crt

// #cgo CFLAGS: -std=gnu17 -O2 -Wall -Wextra -fshort-wchar -D_GNU_SOURCE
// #cgo CFLAGS: -I${SRCDIR}/../include -I${SRCDIR}/../shim
// #cgo CFLAGS: -fno-builtin-printf -fno-builtin-fprintf -fno-builtin-vprintf
// #cgo CFLAGS: -fno-builtin-vfprintf -fno-builtin-sprintf -fno-builtin-vsprintf
// #cgo CFLAGS: -fno-builtin-snprintf -fno-builtin-vsnprintf
// #cgo LDFLAGS: -lm -Wl,-unresolved-symbols=ignore-all
import "C"
