package call

import (
	"unsafe"

	"winsock/namespace"
	"winsock/ws2def"
)

// Limits of what a program may hand over in one structure.
const (
	maxListed = 4096      // protocols, addresses, values of a class
	maxBlob   = 256 << 20 // bytes
)

// formText is a text of a program's: UTF-16, or bytes.
func formText(p *uint16, wide bool) string {
	if wide {
		return WideText(p)
	}
	return Text((*byte)(unsafe.Pointer(p)))
}

// copied is what p points to, as memory of ours; nil for nil.
func copied[T any](p *T) *T {
	if p == nil {
		return nil
	}
	v := *p
	return &v
}

// elements is an array of a program's, as memory of ours. Errors: WSAEINVAL (a NULL
// pointer with a count, or too many).
func elements[T any](p *T, n uint32) ([]T, Errno) {
	switch {
	case n == 0:
		return nil, 0
	case p == nil, n > maxListed:
		return nil, ws2def.WSAEINVAL
	}
	return append([]T(nil), unsafe.Slice(p, n)...), 0
}

// blob is data of a program's, as memory of ours. Errors: WSAEINVAL.
func blob(p *byte, n uint32) ([]byte, Errno) {
	switch {
	case n == 0:
		return nil, 0
	case p == nil, n > maxBlob:
		return nil, ws2def.WSAEINVAL
	}
	return append([]byte(nil), unsafe.Slice(p, n)...), 0
}

// ReadQuerySet is the question or service in a WSAQUERYSET; its texts are UTF-16
// or, not wide, bytes.
//
// Errors: WSAEINVAL (NULL, a size too small, a count without an array).
//
// Source: P-473.
func ReadQuerySet(q *ws2def.WSAQUERYSET, wide bool) (*namespace.QuerySet, Errno) {
	if q == nil || uintptr(q.Size) < unsafe.Sizeof(*q) {
		return nil, ws2def.WSAEINVAL
	}
	set := &namespace.QuerySet{
		Name: formText(q.ServiceInstanceName, wide), Class: copied(q.ServiceClassId), Version: copied(q.Version),
		Comment: formText(q.Comment, wide), NameSpace: q.NameSpace, Provider: copied(q.NSProviderId),
		Context: formText(q.Context, wide), Query: formText(q.QueryString, wide), Flags: q.OutputFlags,
	}
	var e Errno
	if set.Protocols, e = elements(q.AfpProtocols, q.NumberOfProtocols); e != 0 {
		return nil, e
	}
	if q.Blob != nil {
		if set.Blob, e = blob(q.Blob.BlobData, q.Blob.Size); e != 0 {
			return nil, e
		}
	}
	return set, 0
}

// ReadService is [ReadQuerySet] with the addresses, which count when a service is
// registered.
//
// Errors: WSAEINVAL (also for an address that is none).
func ReadService(q *ws2def.WSAQUERYSET, wide bool) (*namespace.QuerySet, Errno) {
	set, e := ReadQuerySet(q, wide)
	if e != 0 {
		return nil, e
	}
	addresses, e := elements(q.SaBuffer, q.NumberOfCsAddrs)
	if e != 0 {
		return nil, e
	}
	for _, a := range addresses {
		local, e := sockaddrOf(a.LocalAddr)
		remote, e2 := sockaddrOf(a.RemoteAddr)
		if e != 0 || e2 != 0 {
			return nil, ws2def.WSAEINVAL
		}
		set.Addresses = append(set.Addresses, namespace.Address{Local: local, Remote: remote, SocketType: a.SocketType, Protocol: a.Protocol})
	}
	return set, 0
}

// sockaddrOf is the address behind a SOCKET_ADDRESS, nil for none. Errors:
// WSAEINVAL (no address can have its length).
func sockaddrOf(a ws2def.SocketAddress) ([]byte, Errno) {
	switch {
	case a.Sockaddr == nil || a.SockaddrLength == 0:
		return nil, 0
	case a.SockaddrLength < 2 || a.SockaddrLength > maxName:
		return nil, ws2def.WSAEINVAL
	}
	return append([]byte(nil), unsafe.Slice((*byte)(unsafe.Pointer(a.Sockaddr)), a.SockaddrLength)...), 0
}

// ReadClass is the service class in a WSASERVICECLASSINFO.
//
// Errors: WSAEINVAL (NULL, no id, a count without an array).
//
// Source: P-487.
func ReadClass(c *ws2def.WSASERVICECLASSINFO, wide bool) (*namespace.Class, Errno) {
	if c == nil || c.ServiceClassId == nil {
		return nil, ws2def.WSAEINVAL
	}
	class := &namespace.Class{ID: *c.ServiceClassId, Name: formText(c.ServiceClassName, wide)}
	values, e := elements(c.ClassInfos, c.Count)
	if e != 0 {
		return nil, e
	}
	for _, v := range values {
		data, e := blob(v.Value, v.ValueSize)
		if e != 0 {
			return nil, e
		}
		class.Values = append(class.Values, namespace.Value{Name: formText(v.Name, wide), NameSpace: v.NameSpace, Type: v.ValueType, Data: data})
	}
	return class, 0
}
