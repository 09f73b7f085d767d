package winsock

import (
	"unsafe"

	"winsock/internal/core"
	"winsock/internal/object"
	"winsock/internal/routine"
	"winsock/spi"
	"winsock/ws2def"
)

// asynchronous fills in a, which says how an operation with overlapped and the address of
// a completion routine, 0 for none, tells of its end; nil without overlapped.
func asynchronous(a *core.Async, overlapped *Overlapped, address uintptr) *core.Async {
	if overlapped == nil {
		return nil
	}
	a.Overlapped = overlapped
	if address != 0 {
		routine.Set(a, address)
	}
	return a
}

// CreateIoCompletionPort makes a completion port, or associates the overlapped
// socket filehandle with one: the ends of its operations become packets with key.
// filehandle InvalidHandle: only a port is made; cphandle 0: the socket gets a new
// one. threadcnt is how many threads of C the port lets run at once, 0 for as many
// as there are processors; goroutines are no threads, and are not counted.
//
// Errors: ERROR_INVALID_HANDLE (filehandle is no socket, cphandle no port),
// ERROR_INVALID_PARAMETER (no socket but a port; a socket that has one already or
// is not overlapped), ERROR_NOT_ENOUGH_MEMORY.
//
// Source: O-181…O-194.
func CreateIoCompletionPort(filehandle, cphandle Handle, key uintptr, threadcnt uint32) (handle Handle, err error) {
	h, e := core.CreatePort(filehandle, cphandle, key, threadcnt)
	return h, e.Err()
}

// GetQueuedCompletionStatus takes the next packet of the port cphandle, and holds
// the goroutine's thread until there is one or timeout milliseconds have passed
// (INFINITE: no limit). It fills qty, key and overlapped. An error with overlapped
// not nil is that of the operation, whose packet was taken.
//
// Errors: ERROR_INVALID_HANDLE, WAIT_TIMEOUT, ERROR_ABANDONED_WAIT_0 (the port was
// closed), and those of operations, in the Win32 error space: ERROR_NETNAME_DELETED,
// ERROR_OPERATION_ABORTED, ERROR_MORE_DATA and so on.
//
// Source: O-195…O-210.
func GetQueuedCompletionStatus(cphandle Handle, qty *uint32, key *uintptr, overlapped **Overlapped, timeout uint32) (err error) {
	var packet [1]object.Packet
	*overlapped = nil
	if _, e := get(cphandle, packet[:], timeout); e != 0 {
		return e.Err()
	}
	*qty, *key, *overlapped = packet[0].Bytes, packet[0].Key, operationAt(packet[0].Overlapped)
	if status := ws2def.NTStatus(packet[0].Status); status != ws2def.STATUS_SUCCESS && !status.Success() {
		return status.Win32().Err()
	}
	return nil
}

// get takes packets of the port h.
func get(h Handle, packets []object.Packet, timeout uint32) (int, Errno) {
	p, e := object.FindPort(h)
	if e != 0 {
		return 0, e
	}
	return p.Get(nil, packets, timeout, false)
}

// operationAt is the OVERLAPPED at an address that a program gave before, and whose
// business it is that it still exists, as on Windows.
func operationAt(address uintptr) *Overlapped {
	return *(**Overlapped)(unsafe.Pointer(&address))
}

// GetQueuedCompletionStatusEx takes packets of the port cphandle into entries: all
// that there are and fit, at least one; it returns how many. Each entry's Internal
// is the status of its operation.
//
// Errors: ERROR_INVALID_HANDLE, ERROR_INVALID_PARAMETER (no entries), WAIT_TIMEOUT,
// ERROR_ABANDONED_WAIT_0.
//
// Source: O-211…O-217.
func GetQueuedCompletionStatusEx(cphandle Handle, entries []OverlappedEntry, timeout uint32) (n int, err error) {
	if len(entries) == 0 {
		return 0, Errno(ws2def.ERROR_INVALID_PARAMETER).Err()
	}
	var packets [64]object.Packet
	n, e := get(cphandle, packets[:min(len(packets), len(entries))], timeout)
	for i, p := range packets[:n] {
		entries[i] = OverlappedEntry{
			CompletionKey: p.Key, Overlapped: operationAt(p.Overlapped),
			Internal: uintptr(p.Status), NumberOfBytesTransferred: p.Bytes,
		}
	}
	return n, e.Err()
}

// PostQueuedCompletionStatus adds a packet with qty, key and overlapped, which can
// be anything, to the port cphandle.
//
// Errors: ERROR_INVALID_HANDLE, ERROR_NOT_ENOUGH_MEMORY.
//
// Source: O-201, O-202.
func PostQueuedCompletionStatus(cphandle Handle, qty uint32, key uintptr, overlapped *Overlapped) (err error) {
	p, e := object.FindPort(cphandle)
	if e == 0 {
		e = p.Post(object.Packet{Key: key, Overlapped: uintptr(unsafe.Pointer(overlapped)), Bytes: qty})
	}
	return e.Err()
}

// SetFileCompletionNotificationModes adds FILE_SKIP_ flags to those of the socket.
//
// Errors: ERROR_INVALID_HANDLE, ERROR_INVALID_PARAMETER (unknown flags, not
// overlapped).
//
// Source: O-234…O-241.
func SetFileCompletionNotificationModes(handle Handle, flags uint8) (err error) {
	return core.SetModes(handle, uint32(flags)).Err()
}

// CancelIo asks for the end of all operations on s that goroutines have started, but of
// those with a completion routine only of this thread's.
//
// Errors: ERROR_INVALID_HANDLE.
//
// Source: O-242.
func CancelIo(s Handle) (err error) {
	if routine.Used() {
		_ = core.CancelBy(s, routine.ThreadID())
	}
	return core.CancelBy(s, 0).Err()
}

// CancelIoEx asks for the end of the operations on s that were started with o, or
// of all when o is nil. They tell of it as of any other end.
//
// Errors: ERROR_INVALID_HANDLE, ERROR_NOT_FOUND (there are none).
//
// Source: O-243…O-253.
func CancelIoEx(s Handle, o *Overlapped) (err error) { return core.Cancel(s, o).Err() }

// WSAGetOverlappedResult tells how the operation with o on the socket h ended: the
// bytes it moved and its MSG_ flags. wait: it waits for the end.
//
// Errors: WSAENOTSOCK, WSA_IO_INCOMPLETE (not over yet), WSAEFAULT (a nil pointer)
// and the operation's own: WSAECONNRESET, WSA_OPERATION_ABORTED, WSAEMSGSIZE (with
// the bytes) and so on.
//
// Source: O-091…O-098.
func WSAGetOverlappedResult(h Handle, o *Overlapped, bytes *uint32, wait bool, flags *uint32) (err error) {
	if o == nil || bytes == nil || flags == nil {
		return refuse(h, ws2def.WSAEFAULT)
	}
	n, f, e := core.Result(h, o, nil, wait, spi.Park)
	if e != ws2def.WSA_IO_INCOMPLETE {
		*bytes = n
	}
	if e == 0 {
		*flags = f
	}
	return e.Err()
}

// GetOverlappedResult is [WSAGetOverlappedResult] with the errors of Win32.
//
// Errors: ERROR_INVALID_HANDLE, ERROR_IO_INCOMPLETE, ERROR_NETNAME_DELETED,
// ERROR_OPERATION_ABORTED, ERROR_MORE_DATA and so on.
//
// Source: O-099.
func GetOverlappedResult(handle Handle, overlapped *Overlapped, done *uint32, wait bool) (err error) {
	n, e := core.Win32Result(handle, overlapped, nil, wait, spi.Park)
	*done = n
	return e.Err()
}

// HasOverlappedIoCompleted reports whether the operation with o is over.
//
// Source: O-100.
func HasOverlappedIoCompleted(o *Overlapped) bool {
	return core.Ended(o)
}
