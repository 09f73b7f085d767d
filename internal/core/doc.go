// Package core is what the Winsock calls mean.
//
// It checks arguments in the contract's order (S-109: started, socket, state,
// pointers and lengths), keeps each socket's Winsock state, and calls the
// transport that the catalog chose through package spi. It knows nothing of any
// transport. One file holds one chapter of the contract.
//
// State belongs to the process (D2), so the package's functions work on the one
// process-wide instance. Functions return [ws2def.Errno], 0 for success. A
// function that may have to wait takes an [spi.Way]: park the goroutine or hold
// the thread (D6).
//
// Lock order: process start-up lock, then a socket's send turn, then its state
// lock, then locks inside a provider. The handle table's lock is a leaf.
package core
