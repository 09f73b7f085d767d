/*
 * socketnotifications.c: what sockets are ready for, told by packets.
 *
 * Source: O-471...O-479.
 */
#include <winsock2.h>
#include <ioapiset.h>

#include "winsockgo.h"
#include "result.h"

/*
 * registrations makes the registrations of a call: 0, or why none is made. There are
 * no more of them than the process may have handles.
 */
static DWORD registrations(HANDLE port, SOCK_NOTIFY_REGISTRATION *all, UINT32 n)
{
	if ((all == NULL) != (n == 0))
		return WSAEINVAL;
	if (n != 0 && !ws_writable(all, (size_t)n * sizeof *all))
		return WSAEFAULT;
	return (DWORD)ws_go_register_notifications((uintptr_t)port, all, n);
}

/* The last error stays what it is. Source: O-471, O-475, O-479. */
DWORD WSAAPI ProcessSocketNotifications(HANDLE port, UINT32 registration_count,
	SOCK_NOTIFY_REGISTRATION *registration, UINT32 timeout, ULONG room,
	OVERLAPPED_ENTRY *entries, UINT32 *received)
{
	WS_ALIVE(WSANOTINITIALISED);
	DWORD last = ws_last_error;
	DWORD error = 0;
	ULONG count = 0;
	if (room == 0 ? timeout != 0 || entries != NULL || received != NULL : entries == NULL)
		return WSAEINVAL;
	if (room != 0 && (!ws_writable(entries, (size_t)room * sizeof *entries) ||
				 (received != NULL && !ws_writable(received, sizeof *received))))
		return WSAEFAULT;
	error = registrations(port, registration, registration_count);
	if (error == 0 && room != 0) {
		if (!GetQueuedCompletionStatusEx(port, entries, room, &count, timeout, FALSE))
			error = ws_last_error;
		if (received != NULL)
			*received = count;
	}
	ws_last_error = last;
	return error;
}
