package object

import "sync/atomic"

// File makes an object that carries out operations, such as a socket, one that
// can be waited for: it is signalled while none is under way. The zero value is
// ready for use, and costs no more than a pointer until somebody waits.
type File struct{ own atomic.Pointer[header] }

func (f *File) dispatch() *header {
	if h := f.own.Load(); h != nil {
		return h
	}
	f.own.CompareAndSwap(nil, &header{signal: 1})
	return f.own.Load()
}
