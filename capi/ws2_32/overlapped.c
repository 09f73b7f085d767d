/* overlapped.c: how overlapped operations ended. */
#include <winsock2.h>

#include "winsockgo.h"
#include "result.h"

/* Source: O-091...O-098. */
BOOL WSAAPI WSAGetOverlappedResult(SOCKET s, LPWSAOVERLAPPED overlapped, LPDWORD count, BOOL wait,
	LPDWORD flags)
{
	WS_ALIVE(FALSE);
	int error = ws_go_check(s);
	if (error == 0 && !(ws_readable(overlapped, sizeof *overlapped) &&
				  ws_writable(count, sizeof *count) && ws_writable(flags, sizeof *flags)))
		error = WSAEFAULT;
	if (error == 0)
		error = ws_go_overlapped_result(s, overlapped, count, wait, flags);
	if (error != 0)
		ws_last_error = (unsigned)error;
	return error == 0;
}
