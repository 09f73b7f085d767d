/* event.c: WSAEVENTs are event objects like any other. */
#include <winsock2.h>
#include <windows.h>

#include "winsockgo.h"
#include "result.h"

/* started leaves the last error alone when all is well (O-290). */
static BOOL started(void)
{
	WS_ALIVE(FALSE);
	int error = ws_go_started();
	return error == 0 || ws_fail(error) == 0;
}

/* Source: O-285. */
WSAEVENT WSAAPI WSACreateEvent(void)
{
	return started() ? CreateEventW(NULL, TRUE, FALSE, NULL) : WSA_INVALID_EVENT;
}

/* Source: O-286. */
BOOL WSAAPI WSACloseEvent(WSAEVENT event)
{
	return started() && CloseHandle(event);
}

BOOL WSAAPI WSASetEvent(WSAEVENT event)
{
	return started() && SetEvent(event);
}

BOOL WSAAPI WSAResetEvent(WSAEVENT event)
{
	return started() && ResetEvent(event);
}

/* Source: O-287...O-292. */
DWORD WSAAPI WSAWaitForMultipleEvents(DWORD n, const WSAEVENT *events, BOOL all, DWORD timeout,
	BOOL alertable)
{
	if (!started())
		return WSA_WAIT_FAILED;
	if (n == 0 || n > WSA_MAXIMUM_WAIT_EVENTS || !ws_readable(events, n * sizeof *events)) {
		ws_fail(WSA_INVALID_PARAMETER);
		return WSA_WAIT_FAILED;
	}
	return WaitForMultipleObjectsEx(n, events, all, timeout, alertable);
}
