package winsock

import (
	"sync"
	"unsafe"

	"winsock/spi"
)

// message is a transfer with room for its parts, so that calls need not
// allocate them.
type message struct {
	spi.Message
	address [maxName]byte
	buffers [4][]byte
}

var messages = sync.Pool{New: func() any { return new(message) }}

func takeMessage() *message { return messages.Get().(*message) }

// giveBack ends the use of m and of what it refers to.
func (m *message) giveBack() {
	m.Message = spi.Message{}
	clear(m.buffers[:])
	messages.Put(m)
}

// single makes p the only buffer.
func (m *message) single(p []byte) {
	m.buffers[0] = p
	m.Buffers = m.buffers[:1]
}

// gather makes the caller's count buffers those of m.
//
// Errors: WSAEINVAL (none), WSAEFAULT (a NULL pointer with a length).
//
// Source: S-298, S-320.
func (m *message) gather(bufs *WSABuf, count uint32) Errno {
	switch {
	case count == 0:
		return WSAEINVAL
	case bufs == nil:
		return WSAEFAULT
	}
	m.Buffers = m.buffers[:0]
	for _, b := range unsafe.Slice(bufs, count) {
		p, ok := memory(&b)
		if !ok {
			return WSAEFAULT
		}
		m.Buffers = append(m.Buffers, p)
	}
	return 0
}

// memory is what b points to, false for a NULL pointer with a length.
func memory(b *WSABuf) (p []byte, ok bool) {
	if b.Buf == nil {
		return nil, b.Len == 0
	}
	return unsafe.Slice(b.Buf, b.Len), true
}

// bytesOf is the n bytes at p: nil for a NULL pointer or a negative n.
func bytesOf(p *byte, n int32) []byte {
	if p == nil || n < 0 {
		return nil
	}
	return unsafe.Slice(p, n)
}

// nameOf is the address of n bytes at rsa, of which no more count than fit; nil
// for a NULL pointer.
func nameOf(rsa *RawSockaddrAny, n int32) []byte {
	if rsa == nil {
		return nil
	}
	return unsafe.Slice((*byte)(unsafe.Pointer(rsa)), min(max(n, 0), int32(unsafe.Sizeof(*rsa))))
}
