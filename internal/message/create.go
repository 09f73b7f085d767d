package message

// Creation is what a window is made of.
type Creation struct {
	Class    Name
	Instance uintptr
	Parent   uintptr // or, of a window that is no child, its owner; MessageOnly; 0
	ID       uintptr
	Style    uint32
	ExStyle  uint32
	Rect     [4]int32
}

// CreateWindow makes a window of the thread. Its procedure knows nothing yet.
//
// Errors: ERROR_CANNOT_FIND_WND_CLASS, ERROR_INVALID_WINDOW_HANDLE (the parent),
// ERROR_TLW_WITH_WSCHILD (a child without a parent),
// ERROR_NO_MORE_USER_HANDLES.
func (q *Queue) CreateWindow(n *Creation) (uintptr, Errno) {
	mu.Lock()
	defer mu.Unlock()
	c := findClass(n.Class, n.Instance)
	if c == nil {
		return 0, ErrorCannotFindWndClass
	}
	w := &Window{
		class: c, queue: q, proc: c.Proc, unicode: c.Unicode, style: n.Style, exStyle: n.ExStyle,
		id: n.ID, instance: n.Instance, rect: n.Rect, extra: make([]byte, c.Extra),
	}
	if e := w.place(n.Parent); e != 0 {
		return 0, e
	}
	if !w.enter() {
		w.setOwner(nil)
		return 0, ErrorNoMoreUserHandles
	}
	c.windows++
	w.parent.children = append([]*Window{w}, w.parent.children...)
	return w.handle, 0
}

// place finds where a new window stands.
func (w *Window) place(parent uintptr) Errno {
	above := find(parent)
	switch {
	case parent == MessageOnly:
		w.parent = messageRoot
		return 0
	case parent == 0 && w.style&(styleChild|stylePopup) == styleChild:
		return ErrorTLWWithWSChild
	case parent == 0:
		w.parent = desktop
		return 0
	case above == nil || above.ending:
		return ErrorInvalidWindowHandle
	case w.style&(styleChild|stylePopup) == styleChild:
		w.parent = above
	case above.root() == messageRoot || above == messageRoot:
		w.parent = messageRoot
	default:
		w.parent = desktop
		if above != desktop {
			w.setOwner(above.top())
		}
	}
	return 0
}
