package call

import (
	"bytes"

	"winsock/internal/core"
	"winsock/internal/quality"
	"winsock/ws2def"
)

// WSAGetQOSByName fills q with the quality of service that name.Buf names, or, when
// that is empty, name.Buf with as many names as fit, each ended by a 0, and the list by
// an empty one.
//
// Source: P-454…P-457.
func WSAGetQOSByName(s Handle, name *ws2def.WSABuf, q *ws2def.QOS) Errno {
	if name == nil {
		return Refuse(s, ws2def.WSAEFAULT)
	}
	room, ok := memory(name)
	if !ok || len(room) == 0 {
		return Refuse(s, ws2def.WSAEFAULT)
	}
	if room[0] != 0 {
		if q == nil {
			return Refuse(s, ws2def.WSAEFAULT)
		}
		if e, ok := core.QualityByProvider(s, room, q); ok {
			return e
		}
		return core.NamedQuality(s, templateName(room), q)
	}
	if e, ok := core.QualityByProvider(s, room, nil); ok {
		return e
	}
	names, e := core.QualityNames(s)
	if e != 0 {
		return e
	}
	for _, n := range names {
		if len(n)+2 > len(room) {
			break
		}
		copy(room, n)
		room[len(n)] = 0
		room = room[len(n)+1:]
	}
	room[0] = 0
	return 0
}

// templateName is the text in p up to a 0.
func templateName(p []byte) string {
	if n := bytes.IndexByte(p, 0); n >= 0 {
		p = p[:n]
	}
	return string(p)
}

// WSCInstallQOSTemplate gives q a name.
//
// Source: P-314.
func WSCInstallQOSTemplate(provider *ws2def.GUID, name *ws2def.WSABuf, q *ws2def.QOS) Errno {
	n, e := templateArgument(name)
	switch {
	case e != 0:
		return e
	case q == nil:
		return ws2def.WSAEFAULT
	}
	return core.InstallQuality(provider, n, core.QualityOf(q))
}

// WSCRemoveQOSTemplate takes a name back.
//
// Source: P-315.
func WSCRemoveQOSTemplate(provider *ws2def.GUID, name *ws2def.WSABuf) Errno {
	n, e := templateArgument(name)
	if e != 0 {
		return e
	}
	return core.RemoveQuality(provider, n)
}

// templateArgument is the name that b holds. Errors: WSAEFAULT, WSAEINVAL.
func templateArgument(b *ws2def.WSABuf) (string, Errno) {
	if b == nil {
		return "", ws2def.WSAEFAULT
	}
	p, ok := memory(b)
	if !ok {
		return "", ws2def.WSAEFAULT
	}
	n := templateName(p)
	if n == "" || len(n) > quality.MaxName {
		return "", ws2def.WSAEINVAL
	}
	return n, 0
}
