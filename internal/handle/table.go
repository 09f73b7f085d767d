// Package handle holds the table that says which object a SOCKET or HANDLE
// value means.
//
// A value is a slot number and the slot's generation, a multiple of four below
// 2^31 (D1). A look-up takes a reference that keeps the object from being
// finished; closing makes the value invalid at once and finishes the object
// when the last reference is gone, so a call never works on a closed object or
// on somebody else's.
package handle

import (
	"sync"
	"sync/atomic"

	"winsock/ws2def"
)

// Object is what a handle stands for.
type Object interface {
	// Finish releases the object. It is called once for each handle, after that
	// was closed and its last reference released.
	Finish()
}

const (
	slotBits  = 18
	genBits   = 11
	chunkBits = 11
	chunkSize = 1 << chunkBits
	slotMask  = 1<<slotBits - 1
	genMask   = 1<<genBits - 1

	// MaxHandles is how many handles can be open at once.
	MaxHandles = 1<<slotBits - 1
)

// A slot's word: the generation in the high half, then the open bit, then the
// number of references.
const (
	one     = 1
	refMask = 1<<31 - 1
	open    = 1 << 31
	genStep = 1 << 32
)

// Flags of a handle.
const (
	Inherit          = 1 << iota // child processes may get the handle (HANDLE_FLAG_INHERIT)
	ProtectFromClose             // CloseHandle refuses it (HANDLE_FLAG_PROTECT_FROM_CLOSE)
	Duplicate                    // made by DuplicateHandle, of which Winsock's own table does not know
)

type slot struct {
	word  atomic.Uint64
	obj   Object // written while the slot is free, read under a reference
	flags atomic.Uint32
}

// chunk has the slots of consecutive numbers. Two share a cache line, but not two
// whose numbers are near each other, so that two threads' sockets do not disturb
// each other.
type chunk [chunkSize]slot

// at is the slot of a number.
func (c *chunk) at(index uint32) *slot {
	const half = chunkSize / 2
	return &c[index%half*2+index/half%2]
}

// Process is the table of this process: sockets, events, threads and all else
// that a SOCKET or HANDLE can mean (D1).
var Process Table

// Table is a set of open handles. The zero value is an empty table.
type Table struct {
	chunks [1 << (slotBits - chunkBits)]atomic.Pointer[chunk]

	mu   sync.Mutex
	next uint32   // first slot never used
	free []uint32 // slots to use again
	open int
}

func value(index uint32, word uint64) ws2def.Handle {
	return ws2def.Handle((word/genStep&genMask)<<(slotBits+2) | uint64(index)<<2)
}

// Slot is the number of the slot that h stands in, below MaxHandles+1.
func Slot(h ws2def.Handle) uint32 { return uint32(h>>2) & slotMask }

func (t *Table) slot(h ws2def.Handle) (*slot, uint64) {
	if h&3 != 0 || h >= 1<<(2+slotBits+genBits) {
		return nil, 0
	}
	index := uint32(h>>2) & slotMask
	c := t.chunks[index>>chunkBits].Load()
	if c == nil {
		return nil, 0
	}
	return c.at(index), uint64(h>>(2+slotBits)) & genMask
}

// Open enters obj and returns its handle, or false when the table is full. An
// object may be entered several times; it is finished once for each.
func (t *Table) Open(obj Object, flags uint32) (ws2def.Handle, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	var index uint32
	switch n := len(t.free); {
	case n > 0:
		index = t.free[n-1]
		t.free = t.free[:n-1]
	case t.next < MaxHandles:
		t.next++ // slot 0 stays unused: no handle is 0
		index = t.next
		if c := &t.chunks[index>>chunkBits]; c.Load() == nil {
			c.Store(new(chunk))
		}
	default:
		return ws2def.InvalidHandle, false
	}
	t.open++
	s := t.chunks[index>>chunkBits].Load().at(index)
	s.obj = obj
	s.flags.Store(flags)
	word := s.word.Load() | open
	s.word.Store(word)
	return value(index, word), true
}

// OpenAt is Open for a certain value, which another process has given to what obj
// stands for; false when its slot is in use.
func (t *Table) OpenAt(h ws2def.Handle, obj Object, flags uint32) bool {
	if h&3 != 0 || h >= 1<<(2+slotBits+genBits) || Slot(h) == 0 {
		return false
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	index := Slot(h)
	for t.next < index {
		t.next++
		if c := &t.chunks[t.next>>chunkBits]; c.Load() == nil {
			c.Store(new(chunk))
		}
		t.free = append(t.free, t.next)
	}
	i := len(t.free) - 1
	for i >= 0 && t.free[i] != index {
		i--
	}
	if i < 0 {
		return false
	}
	t.free = append(t.free[:i], t.free[i+1:]...)
	t.open++
	s := t.chunks[index>>chunkBits].Load().at(index)
	s.obj = obj
	s.flags.Store(flags)
	s.word.Store(uint64(h>>(2+slotBits))*genStep | open)
	return true
}

// Replace puts obj in the place of what h means, which is not finished; false when h
// is not open, or in use. Meanwhile h is not open.
func (t *Table) Replace(h ws2def.Handle, obj Object) bool {
	s, gen := t.slot(h)
	if s == nil {
		return false
	}
	word := s.word.Load()
	if word/genStep&genMask != gen || word&(open|refMask) != open || !s.word.CompareAndSwap(word, word&^open+one) {
		return false
	}
	s.obj = obj
	s.word.Store(word)
	return true
}

// Acquire returns the object that h means and takes a reference, which the
// caller gives back with [Table.Release]; nil when h is not open.
func (t *Table) Acquire(h ws2def.Handle) Object {
	s, gen := t.slot(h)
	if s == nil {
		return nil
	}
	for {
		word := s.word.Load()
		if word&open == 0 || word/genStep&genMask != gen {
			return nil
		}
		if s.word.CompareAndSwap(word, word+one) {
			return s.obj
		}
	}
}

// Held returns the object of h, open or closed, to which the caller holds a
// reference.
func (t *Table) Held(h ws2def.Handle) Object {
	s, _ := t.slot(h)
	return s.obj
}

// IsOpen reports whether h, to which the caller holds a reference, is open.
func (t *Table) IsOpen(h ws2def.Handle) bool {
	s, _ := t.slot(h)
	return s.word.Load()&open != 0
}

// Means reports whether h is open.
func (t *Table) Means(h ws2def.Handle) bool {
	s, gen := t.slot(h)
	if s == nil {
		return false
	}
	word := s.word.Load()
	return word&open != 0 && word/genStep&genMask == gen
}

// Flags returns the flags of h, to which the caller holds a reference.
func (t *Table) Flags(h ws2def.Handle) uint32 {
	s, _ := t.slot(h)
	return s.flags.Load()
}

// SetFlags gives the flags in mask the value that they have in flags. The
// caller holds a reference to h.
func (t *Table) SetFlags(h ws2def.Handle, mask, flags uint32) {
	s, _ := t.slot(h)
	for {
		old := s.flags.Load()
		if s.flags.CompareAndSwap(old, old&^mask|flags&mask) {
			return
		}
	}
}

// Retain takes another reference to h for a caller that holds one; it works
// on a handle that is being closed too.
func (t *Table) Retain(h ws2def.Handle) {
	s, _ := t.slot(h)
	s.word.Add(one)
}

// Release gives back a reference to h taken by Acquire. When h was closed
// meanwhile and this was the last reference, the object is finished.
func (t *Table) Release(h ws2def.Handle) {
	s, _ := t.slot(h)
	if word := s.word.Add(^uint64(0)); word&(open|refMask) == 0 {
		t.finish(h, s)
	}
}

// Close makes h invalid and returns its object, with the caller's reference
// still to be released: the object is finished at the last Release. It returns
// nil when h was not open.
func (t *Table) Close(h ws2def.Handle) Object {
	s, gen := t.slot(h)
	if s == nil {
		return nil
	}
	for {
		word := s.word.Load()
		if word&open == 0 || word/genStep&genMask != gen {
			return nil
		}
		if s.word.CompareAndSwap(word, (word&^open)+one) {
			return s.obj
		}
	}
}

func (t *Table) finish(h ws2def.Handle, s *slot) {
	s.obj.Finish()
	s.obj = nil
	s.word.Store((s.word.Load()/genStep + 1) * genStep)
	t.mu.Lock()
	t.free = append(t.free, uint32(h>>2)&slotMask)
	t.open--
	t.mu.Unlock()
}

// Len returns the number of handles that are open or not yet finished.
func (t *Table) Len() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.open
}

// All returns the handles that are open now, in no order that means anything.
func (t *Table) All() []ws2def.Handle {
	t.mu.Lock()
	last := t.next
	t.mu.Unlock()
	var all []ws2def.Handle
	for index := uint32(1); index <= last; index++ {
		s := t.chunks[index>>chunkBits].Load().at(index)
		if word := s.word.Load(); word&open != 0 {
			all = append(all, value(index, word))
		}
	}
	return all
}
