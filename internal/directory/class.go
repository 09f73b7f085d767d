package directory

import (
	"winsock/namespace"
	"winsock/ws2def"
)

// InstallClass has all providers that keep service classes keep this one
// (WSAInstallServiceClass). It succeeds when none of them fails.
//
// Errors: WSAEINVAL (no id, or no name), WSAEALREADY, WSAEACCES, WSAEOPNOTSUPP
// (no provider keeps any).
//
// Source: P-487.
func InstallClass(class *namespace.Class) Errno {
	if class.ID == (ws2def.GUID{}) || class.Name == "" {
		return ws2def.WSAEINVAL
	}
	return keepers(func(k namespace.ClassKeeper) Errno { return k.InstallClass(class) })
}

// RemoveClass takes a service class away (WSARemoveServiceClass).
//
// Errors: WSATYPE_NOT_FOUND, WSAETOOMANYREFS, WSAEACCES, WSAEOPNOTSUPP.
//
// Source: P-489.
func RemoveClass(id ws2def.GUID) Errno {
	return keepers(func(k namespace.ClassKeeper) Errno { return k.RemoveClass(id) })
}

// keepers calls f for all providers that keep service classes and returns the
// first error.
func keepers(f func(namespace.ClassKeeper) Errno) Errno {
	to, e := chosen(new(namespace.QuerySet))
	if e != 0 {
		return e
	}
	process.running.Add(1)
	defer process.running.Add(-1)
	kept, failed := false, Errno(0)
	for _, p := range to {
		started, e := p.start()
		k, ok := started.(namespace.ClassKeeper)
		if e == 0 && ok {
			e = f(k)
			kept = kept || e != ws2def.WSAEOPNOTSUPP
		}
		if e != 0 && e != ws2def.WSAEOPNOTSUPP && failed == 0 {
			failed = e
		}
	}
	if failed == 0 && !kept {
		return ws2def.WSAEOPNOTSUPP
	}
	return failed
}

// Class asks one provider what it knows about a service class
// (WSAGetServiceClassInfo).
//
// Errors: WSAEINVAL (there is no such active provider), WSAEOPNOTSUPP (it knows
// no classes), WSATYPE_NOT_FOUND.
//
// Source: P-488.
func Class(provider, id ws2def.GUID) (*namespace.Class, Errno) {
	to, e := chosen(&namespace.QuerySet{Provider: &provider})
	switch e {
	case 0:
		return to[0].class(id)
	case ws2def.WSASERVICE_NOT_FOUND:
		return nil, ws2def.WSAEINVAL
	}
	return nil, e
}

func (p *provider) class(id ws2def.GUID) (*namespace.Class, Errno) {
	process.running.Add(1)
	defer process.running.Add(-1)
	started, e := p.start()
	if e != 0 {
		return nil, e
	}
	knows, ok := started.(namespace.Classes)
	if !ok {
		return nil, ws2def.WSAEOPNOTSUPP
	}
	return knows.Class(id)
}

// ClassName is the name of a service class as the first provider that knows it
// has it (WSAGetServiceClassNameByClassId).
//
// Errors: WSANO_DATA (none knows it).
//
// Source: P-490.
func ClassName(id ws2def.GUID) (string, Errno) {
	if c := Known(id); c != nil {
		return c.Name, 0
	}
	return "", ws2def.WSANO_DATA
}

// Known is what the first provider that knows a service class says, nil when
// none knows it.
func Known(id ws2def.GUID) *namespace.Class {
	to, e := chosen(new(namespace.QuerySet))
	if e != 0 {
		return nil
	}
	for _, p := range to {
		if c, e := p.class(id); e == 0 && c != nil {
			return c
		}
	}
	return nil
}

// classFor is what the providers of a query or registration are told about its
// class, when somebody knows it. Classes of hosts and ports say it themselves.
//
// Source: P-477.
func classFor(q *namespace.QuerySet) *namespace.Class {
	if q.Class == nil {
		return nil
	}
	switch *q.Class {
	case namespace.HostName, namespace.HostByName, namespace.HostByAddressString, namespace.ServiceByName:
		return nil
	}
	if _, _, _, ok := namespace.PortOf(*q.Class); ok {
		return nil
	}
	return Known(*q.Class)
}
