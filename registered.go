package winsock

import "winsock/ws2def"

// Registered I/O has handles of its own kinds.
type (
	RIOBufferID = ws2def.RIOBufferID // a registered buffer
	RIOCQ       = ws2def.RIOCQ       // a completion queue
	RIORQ       = ws2def.RIORQ       // the request queue of a socket
)

// What calls of registered I/O return when they fail.
//
// Source: O-456
const (
	RIO_INVALID_BUFFERID = ws2def.RIO_INVALID_BUFFERID
	RIO_INVALID_CQ       = ws2def.RIO_INVALID_CQ
	RIO_INVALID_RQ       = ws2def.RIO_INVALID_RQ
)
