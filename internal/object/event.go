package object

import (
	"winsock/internal/handle"
	"winsock/ws2def"
)

// Event is signalled by [SetEvent]. A manual-reset event stays so until
// [ResetEvent]; an automatic one lets one wait through.
type Event struct {
	header
	named
}

// CreateEvent makes an event, or finds the one that has the name: exists. flags
// are the handle's.
//
// Errors: ERROR_INVALID_HANDLE (the name is another kind's), those of a name.
func CreateEvent(name string, manual, set bool, flags uint32) (h Handle, exists bool, e Errno) {
	return create(name, eventKind, flags, nil, func() *Event {
		o := &Event{}
		if !manual {
			o.nature = resets
		}
		if set {
			o.signal = 1
		}
		return o
	})
}

// SetEvent signals the event h. Errors: ERROR_INVALID_HANDLE.
func SetEvent(h Handle) Errno { return onEvent(h, set) }

// ResetEvent takes back the signal of the event h. Errors:
// ERROR_INVALID_HANDLE.
func ResetEvent(h Handle) Errno { return onEvent(h, reset) }

// PulseEvent signals the event h for those who wait at this moment: all of them,
// or one when it is automatic. Errors: ERROR_INVALID_HANDLE.
func PulseEvent(h Handle) Errno { return onEvent(h, pulse) }

// FindEvent is the event that h means; it lasts longer than the handle. Errors:
// ERROR_INVALID_HANDLE.
func FindEvent(h Handle) (*Event, Errno) {
	obj := handle.Process.Acquire(h)
	if obj == nil {
		return nil, ws2def.ERROR_INVALID_HANDLE
	}
	defer handle.Process.Release(h)
	if o, ok := obj.(*Event); ok {
		return o, 0
	}
	return nil, ws2def.ERROR_INVALID_HANDLE
}

// What can be done to an event. A function value in its place would cost an
// allocation each time.
type verb uint8

const (
	set verb = iota
	reset
	pulse
)

func onEvent(h Handle, do verb) Errno {
	obj := handle.Process.Acquire(h)
	if obj == nil {
		return ws2def.ERROR_INVALID_HANDLE
	}
	o, ok := obj.(*Event)
	if ok {
		o.do(do)
	}
	handle.Process.Release(h)
	if !ok {
		return ws2def.ERROR_INVALID_HANDLE
	}
	return 0
}

// Set is [SetEvent] for one who holds a reference to a handle of o.
func (o *Event) Set() { o.do(set) }

// Reset is [ResetEvent] for one who holds a reference to a handle of o.
func (o *Event) Reset() { o.do(reset) }

func (o *Event) do(do verb) {
	var wake wakes
	dispatcher.Lock()
	if do != reset {
		o.set(&wake)
	}
	if do != set {
		o.setState(0)
	}
	wake.unlock()
}

func (o *Event) set(wake *wakes) {
	o.setState(1)
	o.satisfy(wake)
}
