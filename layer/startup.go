package layer

import (
	"winsock/spi"
	"winsock/ws2def"
)

// Wrap makes the socket of a layer over one of the provider below, which was opened for
// req. On an error the socket below is closed.
type Wrap func(req *spi.Request, below spi.Socket) (spi.Socket, spi.Errno)

// Startup makes the start-up function of a layer, which starts the provider below it in
// the chain. Errors of that function: WSAVERNOTSUPPORTED, WSAEINVAL (the layer is in no
// chain), those of the provider below.
//
// Source: P-201, P-283, P-284.
func Startup(wrap Wrap) spi.Startup {
	return func(requested uint16, entry *ws2def.WSAProtocolInfo, up spi.Upcalls) (spi.Started, spi.Errno) {
		if e := spi.Negotiate(requested); e != 0 {
			return spi.Started{}, e
		}
		below, described, e := up.Next(entry)
		if e != 0 {
			return spi.Started{}, e
		}
		return spi.Started{
			Version: spi.Version, HighVersion: spi.Version, Description: entry.Name(),
			Provider: &provider{below: below, entry: described, wrap: wrap},
		}, 0
	}
}

// provider is a layer in one chain.
type provider struct {
	below spi.Provider
	entry *ws2def.WSAProtocolInfo // describes what is below
	wrap  Wrap
}

// Open implements [spi.Provider].
//
// Source: P-284.
func (p *provider) Open(req *spi.Request) (spi.Socket, spi.Errno) {
	if _, _, _, e := req.Triple(); e != 0 {
		return nil, e
	}
	lower := *req
	lower.Info = p.entry
	t, e := p.below.Open(&lower)
	if e != 0 {
		return nil, e
	}
	s, e := p.wrap(req, t)
	if e != 0 {
		t.Close(true)
		return nil, e
	}
	return s, 0
}

// Cleanup implements [spi.Provider]. The core ends the provider below by itself.
func (p *provider) Cleanup() spi.Errno { return 0 }
