package winsock

import (
	"os"

	"winsock/internal/handle"
	"winsock/internal/object"
	"winsock/internal/routine"
	"winsock/spi"
)

// Close is [CloseHandle].
func Close(fd Handle) error { return CloseHandle(fd) }

// CloseOnExec has child processes not get fd.
func CloseOnExec(fd Handle) { _ = SetHandleInformation(fd, HANDLE_FLAG_INHERIT, 0) }

// DuplicateHandle makes another handle to what hSourceHandle means. Both processes have
// to be [CurrentProcess]: sockets go to others by [WSADuplicateSocket]. There is nothing
// to dwDesiredAccess. dwOptions: DUPLICATE_CLOSE_SOURCE closes hSourceHandle, also when
// the call fails.
//
// Errors: ERROR_INVALID_HANDLE, ERROR_NOT_ENOUGH_MEMORY.
func DuplicateHandle(hSourceProcessHandle Handle, hSourceHandle Handle, hTargetProcessHandle Handle, lpTargetHandle *Handle, dwDesiredAccess uint32, bInheritHandle bool, dwOptions uint32) (err error) {
	if hSourceProcessHandle != object.CurrentProcess || hTargetProcessHandle != object.CurrentProcess {
		return Errno(ERROR_INVALID_HANDLE).Err()
	}
	flags := uint32(0)
	if bInheritHandle {
		flags = handle.Inherit
	}
	h, e := object.Duplicate(nil, hSourceHandle, flags)
	if lpTargetHandle != nil {
		*lpTargetHandle = h
	}
	if dwOptions&DUPLICATE_CLOSE_SOURCE != 0 {
		if closed := object.Close(hSourceHandle, spi.Park); e == 0 {
			e = closed
		}
	}
	return e.Err()
}

// GetCurrentProcess is [CurrentProcess].
func GetCurrentProcess() (Handle, error) { return CurrentProcess(), nil }

// GetCurrentProcessId is the number of this process.
func GetCurrentProcessId() (pid uint32) { return uint32(os.Getpid()) }

// GetCurrentThreadId is the number of the thread that the goroutine runs on.
func GetCurrentThreadId() (id uint32) { return routine.ThreadID() }
