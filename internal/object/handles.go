package object

import (
	"winsock/internal/handle"
	"winsock/spi"
	"winsock/ws2def"
)

// Handled is an object that closes and duplicates its handles itself: a socket.
type Handled interface {
	handle.Object
	// CloseHandle closes h, to which the caller holds a reference.
	CloseHandle(h Handle, how spi.Way) Errno
	// DuplicateHandle gives another handle to the object.
	DuplicateHandle(flags uint32) (Handle, Errno)
}

// counted is an object that counts its handles.
type counted interface{ count() }

// enter gives a handle to obj. Errors: ERROR_NOT_ENOUGH_MEMORY.
func enter(obj handle.Object, flags uint32) (Handle, Errno) {
	if c, ok := obj.(counted); ok {
		c.count()
	}
	h, ok := handle.Process.Open(obj, flags)
	if !ok {
		obj.Finish()
		return 0, ws2def.ERROR_NOT_ENOUGH_MEMORY
	}
	return h, 0
}

// Close closes the handle h (CloseHandle); of a socket it does what closesocket
// does. Errors: ERROR_INVALID_HANDLE (also when it is protected from being
// closed).
func Close(h Handle, how spi.Way) Errno {
	obj := handle.Process.Acquire(h)
	if obj == nil {
		return ws2def.ERROR_INVALID_HANDLE
	}
	defer handle.Process.Release(h)
	if handle.Process.Flags(h)&handle.ProtectFromClose != 0 {
		return ws2def.ERROR_INVALID_HANDLE
	}
	if o, ok := obj.(Handled); ok {
		if e := o.CloseHandle(h, how); e != ws2def.WSAENOTSOCK {
			return e
		}
		return ws2def.ERROR_INVALID_HANDLE
	}
	if handle.Process.Close(h) == nil {
		return ws2def.ERROR_INVALID_HANDLE
	}
	handle.Process.Release(h)
	return 0
}

// Duplicate gives another handle to what h means to t; flags are the new one's.
// Errors: ERROR_INVALID_HANDLE, ERROR_NOT_ENOUGH_MEMORY.
func Duplicate(t *Thread, h Handle, flags uint32) (Handle, Errno) {
	switch {
	case t != nil && h == CurrentThread:
		return enter(t, flags)
	case t != nil && h == CurrentProcess:
		return enter(Self(), flags)
	}
	obj := handle.Process.Acquire(h)
	if obj == nil {
		return 0, ws2def.ERROR_INVALID_HANDLE
	}
	defer handle.Process.Release(h)
	if o, ok := obj.(Handled); ok {
		return o.DuplicateHandle(flags)
	}
	return enter(obj, flags)
}

// Same reports whether a and b mean one object to t. Errors:
// ERROR_INVALID_HANDLE.
func Same(t *Thread, a, b Handle) (bool, Errno) {
	first, second := meant(t, a), meant(t, b)
	if first == nil || second == nil {
		return false, ws2def.ERROR_INVALID_HANDLE
	}
	return first == second, 0
}

// meant is what h means to t; it may be closed by now.
func meant(t *Thread, h Handle) handle.Object {
	switch {
	case t != nil && h == CurrentThread:
		return t
	case t != nil && h == CurrentProcess:
		return Self()
	}
	obj := handle.Process.Acquire(h)
	if obj != nil {
		handle.Process.Release(h)
	}
	return obj
}

// Flags returns the flags of h. Errors: ERROR_INVALID_HANDLE.
func Flags(h Handle) (uint32, Errno) {
	if handle.Process.Acquire(h) == nil {
		return 0, ws2def.ERROR_INVALID_HANDLE
	}
	defer handle.Process.Release(h)
	return handle.Process.Flags(h) & (handle.Inherit | handle.ProtectFromClose), 0
}

// SetFlags gives the flags of h that are in mask the value they have in flags.
// Errors: ERROR_INVALID_HANDLE, ERROR_INVALID_PARAMETER (no such flag).
func SetFlags(h Handle, mask, flags uint32) Errno {
	if handle.Process.Acquire(h) == nil {
		return ws2def.ERROR_INVALID_HANDLE
	}
	defer handle.Process.Release(h)
	if mask&^(handle.Inherit|handle.ProtectFromClose) != 0 {
		return ws2def.ERROR_INVALID_PARAMETER
	}
	handle.Process.SetFlags(h, mask, flags)
	return 0
}
