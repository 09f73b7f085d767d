package catalog

import (
	"slices"
	"testing"

	"winsock/ws2def"
)

// proto makes a base entry; mods change it. Its provider id is derived from its
// path, as all entries of a provider share one.
func proto(name, path string, family, typ, protocol int32, mods ...func(*ws2def.WSAProtocolInfo)) Entry {
	e := Entry{Path: path, Info: ws2def.WSAProtocolInfo{
		ServiceFlags1: ws2def.XP1_GUARANTEED_ORDER,
		ProviderFlags: ws2def.PFL_MATCHES_PROTOCOL_ZERO,
		ProtocolChain: ws2def.WSAProtocolChain{ChainLen: ws2def.BASE_PROTOCOL},
		Version:       2,
		AddressFamily: family, SocketType: typ, Protocol: protocol,
		MinSockAddr: 16, MaxSockAddr: 16,
	}}
	e.Info.SetName(name)
	e.Info.ProviderId = guidOf(path)
	for _, mod := range mods {
		mod(&e.Info)
	}
	return e
}

// guidOf makes a provider id from a text.
func guidOf(text string) ws2def.GUID {
	g := ws2def.GUID{Data1: 0x77530000}
	for _, c := range []byte(text) {
		g.Data1 = g.Data1*31 + uint32(c)
		g.Data4[int(c)%8] ^= c
	}
	return g
}

func maxOffset(n int32) func(*ws2def.WSAProtocolInfo) {
	return func(i *ws2def.WSAProtocolInfo) { i.ProtocolMaxOffset = n }
}

func pfl(flags uint32) func(*ws2def.WSAProtocolInfo) {
	return func(i *ws2def.WSAProtocolInfo) { i.ProviderFlags = flags }
}

func guid(g ws2def.GUID) func(*ws2def.WSAProtocolInfo) {
	return func(i *ws2def.WSAProtocolInfo) { i.ProviderId = g }
}

// layer makes a layer by itself; its provider id is derived from its name.
func layer(name string) Entry {
	return proto(name, "/lib/"+name+".so", ws2def.AF_INET, 0, 0, pfl(ws2def.PFL_HIDDEN), guid(guidOf(name)),
		func(i *ws2def.WSAProtocolInfo) { i.ProtocolChain.ChainLen = ws2def.LAYERED_PROTOCOL })
}

// over makes a chain entry as an installer does: a copy of the entry it covers
// with a name, provider id and chain of its own, and the topmost layer's path.
func over(covered *Entry, name, path string, ids ...uint32) Entry {
	e := Entry{Info: covered.Info, Path: path}
	e.Info.SetName(name)
	e.Info.ProviderId = guidOf(name)
	e.Info.ProtocolChain = ws2def.WSAProtocolChain{ChainLen: int32(len(ids))}
	copy(e.Info.ProtocolChain.ChainEntries[:], ids)
	return e
}

// with returns c with the entries added, one provider at a time.
func with(t testing.TB, c *Catalog, providers ...[]Entry) *Catalog {
	t.Helper()
	edit := newEdit(c)
	for _, entries := range providers {
		if _, err := edit.Install(entries...); err != nil {
			t.Fatal(err)
		}
	}
	return edit.Catalog()
}

// empty is a catalog without entries.
func empty() *Catalog { return newCatalog(nil, firstID, 0) }

// Providers that are not built in.
var (
	ipx = []Entry{
		proto("IPX", "go:ipx", ws2def.AF_IPX, ws2def.SOCK_DGRAM, 1000, maxOffset(255)),
	}
	spx = []Entry{
		proto("SPX", "go:spx", ws2def.AF_IPX, ws2def.SOCK_SEQPACKET, 1256),
		proto("SPX II", "go:spx", ws2def.AF_IPX, ws2def.SOCK_SEQPACKET, 1257),
	}
	spxStreams = []Entry{
		proto("SPX pseudo stream", "go:spxstream", ws2def.AF_IPX, ws2def.SOCK_STREAM, 1256, pfl(ws2def.PFL_MULTIPLE_PROTO_ENTRIES)),
		proto("SPX II pseudo stream", "go:spxstream", ws2def.AF_IPX, ws2def.SOCK_STREAM, 1257, pfl(ws2def.PFL_MULTIPLE_PROTO_ENTRIES)),
	}
	bluetooth = []Entry{proto("MSAFD RfComm [Bluetooth]", "go:rfcomm", ws2def.AF_BTH, ws2def.SOCK_STREAM, 3)}
	l2cap     = []Entry{proto("MSAFD L2CAP [Bluetooth]", "go:l2cap", ws2def.AF_BTH, ws2def.SOCK_STREAM, 256)}
	hyperV    = []Entry{proto("Hyper-V RAW", "go:vsock", ws2def.AF_HYPERV, ws2def.SOCK_STREAM, 1)}
	pgm       = []Entry{
		proto("MSAFD Pgm (RDM)", "go:pgm", ws2def.AF_INET, ws2def.SOCK_RDM, 113),
		proto("MSAFD Pgm (Stream)", "go:pgm", ws2def.AF_INET, ws2def.SOCK_STREAM, 113),
	}
	netBIOS = []Entry{
		proto("MSAFD NetBIOS SEQPACKET 0", "go:netbios", ws2def.AF_NETBIOS, ws2def.SOCK_SEQPACKET, -0x80000000),
		proto("MSAFD NetBIOS DATAGRAM 0", "go:netbios", ws2def.AF_NETBIOS, ws2def.SOCK_DGRAM, -0x80000000),
		proto("MSAFD NetBIOS SEQPACKET 1", "go:netbios", ws2def.AF_NETBIOS, ws2def.SOCK_SEQPACKET, -1),
		proto("MSAFD NetBIOS DATAGRAM 1", "go:netbios", ws2def.AF_NETBIOS, ws2def.SOCK_DGRAM, -1),
	}
)

// rsvp are the quality-of-service twins of the plain protocols.
func rsvp() []Entry {
	var twins []Entry
	for _, t := range []struct {
		name string
		of   uint32
	}{
		{"RSVP TCPv6 Service Provider", 1001},
		{"RSVP TCP Service Provider", 1004},
		{"RSVP UDPv6 Service Provider", 1002},
		{"RSVP UDP Service Provider", 1005},
	} {
		e := *Default().Find(t.of)
		e.Path = "go:rsvp"
		e.Info.SetName(t.name)
		e.Info.ServiceFlags1 |= ws2def.XP1_QOS_SUPPORTED
		e.Info.ProviderId = guidOf("rsvp")
		twins = append(twins, e)
	}
	return twins
}

// kernel returns the built-in catalog without its entries for quality of service.
func kernel() *Catalog { return newCatalog(Default().entries[:7], firstID+7, 0) }

// reordered returns c with the entries whose names are given in front.
func reordered(t testing.TB, c *Catalog, names ...string) *Catalog {
	t.Helper()
	var first, rest []uint32
	for _, name := range names {
		for _, e := range c.entries {
			if e.Info.Name() == name {
				first = append(first, e.Info.CatalogEntryId)
			}
		}
	}
	if len(first) != len(names) {
		t.Fatalf("%v: not all are in the catalog", names)
	}
	for _, e := range c.entries {
		if !slices.Contains(first, e.Info.CatalogEntryId) {
			rest = append(rest, e.Info.CatalogEntryId)
		}
	}
	edit := newEdit(c)
	if err := edit.Order(append(first, rest...)...); err != nil {
		t.Fatal(err)
	}
	return edit.Catalog()
}

// windows11 is a catalog like a Windows 11 client's, 14 entries.
func windows11(t testing.TB) *Catalog {
	c := with(t, kernel(), hyperV, rsvp(), l2cap, bluetooth)
	return reordered(t, c, "Hyper-V RAW", "AF_UNIX")
}

// windows10 is a catalog like an older Windows' with IPv4 in front.
func windows10(t testing.TB) *Catalog {
	return reordered(t, with(t, kernel(), rsvp()), "MSAFD Tcpip [TCP/IP]", "MSAFD Tcpip [UDP/IP]", "MSAFD Tcpip [RAW/IP]")
}

// names lists the names of entries.
func names(entries []*Entry) []string {
	var list []string
	for _, e := range entries {
		list = append(list, e.Info.Name())
	}
	return list
}
