/* startup.c: WSAStartup and WSACleanup, the last error. */
#include <winsock2.h>

#include "winsockgo.h"
#include "interrupt.h"
#include "express.h"
#include "hooked.h"
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
	if (WSAIsBlocking())
		return WSAEINPROGRESS;
	__atomic_store_n(&started, 1, __ATOMIC_RELAXED);
	int error = ws_go_startup(version, ws_out(data, sizeof *data), (unsigned)ws_interruption(),
		ws_lanes, ws_expresses);
	if (error == 0 && LOBYTE(data->wVersion) == 1)
		ws_hooks_allow();
	return error;
}

int WSAAPI WSACleanup(void)
{
	WS_ALIVE(SOCKET_ERROR);
	int error = ws_go_cleanup();
	if (error == 0 && ws_go_started() != 0)
		ws_hooks_end();
	return ws_done(error);
}

int WSAAPI WSAGetLastError(void)
{
	return (int)ws_last_error;
}

void WSAAPI WSASetLastError(int error)
{
	ws_last_error = (unsigned int)error;
}
