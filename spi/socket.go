package spi

import "time"

// Events says what a socket is ready for.
type Events uint32

// What a transport reports. The core turns it, with the socket's state, into
// the answers of select and WSAPoll.
const (
	Readable Events = 1 << iota // data, a connection to accept, or the end of data: a receive would not wait
	Writable                    // a send would not wait; for a connecting socket: connected
	Urgent                      // out-of-band data that a receive with MSG_OOB would get
	Ended                       // the peer has finished sending; data may still be queued
	Reset                       // the connection is broken
	Failed                      // a connect that was under way has failed: ConnectResult tells why
	Data                        // at least one byte or datagram (or an error that a receive would give) is queued; Readable without it is the end of data
	Offered                     // a leaf asks to be admitted to the session of a multipoint root: Accept would take it
)

// Way tells a call that has to wait how to do so.
type Way uint8

const (
	// Park gives up the goroutine; no thread is held.
	Park Way = iota
	// Hold keeps the caller's thread in the kernel: for callers from C.
	Hold
)

// Socket is what every transport's socket can do. No method blocks, except
// Wait.
type Socket interface {
	Waiter

	// Poll reports what the socket is ready for now. May be called at any
	// time before Close, beside any other method.
	Poll() Events

	// Close releases the socket; the core calls it exactly once, last, and
	// no other method runs beside it or after it. abort asks for an abortive
	// close that discards what is not yet delivered (linger on with time-out
	// zero); without it the transport delivers what it has taken. Errors:
	// none that keep the socket open.
	Close(abort bool) Errno
}

// Waiter waits for readiness.
type Waiter interface {
	// Wait returns when the socket may have become ready for one of ev
	// (Readable, Writable or both, or Urgent), which the caller finds out by
	// trying again; waking too often is allowed, missing a change is not. since
	// is what Nudges returned before the caller looked at what a Nudge may be
	// about; when there was a Nudge since then, Wait returns at once. deadline
	// zero means none. Any number of callers may wait at once.
	// Errors: WSAETIMEDOUT at the deadline, WSAEINTR after Wake.
	Wait(ev Events, how Way, since uint32, deadline time.Time) Errno

	// Nudge makes the calls of Wait that are under way return 0, and those of
	// callers that have begun to look.
	Nudge()

	// Nudges counts the calls of Nudge.
	Nudges() uint32

	// Wake ends all present and future calls of Wait with WSAEINTR: the
	// socket is being closed.
	Wake()
}

// Expecter is a Waiter that remembers how its last Wait went: an ability that
// saves system calls and nothing else.
type Expecter interface {
	// Expect reports whether the last Wait for ev (Readable or Writable) found
	// nothing ready and really waited. Then the next call is likely to have to
	// wait too, and is better off waiting first than trying in vain.
	Expect(ev Events) bool
}

// Backlog is implemented by listeners that know how many connections wait.
type Backlog interface {
	// Offered is how many waited when that was looked at last, in an Accept, less those
	// accepted since. A change has told, or will tell, of those that have come later.
	Offered() int
}

// Drainer is a stream that knows when it is empty: an ability that saves system calls and
// nothing else.
type Drainer interface {
	// Drains reports whether a Recv that gave less than it had room for has taken all
	// there was, so that the next one is in vain before the next change.
	Drains() bool
}

// Direct is a socket whose descriptor a face may send to and receive from itself
// while all is plain: bytes of a stream, or datagrams with their addresses.
type Direct interface {
	// Direct returns the descriptor when a receive and a send of the kernel are all
	// that Recv and Send without flags, and for datagrams RecvMsg and SendMsg
	// without control data, would be now. The face may make a stream's a blocking
	// one.
	Direct() (fd int, ok bool)
	// DirectError says what a receive or send of that descriptor that failed
	// with a Linux error means, as Recv and Send would; 0: what a receive into some
	// room that gave nothing means. WSAEWOULDBLOCK: make the call in the usual way.
	DirectError(send bool, errno int32) Errno
}

// Descriptor is implemented by IFS sockets (XP1_IFS_HANDLES): those that are
// kernel descriptors.
type Descriptor interface {
	// Fd returns the kernel descriptor, always the same. It stays the socket's
	// own.
	Fd() int
	// Interest returns the poll(2) bits to wait for so as not to miss ev.
	Interest(ev Events) int16
	// Translate turns the bits that poll(2) gave for the descriptor into what
	// Poll would report, without another system call where that is possible.
	Translate(revents int16) Events
}

// Notifier is implemented by sockets that are no descriptors: changes are told
// through a [Readiness].
type Notifier interface {
	Readiness() *Readiness
}

// Binder is a transport with local addresses.
type Binder interface {
	// Bind gives the socket the local address name; a family's wildcard and
	// port 0 have their usual meaning. The core calls it on unbound sockets
	// only and has checked name for nil. Errors: WSAEFAULT (too short),
	// WSAEAFNOSUPPORT (another family), WSAEADDRINUSE, WSAEADDRNOTAVAIL,
	// WSAEACCES.
	Bind(name []byte) Errno
	// BindAny gives an unbound socket a local address of the transport's
	// choice, as connect and sendto do implicitly. to is the destination it is
	// for, or nil. Errors: WSAENOBUFS, WSAEADDRINUSE.
	BindAny(to []byte) Errno
	// LocalName writes the local address to name and returns its length, which
	// may exceed len(name) (nothing is written then).
	LocalName(name []byte) (int, Errno)
}

// Connector is a transport that can be given a peer.
type Connector interface {
	// Connect starts (or, for a connectionless transport, sets) the
	// association with name. 0: done. WSAEWOULDBLOCK: under way, the end is
	// shown by Poll (Writable, or Failed) and told by ConnectResult. An unbound
	// socket gets a local address. Errors: WSAEFAULT, WSAEAFNOSUPPORT,
	// WSAEADDRNOTAVAIL, WSAECONNREFUSED, WSAENETUNREACH, WSAEHOSTUNREACH,
	// WSAETIMEDOUT, WSAEACCES, WSAENOBUFS.
	Connect(name []byte) Errno
	// ConnectResult tells how a connect under way stands: 0 connected,
	// WSAEWOULDBLOCK still under way, else why it failed. It may be called
	// once or more after the end.
	ConnectResult() Errno
	// PeerName writes the peer's address as LocalName does, also after the
	// connection broke. For a connect under way it is the target.
	// Errors: WSAENOTCONN.
	PeerName(name []byte) (int, Errno)
}

// Disassociator is a connectionless transport that can be freed of its peer.
type Disassociator interface {
	// Disassociate removes the peer and keeps the local address.
	Disassociate() Errno
	// Dissolves reports whether name, given to connect, asks for that.
	Dissolves(name []byte) bool
}

// Listener is a transport that takes connections.
type Listener interface {
	// Listen makes a bound socket accept connections. backlog is the number
	// of connections to queue, already clamped. Errors: WSAEADDRINUSE,
	// WSAENOBUFS, WSAEMFILE.
	Listen(backlog int) Errno
	// Accept takes the next connection. Errors: WSAEWOULDBLOCK, WSAEMFILE
	// (the connection stays queued), WSAENOBUFS, WSAECONNRESET.
	Accept() (Socket, Errno)
}

// Decider is a Listener that lets who accepts decide before the caller is told anything.
type Decider interface {
	// AcceptIf is Accept of a caller about whom decide, which is given the addresses of
	// both ends, says CF_ACCEPT. It calls decide once at most; a connection that it
	// returns without having called it is for who accepts to ask about. Errors beside
	// Accept's: WSAECONNREFUSED (CF_REJECT), WSATRY_AGAIN (CF_DEFER: the connection stays
	// the next one), WSAEINVAL (decide says something else).
	AcceptIf(decide func(caller, local []byte) int32) (Socket, Errno)
}

// Adopter is a connection-oriented transport whose sockets can become connections:
// what AcceptEx stands on.
type Adopter interface {
	// Adopt makes the socket, which is as good as new, the connection t, which a
	// socket of the same kind has accepted and which is used up by that. The
	// options are those of t; the core sets those that the socket had. A
	// Descriptor may change its number. The core makes no other call beside it but
	// Poll, Nudge and Wake.
	Adopt(t Socket)
}

// Renewer is a connection-oriented transport whose sockets can be connected again:
// what DisconnectEx stands on.
type Renewer interface {
	// Renew makes the socket as good as new, but for the options, and for the
	// local address if that was given by Bind. Without abort the connection has
	// to be over for that: both sides have shut down, and the peer has all that
	// was sent. With abort it is broken off. A Descriptor may change its number.
	// Errors: WSAEWOULDBLOCK (not over; a change of what Poll reports or of the
	// descriptor tells when), WSAENOBUFS, WSAEMFILE, WSAEADDRINUSE (the local
	// address is lost).
	Renew(abort bool) Errno
}

// Transferer is a transport that carries data in both directions.
type Transferer interface {
	// Send hands over p, to the peer. It takes what there is room for: a
	// stream may take a part (the core keeps the rest, D13), a message is
	// taken whole or not at all. flags are Windows' MSG_ values and already
	// checked for what every transport supports. Errors: WSAEWOULDBLOCK,
	// WSAECONNRESET, WSAECONNABORTED, WSAEMSGSIZE, WSAEOPNOTSUPP (flags),
	// WSAENETUNREACH, WSAEHOSTUNREACH, WSAENOBUFS, WSAETIMEDOUT.
	Send(p []byte, flags uint32) (int, Errno)
	// Recv fills p. 0 bytes from a stream mean its end. A message longer than
	// p fills p and gives WSAEMSGSIZE. Errors: WSAEWOULDBLOCK, WSAECONNRESET,
	// WSAECONNABORTED, WSAENETRESET, WSAETIMEDOUT, WSAEMSGSIZE,
	// WSAEOPNOTSUPP (flags), WSAEDISCON.
	Recv(p []byte, flags uint32) (int, Errno)
	// SendMsg is Send with several buffers, a destination (m.Name, nil for the
	// peer) and control data. It returns the bytes taken.
	SendMsg(m *Message, flags uint32) (int, Errno)
	// RecvMsg is Recv with several buffers, the source written to m.Name
	// (m.NameLen is what it needs; a stream leaves NameLen 0), control data
	// and the flags that came with the message (MSG_TRUNC, MSG_CTRUNC, ...,
	// Windows' values) in m.Flags.
	RecvMsg(m *Message, flags uint32) (int, Errno)
}

// Message is one transfer with all that may go along with it. The buffers stay
// the caller's and are not kept.
type Message struct {
	Name       []byte   // destination, or room for the source
	NameLen    int      // out: length of the source address
	Buffers    [][]byte // gathered or scattered in order
	Control    []byte   // WSACMSGHDR items, or room for them
	ControlLen int      // out: bytes of control data
	Flags      uint32   // out: MSG_ flags of the message
}

// Sharer is a Descriptor whose socket several processes can use at once: what
// WSADuplicateSocket and inheritance stand on. Its provider is an [Importer].
//
// Source: P-393, P-399, P-406.
type Sharer interface {
	// Export returns what another process has to know beside the descriptor, now
	// that the socket is shared; it is called anew after each change. Other
	// processes' text it only reads. WSAEOPNOTSUPP: not this socket.
	Export() (state []byte, e Errno)
	// Update takes in what another process has exported. Damaged text changes
	// nothing. Errors: WSAEINVAL.
	Update(state []byte) Errno
	// Leave says that other processes go on with the socket: Close, which follows,
	// gives up the descriptor and nothing else.
	Leave()
}

// Duplicator is a socket that its provider hands over to other processes by itself, as
// those in C do (WSPDuplicateSocket). The target gets it by Open, with the description of
// the socket's protocol in Request.Info, whose ProviderReserved is the number.
//
// Source: P-284, P-406.
type Duplicator interface {
	// Duplicate prepares that for the process, and returns the number, not 0. Errors:
	// WSAEINVAL (no such process), WSAENOBUFS, WSAEMFILE, WSAEOPNOTSUPP.
	Duplicate(process uint32) (number uint32, e Errno)
}

// Importer is a Provider that makes sockets out of descriptors that came from other
// processes.
type Importer interface {
	// Import makes a socket of fd and of what [Sharer]'s Export told. fd becomes its
	// own; on an error it is closed. Errors: WSAEINVAL (fd or state do not fit the
	// request), WSAENOBUFS, WSAEMFILE.
	Import(req *Request, fd int, state []byte) (Socket, Errno)
}

// FileSender is a stream that can send from a file by itself.
type FileSender interface {
	// SendFile sends up to n bytes of the kernel's descriptor file from offset; 0
	// at its end. Errors: those of Send, WSAEOPNOTSUPP (not of this file).
	SendFile(file int, offset int64, n int) (int, Errno)
	// Hold makes the transport keep back bytes that do not fill a packet, as more
	// will follow; with false it sends them.
	Hold(on bool)
}

// Shutdowner is a transport whose directions can be ended one by one.
type Shutdowner interface {
	// Shutdown ends how (SD_RECEIVE, SD_SEND, SD_BOTH): for SD_SEND a
	// connection tells the peer after the data taken so far. The core answers
	// WSAESHUTDOWN to later calls by itself. Errors: WSAENOTCONN,
	// WSAECONNRESET, WSAECONNABORTED.
	Shutdown(how int32) Errno
}

// Disconnecter is a Shutdowner whose connections carry data along with their end: what
// WSASendDisconnect and WSARecvDisconnect stand on. Of others they are shutdowns.
//
// Source: P-235, P-239.
type Disconnecter interface {
	// SendDisconnect is Shutdown with SD_SEND, by which data goes to the peer. Errors
	// beside those: WSAENOPROTOOPT, WSAEOPNOTSUPP (there is data).
	SendDisconnect(data []byte) Errno
	// RecvDisconnect is Shutdown with SD_RECEIVE, which gives what has come with the
	// peer's end. Errors beside those: WSAENOPROTOOPT, WSAEOPNOTSUPP (there is room).
	RecvDisconnect(data []byte) (int, Errno)
}

// Optioner is a transport on which options have effects, or that has options
// of its own. The core checks the calls for all options in [ws2def.Options],
// keeps their values and answers them; those of an unknown level it hands
// through. It makes one call at a time for a socket, none beside Bind, Connect
// or Ioctl.
type Optioner interface {
	// SetOpt carries out an option: for a numeric one value is a normalized
	// 32-bit number, little-endian. WSAENOPROTOOPT says that the option has no
	// effect on the transport (the core keeps it all the same) or that the
	// level is unknown; other errors refuse it: WSAEINVAL, WSAEFAULT,
	// WSAENOTCONN, WSAEADDRNOTAVAIL, WSAENOBUFS, WSAEACCES.
	SetOpt(level, name int32, value []byte) Errno
	// GetOpt writes the value of an option that the transport knows better
	// than the core, and returns its length; a numeric one has 4 bytes.
	// WSAENOPROTOOPT leaves the answer to the core. On an error the length
	// says what *optlen becomes, -1 for unchanged.
	GetOpt(level, name int32, value []byte) (int, Errno)
}

// Ioctler is a transport with control codes. The core does FIONBIO, FIONREAD
// (through [Queuer]), the codes that wait (through [Changer]) and those that
// are about handles; it makes one call at a time for a socket.
type Ioctler interface {
	// Ioctl carries out code and returns the bytes written to out; on
	// WSAEFAULT for a short out the bytes needed, or -1 to leave the caller's
	// count alone. Errors: WSAEOPNOTSUPP (unknown code), WSAEFAULT,
	// WSAEINVAL, WSAEWOULDBLOCK (would have to wait), and the code's own.
	Ioctl(code uint32, in, out []byte) (int, Errno)
}

// Changer is a transport that can tell of what the control codes
// SIO_ADDRESS_LIST_CHANGE, SIO_ROUTING_INTERFACE_CHANGE and
// SIO_IDEAL_SEND_BACKLOG_CHANGE wait for.
type Changer interface {
	// Change begins to look out for the change that code is about; in is the
	// code's input. The Socket that it returns becomes Readable, for good, when
	// the change has come; the caller closes it. Errors: WSAEOPNOTSUPP,
	// WSAEFAULT, WSAEINVAL, WSAEAFNOSUPPORT, WSAENOTCONN, WSAEMFILE,
	// WSAENOBUFS, and those of the query that would tell the present state.
	Change(code uint32, in []byte) (Socket, Errno)
}

// Arriver is a transport that can tell whether more has come while something was
// waiting already. Of one that can't, what comes behind something else makes no
// network event of its own.
type Arriver interface {
	// Arrived returns a number for Readable (data, or connections to accept), Urgent
	// or Offered. When it is higher than at the call before, and nothing was
	// received or accepted since, more of that has come.
	Arrived(ev Events) uint64
}

// Queuer is a transport that can tell how much it still holds for the peer.
type Queuer interface {
	// Unsent returns the bytes taken by Send and not yet known to be
	// delivered: what a lingering close waits for.
	Unsent() int
	// Unread returns what FIONREAD reports.
	Unread() (int, Errno)
}
