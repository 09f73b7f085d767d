package core

import (
	"runtime"
	"sync/atomic"
	"time"

	"winsock/internal/object"
	"winsock/spi"
	"winsock/ws2def"
)

// reserved has the place in the table of a socket that its provider is still making.
type reserved struct {
	below Handle // what it stands on; 0: nothing that has a handle
	port  atomic.Pointer[portOf]
}

// portOf is where the ends of a socket's operations go that no program knows.
type portOf struct {
	port *object.Port
	key  uintptr
}

var _ object.Handled = (*reserved)(nil)

// Finish implements [handle.Object].
func (*reserved) Finish() {}

// CloseHandle implements [object.Handled]: it is the provider's yet.
func (*reserved) CloseHandle(Handle, spi.Way) Errno { return ws2def.WSAENOTSOCK }

// DuplicateHandle implements [object.Handled].
func (*reserved) DuplicateHandle(uint32) (Handle, Errno) {
	return ws2def.InvalidHandle, ws2def.ERROR_INVALID_HANDLE
}

// Reserve gives a SOCKET value that means nothing until a socket is entered whose
// transport has that Number, see [spi.Numbered]; below, unless it is 0, is the socket that
// it will stand on. Errors: WSAENOBUFS.
//
// Source: P-253, P-256.
func Reserve(below Handle) (Handle, Errno) {
	h, ok := table.Open(&reserved{below: below}, 0)
	if !ok {
		return ws2def.InvalidHandle, ws2def.WSAENOBUFS
	}
	return h, 0
}

// GiveUp ends what [Reserve] began, unless a socket was entered.
func GiveUp(h Handle) {
	obj := table.Acquire(h)
	if obj == nil {
		return
	}
	defer table.Release(h)
	if _, ok := obj.(*reserved); ok && table.Close(h) != nil {
		table.Release(h)
	}
}

// seat enters s in the table, under the value that its transport has had before; false:
// the table is full.
func seat(s *Socket, flags uint32) (Handle, bool) {
	h := Handle(0)
	if traitsOf(s.t).numbered {
		h = able[spi.Numbered](s.t).Number()
	}
	if h == 0 {
		return table.Open(s, flags)
	}
	for !table.Replace(h, s) {
		obj := table.Acquire(h)
		if obj == nil {
			return ws2def.InvalidHandle, false
		}
		table.Release(h)
		if _, ok := obj.(*reserved); !ok {
			return ws2def.InvalidHandle, false
		}
		runtime.Gosched() // somebody looks what it means
	}
	if table.Acquire(h) != nil {
		table.SetFlags(h, ^uint32(0), flags)
		table.Release(h)
	}
	return h, true
}

// Transport is what moves the data of the socket h; nil when h is none.
func Transport(h Handle) spi.Socket {
	s := acquire(h)
	if s == nil {
		return nil
	}
	defer table.Release(h)
	return s.t
}

// underneath is the socket that h stands on, when it is a layer's between others, which no
// program knows; else h.
func underneath(h Handle) Handle {
	obj := table.Acquire(h)
	if obj == nil {
		return h
	}
	defer table.Release(h)
	if r, ok := obj.(*reserved); ok && r.below != 0 {
		return underneath(r.below)
	}
	return h
}

// associateReserved is Associate of a socket between layers that has no socket of ours below.
// Errors: ERROR_INVALID_HANDLE (it is none), ERROR_INVALID_PARAMETER (it has a port already).
func associateReserved(h Handle, p *object.Port, key uintptr) Errno {
	obj := table.Acquire(h)
	if obj == nil {
		return ws2def.ERROR_INVALID_HANDLE
	}
	defer table.Release(h)
	r, ok := obj.(*reserved)
	switch {
	case !ok || r.below != 0:
		return ws2def.ERROR_INVALID_HANDLE
	case !r.port.CompareAndSwap(nil, &portOf{p, key}):
		return ws2def.ERROR_INVALID_PARAMETER
	}
	return 0
}

// EndBetween posts the end of an operation on a socket between layers to the port that it is
// associated with, if any.
//
// Source: P-265, P-289.
func EndBetween(h Handle, overlapped uintptr, n uint32, e Errno) {
	obj := table.Acquire(h)
	if obj == nil {
		return
	}
	defer table.Release(h)
	r, ok := obj.(*reserved)
	if !ok {
		return
	}
	if to := r.port.Load(); to != nil {
		to.port.Post(object.Packet{Key: to.key, Overlapped: overlapped, Bytes: n, Status: uint32(new(Socket).statusOf(e))})
	}
}

// AdoptBelow lets adopt, by a layer's doing, make the transport of the socket h the
// connection of accepted ([spi.Adopter]), which is nothing any more.
func AdoptBelow(h, accepted Handle, adopt func()) {
	s := acquire(h)
	if s == nil {
		adopt()
	} else {
		defer table.Release(h)
		s.reseat(func() Errno {
			adopt()
			return 0
		})
		s.mu.Lock()
		s.connected(now())
		s.mu.Unlock()
	}
	if a := acquire(accepted); a != nil {
		a.t = spent{}
		table.Release(accepted)
	}
}

// RenewBelow lets renew, by a layer's doing, make the transport of the socket h as good as
// new ([spi.Renewer]). Errors: those of renew, WSAENOBUFS, WSAEMFILE.
func RenewBelow(h Handle, renew func() Errno) Errno {
	s := acquire(h)
	if s == nil {
		return renew()
	}
	defer table.Release(h)
	e := s.reseat(renew)
	if e == 0 {
		s.mu.Lock()
		s.fresh()
		s.mu.Unlock()
	}
	return e
}

// spent is what a socket has whose transport is another's.
type spent struct{}

func (spent) Poll() spi.Events                                  { return 0 }
func (spent) Wait(spi.Events, spi.Way, uint32, time.Time) Errno { return ws2def.WSAEINTR }
func (spent) Nudge()                                            {}
func (spent) Nudges() uint32                                    { return 0 }
func (spent) Wake()                                             {}
func (spent) Close(bool) Errno                                  { return 0 }
