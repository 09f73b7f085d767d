package ws2def

// Handle is a SOCKET or another handle of ours; see D1 in docs/ARCHITECTURE.md.
// It has the size of a pointer.
type Handle uintptr

// InvalidHandle is never the value of an open handle.
const InvalidHandle = ^Handle(0)
