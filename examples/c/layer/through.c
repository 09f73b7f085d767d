/*
 * through.c: the layer through which all data goes. It has handles of its own, so that all
 * calls have to come through it.
 *
 *	wscc -shared below.c through.c overlapped.c -o libcount.so -lws2_32
 */
#include "layer.h"

/* Make an id of your own with uuidgen; libcount.json has it, too. */
GUID layer = {0x2B9A6F04, 0x1D83, 0x4C6E, {0x9E, 0x57, 0x0A, 0xC4, 0x71, 0x3F, 0x28, 0xD6}};

struct socket *find(SOCKET h, LPINT error)
{
	DWORD_PTR context = 0;
	if (upcalls.lpWPUQuerySocketHandleContext(h, &context, error) != 0)
		return NULL;
	return (struct socket *)context;
}

/* own makes a socket of the provider below the layer's. */
static SOCKET own(const struct chain *c, SOCKET lower, LPINT error)
{
	struct socket *s;
	SOCKET h = INVALID_SOCKET;
	int none;
	if (lower == INVALID_SOCKET)
		return INVALID_SOCKET;
	*error = WSAENOBUFS;
	s = calloc(1, sizeof *s);
	if (s && watch(lower) == 0)
		h = upcalls.lpWPUCreateSocketHandle(c->entry, (DWORD_PTR)s, error);
	if (h == INVALID_SOCKET) {
		free(s);
		c->below.lpWSPCloseSocket(lower, &none);
		return INVALID_SOCKET;
	}
	s->chain = c;
	s->below = &c->below;
	s->handle = h;
	s->lower = lower;
	return h;
}

/* The lower socket is overlapped in any case: this layer waits for it at a port. */
static SOCKET WSPAPI count_socket(int af, int type, int protocol, LPWSAPROTOCOL_INFOW info,
	GROUP g, DWORD flags, LPINT error)
{
	const struct chain *c = chain_of(info);
	WSAPROTOCOL_INFOW lower;
	if (!c) {
		*error = WSAEINVAL;
		return INVALID_SOCKET;
	}
	lower = c->info;
	lower.dwProviderReserved = info->dwProviderReserved;
	flags |= WSA_FLAG_OVERLAPPED;
	return own(c, c->below.lpWSPSocket(af, type, protocol, &lower, g, flags, error), error);
}

/* As each function here: the handle is translated, the call goes down. */
static SOCKET WSPAPI count_accept(SOCKET h, struct sockaddr *name, LPINT len,
	LPCONDITIONPROC condition, DWORD_PTR context, LPINT error)
{
	struct socket *s = find(h, error);
	if (!s)
		return INVALID_SOCKET;
	return own(s->chain, s->below->lpWSPAccept(s->lower, name, len, condition, context, error),
		error);
}

/* A leaf that joins as itself is no new socket. */
static SOCKET WSPAPI count_join_leaf(SOCKET h, const struct sockaddr *name, int len,
	LPWSABUF caller, LPWSABUF callee, LPQOS sending, LPQOS group, DWORD flags, LPINT error)
{
	struct socket *s = find(h, error);
	SOCKET leaf;
	if (!s)
		return INVALID_SOCKET;
	leaf = s->below->lpWSPJoinLeaf(s->lower, name, len, caller, callee, sending, group, flags,
		error);
	return leaf == s->lower ? h : own(s->chain, leaf, error);
}

/* The handle is given back when the provider below has closed its socket. */
static int WSPAPI count_close(SOCKET h, LPINT error)
{
	struct socket *s = find(h, error);
	int result, none;
	if (!s)
		return SOCKET_ERROR;
	result = s->below->lpWSPCloseSocket(s->lower, error);
	if (result == 0) {
		upcalls.lpWPUCloseSocketHandle(h, &none);
		free(s);
	}
	return result;
}

/* Here are the bytes that come. To change them do it behind the call, and in finish. */
static int WSPAPI count_recvfrom(SOCKET h, LPWSABUF buffers, DWORD count, LPDWORD n,
	LPDWORD flags, struct sockaddr *from, LPINT from_len, LPWSAOVERLAPPED overlapped,
	LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread, LPINT error)
{
	struct socket *s = find(h, error);
	DWORD got = 0;
	int result;
	if (!s)
		return SOCKET_ERROR;
	if (overlapped && !routine)
		return begin_overlapped(s, false, buffers, count, *flags, flags, from, from_len, 0,
			overlapped, error);
	if (from)
		result = s->below->lpWSPRecvFrom(s->lower, buffers, count, &got, flags, from, from_len, NULL,
			NULL, thread, error);
	else
		result = s->below->lpWSPRecv(s->lower, buffers, count, &got, flags, NULL, NULL, thread, error);
	InterlockedExchangeAdd64(&received, got);
	if (n)
		*n = got;
	return result;
}

static int WSPAPI count_recv(SOCKET h, LPWSABUF buffers, DWORD count, LPDWORD n, LPDWORD flags,
	LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread,
	LPINT error)
{
	return count_recvfrom(h, buffers, count, n, flags, NULL, NULL, overlapped, routine, thread,
		error);
}

/* Here are the bytes that go. To change them send a copy: they are the program's. */
static int WSPAPI count_sendto(SOCKET h, LPWSABUF buffers, DWORD count, LPDWORD n, DWORD flags,
	const struct sockaddr *to, int to_len, LPWSAOVERLAPPED overlapped,
	LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread, LPINT error)
{
	struct socket *s = find(h, error);
	DWORD done = 0;
	int result;
	if (!s)
		return SOCKET_ERROR;
	if (overlapped && !routine)
		return begin_overlapped(s, true, buffers, count, flags, NULL, (struct sockaddr *)to, NULL,
			to_len, overlapped, error);
	if (to)
		result = s->below->lpWSPSendTo(s->lower, buffers, count, &done, flags, to, to_len, NULL, NULL,
			thread, error);
	else
		result = s->below->lpWSPSend(s->lower, buffers, count, &done, flags, NULL, NULL, thread, error);
	InterlockedExchangeAdd64(&sent, done);
	if (n)
		*n = done;
	return result;
}

static int WSPAPI count_send(SOCKET h, LPWSABUF buffers, DWORD count, LPDWORD n, DWORD flags,
	LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread,
	LPINT error)
{
	return count_sendto(h, buffers, count, n, flags, NULL, 0, overlapped, routine, thread, error);
}

/* What the structure says that the layer has filled when the transfer ended. */
static BOOL WSPAPI count_result(SOCKET h, LPWSAOVERLAPPED overlapped, LPDWORD n, BOOL wait,
	LPDWORD flags, LPINT error)
{
	if (!find(h, error))
		return FALSE;
	while (wait && overlapped->Internal == WSS_OPERATION_IN_PROGRESS)
		if (overlapped->hEvent)
			WaitForSingleObject(overlapped->hEvent, INFINITE);
		else
			SwitchToThread();
	*n = (DWORD)overlapped->InternalHigh;
	*flags = overlapped->Offset;
	*error = overlapped->Internal == WSS_OPERATION_IN_PROGRESS ? WSA_IO_INCOMPLETE
															   : (int)overlapped->OffsetHigh;
	return *error == 0;
}

/* translate makes a set of lower handles. */
static bool translate(const fd_set *set, fd_set *lower, LPINT error)
{
	lower->fd_count = 0;
	for (u_int i = 0; set && i < set->fd_count && i < FD_SETSIZE; i++) {
		struct socket *s = find(set->fd_array[i], error);
		if (!s)
			return false;
		lower->fd_array[lower->fd_count++] = s->lower;
	}
	return true;
}

/* keep keeps in a set those whose lower handles are left, which are in the same order. */
static void keep(fd_set *set, const fd_set *lower)
{
	u_int n = 0;
	int none;
	for (u_int i = 0; set && i < set->fd_count && n < lower->fd_count; i++) {
		struct socket *s = find(set->fd_array[i], &none);
		if (s && s->lower == lower->fd_array[n])
			set->fd_array[n++] = set->fd_array[i];
	}
	if (set)
		set->fd_count = n;
}

/* chain_in is the chain of a socket in one of the sets, which are all of one provider. */
static const struct chain *chain_in(fd_set *read, fd_set *write, fd_set *except)
{
	fd_set *sets[] = {read, write, except};
	int none;
	for (int i = 0; i < 3; i++)
		if (sets[i] && sets[i]->fd_count > 0)
			return find(sets[i]->fd_array[0], &none)->chain;
	return chain_of(NULL);
}

static int WSPAPI count_select(int nfds, fd_set *read, fd_set *write, fd_set *except,
	const struct timeval *timeout, LPINT error)
{
	fd_set r, w, e;
	int n;
	if (!translate(read, &r, error) || !translate(write, &w, error) ||
		!translate(except, &e, error))
		return SOCKET_ERROR;
	n = chain_in(read, write, except)->below.lpWSPSelect(nfds, read ? &r : NULL,
		write ? &w : NULL, except ? &e : NULL, timeout, error);
	if (n >= 0) {
		keep(read, &r);
		keep(write, &w);
		keep(except, &e);
	}
	return n;
}

static int WSPAPI count_ioctl(SOCKET h, DWORD code, LPVOID in, DWORD in_size, LPVOID out,
	DWORD out_size, LPDWORD n, LPWSAOVERLAPPED overlapped,
	LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread, LPINT error)
{
	struct socket *s = find(h, error);
	if (!s)
		return SOCKET_ERROR;
	if (overlapped) {
		*error = WSAEOPNOTSUPP;
		return SOCKET_ERROR;
	}
	return s->below->lpWSPIoctl(s->lower, code, in, in_size, out, out_size, n, NULL, routine, thread,
		error);
}

static INT WSPAPI count_address_to_string(LPSOCKADDR name, DWORD len, LPWSAPROTOCOL_INFOW info,
	LPWSTR text, LPDWORD text_len, LPINT error)
{
	struct chain *c = chain_of(info);
	return c->below.lpWSPAddressToString(name, len, info ? &c->info : NULL, text, text_len, error);
}

static INT WSPAPI count_string_to_address(LPWSTR text, INT family, LPWSAPROTOCOL_INFOW info,
	LPSOCKADDR name, LPINT len, LPINT error)
{
	struct chain *c = chain_of(info);
	return c->below.lpWSPStringToAddress(text, family, info ? &c->info : NULL, name, len, error);
}

static BOOL WSPAPI count_qos_by_name(SOCKET h, LPWSABUF name, LPQOS qos, LPINT error)
{
	struct socket *s = find(h, error);
	return s ? s->below->lpWSPGetQOSByName(s->lower, name, qos, error) : FALSE;
}

static int WSPAPI count_cancel_blocking_call(LPINT error)
{
	return chain_of(NULL)->below.lpWSPCancelBlockingCall(error);
}

static int WSPAPI count_cleanup(LPINT error)
{
	bool last;
	int result = end_below(error, &last);
	if (last)
		stop_worker();
	return result;
}

/* BELOW makes a function that goes on below with the lower handle. */
#define BELOW(function, member, parameters, arguments)      \
	static int WSPAPI function parameters                   \
	{                                                       \
		struct socket *s = find(h, error);                  \
		return s ? s->below->member arguments : SOCKET_ERROR;   \
	}

BELOW(count_bind, lpWSPBind, (SOCKET h, const struct sockaddr *name, int len, LPINT error),
	(s->lower, name, len, error))
BELOW(count_listen, lpWSPListen, (SOCKET h, int backlog, LPINT error), (s->lower, backlog, error))
BELOW(count_shutdown, lpWSPShutdown, (SOCKET h, int how, LPINT error), (s->lower, how, error))
BELOW(count_getsockname, lpWSPGetSockName,
	(SOCKET h, struct sockaddr *name, LPINT len, LPINT error), (s->lower, name, len, error))
BELOW(count_getpeername, lpWSPGetPeerName,
	(SOCKET h, struct sockaddr *name, LPINT len, LPINT error), (s->lower, name, len, error))
BELOW(count_connect, lpWSPConnect,
	(SOCKET h, const struct sockaddr *name, int len, LPWSABUF caller, LPWSABUF callee,
		LPQOS sending, LPQOS group, LPINT error),
	(s->lower, name, len, caller, callee, sending, group, error))
BELOW(count_setsockopt, lpWSPSetSockOpt,
	(SOCKET h, int level, int name, const char *value, int len, LPINT error),
	(s->lower, level, name, value, len, error))
BELOW(count_getsockopt, lpWSPGetSockOpt,
	(SOCKET h, int level, int name, char *value, LPINT len, LPINT error),
	(s->lower, level, name, value, len, error))
BELOW(count_event_select, lpWSPEventSelect, (SOCKET h, WSAEVENT event, LONG events, LPINT error),
	(s->lower, event, events, error))
BELOW(count_enum_events, lpWSPEnumNetworkEvents,
	(SOCKET h, WSAEVENT event, LPWSANETWORKEVENTS events, LPINT error),
	(s->lower, event, events, error))
BELOW(count_send_disconnect, lpWSPSendDisconnect, (SOCKET h, LPWSABUF data, LPINT error),
	(s->lower, data, error))
BELOW(count_recv_disconnect, lpWSPRecvDisconnect, (SOCKET h, LPWSABUF data, LPINT error),
	(s->lower, data, error))
BELOW(count_duplicate, lpWSPDuplicateSocket,
	(SOCKET h, DWORD process, LPWSAPROTOCOL_INFOW info, LPINT error),
	(s->lower, process, info, error))

/* The window would be told of the lower handle: programs have the library select for them. */
static int WSPAPI count_async_select(SOCKET h, HWND window, unsigned int message, LONG events,
	LPINT error)
{
	(void)h, (void)window, (void)message, (void)events;
	*error = WSAEOPNOTSUPP;
	return SOCKET_ERROR;
}

int WSPAPI WSPStartup(WORD version, LPWSPDATA data, LPWSAPROTOCOL_INFOW info,
	WSPUPCALLTABLE table, LPWSPPROC_TABLE calls)
{
	int error;
	if (LOBYTE(version) < 2 || (LOBYTE(version) == 2 && HIBYTE(version) < 2))
		return WSAVERNOTSUPPORTED;
	if (!start_below(version, info, table, &error))
		return error;
	data->wVersion = data->wHighVersion = MAKEWORD(2, 2);
	wcscpy(data->szDescription, L"Counts bytes");
	*calls = (WSPPROC_TABLE){
		.lpWSPAccept = count_accept,
		.lpWSPAddressToString = count_address_to_string,
		.lpWSPAsyncSelect = count_async_select,
		.lpWSPBind = count_bind,
		.lpWSPCancelBlockingCall = count_cancel_blocking_call,
		.lpWSPCleanup = count_cleanup,
		.lpWSPCloseSocket = count_close,
		.lpWSPConnect = count_connect,
		.lpWSPDuplicateSocket = count_duplicate,
		.lpWSPEnumNetworkEvents = count_enum_events,
		.lpWSPEventSelect = count_event_select,
		.lpWSPGetOverlappedResult = count_result,
		.lpWSPGetPeerName = count_getpeername,
		.lpWSPGetSockName = count_getsockname,
		.lpWSPGetSockOpt = count_getsockopt,
		.lpWSPGetQOSByName = count_qos_by_name,
		.lpWSPIoctl = count_ioctl,
		.lpWSPJoinLeaf = count_join_leaf,
		.lpWSPListen = count_listen,
		.lpWSPRecv = count_recv,
		.lpWSPRecvDisconnect = count_recv_disconnect,
		.lpWSPRecvFrom = count_recvfrom,
		.lpWSPSelect = count_select,
		.lpWSPSend = count_send,
		.lpWSPSendDisconnect = count_send_disconnect,
		.lpWSPSendTo = count_sendto,
		.lpWSPSetSockOpt = count_setsockopt,
		.lpWSPShutdown = count_shutdown,
		.lpWSPSocket = count_socket,
		.lpWSPStringToAddress = count_string_to_address,
	};
	return 0;
}
