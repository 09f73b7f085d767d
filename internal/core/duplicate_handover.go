package core

import (
	"encoding/binary"

	"winsock/spi"
	"winsock/ws2def"
)

// duplicateBy is Duplicate of a socket that its provider hands over itself.
//
// Source: P-284, P-406.
func (s *Socket) duplicateBy(d spi.Duplicator, pid uint32, info *ws2def.WSAProtocolInfo) Errno {
	s.callIn()
	number, e := d.Duplicate(pid)
	if e != 0 {
		return e
	}
	if number == 0 {
		return ws2def.WSAEINVALIDPROVIDER
	}
	*info = s.entry.Info
	info.AddressFamily, info.SocketType, info.Protocol = s.family, s.typ, s.protocol
	info.ProviderReserved = number
	return 0
}

// handsOver reports whether the provider of the entry that info describes hands sockets
// over by itself: it is none in Go.
func handsOver(info *ws2def.WSAProtocolInfo) bool {
	c := process.catalog.Load()
	if !c.Opens(info.CatalogEntryId) {
		return false
	}
	_, inGo := c.Find(info.CatalogEntryId).GoName()
	return !inGo
}

// arrive makes s, which its provider has got from another process, what it is there.
func (s *Socket) arrive() {
	var room [ws2def.SizeofSockaddrAny]byte
	is := uint32(stShared)
	if b := able[spi.Binder](s.t); b != nil {
		if _, e := b.LocalName(room[:]); e == 0 {
			is |= stBound
		}
	}
	if c := able[spi.Connector](s.t); c != nil {
		if _, e := c.PeerName(room[:]); e == 0 {
			is |= stBound | stConnected | stEverConn
		}
	}
	if o := able[spi.Optioner](s.t); o != nil {
		value := make([]byte, 4)
		if n, e := o.GetOpt(ws2def.SOL_SOCKET, ws2def.SO_ACCEPTCONN, value); n == 4 && e == 0 && binary.LittleEndian.Uint32(value) != 0 {
			is |= stListening
		}
	}
	s.change(is, 0)
}
