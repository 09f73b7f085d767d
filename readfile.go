package winsock

import (
	"winsock/internal/call"
	"winsock/internal/core"
	"winsock/spi"
)

// ReadFile receives from the socket fd into p, as [WSARecv] does, with the errors of
// files. done, which may be nil, gets the number of bytes when the call ends at once.
//
// Errors: ERROR_INVALID_HANDLE (no socket: Go's own files have [os.File]),
// ERROR_IO_PENDING (with overlapped: it goes on), ERROR_NETNAME_DELETED and
// ERROR_CONNECTION_ABORTED (the connection is gone), ERROR_MORE_DATA (the message is
// longer than p), ERROR_OPERATION_ABORTED, ERROR_INVALID_PARAMETER, else Winsock's.
//
// Source: P-049, O-099, O-221.
func ReadFile(fd Handle, p []byte, done *uint32, overlapped *Overlapped) error {
	var a core.Async
	n, e := call.ReadFile(fd, p, asynchronous(&a, overlapped, 0), spi.Park)
	return transferred(done, n, e)
}

// WriteFile sends p on the socket fd, as [WSASend] does, with the errors of [ReadFile].
func WriteFile(fd Handle, p []byte, done *uint32, overlapped *Overlapped) error {
	var a core.Async
	n, e := call.WriteFile(fd, p, asynchronous(&a, overlapped, 0), spi.Park)
	return transferred(done, n, e)
}

func transferred(done *uint32, n int, e Errno) error {
	if done != nil {
		*done = uint32(n)
	}
	return e.Err()
}

// Read is [ReadFile] that waits, and gives the number of bytes.
func Read(fd Handle, p []byte) (n int, err error) {
	n, e := call.ReadFile(fd, p, nil, spi.Park)
	return n, e.Err()
}

// Write is [WriteFile] that waits, and gives the number of bytes.
func Write(fd Handle, p []byte) (n int, err error) {
	n, e := call.WriteFile(fd, p, nil, spi.Park)
	return n, e.Err()
}
