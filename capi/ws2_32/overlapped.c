/* overlapped.c: how overlapped operations ended. */
#include <winsock2.h>

#include "winsockgo.h"
#include "result.h"
#include "threadid.h"

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
		error = ws_go_overlapped_result(ws_thread_record(), s, overlapped, count, wait, flags);
	return error == 0 || ws_done(error) == 0;
}
