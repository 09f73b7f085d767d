package core

import (
	"sync/atomic"

	"winsock/internal/engine"
	"winsock/internal/object"
	"winsock/internal/sys"
	"winsock/ws2def"
)

// What is here is done for C programs by capi/ws2_32/express.c.

// take changes the word of l by set and clear when its bits under mask are those of
// want and l is that of h. before is the word as it was.
func (l *Express) take(h Handle, mask, want, set, clear uint32) (before uint32, ok bool) {
	if l.handle.Load() != uint32(h) {
		return 0, false
	}
	for {
		w := l.word.Load()
		if w&mask != want || !expressIsOf(w, h) {
			return 0, false
		}
		if l.word.CompareAndSwap(w, w&^clear|set) {
			return w, true
		}
	}
}

// ofPort is the port of l, which is the express of h and in which the caller is.
func (l *Express) ofPort(h Handle) *object.Port {
	if p := object.PortOf(l.port); p != nil {
		return p
	}
	return heldPort(h)
}

// heldPort is the port of the socket of h, in whose express the caller is.
func heldPort(h Handle) *object.Port { return table.Held(h).(*Socket).async.Load().port.Load() }

// ended ends an operation and returns its packet.
func (l *Express) ended(ov *ws2def.Overlapped, n int, status ws2def.NTStatus) object.Packet {
	end(ov, status, n)
	return object.Packet{Key: l.key, Overlapped: sys.AddressOf(ov), Bytes: uint32(n), Status: uint32(status)}
}

// done ends an operation that was done in the call that started it.
func (l *Express) done(p *object.Port, ov *ws2def.Overlapped, n int) {
	k := l.ended(ov, n, ws2def.STATUS_SUCCESS)
	if l.modes&ws2def.FILE_SKIP_COMPLETION_PORT_ON_SUCCESS == 0 {
		p.Add(k)
	}
}

// sendOnExpress is StartSend of p on h, of which only a packet tells, when the socket
// needs no more than the kernel: ok.
func sendOnExpress(h Handle, p []byte, a *Async) (n int, e Errno, ok bool) {
	l := expresses.find(h)
	if l == nil {
		return 0, 0, false
	}
	before, ok := l.take(h, expressOpen|expressSend, expressOpen, expressSend, 0)
	if !ok {
		return 0, 0, false
	}
	// A request before this one ends first; without any, a system call may be as good.
	if before&expressSending != 0 && !ExpressFlush(h) {
		l.word.And(^uint32(expressSend))
		return 0, 0, false
	}
	port := l.ofPort(h)
	if before&expressUring != 0 && l.mayRing(p) && port.Soon() {
		l.sendInRing(port, h, p, a)
		l.word.And(^uint32(expressSend))
		return 0, ws2def.WSA_IO_PENDING, true
	}
	n, errno := sys.Send(int(l.fd), p, 0)
	if n != len(p) || errno != 0 {
		if errno != 0 {
			n = -int(errno)
		}
		return len(p), ExpressSend(h, p, n, a), true
	}
	l.done(port, a.Overlapped, n)
	l.word.And(^uint32(expressSend))
	return n, 0, true
}

// recvOnExpress likewise is StartRecv.
func recvOnExpress(h Handle, p []byte, a *Async) (n int, e Errno, ok bool) {
	l := expresses.find(h)
	if l == nil {
		return 0, 0, false
	}
	before, ok := l.take(h, expressOpen|expressArmed|expressBusy, expressOpen, expressBusy, expressReady)
	if !ok {
		return 0, 0, false
	}
	if before&expressUring != 0 && !l.mayRing(p) {
		l.word.Or(before & expressReady)
		l.word.And(^uint32(expressBusy))
		return 0, 0, false
	}
	ov, port := a.Overlapped, l.ofPort(h)
	l.overlapped, l.buffer, l.size, l.issuer = ov, &p[0], uint32(len(p)), a.Issuer
	// The port's threads are told of what comes; when none is about to look it is worth
	// a look here.
	look := before&expressReady != 0 || !port.Soon()
	if !look {
		if before&expressUring != 0 {
			l.receiveInRing(port)
			return 0, ws2def.WSA_IO_PENDING, true
		}
		atomic.StoreUintptr(&ov.Internal, uintptr(ws2def.STATUS_PENDING))
	}
	for look || !l.arm() {
		n, errno := sys.Recv(int(l.fd), p, 0)
		switch {
		case n > 0:
			l.done(port, ov, n)
			l.leave(n)
			return n, 0, true
		case errno != sys.WouldBlock:
			return 0, ExpressEnd(h, -int(errno), true), true
		case before&expressUring != 0:
			l.receiveInRing(port)
			return 0, ws2def.WSA_IO_PENDING, true
		}
		look = false
		atomic.StoreUintptr(&ov.Internal, uintptr(ws2def.STATUS_PENDING))
	}
	return 0, ws2def.WSA_IO_PENDING, true
}

// leave ends the dealing with a receive that brought n bytes.
func (l *Express) leave(n int) {
	if uint32(n) == l.size || l.word.Load()&expressAlways != 0 {
		l.word.Or(expressReady)
	}
	l.word.And(^uint32(expressBusy))
}

// arm lets the receive wait for the next change. It returns false when one has come
// meanwhile, and the dealing goes on.
func (l *Express) arm() bool {
	for {
		w := l.word.Load()
		if w&expressReady != 0 {
			l.word.And(^uint32(expressReady))
			return false
		}
		if l.word.CompareAndSwap(w, (w|expressArmed)&^expressBusy) {
			return true
		}
	}
}

// Reap implements [object.Source].
func (x *portSource) Reap(handle, bits uint32) (k object.Packet, ok bool) {
	h := Handle(handle)
	l := expresses.find(h)
	news := uint32(expressReady)
	if engine.Unusual(bits) {
		news |= expressAlways
	}
	for {
		var w uint32
		if l != nil {
			w = l.word.Load()
		}
		switch {
		case w&expressDatagrams != 0:
			return l.datagrams.Load().reap(x.port, h, bits)
		case !expressIsOf(w, h), w&(expressOpen|expressArmed|expressBusy) == 0:
			reap(h, bits)
			return k, false
		case w&expressUring != 0:
			return k, false // it was in the poller before: the request in the ring gets it
		}
		next := w | news
		mine := w&(expressArmed|expressBusy) == expressArmed
		if mine {
			next = (next | expressBusy) &^ (expressArmed | expressReady)
		}
		switch {
		case !l.word.CompareAndSwap(w, next):
		case mine:
			return l.reap(h, bits)
		default:
			return k, false // who deals with the receive, or begins the next, looks
		}
	}
}

// reap goes on with the receive of l, with which the caller deals, after a change of
// which bits tell; ok: with a packet.
func (l *Express) reap(h Handle, bits uint32) (k object.Packet, ok bool) {
	for {
		n, errno := sys.Recv(int(l.fd), sys.Bytes(l.buffer, int(l.size)), 0)
		switch {
		// An end beside which no error is told is a graceful one.
		case n > 0, errno == 0 && !engine.Broken(bits):
			k = l.ended(l.overlapped, n, ws2def.STATUS_SUCCESS)
			l.leave(n)
			return k, true
		case errno != sys.WouldBlock:
			ExpressEnd(h, -int(errno), false)
			return k, false
		}
		if l.arm() {
			return k, false
		}
	}
}
