package core

import (
	"sync"
	"sync/atomic"

	"winsock/catalog"
	"winsock/internal/handle"
	"winsock/internal/object"
	"winsock/spi"
	"winsock/ws2def"
)

// Handle is a SOCKET value.
type Handle = ws2def.Handle

// Errno is the error space of the package; 0 means success.
type Errno = ws2def.Errno

// Bits of a socket's state word.
const (
	stBound       = 1 << iota // has a local address
	stConnecting              // a connect is under way
	stConnected               // has a peer
	stListening               // accepts connections
	stNoRecv                  // shut down for receiving
	stNoSend                  // shut down for sending
	stNonblocking             // FIONBIO is on
	stOverlapped              // created with WSA_FLAG_OVERLAPPED
	stFailed                  // the last connect attempt failed
	stEverConn                // was connected at some time
	stStream                  // connection-oriented byte stream; never changes
	stDatagram                // connectionless; never changes
	stMessage                 // keeps message boundaries; never changes
	stClosing                 // closesocket has begun
	stAborted                 // ... and asks for an abortive close
	stBusy                    // a send's rest is still to be placed (D13)
	stPaused                  // connections are reset: SO_PAUSE_ACCEPT
	stAwaited                 // a blocking connect waits for the end of the attempt
	stAccepted                // the connection was accepted, not connected
	stRegistered              // created with WSA_FLAG_REGISTERED_IO
	stAccepting               // the socket was given to AcceptEx
	stContextless             // connected by AcceptEx or ConnectEx, or about to, and its context was not updated
	stRoot                    // root of a multipoint session: carries data of its own, also while it listens
	stShared                  // other processes may use the socket too; see shared
	stCovered                 // no spi.Direct: a layer stands before it; never changes
	stProvided                // the transport carries out receives: spi.Overlapper; never changes
	stDoubted                 // uncommon.checked moves its data; never changes
)

// Socket is a Winsock socket: the state the contract describes, on top of a
// transport. Hot fields come first.
type Socket struct {
	state atomic.Uint32
	lane  atomic.Uint32 // the handle that a lane was opened for last; 0: none
	t     spi.Socket
	async atomic.Pointer[async]    // nil before the first overlapped operation
	extra atomic.Pointer[uncommon] // nil until one of them is needed

	*description
	handles atomic.Int32 // that mean it
	entries atomic.Int32 // in the table, handles that were closed and are in use too

	out         sender
	object.File // what a wait for its handle waits for

	mu          sync.Mutex // guards what follows, and changes of state
	options     *options   // that have no field of their own; nil while all have their defaults
	connectedAt int64      // the last successful connect or accept, ns after epoch; 0 before one
	softError   Errno      // SO_ERROR
}

// description is what a socket is, in common with others.
type description struct {
	entry                 *catalog.Entry
	family, typ, protocol int32
	provider              string // the entry's name
}

// described is the last description that was made: most are like the one before.
var described atomic.Pointer[description]

// describe gives the description of a socket.
func describe(entry *catalog.Entry, family, typ, protocol int32) *description {
	last := described.Load()
	if last != nil && last.entry == entry && last.family == family && last.typ == typ && last.protocol == protocol {
		return last
	}
	made := &description{entry, family, typ, protocol, entry.Info.Name()}
	described.Store(made)
	return made
}

var _ handle.Object = (*Socket)(nil)

// table holds the open sockets, among all other handles of the process.
var table = &handle.Process

// enter makes the first two checks of every call and takes a reference that
// the caller gives back with table.Release.
func enter(h Handle) (*Socket, Errno) {
	if process.starts.Load() == 0 {
		return nil, ws2def.WSANOTINITIALISED
	}
	s := acquire(h)
	if s == nil {
		return nil, ws2def.WSAENOTSOCK
	}
	return s, 0
}

// acquire is the socket that h means, as of now, with a reference for the caller; nil
// for none.
func acquire(h Handle) *Socket {
	obj := table.Acquire(h)
	s, ok := obj.(*Socket)
	switch {
	case !ok && obj != nil:
		table.Release(h)
		return nil
	case ok && s.has(stShared):
		s.refresh()
	}
	return s
}

// has reports whether all of bits are set in the socket's state.
func (s *Socket) has(bits uint32) bool { return s.state.Load()&bits == bits }

// change sets and clears state bits.
func (s *Socket) change(set, clear uint32) {
	for {
		old := s.state.Load()
		if s.state.CompareAndSwap(old, old&^clear|set) {
			if old&stShared != 0 {
				s.tellState(set, clear)
			}
			break
		}
	}
	s.shutLane()
}

// newSocket wraps a transport that a provider opened.
func newSocket(t spi.Socket, d *description, state uint32) *Socket {
	s := sockets.Get().(*Socket)
	s.t, s.description = t, d
	state |= traitsOf(t).state
	if state&stDoubted != 0 {
		s.special().checked = checked{able[spi.Transferer](t)}
	}
	s.state.Store(state)
	s.handles.Store(1)
	s.entries.Store(1)
	return s
}

// nature gives the state bits that never change, from the entry's service
// flags.
func nature(e *catalog.Entry) uint32 {
	flags := e.Info.ServiceFlags1
	var bits uint32
	if flags&ws2def.XP1_CONNECTIONLESS != 0 {
		bits |= stDatagram
	}
	if flags&ws2def.XP1_MESSAGE_ORIENTED != 0 {
		bits |= stMessage
	}
	if bits == 0 {
		bits = stStream
	}
	return bits
}
