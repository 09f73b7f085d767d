package directory

import (
	"sync"
	"sync/atomic"

	"winsock/namespace"
	"winsock/ws2def"
)

// query is what a look-up handle stands for: one look-up after the other.
type query struct {
	flags uint32
	parts []part
	ended atomic.Bool
	stop  chan struct{} // closed when the query ends

	mu     sync.Mutex          // is held by the one Next at a time; guards what follows
	at     int                 // the part that Next asks
	kept   *namespace.QuerySet // the result that no buffer has taken yet
	given  bool                // a result was
	failed Errno               // what Next has to say when no result was
}

// part is a provider's part in a query.
type part struct {
	provider *provider
	lookup   namespace.Lookup
}

// Begin starts a query through the providers that it is for, and returns its
// handle.
//
// Errors: WSASERVICE_NOT_FOUND (there is no such provider, or none knows the
// class), those of the providers when all refuse.
//
// Source: P-475, P-477.
func Begin(q *namespace.QuerySet, flags uint32) (ws2def.Handle, Errno) {
	to, e := chosen(q)
	if e != 0 {
		return 0, e
	}
	class := classFor(q)
	made := &query{flags: flags, stop: make(chan struct{})}
	process.running.Add(1)
	defer process.running.Add(-1)
	for _, p := range to {
		started, e := p.start()
		var l namespace.Lookup
		if e == 0 {
			asked := *q
			l, e = started.Begin(&asked, class, flags)
		}
		if e != 0 {
			made.failed = graver(made.failed, e)
			continue
		}
		made.parts = append(made.parts, part{provider: p, lookup: l})
	}
	if len(made.parts) == 0 {
		return 0, made.failed
	}
	made.failed = 0 // others know more
	process.mu.Lock()
	defer process.mu.Unlock()
	if process.queries == nil {
		process.queries = make(map[ws2def.Handle]*query)
	}
	process.last = max(process.last, firstHandle) + 4
	process.queries[process.last] = made
	return process.last, 0
}

// firstHandle keeps look-up handles apart from those of sockets and objects.
const firstHandle = 0x4c000000

// graver is which of two errors says more: the first one that is not just that
// nothing was found.
func graver(a, b Errno) Errno {
	if a == 0 || a == ws2def.WSASERVICE_NOT_FOUND {
		return b
	}
	return a
}

// held returns the query of a handle. Errors: WSA_INVALID_HANDLE.
func held(h ws2def.Handle) (*query, Errno) {
	process.mu.Lock()
	defer process.mu.Unlock()
	q := process.queries[h]
	if q == nil {
		return nil, ws2def.WSA_INVALID_HANDLE
	}
	return q, 0
}

// Next hands the next result to take, without what the flags of this call and of
// Begin do not ask for. A result that take refuses is kept for the next call,
// unless that has LUP_FLUSHPREVIOUS.
//
// Errors: WSA_INVALID_HANDLE, WSA_E_NO_MORE, WSA_E_CANCELLED (the query was
// ended), those of take, those of the providers when none has a result.
//
// Source: P-478…P-480, P-482.
func Next(h ws2def.Handle, flags uint32, take func(*namespace.QuerySet) Errno) Errno {
	q, e := held(h)
	if e != 0 {
		return e
	}
	process.running.Add(1)
	defer process.running.Add(-1)
	q.mu.Lock()
	defer q.mu.Unlock()
	if flags&ws2def.LUP_FLUSHPREVIOUS != 0 {
		q.kept = nil
	}
	if q.kept == nil {
		if q.kept, e = q.next(flags); e != 0 {
			return e
		}
	}
	shown := *q.kept
	shown.Restrict(flags & q.flags)
	if (flags|q.flags)&ws2def.LUP_RES_SERVICE != 0 {
		shown.Addresses = forService(shown.Addresses)
	}
	if e := take(&shown); e != 0 {
		return e
	}
	q.kept = nil
	return 0
}

// next asks the providers for a result, one after the other. A provider that
// fails is passed over when there are others. The caller holds q.mu.
func (q *query) next(flags uint32) (*namespace.QuerySet, Errno) {
	for ; q.at < len(q.parts); q.at++ {
		if q.ended.Load() {
			return nil, ws2def.WSA_E_CANCELLED
		}
		p := &q.parts[q.at]
		r, e := p.lookup.Next(flags)
		switch {
		case q.ended.Load():
			return nil, ws2def.WSA_E_CANCELLED
		case e == 0 && r != nil:
			if r.Provider == nil {
				r.Provider = &p.provider.ID
			}
			if r.NameSpace == ws2def.NS_ALL {
				r.NameSpace = p.provider.NameSpace
			}
			q.given = true
			return r, 0
		case e == 0, e == ws2def.WSA_E_NO_MORE, e == ws2def.WSAENOMORE:
		case len(q.parts) == 1:
			return nil, e
		default:
			q.failed = graver(q.failed, e)
		}
	}
	if e := q.failed; e != 0 && !q.given {
		q.failed = 0
		return nil, e
	}
	return nil, ws2def.WSA_E_NO_MORE
}

// forService turns addresses as a client uses them into those that a service
// binds to.
//
// Source: P-478.
func forService(all []namespace.Address) []namespace.Address {
	turned := make([]namespace.Address, len(all))
	for i, a := range all {
		a.Local, a.Remote = a.Remote, a.Local
		turned[i] = a
	}
	return turned
}

// End ends a query; a Next that waits returns WSA_E_CANCELLED. Errors:
// WSA_INVALID_HANDLE.
//
// Source: P-482.
func End(h ws2def.Handle) Errno {
	process.mu.Lock()
	q := process.queries[h]
	delete(process.queries, h)
	process.mu.Unlock()
	if q == nil {
		return ws2def.WSA_INVALID_HANDLE
	}
	process.running.Add(1)
	defer process.running.Add(-1)
	q.end()
	return 0
}

// end ends the look-ups of a query, once.
func (q *query) end() {
	if q.ended.Swap(true) {
		return
	}
	close(q.stop)
	for _, p := range q.parts {
		p.lookup.End()
	}
}
