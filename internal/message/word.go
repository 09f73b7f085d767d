package message

import "encoding/binary"

// Words of a window that are no bytes of its own, as in GetWindowLongPtr.
const (
	wordProc     = -4  // GWLP_WNDPROC
	wordInstance = -6  // GWLP_HINSTANCE
	wordParent   = -8  // GWLP_HWNDPARENT
	wordID       = -12 // GWLP_ID
	wordStyle    = -16 // GWL_STYLE
	wordExStyle  = -20 // GWL_EXSTYLE
	wordData     = -21 // GWLP_USERDATA
)

// Words of a class, as in GetClassLongPtr.
const (
	classMenu      = -8  // GCLP_MENUNAME
	classBrush     = -10 // GCLP_HBRBACKGROUND
	classCursor    = -12 // GCLP_HCURSOR
	classIcon      = -14 // GCLP_HICON
	classInstance  = -16 // GCLP_HMODULE
	classWindow    = -18 // GCL_CBWNDEXTRA
	classExtra     = -20 // GCL_CBCLSEXTRA
	classProc      = -24 // GCLP_WNDPROC
	classStyle     = -26 // GCL_STYLE
	classAtom      = -32 // GCW_ATOM
	classSmallIcon = -34 // GCLP_HICONSM
)

// Access is how a caller reads and writes words.
type Access struct {
	Size    int  // of bytes of the program's own: 2, 4 or 8
	Unicode bool // the caller's texts are UTF-16
}

// WindowWord is a word of a window. Errors: ERROR_INVALID_WINDOW_HANDLE,
// ERROR_INVALID_INDEX.
func WindowWord(handle uintptr, index int32, a Access) (uintptr, Errno) {
	mu.Lock()
	defer mu.Unlock()
	return windowWord(handle, index, a, nil)
}

// SetWindowWord sets a word of a window and returns what it was. Errors: those
// of [WindowWord]; ERROR_INVALID_PARAMETER (the window would own itself).
func SetWindowWord(handle uintptr, index int32, value uintptr, a Access) (uintptr, Errno) {
	mu.Lock()
	defer mu.Unlock()
	return windowWord(handle, index, a, &value)
}

// windowWord reads a word and, unless value is nil, sets it.
func windowWord(handle uintptr, index int32, a Access, value *uintptr) (before uintptr, e Errno) {
	w := find(handle)
	if w == nil {
		return 0, ErrorInvalidWindowHandle
	}
	switch {
	case index >= 0:
		return a.bytes(w.extra, index, value)
	case a.Size < 8 && (index == wordProc || index == wordInstance || index == wordParent):
		return 0, ErrorInvalidIndex // it would lose half of it
	}
	switch index {
	case wordProc:
		before = procFor(w.proc, w.unicode, a.Unicode)
		if value != nil {
			w.proc, w.unicode = procOf(*value, a.Unicode)
		}
	case wordInstance:
		before = exchange(&w.instance, value)
	case wordParent:
		before = w.owner.orNone()
		if w.style&styleChild != 0 {
			return w.parent.orNone(), 0
		}
		if value != nil {
			owner := find(*value)
			if owner.ownedBy(w) {
				return 0, errorInvalidParameter
			}
			w.setOwner(owner)
		}
	case wordID:
		before = exchange(&w.id, value)
	case wordStyle:
		before = exchange32(&w.style, value)
	case wordExStyle:
		before = exchange32(&w.exStyle, value)
	case wordData:
		before = exchange(&w.data, value)
	default:
		return 0, ErrorInvalidIndex
	}
	return before, 0
}

// ClassWord is a word of the class of a window. Errors: those of [WindowWord].
func ClassWord(handle uintptr, index int32, a Access) (uintptr, Errno) {
	mu.Lock()
	defer mu.Unlock()
	return classWord(handle, index, a, nil)
}

// SetClassWord sets a word of the class of a window and returns what it was.
// Errors: those of [WindowWord].
func SetClassWord(handle uintptr, index int32, value uintptr, a Access) (uintptr, Errno) {
	mu.Lock()
	defer mu.Unlock()
	return classWord(handle, index, a, &value)
}

func classWord(handle uintptr, index int32, a Access, value *uintptr) (before uintptr, e Errno) {
	w := find(handle)
	if w == nil {
		return 0, ErrorInvalidWindowHandle
	}
	c := w.class
	if index >= 0 {
		return a.bytes(c.extra, index, value)
	}
	switch index {
	case classMenu:
		before = exchange(&c.Menu, value)
	case classBrush:
		before = exchange(&c.Brush, value)
	case classCursor:
		before = exchange(&c.Cursor, value)
	case classIcon:
		before = exchange(&c.Icon, value)
	case classInstance:
		before = exchange(&c.Instance, value)
	case classWindow:
		before = uintptr(c.Extra)
	case classExtra:
		before = uintptr(len(c.extra))
	case classProc:
		before = procFor(c.Proc, c.Unicode, a.Unicode)
		if value != nil {
			c.Proc, c.Unicode = procOf(*value, a.Unicode)
		}
	case classStyle:
		before = exchange32(&c.Style, value)
	case classAtom:
		before = uintptr(c.Name.Atom)
	case classSmallIcon:
		before = exchange(&c.Small, value)
	default:
		return 0, ErrorInvalidIndex
	}
	return before, 0
}

// bytes reads a.Size bytes at index and, unless value is nil, sets them.
func (a Access) bytes(b []byte, index int32, value *uintptr) (before uintptr, e Errno) {
	if int(index)+a.Size > len(b) {
		return 0, ErrorInvalidIndex
	}
	var whole [8]byte
	copy(whole[:a.Size], b[index:])
	before = uintptr(binary.LittleEndian.Uint64(whole[:]))
	if value != nil {
		binary.LittleEndian.PutUint64(whole[:], uint64(*value))
		copy(b[index:], whole[:a.Size])
	}
	return before, 0
}

func exchange(word, value *uintptr) uintptr {
	before := *word
	if value != nil {
		*word = *value
	}
	return before
}

func exchange32(word *uint32, value *uintptr) uintptr {
	before := uintptr(*word)
	if value != nil {
		*word = uint32(*value)
	}
	return before
}
