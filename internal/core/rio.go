package core

import (
	"winsock/internal/handle"
	"winsock/ws2def"
)

// registered holds what registered I/O has handles for: buffers, completion queues
// and request queues.
var registered handle.Table

// enlist gives an object of registered I/O a handle. Errors: WSAENOBUFS.
func enlist(obj handle.Object) (Handle, Errno) {
	h, ok := registered.Open(obj, 0)
	if !ok {
		return 0, ws2def.WSAENOBUFS
	}
	return h, 0
}

// hold is the object of kind T that h means, with a reference to h; ok says whether
// there is one.
func hold[T handle.Object](h Handle) (obj T, ok bool) {
	found := registered.Acquire(h)
	if found == nil {
		return obj, false
	}
	if obj, ok = found.(T); !ok {
		registered.Release(h)
	}
	return obj, ok
}

// delist ends the handle h of an object of kind T, if it is one.
func delist[T handle.Object](h Handle) {
	if _, ok := hold[T](h); ok {
		registered.Close(h)
		registered.Release(h)
		registered.Release(h)
	}
}

// memory is a registered buffer.
type memory []byte

// Finish implements [handle.Object].
func (memory) Finish() {}

// RegisterBuffer makes p a buffer for registered requests (RIORegisterBuffer).
//
// Errors: WSAEINVAL (no bytes), WSAENOBUFS.
//
// Source: O-459.
func RegisterBuffer(p []byte) (ws2def.RIOBufferID, Errno) {
	if len(p) == 0 {
		return ws2def.RIO_INVALID_BUFFERID, ws2def.WSAEINVAL
	}
	h, e := enlist(memory(p))
	if e != 0 {
		return ws2def.RIO_INVALID_BUFFERID, e
	}
	return ws2def.RIOBufferID(h), 0
}

// DeregisterBuffer ends the use of a buffer for new requests (RIODeregisterBuffer).
// What is no buffer is ignored.
//
// Source: O-459.
func DeregisterBuffer(id ws2def.RIOBufferID) { delist[memory](Handle(id)) }

// part is the part of a registered buffer that b describes.
//
// Errors: WSAEFAULT (the buffer is not registered), WSAEINVAL (it is shorter).
//
// Source: O-463.
func part(b *ws2def.RIOBuf) ([]byte, Errno) {
	p, ok := hold[memory](Handle(b.BufferId))
	if !ok {
		return nil, ws2def.WSAEFAULT
	}
	registered.Release(Handle(b.BufferId))
	if uint64(b.Offset)+uint64(b.Length) > uint64(len(p)) {
		return nil, ws2def.WSAEINVAL
	}
	return p[b.Offset:][:b.Length:b.Length], 0
}
