/*
 * filesocket.c: ReadFile and WriteFile of sockets: WSARecv and WSASend with the
 * errors of files.
 *
 * Source: P-049, O-099, O-221.
 */
#include "filesocket.h"

#include <stdint.h>

#include "async.h"
#include "probe.h"

int64_t ws_go_file_transfer(uintptr_t socket, void *buffer, uint32_t count, int32_t write,
			    struct ws_async *async);

unsigned ws_socket_transfer(const struct ws_file_transfer *t, DWORD *done, OVERLAPPED *overlapped,
			    LPOVERLAPPED_COMPLETION_ROUTINE routine)
{
	struct ws_async async, *a;
	int64_t n;

	if (!(t->write ? ws_readable(t->buffer, t->count) : ws_writable(t->buffer, t->count)) ||
	    (overlapped != NULL && !ws_writable(overlapped, sizeof *overlapped)))
		return ERROR_NOACCESS;
	a = ws_async_of(&async, overlapped, routine);
	if (a != NULL)
		a->win32 = 1;
	n = ws_go_file_transfer((uintptr_t)t->socket, t->buffer, t->count, t->write, a);
	if (n < 0)
		return (unsigned)-n;
	*done = (DWORD)n;
	return 0;
}
