package core

import (
	"winsock/internal/engine/uring"
	"winsock/internal/object"
	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// Bits of an express's word, of one with a ring.
const (
	expressUring      = 1 << (iota + 8) // the transfers are requests in the ring
	expressSending                      // a send is one
	expressRecall                       // the receive is to come back when it is cancelled
	expressBack                         // ... and has
	expressSendRecall                   // likewise the send
	expressSendBack
	expressAwaits // a request tells of a change; such an express is never open
)

// uringMost is the most, in bytes, that a request in the ring moves: where moving the data
// takes longer than the system call does, epoll is cheaper, as what was received is still
// in the cache when it is sent. C has it as WS_URING_MOST.
const uringMost = 32 << 10

// mayRing reports whether the receive o may go into the ring of the port. The caller
// holds the lock of x.
func (x *async) mayRing(o *operation) bool {
	return x.source != nil && x.source.ring != nil && len(o.buf) <= uringMost
}

// openUring is openExpress for a socket whose port has a ring; it does not come into
// the poller then. The caller holds the lock of x.
func (s *Socket) openUring(x *async, o *operation) bool {
	if !x.mayRing(o) || x.polled != 0 || !s.onlyBytes(x, o) {
		return false
	}
	h := o.h
	if !s.enroll(x) || !x.source.ring.use(x.source) || !s.putOnExpress(x, o, expressUring) {
		return false
	}
	x.source.putReceive(expresses.find(h))
	x.source.submitSoon()
	return true
}

// enroll lets requests of s be in the ring of its port, if there is one, until withdraw.
// The caller holds the lock of x.
func (s *Socket) enroll(x *async) bool {
	if x.source.ring == nil || x.ringed.Load() == nil && !x.source.Stay() {
		return false
	}
	x.ringed.Store(x.source)
	return true
}

// withdraw ends what s has to do with a ring: no request is under way any more.
func (x *async) withdraw() {
	if source := x.ringed.Swap(nil); source != nil {
		source.Leave()
	}
}

// forget gives up what the last send of l was of, before its handle is closed.
func (l *Express) forget() {
	d := l.send()
	d.overlapped.Store(nil)
	d.buffer = nil
}

// receive puts in the receive of l, and submits it.
func (x *portSource) receive(l *Express) {
	x.putReceive(l)
	x.ring.Submit()
}

// putReceive puts in the receive of l.
func (x *portSource) putReceive(l *Express) {
	x.ring.Receive(l.fd, l.buffer, l.size, receiveOf(l.handle.Load()))
}

// send puts in what is left of the send of l, and submits it.
func (x *portSource) send(l *Express) {
	x.putSend(l, l.send())
	x.ring.Submit()
}

// putSend puts in what is left of d, the send of l.
func (x *portSource) putSend(l *Express, d *uringSend) {
	rest := d.bytes()[d.done():]
	x.ring.Send(l.fd, &rest[0], uint32(len(rest)), sendOf(l.handle.Load()))
}

// send is the send of l that is a request.
func (l *Express) send() *uringSend { return uringSends.open(Handle(l.handle.Load())) }

// bytes are those that the send is of.
func (d *uringSend) bytes() []byte { return sys.Bytes(d.buffer, int(d.size)) }

// done is how many of them were sent before the request that is under way.
func (d *uringSend) done() int { return int(d.overlapped.Load().InternalHigh) }

// recallUring waits until the receive in the ring is over or was taken back. The
// caller holds the lock of s's async; the face begins no other.
func (x *portSource) recallUring(l *Express) {
	over := func() bool { return l.word.Load()&(expressArmed|expressBusy) == 0 }
	soon(func() bool {
		if over() {
			return true
		}
		l.word.Or(expressRecall)
		x.ring.Cancel(receiveOf(l.handle.Load()), uringCancelled)
		x.ring.Submit()
		x.complete()
		return over()
	})
}

// recallSend takes the send of s in the ring, if there is one, back into the queue,
// unless it is over. The caller holds out.mu; the face begins no other.
func (s *Socket) recallSend() {
	l := s.ownExpress()
	if l == nil || l.word.Load()&(expressSending|expressSendBack) == 0 {
		return
	}
	x := s.async.Load()
	source := x.ringed.Load()
	// Mostly there is nothing to be taken back once it is submitted.
	source.ring.Submit()
	source.complete()
	over := func() bool { return l.word.Load()&expressSending == 0 }
	soon(func() bool {
		if over() {
			return true
		}
		l.word.Or(expressSendRecall)
		source.ring.Cancel(sendOf(l.handle.Load()), uringCancelled)
		source.ring.Submit()
		source.complete()
		return over()
	})
	word := l.word.And(^uint32(expressSendRecall | expressSendBack))
	if word&expressSendBack == 0 {
		return
	}
	h, d := Handle(l.handle.Load()), l.send()
	o := s.resume(h, d.overlapped.Load(), d.issuer)
	o.sends, o.buf, o.done, o.started = true, d.bytes(), d.done(), d.done() > 0
	s.File.Begin()
	s.change(stBusy, 0)
	x.turn = true
	x.special().out.push(o)
	if !s.has(stClosing) {
		s.insist(h, spi.Writable)
	}
}

// Complete implements [object.Source].
func (x *portSource) Complete(c sys.UringCompletion) (k object.Packet, ok bool) {
	h := Handle(uint32(c.Data))
	l := expresses.find(h)
	switch c.Data >> 32 {
	case sys.UringRecv:
		return x.received(l, c)
	case sys.UringPoll:
		x.changed(l, h, c)
		return k, false
	}
	return x.sent(l, c)
}

// received goes on after the receive of l has completed; ok: with its packet.
func (x *portSource) received(l *Express, c sys.UringCompletion) (k object.Packet, ok bool) {
	const over = expressArmed | expressRecall
	word := l.word.Load()
	switch {
	case c.Result > 0:
		k = l.ended(l.overlapped, int(c.Result), ws2def.STATUS_SUCCESS)
		if c.Flags&sys.UringNonempty != 0 {
			l.word.Or(expressReady)
		}
	case !uring.Undone(c.Result):
		k = x.failed(l, c.Result, false, l.overlapped)
	case word&expressRecall != 0:
		l.word.Or(expressBack)
		l.word.And(^uint32(over))
		return k, false
	default:
		x.receive(l)
		return k, false
	}
	// After this it may be somebody else's.
	l.word.And(^uint32(over))
	return k, true
}

// sent goes on after the send of l has completed; ok: with its packet.
func (x *portSource) sent(l *Express, c sys.UringCompletion) (k object.Packet, ok bool) {
	const over = expressSending | expressSendRecall
	word, d := l.word.Load(), l.send()
	ov, sent := d.overlapped.Load(), d.done()+int(max(c.Result, 0))
	switch {
	case sent == int(d.size):
		k = l.ended(ov, sent, ws2def.STATUS_SUCCESS)
	case c.Result < 0 && !uring.Undone(c.Result):
		k = x.failed(l, c.Result, true, ov)
	case word&expressSendRecall != 0:
		ov.InternalHigh = uintptr(sent)
		l.word.Or(expressSendBack)
		l.word.And(^uint32(over))
		return k, false
	default:
		ov.InternalHigh = uintptr(sent)
		x.send(l)
		return k, false
	}
	l.word.And(^uint32(over))
	return k, true
}

// failed ends an operation of l for which the kernel gave nothing (0), or a Linux
// error -result; it returns its packet.
func (x *portSource) failed(l *Express, result int32, sends bool, ov *ws2def.Overlapped) object.Packet {
	_, s := fromExpress(Handle(l.handle.Load()))
	// What comes after this is not the kernel's alone.
	l.word.And(^uint32(expressOpen))
	l.word.Or(expressReady | expressAlways)
	var e Errno
	n := 0
	switch {
	case result < 0 || l.size > 0:
		e = s.direct().DirectError(sends, -result)
	default:
		n, e = s.transferer().Recv(sys.Bytes(l.buffer, int(l.size)), 0)
	}
	return l.ended(ov, max(n, 0), s.statusOf(e))
}

// hasten takes the send of s back that is under way in the ring, if there is one
// that was started with ov; nil: any.
func (s *Socket) hasten(ov *ws2def.Overlapped) {
	if l := s.ownExpress(); l != nil && l.word.Load()&expressSending != 0 && (ov == nil || l.send().overlapped.Load() == ov) {
		s.lockOut()
		s.out.mu.Unlock()
	}
}

// ExpressFlush has the send of h that is under way go on, and reports whether it is
// over.
func ExpressFlush(h Handle) bool {
	l, s := fromExpress(h)
	source := s.async.Load().ringed.Load()
	source.ring.Submit()
	source.complete()
	return l.word.Load()&expressSending == 0
}

// ExpressComplete ends a request of the face that completed with something unusual.
func ExpressComplete(data uint64, result int32) {
	_, s := fromExpress(Handle(uint32(data)))
	source := s.async.Load().ringed.Load()
	if k, ok := source.Complete(sys.UringCompletion{Data: data, Result: result}); ok {
		source.port.Post(k)
	}
}
