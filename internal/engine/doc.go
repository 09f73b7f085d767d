// Package engine waits for kernel descriptors.
//
// [FD] is a descriptor with its waiters. A wait either parks the goroutine on
// the Go run-time's poller or holds the caller's thread in ppoll (D6); closing
// the socket wakes both. Per direction one goroutine at a time, the leader,
// waits for the kernel; the others wait for the leader's news. The first few
// descriptors are in the run-time's poller, all others in the crowd, a poller
// inside that one, in which a wait needs no look at the descriptor before it.
// [Set] waits for many sockets at once.
package engine
