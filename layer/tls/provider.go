package tls

import (
	"sync"
	"time"

	"winsock/layer"
	"winsock/spi"
	"winsock/ws2def"
)

// Name is what the layer is registered as.
const Name = "tls"

// Provider is the layer's GUID.
var Provider = ws2def.GUID{Data1: 0x5E1C9A07, Data2: 0x46B3, Data3: 0x4D28, Data4: [8]byte{0x9F, 0x63, 0x0A, 0xD4, 0x7B, 0x12, 0xE8, 0x35}}

func init() { spi.Register(Name, layer.Configured(Name, (*rule).prepare, begin)) }

var trace = layer.Trace.With("layer", Name)

// provider is the layer in one chain.
type provider struct {
	rules   []rule
	closing sync.WaitGroup // closed sockets that still send
}

// How long closed sockets that still send are waited for: at the end of the provider, and
// when the program ends without it.
const (
	patience = 5 * time.Second
	hurry    = time.Second
)

// begin starts the layer in one chain.
func begin(_ *ws2def.WSAProtocolInfo, mine []rule) (layer.Instance, error) {
	p := &provider{rules: mine}
	return layer.Instance{
		Wrap:  p.wrap,
		Flush: func() { layer.Settle(&p.closing, hurry) },
		End:   func() { layer.Settle(&p.closing, patience) },
	}, nil
}

// wrap makes a socket of the layer, or leaves one alone that can't have TLS.
func (p *provider) wrap(req *spi.Request, below spi.Socket) (spi.Socket, spi.Errno) {
	family, typ, _, e := req.Triple()
	if e != 0 {
		return nil, e
	}
	ip := family == ws2def.AF_INET || family == ws2def.AF_INET6
	data, carries := spi.Ability[spi.Transferer](below)
	if !ip || typ != ws2def.SOCK_STREAM || !carries {
		return below, 0
	}
	return p.over(below, data), 0
}
