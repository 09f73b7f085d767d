/*
 * ring.c: what is at a port beside the small transfers that are in its io_uring: listeners,
 * big blocks, graceful ends; also with the engine epoll.
 */
#include <mswsock.h>

#include "pair.h"

enum { ADDRESS = sizeof(struct sockaddr_in) + 16, PENDING = 4, BIG = 64 << 10 };

static HANDLE port;
static SOCKET listener;
static struct sockaddr_in at;
static LPFN_ACCEPTEX accept_ex;

static struct acceptance {
	OVERLAPPED o;
	SOCKET s;
	char addresses[2 * ADDRESS];
} accepts[PENDING];

static void begin(struct acceptance *a)
{
	DWORD n;
	memset(&a->o, 0, sizeof a->o);
	a->s = socket(AF_INET, SOCK_STREAM, 0);
	that(accept_ex(listener, a->s, a->addresses, 0, ADDRESS, ADDRESS, &n, &a->o) ||
		WSAGetLastError() == WSA_IO_PENDING);
}

/* open_listener makes one at the port, with accepts that wait. */
static void open_listener(void)
{
	GUID guid = WSAID_ACCEPTEX;
	int len = sizeof at;
	DWORD n;
	listener = socket(AF_INET, SOCK_STREAM, 0);
	that(bind(listener, (struct sockaddr *)&at, len) == 0 && listen(listener, SOMAXCONN) == 0);
	that(getsockname(listener, (struct sockaddr *)&at, &len) == 0);
	that(WSAIoctl(listener, SIO_GET_EXTENSION_FUNCTION_POINTER, &guid, sizeof guid, &accept_ex,
		sizeof accept_ex, &n, NULL, NULL) == 0);
	that(CreateIoCompletionPort((HANDLE)listener, port, 1, 0) == port);
	for (int i = 0; i < PENDING; i++)
		begin(&accepts[i]);
}

/* next takes a packet; its error is the result. */
static DWORD next(OVERLAPPED **o, DWORD *n)
{
	ULONG_PTR key;
	BOOL ok = GetQueuedCompletionStatus(port, n, &key, o, 10000);
	that(*o != NULL);
	return ok ? 0 : GetLastError();
}

/* joined makes a connection of the first accept that ends. */
static void joined(SOCKET *a, SOCKET *b)
{
	OVERLAPPED *o;
	DWORD n;
	*a = socket(AF_INET, SOCK_STREAM, 0);
	that(connect(*a, (struct sockaddr *)&at, sizeof at) == 0);
	that(next(&o, &n) == 0);
	struct acceptance *x = CONTAINING_RECORD(o, struct acceptance, o);
	*b = x->s;
	that(setsockopt(*b, SOL_SOCKET, SO_UPDATE_ACCEPT_CONTEXT, (char *)&listener,
		sizeof listener) == 0);
	that(CreateIoCompletionPort((HANDLE)*b, port, 2, 0) == port);
	begin(x);
}

static OVERLAPPED receiving;

/* receive starts to receive on b, at most len bytes. */
static void receive(SOCKET b, char *buf, ULONG len)
{
	WSABUF part = {len, buf};
	DWORD flags = 0;
	memset(&receiving, 0, sizeof receiving);
	that(WSARecv(b, &part, 1, NULL, &flags, &receiving, NULL) == 0 ||
		WSAGetLastError() == WSA_IO_PENDING);
}

/* got is how many bytes have come. */
static DWORD got(void)
{
	OVERLAPPED *ended;
	DWORD n = 0;
	that(next(&ended, &n) == 0 && ended == &receiving && receiving.InternalHigh == n);
	return n;
}

/* Blocks and bytes take turns on a connection, after some bytes; its end is a graceful one. */
static void turns(SOCKET a, SOCKET b, int bytes)
{
	static char in[BIG], out[BIG];
	for (int round = 0; round < 5; round++) {
		char c = 0;
		receive(b, &c, 1);
		that(send(a, "x", 1, 0) == 1 && got() == 1 && c == 'x');
		if (round < bytes)
			continue;
		memset(out, round + 1, BIG);
		receive(b, in, BIG);
		that(send(a, out, BIG, 0) == BIG);
		for (DWORD n = got(), all = n; n > 0 && all < BIG; all += n) {
			receive(b, in + all, BIG - all);
			n = got();
		}
		that(memcmp(in, out, BIG) == 0);
	}
	receive(b, in, 1);
	that(shutdown(a, SD_SEND) == 0 && got() == 0);
	receive(b, in, BIG);
	that(got() == 0);
}

static DWORD WINAPI close_later(void *unused)
{
	(void)unused;
	Sleep(20);
	closesocket(listener);
	return 0;
}

/* The accepts of a listener that is closed end, and its address is free at once. */
static void closes(void)
{
	OVERLAPPED *o;
	DWORD n;
	HANDLE t = CreateThread(NULL, 0, close_later, NULL, 0, NULL);
	for (int i = 0; i < PENDING; i++)
		that(next(&o, &n) == ERROR_OPERATION_ABORTED);
	WaitForSingleObject(t, INFINITE);
	CloseHandle(t);
	for (int i = 0; i < PENDING; i++)
		closesocket(accepts[i].s);
	SOCKET a = socket(AF_INET, SOCK_STREAM, 0);
	that(connect(a, (struct sockaddr *)&at, sizeof at) != 0 && WSAGetLastError() == WSAECONNREFUSED);
	closesocket(a);
}

/* A listener whose port is closed goes on without one. */
static void outlives(void)
{
	SOCKET a = socket(AF_INET, SOCK_STREAM, 0);
	CloseHandle(port);
	that(connect(a, (struct sockaddr *)&at, sizeof at) == 0);
	for (DWORD end = GetTickCount() + 10000, over = 0; !over && GetTickCount() < end;)
		for (int i = 0; i < PENDING; i++)
			over |= HasOverlappedIoCompleted(&accepts[i].o);
	int over = 0;
	for (int i = 0; i < PENDING; i++)
		over += HasOverlappedIoCompleted(&accepts[i].o);
	that(over == 1);
	closesocket(a);
	closesocket(listener);
}

int main(void)
{
	SOCKET a[20], b[20];
	start();
	at.sin_family = AF_INET;
	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	for (int round = 0; round < 4; round++) {
		port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 1);
		at.sin_port = 0;
		open_listener();
		for (int i = 0; i < 20; i++) {
			joined(&a[i], &b[i]);
			turns(a[i], b[i], i % 2 == 0 ? 5 : 3);
		}
		for (int i = 0; i < 20; i++) {
			closesocket(a[i]);
			closesocket(b[i]);
		}
		if (round % 2 == 0) {
			closes();
			CloseHandle(port);
		} else {
			outlives();
		}
	}
	WSACleanup();
	return 0;
}
