//go:build cgo

package native

/*
#include <stdlib.h>
#include "table.h"
*/
import "C"

import (
	"slices"
	"sync"
	"sync/atomic"
	"unsafe"

	"winsock/spi"
	"winsock/ws2def"
)

// A request is an overlapped receive that the provider carries out. It receives into memory
// of ours, so that the program's operation can be given up although there is no way to take
// the request back: what it brings is then the next one's.
type request struct {
	l    *link
	c    *C.ws_np_request
	over bool // its end was told; guarded by requests
}

// requests are those that providers know of, and those that they knew of lately: a second
// end of one of them is nobody's.
var requests = struct {
	sync.Mutex
	of   map[unsafe.Pointer]*request
	past []*C.ws_np_request
}{of: make(map[unsafe.Pointer]*request)}

// remembered is how many requests that are over are remembered.
const remembered = 1024

// newRequest is a request for up to size bytes.
func newRequest(l *link, size int) *request {
	c := (*C.ws_np_request)(C.calloc(1, C.sizeof_ws_np_request))
	c.overlapped.internal = C.uintptr_t(ws2def.STATUS_PENDING)
	c.fromlen = maxName
	c.buffer.len = C.uint32_t(size)
	c.buffer.buf = (*C.char)(C.malloc(C.size_t(max(size, 1))))
	r := &request{l: l, c: c}
	requests.Lock()
	requests.of[unsafe.Pointer(c)] = r
	requests.Unlock()
	return r
}

// claim makes the caller the one who goes on with r; false: another one is.
func (r *request) claim() bool {
	requests.Lock()
	defer requests.Unlock()
	if r.over {
		return false
	}
	r.over = true
	return true
}

// free frees what r, which is claimed, has received; the provider may still speak of it.
func (r *request) free() {
	C.free(unsafe.Pointer(r.c.buffer.buf))
	requests.Lock()
	defer requests.Unlock()
	requests.past = append(requests.past, r.c)
	if len(requests.past) > remembered {
		oldest := requests.past[0]
		requests.past = requests.past[1:]
		delete(requests.of, unsafe.Pointer(oldest))
		C.free(unsafe.Pointer(oldest))
	}
}

// CompleteOverlappedRequest is WPUCompleteOverlappedRequest for an operation that the core
// has given to the provider of h; ok is false when it is none of those. Errors: WSAEINVAL
// (it is another socket's, or over).
//
// Source: P-265, P-266.
func CompleteOverlappedRequest(h ws2def.Handle, overlapped unsafe.Pointer, status spi.Errno, n uint32) (e spi.Errno, ok bool) {
	requests.Lock()
	r := requests.of[overlapped]
	requests.Unlock()
	switch {
	case r == nil:
		return 0, false
	case ws2def.Handle(r.l.h) != h || !r.claim():
		return ws2def.WSAEINVAL, true
	}
	o := &r.c.overlapped
	atomic.StoreUintptr((*uintptr)(unsafe.Pointer(&o.internal_high)), uintptr(n))
	atomic.StoreUintptr((*uintptr)(unsafe.Pointer(&o.internal)), uintptr(status))
	r.l.receives.finished(r, status)
	return 0, true
}

// Owned reports whether h is a socket that the core knows, all whose operations it has
// given to the provider itself.
func Owned(h ws2def.Handle) (made, owned bool) {
	values.RLock()
	defer values.RUnlock()
	v := values.of[h]
	return v != nil && v.below == nil, v != nil && v.taken
}

// receives are a link's overlapped receives: the requests that the provider has, the
// operations that wait, and what has come for nobody. Each request that ends serves the
// operation that has waited longest.
type receives struct {
	any atomic.Bool // there is something kept

	mu      sync.Mutex
	under   []*request // way
	waiting []*spi.Operation
	kept    []piece

	told    []telling // ends of requests, in order, that finish goes on with
	telling bool      // it does
}

// telling is the end of a request as the provider told it.
type telling struct {
	r      *request
	status spi.Errno
}

// piece is what a request has brought.
type piece struct {
	r     *request
	data  []byte // not yet received
	from  []byte
	flags uint32
	e     spi.Errno
}

// carrier is a socket whose provider carries out overlapped receives.
type carrier struct{ *socket }

var _ spi.Overlapper = carrier{}

// Start implements [spi.Overlapper].
func (s carrier) Start(op *spi.Operation) (int, spi.Errno) {
	l := s.at.Load()
	size := length(op.Message.Buffers)
	if op.Flags != 0 || s.kind == stream && size == 0 {
		return 0, ws2def.WSAEOPNOTSUPP
	}
	if s.kind != stream {
		size = largest(s.request.Info)
	}
	x := &l.receives
	x.mu.Lock()
	if len(x.waiting) == 0 && len(x.kept) > 0 {
		defer x.mu.Unlock()
		return x.next(s.kind, &op.Message, false)
	}
	x.waiting = append(x.waiting, op)
	if len(x.under) >= len(x.waiting) {
		x.mu.Unlock()
		return 0, ws2def.WSA_IO_PENDING
	}
	r := newRequest(l, min(size, 1<<20))
	x.under = append(x.under, r)
	x.mu.Unlock()
	return s.begin(l, r, op)
}

// begin gives r to the provider, for op.
func (s *socket) begin(l *link, r *request, op *spi.Operation) (int, spi.Errno) {
	if !l.enter() {
		return l.receives.withdraw(r, op, ws2def.WSAENOTSOCK)
	}
	source := C.int(0)
	if s.kind == datagram {
		source = 1
	}
	a := C.ws_np_begin(l.p.table, l.h, r.c, source)
	l.leave()
	switch e := spi.Errno(a.error); {
	case e == ws2def.WSA_IO_PENDING:
		return 0, e
	case !r.claim(): // the end was told, too
		return 0, ws2def.WSA_IO_PENDING
	case e == ws2def.WSAEWOULDBLOCK:
		return l.receives.withdraw(r, op, ws2def.WSAEOPNOTSUPP)
	case e != 0 && e != ws2def.WSAEMSGSIZE:
		return l.receives.withdraw(r, op, e)
	}
	return l.receives.come(s, piece{r: r, data: r.data(int(a.value)), from: r.source(a), flags: uint32(a.flags), e: spi.Errno(a.error)}, op)
}

// withdraw takes back r, which the provider has refused with e, and op, unless another
// request has served it.
func (x *receives) withdraw(r *request, op *spi.Operation, e spi.Errno) (int, spi.Errno) {
	r.free()
	x.mu.Lock()
	defer x.mu.Unlock()
	x.drop(r)
	i := slices.Index(x.waiting, op)
	if i < 0 {
		return 0, ws2def.WSA_IO_PENDING
	}
	x.waiting = slices.Delete(x.waiting, i, i+1)
	return 0, e
}

// drop forgets a request that is not under way any more. The caller holds mu.
func (x *receives) drop(r *request) {
	if i := slices.Index(x.under, r); i >= 0 {
		x.under = slices.Delete(x.under, i, i+1)
	}
}

// finished goes on with a request whose end was told, not on the thread that told it: that
// may hold locks of the provider's.
func (x *receives) finished(r *request, status spi.Errno) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.told = append(x.told, telling{r, status})
	if !x.telling {
		x.telling = true
		go x.finish()
	}
}

// finish asks how requests have ended, in the order in which that was told.
func (x *receives) finish() {
	for {
		x.mu.Lock()
		if len(x.told) == 0 {
			x.telling = false
			x.mu.Unlock()
			return
		}
		t := x.told[0]
		x.told = x.told[1:]
		x.mu.Unlock()
		r := t.r
		p := piece{r: r, e: t.status}
		if r.l.enter() {
			a := C.ws_np_outcome(r.l.p.table, r.l.h, r.c)
			r.l.leave()
			if e := spi.Errno(a.error); e != 0 {
				p.e = e
			}
			p.data, p.from, p.flags = r.data(int(a.value)), r.source(a), uint32(a.flags)
		}
		s := r.l.owner.Load()
		x.come(s, p, nil)
	}
}

// data is the first n bytes of what r has received.
func (r *request) data(n int) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(r.c.buffer.buf)), min(n, int(r.c.buffer.len)))
}

// source is where the message of r comes from.
func (r *request) source(a C.ws_np_answer) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(&r.c.from[0])), clamp(int(a.namelen), maxName))
}

// come takes in what a request has brought and ends operations with it. When one of them is
// own, whose call has not returned, the result is that one's.
func (x *receives) come(s *socket, p piece, own *spi.Operation) (int, spi.Errno) {
	if p.e != 0 && s.kind != datagram {
		p.r.l.broke(p.e)
	}
	if s.kind != stream {
		p.r.l.took(&p.r.l.news.data)
	}
	type end struct {
		op *spi.Operation
		n  int
		e  spi.Errno
	}
	var ends []end
	x.mu.Lock()
	x.drop(p.r)
	if p.e == ws2def.WSA_OPERATION_ABORTED && len(x.waiting) == 0 {
		p.r.free()
	} else {
		x.kept = append(x.kept, p)
		x.any.Store(true)
	}
	for len(x.kept) > 0 && len(x.waiting) > 0 {
		op := x.waiting[0]
		x.waiting = x.waiting[1:]
		n, e := x.next(s.kind, &op.Message, false)
		ends = append(ends, end{op, n, e})
	}
	kept := len(x.kept) > 0
	x.mu.Unlock()
	n, e := 0, spi.Errno(ws2def.WSA_IO_PENDING)
	for _, o := range ends {
		if o.op == own {
			n, e = o.n, o.e
			continue
		}
		p.r.l.p.up.Complete(o.op, o.n, o.e)
	}
	if kept {
		s.ready.Changed()
	}
	return n, e
}

// has reports whether something has come for nobody.
func (x *receives) has() bool { return x.any.Load() }

// size is how many bytes of that a receive can get.
func (x *receives) size(k kind) int {
	if !x.has() {
		return 0
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	n := 0
	for _, p := range x.kept {
		n += len(p.data)
		if k != stream {
			break
		}
	}
	return n
}

// take is a receive of what has come for nobody.
func (x *receives) take(k kind, m *spi.Message, flags uint32) (int, spi.Errno) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if len(x.kept) == 0 {
		return 0, ws2def.WSAEWOULDBLOCK
	}
	return x.next(k, m, flags&ws2def.MSG_PEEK != 0)
}

// next receives from the first piece. The caller holds mu.
func (x *receives) next(k kind, m *spi.Message, peek bool) (int, spi.Errno) {
	p := &x.kept[0]
	n := 0
	for _, b := range m.Buffers {
		n += copy(b, p.data[n:])
	}
	e := p.e
	if k != stream {
		if k == datagram && m.Name != nil {
			copy(m.Name, p.from)
			m.NameLen = len(p.from)
		}
		m.Flags = p.flags
		if e == 0 && n < len(p.data) {
			e = ws2def.WSAEMSGSIZE
		}
		if e == ws2def.WSAEMSGSIZE {
			m.Flags |= ws2def.MSG_TRUNC
		}
	}
	switch {
	case peek:
	case k == stream && n < len(p.data):
		p.data = p.data[n:]
	default:
		p.r.free()
		x.kept = x.kept[1:]
		x.any.Store(len(x.kept) > 0)
	}
	return n, e
}

// Cancel implements [spi.Overlapper]. What the provider receives for op is the next one's.
func (s carrier) Cancel(op *spi.Operation) {
	l := s.at.Load()
	x := &l.receives
	x.mu.Lock()
	i := slices.Index(x.waiting, op)
	if i >= 0 {
		x.waiting = slices.Delete(x.waiting, i, i+1)
	}
	x.mu.Unlock()
	if i >= 0 {
		l.p.up.Complete(op, 0, ws2def.WSA_OPERATION_ABORTED)
	}
}

// length is how many bytes there is room for.
func length(buffers [][]byte) int {
	n := 0
	for _, b := range buffers {
		n += len(b)
	}
	return n
}

// largest is the size of the largest message, as far as that is known.
func largest(info *ws2def.WSAProtocolInfo) int {
	const limit = 1 << 16
	if n := info.MessageSize; n > 1 && n < limit {
		return int(n)
	}
	return limit
}
