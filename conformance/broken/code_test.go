package broken

import (
	"winsock/provider/loop"
	"winsock/spi"
	"winsock/spi/spitest"
	"winsock/ws2def"
)

// The providers in Go. Those of whom a socket can be had are streams of the provider loop
// with one fault each.
func init() {
	for name, start := range map[string]spi.Startup{
		"broken-refuses": (&spitest.Misbehave{StartError: ws2def.WSASYSNOTREADY}).Startup,
		"broken-version": (&spitest.Misbehave{Version: 0x0101}).Startup,
		"broken-empty":   (&spitest.Misbehave{NoProvider: true}).Startup,
		"broken-panics": func(uint16, *ws2def.WSAProtocolInfo, spi.Upcalls) (spi.Started, spi.Errno) {
			panic("broken on purpose")
		},
		"broken-none":    (&spitest.Misbehave{NoSocket: true}).Startup,
		"broken-stray":   (&spitest.Misbehave{}).Startup,
		"broken-twice":   over(func(up upcalls) spi.Upcalls { return twice{up} }, nil),
		"broken-never":   over(func(up upcalls) spi.Upcalls { return never{up} }, func(s spi.Socket) spi.Socket { return &pending{s.(stream)} }),
		"broken-boasts":  over(func(up upcalls) spi.Upcalls { return boasts{up} }, func(s spi.Socket) spi.Socket { return &boaster{s.(stream)} }),
		"broken-foreign": over(func(up upcalls) spi.Upcalls { return foreign{up} }, nil),
	} {
		spi.Register(name, start)
	}
}

type upcalls = spi.Upcalls

// over is the provider loop with other upcalls, or other sockets.
func over(up func(upcalls) spi.Upcalls, socket func(spi.Socket) spi.Socket) spi.Startup {
	start, _ := spi.Find(loop.Name)
	return func(requested uint16, entry *ws2def.WSAProtocolInfo, own spi.Upcalls) (spi.Started, spi.Errno) {
		if up != nil {
			own = up(own)
		}
		started, e := start(requested, entry, own)
		started.Provider = opener{started.Provider, socket}
		return started, e
	}
}

// opener opens sockets that are wrapped.
type opener struct {
	spi.Provider
	wrap func(spi.Socket) spi.Socket
}

func (o opener) Open(req *spi.Request) (spi.Socket, spi.Errno) {
	s, e := o.Provider.Open(req)
	if e != 0 || o.wrap == nil {
		return s, e
	}
	return o.wrap(s), 0
}

// stream is what loop's sockets are.
type stream interface {
	spi.Socket
	spi.Notifier
	spi.Binder
	spi.Connector
	spi.Listener
	spi.Transferer
	spi.Shutdowner
	spi.Queuer
	spi.Overlapper
}

// twice tells of each end two times.
type twice struct{ spi.Upcalls }

func (u twice) Complete(op *spi.Operation, n int, e spi.Errno) {
	u.Upcalls.Complete(op, n, e)
	u.Upcalls.Complete(op, n+1, ws2def.WSAENETDOWN)
}

// foreign tells of the end of operations that are nobody's first.
type foreign struct{ spi.Upcalls }

func (u foreign) Complete(op *spi.Operation, n int, e spi.Errno) {
	u.Upcalls.Complete(new(spi.Operation), n, e)
	u.Upcalls.Complete(&spi.Operation{Owner: "nobody"}, n, e)
	u.Upcalls.Complete(op, n, e)
}

// never tells of no end.
type never struct{ spi.Upcalls }

func (never) Complete(*spi.Operation, int, spi.Errno) {}

// boasts tells of more bytes than there is room for.
type boasts struct{ spi.Upcalls }

func (u boasts) Complete(op *spi.Operation, n int, e spi.Errno) { u.Upcalls.Complete(op, n+100000, e) }

// boaster does so, too.
type boaster struct{ stream }

func (s *boaster) Recv(p []byte, flags uint32) (int, spi.Errno) {
	n, e := s.stream.Recv(p, flags)
	if n > 0 {
		n += 100000
	}
	return n, e
}

func (s *boaster) Send(p []byte, flags uint32) (int, spi.Errno) {
	n, e := s.stream.Send(p, flags)
	return n + 100000, e
}

func (s *boaster) Accept() (spi.Socket, spi.Errno) {
	a, e := s.stream.Accept()
	if e != 0 {
		return nil, e
	}
	return &boaster{a.(stream)}, 0
}

// pending begins receives and forgets them, even when they are cancelled.
type pending struct{ stream }

func (*pending) Start(*spi.Operation) (int, spi.Errno) { return 0, ws2def.WSA_IO_PENDING }
func (*pending) Cancel(*spi.Operation)                 {}

func (s *pending) Accept() (spi.Socket, spi.Errno) {
	a, e := s.stream.Accept()
	if e != 0 {
		return nil, e
	}
	return &pending{a.(stream)}, 0
}
