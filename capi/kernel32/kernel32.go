// Package kernel32 is the part of kernel32.dll that Winsock programs need. Most
// of it is C; Go does what needs the handle table, the dispatcher objects or a
// socket, under names that begin with ws_go_.
package kernel32

// #cgo CFLAGS: -std=gnu17 -O2 -Wall -Wextra -fshort-wchar -fms-extensions
// #cgo CFLAGS: -D_GNU_SOURCE -DWIN32_LEAN_AND_MEAN
// #cgo CFLAGS: -I${SRCDIR}/../include -I${SRCDIR}/../shim
// #cgo LDFLAGS: -Wl,-unresolved-symbols=ignore-all
import "C"
