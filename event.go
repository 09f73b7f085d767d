package winsock

import (
	"winsock/internal/call"
	"winsock/internal/handle"
	"winsock/internal/object"
	"winsock/internal/routine"
	"winsock/spi"
)

// SecurityAttributes says whether child processes get a new handle. Its descriptor
// is not looked at.
type SecurityAttributes struct {
	Length             uint32
	SecurityDescriptor *SECURITY_DESCRIPTOR
	InheritHandle      uint32
}

// CreateEvent makes an event object, or finds the one that has the name, in any
// process: then err is ERROR_ALREADY_EXISTS beside a good handle. name is
// UTF-16, nil for no name. With manualReset the event stays signalled until
// [ResetEvent], without it lets one wait through; initialState not 0 signals it.
//
// Errors: ERROR_INVALID_HANDLE (the name is another kind's),
// ERROR_INVALID_PARAMETER (too long a name), ERROR_NOT_ENOUGH_MEMORY.
func CreateEvent(eventAttrs *SecurityAttributes, manualReset uint32, initialState uint32, name *uint16) (Handle, error) {
	flags := uint32(0)
	if eventAttrs != nil && eventAttrs.InheritHandle != 0 {
		flags = handle.Inherit
	}
	h, exists, e := object.CreateEvent(call.WideText(name), manualReset != 0, initialState != 0, flags)
	if exists {
		e = ERROR_ALREADY_EXISTS
	}
	return h, e.Err()
}

// OpenEvent finds the event object that has the name. Everybody has all access.
//
// Errors: ERROR_INVALID_PARAMETER (no name), ERROR_INVALID_HANDLE (the name is
// another kind's), 2 (ERROR_FILE_NOT_FOUND).
func OpenEvent(desiredAccess uint32, inheritHandle bool, name *uint16) (Handle, error) {
	flags := uint32(0)
	if inheritHandle {
		flags = handle.Inherit
	}
	h, e := object.OpenEvent(call.WideText(name), flags)
	return h, e.Err()
}

// SetEvent signals event. Errors: ERROR_INVALID_HANDLE.
func SetEvent(event Handle) error { return object.SetEvent(event).Err() }

// ResetEvent takes the signal of event back. Errors: ERROR_INVALID_HANDLE.
func ResetEvent(event Handle) error { return object.ResetEvent(event).Err() }

// PulseEvent signals event for those who wait at this moment: all of them, or one
// when it is of automatic reset. Errors: ERROR_INVALID_HANDLE.
func PulseEvent(event Handle) error { return object.PulseEvent(event).Err() }

// CloseHandle closes a handle; of a socket it does what [Closesocket] does.
// Errors: ERROR_INVALID_HANDLE.
func CloseHandle(h Handle) error { return object.Close(h, spi.Park).Err() }

// WaitForSingleObject waits until h is signalled, waitMilliseconds at most (INFINITE:
// as long as it takes). event is WAIT_OBJECT_0, 258 (WAIT_TIMEOUT) when the time
// has passed, or WAIT_FAILED.
//
// Errors: ERROR_INVALID_HANDLE.
func WaitForSingleObject(h Handle, waitMilliseconds uint32) (event uint32, err error) {
	return WaitForMultipleObjects([]Handle{h}, false, waitMilliseconds)
}

// WaitForMultipleObjects waits until one of handles is signalled, or with waitAll
// until all are at one moment, and takes the signal of those of automatic reset
// that satisfied it. event is WAIT_OBJECT_0 plus the lowest index of one that is
// signalled (with waitAll: plus 0), or as for [WaitForSingleObject].
//
// Errors: ERROR_INVALID_PARAMETER (none or more than 64, or with waitAll one object
// twice), ERROR_INVALID_HANDLE.
//
// Source: O-287…O-290.
func WaitForMultipleObjects(handles []Handle, waitAll bool, waitMilliseconds uint32) (event uint32, err error) {
	event, e := object.Wait(nil, handles, waitAll, waitMilliseconds, false, spi.Park)
	return event, e.Err()
}

// WSACreateEvent makes an event object as [CreateEvent] does: without a name, of
// manual reset, not signalled and not for child processes. It needs no WSAStartup,
// and neither do the calls below.
//
// Errors: WSA_NOT_ENOUGH_MEMORY.
//
// Source: O-285.
func WSACreateEvent() (Handle, error) {
	return CreateEvent(nil, 1, 0, nil)
}

// WSACloseEvent is [CloseHandle] for an event. Errors: WSA_INVALID_HANDLE.
//
// Source: O-286.
func WSACloseEvent(event Handle) error {
	return CloseHandle(event)
}

// WSASetEvent is [SetEvent]. Errors: WSA_INVALID_HANDLE.
//
// Source: O-286.
func WSASetEvent(event Handle) error {
	return SetEvent(event)
}

// WSAResetEvent is [ResetEvent]. Errors: WSA_INVALID_HANDLE.
//
// Source: O-286.
func WSAResetEvent(event Handle) error {
	return ResetEvent(event)
}

// WSAWaitForMultipleEvents is [WaitForMultipleObjects]. With alertable, completion
// routines that are queued to the thread, or come meanwhile, are called as in [SleepEx]
// unless an event is signalled already; event is WSA_WAIT_IO_COMPLETION then.
//
// Errors: WSA_INVALID_PARAMETER, WSA_INVALID_HANDLE.
//
// Source: O-157, O-164, O-287…O-292.
func WSAWaitForMultipleEvents(events []Handle, waitAll bool, timeout uint32, alertable bool) (event uint32, err error) {
	if !alertable {
		return WaitForMultipleObjects(events, waitAll, timeout)
	}
	event, e := routine.Alertably(func(t *object.Thread) (uint32, Errno) {
		return object.Wait(t, events, waitAll, timeout, true, spi.Hold)
	})
	return event, e.Err()
}
