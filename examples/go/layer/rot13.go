// A layer in Go, to begin one's own with. It turns each letter that goes through it by
// thirteen places, in both directions, so two programs with the layer understand one
// another, and on the wire nobody reads along without some effort. It is registered as
// "rot13".
//
// A layer stands between the core and the provider below it. The core calls the
// layer's sockets, they call the sockets below. [layer.Through] passes everything on;
// what is here are the few methods that do something else.
package main

import (
	"winsock/layer"
	"winsock/spi"
	"winsock/ws2def"
)

// name is what stands behind "go:" in the paths of catalog entries.
const name = "rot13"

// guid identifies the layer in catalogs. Make one of your own with uuidgen.
var guid = ws2def.GUID{Data1: 0x0A84E9C1, Data2: 0x5D27, Data3: 0x4B1E, Data4: [8]byte{0x9F, 0x30, 0x6C, 0x52, 0xE8, 0x17, 0xB4, 0xD9}}

// Programs that link this package find the code under the name. It runs when the
// catalog has a chain with the layer, and not before a program's first socket of it.
func init() { spi.Register(name, layer.Startup(wrap)) }

// wrap is called for each socket that a program opens, with the one that the provider
// below has opened for it. To leave a socket alone, because of its type or of req, it
// returns the one below: that costs nothing.
func wrap(_ *spi.Request, below spi.Socket) (spi.Socket, spi.Errno) { return over(below), 0 }

// over makes the layer's socket over one of the provider below. Connections that are
// accepted come here, too.
func over(below spi.Socket) spi.Socket {
	s := new(socket)
	// Another process may use the socket as well (WSADuplicateSocket, inheritance):
	// nothing is kept here that it had to know.
	s.Shared = true
	s.Over(below, over)
	return s
}

// socket is a socket of the layer. What it has no methods for, such as Connect or
// options, the core asks of the socket below.
type socket struct{ layer.Through }

// Send implements [spi.Transferer]. The bytes are the program's, so it is a copy that is
// changed. The socket below may take a part of them: then the core comes again with the
// rest, so what is sent must depend on nothing but the bytes, or the layer has to keep
// what it was not able to send.
func (s *socket) Send(p []byte, flags uint32) (int, spi.Errno) {
	return s.Through.Send(turned(p), flags)
}

// SendMsg implements [spi.Transferer]: the same for several buffers, and for datagrams
// with an address.
func (s *socket) SendMsg(m *spi.Message, flags uint32) (int, spi.Errno) {
	lower := *m
	lower.Buffers = make([][]byte, len(m.Buffers))
	for i, p := range m.Buffers {
		lower.Buffers[i] = turned(p)
	}
	return s.Through.SendMsg(&lower, flags)
}

// Recv implements [spi.Transferer]. n bytes have come, also when the error is
// WSAEMSGSIZE: the beginning of a message that was longer.
func (s *socket) Recv(p []byte, flags uint32) (int, spi.Errno) {
	n, e := s.Through.Recv(p, flags)
	turn(p[:n])
	return n, e
}

// RecvMsg implements [spi.Transferer]: n bytes are spread over the buffers in order.
func (s *socket) RecvMsg(m *spi.Message, flags uint32) (int, spi.Errno) {
	n, e := s.Through.RecvMsg(m, flags)
	left := n
	for _, p := range m.Buffers {
		part := p[:min(left, len(p))]
		turn(part)
		left -= len(part)
	}
	return n, e
}

// turned is p with its letters turned.
func turned(p []byte) []byte {
	p = append([]byte(nil), p...)
	turn(p)
	return p
}

// turn turns the letters of p. Twice is not at all.
func turn(p []byte) {
	for i, c := range p {
		switch {
		case 'a' <= c && c <= 'z':
			p[i] = 'a' + (c-'a'+13)%26
		case 'A' <= c && c <= 'Z':
			p[i] = 'A' + (c-'A'+13)%26
		}
	}
}
