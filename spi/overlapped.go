package spi

// Operation is an overlapped receive that a transport carries out by itself. Its
// buffers are the program's, and stay until the end.
type Operation struct {
	Message Message // where it receives to; results are stored before the end
	Flags   uint32  // Windows' MSG_ flags
	Owner   any     // the core's
}

// Overlapper is a transport that carries out overlapped receives by itself, as
// providers without descriptors do on Windows: it keeps those that wait, and tells of
// their ends with [Upcalls]' Complete. The core goes on with all other overlapped
// operations itself, by trying again when the socket has changed.
//
// Source: P-265, P-266, O-053.
type Overlapper interface {
	// Start begins op: 0 and the bytes when it is done at once, WSA_IO_PENDING when
	// Complete tells of its end, exactly once and maybe before Start has returned;
	// WSAEOPNOTSUPP leaves it to the core; any other error: there is nothing to
	// receive, and there will not be (WSAEMSGSIZE: done, and cut). Receives end in
	// the order in which they began.
	Start(op *Operation) (int, Errno)
	// Cancel ends op with WSA_OPERATION_ABORTED, unless its end is told already or
	// is about to be.
	Cancel(op *Operation)
}
