package object

import (
	"strings"
	"sync"
	"sync/atomic"

	"winsock/internal/handle"
	"winsock/internal/registry"
	"winsock/ws2def"
)

// named is an object that may have a name and counts its handles: with the last
// one the name goes.
type named struct {
	key     string // in names; "" without a name
	handles atomic.Int32
	claim   *registry.Name // on the name among processes; nil: none
	own     *header        // the object's
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
	switch {
	case n.own.shared != nil:
		n.own.leave()
	case n.claim != nil:
		n.claim.Close()
	}
	return true
}

// Finish implements handle.Object.
func (n *named) Finish() { n.drop() }

// nameable is what create makes.
type nameable interface {
	Waitable
	base() *named
}

// Kinds of objects, as processes tell each other.
const (
	eventKind = 1 + iota
	mutexKind
	semaphoreKind
	timerKind // of which only the name is shared
)

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

// create makes an object with fresh, lets begin do the rest before anybody else
// sees it, and gives it the name, or finds the one of the same kind that has it,
// here or in another process: exists.
//
// Errors: ERROR_INVALID_HANDLE (the name is another kind's),
// ERROR_NOT_ENOUGH_MEMORY, those of a name.
func create[T nameable](name string, kind uint32, flags uint32, begin func(T), fresh func() T) (h Handle, exists bool, e Errno) {
	key, e := keyOf(name)
	if e != 0 {
		return 0, false, e
	}
	if begin == nil {
		begin = func(T) {}
	}
	if key == "" {
		o := fresh()
		begin(o)
		h, e = enter(o, flags)
		return h, false, e
	}
	names.Lock()
	defer names.Unlock()
	if names.taken[key] != nil {
		h, e = find[T](key, flags)
		return h, e == 0, e
	}
	o := fresh()
	claim, state := registry.OpenName(key, kind, func(n *registry.Name) {
		if kind != timerKind {
			o.dispatch().publish(n)
		}
		begin(o)
	})
	switch state {
	case registry.NameOther:
		return 0, false, ws2def.ERROR_INVALID_HANDLE
	case registry.NameAlone:
		begin(o)
	case registry.NameFound:
		join(o, claim, kind)
	}
	h, e = take(key, o, claim, flags)
	return h, e == 0 && state == registry.NameFound, e
}

// join makes o the object that another process made.
func join[T nameable](o T, claim *registry.Name, kind uint32) {
	if kind != timerKind {
		o.dispatch().join(claim)
	}
}

// find gives a handle to the object of this process that has the name. The
// caller holds the names' lock. Errors: ERROR_INVALID_HANDLE (it is of another
// kind), ERROR_NOT_ENOUGH_MEMORY.
func find[T nameable](key string, flags uint32) (Handle, Errno) {
	taken := names.taken[key]
	if _, ok := taken.(T); !ok {
		return 0, ws2def.ERROR_INVALID_HANDLE
	}
	return enter(taken, flags)
}

// take gives the name to o, and a handle. The caller holds the names' lock.
// Errors: ERROR_NOT_ENOUGH_MEMORY.
func take[T nameable](key string, o T, claim *registry.Name, flags uint32) (Handle, Errno) {
	n := o.base()
	n.claim, n.own = claim, o.dispatch()
	n.count()
	h, ok := handle.Process.Open(o, flags)
	if !ok {
		if n.own.shared != nil {
			n.own.leave()
		} else if claim != nil {
			claim.Close()
		}
		return 0, ws2def.ERROR_NOT_ENOUGH_MEMORY
	}
	n.key = key
	if names.taken == nil {
		names.taken = make(map[string]nameable)
	}
	names.taken[key] = o
	return h, 0
}

// open finds the object of a kind that has the name, here or in another process;
// fresh makes it known here.
//
// Errors: ERROR_INVALID_PARAMETER (no name), ERROR_FILE_NOT_FOUND,
// ERROR_INVALID_HANDLE (the name is another kind's), ERROR_NOT_ENOUGH_MEMORY,
// those of a name.
func open[T nameable](name string, kind uint32, flags uint32, fresh func() T) (Handle, Errno) {
	key, e := keyOf(name)
	if e != 0 {
		return 0, e
	}
	if key == "" {
		return 0, ws2def.ERROR_INVALID_PARAMETER
	}
	names.Lock()
	defer names.Unlock()
	if names.taken[key] != nil {
		return find[T](key, flags)
	}
	claim, state := registry.OpenName(key, kind, nil)
	switch state {
	case registry.NameFound:
		o := fresh()
		join(o, claim, kind)
		return take(key, o, claim, flags)
	case registry.NameOther:
		return 0, ws2def.ERROR_INVALID_HANDLE
	default:
		return 0, ErrorFileNotFound
	}
}

// OpenEvent finds the event that has the name. Errors: ERROR_FILE_NOT_FOUND,
// ERROR_INVALID_HANDLE (the name is another kind's), those of a name.
func OpenEvent(name string, flags uint32) (Handle, Errno) {
	return open(name, eventKind, flags, func() *Event { return &Event{} })
}

// OpenMutex finds the mutex that has the name. Errors: as [OpenEvent].
func OpenMutex(name string, flags uint32) (Handle, Errno) {
	return open(name, mutexKind, flags, newMutex)
}

// OpenSemaphore finds the semaphore that has the name. Errors: as [OpenEvent].
func OpenSemaphore(name string, flags uint32) (Handle, Errno) {
	return open(name, semaphoreKind, flags, func() *Semaphore { return &Semaphore{} })
}

// OpenTimer finds the timer that has the name. Errors: as [OpenEvent].
func OpenTimer(name string, flags uint32) (Handle, Errno) {
	return open(name, timerKind, flags, func() *Timer { return &Timer{} })
}
