/* operation.c: overlapped operations and how they end, for the conformance programs. */
#include "operation.h"

#include <stdlib.h>

static void must(int ok, const char *what)
{
	if (!ok) {
		fprintf(stderr, "%s: error %d\n", what, (int)GetLastError());
		exit(2);
	}
}

void fresh(OVERLAPPED *o, HANDLE event)
{
	memset(o, 0x5A, sizeof *o);
	o->Internal = 0x5A5A5A5A;
	o->hEvent = event;
}

int begin_receive_again(SOCKET s, OVERLAPPED *o, void *p, ULONG len)
{
	WSABUF buf;
	DWORD flags = 0;
	buf.len = len;
	buf.buf = p;
	return WSARecv(s, &buf, 1, NULL, &flags, o, NULL) == 0 ? 0 : WSAGetLastError();
}

int begin_send_again(SOCKET s, OVERLAPPED *o, const void *p, ULONG len)
{
	WSABUF buf;
	buf.len = len;
	buf.buf = (char *)p;
	return WSASend(s, &buf, 1, NULL, 0, o, NULL) == 0 ? 0 : WSAGetLastError();
}

int begin_receive(SOCKET s, OVERLAPPED *o, HANDLE event, void *p, ULONG len)
{
	fresh(o, event);
	return begin_receive_again(s, o, p, len);
}

int begin_send(SOCKET s, OVERLAPPED *o, HANDLE event, const void *p, ULONG len)
{
	fresh(o, event);
	return begin_send_again(s, o, p, len);
}

int ended(const OVERLAPPED *o, DWORD ms)
{
	const volatile ULONG_PTR *internal = &o->Internal;
	DWORD begun = GetTickCount();
	while (*internal == STATUS_PENDING) {
		if (GetTickCount() - begun > ms)
			return 0;
		Sleep(1);
	}
	return 1;
}

void status(const char *clause, const char *what, const OVERLAPPED *o, NTSTATUS status,
	long long bytes)
{
	char seen[200];
	ended(o, status == STATUS_PENDING ? 0 : 5000);
	int same = o->Internal == (ULONG)status &&
		(bytes == UNSEEN || (long long)o->InternalHigh == bytes);
	snprintf(seen, sizeof seen, same ? "%s" : "%s\tgot status %#llx and %lld, want %#llx and %lld",
		what, (unsigned long long)o->Internal, (long long)o->InternalHigh,
		(unsigned long long)(ULONG)status, bytes);
	check(clause, same, seen);
}

/* ended_as compares what a call said of an operation's end. */
static void ended_as(const char *clause, const char *what, int ok, DWORD got_error, DWORD got_bytes,
	DWORD error, long long bytes)
{
	char seen[200];
	DWORD last = ok ? 0 : got_error;
	int same = last == error && ok == (error == 0) && (bytes == UNSEEN || got_bytes == bytes);
	snprintf(seen, sizeof seen,
		same ? "%s" : "%s\tgot %s with error %d and %u bytes, want %d and %lld", what,
		ok ? "TRUE" : "FALSE", (int)last, (unsigned)got_bytes, (int)error, bytes);
	check(clause, same, seen);
}

void result(const char *clause, const char *what, SOCKET s, OVERLAPPED *o, int error,
	long long bytes)
{
	DWORD n = 0, flags = 0;
	WSASetLastError(0);
	int ok = WSAGetOverlappedResult(s, o, &n, FALSE, &flags);
	ended_as(clause, what, ok, (DWORD)WSAGetLastError(), n, (DWORD)error, bytes);
}

void result32(const char *clause, const char *what, SOCKET s, OVERLAPPED *o, DWORD error,
	long long bytes)
{
	DWORD n = 0;
	SetLastError(0);
	int ok = GetOverlappedResult((HANDLE)s, o, &n, FALSE);
	ended_as(clause, what, ok, GetLastError(), n, error, bytes);
}

HANDLE new_port(void)
{
	HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);
	must(port != NULL, "CreateIoCompletionPort");
	return port;
}

void attach(SOCKET s, HANDLE port, ULONG_PTR key)
{
	must(CreateIoCompletionPort((HANDLE)s, port, key, 0) == port, "CreateIoCompletionPort");
}

void packet(const char *clause, const char *what, HANDLE port, ULONG_PTR key, OVERLAPPED *o,
	DWORD error, long long bytes)
{
	char seen[200];
	DWORD n = 0xDEAD, last;
	ULONG_PTR got_key = 0xDEAD;
	OVERLAPPED *got = NULL;
	SetLastError(0);
	int ok = GetQueuedCompletionStatus(port, &n, &got_key, &got, 5000);
	last = ok ? 0 : GetLastError();
	if (got == o && got_key == key) {
		ended_as(clause, what, ok, last, n, error, bytes);
		return;
	}
	snprintf(seen, sizeof seen, "%s\tgot %s with error %d, key %lld, %s operation", what,
		ok ? "TRUE" : "FALSE", (int)last, (long long)got_key,
		got == o ? "the" : got == NULL ? "no" : "another");
	check(clause, 0, seen);
}

void no_packet(const char *clause, const char *what, HANDLE port)
{
	char seen[200];
	DWORD n = 0;
	ULONG_PTR key = 0;
	OVERLAPPED *o = NULL;
	SetLastError(0);
	int ok = GetQueuedCompletionStatus(port, &n, &key, &o, 20);
	int none = !ok && o == NULL && GetLastError() == WAIT_TIMEOUT;
	snprintf(seen, sizeof seen, none ? "%s" : "%s\tgot %s with error %d, key %lld, %u bytes", what,
		ok ? "TRUE" : "FALSE", (int)GetLastError(), (long long)key, (unsigned)n);
	check(clause, none, seen);
}

int signalled(HANDLE h)
{
	return WaitForSingleObject(h, 0) == WAIT_OBJECT_0;
}

HANDLE manual(void)
{
	HANDLE event = CreateEventW(NULL, TRUE, FALSE, NULL);
	must(event != NULL, "CreateEvent");
	return event;
}

HANDLE tagged(HANDLE event)
{
	return (HANDLE)((ULONG_PTR)event | 1);
}

void datagram(SOCKET from, SOCKET to, const void *p, int len)
{
	struct sockaddr_in at = loopback(port(to));
	must(sendto(from, p, len, 0, (struct sockaddr *)&at, sizeof at) == len, "sendto");
}

int received(SOCKET s, const void *p, int len)
{
	char got[256];
	int n = 0;
	while (n < len && readable(s, 5000)) {
		int more = recv(s, got + n, (int)sizeof got - n, 0);
		if (more <= 0)
			return 0;
		n += more;
	}
	return n == len && memcmp(got, p, (size_t)len) == 0;
}

void *provided(SOCKET s, GUID id)
{
	void *f = NULL;
	DWORD n;
	must(WSAIoctl(s, SIO_GET_EXTENSION_FUNCTION_POINTER, &id, sizeof id, &f, sizeof f, &n, NULL,
		NULL) == 0, "SIO_GET_EXTENSION_FUNCTION_POINTER");
	return f;
}
