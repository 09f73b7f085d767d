package ws2def

// NTStatus is how an operation ended, as the low 32 bits of [Overlapped].Internal
// have it; the zero value means success. Winsock and the rest of the system
// answer with different error codes for the same status.
type NTStatus uint32

// Parts of a status.
const (
	statusNative   = 0x10000000 // a status that was passed through an HRESULT
	statusCustomer = 0x20000000 // a program's own status
	statusWin32    = 0xC0070000 // a Win32 error as a status; the code is in the low half
	statusHResult  = 0x80070000 // the same as an HRESULT
)

// Success reports whether the status is no warning and no error. It is true
// of [STATUS_PENDING] too.
//
// Source: O-104
func (s NTStatus) Success() bool { return int32(s) >= 0 }

// WSA returns the error that WSAGetOverlappedResult and completion routines
// give for the status: 0 for success, and WSAEINVAL for what has no code of its
// own.
//
// Source: O-102 … O-153
func (s NTStatus) WSA() Errno {
	if s == STATUS_SUCCESS {
		return 0
	}
	if e := s.knownWSA(); e != 0 || s.Success() {
		return e
	}
	return WSAEINVAL
}

// Win32 returns the error that GetQueuedCompletionStatus and
// GetOverlappedResult give for the status. It is not 0 for statuses that mean
// success and tell more; [NTStatus.Success] tells those from failures.
// ERROR_MR_MID_NOT_FOUND stands for what has no code of its own.
//
// Source: O-102 … O-153
func (s NTStatus) Win32() Errno {
	if s == STATUS_SUCCESS {
		return 0
	}
	if s&statusCustomer != 0 {
		return Errno(s)
	}
	s &^= statusNative
	if e := s.knownWin32(); e != 0 {
		return e
	}
	if high := s & 0xFFFF0000; high == statusWin32 || high == statusHResult {
		return Errno(s & 0xFFFF)
	}
	return ERROR_MR_MID_NOT_FOUND
}
