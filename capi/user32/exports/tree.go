package exports

// #include <stdint.h>
import "C"

import (
	"unsafe"

	"winsock/internal/message"
)

//export ws_go_window_relative
func ws_go_window_relative(window uintptr, what uint32, to *uintptr) int32 {
	w, e := message.Relative(window, what)
	return found(w, e, to)
}

//export ws_go_window_ancestor
func ws_go_window_ancestor(window uintptr, what uint32, to *uintptr) int32 {
	w, e := message.Ancestor(window, what)
	return found(w, e, to)
}

//export ws_go_window_parent
func ws_go_window_parent(window uintptr, to *uintptr) int32 {
	w, e := message.Parent(window)
	return found(w, e, to)
}

//export ws_go_window_set_parent
func ws_go_window_set_parent(window, parent uintptr, to *uintptr) int32 {
	w, e := message.SetParent(window, parent)
	return found(w, e, to)
}

//export ws_go_window_is_below
func ws_go_window_is_below(above, below uintptr) int32 { return number(message.IsBelow(above, below)) }

//export ws_go_window_desktop
func ws_go_window_desktop() uintptr { return message.Desktop() }

//export ws_go_window_child
func ws_go_window_child(above uintptr, id uint32, to *uintptr) int32 {
	w, e := message.Child(above, id)
	return found(w, e, to)
}

// ws_go_window_find looks for a class, unless NULL, and a text, unless NULL.
//
//export ws_go_window_find
func ws_go_window_find(above, after uintptr, class, text unsafe.Pointer, n int32, to *uintptr) int32 {
	var wanted *message.Name
	if class != nil {
		c := name(class)
		wanted = &c
	}
	var units []uint16
	if text != nil {
		units = append([]uint16{}, unsafe.Slice((*uint16)(text), n)...)
	}
	w, e := message.FindWindow(above, after, wanted, units)
	return found(w, e, to)
}

// list copies as many windows as there is room for and returns how many there
// are, or the negative error code.
func list(all []uintptr, e message.Errno, to unsafe.Pointer, room int32) int32 {
	if e != 0 {
		return -int32(e)
	}
	copy(unsafe.Slice((*uintptr)(to), room), all)
	return int32(len(all))
}

//export ws_go_window_below
func ws_go_window_below(above uintptr, deep int32, thread uint32, to unsafe.Pointer, room int32) int32 {
	all, e := message.Below(above, deep != 0, thread)
	return list(all, e, to, room)
}

//export ws_go_window_owned
func ws_go_window_owned(window uintptr, to unsafe.Pointer, room int32) int32 {
	return list(message.Owned(window), 0, to, room)
}
