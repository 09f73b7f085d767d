package message

import (
	"slices"
	"strings"
	"unicode/utf16"
)

// root is the desktop or the root of message-only windows, which w is below.
func (w *Window) root() *Window {
	for w.parent != nil {
		w = w.parent
	}
	return w
}

// top is w or what is above it and below the root.
func (w *Window) top() *Window {
	for w.parent != nil && w.parent.parent != nil {
		w = w.parent
	}
	return w
}

// above reports whether other is below w.
func (w *Window) above(other *Window) bool {
	if w == nil || other == nil {
		return false
	}
	for other = other.parent; other != nil; other = other.parent {
		if other == w {
			return true
		}
	}
	return false
}

// What [Relative] finds, as in GetWindow.
const (
	relFirst = iota // GW_HWNDFIRST
	relLast         // GW_HWNDLAST
	relNext         // GW_HWNDNEXT
	relPrev         // GW_HWNDPREV
	relOwner        // GW_OWNER
	relChild        // GW_CHILD
)

// Relative is the first, last, next or previous window below the same parent, the
// owner or the first child of a window, 0 when there is none (GetWindow).
//
// Errors: ERROR_INVALID_WINDOW_HANDLE, ERROR_INVALID_PARAMETER (what).
func Relative(handle uintptr, what uint32) (uintptr, Errno) {
	mu.Lock()
	defer mu.Unlock()
	w := find(handle)
	if w == nil {
		return 0, ErrorInvalidWindowHandle
	}
	var beside []*Window
	if w.parent != nil {
		beside = w.parent.children
	}
	i := slices.Index(beside, w)
	switch what {
	case relFirst:
		i = 0
	case relLast:
		i = len(beside) - 1
	case relNext:
		i++
	case relPrev:
		i--
	case relOwner:
		return w.owner.orNone(), 0
	case relChild:
		i, beside = 0, w.children
	default:
		return 0, errorInvalidParameter
	}
	if i < 0 || i >= len(beside) {
		return 0, 0
	}
	return beside[i].handle, 0
}

// orNone is the handle of w, 0 for nil.
func (w *Window) orNone() uintptr {
	if w == nil {
		return 0
	}
	return w.handle
}

// What [Ancestor] finds, as in GetAncestor.
const (
	ancestorParent    = 1 // GA_PARENT
	ancestorRoot      = 2 // GA_ROOT
	ancestorRootOwner = 3 // GA_ROOTOWNER
)

// Ancestor is the parent of a window, what of it stands on the desktop, or that
// or its last owner (GetAncestor).
//
// Errors: ERROR_INVALID_WINDOW_HANDLE, ERROR_INVALID_PARAMETER (what).
func Ancestor(handle uintptr, what uint32) (uintptr, Errno) {
	mu.Lock()
	defer mu.Unlock()
	w := find(handle)
	if w == nil {
		return 0, ErrorInvalidWindowHandle
	}
	switch what {
	case ancestorParent:
		return w.parent.orNone(), 0
	case ancestorRoot:
		return w.top().handle, 0
	case ancestorRootOwner:
		for w = w.top(); w.owner != nil; {
			w = w.owner.top()
		}
		return w.handle, 0
	}
	return 0, errorInvalidParameter
}

// Parent is the parent of a child, the owner of a popup, 0 for others
// (GetParent). Errors: ERROR_INVALID_WINDOW_HANDLE.
func Parent(handle uintptr) (uintptr, Errno) {
	mu.Lock()
	defer mu.Unlock()
	w := find(handle)
	switch {
	case w == nil:
		return 0, ErrorInvalidWindowHandle
	case w.style&stylePopup != 0:
		return w.owner.orNone(), 0
	case w.style&styleChild != 0:
		return w.parent.orNone(), 0
	}
	return 0, 0
}

// SetParent puts a window below another one, the desktop (0) or the root of
// message-only windows, and returns what it was below.
//
// Errors: ERROR_INVALID_WINDOW_HANDLE, ERROR_INVALID_PARAMETER (below itself).
func SetParent(handle, parent uintptr) (uintptr, Errno) {
	mu.Lock()
	defer mu.Unlock()
	w, above := find(handle), find(parent)
	switch parent {
	case 0:
		above = desktop
	case MessageOnly:
		above = messageRoot
	}
	switch {
	case w == nil || w.parent == nil || above == nil:
		return 0, ErrorInvalidWindowHandle
	case w == above || w.above(above):
		return 0, errorInvalidParameter
	}
	old := w.parent
	w.leave()
	w.parent = above
	above.children = append([]*Window{w}, above.children...)
	return old.handle, 0
}

// IsBelow reports whether a window is below another one.
func IsBelow(above, below uintptr) bool {
	mu.Lock()
	defer mu.Unlock()
	return find(above).above(find(below))
}

// Desktop is the window above all that could be seen.
func Desktop() uintptr { return desktop.handle }

// Below are the windows right below another one, with deep all below it; above
// 0 are those of the desktop. thread: only that thread's, unless 0.
//
// Errors: ERROR_INVALID_WINDOW_HANDLE.
func Below(above uintptr, deep bool, thread uint32) ([]uintptr, Errno) {
	mu.Lock()
	defer mu.Unlock()
	w := desktop
	if above != 0 {
		w = find(above)
	}
	if w == nil {
		return nil, ErrorInvalidWindowHandle
	}
	return w.list(nil, deep, thread), 0
}

func (w *Window) list(all []uintptr, deep bool, thread uint32) []uintptr {
	for _, c := range w.children {
		if thread == 0 || c.queue.id == thread {
			all = append(all, c.handle)
		}
		if deep {
			all = c.list(all, deep, thread)
		}
	}
	return all
}

// setOwner gives w an owner, or takes it for nil.
func (w *Window) setOwner(owner *Window) {
	if w.owner != nil {
		w.owner.owned = slices.DeleteFunc(w.owner.owned, func(other *Window) bool { return other == w })
	}
	if w.owner = owner; owner != nil {
		owner.owned = append(owner.owned, w)
	}
}

// ownedBy reports whether w is other or, over some steps, owned by it.
func (w *Window) ownedBy(other *Window) bool {
	for ; w != nil; w = w.owner {
		if w == other {
			return true
		}
	}
	return false
}

// Owned are the windows that a window owns.
func Owned(handle uintptr) (all []uintptr) {
	mu.Lock()
	defer mu.Unlock()
	if w := find(handle); w != nil {
		for _, o := range w.owned {
			all = append(all, o.handle)
		}
	}
	return all
}

// FindWindow is the first window below above (0: the desktop, MessageOnly) and
// after the child after (0: all), of a class (nil: any) and with a text (nil: any)
// in whatever case; 0: there is none.
//
// Errors: ERROR_INVALID_WINDOW_HANDLE.
func FindWindow(above, after uintptr, class *Name, text []uint16) (uintptr, Errno) {
	mu.Lock()
	defer mu.Unlock()
	w := find(above)
	switch above {
	case 0:
		w = desktop
	case MessageOnly:
		w = messageRoot
	}
	if w == nil {
		return 0, ErrorInvalidWindowHandle
	}
	rest := w.children
	if after != 0 {
		i := slices.IndexFunc(rest, func(c *Window) bool { return c.handle == after })
		if i < 0 {
			return 0, ErrorInvalidWindowHandle
		}
		rest = rest[i+1:]
	}
	for _, c := range rest {
		if (class == nil || c.class.Name.Atom == class.atom()) && (text == nil || sameText(c.text, text)) {
			return c.handle, 0
		}
	}
	return 0, 0
}

func sameText(a, b []uint16) bool {
	return strings.EqualFold(string(utf16.Decode(a)), string(utf16.Decode(b)))
}

// Child is the window right below another one that has the id; 0: there is none.
//
// Errors: ERROR_INVALID_WINDOW_HANDLE.
func Child(above uintptr, id uint32) (uintptr, Errno) {
	mu.Lock()
	defer mu.Unlock()
	w := find(above)
	if w == nil {
		return 0, ErrorInvalidWindowHandle
	}
	for _, c := range w.children {
		if uint32(c.id) == id {
			return c.handle, 0
		}
	}
	return 0, 0
}
