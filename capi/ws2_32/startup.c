/* startup.c: WSAStartup and WSACleanup, the last error, the blocking hooks. */
#include <winsock2.h>

#include "winsockgo.h"
#include "interrupt.h"
#include "express.h"
#include "lane.h"
#include "result.h"

/* started says that WSAStartup was called: before, there is nothing that an end ends. */
static int started;

/* flush lets providers write what they keep when the program ends without WSACleanup. */
__attribute__((destructor)) static void flush(void)
{
	if (__atomic_load_n(&started, __ATOMIC_RELAXED) && !ws_forked)
		ws_go_flush();
}

/* Source: S-001...S-030. The error is the result, not the last error. */
int WSAAPI WSAStartup(WORD version, LPWSADATA data)
{
	if (ws_forked)
		return WSASYSNOTREADY;
	__atomic_store_n(&started, 1, __ATOMIC_RELAXED);
	return ws_go_startup(version, ws_out(data, sizeof *data), (unsigned)ws_interruption(), ws_lanes,
		ws_expresses);
}

int WSAAPI WSACleanup(void)
{
	WS_ALIVE(SOCKET_ERROR);
	return ws_done(ws_go_cleanup());
}

int WSAAPI WSAGetLastError(void)
{
	return (int)ws_last_error;
}

void WSAAPI WSASetLastError(int error)
{
	ws_last_error = (unsigned int)error;
}

/*
 * Blocking hooks are Winsock 1.1's; programs for 2.2 have none and no thread of
 * theirs is ever inside a call of their own.
 *
 * Source: P-276, S-016.
 */
BOOL WSAAPI WSAIsBlocking(void)
{
	return FALSE;
}

FARPROC WSAAPI WSASetBlockingHook(FARPROC hook)
{
	(void)hook;
	ws_fail(WSAEOPNOTSUPP);
	return NULL;
}

int WSAAPI WSAUnhookBlockingHook(void)
{
	return ws_fail(WSAEOPNOTSUPP);
}

int WSAAPI WSACancelBlockingCall(void)
{
	return ws_fail(WSAEOPNOTSUPP);
}
