package core

import (
	"reflect"
	"sync/atomic"

	"winsock/spi"
)

// traits are what the type of a transport tells of all that are of it. To look for each
// ability costs more than the rest of what a new socket needs.
type traits struct {
	of         reflect.Type
	state      uint32 // stCovered, stProvided, stDoubted
	descriptor bool   // spi.Descriptor
	notifier   bool   // spi.Notifier
	numbered   bool   // spi.Numbered
}

// recent are those that were found last: most transports are like the one before.
var recent atomic.Pointer[traits]

// traitsOf finds the traits of t. Those of an Upper are also what it stands on.
func traitsOf(t spi.Socket) *traits {
	of := reflect.TypeOf(t)
	if last := recent.Load(); last != nil && last.of == of {
		return last
	}
	found := &traits{
		of:         of,
		descriptor: able[spi.Descriptor](t) != nil,
		notifier:   able[spi.Notifier](t) != nil,
		numbered:   able[spi.Numbered](t) != nil,
	}
	if able[spi.Overlapper](t) != nil {
		found.state |= stProvided
	}
	if moves := able[spi.Transferer](t); moves != nil && !ours(moves) {
		found.state |= stDoubted
	}
	_, upper := t.(spi.Upper)
	switch {
	case !upper:
		recent.Store(found)
	case able[spi.Direct](t) == nil:
		found.state |= stCovered
	}
	return found
}
