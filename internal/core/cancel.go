package core

import (
	"winsock/ws2def"
)

// Cancel asks the operations on h for their end: those that were started with ov,
// or all when it is nil. They end with WSA_OPERATION_ABORTED, unless they are done
// before; a send of which a part has left is finished.
//
// Errors: ERROR_INVALID_HANDLE, ERROR_NOT_FOUND (there are none).
//
// Source: O-243…O-253, O-526.
func Cancel(h Handle, ov *ws2def.Overlapped) Errno {
	s, e := enter(h)
	if e != 0 {
		return ws2def.ERROR_INVALID_HANDLE
	}
	defer table.Release(h)
	if !s.cancel(func(o *operation) bool { return o.ov != nil && (ov == nil || o.ov == ov) }) {
		return ws2def.ERROR_NOT_FOUND
	}
	return 0
}

// CancelBy is [Cancel] of all operations that a thread has started; 0: goroutines.
//
// Errors: ERROR_INVALID_HANDLE.
//
// Source: O-242.
func CancelBy(h Handle, issuer uint32) Errno {
	s, e := enter(h)
	if e != 0 {
		return ws2def.ERROR_INVALID_HANDLE
	}
	defer table.Release(h)
	s.cancel(func(o *operation) bool { return o.issuer == issuer })
	return 0
}

// ThreadEnded is the end of a thread: the operations that it has started end too,
// but for those that only a port tells of.
//
// Source: O-179, O-279…O-282.
func ThreadEnded(issuer uint32) {
	for _, s := range openSockets() {
		// What is in a face's hands only a port tells of.
		s.cancelQueued(func(o *operation) bool {
			return o.issuer == issuer && !(o.lazy() && s.async.Load().port.Load() != nil)
		})
	}
}

// cancel ends the operations on s that match, and reports whether there are any.
func (s *Socket) cancel(match func(*operation) bool) (found bool) {
	if x := s.async.Load(); x != nil {
		x.mu.Lock()
		s.recall(x)
		s.catchUp(x)
		x.mu.Unlock()
		s.out.mu.Lock()
		s.recallSend()
		s.out.mu.Unlock()
	}
	return s.cancelQueued(match)
}

// cancelQueued is cancel of what is in no face's hands.
func (s *Socket) cancelQueued(match func(*operation) bool) (found bool) {
	x := s.async.Load()
	if x == nil {
		return false
	}
	x.mu.Lock()
	found = s.cancelIn(&x.in, ws2def.STATUS_CANCELLED, match)
	if s.cancelIn(&x.uncommon().urgent, ws2def.STATUS_CANCELLED, match) {
		found = true
	}
	if s.cancelIn(&x.uncommon().others, ws2def.STATUS_CANCELLED, match) {
		found = true
	}
	if x.cancelOpening(match) {
		found = true
	}
	x.mu.Unlock()
	if s.cancelProvided(x, match) {
		found = true
	}
	s.out.mu.Lock()
	if s.cancelIn(&x.uncommon().out, ws2def.STATUS_CANCELLED, match) {
		found = true
	}
	if x.turn && x.uncommon().out.first == nil {
		s.leaveTurn()
	} else {
		s.out.mu.Unlock()
	}
	s.reenable(0)
	return found
}

// catchUp ends the receives for which something has come that no thread of the port
// has looked for yet: what has come goes before what ends them. The caller holds the
// lock of x.
//
// Source: O-248, O-259, O-524.
func (s *Socket) catchUp(x *async) {
	if x.polled != 0 && !x.idle() {
		s.receiveOn(x, 0, inside)
	}
}

// cancelIn is cancel of one queue. The caller holds its lock.
func (s *Socket) cancelIn(f *fifo, status ws2def.NTStatus, match func(*operation) bool) (found bool) {
	for o := f.first; o != nil; {
		next := o.next
		if match(o) {
			found = true
			if !(o.started && o.sends) {
				f.remove(o)
				o.abort(status)
			}
		}
		o = next
	}
	return found
}

// hush lets nobody hear of the end of o but who looks at its status, when the last
// Cleanup ends it.
//
// Source: S-007, P-205.
func (o *operation) hush() {
	if process.starts.Load() == 0 {
		o.event, o.routine, o.quiet = nil, 0, true
	}
}

// abort ends o before it is done. Bytes that have come already are delivered.
//
// Source: O-246, O-499.
func (o *operation) abort(status ws2def.NTStatus) {
	n := 0
	o.hush()
	switch {
	case o.work != nil:
		status = o.work.close(o, status)
	case o.done > 0 && !o.sends:
		status, n = ws2def.STATUS_SUCCESS, o.done
	}
	o.complete(status, n, inside)
	o.free()
}

// abandon ends all operations on s, which is closed. Bytes that they were to send
// are sent all the same, when the socket is closed with care.
//
// Source: O-254…O-263.
func (s *Socket) abandon() {
	x := s.async.Load()
	if x == nil {
		return
	}
	status := ws2def.NTStatus(ws2def.STATUS_CANCELLED)
	if s.has(stStream|stConnected) && process.starts.Load() > 0 && !s.leftToOthers() {
		status = ws2def.STATUS_CONNECTION_ABORTED
	}
	x.mu.Lock()
	s.recall(x)
	s.catchUp(x)
	for _, f := range [...]*fifo{&x.in, &x.uncommon().urgent} {
		for f.first != nil {
			o := f.pop()
			if o.work != nil {
				o.abort(ws2def.STATUS_CANCELLED)
			} else {
				o.abort(status)
			}
		}
	}
	for others := &x.uncommon().others; others.first != nil; {
		others.pop().abort(ws2def.STATUS_CANCELLED)
	}
	x.cancelOpening(func(*operation) bool { return true })
	x.unawait()
	x.mu.Unlock()
	if s.has(stProvided) {
		s.giveUpProvided(x, status)
	}
	s.sendsLeave()
	if s.has(stAccepting) {
		s.dropAccept()
	}
	s.out.mu.Lock()
	defer s.out.mu.Unlock()
	s.recallSend()
	if l := s.ownExpress(); l != nil && x.ringed.Load() != nil {
		l.forget()
	}
	x.withdraw()
	var rest []byte
	flags := uint32(0)
	var h Handle
	for out := &x.uncommon().out; out.first != nil; {
		o := out.pop()
		if o.work == nil && x.turn && !s.has(stAborted) {
			rest = append(rest, remainder(o.buffers(), o.done)...)
			flags, h = o.flags&^ws2def.MSG_OOB, o.h
		}
		if len(rest) > 0 && out.first == nil {
			s.keep(h, rest, flags)
			x.turn = false
		}
		o.abort(status)
	}
	if x.turn {
		x.turn = false
		s.change(0, stBusy)
	}
}
