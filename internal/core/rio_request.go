package core

import (
	"sync"

	"winsock/ws2def"
)

// requestQueue makes registered requests on a socket possible.
//
// Source: O-461…O-465.
type requestQueue struct {
	s          *Socket
	h          Handle // of s, when the queue was made; a reference to it is the queue's
	self       Handle // in registered
	context    uint64
	directions [2]requests // receiving, sending
}

// requests are those of one direction.
type requests struct {
	cq ws2def.RIOCQ // gets their results

	mu       sync.Mutex
	over     bool     // the socket is closed
	limit    int      // how many there may be until their results are taken
	count    int      // how many there are, places included
	places   []uint64 // of results in cq, in order, which may not be taken yet
	deferred []*request
}

// request is a registered request. It has a reference to the socket's handle.
type request struct {
	q         *requestQueue
	direction *requests
	context   uint64
	data      []byte
	flags     uint32  // RIO_MSG_
	extra     *extras // nil: only data
}

var requestPool = sync.Pool{New: func() any { return new(request) }}

// CreateRequestQueue lets registered requests be made on h, receives and sends of
// which there may be so many at once. Their results go to recvCQ and sendCQ, with
// context in them (RIOCreateRequestQueue). The queue ends with the socket.
//
// Errors: WSANOTINITIALISED, WSAENOTSOCK, WSAEINVAL (no requests, buffers other
// than one for each, no completion queue, h has a request queue or was made without
// WSA_FLAG_REGISTERED_IO), WSAEOPNOTSUPP (raw sockets), WSAENOBUFS (the completion
// queues have no room).
//
// Source: O-453, O-461, O-462.
func CreateRequestQueue(h Handle, receives, receiveBuffers, sends, sendBuffers uint32, recvCQ, sendCQ ws2def.RIOCQ, context uint64) (ws2def.RIORQ, Errno) {
	s, e := enter(h)
	if e != 0 {
		return 0, e
	}
	defer table.Release(h)
	switch {
	case s.typ == ws2def.SOCK_RAW || s.transferer() == nil:
		return 0, ws2def.WSAEOPNOTSUPP
	case !s.has(stRegistered), receiveBuffers != 1, sendBuffers != 1:
		return 0, ws2def.WSAEINVAL
	}
	q := &requestQueue{s: s, h: h, context: context}
	q.directions[receiving].cq, q.directions[sending].cq = recvCQ, sendCQ
	if e := q.resize(receives, sends); e != 0 {
		return 0, e
	}
	if q.self, e = enlist(q); e != 0 {
		q.Finish()
		return 0, e
	}
	s.mu.Lock()
	u := s.special()
	taken := u.requests != nil || s.has(stClosing)
	if !taken {
		table.Retain(h)
		u.requests = q
	}
	s.mu.Unlock()
	if taken {
		delist[*requestQueue](q.self)
		return 0, ws2def.WSAEINVAL
	}
	return ws2def.RIORQ(q.self), 0
}

// Finish implements [handle.Object]: what the queue has reserved is free again.
func (q *requestQueue) Finish() {
	for i := range q.directions {
		d := &q.directions[i]
		d.resize(0)
	}
}

// end ends the queue of a socket that is closed, with the requests that have not
// been started.
//
// Source: O-462, O-470.
func (q *requestQueue) end() {
	for i := range q.directions {
		d := &q.directions[i]
		d.mu.Lock()
		d.over = true
		late := d.deferred
		d.deferred = nil
		d.mu.Unlock()
		for _, r := range late {
			r.end(ws2def.STATUS_CANCELLED, 0)
			table.Release(q.h)
		}
	}
	delist[*requestQueue](q.self)
	table.Release(q.h)
}

// resize reserves room for the results of so many requests.
//
// Errors: WSAEINVAL (none, or no completion queue), WSAENOBUFS, WSAETOOMANYREFS.
//
// Source: O-461, O-468.
func (q *requestQueue) resize(receives, sends uint32) Errno {
	const most = ws2def.RIO_MAX_CQ_SIZE
	if receives == 0 && sends == 0 || receives > most || sends > most {
		return ws2def.WSAEINVAL
	}
	recv, send := &q.directions[receiving], &q.directions[sending]
	before := recv.limit
	e := recv.resize(int(receives))
	if e == 0 {
		if e = send.resize(int(sends)); e != 0 {
			recv.resize(before)
		}
	}
	return e
}

// resize is resize of one direction. What was reserved of a completion queue that
// is closed is free anyway.
func (d *requests) resize(limit int) Errno {
	d.mu.Lock()
	defer d.mu.Unlock()
	cq, ok := hold[*completionQueue](Handle(d.cq))
	if ok {
		defer registered.Release(Handle(d.cq))
		d.sweep(cq)
		if limit > 0 && limit < d.count {
			return ws2def.WSAETOOMANYREFS
		}
		if e := cq.reserve(limit - d.limit); e != 0 {
			return e
		}
	} else if limit > 0 || d.limit == 0 {
		return ws2def.WSAEINVAL
	}
	d.limit = limit
	return 0
}

// ResizeRequestQueue changes how many requests there may be at once
// (RIOResizeRequestQueue).
//
// Errors: WSAEINVAL, WSAENOBUFS, WSAETOOMANYREFS (there are more now).
//
// Source: O-468.
func ResizeRequestQueue(rq ws2def.RIORQ, receives, sends uint32) Errno {
	q, ok := hold[*requestQueue](Handle(rq))
	if !ok {
		return ws2def.WSAEINVAL
	}
	defer registered.Release(Handle(rq))
	return q.resize(receives, sends)
}

// sweep forgets the results that were taken, each of which makes room for another
// request. The caller holds mu.
func (d *requests) sweep(cq *completionQueue) {
	n := 0
	for n < len(d.places) && cq.taken(d.places[n]) {
		n++
	}
	d.places = append(d.places[:0], d.places[n:]...)
	d.count -= n
}

// Request makes a registered request: to send, or to receive (RIOSend, RIOSendEx,
// RIOReceive, RIOReceiveEx). data is nil for none. How the request ends only the
// completion queue tells.
//
// Errors: WSAEINVAL (rq, flags, buffers), WSAEFAULT (a buffer that is not
// registered), WSAENOBUFS (no room for another request). The queue is left as it is.
//
// Source: O-457, O-463, O-464, O-469.
func Request(rq ws2def.RIORQ, sends bool, data *ws2def.RIOBuf, x Extras, flags uint32, context uint64) Errno {
	q, ok := hold[*requestQueue](Handle(rq))
	if !ok {
		return ws2def.WSAEINVAL
	}
	defer registered.Release(Handle(rq))
	direction, known := receiving, uint32(ws2def.RIO_MSG_DONT_NOTIFY|ws2def.RIO_MSG_DEFER)
	switch {
	case sends:
		direction = sending
	case q.s.has(stStream):
		known |= ws2def.RIO_MSG_WAITALL
	}
	d := &q.directions[direction]
	switch {
	case flags == ws2def.RIO_MSG_COMMIT_ONLY:
		if data != nil || x != (Extras{}) || context != 0 {
			return ws2def.WSAEINVAL
		}
		d.commit()
		return 0
	case flags&^known != 0, data == nil && q.s.has(stStream), sends && x.Local != nil:
		return ws2def.WSAEINVAL
	}
	r := requestPool.Get().(*request)
	r.q, r.direction, r.context, r.flags = q, d, context, flags
	e := r.take(data, x, sends)
	if e == 0 {
		e = d.enter(r)
	}
	if e != 0 {
		*r = request{}
		requestPool.Put(r)
		return e
	}
	if flags&ws2def.RIO_MSG_DEFER == 0 {
		d.commit()
		r.start()
	}
	return 0
}

// take finds the memory of the request.
func (r *request) take(data *ws2def.RIOBuf, x Extras, sends bool) (e Errno) {
	if data != nil {
		if r.data, e = part(data); e != 0 {
			return e
		}
	}
	if x != (Extras{}) {
		r.extra, e = x.take(r, sends)
	}
	return e
}

// enter counts r among the requests, and keeps it when it is deferred.
func (d *requests) enter(r *request) Errno {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.over {
		return ws2def.WSAEINVAL
	}
	if d.count == d.limit {
		cq, ok := hold[*completionQueue](Handle(d.cq))
		if !ok {
			return ws2def.WSAEINVAL
		}
		d.sweep(cq)
		registered.Release(Handle(d.cq))
		if d.count == d.limit {
			return ws2def.WSAENOBUFS
		}
	}
	d.count++
	table.Retain(r.q.h)
	if r.flags&ws2def.RIO_MSG_DEFER != 0 {
		d.deferred = append(d.deferred, r)
	}
	return 0
}

// commit starts the deferred requests.
//
// Source: O-464.
func (d *requests) commit() {
	d.mu.Lock()
	deferred := d.deferred
	d.deferred = nil
	d.mu.Unlock()
	for _, r := range deferred {
		r.start()
	}
}

// start makes r an operation, which has its reference from now on.
func (r *request) start() {
	s := r.q.s
	o := operations.Get().(*operation)
	o.s, o.h, o.request, o.issuer = s, r.q.h, r, nobody
	o.sends = r.direction == &r.q.directions[sending]
	o.quiet = true // no port tells of it
	var e Errno
	if o.sends {
		e = s.maySend(0, r.extra != nil && r.extra.message.Name != nil)
	} else {
		e = s.mayRecv(0)
	}
	if o.buf = r.data; r.extra != nil && !s.has(stStream) && e == 0 {
		o.work = r.extra
		e = r.extra.prepare(o)
	}
	if r.flags&ws2def.RIO_MSG_WAITALL != 0 {
		o.flags = ws2def.MSG_WAITALL
	}
	sends := o.sends
	if e != 0 {
		o.free()
	} else {
		_, e = o.begin()
	}
	switch {
	case e == 0, e == ws2def.WSA_IO_PENDING, e == ws2def.WSAEMSGSIZE && s.has(stMessage) && !sends:
	case s.has(stClosing):
		r.end(ws2def.STATUS_CANCELLED, 0)
	default:
		r.end(s.statusOf(e), 0)
	}
}

// nobody is the issuer of operations that no thread's end cancels.
const nobody = ^uint32(0)

// end puts the result of r in its completion queue.
//
// Source: O-465, O-468.
func (r *request) end(status ws2def.NTStatus, n int) {
	if r.extra != nil && !failed(status) {
		r.extra.store()
	}
	d := r.direction
	result := ws2def.RIOResult{
		Status: int32(status.WSA()), BytesTransferred: uint32(n),
		SocketContext: r.q.context, RequestContext: r.context,
	}
	d.mu.Lock()
	if cq, ok := hold[*completionQueue](Handle(d.cq)); ok {
		d.places = append(d.places, cq.add(result, r.flags&ws2def.RIO_MSG_DONT_NOTIFY != 0))
		registered.Release(Handle(d.cq))
	} else {
		d.count--
	}
	d.mu.Unlock()
	*r = request{}
	requestPool.Put(r)
}
