package message

import "slices"

// Window is a window that is never drawn.
type Window struct {
	handle  uintptr
	class   *Class
	queue   *Queue // of its thread; nil: it is the system's
	proc    uintptr
	unicode bool // of the procedure

	style    uint32
	exStyle  uint32
	id       uintptr // of a child; else a menu
	instance uintptr
	data     uintptr
	extra    []byte
	text     []uint16
	rect     [4]int32 // left, top, right, bottom, in its parent

	parent   *Window // nil: it is the desktop or the root of message-only windows
	owner    *Window
	owned    []*Window
	children []*Window // the first one is on top
	ending   bool
}

// Handles that are no window's own.
const (
	Broadcast   = 0xFFFF      // HWND_BROADCAST
	MessageOnly = ^uintptr(2) // HWND_MESSAGE
)

// Styles that mean something without a display.
const (
	styleChild   = 0x40000000 // WS_CHILD
	stylePopup   = 0x80000000 // WS_POPUP
	styleVisible = 0x10000000 // WS_VISIBLE
)

// windowLimit is how many windows there can be.
const windowLimit = 10000

// A handle is the window's place and, in its high word, how often that was
// given: it is never taken for another window's.
const firstHandle = 0x20

var (
	slots  []*Window
	rounds []uint16
	free   []int
)

// desktop is above all windows that could be seen, messageRoot above those that
// only get messages.
var (
	desktop     = root("#32769")
	messageRoot = root("Message")
)

func root(class string) *Window {
	w := &Window{class: &Class{Name: Name{Text: class, Atom: addAtom(class)}}, rect: [4]int32{0, 0, ScreenWidth, ScreenHeight}}
	w.enter()
	return w
}

// The desktop has the size that Windows gives it without a display.
const (
	ScreenWidth  = 1024
	ScreenHeight = 768
)

// enter gives w a handle. It reports whether there was one.
func (w *Window) enter() bool {
	i := len(slots)
	switch n := len(free); {
	case n > 0:
		i = free[0] // the one that was free longest
		free = slices.Delete(free, 0, 1)
	case i >= windowLimit:
		return false
	default:
		slots, rounds = append(slots, nil), append(rounds, 0)
	}
	slots[i] = w
	rounds[i] = rounds[i]%0x7FFF + 1
	w.handle = uintptr(rounds[i])<<16 | uintptr(firstHandle+2*i)
	return true
}

// find is the window with a handle, or nil.
func find(handle uintptr) *Window {
	i := int(handle&0xFFFF) - firstHandle
	if i < 0 || i/2 >= len(slots) {
		return nil
	}
	if w := slots[i/2]; w != nil && w.handle == handle {
		return w
	}
	return nil
}

// IsWindow reports whether there is such a window.
func IsWindow(handle uintptr) bool {
	mu.Lock()
	defer mu.Unlock()
	return find(handle) != nil
}

// Owner is the thread that made a window, 0 for the system's, and whether its
// procedure's texts are UTF-16. Errors: ERROR_INVALID_WINDOW_HANDLE.
func Owner(handle uintptr) (thread uint32, unicode bool, e Errno) {
	mu.Lock()
	defer mu.Unlock()
	w := find(handle)
	if w == nil {
		return 0, false, ErrorInvalidWindowHandle
	}
	if w.queue != nil {
		thread = w.queue.id
	}
	return thread, w.unicode, 0
}
