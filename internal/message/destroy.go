package message

import (
	"slices"

	"winsock/internal/object"
)

// EndWindow begins the end of a window of the thread. It reports whether that
// has begun before.
//
// Errors: ERROR_INVALID_WINDOW_HANDLE, ERROR_ACCESS_DENIED (another thread's).
func (q *Queue) EndWindow(handle uintptr) (before bool, e Errno) {
	mu.Lock()
	defer mu.Unlock()
	w := find(handle)
	switch {
	case w == nil:
		return false, ErrorInvalidWindowHandle
	case w.queue != q:
		return false, object.ErrorAccessDenied
	}
	before, w.ending = w.ending, true
	return before, 0
}

// RemoveWindow is the end of a window and of all that is below it.
func RemoveWindow(handle uintptr) {
	var wake wakes
	mu.Lock()
	defer wake.unlock()
	if w := find(handle); w != nil && w.parent != nil {
		w.remove(&wake)
	}
}

func (w *Window) remove(wake *wakes) {
	for len(w.children) > 0 {
		w.children[0].remove(wake)
	}
	w.leave()
	w.setOwner(nil)
	for _, other := range w.owned {
		other.owner = nil
	}
	i := (int(w.handle&0xFFFF) - firstHandle) / 2
	slots[i] = nil
	free = append(free, i)
	w.class.windows--
	w.queue.forget(w.handle, wake)
}

// leave takes w from its parent.
func (w *Window) leave() {
	i := slices.Index(w.parent.children, w)
	w.parent.children = slices.Delete(w.parent.children, i, i+1)
}
