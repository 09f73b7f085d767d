package tls

import "sync"

// bufferSize is how many bytes a buffer of the pool has room for: what [session.pull]
// receives ahead, and what [session.give] encrypts at once, with the headers of records.
const bufferSize = maxAhead + record

// buffers are those that no connection needs: one that is idle has none.
var buffers = sync.Pool{New: func() any { return new([bufferSize]byte) }}

// borrow is an empty slice of a buffer.
func borrow() []byte { return buffers.Get().(*[bufferSize]byte)[:0] }

// giveBack gives the buffer of b back, unless b has outgrown it; b must not be used any
// more.
func giveBack(b []byte) {
	if cap(b) == bufferSize {
		buffers.Put((*[bufferSize]byte)(b[:bufferSize]))
	}
}
