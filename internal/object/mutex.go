package object

import (
	"winsock/internal/handle"
	"winsock/ws2def"
)

// Mutex belongs to one thread at a time, which may take it again.
type Mutex struct {
	header
	named
	owner      *Thread
	times      uint32 // the owner took it
	abandoned  bool   // its owner ended
	next, prev *Mutex // among the owner's
}

// CreateMutex makes a mutex, or finds the one that has the name: exists. owner,
// unless nil, owns a new one from the beginning; flags are the handle's.
//
// Errors: ERROR_INVALID_HANDLE (the name is another kind's), those of a name.
func CreateMutex(name string, owner *Thread, flags uint32) (h Handle, exists bool, e Errno) {
	begin := func(o *Mutex) {
		if owner != nil {
			dispatcher.Lock()
			o.own(owner)
			dispatcher.Unlock()
		}
	}
	return create(name, mutexKind, flags, begin, newMutex)
}

func newMutex() *Mutex {
	o := &Mutex{}
	o.mutex = o
	return o
}

// ReleaseMutex takes back one time that t took the mutex h. Errors:
// ERROR_INVALID_HANDLE, ERROR_NOT_OWNER.
func ReleaseMutex(t *Thread, h Handle) Errno {
	obj := handle.Process.Acquire(h)
	if obj == nil {
		return ws2def.ERROR_INVALID_HANDLE
	}
	defer handle.Process.Release(h)
	o, ok := obj.(*Mutex)
	if !ok {
		return ws2def.ERROR_INVALID_HANDLE
	}
	var wake wakes
	dispatcher.Lock()
	e := o.release(t, &wake)
	wake.unlock()
	return e
}

// free reports whether t may take the mutex.
func (o *Mutex) free(t *Thread) bool {
	return t != nil && (o.owner == t || o.owner == nil && o.freeElsewhere())
}

// own gives the mutex to t; abandoned: the last owner ended without releasing
// it.
func (o *Mutex) own(t *Thread) (abandoned bool) {
	o.times++
	if o.owner == t {
		return false
	}
	o.owner = t
	o.next = t.owned
	if o.next != nil {
		o.next.prev = o
	}
	t.owned = o
	abandoned = o.ownElsewhere() || o.abandoned
	o.abandoned = false
	return abandoned
}

func (o *Mutex) release(t *Thread, wake *wakes) Errno {
	if t == nil || o.owner != t {
		return ErrorNotOwner
	}
	if o.times--; o.times == 0 {
		o.disown()
		o.satisfy(wake)
	}
	return 0
}

// disown makes the mutex nobody's.
func (o *Mutex) disown() {
	if o.next != nil {
		o.next.prev = o.prev
	}
	if o.prev != nil {
		o.prev.next = o.next
	} else {
		o.owner.owned = o.next
	}
	o.next, o.prev = nil, nil
	o.owner, o.times = nil, 0
	o.disownElsewhere()
}
