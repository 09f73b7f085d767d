package core

import "sync"

// A server whose connections come and go makes a socket for each. Those that nobody
// knows any more when they are finished are used again, which costs less than to
// have them collected.
var (
	sockets = sync.Pool{New: func() any { return new(Socket) }}
	asyncs  = sync.Pool{New: func() any { return new(async) }}
)

// stKnown are the states of sockets that others may know without a reference: listeners,
// of which those know that were made for AcceptEx; datagram sockets, whose pace a timer
// sets; and whoever is not alone with his transport.
const stKnown = stListening | stDatagram | stRoot | stBusy | stShared | stCovered | stProvided | stDoubted

// reuse gives up s, which is finished and has nothing uncommon, for the next socket.
func (s *Socket) reuse() {
	if s.state.Load()&stKnown != 0 || s.File.Watched() {
		return
	}
	x := s.async.Load()
	if x != nil && x.extra.Load() == nil && x.accept == nil && x.in.first == nil && !x.attended {
		*x = async{}
		asyncs.Put(x)
	}
	*s = Socket{}
	sockets.Put(s)
}
