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

int64_t ws_go_file_recv(uintptr_t socket, void *buffer, uint32_t count);
int64_t ws_go_file_send(uintptr_t socket, const void *buffer, uint32_t count);
int64_t ws_go_file_start(uintptr_t socket, void *buffer, uint32_t count, int32_t write,
			 struct ws_async *async);

/* file_error is what calls for files name a failure of a socket. */
static unsigned file_error(unsigned error)
{
	switch (error) {
	case WSAECONNRESET: return ERROR_NETNAME_DELETED;
	case WSAECONNABORTED: return ERROR_CONNECTION_ABORTED;
	case WSAENOTSOCK: return ERROR_INVALID_HANDLE;
	case WSAEINTR: return ERROR_OPERATION_ABORTED;
	case WSAEMSGSIZE: return ERROR_MORE_DATA;
	case WSAEINVAL: return ERROR_INVALID_PARAMETER;
	default: return error;
	}
}

unsigned ws_socket_transfer(const struct ws_file_transfer *t, DWORD *done, OVERLAPPED *overlapped,
			    LPOVERLAPPED_COMPLETION_ROUTINE routine)
{
	uintptr_t s = (uintptr_t)t->socket;
	struct ws_async async, *a;
	int64_t n;

	if (!(t->write ? ws_readable(t->buffer, t->count) : ws_writable(t->buffer, t->count)) ||
	    (overlapped != NULL && !ws_writable(overlapped, sizeof *overlapped)))
		return ERROR_NOACCESS;
	a = ws_async_of(&async, overlapped, routine);
	if (a != NULL) {
		a->win32 = 1;
		n = ws_go_file_start(s, t->buffer, t->count, t->write, a);
	} else {
		n = t->write ? ws_go_file_send(s, t->buffer, t->count)
			     : ws_go_file_recv(s, t->buffer, t->count);
	}
	if (n < 0)
		return file_error((unsigned)-n);
	*done = (DWORD)n;
	return 0;
}
