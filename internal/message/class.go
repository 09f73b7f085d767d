package message

import (
	"slices"

	"winsock/ws2def"
)

// Name is how a program calls a class: by a text or by its atom.
type Name struct {
	Text string
	Atom uint16 // 0: by the text
}

// atom is that of the name, 0 when nothing has it.
func (n Name) atom() uint16 {
	if n.Atom != 0 {
		return n.Atom
	}
	return findAtom(n.Text)
}

// Class is what windows have in common.
type Class struct {
	Name     Name // the text that it was registered by
	Style    uint32
	Extra    int32 // bytes that each window has
	Instance uintptr
	Proc     uintptr
	Unicode  bool
	Menu     uintptr // name or number of a menu
	Icon     uintptr
	Cursor   uintptr
	Brush    uintptr
	Small    uintptr // the small icon

	extra   []byte // bytes of its own
	windows int
}

// globalClass is a style: the class is every module's (CS_GLOBALCLASS).
const globalClass = 0x4000

var classes []*Class

// errors of others.
const errorInvalidParameter = ws2def.ERROR_INVALID_PARAMETER

// RegisterClass makes a class with so many bytes of its own and returns its
// atom. Its procedure may be one of [procFor]'s.
//
// Errors: ERROR_INVALID_PARAMETER, ERROR_CLASS_ALREADY_EXISTS,
// ERROR_NOT_ENOUGH_MEMORY (no more names).
func RegisterClass(c Class, extra int32) (uint16, Errno) {
	const most = 1 << 16
	if extra < 0 || c.Extra < 0 || extra > most || c.Extra > most || c.Name == (Name{}) {
		return 0, errorInvalidParameter
	}
	mu.Lock()
	defer mu.Unlock()
	if c.Name.Atom == 0 {
		c.Name.Atom = addAtom(c.Name.Text)
	}
	if c.Name.Atom == 0 {
		return 0, ws2def.ERROR_NOT_ENOUGH_MEMORY
	}
	for _, other := range classes {
		if other.Name.Atom == c.Name.Atom && other.Instance == c.Instance {
			return 0, ErrorClassAlreadyExists
		}
	}
	c.Proc, c.Unicode = procOf(c.Proc, c.Unicode)
	c.extra = make([]byte, extra)
	classes = append(classes, &c)
	return c.Name.Atom, 0
}

// findClass is the class that a module calls so: its own, else everybody's.
func findClass(name Name, instance uintptr) *Class {
	a := name.atom()
	var everybodys *Class
	for _, c := range classes {
		switch {
		case c.Name.Atom != a:
		case c.Instance == instance:
			return c
		case c.Style&globalClass != 0:
			everybodys = c
		}
	}
	return everybodys
}

// UnregisterClass forgets a class. Errors: ERROR_CLASS_DOES_NOT_EXIST,
// ERROR_CLASS_HAS_WINDOWS.
func UnregisterClass(name Name, instance uintptr) Errno {
	mu.Lock()
	defer mu.Unlock()
	c := findClass(name, instance)
	switch {
	case c == nil:
		return ErrorClassDoesNotExist
	case c.windows > 0:
		return ErrorClassHasWindows
	}
	classes = slices.DeleteFunc(classes, func(other *Class) bool { return other == c })
	return 0
}

// ClassInfo is what a class was registered with, for a caller whose texts are
// UTF-16 or not, and how many bytes it has. Errors: ERROR_CLASS_DOES_NOT_EXIST.
func ClassInfo(name Name, instance uintptr, unicode bool) (Class, int32, Errno) {
	mu.Lock()
	defer mu.Unlock()
	c := findClass(name, instance)
	if c == nil {
		return Class{}, 0, ErrorClassDoesNotExist
	}
	info := *c
	info.Proc = procFor(c.Proc, c.Unicode, unicode)
	return info, int32(len(c.extra)), 0
}

// ClassName is the name of the class of a window. Errors:
// ERROR_INVALID_WINDOW_HANDLE.
func ClassName(window uintptr) (string, Errno) {
	mu.Lock()
	defer mu.Unlock()
	w := find(window)
	if w == nil {
		return "", ErrorInvalidWindowHandle
	}
	return w.class.Name.Text, 0
}
