package spi

// Quality is how what a socket sends is to be treated on its way.
type Quality struct {
	Rate     uint64 // bytes a second that leave at most; 0: no limit
	Class    uint8  // differentiated services code point of the packets, 0 to 63
	Priority int32  // among all that this host sends: 0 to 6, the highest
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
