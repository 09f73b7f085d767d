// Package exports is what the C of user32 calls in Go, under names that begin
// with ws_go_: message queues, windows and classes. They are declared in queue.h
// and windowgo.h.
package exports

// #cgo CFLAGS: -Wno-unused-parameter
// #cgo LDFLAGS: -Wl,-unresolved-symbols=ignore-all
import "C"
