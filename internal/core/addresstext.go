package core

import (
	"winsock/spi"
	"winsock/ws2def"
)

// AddressText is the text that the provider of a family has for the address name. Errors:
// WSAEINVAL (there is none, or it has no text), those of starting it.
//
// Source: P-216.
func AddressText(name []byte, family int32) (text string, e Errno) {
	e = withTexter(family, func(t spi.Texter) (e Errno) {
		text, e = t.AddressText(name)
		return e
	})
	return text, e
}

// TextAddress is the address that a text means to the provider of a family. Errors: as
// [AddressText].
//
// Source: P-244.
func TextAddress(text string, family int32) (name []byte, e Errno) {
	e = withTexter(family, func(t spi.Texter) (e Errno) {
		name, e = t.TextAddress(text, family)
		return e
	})
	return name, e
}

// withTexter calls f with the first provider of the family that knows text.
func withTexter(family int32, f func(spi.Texter) Errno) Errno {
	c := process.catalog.Load()
	if c == nil || process.starts.Load() == 0 {
		return ws2def.WSANOTINITIALISED
	}
	for i := range c.Len() {
		entry := c.At(i)
		if entry.Info.AddressFamily != family || entry.Info.ProtocolChain.ChainLen < ws2def.BASE_PROTOCOL {
			continue
		}
		p, e := provider(c, entry)
		if e != 0 {
			return e
		}
		defer process.opening.Add(-1)
		if t, ok := p.(spi.Texter); ok {
			return f(t)
		}
	}
	return ws2def.WSAEINVAL
}
