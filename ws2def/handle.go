package ws2def

// Handle is a SOCKET or another handle of ours; see D1 in docs/ARCHITECTURE.md.
// It has the size of a pointer.
type Handle uintptr

// InvalidHandle is never the value of an open handle.
const InvalidHandle = ^Handle(0)

// Registered I/O has handles of its own kinds; they mean nothing to other calls.
type (
	RIOBufferID uintptr // a registered buffer
	RIOCQ       uintptr // a completion queue
	RIORQ       uintptr // the request queue of a socket
)

// What calls of registered I/O return when they fail.
//
// Source: O-456
const (
	RIO_INVALID_BUFFERID RIOBufferID = 0xFFFFFFFF
	RIO_INVALID_CQ       RIOCQ       = 0
	RIO_INVALID_RQ       RIORQ       = 0
)
