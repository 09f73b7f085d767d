//go:build cgo

package native

// #include "table.h"
import "C"

import (
	"sync"
	"sync/atomic"
	"time"
	"unsafe"

	"winsock/spi"
	"winsock/ws2def"
)

// link is a socket of the provider's, and what is known about it. It is a socket's, maybe
// another one's later (Adopt).
type link struct {
	p *provider
	h C.uint64_t // what the provider knows it by

	// uses counts the calls under way; the last bit says that the link is to be closed,
	// which is done by the one who lowers it to that.
	uses  atomic.Int64
	abort bool          // written before that bit
	over  chan struct{} // is closed when the provider's socket is

	stop  func() // ends the watch for events; nil: there is none
	owner atomic.Pointer[socket]

	turn atomic.Uint32 // counts looks that found something; rises with mu held

	mu         sync.Mutex
	may        spi.Events // for which the link may be ready: Readable, Writable, Urgent, of a root Offered
	listening  bool
	root       bool  // of a multipoint session
	inviting   bool  // a root asks a leaf
	invited    *link // stands for that leaf until it answers
	answer     spi.Errno
	connecting bool
	outcome    spi.Errno // of the last connect
	news       news
	changes    []*change
	ended      bool      // the peer has finished sending
	broken     spi.Errno // why the connection broke

	receives receives
}

const closing = 1 << 40

// links counts those that are not closed.
type links struct{ n atomic.Int64 }

// wait waits for the end of all, two seconds at most.
func (l *links) wait() {
	for end := time.Now().Add(2 * time.Second); l.n.Load() > 0 && time.Now().Before(end); {
		time.Sleep(100 * time.Microsecond)
	}
}

func (p *provider) newLink(h ws2def.Handle) *link {
	p.links.n.Add(1)
	return &link{p: p, h: C.uint64_t(h), over: make(chan struct{})}
}

// enter begins a call of the provider's functions; false: the link is closed.
func (l *link) enter() bool {
	if l.uses.Add(1) < closing {
		return true
	}
	l.uses.Add(-1)
	return false
}

// leave ends a call.
func (l *link) leave() {
	if l.uses.Add(-1) == closing {
		l.end()
	}
}

// close closes the provider's socket when the calls under way have ended; for those it
// waits a second at most.
func (l *link) close(abort bool) {
	l.abort = abort
	if l.uses.Add(closing) == closing {
		l.end()
		return
	}
	select {
	case <-l.over:
	case <-time.After(time.Second):
	}
}

// end is WSPCloseSocket. With abort the connection is reset.
func (l *link) end() {
	l.uses.Add(closing) // once
	t := l.p.table
	if l.abort {
		hard := ws2def.Linger{Onoff: 1}
		C.ws_np_set_option(t, l.h, ws2def.SOL_SOCKET, ws2def.SO_LINGER, unsafe.Pointer(&hard), C.int(unsafe.Sizeof(hard)))
	}
	C.ws_np_close(t, l.h)
	if l.stop != nil {
		l.stop()
	}
	if l.p.file != nil {
		disclaim(ws2def.Handle(l.h))
	}
	l.p.links.n.Add(-1)
	close(l.over)
}

// events are those that are selected.
const events = ws2def.FD_READ | ws2def.FD_WRITE | ws2def.FD_OOB | ws2def.FD_ACCEPT | ws2def.FD_CONNECT | ws2def.FD_CLOSE

// listenIn makes the socket nonblocking and selects its network events.
func (l *link) listenIn() spi.Errno {
	if e := spi.Errno(C.ws_np_nonblocking(l.p.table, l.h)); e != 0 {
		return e
	}
	event, stop, e := l.p.watch(l.look)
	if e != 0 {
		return e
	}
	for _, mask := range [...]C.int{events | changeEvents, events} { // not all know the first
		if e = spi.Errno(C.ws_np_event_select(l.p.table, l.h, C.uintptr_t(event), mask)); e == 0 {
			l.stop = stop
			return 0
		}
	}
	stop()
	return e
}

// look takes in what has happened.
func (l *link) look() {
	if !l.enter() {
		return
	}
	var ne ws2def.WSANETWORKEVENTS
	e := C.ws_np_enum_events(l.p.table, l.h, 0, unsafe.Pointer(&ne))
	l.leave()
	if e != 0 {
		l.changed() // who waits finds out what is the matter
	}
	if e != 0 || ne.NetworkEvents == 0 {
		return
	}
	l.mu.Lock()
	l.turn.Add(1)
	happened := func(bit int32) bool { return ne.NetworkEvents&bit != 0 }
	l.news.note(happened)
	if happened(ws2def.FD_READ) || happened(ws2def.FD_ACCEPT) && !l.root {
		l.may |= spi.Readable
	}
	if happened(ws2def.FD_ACCEPT) && l.root {
		l.may |= spi.Offered
	}
	if happened(ws2def.FD_WRITE) {
		l.may |= spi.Writable
	}
	if happened(ws2def.FD_OOB) {
		l.may |= spi.Urgent
	}
	if e := spi.Errno(ne.ErrorCode[ws2def.FD_CONNECT_BIT]); happened(ws2def.FD_CONNECT) && l.root {
		l.answered(e)
	} else if happened(ws2def.FD_CONNECT) && l.connecting {
		l.connected(e)
	}
	if happened(ws2def.FD_CLOSE) {
		if e := spi.Errno(ne.ErrorCode[ws2def.FD_CLOSE_BIT]); e != 0 {
			l.broken = e
		} else {
			l.ended = true
		}
		l.may |= spi.Readable
	}
	l.mu.Unlock()
	if ne.NetworkEvents&changeEvents != 0 {
		l.tellChanges(ne.NetworkEvents)
	}
	l.changed()
}

// connected notes how a connect ended. The caller holds mu.
func (l *link) connected(e spi.Errno) {
	l.connecting, l.outcome = false, e
	if e == 0 {
		l.may |= spi.Writable
	}
}

// changed tells those who wait.
func (l *link) changed() {
	if s := l.owner.Load(); s != nil {
		s.ready.Changed()
	}
}

// vain notes that a call for ev was in vain that was made when turn was what it is said to
// have been.
func (l *link) vain(ev spi.Events, turn uint32) {
	l.mu.Lock()
	if l.turn.Load() == turn {
		l.may &^= ev
	}
	l.mu.Unlock()
}

// broke notes that the connection broke, when e says so.
func (l *link) broke(e spi.Errno) {
	switch e {
	case ws2def.WSAECONNRESET, ws2def.WSAECONNABORTED, ws2def.WSAENETRESET, ws2def.WSAETIMEDOUT:
		l.mu.Lock()
		fresh := l.broken == 0
		l.broken = e
		l.mu.Unlock()
		if fresh {
			l.changed()
		}
	}
}

// poll asks what the link is ready for.
func (l *link) poll(k kind) spi.Events {
	l.mu.Lock()
	may, turn := l.may, l.turn.Load()
	listening, ended, broken, failed := l.listening && !l.root, l.ended, l.broken, l.outcome != 0
	l.mu.Unlock()
	var ev spi.Events
	if l.receives.has() {
		ev |= spi.Readable | spi.Data
	}
	if may&spi.Readable != 0 && l.enter() {
		var data bool
		switch {
		case k == stream && !listening:
			a := C.ws_np_unread(l.p.table, l.h)
			data = a.error == 0 && a.value > 0 || a.error != 0 && l.ready(0)
		default:
			data = l.ready(0)
		}
		l.leave()
		switch {
		case data && listening:
			ev |= spi.Readable
		case data:
			ev |= spi.Readable | spi.Data
		default:
			l.vain(spi.Readable, turn)
		}
	}
	if ended {
		if k != stream && ev&spi.Data != 0 && !l.receives.has() {
			// Readable is the end of messages, too.
			a := C.ws_np_unread(l.p.table, l.h)
			if a.error == 0 && a.value == 0 {
				ev &^= spi.Data
			}
		}
		ev |= spi.Readable | spi.Ended
	}
	if may&spi.Urgent != 0 && l.enter() {
		if l.ready(2) {
			ev |= spi.Urgent
		} else {
			l.vain(spi.Urgent, turn)
		}
		l.leave()
	}
	ev |= may & (spi.Writable | spi.Offered)
	if broken != 0 && k != datagram {
		ev |= spi.Readable | spi.Writable | spi.Reset
	}
	if failed {
		ev |= spi.Failed
	}
	return ev
}

// ready asks with WSPSelect; which is as for ws_np_ready.
func (l *link) ready(which C.int) bool {
	a := C.ws_np_ready(l.p.table, l.h, which)
	return a.error == 0 && a.value != 0
}
