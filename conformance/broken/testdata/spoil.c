/*
 * spoil.c: the provider of examples/c/provider with one fault; which one says a macro.
 *
 *	wscc -shared -Iexamples/c/provider -DTWICE spoil.c sockets.c transfer.c events.c ...
 */
#define WSPStartup memory_startup
#include "memory.c"
#undef WSPStartup

int WSPAPI WSPStartup(WORD version, LPWSPDATA data, LPWSAPROTOCOL_INFOW info,
		      WSPUPCALLTABLE table, LPWSPPROC_TABLE calls);

#ifdef NO_SYMBOL
#define WSPStartup some_other_function
int WSPAPI WSPStartup(WORD version, LPWSPDATA data, LPWSAPROTOCOL_INFOW info,
		      WSPUPCALLTABLE table, LPWSPPROC_TABLE calls);
#endif

#ifdef UNDEFINED
int nobody_has_this(void);
#endif

#ifdef FOREIGN_SOCKET
/* The socket is a number that nobody has given out. */
static SOCKET WSPAPI foreign_socket(int af, int type, int protocol, LPWSAPROTOCOL_INFOW info,
				    GROUP g, DWORD flags, LPINT error)
{
	(void)af, (void)type, (void)protocol, (void)info, (void)g, (void)flags, (void)error;
	return 0x7654320;
}
#endif

#ifdef NO_ERROR_CODE
/* A call fails and does not say why. */
static int WSPAPI speechless_bind(SOCKET h, const struct sockaddr *name, int len, LPINT error)
{
	(void)h, (void)name, (void)len, (void)error;
	return SOCKET_ERROR;
}
#endif

#if defined(TWICE) || defined(FOREIGN) || defined(NEVER) || defined(BOAST)
/* spoilt_recv receives as told, and has a fault with overlapped receives, or all. */
static int WSPAPI spoilt_recv(SOCKET h, LPWSABUF buffers, DWORD count, LPDWORD n, LPDWORD flags,
			      LPWSAOVERLAPPED overlapped,
			      LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread,
			      LPINT error)
{
#ifdef NEVER
	if (overlapped) {
		overlapped->Internal = WSS_OPERATION_IN_PROGRESS;
		return fail(error, WSA_IO_PENDING);
	}
#endif
#ifdef FOREIGN
	static WSAOVERLAPPED mine;
	int none;

	WPUCompleteOverlappedRequest(h, &mine, 0, 4711, &none);
	WPUCompleteOverlappedRequest(h, NULL, 0, 4711, &none);
	WPUCompleteOverlappedRequest(0x7654320, overlapped, 0, 4711, &none);
#endif
	int result = memory_recv(h, buffers, count, n, flags, overlapped, routine, thread, error);
#ifdef BOAST
	if (result == 0 && n && *n > 0)
		*n += 100000;
#endif
	return result;
}
#endif

#ifdef TWICE
/* A closed socket's receives, and others, are told of two times. */
static int WSPAPI twice_send(SOCKET h, LPWSABUF buffers, DWORD count, LPDWORD n, DWORD flags,
			     LPWSAOVERLAPPED overlapped,
			     LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread,
			     LPINT error)
{
	LPWSAOVERLAPPED waits = NULL;
	SOCKET peer = 0;
	struct socket *s;
	int none, result;

	enter();
	s = find(h, &none);
	if (s && s->peer && s->peer->receives) {
		waits = s->peer->receives->overlapped;
		peer = s->peer->handle;
	}
	leave();
	result = memory_send(h, buffers, count, n, flags, overlapped, routine, thread, error);
	if (waits) {
		WPUCompleteOverlappedRequest(peer, waits, 0, 1, &none);
		WPUCompleteOverlappedRequest(peer, waits, WSAENETDOWN, 0, &none);
	}
	return result;
}
#endif

#ifdef LEAK
/* Handles are never given back. */
static int WSPAPI keep_handle(SOCKET h, LPINT error)
{
	(void)h, (void)error;
	return 0;
}
#endif

int WSPAPI WSPStartup(WORD version, LPWSPDATA data, LPWSAPROTOCOL_INFOW info,
		      WSPUPCALLTABLE table, LPWSPPROC_TABLE calls)
{
	int error;

#ifdef REFUSES
	return WSASYSNOTREADY;
#endif
#ifdef CRASHES
	*(volatile int *)8 = 1;
#endif
#ifdef UNDEFINED
	if (nobody_has_this())
		return WSASYSNOTREADY;
#endif
	error = memory_startup(version, data, info, table, calls);
#ifdef OLD
	data->wVersion = data->wHighVersion = MAKEWORD(1, 1);
#endif
#ifdef MISSING
	calls->MISSING = NULL;
#endif
#ifdef FOREIGN_SOCKET
	calls->lpWSPSocket = foreign_socket;
#endif
#ifdef NO_ERROR_CODE
	calls->lpWSPBind = speechless_bind;
#endif
#if defined(TWICE) || defined(FOREIGN) || defined(NEVER) || defined(BOAST)
	calls->lpWSPRecv = spoilt_recv;
#endif
#ifdef TWICE
	calls->lpWSPSend = twice_send;
#endif
#ifdef LEAK
	calls->lpWSPCloseSocket = keep_handle;
#endif
	return error;
}
