package object

import (
	"winsock/internal/handle"
	"winsock/ws2def"
)

// Semaphore is signalled while its count is above zero; a wait takes one.
type Semaphore struct {
	header
	named
}

// CreateSemaphore makes a semaphore, or finds the one that has the name: exists.
// flags are the handle's.
//
// Errors: ERROR_INVALID_PARAMETER (maximum below 1, initial not in 0…maximum),
// ERROR_INVALID_HANDLE (the name is another kind's), those of a name.
func CreateSemaphore(name string, initial, maximum int32, flags uint32) (h Handle, exists bool, e Errno) {
	if maximum <= 0 || initial < 0 || initial > maximum {
		return 0, false, ws2def.ERROR_INVALID_PARAMETER
	}
	return create(name, semaphoreKind, flags, nil, func() *Semaphore {
		return &Semaphore{header: header{nature: counts, signal: initial, maximum: maximum}}
	})
}

// ReleaseSemaphore adds n to the count of the semaphore h and returns what it
// was before. Errors: ERROR_INVALID_HANDLE, ERROR_INVALID_PARAMETER (n below 1),
// ERROR_TOO_MANY_POSTS (more than the maximum; nothing is added).
func ReleaseSemaphore(h Handle, n int32) (previous int32, e Errno) {
	obj := handle.Process.Acquire(h)
	if obj == nil {
		return 0, ws2def.ERROR_INVALID_HANDLE
	}
	defer handle.Process.Release(h)
	o, ok := obj.(*Semaphore)
	switch {
	case !ok:
		return 0, ws2def.ERROR_INVALID_HANDLE
	case n <= 0:
		return 0, ws2def.ERROR_INVALID_PARAMETER
	}
	var wake wakes
	dispatcher.Lock()
	previous, e = o.release(n, &wake)
	wake.unlock()
	return previous, e
}

func (o *Semaphore) release(n int32, wake *wakes) (previous int32, e Errno) {
	previous = o.state()
	if n > o.maximum-previous {
		return previous, ErrorTooManyPosts
	}
	o.setState(previous + n)
	o.satisfy(wake)
	return previous, 0
}
