/* select.c: select, WSAPoll and the sets. */
#include <winsock2.h>

#include "winsockgo.h"
#include "refuse.h"
#include "result.h"

/* set reports whether a set is NULL or all there; programs choose its length. */
static int set(fd_set *s)
{
	return s == NULL ||
		(ws_writable(&s->fd_count, sizeof s->fd_count) &&
			ws_writable(s->fd_array, (size_t)s->fd_count * sizeof s->fd_array[0]));
}

/* Source: S-396...S-426. */
int WSAAPI select(int ignored, fd_set *read, fd_set *write, fd_set *except,
	const struct timeval *timeout)
{
	WS_ALIVE(SOCKET_ERROR);
	(void)ignored;
	if (!set(read) || !set(write) || !set(except) ||
		(timeout != NULL && !ws_readable(timeout, sizeof *timeout)))
		return ws_fail(ws_refusal_started(WSAEFAULT));
	return (int)ws_count(ws_go_select(read, write, except, (void *)timeout));
}

/* Source: S-405. It needs no start-up. */
int WSAAPI __WSAFDIsSet(SOCKET s, fd_set *set)
{
	for (u_int i = 0; i < set->fd_count; i++)
		if (set->fd_array[i] == s)
			return 1;
	return 0;
}

/* Source: S-427...S-455. */
int WSAAPI WSAPoll(LPWSAPOLLFD fds, ULONG n, INT timeout)
{
	WS_ALIVE(SOCKET_ERROR);
	if (n != 0 && !ws_writable(fds, (size_t)n * sizeof *fds))
		return ws_fail(ws_refusal_started(WSAEFAULT));
	return (int)ws_count(ws_go_poll(fds, n, timeout));
}
