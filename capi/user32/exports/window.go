package exports

// #include <stdint.h>
import "C"

import (
	"unsafe"

	"winsock/internal/message"
)

// found hands over a window that was found, 0 for none.
func found(window uintptr, e message.Errno, to *uintptr) int32 {
	*to = window
	return int32(e)
}

// creation is a struct ws_creation.
type creation struct {
	class    called
	instance uintptr
	parent   uintptr
	id       uintptr
	style    uint32
	exStyle  uint32
	rect     [4]int32
}

//export ws_go_window_create
func ws_go_window_create(q, made unsafe.Pointer, window *uintptr) int32 {
	c := (*creation)(made)
	w, e := queue(q).CreateWindow(&message.Creation{
		Class: name(unsafe.Pointer(&c.class)), Instance: c.instance, Parent: c.parent, ID: c.id,
		Style: c.style, ExStyle: c.exStyle, Rect: c.rect,
	})
	return found(w, e, window)
}

//export ws_go_window_end
func ws_go_window_end(q unsafe.Pointer, window uintptr, before *int32) int32 {
	b, e := queue(q).EndWindow(window)
	*before = number(b)
	return int32(e)
}

//export ws_go_window_remove
func ws_go_window_remove(window uintptr) { message.RemoveWindow(window) }

//export ws_go_window_exists
func ws_go_window_exists(window uintptr) int32 { return number(message.IsWindow(window)) }

//export ws_go_window_owner
func ws_go_window_owner(window uintptr, thread *uint32, unicode *int32) int32 {
	t, wide, e := message.Owner(window)
	*thread, *unicode = t, number(wide)
	return int32(e)
}

// ws_go_window_text copies as much as there is room for and returns the whole
// length, or the negative error code.
//
//export ws_go_window_text
func ws_go_window_text(window uintptr, text unsafe.Pointer, room int32) int32 {
	units, e := message.Text(window)
	if e != 0 {
		return -int32(e)
	}
	copy(unsafe.Slice((*uint16)(text), room), units)
	return int32(len(units))
}

//export ws_go_window_set_text
func ws_go_window_set_text(window uintptr, text unsafe.Pointer, n int32) int32 {
	return int32(message.SetText(window, append([]uint16(nil), unsafe.Slice((*uint16)(text), n)...)))
}

//export ws_go_window_rect
func ws_go_window_rect(window uintptr, inside, screen unsafe.Pointer) int32 {
	i, s, e := message.Rect(window)
	*(*[4]int32)(inside), *(*[4]int32)(screen) = i, s
	return int32(e)
}

//export ws_go_window_set_rect
func ws_go_window_set_rect(window uintptr, rect unsafe.Pointer) int32 {
	return int32(message.SetRect(window, *(*[4]int32)(rect)))
}

//export ws_go_window_word
func ws_go_window_word(window uintptr, index, size, unicode int32, word *uintptr) int32 {
	w, e := message.WindowWord(window, index, message.Access{Size: int(size), Unicode: unicode != 0})
	return found(w, e, word)
}

//export ws_go_window_set_word
func ws_go_window_set_word(window uintptr, index, size, unicode int32, word *uintptr) int32 {
	w, e := message.SetWindowWord(window, index, *word, message.Access{Size: int(size), Unicode: unicode != 0})
	return found(w, e, word)
}

//export ws_go_class_word
func ws_go_class_word(window uintptr, index, size, unicode int32, word *uintptr) int32 {
	w, e := message.ClassWord(window, index, message.Access{Size: int(size), Unicode: unicode != 0})
	return found(w, e, word)
}

//export ws_go_class_set_word
func ws_go_class_set_word(window uintptr, index, size, unicode int32, word *uintptr) int32 {
	w, e := message.SetClassWord(window, index, *word, message.Access{Size: int(size), Unicode: unicode != 0})
	return found(w, e, word)
}
