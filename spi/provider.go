package spi

import "winsock/ws2def"

// Errno is the error space of the interface; 0 means success.
type Errno = ws2def.Errno

// Version is the only interface version there is, 2.2: what the core asks for
// and what a provider must answer.
//
// Source: P-193, P-199.
const Version uint16 = 0x0202

// NotMine is what [Provider.Open] answers to leave the request to the next
// matching entry of the catalog.
//
// Source: P-134.
const NotMine = ws2def.WSAEINPROGRESS

// Startup starts a provider in this process: Go's WSPStartup. It gets the
// version the core wants, the catalog entry that was selected (for a chain,
// the chain's entry) and the upcalls it may use from now on. Any error but 0
// makes WSASocket fail WSAEPROVIDERFAILEDINIT; the code itself goes to the
// trace. It is not called again before [Provider.Cleanup].
//
// Blocking: no longer than loading takes. Locks held by the caller: none that
// an upcall needs. May call up: yes. Errors: WSASYSNOTREADY,
// WSAVERNOTSUPPORTED, WSAEINPROGRESS, WSAEPROCLIM, WSAEFAULT, or any other.
//
// Source: P-199, P-202, P-190…P-194.
type Startup func(requested uint16, entry *ws2def.WSAProtocolInfo, up Upcalls) (Started, Errno)

// Started is what a provider answers to [Startup]: Go's WSPDATA and procedure
// table. A Version other than 2.2 makes WSASocket fail WSAEINVALIDPROVIDER, a
// nil Provider WSAEINVALIDPROCTABLE; both after Cleanup.
//
// Source: P-193, P-194, P-200.
type Started struct {
	Version     uint16
	HighVersion uint16
	Description string
	Provider    Provider
}

// Provider opens sockets of one transport.
type Provider interface {
	// Open makes a socket (WSPSocket), not bound and not connected. The request
	// is the core's again when Open returns. Blocking: no. May call up: yes. Errors: NotMine, WSAEAFNOSUPPORT,
	// WSAEPROTONOSUPPORT, WSAEPROTOTYPE, WSAESOCKTNOSUPPORT, WSAEINVAL,
	// WSAEACCES, WSAEMFILE, WSAENOBUFS, WSAENETDOWN.
	Open(req *Request) (Socket, Errno)

	// Cleanup ends the provider in this process (WSPCleanup). The core has
	// closed every socket of it before. Errors: WSANOTINITIALISED,
	// WSAENETDOWN.
	Cleanup() Errno
}

// Flusher is a Provider that keeps what has to be written when the program ends without
// WSACleanup. Sockets may still be open, and in use.
type Flusher interface {
	// Flush writes it, within a second or so.
	Flush()
}

// Request is what WSASocket passes to the provider it chose.
type Request struct {
	// Family, Type and Protocol are the application's own arguments,
	// unchanged: 0 and -1 (FROM_PROTOCOL_INFO) mean the member of Info.
	Family, Type, Protocol int32
	// Info describes the protocol: the application's structure when it gave
	// one, else the catalog's entry. Read only.
	Info *ws2def.WSAProtocolInfo
	// Explicit says that Info came from the application.
	Explicit bool
	// Group and Flags are the arguments g and dwFlags.
	Group, Flags uint32
}

// Triple gives the address family, socket type and protocol that the request
// means: an explicit argument wins over the structure, 0 and -1 are taken from
// it. A structure whose own members are 0 or -1 leaves nothing to take, which
// is WSAEAFNOSUPPORT. A request without the application's structure was
// matched against the catalog: there 0 is the entry's value too, but a
// protocol inside the entry's range stands as it is.
//
// Source: P-122, P-123, P-124, S-094…S-097.
func (r *Request) Triple() (family, typ, protocol int32, e Errno) {
	take := func(arg, member int32) int32 {
		if arg == 0 || arg == ws2def.FROM_PROTOCOL_INFO {
			return member
		}
		return arg
	}
	family = take(r.Family, r.Info.AddressFamily)
	if family == 0 || family == ws2def.FROM_PROTOCOL_INFO {
		return 0, 0, 0, ws2def.WSAEAFNOSUPPORT
	}
	typ = take(r.Type, r.Info.SocketType)
	if typ == 0 || typ == ws2def.FROM_PROTOCOL_INFO {
		return 0, 0, 0, ws2def.WSAESOCKTNOSUPPORT
	}
	protocol = take(r.Protocol, r.Info.Protocol)
	if protocol == ws2def.FROM_PROTOCOL_INFO {
		return 0, 0, 0, ws2def.WSAEPROTONOSUPPORT
	}
	return family, typ, protocol, 0
}

// Upcalls is what the core offers to a provider (WPU functions).
type Upcalls interface {
	// Protocols returns a copy of every entry of the process's catalog in
	// order, hidden and layer entries included (WPUEnumProtocols).
	Protocols() []ws2def.WSAProtocolInfo

	// Next returns the provider below in the chain, started, with what describes
	// the protocol to it: a layer gets the chain's entry, unmodified, the base its
	// own. That is what a layer calls; a base has nothing below: WSAEINVAL. During
	// [Startup] it belongs to the goroutine that runs it. Errors: what the start-up
	// below fails with, WSAEPROVIDERFAILEDINIT (it is not there),
	// WSAEINVALIDPROVIDER, WSAEINVALIDPROCTABLE.
	Next() (Provider, *ws2def.WSAProtocolInfo, Errno)

	// Complete tells that an operation has ended for which Start said
	// WSA_IO_PENDING (WPUCompleteOverlappedRequest): n bytes came, or why none
	// did; WSAEMSGSIZE: n bytes of a message that was longer. It may be called
	// from anywhere, without locks that a method of the provider takes. A second
	// call for one operation is ignored.
	Complete(op *Operation, n int, e Errno)
}
