package call

import (
	"unsafe"

	"winsock/internal/core"
	"winsock/internal/directory"
	"winsock/namespace"
	"winsock/ws2def"
)

// WSALookupServiceBegin starts a query; texts in q are UTF-16 or, not wide, bytes.
//
// Errors: WSANOTINITIALISED, WSAEINVAL, WSAEFAULT (handle nil), those of
// [directory.Begin].
//
// Source: P-474, P-477.
func WSALookupServiceBegin(q *ws2def.WSAQUERYSET, flags uint32, handle *Handle, wide bool) Errno {
	switch {
	case !core.Started():
		return ws2def.WSANOTINITIALISED
	case handle == nil:
		return ws2def.WSAEFAULT
	}
	set, e := ReadQuerySet(q, wide)
	if e != 0 {
		return e
	}
	h, e := directory.Begin(set, flags)
	if e == 0 {
		*handle = h
	}
	return e
}

// WSALookupServiceNext puts the next result into buffer, which has *length bytes.
//
// Errors: WSANOTINITIALISED, WSAEFAULT (length nil; buffer too small: *length
// becomes what is needed and the result is kept), those of [directory.Next].
//
// Source: P-478…P-480.
func WSALookupServiceNext(h Handle, flags uint32, length *uint32, buffer unsafe.Pointer, wide bool) Errno {
	switch {
	case !core.Started():
		return ws2def.WSANOTINITIALISED
	case length == nil:
		return ws2def.WSAEFAULT
	}
	return directory.Next(h, flags, func(q *namespace.QuerySet) Errno {
		return packed(buffer, length, wide, func(p *pack) { p.querySet(q) })
	})
}

// WSALookupServiceEnd ends a query. Errors: WSANOTINITIALISED, WSA_INVALID_HANDLE.
//
// Source: P-482.
func WSALookupServiceEnd(h Handle) Errno {
	if !core.Started() {
		return ws2def.WSANOTINITIALISED
	}
	return directory.End(h)
}

// WSASetService registers a service or takes it away. Errors: WSANOTINITIALISED,
// WSAEINVAL, those of [directory.SetService].
//
// Source: P-486.
func WSASetService(q *ws2def.WSAQUERYSET, op int32, flags uint32, wide bool) Errno {
	if !core.Started() {
		return ws2def.WSANOTINITIALISED
	}
	set, e := ReadService(q, wide)
	if e != 0 {
		return e
	}
	return directory.SetService(set, op, flags)
}

// WSAInstallServiceClass has a service class kept. Errors: WSANOTINITIALISED,
// WSAEINVAL, those of [directory.InstallClass].
//
// Source: P-487.
func WSAInstallServiceClass(c *ws2def.WSASERVICECLASSINFO, wide bool) Errno {
	if !core.Started() {
		return ws2def.WSANOTINITIALISED
	}
	class, e := ReadClass(c, wide)
	if e != 0 {
		return e
	}
	return directory.InstallClass(class)
}

// WSARemoveServiceClass takes a service class away. Errors: WSANOTINITIALISED,
// WSAEINVAL (nil), those of [directory.RemoveClass].
//
// Source: P-489.
func WSARemoveServiceClass(id *ws2def.GUID) Errno {
	switch {
	case !core.Started():
		return ws2def.WSANOTINITIALISED
	case id == nil:
		return ws2def.WSAEINVAL
	}
	return directory.RemoveClass(*id)
}

// WSAGetServiceClassInfo puts what a provider knows about a class into buffer,
// which has *length bytes.
//
// Errors: WSANOTINITIALISED, WSAEINVAL (a pointer is nil, no such provider),
// WSAEFAULT (too small: *length becomes what is needed), those of
// [directory.Class].
//
// Source: P-488.
func WSAGetServiceClassInfo(provider, id *ws2def.GUID, length *uint32, buffer unsafe.Pointer, wide bool) Errno {
	switch {
	case !core.Started():
		return ws2def.WSANOTINITIALISED
	case provider == nil, id == nil, length == nil, buffer == nil:
		return ws2def.WSAEINVAL
	}
	class, e := directory.Class(*provider, *id)
	if e != 0 {
		return e
	}
	return packed(buffer, length, wide, func(p *pack) { p.class(class) })
}

// WSAGetServiceClassNameByClassId puts the name of a class into buffer, which has
// room for *length characters; *length becomes what the name takes with its zero.
//
// Errors: WSANOTINITIALISED, WSA_INVALID_PARAMETER (id nil), WSAEFAULT (too small,
// or a nil pointer), WSANO_DATA.
//
// Source: P-490.
func WSAGetServiceClassNameByClassId(id *ws2def.GUID, buffer unsafe.Pointer, length *uint32, wide bool) Errno {
	switch {
	case !core.Started():
		return ws2def.WSANOTINITIALISED
	case id == nil:
		return ws2def.WSA_INVALID_PARAMETER
	case length == nil:
		return ws2def.WSAEFAULT
	}
	name, e := directory.ClassName(*id)
	if e != 0 {
		return e
	}
	count := pack{wide: wide}
	count.text(name)
	needed := count.used
	if wide {
		needed /= 2
	}
	fits := buffer != nil && *length >= needed
	*length = needed
	if !fits {
		return ws2def.WSAEFAULT
	}
	(&pack{at: buffer, wide: wide}).text(name)
	return 0
}

// EnumNameSpaceProviders puts the providers of name spaces into buffer, which has
// *length bytes, and returns their number, -1 for none. ex adds what was installed
// with them.
//
// Errors: WSANOTINITIALISED, WSAEFAULT (too little room: *length becomes what is
// needed; a nil pointer), WSANO_RECOVERY (the catalog is damaged).
//
// Source: P-476, S-740.
func EnumNameSpaceProviders(length *uint32, buffer unsafe.Pointer, ex, wide bool) (int32, Errno) {
	switch {
	case !core.Started():
		return -1, ws2def.WSANOTINITIALISED
	case length == nil:
		return -1, ws2def.WSAEFAULT
	}
	entries, e := directory.Providers()
	if e == 0 {
		e = packed(buffer, length, wide, func(p *pack) { p.providers(entries, ex) })
	}
	if e != 0 {
		return -1, e
	}
	return int32(len(entries)), 0
}

// WSCInstallNameSpace adds a provider of a name space to the catalog, with data of
// its own, if any.
//
// Errors: WSAEFAULT (a nil pointer), those of [directory.Install].
//
// Source: P-495.
func WSCInstallNameSpace(identifier, path *uint16, space, version uint32, id *ws2def.GUID, specific *ws2def.BLOB) Errno {
	if identifier == nil || path == nil || id == nil {
		return ws2def.WSAEFAULT
	}
	e := directory.Entry{Path: WideText(path), Info: namespace.Info{
		ID: *id, NameSpace: space, Active: true, Version: version, Identifier: WideText(identifier),
	}}
	if specific != nil {
		var bad Errno
		if e.Specific, bad = blob(specific.BlobData, specific.Size); bad != 0 {
			return bad
		}
	}
	return directory.Install(e)
}

// WSCUnInstallNameSpace takes a provider of a name space out of the catalog.
// Errors: WSAEFAULT (nil), those of [directory.Uninstall].
//
// Source: P-496.
func WSCUnInstallNameSpace(id *ws2def.GUID) Errno {
	if id == nil {
		return ws2def.WSAEFAULT
	}
	return directory.Uninstall(*id)
}

// WSCEnableNSProvider makes a provider of a name space active or not. Errors:
// WSAEFAULT (nil), those of [directory.Enable].
//
// Source: P-497.
func WSCEnableNSProvider(id *ws2def.GUID, enable bool) Errno {
	if id == nil {
		return ws2def.WSAEFAULT
	}
	return directory.Enable(*id, enable)
}

// WSCWriteNameSpaceOrder gives the catalog of name spaces another order. Errors:
// WSAEFAULT (nil), those of [directory.Reorder].
//
// Source: P-498.
func WSCWriteNameSpaceOrder(ids *ws2def.GUID, n uint32) Errno {
	switch {
	case ids == nil && n > 0:
		return ws2def.WSAEFAULT
	case n > maxListed:
		return ws2def.WSAEINVAL
	}
	return directory.Reorder(unsafe.Slice(ids, n))
}

// WSANSPIoctl carries out a control code of the query h's provider, and stores in
// *returned how much of out it has filled. SIO_NSP_NOTIFY_CHANGE asks whether the results
// still hold; with notice it is told when they no longer do.
//
// Errors: WSANOTINITIALISED, WSA_INVALID_HANDLE, WSAEINVAL (a query of several
// providers), WSAEOPNOTSUPP, WSAEWOULDBLOCK (they do), WSA_IO_PENDING (it will be told),
// WSAEFAULT (returned nil).
//
// Source: P-491, P-492.
func WSANSPIoctl(h Handle, code uint32, in, out []byte, returned *uint32, notice *core.LookupNotice) Errno {
	switch {
	case !core.Started():
		return ws2def.WSANOTINITIALISED
	case returned == nil:
		return ws2def.WSAEFAULT
	}
	if code == ws2def.SIO_NSP_NOTIFY_CHANGE {
		e := core.LookupChanged(h)
		if notice != nil && (e == 0 || e == ws2def.WSAEWOULDBLOCK) {
			e = core.AwaitLookupChange(h, notice)
		}
		if e != ws2def.WSAEOPNOTSUPP || notice != nil {
			*returned = 0
			return e
		}
	}
	n, e := directory.Control(h, code, in, out) // also of a provider that has its own way to notice
	*returned = uint32(n)
	return e
}
