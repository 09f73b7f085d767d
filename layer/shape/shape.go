package shape

import (
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"winsock/layer"
	"winsock/spi"
	"winsock/ws2def"
)

// Name is what the layer is registered as.
const Name = "shape"

// Provider is the layer's GUID.
var Provider = ws2def.GUID{Data1: 0x91D4E07A, Data2: 0x2C5B, Data3: 0x4F16, Data4: [8]byte{0xB7, 0x38, 0x6E, 0xA1, 0x0D, 0x95, 0x43, 0xCC}}

func init() { spi.Register(Name, layer.Configured(Name, (*rule).check, begin)) }

// network is what the sockets of one started layer share.
type network struct {
	rules   []rule
	opened  atomic.Uint64  // counts sockets
	closing sync.WaitGroup // sockets that are closed and have something to send
}

// begin starts the layer in one chain.
func begin(_ *ws2def.WSAProtocolInfo, mine []rule) (layer.Instance, error) {
	n := &network{rules: mine}
	return layer.Instance{
		Wrap:  n.wrap,
		Flush: func() { layer.Settle(&n.closing, patience) },
		End:   n.closing.Wait, // each of them is over after closeLimit
	}, nil
}

// patience is how long a program that ends without Cleanup waits.
const patience = time.Second

// wrap gives a socket its lines, unless no rule can be about it.
func (n *network) wrap(req *spi.Request, below spi.Socket) (spi.Socket, spi.Errno) {
	connectionless := req.Info.ServiceFlags1&ws2def.XP1_CONNECTIONLESS != 0
	reliable := req.Info.ServiceFlags1&ws2def.XP1_GUARANTEED_DELIVERY != 0
	if connectionless && reliable {
		return below, 0
	}
	return n.over(req.Info, below), 0
}

// over makes a socket with lines.
func (n *network) over(info *ws2def.WSAProtocolInfo, below spi.Socket) *socket {
	s := &socket{
		net: n, info: info,
		datagrams: info.ServiceFlags1&ws2def.XP1_CONNECTIONLESS != 0,
		messages:  info.ServiceFlags1&ws2def.XP1_MESSAGE_ORIENTED != 0,
		quit:      make(chan struct{}),
	}
	number := n.opened.Add(1)
	s.in, s.out = s.newLine(number, 0), s.newLine(number, 1)
	s.idle.L = &s.mu
	s.Over(below, func(accepted spi.Socket) spi.Socket {
		a := n.over(info, accepted)
		a.establish()
		return a
	})
	return s
}

// newLine makes a line of the socket with that number.
func (s *socket) newLine(number, direction uint64) line {
	seed := uint64(0)
	for i := range s.net.rules {
		if seed = s.net.rules[i].Seed; seed != 0 {
			break
		}
	}
	if seed == 0 {
		seed = rand.Uint64()
	}
	return line{ordered: !s.datagrams, dice: rand.New(rand.NewPCG(seed, 2*number+direction))}
}
