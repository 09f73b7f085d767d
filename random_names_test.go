package winsock_test

import (
	"maps"
	"unsafe"

	"winsock"
)

func init() { maps.Copy(randomCalls, randomNames) }

// query is a question about services, mostly a whole one.
func (g *arguments) query() *winsock.WSAQUERYSET {
	q := &winsock.WSAQUERYSET{
		Size: pick(g, uint32(unsafe.Sizeof(winsock.WSAQUERYSET{})), g.Uint32()), NameSpace: pick(g, 0, winsock.NS_DNS, winsock.NS_LOCALNAME, g.Uint32N(64)),
		ServiceInstanceName: pick(g, nil, wideText("nosuch/tcp"), wideText("127.0.0.1")), Context: pick(g, nil, wideText("a/b")),
		ServiceClassId: pick(g, nil, &winsock.GUID{Data1: 0x0002A800 + g.Uint32N(8), Data4: [8]byte{0: 0xC0, 7: 0x46}}, &winsock.GUID{Data1: g.Uint32()}),
		Version:        pick(g, nil, &winsock.WSAVersion{Version: g.Uint32(), EnumerationOfComparison: g.number()}),
		NSProviderId:   pick(g, nil, nil, nil, &winsock.GUID{Data1: g.Uint32()}),
		OutputFlags:    g.Uint32(), NumberOfProtocols: g.Uint32N(2), AfpProtocols: pick(g, nil, &winsock.AFProtocols{AddressFamily: g.number(), Protocol: g.number()}),
		Blob: pick(g, nil, &winsock.BLOB{}, &winsock.BLOB{Size: 1, BlobData: new(byte)}, &winsock.BLOB{Size: g.Uint32()}),
	}
	if s := q.ServiceInstanceName; s == nil || *s == 0 { // would ask for this host, which may take long
		q.NameSpace = winsock.NS_LOCALNAME
	}
	return pick(g, nil, q, q, q)
}

// harmless is a query that registers nothing: something is missing in it.
func (g *arguments) harmless() *winsock.WSAQUERYSET {
	q := g.query()
	if q != nil && q.NameSpace != winsock.NS_DNS {
		q.ServiceClassId = nil
	}
	return q
}

// wideText is s in UTF-16.
func wideText(s string) *uint16 {
	p, _ := winsock.UTF16PtrFromString(s)
	return p
}

// classOf is a service class that can't be kept.
func (g *arguments) classOf() *winsock.WSASERVICECLASSINFO {
	c := &winsock.WSASERVICECLASSINFO{ServiceClassId: pick(g, nil, new(winsock.GUID)), ServiceClassName: pick(g, nil, wideText("x"))}
	c.Count, c.ClassInfos = g.Uint32N(3), pick(g, nil, &make([]winsock.WSANSCLASSINFO, 2)[0])
	return pick(g, nil, c)
}

// randomNames belong to randomCalls.
var randomNames = map[string]func(*arguments) error{
	"WSALookupServiceBegin": func(g *arguments) error {
		var h winsock.Handle
		err := winsock.WSALookupServiceBegin(g.query(), g.Uint32(), pick(g, &h, &h, nil))
		winsock.WSALookupServiceEnd(h)
		return err
	},
	"WSALookupServiceNext": func(g *arguments) error {
		rows := new([8]winsock.WSAQUERYSET)
		size := pick(g, int32(unsafe.Sizeof(*rows)), g.Int32N(int32(unsafe.Sizeof(*rows))), -1)
		var h winsock.Handle
		service := &winsock.WSAQUERYSET{
			Size: uint32(unsafe.Sizeof(rows[0])), NameSpace: winsock.NS_DNS, ServiceInstanceName: wideText("127.0.0.1"),
			ServiceClassId: &winsock.GUID{Data1: 0x0002A800, Data4: [8]byte{0: 0xC0, 7: 0x46}},
		}
		if g.IntN(16) == 0 {
			winsock.WSALookupServiceBegin(service, g.Uint32()&^winsock.LUP_CONTAINERS, &h)
			defer winsock.WSALookupServiceEnd(h)
		}
		return winsock.WSALookupServiceNext(pick(g, h, g.handle()), g.Uint32(), pick(g, nil, &size, &size), pick(g, nil, &rows[0], &rows[0]))
	},
	"WSANSPIoctl": func(g *arguments) error {
		_, err := winsock.WSANSPIoctl(g.handle(), pick(g, winsock.SIO_NSP_NOTIFY_CHANGE, g.Uint32()), pick(g, nil, []byte{1}), pick(g, nil, []byte{1}))
		return err
	},
	"WSALookupServiceEnd": func(g *arguments) error { return winsock.WSALookupServiceEnd(g.handle()) },
	"WSASetService": func(g *arguments) error {
		return winsock.WSASetService(g.harmless(), g.number(), g.Uint32())
	},
	"WSAInstallServiceClass": func(g *arguments) error { return winsock.WSAInstallServiceClass(g.classOf()) },
	"WSARemoveServiceClass":  func(*arguments) error { return winsock.WSARemoveServiceClass(nil) },
	"WSAGetServiceClassInfo": func(g *arguments) error {
		rows := new([8]winsock.WSASERVICECLASSINFO)
		size := g.Uint32N(uint32(unsafe.Sizeof(*rows)))
		provider := &winsock.GUID{Data1: 0x3b22cfbe, Data2: 0x9360, Data3: 0x41c1, Data4: [8]byte{0x85, 0x20, 0x51, 0x42, 0x16, 0x71, 0x87, 0x33}}
		class := &winsock.GUID{Data1: 0x00090000 | g.Uint32N(64), Data4: [8]byte{0: 0xC0, 7: 0x46}}
		return winsock.WSAGetServiceClassInfo(pick(g, nil, provider, new(winsock.GUID)), pick(g, nil, class, class), pick(g, nil, &size, &size), pick(g, nil, &rows[0], &rows[0]))
	},
	"WSAGetServiceClassNameByClassId": func(g *arguments) error {
		name := make([]uint16, 64)
		n := g.Uint32N(64)
		class := &winsock.GUID{Data1: 0x00090000 | g.Uint32N(64), Data4: [8]byte{0: 0xC0, 7: 0x46}}
		return winsock.WSAGetServiceClassNameByClassId(pick(g, nil, class, new(winsock.GUID)), pick(g, nil, &name[0]), pick(g, nil, &n, &n))
	},
	"WSAEnumNameSpaceProviders": func(g *arguments) error {
		rows := new([4]winsock.WSANAMESPACE_INFO)
		room := g.Uint32N(uint32(unsafe.Sizeof(*rows)))
		_, err := winsock.WSAEnumNameSpaceProviders(pick(g, nil, &room, &room), pick(g, nil, &rows[0], &rows[0]))
		return err
	},
	"WSAEnumNameSpaceProvidersEx": func(g *arguments) error {
		rows := new([4]winsock.WSANAMESPACE_INFOEX)
		room := g.Uint32N(uint32(unsafe.Sizeof(*rows)))
		_, err := winsock.WSAEnumNameSpaceProvidersEx(pick(g, nil, &room, &room), pick(g, nil, &rows[0], &rows[0]))
		return err
	},
	// The catalog stays as it is: nothing here can be installed.
	"WSCInstallNameSpace": func(g *arguments) error {
		return winsock.WSCInstallNameSpace(pick(g, nil, wideText("x")), pick(g, nil, wideText(""), wideText("x.so")), g.Uint32(), g.Uint32(), pick(g, nil, new(winsock.GUID)))
	},
	"WSCInstallNameSpaceEx": func(g *arguments) error {
		return winsock.WSCInstallNameSpaceEx(pick(g, nil, wideText("x")), pick(g, nil, wideText(""), wideText("x.so")), g.Uint32(), g.Uint32(),
			pick(g, nil, new(winsock.GUID)), pick(g, nil, &winsock.BLOB{}, &winsock.BLOB{Size: g.Uint32()}))
	},
	"WSCUnInstallNameSpace":  func(*arguments) error { return winsock.WSCUnInstallNameSpace(nil) },
	"WSCEnableNSProvider":    func(g *arguments) error { return winsock.WSCEnableNSProvider(nil, g.IntN(2) == 0) },
	"WSCWriteNameSpaceOrder": func(*arguments) error { return winsock.WSCWriteNameSpaceOrder(make([]winsock.GUID, 4097)) },
}
