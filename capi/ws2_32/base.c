/*
 * base.c: WSPStartup of the library, and what its functions have beside those of Winsock.
 *
 * Who comes with the library's own upcalls is a layer of this process: Winsock is started
 * then, and ends its layers itself. Everybody else's start-up is one of Winsock too.
 */
#include "base.h"

#include <stdlib.h>
#include <string.h>
#include <windows.h>

#include "winsockgo.h"
#include "callback.h"

/* How often WSPStartup was called by layers and by programs without WSPCleanup. */
static _Atomic int layers, programs;

/* What the last program to come wants to be told of new sockets. Source: P-203. */
static _Atomic LPWPUMODIFYIFSHANDLE modify;

bool ws_base_started(void)
{
	return __atomic_load_n(&layers, __ATOMIC_RELAXED) > 0 ||
		__atomic_load_n(&programs, __ATOMIC_RELAXED) > 0;
}

/* less takes one from a count. It reports false when there is none. */
static bool less(_Atomic int *count)
{
	int n = *count;
	while (n > 0)
		if (__atomic_compare_exchange_n(count, &n, n - 1, 0, __ATOMIC_RELAXED, __ATOMIC_RELAXED))
			return true;
	return false;
}

int WSPAPI ws_base_cleanup_layer(LPINT error)
{
	if (less(&layers))
		return 0;
	ws_tell(error, WSANOTINITIALISED);
	return SOCKET_ERROR;
}

int WSPAPI ws_base_cleanup_program(LPINT error)
{
	int result = WS_BASE(WSACleanup(), SOCKET_ERROR, error);
	if (result == 0)
		less(&programs);
	return result;
}

/* begin counts a start-up; the result is its error. */
static int begin(const WSPUPCALLTABLE *upcalls)
{
	WSADATA data;
	if (upcalls->lpWPUQueueApc == ws_upcalls.lpWPUQueueApc) {
		if (ws_go_started() != 0)
			return WSASYSNOTREADY;
		__atomic_add_fetch(&layers, 1, __ATOMIC_RELAXED);
		return 0;
	}
	int error = WSAStartup(MAKEWORD(2, 2), &data);
	if (error == 0) {
		__atomic_store_n(&modify, upcalls->lpWPUModifyIFSHandle, __ATOMIC_RELAXED);
		__atomic_add_fetch(&programs, 1, __ATOMIC_RELAXED);
	}
	return error;
}

/*
 * WSPStartup makes the library the provider of all entries of the catalog: of those whose
 * code is in Go for layers in C, and of whole chains for programs.
 *
 * Errors, which are the result: WSAVERNOTSUPPORTED (below 2.2), WSAEFAULT, WSAEINPROGRESS (in
 * a blocking hook), WSASYSNOTREADY. Source: P-199, P-201...P-203.
 */
int WSPAPI WSPStartup(WORD version, LPWSPDATA data, LPWSAPROTOCOL_INFOW info,
	WSPUPCALLTABLE upcalls, LPWSPPROC_TABLE table)
{
	static const WCHAR description[] = L"Winsock transports of this system";
	if (ws_forked)
		return WSASYSNOTREADY;
	if (LOBYTE(version) < 2 || (LOBYTE(version) == 2 && HIBYTE(version) < 2))
		return WSAVERNOTSUPPORTED;
	if (!ws_writable(data, sizeof *data) || !ws_readable(info, sizeof *info) ||
		!ws_writable(table, sizeof *table))
		return WSAEFAULT;
	int error = begin(&upcalls);
	if (error != 0)
		return error;
	memset(data, 0, sizeof *data);
	data->wVersion = data->wHighVersion = MAKEWORD(2, 2);
	memcpy(data->szDescription, description, sizeof description);
	*table = upcalls.lpWPUQueueApc == ws_upcalls.lpWPUQueueApc ? ws_base_for_layers
															  : ws_base_for_programs;
	return 0;
}

/* refused is the failure of a call that makes a socket. */
static SOCKET refused(int error)
{
	ws_fail(error);
	return INVALID_SOCKET;
}

SOCKET ws_base_socket_layer(int af, int type, int protocol, LPWSAPROTOCOL_INFOW info, GROUP g,
	DWORD flags)
{
	WS_ALIVE(INVALID_SOCKET);
	if (ws_inside > 0)
		return refused(WSAEINPROGRESS);
	if (!ws_readable(info, sizeof *info))
		return refused(WSAEINVAL);
	return (SOCKET)ws_count(ws_go_base_socket(af, type, protocol, info, g, flags));
}

SOCKET ws_base_socket_program(int af, int type, int protocol, LPWSAPROTOCOL_INFOW info, GROUP g,
	DWORD flags)
{
	return info == NULL ? refused(WSAEINVAL) : WSASocketW(af, type, protocol, info, g, flags);
}

SOCKET ws_base_new(SOCKET s)
{
	LPWPUMODIFYIFSHANDLE tell = __atomic_load_n(&modify, __ATOMIC_RELAXED);
	WSAPROTOCOL_INFOW entry;
	int size = sizeof entry, error = 0;
	if (s == INVALID_SOCKET || tell == NULL)
		return s;
	if (getsockopt(s, SOL_SOCKET, SO_PROTOCOL_INFOW, (char *)&entry, &size) != 0)
		error = (int)ws_last_error;
	else if (tell(entry.dwCatalogEntryId, s, &error) != s && error == 0)
		error = WSAEINVAL;
	if (error == 0)
		return s;
	closesocket(s);
	return refused(error);
}

bool ws_issuer_of(LPWSATHREADID thread, void *routine, struct ws_issuer *memory,
	const struct ws_issuer **issuer)
{
	*issuer = NULL;
	if (thread == NULL || routine == NULL)
		return true;
	if (!ws_readable(thread, sizeof *thread))
		return false;
	memory->thread = (void *)ws_go_thread_record(ws_thread_issues(), (uintptr_t)thread->ThreadHandle,
		&memory->id);
	if (memory->thread == NULL)
		return false;
	if (memory->id != ws_thread_id()) {
		ws_alerts_begin();
		*issuer = memory;
	}
	return true;
}

/* A set of sockets by their lower values, for as many as the program's has. */
struct lower {
	fd_set *set;	/* NULL: none */
	fd_set *own;	/* memory of ours, of any length */
	fd_set few;
};

/* descend makes the lower set of a layer's set; it reports false when there is no memory. */
static bool descend(struct lower *l, fd_set *from)
{
	l->set = l->own = NULL;
	if (from == NULL)
		return true;
	l->set = &l->few;
	if (from->fd_count > FD_SETSIZE)
		l->set = l->own = malloc(sizeof(fd_set) + from->fd_count * sizeof(SOCKET));
	if (l->set == NULL)
		return false;
	l->set->fd_count = from->fd_count;
	for (u_int i = 0; i < from->fd_count; i++)
		l->set->fd_array[i] = ws_below_of(from->fd_array[i]);
	return true;
}

/* ascend keeps in a layer's set what is left in the lower one, which is in the same order. */
static void ascend(struct lower *l, fd_set *to)
{
	u_int n = 0;
	for (u_int i = 0; to != NULL && i < to->fd_count && n < l->set->fd_count; i++)
		if (ws_below_of(to->fd_array[i]) == l->set->fd_array[n])
			to->fd_array[n++] = to->fd_array[i];
	if (to != NULL)
		to->fd_count = n;
	free(l->own);
}

/* whole reports whether a set is NULL or all there. */
static bool whole(fd_set *set)
{
	return set == NULL ||
		(ws_writable(&set->fd_count, sizeof set->fd_count) &&
			ws_writable(set->fd_array, set->fd_count * sizeof set->fd_array[0]));
}

int ws_base_select(fd_set *read, fd_set *write, fd_set *except, const struct timeval *timeout)
{
	struct lower r, w, e;
	if (!whole(read) || !whole(write) || !whole(except))
		return ws_fail(WSAEFAULT);
	bool room = descend(&r, read);
	room = descend(&w, write) && room;
	room = descend(&e, except) && room;
	int n = room ? select(0, r.set, w.set, e.set, timeout) : ws_fail(WSAENOBUFS);
	if (n < 0) {
		free(r.own);
		free(w.own);
		free(e.own);
		return n;
	}
	ascend(&r, read);
	ascend(&w, write);
	ascend(&e, except);
	return n;
}
