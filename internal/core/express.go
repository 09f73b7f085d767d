package core

import (
	"sync/atomic"

	"winsock/internal/object"
	"winsock/internal/sys"
	"winsock/ws2def"
)

// Express is a short way for the overlapped transfers of a stream with a port while it
// needs no more than the kernel: its sends, and its one pending receive, are a system
// call without locks and operations. What the receive is stands here, from where the
// queue takes it back when it has to.
//
// The Go face does that in express_transfer.go, the C face by itself
// (capi/ws2_32/express.c), which owns the memory then; the layout is part of
// capi/shim/express.h.
type Express struct {
	word       atomic.Uint32 // expressOpen and so on; the upper half is the handle's generation
	handle     atomic.Uint32 // whose it is; written while nobody can be in it
	fd         int32
	modes      uint16
	_          uint16
	issuer     uint32 // the receive
	size       uint32
	port       *object.PortState
	key        uintptr
	overlapped *ws2def.Overlapped
	buffer     *byte
	datagrams  atomic.Pointer[Datagrams] // instead of all that, for a socket of those
}

// Bits of an express's word.
const (
	expressOpen      = 1 << iota // receives and sends may begin
	expressArmed                 // a receive waits
	expressBusy                  // somebody deals with the receive
	expressSend                  // somebody sends
	expressReady                 // something may have come since the last look
	expressAlways                // fifo.always
	expressDatagrams             // look at datagrams
)

// expressSends are the bits that stay while the receive is taken back.
const expressSends = expressSend | expressSending | expressSendRecall | expressSendBack

// expresses are those of all slots of the handle table.
var expresses slots[Express]

// expressWord is the word of an express of h with bits.
func expressWord(h Handle, bits uint32) uint32 { return uint32(h>>20)<<16 | bits }

// expressIsOf reports whether a word is that of h, and not of another handle in its
// slot.
func expressIsOf(word uint32, h Handle) bool { return word>>16 == uint32(h>>20) }

// openExpress makes o, which is the only receive of s that waits, one of the face's,
// when s needs no more than the kernel. The caller holds the lock of x.
func (s *Socket) openExpress(x *async, o *operation) {
	if x.polled == o.h {
		s.putOnExpress(x, o, 0)
	}
}

// onlyBytes reports whether o is the only receive that waits, and nothing but bytes are
// to be received and nothing but a packet is to tell of it. The caller holds the lock
// of x.
func (s *Socket) onlyBytes(x *async, o *operation) bool {
	return s.direct() != nil && !x.attended && x.in.first == o && o.next == nil && x.uncommon().urgent.first == nil &&
		o.work == nil && o.bufs == nil && o.flags == 0 && o.lazy() && o.over == nil && len(o.buf) > 0
}

// putOnExpress is openExpress, wherever the receive waits, which how says. It frees o
// when it reports true.
func (s *Socket) putOnExpress(x *async, o *operation, how uint32) bool {
	if !s.onlyBytes(x, o) || !s.out.mu.TryLock() {
		return false
	}
	defer s.out.mu.Unlock()
	l := s.layExpress(x, o.h)
	if l == nil {
		return false
	}
	l.overlapped, l.buffer, l.size, l.issuer = o.ov, &o.buf[0], uint32(len(o.buf)), o.issuer
	x.in.pop()
	s.File.End() // nobody waits for it
	o.ov = nil   // it is not the operation that ends
	s.unlockExpress(x, l, expressArmed|how)
	o.free()
	return true
}

// openAhead opens the express of h, a connection that was accepted and has been given
// to its port, so that the first receive need not come through this package. From now
// on the port is told of what comes. The caller holds the lock of x.
func (s *Socket) openAhead(x *async, h Handle) {
	if !s.has(stStream|stAccepted|stConnected) || s.direct() == nil || x.source == nil || x.attended || x.express || !x.idle() ||
		x.polled != 0 && x.polled != h || !s.out.mu.TryLock() {
		return
	}
	defer s.out.mu.Unlock()
	l := s.layExpress(x, h)
	if l == nil {
		return
	}
	bits := uint32(0)
	switch {
	case x.polled != 0:
		if x.in.ready {
			bits = expressReady
		}
	case s.enroll(x):
		bits = expressUring
	case x.source.poll(s, x, h) != 0:
		return
	}
	s.unlockExpress(x, l, bits)
}

// Which state a socket has to have that needs no more than the kernel.
const (
	expressMust    = stStream | stConnected | stBound | stOverlapped
	expressMustNot = stNoRecv | stNoSend | stListening | stConnecting | stFailed | stClosing | stAborted | stBusy | stShared
)

// layExpress makes the express of h that of s, which nobody can enter before
// unlockExpress; nil when s needs more than the kernel. The caller holds out.mu and the
// lock of x.
func (s *Socket) layExpress(x *async, h Handle) *Express {
	state := s.state.Load()
	l := expresses.open(h)
	if state&expressMust != expressMust || state&expressMustNot != 0 || x.uncommon().out.first != nil || s.handles.Load() != 1 ||
		s.network() != nil || laneUsed(h) || l.word.Load() != 0 || s.File.Watched() {
		return nil
	}
	fd, ok := s.direct().Direct()
	if !ok {
		return nil
	}
	l.handle.Store(uint32(h))
	l.fd, l.modes = int32(fd), uint16(x.modes.Load()&asyncSkips)
	l.port, l.key = x.port.Load().State(), x.key
	s.lane.Store(uint32(h))
	return l
}

// unlockExpress lets transfers begin in l, with bits of how it stands. The caller holds
// the lock of x.
func (s *Socket) unlockExpress(x *async, l *Express, bits uint32) {
	if x.in.always {
		bits |= expressAlways
	}
	x.express = true
	l.word.Store(expressWord(Handle(l.handle.Load()), expressOpen|bits))
	// What makes a socket less than plain is noted first and shuts it then.
	if s.state.Load()&expressMustNot != 0 || s.network() != nil || s.handles.Load() != 1 {
		l.word.And(^uint32(expressOpen))
	}
}

// ownExpress is the express of s; nil when it has none.
func (s *Socket) ownExpress() *Express {
	h := s.lane.Load()
	if h == 0 {
		return nil
	}
	l := expresses.find(Handle(h))
	if l == nil || l.handle.Load() != h {
		return nil
	}
	return l
}

// recall takes the receive that waits in the face's hands back into the queue, and
// keeps the face from beginning another. The caller holds the lock of x.
func (s *Socket) recall(x *async) {
	if x.uncommon().datagrams != nil {
		s.recallDatagrams(x)
	}
	if !x.express {
		return
	}
	x.express = false
	l := s.ownExpress()
	if word := l.word.And(^uint32(expressOpen)); word&expressUring != 0 {
		x.ringed.Load().recallUring(l)
	}
	var word uint32
	soon(func() bool {
		word = l.word.Load()
		return word&expressBusy == 0 && l.word.CompareAndSwap(word, word&expressSends)
	})
	x.in.ready = x.in.ready || word&expressReady != 0
	x.in.always = x.in.always || word&expressAlways != 0
	if word&(expressArmed|expressBack) == 0 {
		l.overlapped, l.buffer = nil, nil
		return
	}
	o := s.resumeReceive(l)
	l.overlapped, l.buffer = nil, nil
	s.File.Begin()
	x.in.putBefore(o, o)
	if word&expressBack != 0 && !s.has(stClosing) {
		x.in.ready = true
		if e := s.cover(x, o); e != 0 {
			x.in.remove(o) // nobody would ever go on with it
			o.complete(s.statusOf(e), 0, inside)
			o.free()
		}
	}
}

// resumeReceive is resume of the receive in l.
func (s *Socket) resumeReceive(l *Express) *operation {
	o := s.resume(Handle(l.handle.Load()), l.overlapped, l.issuer)
	o.buf = sys.Bytes(l.buffer, int(l.size))
	return o
}

// sendsLeave waits until the face does not send on s any more, which has been told
// not to begin again.
func (s *Socket) sendsLeave() {
	if l := s.ownExpress(); l != nil {
		soon(func() bool { return l.word.Load()&expressSend == 0 })
	}
}

// fromExpress is the socket of who is in the express of h.
func fromExpress(h Handle) (*Express, *Socket) {
	return expresses.find(h), table.Held(h).(*Socket)
}

// ExpressSend goes on with an overlapped send of p on h, of which the kernel took n
// bytes, or none with a Linux error -n. The caller has the place of who sends, which
// is given back.
func ExpressSend(h Handle, p []byte, n int, a *Async) Errno {
	l, s := fromExpress(h)
	leave := func() { l.word.And(^uint32(expressSend)) }
	if n < 0 {
		if e := s.direct().DirectError(true, int32(-n)); e != ws2def.WSAEWOULDBLOCK {
			leave()
			return e
		}
		n = 0
	}
	table.Retain(h)
	o, e := s.prepare(h, a, 0)
	if e != 0 {
		leave()
		return e
	}
	o.sends, o.buf, o.done, o.started = true, p, n, n > 0
	s.out.mu.Lock()
	l.word.And(^uint32(expressOpen))
	s.change(stBusy, 0)
	x := s.async.Load()
	x.turn = true
	leave()
	_, e = s.pendSend(x, o)
	return e
}

// ExpressEnd ends the receive in the express of h, for which the kernel gave no
// bytes (n is 0) or a Linux error -n. The caller deals with the receive; inCall: in
// the call that starts it.
func ExpressEnd(h Handle, n int, inCall bool) Errno {
	l, s := fromExpress(h)
	o := s.resumeReceive(l)
	// The stream is over: what comes after this is not the kernel's alone.
	l.word.And(^uint32(expressOpen))
	var e Errno
	if n < 0 || len(o.buf) > 0 {
		e = s.direct().DirectError(false, int32(-n))
	} else {
		n, e = s.transferer().Recv(o.buf, 0)
	}
	n = max(n, 0)
	l.word.Or(expressReady | expressAlways)
	l.word.And(^uint32(expressBusy))
	if inCall {
		_, e = o.atOnce(n, e)
		return e
	}
	o.complete(s.statusOf(e), n, inReap)
	o.free()
	return e
}

// ExpressReap goes on with the receives of h, of which the poller told, in the usual
// way.
func ExpressReap(h Handle, bits uint32) { reap(h, bits) }

// ExpressMore sees to packets that the face added to the port of h, whose express it
// is in.
func ExpressMore(h Handle) {
	_, s := fromExpress(h)
	s.async.Load().port.Load().More(false)
}

// ExpressAdd adds a packet for which the port's queue had no room.
func ExpressAdd(h Handle, ov uintptr, n, status uint32) {
	_, s := fromExpress(h)
	x := s.async.Load()
	x.port.Load().Add(object.Packet{Key: x.key, Overlapped: ov, Bytes: n, Status: status})
}
