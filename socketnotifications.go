package winsock

import (
	"winsock/internal/core"
	"winsock/ws2def"
)

// ProcessSocketNotifications registers sockets for notifications at the port
// completionPort, and takes packets from it as [GetQueuedCompletionStatusEx] does:
// without entries none, and timeout must be 0 then. How each registration went it
// notes in its RegistrationResult; also when no packet came in time.
//
// A notification is a packet with the registration's key and without an OVERLAPPED;
// [SocketNotificationRetrieveEvents] gives its events.
//
// Errors: WSANOTINITIALISED, WSAEINVAL (no port; a time-out without entries),
// WSAENOBUFS: nothing was registered then. WAIT_TIMEOUT, ERROR_ABANDONED_WAIT_0.
//
// Source: O-471…O-479.
func ProcessSocketNotifications(completionPort Handle, registrations []SockNotifyRegistration, timeout uint32, entries []OverlappedEntry) (n int, err error) {
	if len(entries) == 0 && timeout != 0 {
		return 0, Errno(ws2def.WSAEINVAL).Err()
	}
	if e := core.RegisterNotifications(completionPort, registrations); e != 0 {
		return 0, e.Err()
	}
	if len(entries) == 0 {
		return 0, nil
	}
	return GetQueuedCompletionStatusEx(completionPort, entries, timeout)
}

// SocketNotificationRetrieveEvents gives the SOCK_NOTIFY_EVENT_ bits of a
// notification.
//
// Source: O-473, O-477.
func SocketNotificationRetrieveEvents(notification *OverlappedEntry) uint32 {
	return notification.NumberOfBytesTransferred
}
