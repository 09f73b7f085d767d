package core

import (
	"winsock/internal/object"
	"winsock/ws2def"
)

// telling is who is told of network events: an event object, or a window. The zero
// value is nobody.
type telling struct {
	event  Handle // of object, with a reference to it
	object *object.Event

	posts          bool // to window
	window, socket uintptr
	message        uint32
}

// messages is how windows are reached; see [SetMessages].
var messages struct {
	post     func(window uintptr, message uint32, wParam, lParam uintptr) bool
	isWindow func(window uintptr) bool
}

// SetMessages names the way to windows: post posts a message, and reports whether
// the window was there to take it; it must not wait or call this package. It is
// for a face, before its first call. Without it there are no windows.
func SetMessages(post func(window uintptr, message uint32, wParam, lParam uintptr) bool, isWindow func(window uintptr) bool) {
	messages.post, messages.isWindow = post, isWindow
}

// tellEvent is telling by the event object h. Errors: WSAEINVAL (h is none).
func tellEvent(h Handle) (telling, Errno) {
	obj := table.Acquire(h)
	if obj == nil {
		return telling{}, ws2def.WSAEINVAL
	}
	event, ok := obj.(*object.Event)
	if !ok {
		table.Release(h)
		return telling{}, ws2def.WSAEINVAL
	}
	return telling{event: h, object: event}, 0
}

// tellWindow is telling by message of what happens on the socket h. Errors:
// WSAEINVAL (there is no such window).
func tellWindow(window uintptr, message uint32, h Handle) (telling, Errno) {
	if messages.isWindow == nil || !messages.isWindow(window) {
		return telling{}, ws2def.WSAEINVAL
	}
	return telling{posts: true, window: window, message: message, socket: uintptr(h)}, 0
}

// another is the same for the socket h.
func (to telling) another(h Handle) telling {
	if to.object != nil {
		table.Retain(to.event)
	}
	to.socket = uintptr(h)
	return to
}

// end ends the use of to.
func (to telling) end() {
	if to.object != nil {
		table.Release(to.event)
	}
}

// post posts the message for one network event.
//
// Source: O-337.
func (to telling) post(event int32, e Errno) {
	messages.post(to.window, to.message, to.socket, uintptr(uint32(event)&0xffff|uint32(e)<<16))
}
