package directory

import (
	"winsock/namespace"
	"winsock/ws2def"
)

// single returns the look-up of a query that has one provider. Errors:
// WSA_INVALID_HANDLE, WSAEINVAL (it has several).
//
// Source: P-491.
func single(h ws2def.Handle) (*query, namespace.Lookup, Errno) {
	q, e := held(h)
	switch {
	case e != 0:
		return nil, nil, e
	case len(q.parts) != 1:
		return nil, nil, ws2def.WSAEINVAL
	}
	return q, q.parts[0].lookup, 0
}

// Control carries out a control code of the provider's (WSANSPIoctl).
//
// Errors: WSA_INVALID_HANDLE, WSAEINVAL (the query has several providers),
// WSAEOPNOTSUPP (the provider has no codes), those of the provider.
//
// Source: P-492.
func Control(h ws2def.Handle, code uint32, in, out []byte) (int, Errno) {
	_, l, e := single(h)
	if e != 0 {
		return 0, e
	}
	c, ok := l.(namespace.Controller)
	if !ok {
		return 0, ws2def.WSAEOPNOTSUPP
	}
	process.running.Add(1)
	defer process.running.Add(-1)
	return c.Control(code, in, out)
}

// Changed returns a channel that is closed when the results of a query no longer
// hold, and one that is closed when the query ends (SIO_NSP_NOTIFY_CHANGE).
//
// Errors: WSA_INVALID_HANDLE, WSAEINVAL (the query has several providers),
// WSAEOPNOTSUPP (the provider does not notice).
//
// Source: P-491.
func Changed(h ws2def.Handle) (changed, ended <-chan struct{}, e Errno) {
	q, l, e := single(h)
	if e != 0 {
		return nil, nil, e
	}
	w, ok := l.(namespace.Watcher)
	if !ok {
		return nil, nil, ws2def.WSAEOPNOTSUPP
	}
	changed, e = w.Changed()
	return changed, q.stop, e
}
