// Package object holds what a HANDLE can mean beside a socket, and the waits
// over it: events, mutexes, semaphores, timers, threads and processes.
//
// # Dispatching
//
// Every object that can be waited for has a header: whether it is signalled,
// what a satisfied wait takes from it, and who waits. One short lock, the
// dispatcher's, guards all headers, all waits and what threads own, so that a
// wait for all of several objects takes them at one moment or not at all.
// Whoever signals an object gives it to the waits it satisfies, in the order in
// which they began; a waiter that wakes up finds its result and takes no lock.
//
// A wait holds the caller's thread in futex(2) or parks its goroutine ([spi.Way],
// D6). A wait that is satisfied at once, and a signal that nobody waits for, do
// not enter the kernel.
//
// # Threads
//
// A [Thread] is what owns mutexes and gets asynchronous procedure calls (APCs).
// In C it stands for a thread of the operating system; goroutines that need one
// carry it themselves, because they may move between threads.
//
// # Lock order
//
// The names' lock, then the dispatcher's. The handle table's lock is a leaf.
package object
