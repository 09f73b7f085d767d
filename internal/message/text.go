package message

// SetText gives a window a text. Errors: ERROR_INVALID_WINDOW_HANDLE.
func SetText(handle uintptr, text []uint16) Errno {
	mu.Lock()
	defer mu.Unlock()
	w := find(handle)
	if w == nil {
		return ErrorInvalidWindowHandle
	}
	w.text = text
	return 0
}

// Text is the text of a window; nobody changes it. Errors:
// ERROR_INVALID_WINDOW_HANDLE.
func Text(handle uintptr) ([]uint16, Errno) {
	mu.Lock()
	defer mu.Unlock()
	w := find(handle)
	if w == nil {
		return nil, ErrorInvalidWindowHandle
	}
	return w.text, 0
}
