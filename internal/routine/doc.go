// Package routine has completion routines that are Go functions, and the threads that
// call them while they wait alertably.
//
// A routine belongs to the thread that started its operation, as in the C face; so a
// goroutine that uses them is locked to its thread. Nobody tells when such a thread ends:
// it is found out when the next one begins.
//
// Source: O-156…O-179.
package routine
