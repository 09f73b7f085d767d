// Package loop is a provider that lives in memory: its sockets talk to each
// other inside one process. It is the reference that authors of providers
// without kernel descriptors (non-IFS providers) can read, and serves tests.
//
// It registers as "loop" and is not in the default catalog; [Entries] has what
// to install. Its family is [AF_LOOP], an address is the family and a port of
// 32 bits ([Address]), and each of its four socket types has ports of its own:
//
//	SOCK_STREAM     connections of bytes
//	SOCK_SEQPACKET  connections of messages
//	SOCK_RDM        messages that arrive, or else the sender is told
//	SOCK_DGRAM      messages that are lost when nobody has room for them
//
// What is sent goes at once into the receiver's queue, which is bounded. While
// it has no room, a sender gets WSAEWOULDBLOCK, and is told through its
// Readiness when there is room again. One lock guards all sockets of the
// provider: simple before fast.
package loop
