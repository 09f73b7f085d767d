package object

import "sync/atomic"

// File makes an object that carries out operations, such as a socket, one that
// can be waited for: it is signalled while none is under way, or after the last
// one that ended. The zero value is ready for use, and costs little until somebody
// waits.
//
// Source: O-044, O-049.
type File struct {
	own  atomic.Pointer[header]
	busy atomic.Bool
}

func (f *File) dispatch() *header {
	if h := f.own.Load(); h != nil {
		return h
	}
	// The operations that begin and end meanwhile see the header or not: what is
	// noted in busy decides, after it can be seen.
	f.own.CompareAndSwap(nil, &header{})
	h := f.own.Load()
	f.note(h)
	return h
}

// note makes the header what busy says.
func (f *File) note(h *header) {
	var wake wakes
	dispatcher.Lock()
	if f.busy.Load() {
		h.signal = 0
	} else {
		h.signal = 1
		h.satisfy(&wake)
	}
	wake.unlock()
}

// Begin is the start of an operation that tells its end through the file.
func (f *File) Begin() {
	f.busy.Store(true)
	if h := f.own.Load(); h != nil {
		f.note(h)
	}
}

// End is the end of an operation that tells of it through the file.
func (f *File) End() {
	f.busy.Store(false)
	if h := f.own.Load(); h != nil {
		f.note(h)
	}
}

// Watched reports whether somebody waits for the file, or has done so.
func (f *File) Watched() bool { return f.own.Load() != nil }

// Settler is an object that brings what it tells by its signal up to date, and keeps
// it so from now on, when somebody is about to wait for it.
type Settler interface{ Settle() }
