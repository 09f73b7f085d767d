package spi

import "winsock/ws2def"

// Quality is how what a socket sends is to be treated on its way.
type Quality struct {
	Rate     uint64 // bytes a second that leave at most; 0: no limit
	Class    uint8  // differentiated services code point of the packets, 0 to 63
	Priority int32  // among all that this host sends: 0 to 6, the highest
}

// QualityNamer is a socket whose provider knows qualities of service by name itself. Of
// others the core does.
//
// Source: P-230, P-454, P-455.
type QualityNamer interface {
	// QualityByName fills q with the quality whose name, ended by a 0 if there is room,
	// is in name; when that is empty, name with the names that there are, each ended by
	// a 0, and an empty one. q may be nil then. Errors: WSAEOPNOTSUPP, WSAEINVAL (no
	// such name), WSAEFAULT.
	QualityByName(name []byte, q *ws2def.QOS) Errno
}

// Qualifier is a transport that can treat what it sends in a special way: what
// quality of service stands on.
type Qualifier interface {
	// SetQuality sets the quality of what is sent from now on. held reports whether
	// the transport holds the socket to the rate; if not, the core does. The core
	// makes one call at a time for a socket, none beside Bind, Connect, SetOpt or
	// Ioctl. Errors: WSAENOBUFS, WSAEACCES; then the quality is what it was, or a
	// part of the new one.
	SetQuality(q Quality) (held bool, e Errno)
}
