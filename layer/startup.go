package layer

import (
	"syscall"

	"winsock/spi"
	"winsock/ws2def"
)

// Wrap makes the socket of a layer over one of the provider below, which was opened for
// req, or came from another process and may be bound and connected. On an error the
// socket below is closed.
type Wrap func(req *spi.Request, below spi.Socket) (spi.Socket, spi.Errno)

// Instance is a layer at work in one chain.
type Instance struct {
	Wrap  Wrap   // nil: all goes past the layer, which costs nothing
	Flush func() // as that of [spi.Flusher]; nil: nothing
	End   func() // ends it, before what is below ends; nil: nothing
}

// Startup makes the start-up function of a layer, which starts the provider below it in
// the chain. Errors of that function: WSAVERNOTSUPPORTED, WSAEINVAL (the layer is in no
// chain), those of the provider below.
//
// Source: P-201, P-283, P-284.
func Startup(wrap Wrap) spi.Startup {
	return func(requested uint16, entry *ws2def.WSAProtocolInfo, up spi.Upcalls) (spi.Started, spi.Errno) {
		return start(Instance{Wrap: wrap}, requested, entry, up)
	}
}

// start is what a start-up function does.
func start(at Instance, requested uint16, entry *ws2def.WSAProtocolInfo, up spi.Upcalls) (spi.Started, spi.Errno) {
	if e := spi.Negotiate(requested); e != 0 {
		return spi.Started{}, e
	}
	if at.Wrap == nil {
		at.Wrap = past
	}
	below, described, e := up.Next()
	if e != 0 {
		return spi.Started{}, e
	}
	return spi.Started{
		Version: spi.Version, HighVersion: spi.Version, Description: entry.Name(),
		Provider: &provider{Instance: at, below: below, entry: described},
	}, 0
}

// past is the [Wrap] of a layer that does nothing.
func past(_ *spi.Request, below spi.Socket) (spi.Socket, spi.Errno) { return below, 0 }

// provider is a layer in one chain.
type provider struct {
	Instance
	below spi.Provider
	entry *ws2def.WSAProtocolInfo // describes what is below
}

var _ interface {
	spi.Provider
	spi.Flusher
	spi.Importer
} = (*provider)(nil)

// Open implements [spi.Provider].
//
// Source: P-284.
func (p *provider) Open(req *spi.Request) (spi.Socket, spi.Errno) {
	if _, _, _, e := req.Triple(); e != 0 {
		return nil, e
	}
	t, e := p.below.Open(p.lower(req))
	if e != 0 {
		return nil, e
	}
	s, e := p.Wrap(req, t)
	if e != 0 {
		t.Close(true)
		return nil, e
	}
	return s, 0
}

// Import implements [spi.Importer]. A provider below that can't: WSAEINVAL.
//
// Source: P-284, P-393.
func (p *provider) Import(req *spi.Request, fd int, state []byte) (spi.Socket, spi.Errno) {
	below, ok := p.below.(spi.Importer)
	if !ok {
		syscall.Close(fd)
		return nil, ws2def.WSAEINVAL
	}
	t, e := below.Import(p.lower(req), fd, state)
	if e != 0 {
		return nil, e
	}
	s, e := p.Wrap(req, t)
	if e != 0 {
		if shared, ok := spi.Ability[spi.Sharer](t); ok {
			shared.Leave()
		}
		t.Close(false)
		return nil, e
	}
	return s, 0
}

// lower is the request to the provider below.
func (p *provider) lower(req *spi.Request) *spi.Request {
	lower := *req
	lower.Info = p.entry
	return &lower
}

// Flush implements [spi.Flusher].
func (p *provider) Flush() {
	if p.Instance.Flush != nil {
		p.Instance.Flush()
	}
}

// Cleanup implements [spi.Provider]. The core ends the provider below by itself.
func (p *provider) Cleanup() spi.Errno {
	if p.End != nil {
		p.End()
	}
	return 0
}
