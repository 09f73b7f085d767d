package exports

// #include <stdint.h>
import "C"

import (
	"unicode/utf16"
	"unsafe"

	"winsock/internal/message"
)

// called is a struct ws_called.
type called struct {
	text unsafe.Pointer // UTF-16
	n    int32
	atom uint32 // unless 0 it stands for the text
}

func name(p unsafe.Pointer) message.Name {
	c := (*called)(p)
	if c.atom != 0 {
		return message.Name{Atom: uint16(c.atom)}
	}
	return message.Name{Text: string(utf16.Decode(unsafe.Slice((*uint16)(c.text), c.n)))}
}

// class is a struct ws_class.
type class struct {
	style      uint32
	unicode    uint32
	classExtra int32
	extra      int32
	instance   uintptr
	proc       uintptr
	menu       uintptr
	icon       uintptr
	cursor     uintptr
	brush      uintptr
	small      uintptr
}

// ws_go_class_register returns the atom, or the negative error code.
//
//export ws_go_class_register
func ws_go_class_register(n, info unsafe.Pointer) int32 {
	c := (*class)(info)
	atom, e := message.RegisterClass(message.Class{
		Name: name(n), Style: c.style, Extra: c.extra, Instance: c.instance, Proc: c.proc,
		Unicode: c.unicode != 0, Menu: c.menu, Icon: c.icon, Cursor: c.cursor, Brush: c.brush, Small: c.small,
	}, c.classExtra)
	if e != 0 {
		return -int32(e)
	}
	return int32(atom)
}

//export ws_go_class_unregister
func ws_go_class_unregister(n unsafe.Pointer, instance uintptr) int32 {
	return int32(message.UnregisterClass(name(n), instance))
}

// ws_go_class_info returns the atom, or the negative error code; info.unicode
// tells what the caller's texts are.
//
//export ws_go_class_info
func ws_go_class_info(n unsafe.Pointer, instance uintptr, info unsafe.Pointer) int32 {
	to := (*class)(info)
	c, extra, e := message.ClassInfo(name(n), instance, to.unicode != 0)
	if e != 0 {
		return -int32(e)
	}
	*to = class{
		style: c.Style, unicode: to.unicode, classExtra: extra, extra: c.Extra, instance: c.Instance, proc: c.Proc,
		menu: c.Menu, icon: c.Icon, cursor: c.Cursor, brush: c.Brush, small: c.Small,
	}
	return int32(c.Name.Atom)
}

// ws_go_class_name copies as much of the name as there is room for and returns
// the whole length, or the negative error code.
//
//export ws_go_class_name
func ws_go_class_name(window uintptr, text unsafe.Pointer, room int32) int32 {
	s, e := message.ClassName(window)
	if e != 0 {
		return -int32(e)
	}
	units := utf16.Encode([]rune(s))
	copy(unsafe.Slice((*uint16)(text), room), units)
	return int32(len(units))
}

// ws_go_proc makes *proc the procedure that the caller means; it returns 1 when
// that has texts in UTF-16.
//
//export ws_go_proc
func ws_go_proc(proc *uintptr, unicode int32) int32 {
	address, wide := message.ProcOf(*proc, unicode != 0)
	*proc = address
	return number(wide)
}
