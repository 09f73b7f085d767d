// Package exports is what the C of kernel32 calls in Go, under names that begin
// with ws_go_: the handle table, the dispatcher objects, sockets as files.
package exports

// #cgo CFLAGS: -Wno-unused-parameter
// #cgo LDFLAGS: -Wl,-unresolved-symbols=ignore-all
import "C"
