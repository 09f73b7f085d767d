package core

import (
	"sync/atomic"

	"winsock/internal/handle"
)

// slots has a T for each slot of the handle table.
type slots[T any] struct {
	flat   []T // a face's in another language, which has all; nil: there is no such face
	chunks [numSlots / slotsChunk]atomic.Pointer[[slotsChunk]T]
}

const (
	numSlots   = handle.MaxHandles + 1
	slotsChunk = 2048
)

// find is the T of h's slot; nil when nobody has asked for it by [slots.open].
func (t *slots[T]) find(h Handle) *T {
	i := handle.Slot(h)
	if t.flat != nil {
		return &t.flat[i]
	}
	if c := t.chunks[i/slotsChunk].Load(); c != nil {
		return &c[i%slotsChunk]
	}
	return nil
}

// open is the T of h's slot. It is Go's memory, so that what is under way keeps what it
// needs, unless a face has given it.
func (t *slots[T]) open(h Handle) *T {
	if l := t.find(h); l != nil {
		return l
	}
	t.chunks[handle.Slot(h)/slotsChunk].CompareAndSwap(nil, new([slotsChunk]T))
	return t.find(h)
}
