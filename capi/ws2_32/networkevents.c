/* networkevents.c: network events, told by event objects or messages. */
#include <winsock2.h>

#include "winsockgo.h"
#include "base.h"
#include "result.h"

/* Source: O-293...O-297. */
int WSAAPI WSAEventSelect(SOCKET s, WSAEVENT event, LONG events)
{
	WS_ALIVE(SOCKET_ERROR);
	return ws_done(ws_go_event_select(s, (uintptr_t)event, events));
}

/* Source: O-299...O-303. */
int WSAAPI WSAEnumNetworkEvents(SOCKET s, WSAEVENT event, LPWSANETWORKEVENTS happened)
{
	WS_ALIVE(SOCKET_ERROR);
	return ws_done(
		ws_go_enum_network_events(s, (uintptr_t)event, ws_out(happened, sizeof *happened)));
}

/* Source: O-305, O-337...O-340. */
int WSAAPI WSAAsyncSelect(SOCKET s, HWND window, u_int message, LONG events)
{
	return ws_async_select_as(s, s, window, message, events);
}

int ws_async_select_as(SOCKET s, SOCKET known, HWND window, u_int message, LONG events)
{
	WS_ALIVE(SOCKET_ERROR);
	return ws_done(ws_go_async_select(s, known, (uintptr_t)window, message, events));
}
