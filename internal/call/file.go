package call

import (
	"winsock/internal/core"
	"winsock/spi"
	"winsock/ws2def"
)

// ReadFile is WSARecv of a socket for calls of files; a nil: it waits.
//
// Errors: those of files, [core.StartRecv]'s under their names: ERROR_IO_PENDING (with
// a: it goes on), ERROR_NETNAME_DELETED, ERROR_CONNECTION_ABORTED, ERROR_MORE_DATA …
//
// Source: P-049, O-099, O-221.
func ReadFile(s Handle, p []byte, a *core.Async, how spi.Way) (int, Errno) {
	if a != nil {
		n, e := core.StartRecv(s, core.Buffers{One: p}, 0, a)
		return n, ofFiles(e)
	}
	n, e := core.Recv(s, p, 0, how)
	return n, ofFiles(e)
}

// WriteFile is to WSASend as [ReadFile] is to WSARecv.
func WriteFile(s Handle, p []byte, a *core.Async, how spi.Way) (int, Errno) {
	if a != nil {
		n, e := core.StartSend(s, core.Buffers{One: p}, 0, a)
		return n, ofFiles(e)
	}
	n, e := core.Send(s, p, 0, how)
	return n, ofFiles(e)
}

// ofFiles is what calls for files name an error of Winsock.
func ofFiles(e Errno) Errno {
	switch e {
	case ws2def.WSAECONNRESET:
		return ws2def.ERROR_NETNAME_DELETED
	case ws2def.WSAECONNABORTED:
		return ws2def.ERROR_CONNECTION_ABORTED
	case ws2def.WSAENOTSOCK:
		return ws2def.ERROR_INVALID_HANDLE
	case ws2def.WSAEINTR:
		return ws2def.ERROR_OPERATION_ABORTED
	case ws2def.WSAEMSGSIZE:
		return ws2def.ERROR_MORE_DATA
	case ws2def.WSAEINVAL:
		return ws2def.ERROR_INVALID_PARAMETER
	default:
		return e
	}
}
