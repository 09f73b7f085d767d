package spitest

import (
	"winsock/spi"
	"winsock/ws2def"
)

// Over makes one start-up function of a layer's and of the provider's below it, so that
// the kit can try the layer as it tries any provider.
func Over(layer, below spi.Startup) spi.Startup {
	return func(requested uint16, entry *ws2def.WSAProtocolInfo, up spi.Upcalls) (spi.Started, spi.Errno) {
		base := *entry
		base.ProtocolChain = ws2def.WSAProtocolChain{ChainLen: ws2def.BASE_PROTOCOL}
		lower, e := below(requested, &base, up)
		if e != 0 {
			return lower, e
		}
		chain := *entry
		chain.ProtocolChain = ws2def.WSAProtocolChain{ChainLen: 2, ChainEntries: [ws2def.MAX_PROTOCOL_CHAIN]uint32{2, 1}}
		upper, e := layer(requested, &chain, overUpcalls{up, lower.Provider, &base})
		if e != 0 || upper.Provider == nil {
			lower.Provider.Cleanup()
			return upper, e
		}
		upper.Provider = stack{upper.Provider, lower.Provider}
		return upper, 0
	}
}

// overUpcalls are what the layer may call.
type overUpcalls struct {
	spi.Upcalls
	below spi.Provider
	base  *ws2def.WSAProtocolInfo
}

func (u overUpcalls) Next() (spi.Provider, *ws2def.WSAProtocolInfo, spi.Errno) {
	return u.below, u.base, 0
}

// stack is a layer with the provider below it.
type stack struct {
	spi.Provider
	below spi.Provider
}

func (s stack) Cleanup() spi.Errno {
	e := s.Provider.Cleanup()
	if below := s.below.Cleanup(); e == 0 {
		e = below
	}
	return e
}

// Flush implements [spi.Flusher].
func (s stack) Flush() {
	for _, p := range []spi.Provider{s.Provider, s.below} {
		if f, ok := p.(spi.Flusher); ok {
			f.Flush()
		}
	}
}
