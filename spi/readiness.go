package spi

import (
	"sync"
	"time"

	"winsock/ws2def"
)

// Readiness tells waiters that a socket without a descriptor has changed. It
// implements [Waiter] for the socket that embeds it. The zero value is ready
// for use.
type Readiness struct {
	mu     sync.Mutex
	woken  bool
	nudges uint32 // counts Nudge
	subs   map[*func()]struct{}
	turn   chan struct{} // closed at the next change; nil while nobody waits
}

// Changed tells every waiter that the socket may have become ready for
// something. It never blocks and may be called with the provider's locks held
// as long as no subscriber needs them.
func (r *Readiness) Changed() {
	r.mu.Lock()
	if r.turn != nil {
		close(r.turn)
		r.turn = nil
	}
	for f := range r.subs {
		(*f)()
	}
	r.mu.Unlock()
}

// Subscribe calls f, which must not block, at every change until cancel is
// called.
func (r *Readiness) Subscribe(f func()) (cancel func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.subs == nil {
		r.subs = make(map[*func()]struct{})
	}
	r.subs[&f] = struct{}{}
	return func() {
		r.mu.Lock()
		delete(r.subs, &f)
		r.mu.Unlock()
	}
}

// Turn returns a channel that is closed at the next change. To miss none, take
// it before looking at the socket's state.
func (r *Readiness) Turn() <-chan struct{} {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.turn == nil {
		r.turn = make(chan struct{})
	}
	return r.turn
}

// WaitFor returns when ready reports true, Nudge was called since Nudges gave
// since, the deadline has passed (WSAETIMEDOUT) or Wake was called (WSAEINTR):
// the body of [Waiter]'s Wait.
// Both ways of waiting are one here: there is no kernel object to wait on, so a
// held thread waits in the Go scheduler.
func (r *Readiness) WaitFor(ready func() bool, since uint32, deadline time.Time) Errno {
	var expired <-chan time.Time
	if !deadline.IsZero() {
		timer := time.NewTimer(time.Until(deadline))
		defer timer.Stop()
		expired = timer.C
	}
	for {
		turn := r.Turn()
		r.mu.Lock()
		woken, nudged := r.woken, r.nudges != since
		r.mu.Unlock()
		if woken {
			return ws2def.WSAEINTR
		}
		if nudged || ready() {
			return 0
		}
		select {
		case <-turn:
		case <-expired:
			return ws2def.WSAETIMEDOUT
		}
	}
}

// Nudge makes the waits under way look again; see [Waiter].
func (r *Readiness) Nudge() {
	r.mu.Lock()
	r.nudges++
	r.mu.Unlock()
	r.Changed()
}

// Nudges counts the calls of Nudge.
func (r *Readiness) Nudges() uint32 {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.nudges
}

// Wake ends all present and future waits with WSAEINTR.
func (r *Readiness) Wake() {
	r.mu.Lock()
	r.woken = true
	r.mu.Unlock()
	r.Changed()
}
