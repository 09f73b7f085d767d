package core

import (
	"winsock/spi"
	"winsock/ws2def"
)

// provided is a receive that the transport carries out.
type provided struct {
	spi.Operation
	s    *Socket
	o    *operation // nil when it is over; guarded by async.mu
	more *Addressed // whose message it is; nil: bytes only
}

// provide leaves o, a receive, to the transport; ok is false when that does not want
// it.
func (s *Socket) provide(x *async, o *operation) (n int, e Errno, ok bool) {
	r := &provided{s: s, o: o}
	r.Owner, r.Flags = r, o.flags
	switch w := o.work.(type) {
	case nil:
		if r.Message.Buffers = o.bufs; o.bufs == nil {
			r.Message.Buffers = [][]byte{o.buf}
		}
	case *Addressed:
		r.more, r.Message = w, w.Message
	default:
		return 0, 0, false
	}
	x.mu.Lock()
	if s.has(stClosing) || x.in.first != nil {
		x.mu.Unlock()
		return 0, 0, false
	}
	o.provided = r
	x.special().elsewhere.push(o)
	x.mu.Unlock()
	o.pend()
	n, e = able[spi.Overlapper](s.t).Start(&r.Operation)
	if e == ws2def.WSA_IO_PENDING {
		return 0, e, true
	}
	x.mu.Lock()
	x.uncommon().elsewhere.remove(o)
	r.o, o.provided = nil, nil
	x.mu.Unlock()
	if e == ws2def.WSAEOPNOTSUPP {
		return 0, 0, false
	}
	n, e = r.end(n, e)
	r.store()
	n, e = o.atOnce(n, e)
	return n, e, true
}

// complete is the upcall.
func (r *provided) complete(n int, e Errno) {
	x := r.s.async.Load()
	x.mu.Lock()
	defer x.mu.Unlock()
	o := r.o
	if o == nil {
		return
	}
	r.o, o.provided = nil, nil
	x.uncommon().elsewhere.remove(o)
	n, e = r.end(n, e)
	r.store()
	status := r.s.statusOf(e)
	if e == ws2def.WSA_OPERATION_ABORTED && r.s.has(stClosing|stStream|stConnected) {
		status = ws2def.STATUS_CONNECTION_ABORTED
	}
	o.complete(status, n, inside)
	o.free()
}

// store stores what came along with a message.
func (r *provided) store() {
	if r.more != nil {
		r.more.NameLen, r.more.ControlLen, r.more.Flags = r.Message.NameLen, r.Message.ControlLen, r.Message.Flags
	}
}

// cancelProvided asks the transport for the end of what it carries out and matches.
func (s *Socket) cancelProvided(x *async, match func(*operation) bool) (found bool) {
	if !s.has(stProvided) {
		return false
	}
	var all []*provided
	x.mu.Lock()
	for o := x.uncommon().elsewhere.first; o != nil; o = o.next {
		if match(o) {
			all = append(all, o.provided)
		}
	}
	x.mu.Unlock()
	for _, r := range all {
		able[spi.Overlapper](s.t).Cancel(&r.Operation)
	}
	return len(all) > 0
}

// giveUpProvided ends what the transport carries out on s, which is closed, with status,
// also what the transport, asked for the end, does not end.
func (s *Socket) giveUpProvided(x *async, status ws2def.NTStatus) {
	s.cancelProvided(x, func(o *operation) bool { o.hush(); return true })
	x.mu.Lock()
	defer x.mu.Unlock()
	for left := &x.uncommon().elsewhere; left.first != nil; {
		o := left.pop()
		o.provided.o, o.provided = nil, nil
		o.complete(status, 0, inside)
		o.free()
	}
}
