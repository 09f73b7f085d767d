package object

import (
	"strings"
	"sync"
	"sync/atomic"

	"winsock/internal/handle"
	"winsock/ws2def"
)

// named is an object that may have a name and counts its handles: with the last
// one the name goes.
type named struct {
	key     string // in names; "" without a name
	handles atomic.Int32
}

func (n *named) base() *named { return n }

func (n *named) count() { n.handles.Add(1) }

// drop is the end of a handle. It reports whether it was the last.
func (n *named) drop() bool {
	if n.key == "" {
		return n.handles.Add(-1) == 0
	}
	names.Lock()
	defer names.Unlock()
	if n.handles.Add(-1) > 0 {
		return false
	}
	delete(names.taken, n.key)
	return true
}

// Finish implements handle.Object.
func (n *named) Finish() { n.drop() }

// nameable is what create makes.
type nameable interface {
	handle.Object
	base() *named
}

// names are the names of this process's objects; all kinds share them.
var names struct {
	sync.Mutex
	taken map[string]nameable
}

// maxName is how many bytes a name can have.
const maxName = 32767

// keyOf checks a name and makes of it what it is called in names. Global\x and x
// are two names, Local\x and x are one; upper and lower case differ.
//
// Errors: ERROR_PATH_NOT_FOUND (a backslash elsewhere), ERROR_INVALID_PARAMETER
// (too long).
func keyOf(name string) (string, Errno) {
	if name == "" {
		return "", 0
	}
	if len(name) > maxName {
		return "", ws2def.ERROR_INVALID_PARAMETER
	}
	space := `Local\`
	if rest, ok := strings.CutPrefix(name, `Global\`); ok {
		space, name = `Global\`, rest
	} else {
		name = strings.TrimPrefix(name, space)
	}
	if name == "" || strings.Contains(name, `\`) {
		return "", ErrorPathNotFound
	}
	return space + name, 0
}

// create makes an object with fresh and gives it the name, or finds the one of
// the same kind that has it: exists.
//
// Errors: ERROR_INVALID_HANDLE (the name is another kind's),
// ERROR_NOT_ENOUGH_MEMORY, those of a name.
func create[T nameable](name string, flags uint32, fresh func() T) (h Handle, exists bool, e Errno) {
	key, e := keyOf(name)
	if e != 0 {
		return 0, false, e
	}
	if key == "" {
		h, e = enter(fresh(), flags)
		return h, false, e
	}
	names.Lock()
	defer names.Unlock()
	if taken := names.taken[key]; taken != nil {
		if _, ok := taken.(T); !ok {
			return 0, false, ws2def.ERROR_INVALID_HANDLE
		}
		h, e = enter(taken, flags)
		return h, e == 0, e
	}
	o := fresh()
	h, e = enter(o, flags)
	if e == 0 {
		o.base().key = key
		if names.taken == nil {
			names.taken = make(map[string]nameable)
		}
		names.taken[key] = o
	}
	return h, false, e
}

// open finds the object of a kind that has the name.
//
// Errors: ERROR_INVALID_PARAMETER (no name), ERROR_FILE_NOT_FOUND,
// ERROR_INVALID_HANDLE (the name is another kind's), ERROR_NOT_ENOUGH_MEMORY,
// those of a name.
func open[T nameable](name string, flags uint32) (Handle, Errno) {
	key, e := keyOf(name)
	if e != 0 {
		return 0, e
	}
	if key == "" {
		return 0, ws2def.ERROR_INVALID_PARAMETER
	}
	names.Lock()
	defer names.Unlock()
	taken := names.taken[key]
	if taken == nil {
		return 0, ErrorFileNotFound
	}
	if _, ok := taken.(T); !ok {
		return 0, ws2def.ERROR_INVALID_HANDLE
	}
	return enter(taken, flags)
}

// OpenEvent finds the event that has the name. Errors: ERROR_FILE_NOT_FOUND,
// ERROR_INVALID_HANDLE (the name is another kind's), those of a name.
func OpenEvent(name string, flags uint32) (Handle, Errno) { return open[*Event](name, flags) }

// OpenMutex finds the mutex that has the name. Errors: as [OpenEvent].
func OpenMutex(name string, flags uint32) (Handle, Errno) { return open[*Mutex](name, flags) }

// OpenSemaphore finds the semaphore that has the name. Errors: as [OpenEvent].
func OpenSemaphore(name string, flags uint32) (Handle, Errno) { return open[*Semaphore](name, flags) }

// OpenTimer finds the timer that has the name. Errors: as [OpenEvent].
func OpenTimer(name string, flags uint32) (Handle, Errno) { return open[*Timer](name, flags) }
