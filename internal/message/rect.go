package message

// Rect is where a window is in its parent, and where it is on the desktop.
// Errors: ERROR_INVALID_WINDOW_HANDLE.
func Rect(handle uintptr) (inside, screen [4]int32, e Errno) {
	mu.Lock()
	defer mu.Unlock()
	w := find(handle)
	if w == nil {
		return inside, screen, ErrorInvalidWindowHandle
	}
	inside, screen = w.rect, w.rect
	for above := w.parent; above != nil; above = above.parent {
		for i := range screen {
			screen[i] += above.rect[i%2]
		}
	}
	return inside, screen, 0
}

// SetRect moves a window. Errors: ERROR_INVALID_WINDOW_HANDLE.
func SetRect(handle uintptr, rect [4]int32) Errno {
	mu.Lock()
	defer mu.Unlock()
	w := find(handle)
	if w == nil || w.queue == nil {
		return ErrorInvalidWindowHandle
	}
	w.rect = rect
	return 0
}
