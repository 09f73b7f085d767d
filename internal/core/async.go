package core

import (
	"sync"
	"sync/atomic"
	"time"

	"winsock/internal/engine"
	"winsock/internal/object"
	"winsock/spi"
	"winsock/ws2def"
)

// async is what sockets with overlapped operations have.
type async struct {
	port  atomic.Pointer[object.Port] // nil: none
	key   uintptr                     // of the port; written before port
	modes atomic.Uint32               // FILE_SKIP_ flags, and the bits below

	attended bool // the engine's thread goes on with receives
	express  bool // a face may have the only receive that waits in its hands
	foreign  bool // it was in the poller of another port
	turn     bool // it is the turn of overlapped sends (stBusy); guarded by Socket.out.mu

	mu     sync.Mutex  // guards what follows and what is above, but for modes and turn
	in     fifo        // receives and accepts
	source *portSource // of the port; nil: the engine's thread looks after the socket
	poller *portSource // where polled counts; another than source until the port is known, after AcceptEx
	polled Handle      // the socket's id in the source; 0: it is not there yet
	accept *acceptance // the AcceptEx that the socket was made for

	// ringed is the source in whose ring requests of the socket may be under way.
	ringed atomic.Pointer[portSource]

	extra atomic.Pointer[uncommonAsync] // nil until one of them is needed
}

// Bits of async.modes beside the FILE_SKIP_ flags.
const (
	asyncSkips  = 1<<8 - 1        // those flags
	asyncSeen   = 1 << (8 + iota) // the program was told that there is something to receive
	asyncSilent                   // AcceptEx waits for the first data of this connection
	asyncAwaits                   // polled is meant of requests in the ring
)

// silent reports whether AcceptEx waits for the first data of the connection.
func (x *async) silent() bool { return x.modes.Load()&asyncSilent != 0 }

// fifo is a queue of operations of one direction: they are done one after the
// other, in the order in which they were started.
//
// Source: O-053, O-084, O-480.
type fifo struct {
	first, last *operation
	tick        uint32 // the moment of a try in vain
	ready       bool   // a try may succeed: something has changed since the last one that did not
	always      bool   // a receive that gets less than it has room for is no sign that no more is queued
}

func (f *fifo) push(o *operation) {
	if f.last != nil {
		f.last.next = o
	} else {
		f.first = o
	}
	f.last = o
}

// putBefore puts the operations from first to last before all others.
func (f *fifo) putBefore(first, last *operation) {
	last.next = f.first
	if f.first = first; f.last == nil {
		f.last = last
	}
}

func (f *fifo) pop() *operation {
	o := f.first
	if f.first = o.next; f.first == nil {
		f.last = nil
	}
	o.next = nil
	return o
}

// remove takes o out.
func (f *fifo) remove(o *operation) {
	var before *operation
	for p := &f.first; *p != nil; p = &(*p).next {
		if *p == o {
			*p = o.next
			if f.last == o {
				f.last = before
			}
			o.next = nil
			return
		}
		before = *p
	}
}

// note takes in the poll bits of a change.
func (f *fifo) note(bits uint32) {
	f.ready = true
	// The end of a stream is told once, beside data or not, and urgent data makes
	// the kernel stop in the middle.
	if engine.Unusual(bits) {
		f.always = true
	}
}

// asynchronous returns what s needs for overlapped operations.
func (s *Socket) asynchronous() *async {
	if x := s.async.Load(); x != nil {
		return x
	}
	x := asyncs.Get().(*async)
	x.in.ready = true
	if !s.async.CompareAndSwap(nil, x) {
		return s.async.Load()
	}
	s.shutLane()
	return x
}

// startReceive starts o, a receive of whatever kind or an accept. The result is that of
// the call: 0 or WSAEMSGSIZE when it is done, WSA_IO_PENDING, or why there is no
// operation.
//
// Source: O-027…O-031, O-484.
func (s *Socket) startReceive(o *operation) (int, Errno) {
	x := s.asynchronous()
	if s.has(stProvided) {
		if n, e, ok := s.provide(x, o); ok {
			return n, e
		}
	}
	x.mu.Lock()
	if s.has(stClosing) {
		x.mu.Unlock()
		o.free()
		return 0, ws2def.WSAENOTSOCK
	}
	s.recall(x)
	f := x.receives(o.flags)
	seen := x.modes.And(^uint32(asyncSeen))&asyncSeen != 0
	if f.first == nil && !o.pends && (seen || f.worth() && !s.tooSoon(x, o)) {
		n, e := o.try()
		if e != ws2def.WSAEWOULDBLOCK {
			f.mind(s, o, n)
			x.mu.Unlock()
			return o.atOnce(n, e)
		}
		f.vain()
	}
	o.pend()
	if n := s.network(); n != nil {
		n.begun.Add(1)
	}
	f.push(o)
	if s.openUring(x, o) {
		x.mu.Unlock()
		return 0, ws2def.WSA_IO_PENDING
	}
	if e := s.cover(x, o); e != 0 {
		f.remove(o) // nobody would ever go on with it
		x.mu.Unlock()
		o.free()
		return 0, e
	}
	if o.pends {
		s.drive(f, begun)
	} else {
		s.openExpress(x, o)
	}
	x.mu.Unlock()
	return 0, ws2def.WSA_IO_PENDING
}

// receives is the queue of receives with flags. The caller holds the lock of x.
//
// Source: O-084.
func (x *async) receives(flags uint32) *fifo {
	if flags&ws2def.MSG_OOB != 0 {
		return &x.special().urgent
	}
	return &x.in
}

// idle reports whether no receive waits in a queue. The caller holds the lock of x.
func (x *async) idle() bool { return x.in.first == nil && x.uncommon().urgent.first == nil }

// receiveOn goes on with the receives of s after a change of which bits tell. The
// caller holds the lock of x.
func (s *Socket) receiveOn(x *async, bits uint32, where place) {
	x.in.note(bits)
	s.drive(&x.in, where)
	if !x.idle() {
		urgent := &x.special().urgent
		urgent.ready = true
		s.drive(urgent, where)
	}
}

// tooSoon reports whether a try of the receive o is not worth while because the
// connection is new, and the port, which begins to look after it, will be told of
// what has come. The caller holds the lock of x.
func (s *Socket) tooSoon(x *async, o *operation) bool {
	return x.polled == 0 && !x.attended && x.ringed.Load() == nil && x.source != nil && o.lazy() && s.young()
}

// atOnce ends an operation in the call that started it.
//
// Source: O-027, O-030, O-031.
func (o *operation) atOnce(n int, e Errno) (int, Errno) {
	if e == 0 || e == ws2def.WSAEMSGSIZE && o.s.has(stMessage) && !o.sends {
		o.complete(o.s.statusOf(e), n, inCall)
	}
	o.free()
	return n, e
}

// mind notes what a receive that brought n bytes says about the next one: a stream
// that gave less than there was room for is empty.
func (f *fifo) mind(s *Socket, o *operation, n int) {
	const special = ws2def.MSG_OOB | ws2def.MSG_PEEK | ws2def.MSG_WAITALL
	if n > 0 && !f.always && o.work == nil && o.flags&special == 0 && s.has(stStream) && n < o.room() && s.drains() {
		f.vain()
	}
}

// tick is how many milliseconds after a try in vain it is not worth another one,
// unless a change has been told.
const tick = 4

// vain notes that a try is not worth while for now.
func (f *fifo) vain() { f.ready, f.tick = false, moment() }

// worth reports whether a try may succeed.
func (f *fifo) worth() bool { return f.ready || moment()-f.tick > tick }

// moment is the time in milliseconds.
func moment() uint32 { return uint32(time.Since(epoch) / time.Millisecond) }

// drive goes on with the operations of f as far as that is possible without
// waiting. The caller holds the lock of f.
func (s *Socket) drive(f *fifo, where place) {
	for f.ready && f.first != nil {
		o := f.first
		n, e := o.try()
		if e == ws2def.WSAEWOULDBLOCK {
			f.vain()
			return
		}
		f.mind(s, o, n)
		if where == inReap && !f.always && s.none() {
			f.vain()
		}
		f.pop()
		if e == ws2def.WSA_IO_PENDING {
			continue // it goes on elsewhere
		}
		o.complete(s.statusOf(e), n, where)
		o.free()
	}
}

// none reports whether a listener knows that no connection waits which has not been told of.
func (s *Socket) none() bool {
	if !s.has(stListening) {
		return false
	}
	if s.async.Load().awaits() {
		return true // the next request completes at once if one does
	}
	b, ok := s.t.(spi.Backlog)
	if !ok {
		b = able[spi.Backlog](s.t)
	}
	return b != nil && b.Offered() == 0
}

// youth is how long nothing can have come on a new connection, so that it is not
// worth a look.
const youth = time.Millisecond

// receivesWait reports whether overlapped receives of bytes wait.
func (s *Socket) receivesWait(x *async) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	s.recall(x)
	return (x.in.first != nil || x.uncommon().elsewhere.first != nil) && s.state.Load()&(stListening|stRoot) != stListening
}

// tellsReadable notes that the program is told that there is something to receive:
// an overlapped receive looks for it.
func (s *Socket) tellsReadable() {
	x := s.async.Load()
	if x == nil {
		return
	}
	x.modes.Or(asyncSeen)
	l := s.ownExpress()
	if l == nil {
		return
	}
	for word := l.word.Load(); word&expressOpen != 0 && !l.word.CompareAndSwap(word, word|expressReady); {
		word = l.word.Load()
	}
}

// Settle implements [object.Settler]: somebody waits for the socket itself, so that
// the engine's thread goes on with its receives.
//
// Source: O-049, O-092.
func (s *Socket) Settle() {
	x := s.async.Load()
	if x == nil {
		return
	}
	x.mu.Lock()
	s.recall(x)
	if !x.idle() && !x.attended {
		first := x.in.first
		if first == nil {
			first = x.uncommon().urgent.first
		}
		s.lookAfter(x, first.h)
	}
	x.mu.Unlock()
	s.hasten(nil)
}

// young reports whether the connection is so young that nothing can have come yet;
// who begins to look after the socket is told of that too.
func (s *Socket) young() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.connectedAt != 0 && s.age() < youth
}

// lazy reports whether nobody sees how far o has come before a thread of the port
// comes for its packet.
//
// Source: O-231, O-232.
func (o *operation) lazy() bool { return o.event == nil && !o.quiet && o.routine == 0 }

// cover sees to it that somebody goes on with o, which waits to receive: the
// threads of the port when they wait for packets, or else the engine's thread. The
// caller holds the lock of x.
func (s *Socket) cover(x *async, o *operation) Errno {
	switch {
	case x.attended:
		return 0
	case x.source != nil && o.lazy():
		if x.polled != 0 && x.poller == x.source {
			return 0
		}
		if x.source.poll(s, x, o.h) == 0 {
			return 0
		}
	}
	e := s.attend(spi.Readable | spi.Urgent)
	x.attended = e == 0
	return e
}

// served reports whether overlapped operations wait for what comes to be received or
// accepted. The caller holds no lock of s.
//
// Source: O-318, O-325.
func (s *Socket) served() bool {
	x := s.async.Load()
	if x == nil {
		return false
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	s.recall(x)
	return x.in.first != nil
}

// reveal goes on with the receives of s when there is something for them that the kernel
// does not tell of any more: who has looked has taken an ICMP error out of its queue. It is
// for who has seen that s is ready.
//
// Source: O-068.
func (s *Socket) reveal() {
	if !s.has(stDatagram) || engine.Told(s.t) {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if w := s.uncommon().attendant; w != nil {
		w.Tell()
	}
}

// turned is called on the engine's thread after the transport has changed.
func (s *Socket) turned(bits uint32) {
	if x := s.async.Load(); x != nil {
		s.goOn(x, bits)
	}
	s.reenable(0)
}

// goOn goes on with all operations that the engine's thread looks after.
func (s *Socket) goOn(x *async, bits uint32) {
	if x.silent() {
		s.firstData(inside)
	}
	x.mu.Lock()
	if x.attended || bits == 0 {
		s.recall(x)
		s.receiveOn(x, bits, inside)
	}
	x.mu.Unlock()
	s.out.mu.Lock()
	if x.turn && s.driveSends(x) {
		s.leaveTurn()
		return
	}
	s.out.mu.Unlock()
}

// leaveTurn passes the turn to send on, and tells who waits for it. The caller holds
// out.mu, which leaveTurn releases.
func (s *Socket) leaveTurn() {
	s.yieldTurn()
	s.out.mu.Unlock()
	s.nudgeSenders()
	s.tell()
}

// startSend starts o, a send of whatever kind, a connect or a disconnect. The result is
// that of the call, as in startReceive.
//
// Source: O-079, O-080, O-084.
func (s *Socket) startSend(o *operation) (int, Errno) {
	x := s.asynchronous()
	s.lockOut()
	if s.has(stClosing) {
		s.out.mu.Unlock()
		o.free()
		return 0, ws2def.WSAENOTSOCK
	}
	if !s.has(stBusy) {
		if !o.pends {
			n, e := o.try()
			if e != ws2def.WSAEWOULDBLOCK {
				s.out.mu.Unlock()
				return o.atOnce(n, e)
			}
		}
		s.change(stBusy, 0)
		x.turn = true
	}
	return s.pendSend(x, o)
}

// pendSend lets o wait, which sends. The caller holds out.mu, which pendSend gives
// up.
func (s *Socket) pendSend(x *async, o *operation) (int, Errno) {
	o.pend()
	x.special().out.push(o)
	if o.pends && x.turn && x.uncommon().out.first == o && s.driveSends(x) {
		s.leaveTurn()
		return 0, ws2def.WSA_IO_PENDING
	}
	if o.started {
		s.insist(o.h, spi.Writable)
	} else if e := s.attend(spi.Writable); e != 0 {
		x.special().out.remove(o)
		if x.turn && x.uncommon().out.first == nil {
			s.yieldTurn()
		}
		s.out.mu.Unlock()
		o.free()
		return 0, e
	}
	s.out.mu.Unlock()
	return 0, ws2def.WSA_IO_PENDING
}

// driveSends goes on with the operations that send, whose turn it is, and reports
// whether there are none left. The caller holds out.mu.
func (s *Socket) driveSends(x *async) bool {
	out := &x.special().out
	out.ready = true
	s.drive(out, inside)
	return out.first == nil
}

// yieldTurn passes the turn to send, which the caller has, to the overlapped
// operations that wait for it, or else to anybody. The caller holds out.mu.
func (s *Socket) yieldTurn() {
	if x := s.async.Load(); x != nil {
		x.turn = x.uncommon().out.first != nil
		if x.turn && !s.driveSends(x) {
			return
		}
		x.turn = false
	}
	s.change(0, stBusy)
	if s.has(stNoSend) {
		s.end(ws2def.SD_SEND)
	}
}
