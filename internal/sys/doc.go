// Package sys is the only home of raw system calls.
//
// Every descriptor it makes is close-on-exec and nonblocking, so no call here
// waits in the kernel except [Ppoll]. Because of that the data calls skip the
// scheduler's bookkeeping (RawSyscall). Calls that were interrupted are repeated.
// Tests can make the n-th call fail: [Inject].
package sys
