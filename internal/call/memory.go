package call

import (
	"sync"
	"unsafe"

	"winsock/internal/core"
	"winsock/spi"
	"winsock/ws2def"
)

// Handle is a SOCKET value.
type Handle = ws2def.Handle

// Errno is the error space of the package; 0 means success.
type Errno = ws2def.Errno

// maxName is the size of the largest socket address, SOCKADDR_STORAGE.
const maxName = ws2def.SizeofSockaddrAny

// Message is a transfer with room for its parts, so that calls need not
// allocate them.
type Message struct {
	spi.Message
	Address [maxName]byte
	buffers [4][]byte
}

var messages = sync.Pool{New: func() any { return new(Message) }}

// TakeMessage returns an empty message, to be given back with
// [Message.GiveBack].
func TakeMessage() *Message { return messages.Get().(*Message) }

// GiveBack ends the use of m and of what it refers to.
func (m *Message) GiveBack() {
	m.Message = spi.Message{}
	clear(m.buffers[:])
	messages.Put(m)
}

// Single makes p the only buffer.
func (m *Message) Single(p []byte) {
	m.buffers[0] = p
	m.Buffers = m.buffers[:1]
}

// gather makes the caller's count buffers those of m.
//
// Errors: WSAEINVAL (none), WSAEFAULT (a NULL pointer with a length).
//
// Source: S-298, S-320.
func (m *Message) gather(bufs *ws2def.WSABuf, count uint32) Errno {
	switch {
	case count == 0:
		return ws2def.WSAEINVAL
	case bufs == nil:
		return ws2def.WSAEFAULT
	}
	m.Buffers = m.buffers[:0]
	for _, b := range unsafe.Slice(bufs, count) {
		p, ok := memory(&b)
		if !ok {
			return ws2def.WSAEFAULT
		}
		m.Buffers = append(m.Buffers, p)
	}
	return 0
}

// memory is what b points to, false for a NULL pointer with a length.
func memory(b *ws2def.WSABuf) (p []byte, ok bool) {
	if b.Buf == nil {
		return nil, b.Len == 0
	}
	return unsafe.Slice(b.Buf, b.Len), true
}

// Bytes is the n bytes at p: nil for a NULL pointer or a negative n.
func Bytes(p *byte, n int32) []byte {
	if p == nil || n < 0 {
		return nil
	}
	return unsafe.Slice(p, n)
}

// Name is the address of n bytes at sa, of which no more count than fit; nil
// for a NULL pointer.
func Name(sa *ws2def.RawSockaddrAny, n int32) []byte {
	if sa == nil {
		return nil
	}
	return unsafe.Slice((*byte)(unsafe.Pointer(sa)), min(max(n, 0), int32(unsafe.Sizeof(*sa))))
}

// Refuse is the failure of a call on s with an argument that is wrong with e:
// what is wrong with s comes first.
//
// Source: S-109.
func Refuse(s Handle, e Errno) Errno {
	if first := core.Check(s); first != 0 {
		return first
	}
	return e
}
