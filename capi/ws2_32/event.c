/* event.c: WSAEVENTs are event objects like any other, also before WSAStartup. */
#include <winsock2.h>
#include <windows.h>

#include "result.h"

/* Source: O-285. */
WSAEVENT WSAAPI WSACreateEvent(void)
{
	return CreateEventW(NULL, TRUE, FALSE, NULL);
}

/* Source: O-286. */
BOOL WSAAPI WSACloseEvent(WSAEVENT event)
{
	return CloseHandle(event);
}

BOOL WSAAPI WSASetEvent(WSAEVENT event)
{
	return SetEvent(event);
}

BOOL WSAAPI WSAResetEvent(WSAEVENT event)
{
	return ResetEvent(event);
}

/* Source: O-287...O-292. */
DWORD WSAAPI WSAWaitForMultipleEvents(DWORD n, const WSAEVENT *events, BOOL all, DWORD timeout,
	BOOL alertable)
{
	if (n == 0 || n > WSA_MAXIMUM_WAIT_EVENTS || !ws_readable(events, n * sizeof *events)) {
		ws_fail(WSA_INVALID_PARAMETER);
		return WSA_WAIT_FAILED;
	}
	return WaitForMultipleObjectsEx(n, events, all, timeout, alertable);
}
