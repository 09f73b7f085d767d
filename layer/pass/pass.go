// Package pass is the layer that does nothing: all data goes through it and comes out
// as it went in. It shows what a layer costs, and tests whether programs and providers
// get along with one. It is registered as "pass".
package pass

import (
	"winsock/layer"
	"winsock/spi"
	"winsock/ws2def"
)

// Name is what the layer is registered as.
const Name = "pass"

// Provider is the layer's GUID.
var Provider = ws2def.GUID{Data1: 0x3B6F1D52, Data2: 0x90C4, Data3: 0x4E7A, Data4: [8]byte{0xA8, 0x2D, 0x51, 0x07, 0xE9, 0x3C, 0xB4, 0x68}}

func init() { spi.Register(Name, layer.Startup(wrap)) }

func wrap(_ *spi.Request, below spi.Socket) (spi.Socket, spi.Errno) { return over(below), 0 }

func over(below spi.Socket) spi.Socket {
	t := &layer.Through{Shared: true, Plain: true}
	t.Over(below, over)
	return t
}
