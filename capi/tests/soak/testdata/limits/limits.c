/*
 * limits.c: overlapped operations in a process that has no descriptor left. They fail
 * with the error for that or go on; none hangs, and all is well when there are some
 * again.
 */
#include <stdio.h>
#include <stdlib.h>

#include <winsock2.h>
#include <ws2tcpip.h>
#include <mswsock.h>

enum { MOST = 4096, BLOCK = sizeof(struct sockaddr_in) + 16, PATIENCE = 5000 };

static SOCKET hoard[MOST];
static int hoarded, failures;

static void expect(const char *what, int ok, int seen)
{
	if (ok)
		return;
	fprintf(stderr, "limits: %s: %d\n", what, seen);
	failures++;
}

/* scarce tells whether an error is one of those for a lack of descriptors. */
static int scarce(int error)
{
	return error == WSAEMFILE || error == WSAENOBUFS || error == ERROR_NOT_ENOUGH_MEMORY ||
		error == ERROR_NO_SYSTEM_RESOURCES || error == ERROR_TOO_MANY_OPEN_FILES;
}

static SOCKET stream(void)
{
	return WSASocketW(AF_INET, SOCK_STREAM, 0, NULL, 0, WSA_FLAG_OVERLAPPED);
}

/* fill takes all descriptors that there are. */
static void fill(void)
{
	SOCKET s;

	while (hoarded < MOST && (s = stream()) != INVALID_SOCKET)
		hoard[hoarded++] = s;
	expect("socket without descriptors", scarce(WSAGetLastError()), WSAGetLastError());
}

static void empty(void)
{
	while (hoarded > 0)
		closesocket(hoard[--hoarded]);
}

static SOCKET listener(struct sockaddr_in *at)
{
	SOCKET l = stream();
	int n = sizeof *at;

	*at = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	if (bind(l, (struct sockaddr *)at, sizeof *at) != 0 || listen(l, 5) != 0 ||
		getsockname(l, (struct sockaddr *)at, &n) != 0)
		exit(2);
	return l;
}

static void pair(SOCKET l, struct sockaddr_in *at, SOCKET *a, SOCKET *b)
{
	*a = stream();
	if (connect(*a, (struct sockaddr *)at, sizeof *at) != 0)
		exit(2);
	*b = accept(l, NULL, NULL);
	if (*b == INVALID_SOCKET)
		exit(2);
}

/* over waits for the end of an operation and tells its error; -1: it hangs. */
static int over(SOCKET s, OVERLAPPED *o, HANDLE port)
{
	ULONGLONG until = GetTickCount64() + PATIENCE;
	DWORD n, flags;

	while (!HasOverlappedIoCompleted(o)) {
		if (GetTickCount64() > until)
			return -1;
		if (port != NULL) {
			OVERLAPPED *which;
			ULONG_PTR key;
			GetQueuedCompletionStatus(port, &n, &key, &which, 10);
		} else {
			Sleep(1);
		}
	}
	return WSAGetOverlappedResult(s, o, &n, FALSE, &flags) ? 0 : WSAGetLastError();
}

/* receive lets an operation on b wait for what a sends. */
static void receive(const char *what, SOCKET a, SOCKET b, HANDLE event, HANDLE port)
{
	char c = 0;
	WSABUF buf = {1, &c};
	DWORD flags = 0;
	OVERLAPPED o = {.hEvent = event};
	int error = WSARecv(b, &buf, 1, NULL, &flags, &o, NULL) == 0 ? 0 : WSAGetLastError();

	if (error != WSA_IO_PENDING) {
		expect(what, scarce(error), error);
		return;
	}
	expect(what, send(a, "x", 1, 0) == 1, WSAGetLastError());
	error = over(b, &o, port);
	expect(what, error == 0 && c == 'x', error);
}

int main(void)
{
	WSADATA data;
	struct sockaddr_in at;
	SOCKET l, a, b, c, d, waiting, client;
	HANDLE event = CreateEventA(NULL, TRUE, FALSE, NULL), port, late;
	OVERLAPPED o = {0};
	LPFN_ACCEPTEX accept_ex = NULL;
	GUID id = WSAID_ACCEPTEX;
	char room[2 * BLOCK];
	DWORD n;
	int error;

	if (WSAStartup(MAKEWORD(2, 2), &data) != 0)
		return 2;
	l = listener(&at);
	pair(l, &at, &a, &b);
	pair(l, &at, &c, &d);

	/* before the engine has any descriptor */
	fill();
	receive("an event, the first operation", a, b, event, NULL);
	late = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);
	expect("a port", late != NULL || scarce(GetLastError()), GetLastError());
	if (late != NULL && CreateIoCompletionPort((HANDLE)d, late, 1, 0) == late)
		receive("a port without descriptors", c, d, NULL, late);
	else
		expect("a port for a socket", scarce(GetLastError()), GetLastError());
	empty();
	receive("an event", a, b, event, NULL);

	/* and after that */
	port = CreateIoCompletionPort((HANDLE)l, NULL, 2, 0);
	waiting = stream();
	client = stream();
	if (WSAIoctl(l, SIO_GET_EXTENSION_FUNCTION_POINTER, &id, sizeof id, &accept_ex, sizeof accept_ex,
			&n, NULL, NULL) != 0 ||
		accept_ex(l, waiting, room, 0, BLOCK, BLOCK, &n, &o) || WSAGetLastError() != WSA_IO_PENDING)
		return 2;
	fill();
	receive("an event, no descriptor", a, b, event, NULL);
	expect("connect", connect(client, (struct sockaddr *)&at, sizeof at) == 0, WSAGetLastError());
	for (int i = 0; i < 20 && !HasOverlappedIoCompleted(&o); i++) {
		OVERLAPPED *which;
		ULONG_PTR key;
		GetQueuedCompletionStatus(port, &n, &key, &which, 10);
	}
	if (HasOverlappedIoCompleted(&o)) {
		error = over(l, &o, port);
		expect("AcceptEx without descriptors", error == 0 || scarce(error), error);
		empty();
	} else {
		empty();
		error = over(l, &o, port);
		expect("AcceptEx when there are descriptors again", error == 0 || scarce(error), error);
	}
	closesocket(client);
	closesocket(waiting);
	closesocket(l);
	closesocket(a);
	closesocket(b);
	closesocket(c);
	closesocket(d);
	CloseHandle(port);
	CloseHandle(late);
	CloseHandle(event);
	WSACleanup();
	return failures > 0;
}
