// Package engine waits for kernel descriptors.
//
// [FD] is a descriptor with its waiters. A wait either parks the goroutine on
// the Go run-time's poller or holds the caller's thread in ppoll (D6); closing
// the socket wakes both. Per direction one goroutine at a time, the leader,
// waits in the run-time; the others wait for the leader's news, because the
// run-time serves one waiter per direction. [Set] waits for many sockets at
// once.
package engine
