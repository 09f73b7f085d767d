/*
 * overlapped.c: below the layer an overlapped transfer has a structure of the layer's and
 * ends at a port of the layer's; the one who began it is told by the upcall.
 */
#include "layer.h"

/* A transfer under way. */
struct transfer {
	WSAOVERLAPPED lower; /* first: the port gives it back */
	const WSPPROC_TABLE *below;
	SOCKET handle, lower_handle;
	LPWSAOVERLAPPED upper;
	bool sends;
};

static HANDLE port, worker;

/* finish tells of the end of a transfer. */
static void finish(struct transfer *t)
{
	DWORD n = 0, flags = 0;
	int error = 0, none;
	if (t->below->lpWSPGetOverlappedResult(t->lower_handle, &t->lower, &n, FALSE, &flags, &error))
		error = 0;
	InterlockedExchangeAdd64(t->sends ? &sent : &received, n);
	t->upper->OffsetHigh = (DWORD)error;
	t->upper->Offset = flags;
	WPUCompleteOverlappedRequest(t->handle, t->upper, (DWORD)error, n, &none);
	free(t);
}

/* work is the layer's thread: it waits at the port for ends. */
static DWORD WINAPI work(LPVOID unused)
{
	DWORD n;
	ULONG_PTR key;
	LPOVERLAPPED o;
	(void)unused;
	for (;;) {
		o = NULL;
		GetQueuedCompletionStatus(port, &n, &key, &o, INFINITE);
		if (!o)
			return 0;
		finish((struct transfer *)o);
	}
}

int watch(SOCKET lower)
{
	static SRWLOCK once = SRWLOCK_INIT;
	AcquireSRWLockExclusive(&once);
	if (!port)
		port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 1);
	if (port && !worker)
		worker = CreateThread(NULL, 0, work, NULL, 0, NULL);
	ReleaseSRWLockExclusive(&once);
	if (!worker || !CreateIoCompletionPort((HANDLE)lower, port, 0, 0))
		return WSAENOBUFS;
	return 0;
}

void stop_worker(void)
{
	if (!worker)
		return;
	PostQueuedCompletionStatus(port, 0, 0, NULL);
	WaitForSingleObject(worker, INFINITE);
	CloseHandle(worker);
	CloseHandle(port);
	worker = port = NULL;
}

int begin_overlapped(struct socket *s, bool sends, LPWSABUF buffers, DWORD count, DWORD flags,
	LPDWORD out_flags, struct sockaddr *name, LPINT name_len, int to_len,
	LPWSAOVERLAPPED overlapped, LPINT error)
{
	struct transfer *t = calloc(1, sizeof *t);
	int result, code = 0;
	if (!t) {
		*error = WSAENOBUFS;
		return SOCKET_ERROR;
	}
	t->below = s->below;
	t->handle = s->handle;
	t->lower_handle = s->lower;
	t->upper = overlapped;
	t->sends = sends;
	overlapped->Internal = WSS_OPERATION_IN_PROGRESS;
	if (sends && name)
		result = s->below->lpWSPSendTo(s->lower, buffers, count, NULL, flags, name, to_len,
			&t->lower, NULL, NULL, &code);
	else if (sends)
		result = s->below->lpWSPSend(s->lower, buffers, count, NULL, flags, &t->lower, NULL, NULL,
			&code);
	else if (name)
		result = s->below->lpWSPRecvFrom(s->lower, buffers, count, NULL, out_flags, name, name_len,
			&t->lower, NULL, NULL, &code);
	else
		result = s->below->lpWSPRecv(s->lower, buffers, count, NULL, out_flags, &t->lower, NULL,
			NULL, &code);
	/* Also of what was done at once the port tells. */
	if (result == 0 || code == WSA_IO_PENDING) {
		*error = WSA_IO_PENDING;
		return SOCKET_ERROR;
	}
	free(t);
	*error = code;
	return SOCKET_ERROR;
}
