package core

import (
	"winsock/catalog"
	"winsock/ws2def"
)

// Protocols returns the entries of the process's catalog in order: those that
// WSAEnumProtocols shows, or with all every one. protocols keeps only the
// entries whose protocol it lists; nil keeps all. While Winsock is not
// started the catalog is read for this call; it is nil when that fails.
//
// Source: P-103…P-114.
func Protocols(protocols []int32, all bool) []ws2def.WSAProtocolInfo {
	c := process.catalog.Load()
	if all {
		c = process.installed.Load()
	}
	if c == nil || !Started() {
		var err error
		if c, err = catalog.Load(); err != nil {
			return nil
		}
	}
	entries := c.Enum(protocols, all)
	infos := make([]ws2def.WSAProtocolInfo, len(entries))
	for i, e := range entries {
		infos[i] = e.Info
	}
	return infos
}

// Entry returns the entry of the process's catalog with an id, nil when there is
// none or Winsock is not started.
func Entry(id uint32) *ws2def.WSAProtocolInfo {
	c := process.catalog.Load()
	if c == nil || !Started() {
		return nil
	}
	entry := c.Find(id)
	if entry == nil {
		return nil
	}
	info := entry.Info
	return &info
}

// BigEndian reports whether the protocol of h has big-endian numbers in its
// addresses: the network byte order of WSAHtons and its kin.
//
// Errors: WSANOTINITIALISED, WSAENOTSOCK.
//
// Source: P-023.
func BigEndian(h Handle) (bool, Errno) {
	s, e := enter(h)
	if e != 0 {
		return false, e
	}
	defer table.Release(h)
	return s.entry.Info.NetworkByteOrder == ws2def.BIGENDIAN, 0
}

// ProviderPath is where the provider's shared object is, as the catalog says; empty for
// one that is Go code. Errors: WSANOTINITIALISED, WSAEINVAL (no such provider).
//
// Source: P-255.
func ProviderPath(provider ws2def.GUID) (string, Errno) {
	c := process.catalog.Load()
	if c == nil || !Started() {
		return "", ws2def.WSANOTINITIALISED
	}
	for i := range c.Len() {
		entry := c.At(i)
		if entry.Info.ProviderId != provider {
			continue
		}
		if _, ok := entry.GoName(); ok {
			return "", 0
		}
		return entry.Path, 0
	}
	return "", ws2def.WSAEINVAL
}
