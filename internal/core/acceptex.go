package core

import (
	"sync"
	"sync/atomic"

	"winsock/internal/engine"
	"winsock/spi"
	"winsock/ws2def"
)

// Acceptance is what AcceptEx fills: room for the first data, and two blocks for the
// addresses of the connection. Without room for data a connection is enough.
type Acceptance struct{ Data, Local, Remote []byte }

// AcceptEx starts to accept the next connection of the listening socket h for the
// socket accept, which was made for it. It ends when the connection stands, and has
// brought data if there is room for that. The result of a good call is always
// WSA_IO_PENDING.
//
// Errors: WSANOTINITIALISED, WSAENOTSOCK, ERROR_INVALID_PARAMETER (no OVERLAPPED),
// WSAEINVAL (h does not listen; accept is not fresh, of another kind, or in another
// AcceptEx already), WSAEFAULT (no room for the remote address), WSA_INVALID_HANDLE.
//
// Source: O-377…O-400.
func AcceptEx(h, accept Handle, to Acceptance, as *Async) Errno {
	if as.Overlapped != nil {
		atomic.StoreUintptr(&as.Overlapped.Internal, uintptr(ws2def.STATUS_PENDING)) // O-387
	}
	s, e := enter(h)
	if e != 0 {
		return e
	}
	a, e := enter(accept)
	if e != 0 {
		table.Release(h)
		return e
	}
	may := s.mayAcceptEx(a, to, as)
	o, e := s.prepare(h, as, may)
	if e != 0 {
		if may == 0 {
			a.change(0, stAccepting)
		}
		table.Release(accept)
		return e
	}
	x := a.asynchronous()
	w := acceptances.Get().(*acceptance)
	x.mu.Lock()
	*w = acceptance{listener: s, socket: a, handle: accept, to: to}
	x.accept = w
	x.mu.Unlock()
	o.work, o.pends = w, true
	table.Retain(accept) // the operation may end before this call does
	defer table.Release(accept)
	if _, e = s.start(o); e == ws2def.WSA_IO_PENDING && a.has(stClosing) {
		a.dropAccept() // it was closed before the operation could be found
	}
	return e
}

// mayAcceptEx checks the arguments of AcceptEx, and gives a to it.
func (s *Socket) mayAcceptEx(a *Socket, to Acceptance, as *Async) Errno {
	if as.Overlapped == nil {
		return ws2def.ERROR_INVALID_PARAMETER
	}
	switch {
	case !s.has(stListening):
		return ws2def.WSAEINVAL
	case len(to.Remote) == 0:
		return ws2def.WSAEFAULT
	case a.adopter() == nil, a.family != s.family, a.typ != s.typ, a.protocol != s.protocol, a.entry.Path != s.entry.Path:
		return ws2def.WSAEINVAL
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	const used = stBound | stConnecting | stConnected | stListening | stEverConn | stAccepting | stDatagram | stClosing
	if a.state.Load()&used != 0 {
		return ws2def.WSAEINVAL
	}
	a.change(stAccepting, stFailed)
	return 0
}

// acceptance is the work of an AcceptEx. It is in the queue of the listener until a
// connection has come, and then, if that is to bring data, in the list opening.
type acceptance struct {
	listener *Socket
	socket   *Socket // made for the connection, of which the work has a reference
	handle   Handle
	to       Acceptance

	// Guarded by the lock of the listener's async:
	attached   bool       // socket is the connection
	o          *operation // of one in opening
	next, last *acceptance
}

var _ work = (*acceptance)(nil)

var acceptances = sync.Pool{New: func() any { return new(acceptance) }}

// try implements [work].
//
// Source: O-385, O-388, O-389, O-400.
func (w *acceptance) try(o *operation) (int, Errno) {
	l := o.s
	if w.small() {
		if !l.waiting(l.t.Poll()) {
			return 0, ws2def.WSAEWOULDBLOCK
		}
		return 0, ws2def.ERROR_INSUFFICIENT_BUFFER // the connection stays
	}
	t := l.takeDeferred()
	if t == nil {
		if l.has(stPaused) {
			return 0, ws2def.WSAEWOULDBLOCK
		}
		var e Errno
		if t, e = take(l.listener()); e != 0 {
			return 0, e
		}
	}
	if e := w.attach(t); e != 0 || len(w.to.Data) == 0 {
		return 0, e
	}
	if e := w.open(o); e != 0 {
		return 0, e
	}
	return 0, ws2def.WSA_IO_PENDING
}

// spareBlock is how much larger than an address its block has to be.
const spareBlock = 15

// small reports whether a block has no room for an address.
//
// Source: O-384…O-386, O-392.
func (w *acceptance) small() bool {
	need := int(w.socket.entry.Info.MaxSockAddr) + spareBlock
	return len(w.to.Remote) < need || len(w.to.Local) > 0 && len(w.to.Local) < need
}

// attach makes the socket the connection t, and writes the addresses.
func (w *acceptance) attach(t spi.Socket) Errno {
	a := w.socket
	if !a.reserveAccepted(t) {
		t.Close(true)
		return ws2def.WSAEINVAL
	}
	e := a.reseat(func() Errno {
		a.adopter().Adopt(t)
		return 0
	})
	w.attached = true
	if e != 0 {
		return e
	}
	a.mu.Lock()
	a.forwardAll()
	a.connectedAt = now()
	a.mu.Unlock()
	if c := a.connector(); c != nil {
		putBlock(w.to.Remote, c.PeerName)
	}
	if b := a.binder(); b != nil && len(w.to.Local) > 0 {
		putBlock(w.to.Local, b.LocalName)
	}
	return 0
}

// putBlock writes the length of an address and behind it the address to its block.
func putBlock(block []byte, name func([]byte) (int, Errno)) {
	n, e := name(block[blockHead:])
	if e != 0 || n > len(block)-blockHead {
		n = 0
	}
	block[0], block[1] = byte(n), byte(n>>8)
}

// blockHead is how much of a block goes before the address.
const blockHead = 8

// BlockAddress is the address in a block that AcceptEx has written.
//
// Source: O-391…O-394.
func BlockAddress(block []byte) []byte {
	if len(block) < blockHead {
		return nil
	}
	n := int(block[0]) | int(block[1])<<8
	return block[blockHead:min(blockHead+n, len(block))]
}

// forwardAll tells a new transport of the options that were set. One that was accepted
// has those of the listening socket beside; that the program has to ask for them, with
// SO_UPDATE_ACCEPT_CONTEXT, shows in what getsockopt says only. The caller holds mu.
//
// Source: O-397, O-425.
func (s *Socket) forwardAll() {
	s.requalify()
	if s.group() != nil {
		s.forwardGroupPriority()
	}
	if s.options == nil {
		return
	}
	for _, o := range s.options.set {
		if o.spec.When == 0 {
			s.forward(o.spec, o.value, o.bytes)
		}
	}
}

// open waits for the first data of the connection, out of the queue of those who
// wait for one.
//
// Source: O-389, O-390.
func (w *acceptance) open(o *operation) Errno {
	lx, a := w.listener.async.Load(), w.socket
	x := a.async.Load()
	x.modes.Or(asyncSilent) // who is told of data from now on waits for the listener's lock
	x.mu.Lock()
	e := Errno(ws2def.WSAENOBUFS)
	if lx.source != nil && o.lazy() {
		e = lx.source.poll(a, x, w.handle)
	}
	if e != 0 {
		e = a.attend(spi.Readable)
	}
	x.mu.Unlock()
	if e != 0 {
		x.modes.And(^uint32(asyncSilent))
		return e
	}
	w.o = o
	if w.next = lx.uncommon().opening; w.next != nil {
		w.next.last = w
	}
	lx.special().opening = w
	return 0
}

// leaveOpening takes w out of the list.
func (w *acceptance) leaveOpening() {
	lx := w.listener.async.Load()
	if w.last != nil {
		w.last.next = w.next
	} else {
		lx.special().opening = w.next
	}
	if w.next != nil {
		w.next.last = w.last
	}
	w.o = nil
	w.socket.async.Load().modes.And(^uint32(asyncSilent))
}

// cancelOpening ends those AcceptEx in the list that match, and reports whether there
// are any. The caller holds the lock of x.
func (x *async) cancelOpening(match func(*operation) bool) (found bool) {
	for w := x.uncommon().opening; w != nil; {
		o := w.o
		if w = w.next; match(o) {
			found = true
			o.abort(ws2def.STATUS_CANCELLED)
		}
	}
	return found
}

// pendingAccept is the AcceptEx that s was made for, with the lock of its listener's
// async held; nil when there is none, and nothing is held.
func (s *Socket) pendingAccept() (w *acceptance, lx *async) {
	x := s.async.Load()
	if x == nil {
		return nil, nil
	}
	x.mu.Lock()
	w = x.accept
	var l *Socket
	if w != nil {
		l = w.listener
	}
	x.mu.Unlock()
	if w == nil {
		return nil, nil
	}
	lx = l.async.Load()
	if lx == nil {
		return nil, nil
	}
	lx.mu.Lock()
	x.mu.Lock()
	w = x.accept
	if w != nil && w.listener != l {
		w = nil // it has ended, and another one has begun
	}
	x.mu.Unlock()
	if w == nil {
		lx.mu.Unlock()
	}
	return w, lx
}

// firstData goes on with the AcceptEx of s, a connection that has brought nothing
// yet.
func (s *Socket) firstData(where place) {
	w, lx := s.pendingAccept()
	if w == nil {
		return
	}
	defer lx.mu.Unlock()
	if w.o == nil {
		return
	}
	n, e := s.transferer().Recv(w.to.Data, 0)
	if e == ws2def.WSAEWOULDBLOCK {
		return
	}
	x := s.async.Load()
	x.mu.Lock()
	if x.in.ready = true; n < len(w.to.Data) && n > 0 && s.drains() && !x.in.always {
		x.in.ready = false
	}
	x.mu.Unlock()
	o := w.o
	o.complete(w.listener.statusOf(e), n, where)
	o.free()
}

// dropAccept ends the AcceptEx of s, which is closed.
//
// Source: O-257, O-258.
func (s *Socket) dropAccept() {
	w, lx := s.pendingAccept()
	if w == nil {
		return
	}
	defer lx.mu.Unlock()
	if first := lx.in.first; w.o == nil && first != nil {
		first.s.catchUp(lx)
	}
	o := w.o
	if o == nil {
		for o = lx.in.first; o != nil && o.work != work(w); o = o.next {
		}
		if o == nil {
			return // it is over, or not there yet: its start sees to it
		}
		lx.in.remove(o)
	}
	o.abort(ws2def.STATUS_CANCELLED)
}

// close implements [work].
//
// Source: O-252, O-256…O-258.
func (w *acceptance) close(_ *operation, status ws2def.NTStatus) ws2def.NTStatus { return status }

// ended implements [work]: the socket is the program's.
func (w *acceptance) ended(_ *operation, status ws2def.NTStatus, _ int) {
	a := w.socket
	if w.o != nil {
		w.leaveOpening()
	}
	x := a.async.Load()
	x.mu.Lock()
	x.accept = nil
	x.mu.Unlock()
	if failed(status) {
		a.mu.Lock()
		a.connectedAt = 0
		a.mu.Unlock()
		a.release()
		if r, ok := spi.Ability[spi.Renewer](a.t); ok && w.attached && !a.has(stClosing) {
			a.reseat(func() Errno { return r.Renew(true) })
		}
		a.change(0, stAccepting)
		return
	}
	a.mu.Lock()
	a.connected(a.connectedAt)
	a.change(stAccepted|stContextless, stAccepting)
	a.mu.Unlock()
	a.tell()
}

// over implements [work].
func (w *acceptance) over() {
	h, a := w.handle, w.socket
	x := a.async.Load()
	x.mu.Lock()
	if x.accept == w { // it could not be started
		x.accept = nil
		a.change(0, stAccepting)
	}
	x.mu.Unlock()
	*w = acceptance{}
	acceptances.Put(w)
	table.Release(h)
}

// serve gives connections to the operations on s that wait for them, and reports
// whether some still do: they come before accept.
//
// Source: O-395.
func (s *Socket) serve() bool {
	x := s.async.Load()
	if x == nil {
		return false
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.in.first == nil {
		return false
	}
	x.in.ready = true
	s.drive(&x.in, inside)
	return x.in.first != nil
}

// reseat lets change give the transport another descriptor: who is told of its
// changes is told of those of the new one.
func (s *Socket) reseat(change func() Errno) Errno {
	x := s.asynchronous()
	x.mu.Lock()
	defer x.mu.Unlock()
	x.unpoll(s)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.secede()
	u := s.uncommon()
	if u.attendant == nil {
		return change()
	}
	ev := u.attendant.Events()
	u.attendant.Stop()
	u.attendant = nil
	e := change()
	w, watched := engine.StartWatch(s.t, ev, s.turned)
	u.attendant = w
	x.attended = x.attended && watched == 0
	if e == 0 {
		e = watched
	}
	return e
}
