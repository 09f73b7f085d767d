package core

import (
	"runtime"

	"winsock/internal/object"
	"winsock/spi"
	"winsock/ws2def"
)

// reserved has the place in the table of a socket that its provider is still making.
type reserved struct{}

var _ object.Handled = reserved{}

// Finish implements [handle.Object].
func (reserved) Finish() {}

// CloseHandle implements [object.Handled]: it is the provider's yet.
func (reserved) CloseHandle(Handle, spi.Way) Errno { return ws2def.WSAENOTSOCK }

// DuplicateHandle implements [object.Handled].
func (reserved) DuplicateHandle(uint32) (Handle, Errno) {
	return ws2def.InvalidHandle, ws2def.ERROR_INVALID_HANDLE
}

// Reserve gives a SOCKET value that means nothing until a socket is entered whose
// transport has that Number, see [spi.Numbered]. Errors: WSAENOBUFS.
//
// Source: P-253, P-256.
func Reserve() (Handle, Errno) {
	h, ok := table.Open(reserved{}, 0)
	if !ok {
		return ws2def.InvalidHandle, ws2def.WSAENOBUFS
	}
	return h, 0
}

// GiveUp ends what [Reserve] began, unless a socket was entered.
func GiveUp(h Handle) {
	obj := table.Acquire(h)
	if obj == nil {
		return
	}
	defer table.Release(h)
	if _, ok := obj.(reserved); ok && table.Close(h) != nil {
		table.Release(h)
	}
}

// seat enters s in the table, under the value that its transport has had before; false:
// the table is full.
func seat(s *Socket, flags uint32) (Handle, bool) {
	t, ok := spi.Ability[spi.Numbered](s.t)
	if !ok || t.Number() == 0 {
		return table.Open(s, flags)
	}
	h := t.Number()
	for !table.Replace(h, s) {
		obj := table.Acquire(h)
		if obj == nil {
			return ws2def.InvalidHandle, false
		}
		table.Release(h)
		if _, ok := obj.(reserved); !ok {
			return ws2def.InvalidHandle, false
		}
		runtime.Gosched() // somebody looks what it means
	}
	if table.Acquire(h) != nil {
		table.SetFlags(h, ^uint32(0), flags)
		table.Release(h)
	}
	return h, true
}

// Transport is what moves the data of the socket h; nil when h is none.
func Transport(h Handle) spi.Socket {
	s := acquire(h)
	if s == nil {
		return nil
	}
	defer table.Release(h)
	return s.t
}
