package call

import (
	"unicode/utf16"
	"unsafe"

	"winsock/internal/directory"
	"winsock/namespace"
	"winsock/ws2def"
)

// pack lays structures out in a program's memory, what they point to behind them.
// With at nil it only counts.
type pack struct {
	at   unsafe.Pointer
	used uint32
	wide bool // texts are UTF-16
}

// room is the next n bytes, at a multiple of 8; nil when only counting.
func (p *pack) room(n uintptr) unsafe.Pointer {
	p.used = (p.used + 7) &^ 7
	here := p.used
	p.used += uint32(n)
	if p.at == nil {
		return nil
	}
	return unsafe.Add(p.at, here)
}

// put puts v into a room for it.
func put[T any](at unsafe.Pointer, v T) {
	if at != nil {
		*(*T)(at) = v
	}
}

// value puts a copy of v, if there is one, and returns where.
func value[T any](p *pack, v *T) *T {
	if v == nil {
		return nil
	}
	at := p.room(unsafe.Sizeof(*v))
	put(at, *v)
	return (*T)(at)
}

// bytes puts b, if it is not empty, and returns where.
func (p *pack) bytes(b []byte) *byte {
	if len(b) == 0 {
		return nil
	}
	at := p.room(uintptr(len(b)))
	if at != nil {
		copy(unsafe.Slice((*byte)(at), len(b)), b)
	}
	return (*byte)(at)
}

// text puts s with its final zero, if it is not empty, and returns where.
func (p *pack) text(s string) *uint16 {
	if s == "" {
		return nil
	}
	if !p.wide {
		return (*uint16)(unsafe.Pointer(p.bytes(append([]byte(s), 0))))
	}
	units := append(utf16.Encode([]rune(s)), 0)
	at := p.room(2 * uintptr(len(units)))
	if at != nil {
		copy(unsafe.Slice((*uint16)(at), len(units)), units)
	}
	return (*uint16)(at)
}

func (p *pack) sockaddr(b []byte) ws2def.SocketAddress {
	return ws2def.SocketAddress{Sockaddr: (*ws2def.RawSockaddrAny)(unsafe.Pointer(p.bytes(b))), SockaddrLength: int32(len(b))}
}

// querySet puts a result as a WSAQUERYSET.
//
// Source: P-478.
func (p *pack) querySet(q *namespace.QuerySet) {
	at := p.room(unsafe.Sizeof(ws2def.WSAQUERYSET{}))
	top := ws2def.WSAQUERYSET{
		Size: uint32(unsafe.Sizeof(ws2def.WSAQUERYSET{})), NameSpace: q.NameSpace, OutputFlags: q.Flags,
		NumberOfProtocols: uint32(len(q.Protocols)), NumberOfCsAddrs: uint32(len(q.Addresses)),
	}
	if n := uintptr(len(q.Protocols)); n > 0 {
		const size = unsafe.Sizeof(ws2def.AFProtocols{})
		rows := p.room(n * size)
		for i, v := range q.Protocols {
			if rows != nil {
				put(unsafe.Add(rows, uintptr(i)*size), v)
			}
		}
		top.AfpProtocols = (*ws2def.AFProtocols)(rows)
	}
	if n := uintptr(len(q.Addresses)); n > 0 {
		const size = unsafe.Sizeof(ws2def.CSAddrInfo{})
		rows := p.room(n * size)
		for i, a := range q.Addresses {
			row := ws2def.CSAddrInfo{LocalAddr: p.sockaddr(a.Local), RemoteAddr: p.sockaddr(a.Remote), SocketType: a.SocketType, Protocol: a.Protocol}
			if rows != nil {
				put(unsafe.Add(rows, uintptr(i)*size), row)
			}
		}
		top.SaBuffer = (*ws2def.CSAddrInfo)(rows)
	}
	top.ServiceClassId, top.Version, top.NSProviderId = value(p, q.Class), value(p, q.Version), value(p, q.Provider)
	if len(q.Blob) > 0 {
		blob := p.room(unsafe.Sizeof(ws2def.BLOB{}))
		put(blob, ws2def.BLOB{Size: uint32(len(q.Blob)), BlobData: p.bytes(q.Blob)})
		top.Blob = (*ws2def.BLOB)(blob)
	}
	top.ServiceInstanceName, top.Comment = p.text(q.Name), p.text(q.Comment)
	top.Context, top.QueryString = p.text(q.Context), p.text(q.Query)
	put(at, top)
}

// class puts a service class as a WSASERVICECLASSINFO.
//
// Source: P-488.
func (p *pack) class(c *namespace.Class) {
	at := p.room(unsafe.Sizeof(ws2def.WSASERVICECLASSINFO{}))
	top := ws2def.WSASERVICECLASSINFO{ServiceClassId: value(p, &c.ID), Count: uint32(len(c.Values))}
	if n := uintptr(len(c.Values)); n > 0 {
		const size = unsafe.Sizeof(ws2def.WSANSCLASSINFO{})
		rows := p.room(n * size)
		for i, v := range c.Values {
			row := ws2def.WSANSCLASSINFO{
				NameSpace: v.NameSpace, ValueType: v.Type, ValueSize: uint32(len(v.Data)), Value: p.bytes(v.Data), Name: p.text(v.Name),
			}
			if rows != nil {
				put(unsafe.Add(rows, uintptr(i)*size), row)
			}
		}
		top.ClassInfos = (*ws2def.WSANSCLASSINFO)(rows)
	}
	top.ServiceClassName = p.text(c.Name)
	put(at, top)
}

// providers puts the entries of the name-space catalog, as WSANAMESPACE_INFOs or,
// with what was installed with them, as WSANAMESPACE_INFOEXs.
//
// Source: P-476.
func (p *pack) providers(entries []directory.Entry, ex bool) {
	size := unsafe.Sizeof(ws2def.WSANAMESPACE_INFO{})
	if ex {
		size = unsafe.Sizeof(ws2def.WSANAMESPACE_INFOEX{})
	}
	rows := p.room(uintptr(len(entries)) * size)
	for i, e := range entries {
		active := int32(0)
		if e.Active {
			active = 1
		}
		row := ws2def.WSANAMESPACE_INFOEX{
			NSProviderId: e.ID, NameSpace: e.NameSpace, Active: active, Version: e.Version, Identifier: p.text(e.Identifier),
		}
		if ex {
			row.ProviderSpecific = ws2def.BLOB{Size: uint32(len(e.Specific)), BlobData: p.bytes(e.Specific)}
		}
		if rows == nil {
			continue
		}
		to := unsafe.Add(rows, uintptr(i)*size)
		if ex {
			put(to, row)
		} else {
			put(to, ws2def.WSANAMESPACE_INFO{
				NSProviderId: row.NSProviderId, NameSpace: row.NameSpace, Active: row.Active, Version: row.Version, Identifier: row.Identifier,
			})
		}
	}
}

// packed lays out, by what f puts, into a program's buffer of *length bytes.
//
// Errors: WSAEFAULT (too small: *length becomes what is needed, and nothing is
// written).
func packed(buffer unsafe.Pointer, length *uint32, wide bool, f func(*pack)) Errno {
	count := pack{wide: wide}
	f(&count)
	if buffer == nil || *length < count.used {
		*length = count.used
		return ws2def.WSAEFAULT
	}
	f(&pack{at: buffer, wide: wide})
	return 0
}

// PackQuerySet lays q out as a WSAQUERYSETW in at, which has *length bytes.
//
// Errors: WSAEFAULT (too small: *length becomes what is needed).
func PackQuerySet(at unsafe.Pointer, length *uint32, q *namespace.QuerySet) Errno {
	return packed(at, length, true, func(p *pack) { p.querySet(q) })
}

// PackClass lays c out as a WSASERVICECLASSINFOW in at, which has *length bytes.
//
// Errors: WSAEFAULT (too small: *length becomes what is needed).
func PackClass(at unsafe.Pointer, length *uint32, c *namespace.Class) Errno {
	return packed(at, length, true, func(p *pack) { p.class(c) })
}
