// Package layer is what layered providers in Go are made from: providers that stand
// over others in a chain of the catalog and change what goes through them.
//
// A layer is registered like any provider, in the init function of its package, with
// the start-up function that [Startup] makes from a function that wraps sockets:
//
//	func init() { spi.Register("shout", layer.Startup(wrap)) }
//
//	func wrap(_ *spi.Request, below spi.Socket) (spi.Socket, spi.Errno) {
//		s := &socket{}
//		s.Over(below, func(accepted spi.Socket) spi.Socket { ... })
//		return s, 0
//	}
//
//	type socket struct{ layer.Through }
//
//	func (s *socket) Send(p []byte, flags uint32) (int, spi.Errno) {
//		return s.Through.Send(bytes.ToUpper(p), flags)
//	}
//
// A wrapper that returns the socket below as it is costs nothing, and sees no more of
// it. One that embeds [Through] does what it has methods for and leaves the rest to the
// socket below; see [spi.Ability].
package layer
