// Package spi is the service provider interface: what the core calls in a
// transport service provider, and what a provider may call back.
//
// A provider registers a [Startup] function under a name; a catalog entry
// whose path is "go:<name>" makes it selectable. The first WSASocket that
// selects such an entry runs the function once per process (WSPStartup) and
// then opens sockets through [Provider] (WSPSocket).
//
// A [Socket] is a transport, not a Winsock socket: none of its methods blocks
// or keeps Winsock state. The core does both once for all providers: it checks
// arguments and state in the contract's order, keeps options, runs time-outs,
// queues what a send could not place, and repeats a call that answered
// WSAEWOULDBLOCK after [Waiter] said that it is worth while. What a transport
// can do beyond closing and being polled it shows by the optional interfaces
// ([Binder], [Connector], [Listener], [Transferer], ...); for what it lacks the
// core gives the contract's error.
//
// Addresses are Windows-layout sockaddr bytes, errors are [ws2def.Errno]
// values with 0 for success (P-209).
package spi
