package core

import (
	"slices"
	"sync"

	"winsock/catalog"
	"winsock/internal/handle"
	"winsock/spi"
	"winsock/ws2def"
)

// knownFlags are the dwFlags of WSASocket.
const knownFlags = ws2def.WSA_FLAG_OVERLAPPED | multipointFlags |
	ws2def.WSA_FLAG_ACCESS_SYSTEM_SECURITY | ws2def.WSA_FLAG_NO_HANDLE_INHERIT | ws2def.WSA_FLAG_REGISTERED_IO

const multipointFlags = ws2def.WSA_FLAG_MULTIPOINT_C_ROOT | ws2def.WSA_FLAG_MULTIPOINT_C_LEAF |
	ws2def.WSA_FLAG_MULTIPOINT_D_ROOT | ws2def.WSA_FLAG_MULTIPOINT_D_LEAF

// Create makes a socket (WSASocket). Without info the first entry of the
// catalog that supports family, type and protocol decides; with info the entry
// it names by its catalog id.
//
// Errors: WSANOTINITIALISED, WSAEINVAL (family and protocol both 0, an unknown
// entry or flag, a group that the socket does not fit into, flags the protocol
// does not allow),
// WSAESOCKTNOSUPPORT, WSAEAFNOSUPPORT, WSAEPROTONOSUPPORT, WSAEACCES,
// WSAEMFILE, WSAENOBUFS, WSAEINVALIDPROVIDER, WSAEINVALIDPROCTABLE,
// WSAEPROVIDERFAILEDINIT.
//
// Source: P-117…P-151, S-042…S-104.
func Create(family, typ, protocol int32, info *ws2def.WSAProtocolInfo, group, flags uint32) (Handle, Errno) {
	if process.starts.Load() == 0 {
		return ws2def.InvalidHandle, ws2def.WSANOTINITIALISED
	}
	if flags&^knownFlags != 0 {
		return ws2def.InvalidHandle, ws2def.WSAEINVAL
	}
	if info != nil && info.ProviderReserved != 0 {
		if !handsOver(info) {
			return openDuplicate(info, flags)
		}
		if p, ok := offers.take(info.ProviderReserved); ok {
			return openParcel(p, info, flags)
		}
	}
	c := process.catalog.Load()
	if info != nil {
		if !c.Opens(info.CatalogEntryId) {
			return ws2def.InvalidHandle, ws2def.WSAEINVAL
		}
		return open(c, c.Find(info.CatalogEntryId), spi.Request{
			Family: family, Type: typ, Protocol: protocol,
			Info: info, Explicit: true, Group: group, Flags: flags,
		})
	}
	if family == ws2def.AF_UNSPEC && protocol == 0 {
		return ws2def.InvalidHandle, ws2def.WSAEINVAL
	}
	refusal := Errno(0)
	for i := c.Next(-1, family, typ, protocol); i >= 0; i = c.Next(i, family, typ, protocol) {
		entry := c.At(i)
		h, e := open(c, entry, spi.Request{
			Family: family, Type: typ, Protocol: protocol,
			Info: &entry.Info, Group: group, Flags: flags,
		})
		if e != spi.NotMine {
			return h, e
		}
		refusal = ws2def.WSAEPROTONOSUPPORT
	}
	if refusal == 0 {
		refusal = c.Refusal(family, typ, protocol)
	}
	return ws2def.InvalidHandle, refusal
}

// CreateBelow makes a socket for a layer in C: of the entry that info names, without
// the layers in C at the top of its chain, one of which is the caller.
//
// Errors: those of Create with info, WSAEINVAL (nothing else is in the chain).
//
// Source: P-283, P-284, P-287.
func CreateBelow(family, typ, protocol int32, info *ws2def.WSAProtocolInfo, group, flags uint32) (Handle, Errno) {
	h, e := createBelow(family, typ, protocol, info, group, flags)
	if s := acquire(h); e == 0 && s != nil {
		s.special().layered = true // nobody else knows it yet
		table.Release(h)
	}
	return h, e
}

func createBelow(family, typ, protocol int32, info *ws2def.WSAProtocolInfo, group, flags uint32) (Handle, Errno) {
	c := process.catalog.Load()
	if process.starts.Load() == 0 {
		return ws2def.InvalidHandle, ws2def.WSANOTINITIALISED
	}
	entry := c.Find(info.CatalogEntryId)
	switch {
	case info.ProviderReserved != 0:
		return openDuplicate(info, flags)
	case entry == nil || entry.Info.ProtocolChain.ChainLen <= 1:
		return Create(family, typ, protocol, info, group, flags)
	}
	if flags&^knownFlags != 0 {
		return ws2def.InvalidHandle, ws2def.WSAEINVAL
	}
	whole, err := c.Resolve(entry)
	first := slices.IndexFunc(whole, func(e *catalog.Entry) bool { _, inGo := e.GoName(); return inGo })
	if err != nil || first < 0 {
		return ws2def.InvalidHandle, ws2def.WSAEINVAL
	}
	chain := whole[first:]
	rest := *chain[0]
	if len(chain) > 1 {
		rest.Info = entry.Info
		rest.Info.ProtocolChain = ws2def.WSAProtocolChain{ChainLen: int32(len(chain))}
		for i, element := range chain {
			rest.Info.ProtocolChain.ChainEntries[i] = element.Info.CatalogEntryId
		}
	}
	p, e := providerAt(&element{c: c, entry: entry, chain: whole, at: first})
	if e != 0 {
		return ws2def.InvalidHandle, e
	}
	defer process.opening.Add(-1)
	return openBy(p, c, &rest, &spi.Request{
		Family: family, Type: typ, Protocol: protocol,
		Info: &rest.Info, Explicit: true, Group: group, Flags: flags,
	})
}

// asked are requests to use again.
var asked = sync.Pool{New: func() any { return new(spi.Request) }}

// open lets the provider of entry make the socket and enters it in the table.
func open(c *catalog.Catalog, entry *catalog.Entry, request spi.Request) (Handle, Errno) {
	req := asked.Get().(*spi.Request)
	defer asked.Put(req)
	*req = request
	if e := checkMultipoint(&entry.Info, req.Flags); e != 0 {
		return ws2def.InvalidHandle, e
	}
	if e := mayAudit(req.Flags); e != 0 {
		return ws2def.InvalidHandle, e
	}
	p, e := provider(c, entry)
	if e != 0 {
		return ws2def.InvalidHandle, e
	}
	defer process.opening.Add(-1)
	return openBy(p, c, entry, req)
}

// openBy lets p make the socket, which entry describes, and enters it in the table.
func openBy(p spi.Provider, c *catalog.Catalog, entry *catalog.Entry, req *spi.Request) (Handle, Errno) {
	family, typ, protocol, e := req.Triple()
	if e != 0 {
		return ws2def.InvalidHandle, e
	}
	t, e := p.Open(req)
	if e != 0 {
		return ws2def.InvalidHandle, e
	}
	if !known(t, entry) {
		if t != nil {
			t.Close(true)
		}
		return ws2def.InvalidHandle, ws2def.WSAEINVALIDPROVIDER
	}
	entry = describing(c, entry, family, typ, protocol)
	state := nature(entry)
	if req.Flags&ws2def.WSA_FLAG_OVERLAPPED != 0 {
		state |= stOverlapped
	}
	if req.Flags&ws2def.WSA_FLAG_REGISTERED_IO != 0 {
		state |= stRegistered
	}
	inherit := uint32(handle.Inherit)
	if req.Flags&ws2def.WSA_FLAG_NO_HANDLE_INHERIT != 0 {
		inherit = 0
	}
	s := newSocket(t, describe(entry, family, typ, protocol), state)
	s.pace()
	s.takeRole(req.Flags)
	s.guarded(req.Flags)
	if req.Info.ProviderReserved != 0 {
		s.arrive()
	}
	if req.Group != 0 {
		if e := s.enterGroup(req.Group); e != 0 {
			t.Close(true)
			return ws2def.InvalidHandle, e
		}
	}
	h, e := enroll(s, inherit)
	if e == ws2def.WSAEMFILE {
		s.leaveGroup()
		t.Close(true)
	}
	return h, e
}

// describing returns the entry that describes a socket with the resolved triple:
// entry itself, unless explicit arguments asked its provider for another of its
// protocols (P-123).
func describing(c *catalog.Catalog, entry *catalog.Entry, family, typ, protocol int32) *catalog.Entry {
	if covers(&entry.Info, family, typ, protocol) {
		return entry
	}
	for i := c.Next(-1, family, typ, protocol); i >= 0; i = c.Next(i, family, typ, protocol) {
		if other := c.At(i); other.Path == entry.Path {
			return other
		}
	}
	return entry
}

func covers(info *ws2def.WSAProtocolInfo, family, typ, protocol int32) bool {
	return info.AddressFamily == family && info.SocketType == typ &&
		protocol >= info.Protocol && protocol-info.Protocol <= info.ProtocolMaxOffset
}

// known reports whether t is the kind of handle that its entry promises. A layer that
// promises no descriptor may wait at the one below it all the same, or return the
// socket below as it is.
//
// Source: P-135, P-281.
func known(t spi.Socket, entry *catalog.Entry) bool {
	if t == nil {
		return false
	}
	is := traitsOf(t)
	if entry.Info.ServiceFlags1&ws2def.XP1_IFS_HANDLES != 0 {
		// The descriptor may be in the hands of libws2_32.so, in a Go program.
		t, ok := t.(spi.Numbered)
		return is.descriptor || ok && t.Number() == 0
	}
	return is.notifier || is.descriptor && entry.Info.ProtocolChain.ChainLen > 1
}

// enroll enters a socket in the handle table, which then owns it; flags are the
// handle's. Errors: WSAEMFILE (the socket is left to the caller),
// WSANOTINITIALISED (the last Cleanup came first; the socket is closed).
func enroll(s *Socket, flags uint32) (Handle, Errno) {
	process.sockets.Add(1)
	h, ok := seat(s, flags)
	switch {
	case !ok:
		process.sockets.Add(-1)
		return ws2def.InvalidHandle, ws2def.WSAEMFILE
	case process.starts.Load() > 0:
		return h, 0
	}
	// Cleanup may have looked through the table before.
	if table.Close(h) != nil {
		table.Release(h)
	}
	return ws2def.InvalidHandle, ws2def.WSANOTINITIALISED
}

// checkMultipoint says whether the multipoint flags fit together and the
// protocol.
//
// Source: S-100, P-137, P-359…P-361.
func checkMultipoint(info *ws2def.WSAProtocolInfo, flags uint32) Errno {
	const (
		control = ws2def.WSA_FLAG_MULTIPOINT_C_ROOT | ws2def.WSA_FLAG_MULTIPOINT_C_LEAF
		data    = ws2def.WSA_FLAG_MULTIPOINT_D_ROOT | ws2def.WSA_FLAG_MULTIPOINT_D_LEAF
	)
	xp1 := info.ServiceFlags1
	switch {
	case flags&multipointFlags == 0:
		return 0
	case flags&control == 0, flags&data == 0, flags&control == control, flags&data == data,
		xp1&ws2def.XP1_SUPPORT_MULTIPOINT == 0,
		flags&ws2def.WSA_FLAG_MULTIPOINT_C_ROOT != 0 && xp1&ws2def.XP1_MULTIPOINT_CONTROL_PLANE == 0,
		flags&ws2def.WSA_FLAG_MULTIPOINT_D_ROOT != 0 && xp1&ws2def.XP1_MULTIPOINT_DATA_PLANE == 0:
		return ws2def.WSAEINVAL
	default:
		return 0
	}
}
