// Package rooted is a provider of multipoint sessions that have a root: one socket, the
// root, invites leaves and admits those that ask, every leaf has one connection to the
// root, and with the root the session ends. It works between processes and hosts, over
// TCP. It is a non-IFS provider, in user space as provider/loop is.
//
// It registers as "rooted" and is not in the default catalog; [Entries] has what to
// install, for IPv4 and IPv6:
//
//	ProtocolRooted     a data root is heard by all leaves and hears all; leaves don't
//	                   hear each other
//	ProtocolNonrooted  everybody hears everybody
//
// Sockets are SOCK_SEQPACKET: they keep the boundaries of messages, lose none and keep
// their order. Without multipoint flags a socket is an ordinary one, that connects to
// another.
//
// The root passes on what members say to each other, so all of them hear it in the same
// order. What is sent waits for room with every member that is to hear it. A member that
// takes nothing for five seconds while something waits for it is dropped: nobody waits
// longer than that for another, and what waits is bounded. The root itself is never
// dropped; one that does not want to listen shuts down receiving.
//
// Each socket's connections have two goroutines each; one lock guards all sockets of the
// provider.
//
// Source: P-355…P-392.
package rooted
