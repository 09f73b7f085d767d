package directory

import (
	"winsock/namespace"
	"winsock/ws2def"
)

// SetService registers a service with the providers that it is for, or takes it
// away (WSASetService). It succeeds when none of them fails; one that can't
// register services is passed over when another can.
//
// Errors: WSAEINVAL (op), WSASERVICE_NOT_FOUND, WSAEOPNOTSUPP (no provider can),
// those of the providers.
//
// Source: P-475, P-486.
func SetService(service *namespace.QuerySet, op int32, flags uint32) Errno {
	if op < ws2def.RNRSERVICE_REGISTER || op > ws2def.RNRSERVICE_DELETE {
		return ws2def.WSAEINVAL
	}
	to, e := chosen(service)
	if e != 0 {
		return e
	}
	class := classFor(service)
	process.running.Add(1)
	defer process.running.Add(-1)
	done, failed := false, Errno(0)
	for _, p := range to {
		started, e := p.start()
		if e == 0 {
			e = ws2def.WSAEOPNOTSUPP
			if r, ok := started.(namespace.Registrar); ok {
				copied := *service
				e = r.SetService(class, &copied, op, flags)
			}
		}
		switch {
		case e == 0:
			done = true
		case e != ws2def.WSAEOPNOTSUPP && failed == 0:
			failed = e
		}
	}
	if failed == 0 && !done {
		return ws2def.WSAEOPNOTSUPP
	}
	return failed
}
