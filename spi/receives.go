package spi

import (
	"slices"

	"winsock/ws2def"
)

// Receives are the overlapped receives of one socket that wait, in order: what an
// [Overlapper] without a descriptor is made of. The provider's lock guards them, and
// receive is the provider's RecvMsg under that lock.
type Receives struct{ waiting []*Operation }

// Start is the body of [Overlapper]'s Start.
func (r *Receives) Start(op *Operation, receive func(m *Message, flags uint32) (int, Errno)) (int, Errno) {
	if len(r.waiting) == 0 {
		if n, e := receive(&op.Message, op.Flags); e != ws2def.WSAEWOULDBLOCK {
			return n, e
		}
	}
	r.waiting = append(r.waiting, op)
	return 0, ws2def.WSA_IO_PENDING
}

// GoOn carries out what can be by now; over gets what has ended.
func (r *Receives) GoOn(receive func(m *Message, flags uint32) (int, Errno), over *Endings) {
	for len(r.waiting) > 0 {
		op := r.waiting[0]
		n, e := receive(&op.Message, op.Flags)
		if e == ws2def.WSAEWOULDBLOCK {
			return
		}
		r.waiting = r.waiting[1:]
		*over = append(*over, ending{op, n, e})
	}
}

// Cancel is the body of [Overlapper]'s Cancel.
func (r *Receives) Cancel(op *Operation, over *Endings) {
	if i := slices.Index(r.waiting, op); i >= 0 {
		r.waiting = slices.Delete(r.waiting, i, i+1)
		*over = append(*over, ending{op, 0, ws2def.WSA_OPERATION_ABORTED})
	}
}

// Endings are operations that have ended while the provider's lock was held.
type Endings []ending

type ending struct {
	op *Operation
	n  int
	e  Errno
}

// Tell tells the core of the operations; the caller has given up its locks.
func (e Endings) Tell(up Upcalls) {
	for _, o := range e {
		up.Complete(o.op, o.n, o.e)
	}
}
