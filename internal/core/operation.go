package core

import (
	"sync"
	"sync/atomic"
	"time"

	"winsock/internal/object"
	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// Async says how an overlapped operation tells of its end, and whose it is.
type Async struct {
	Overlapped *ws2def.Overlapped
	Routine    uintptr        // the completion routine; 0: none
	Thread     *object.Thread // the caller, whose APC the routine becomes; nil: it is none
	Issuer     uint32         // the kernel's number of the caller's thread; 0: a goroutine
	Win32      uint32         // 1: the routine is told Win32 errors (ReadFileEx)
}

// operation is an overlapped operation from its start to its end. It belongs to
// the queue it stands in.
type operation struct {
	next     *operation
	s        *Socket
	h        Handle // under which it was started; the operation holds a reference
	ov       *ws2def.Overlapped
	event    *object.Event  // of the OVERLAPPED; nil: none
	thread   *object.Thread // of the completion routine
	routine  uintptr
	work     work      // what is to be done when it is neither Send nor Recv
	request  *request  // of registered I/O, which tells of the end instead of an OVERLAPPED
	provided *provided // the transport's part of it; nil: none
	buf      []byte
	bufs     [][]byte     // instead of buf, when there are several
	done     int          // bytes moved so far
	over     chan outcome // tells a call that waits; nil: none does
	flags    uint32       // MSG_ flags that it was started with
	issuer   uint32
	sends    bool // it stands in the queue of sends
	quiet    bool // the low bit of hEvent: no packet (O-046)
	started  bool // part of it is done: it can't be taken back
	pends    bool // the call that starts it says that it goes on in any case (O-485)
	win32    bool // the routine is told Win32 errors
}

// work is an operation that is more than a send or receive of bytes.
type work interface {
	// try goes on with o as far as that is possible without waiting:
	// WSAEWOULDBLOCK when it has to wait.
	try(o *operation) (n int, e Errno)
	// close says with which status o ends because its socket is closed, or
	// cancelled, and undoes what has to be undone.
	close(o *operation, status ws2def.NTStatus) ws2def.NTStatus
	// ended is told how o has ended, before the program is.
	ended(o *operation, status ws2def.NTStatus, n int)
	// over is called last.
	over()
}

var operations = sync.Pool{New: func() any { return new(operation) }}

// outcome is how an operation ended.
type outcome struct {
	n      int
	status ws2def.NTStatus
}

// finish starts o and waits for its end, what a socket does that is not overlapped, as
// how says: until the deadline if that is not zero. WSAETIMEDOUT, and WSAEINTR when
// the thread shall end: o is called off.
//
// Source: O-020, O-026.
func (o *operation) finish(how spi.Way, until time.Time) (int, Errno) {
	s, over := o.s, make(chan outcome, 1)
	o.over = over
	n, e := o.begin()
	if e != ws2def.WSA_IO_PENDING {
		return n, e
	}
	end, e := awaitOutcome(over, how, until)
	if e != 0 {
		s.cancel(func(o *operation) bool { return o.over == over })
		if end = <-over; end.status == ws2def.STATUS_CANCELLED {
			return 0, e
		}
	}
	return end.n, end.status.WSA()
}

// awaitOutcome waits for the end of an operation. Errors: WSAETIMEDOUT, WSAEINTR.
func awaitOutcome(over chan outcome, how spi.Way, until time.Time) (end outcome, e Errno) {
	var late <-chan time.Time
	if !until.IsZero() {
		timer := time.NewTimer(time.Until(until))
		defer timer.Stop()
		late = timer.C
	}
	news := make(chan struct{}, 1)
	nudge := func() {
		select {
		case news <- struct{}{}:
		default:
		}
	}
	ended := false
	wait := func() Errno {
		select {
		case end = <-over:
			ended = true
		case <-late:
			return ws2def.WSAETIMEDOUT
		case <-news:
		}
		return 0
	}
	a := alert(how)
	for !ended && e == 0 {
		if a != nil {
			e = alertably(a, nudge, wait)
		} else {
			e = wait()
		}
	}
	if ended {
		e = 0
	}
	return end, e
}

// begin puts o into its queue, or does it at once.
func (o *operation) begin() (int, Errno) {
	s, h, flags := o.s, o.h, o.flags
	table.Retain(h) // o may end, and its socket with it, before this call does
	defer table.Release(h)
	if o.sends {
		n, e := s.startSend(o)
		s.reenable(0)
		return n, e
	}
	n, e := s.startReceive(o)
	s.received(flags, e)
	return n, e
}

// prepare makes an operation on s, whose handle h the caller holds a reference to,
// which is the operation's from now on, unless e is an error already. It resets the
// event. On an error the reference is given back.
//
// Errors: e, WSA_INVALID_HANDLE (hEvent is no event), WSAEINVAL (a completion routine
// on a socket with a port: O-174), WSAEFAULT (a routine that is no function).
//
// Source: O-037, O-043…O-047.
func (s *Socket) prepare(h Handle, a *Async, e Errno) (*operation, Errno) {
	ov := a.Overlapped
	var event *object.Event
	quiet := false
	switch {
	case e != 0:
	case a.Routine != 0:
		if x := s.async.Load(); x != nil && x.port.Load() != nil {
			e = ws2def.WSAEINVAL
		} else if a.Thread == nil {
			e = ws2def.WSAEFAULT
		}
	case ov != nil && ov.HEvent != 0:
		quiet = ov.HEvent&1 != 0
		if ov.HEvent&^1 != 0 {
			if event, e = object.FindEvent(ov.HEvent &^ 1); e == 0 {
				event.Reset()
			}
		}
	}
	if e != 0 {
		table.Release(h)
		return nil, e
	}
	o := operations.Get().(*operation)
	o.s, o.h, o.ov, o.event, o.quiet = s, h, ov, event, quiet
	o.routine, o.thread, o.issuer, o.win32 = a.Routine, a.Thread, a.Issuer, a.Win32 != 0
	return o, 0
}

// resume makes the operation of a transfer on h that a face has begun, of whose end
// nothing but a packet tells. h is open, or being closed by the caller.
func (s *Socket) resume(h Handle, ov *ws2def.Overlapped, issuer uint32) *operation {
	table.Retain(h)
	o := operations.Get().(*operation)
	o.s, o.h, o.ov, o.issuer = s, h, ov, issuer
	return o
}

// free ends the life of o, and gives back its reference.
func (o *operation) free() {
	h := o.h
	if o.work != nil {
		o.work.over()
	}
	*o = operation{}
	operations.Put(o)
	table.Release(h)
}

// pend notes in the OVERLAPPED that the operation is under way.
//
// Source: O-035.
func (o *operation) pend() {
	if o.ov == nil {
		return
	}
	atomic.StoreUintptr(&o.ov.Internal, uintptr(ws2def.STATUS_PENDING))
	if o.event == nil && o.routine == 0 {
		o.s.File.Begin()
	}
}

// From where an operation is completed.
type place uint8

const (
	inCall place = iota // the call that starts it
	begun               // that call, after it has decided to say that the operation goes on
	inReap              // a thread of its port, which takes a packet next
	inside              // anywhere else
)

// complete ends o: the status block is written, then its end is told in the way
// that was asked for, from where.
//
// Source: O-050, O-234, O-482.
func (o *operation) complete(status ws2def.NTStatus, n int, where place) {
	ov := o.ov
	if o.work != nil {
		o.work.ended(o, status, n)
	}
	if o.request != nil {
		o.request.end(status, n)
	}
	if o.over != nil {
		o.over <- outcome{n, status}
	}
	switch {
	case ov == nil:
	case o.routine != 0:
		end(ov, status, n)
		e := status.WSA()
		if o.win32 {
			e = status.Win32()
		}
		o.thread.Queue(object.APC{
			Kind: object.IOAPC, Func: o.routine,
			Args: [3]uintptr{uintptr(e) | uintptr(statusFlags(status))<<32, uintptr(n), sys.AddressOf(ov)},
		})
	default:
		o.s.ended(ov, o.event, o.quiet, status, n, where)
	}
}

// end writes a status block.
func end(ov *ws2def.Overlapped, status ws2def.NTStatus, n int) {
	ov.InternalHigh = uintptr(n)
	atomic.StoreUintptr(&ov.Internal, uintptr(status))
}

// ended is the end of an operation without a completion routine: it is told by the
// event, or the socket, and unless it is quiet by a packet.
func (s *Socket) ended(ov *ws2def.Overlapped, event *object.Event, quiet bool, status ws2def.NTStatus, n int, where place) {
	end(ov, status, n)
	x := s.async.Load()
	switch {
	case event != nil:
		event.Set()
	case x == nil || x.modes.Load()&ws2def.FILE_SKIP_SET_EVENT_ON_HANDLE == 0:
		s.File.End()
	}
	if x == nil || quiet {
		return
	}
	p := x.port.Load()
	if p == nil || where == inCall && !failed(status) && x.modes.Load()&ws2def.FILE_SKIP_COMPLETION_PORT_ON_SUCCESS != 0 {
		return
	}
	packet := object.Packet{Key: x.key, Overlapped: sys.AddressOf(ov), Bytes: uint32(n), Status: uint32(status)}
	switch where {
	case inCall, begun:
		p.Add(packet)
	case inReap:
		p.Reap(packet)
	default:
		p.Post(packet)
	}
}

// failed reports whether a status is an error; a warning is none.
func failed(status ws2def.NTStatus) bool { return status>>30 == 3 }

// try makes one attempt to do what is left of o.
func (o *operation) try() (int, Errno) {
	switch {
	case o.work != nil:
		return o.work.try(o)
	case o.sends:
		return o.transmit()
	}
	return o.take()
}

// take tries a receive; a message that is cut is one that came.
func (o *operation) take() (int, Errno) {
	s := o.s
	switch {
	case o.flags&ws2def.MSG_WAITALL != 0:
		return o.takeAll()
	case o.bufs == nil && (len(o.buf) > 0 || !s.has(stStream)):
		return s.transferer().Recv(o.buf, o.flags)
	case s.has(stStream) && len(o.buf) == 0 && length(o.bufs) == 0:
		return 0, s.arrived()
	}
	m := transfers.Get().(*spi.Message)
	defer giveBack(m)
	m.Buffers = o.bufs
	return s.transferer().RecvMsg(m, o.flags)
}

// takeAll fills all buffers, or what there is when the stream ends.
//
// Source: O-071, O-072.
func (o *operation) takeAll() (int, Errno) {
	var e Errno
	o.done, e = o.s.fill(o.buffers(), o.done)
	switch {
	case e == ws2def.WSAEWOULDBLOCK:
		o.started = o.done > 0
		return 0, e
	case o.done > 0:
		return o.done, 0
	}
	return 0, e
}

// transmit sends what is left of o. n is all that o sends when it is done.
func (o *operation) transmit() (int, Errno) {
	s := o.s
	if o.bufs == nil {
		n, e := s.transferer().Send(o.buf[o.done:], o.flags)
		return o.advance(n, len(o.buf), e)
	}
	m := transfers.Get().(*spi.Message)
	defer giveBack(m)
	if m.Buffers = o.bufs; o.done > 0 {
		m.Buffers = skip(o.bufs, o.done)
	}
	n, e := s.transferer().SendMsg(m, o.flags)
	return o.advance(n, length(o.bufs), e)
}

// advance notes that a send of total bytes has moved n more.
func (o *operation) advance(n, total int, e Errno) (int, Errno) {
	if !o.s.has(stStream) {
		return n, e
	}
	o.done += n
	o.started = o.done > 0
	switch {
	case o.done == total:
		return total, 0
	case e == 0:
		return 0, ws2def.WSAEWOULDBLOCK
	}
	return 0, e
}

// buffers are those of o, however many there are.
func (o *operation) buffers() [][]byte {
	if o.bufs == nil {
		o.bufs = [][]byte{o.buf}
	}
	return o.bufs
}

// room is how much o has room for.
func (o *operation) room() int {
	if o.bufs != nil {
		return length(o.bufs)
	}
	return len(o.buf)
}

var transfers = sync.Pool{New: func() any { return new(spi.Message) }}

func giveBack(m *spi.Message) {
	*m = spi.Message{}
	transfers.Put(m)
}
