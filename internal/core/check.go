package core

import "winsock/ws2def"

// Check makes the checks that come before any look at the arguments of a call
// on h: for a face that finds a bad pointer or length.
//
// Errors: WSANOTINITIALISED, WSAENOTSOCK.
//
// Source: S-109.
func Check(h Handle) Errno {
	_, e := enter(h)
	if e == 0 {
		table.Release(h)
	}
	return e
}

// CheckSend makes the checks of a send to name (nil: the peer) that come before
// any look at its buffers, and the implicit bind.
//
// Errors: those of [SendMsg] about the socket's state and the flags.
//
// Source: S-109, S-296, S-297.
func CheckSend(h Handle, name []byte, flags uint32) Errno {
	s, e := enter(h)
	if e != 0 {
		return e
	}
	defer table.Release(h)
	if e := s.maySend(flags, name != nil); e != 0 {
		return e
	}
	if name != nil {
		return s.bindFor(name)
	}
	return 0
}

// CheckRecv makes the checks of a receive that come before any look at its
// buffers.
//
// Errors: those of [Recv] about the socket's state and the flags.
//
// Source: S-109, S-321.
func CheckRecv(h Handle, flags uint32) Errno {
	s, e := enter(h)
	if e != 0 {
		return e
	}
	defer table.Release(h)
	defer s.received(flags, ws2def.WSAEFAULT)
	return s.mayRecv(flags)
}

// CheckMessages refuses what only message sockets can do.
//
// Errors: WSANOTINITIALISED, WSAENOTSOCK, WSAEINVAL (a stream socket).
//
// Source: S-297, S-334.
func CheckMessages(h Handle) Errno {
	s, e := enter(h)
	if e != 0 {
		return e
	}
	defer table.Release(h)
	if s.has(stStream) {
		return ws2def.WSAEINVAL
	}
	return 0
}

// IsStream reports whether h is a stream socket.
func IsStream(h Handle) bool {
	s, e := enter(h)
	if e != 0 {
		return false
	}
	defer table.Release(h)
	return s.has(stStream)
}
