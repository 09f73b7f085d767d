/*
 * iocp.c: an echo server on a completion port, as one is written for Windows;
 * wscc and mingw compile it.
 *
 *	iocp [-a] [-b BYTES] [-k] [-w WORKERS] [-x] tcp|udp
 *	-a  a thread accepts, instead of AcceptEx
 *	-b  the size of a buffer (4096)
 *	-k  a request that is done at once gives no packet:
 *	    FILE_SKIP_COMPLETION_PORT_ON_SUCCESS
 *	-w  worker threads, and what the port lets run (1)
 *	-x  take up to 64 packets at once: GetQueuedCompletionStatusEx
 *
 * It prints "port=N own=BYTES", what it listens at and what it keeps for a
 * connection with its buffer, and serves until its input ends.
 */
#include <winsock2.h>
#include <mswsock.h>
#include <windows.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PENDING = 64, PACKETS = 64, ADDRESS = sizeof(SOCKADDR_STORAGE) + 16 };

/* Whose packet it is: the completion key. */
enum { ACCEPT = 1, STREAM, DATAGRAM };

static int bytes = 4096, workers = 1, skip, many, accept_thread;
static HANDLE port;
static SOCKET listener;
static LPFN_ACCEPTEX accept_ex;

/* acceptance is a socket that waits for a connection. */
struct acceptance {
	OVERLAPPED overlapped;
	SOCKET s;
	char addresses[2 * ADDRESS];
};

/* stream is a connection; one request is under way. */
struct stream {
	OVERLAPPED overlapped;
	SOCKET s;
	int sending;
	char buffer[];
};

/* datagram is a place for one that comes or goes. */
struct datagram {
	OVERLAPPED overlapped;
	int sending;
	int length;
	DWORD flags;
	struct sockaddr_in peer;
	char buffer[];
};

static void check(int ok, const char *what)
{
	if (!ok) {
		fprintf(stderr, "iocp: %s: error %lu\n", what, (unsigned long)GetLastError());
		exit(1);
	}
}

/* attach lets a socket's requests end at the port. */
static int attach(SOCKET s, ULONG_PTR key)
{
	return CreateIoCompletionPort((HANDLE)s, port, key, 0) == port &&
		(!skip ||
			SetFileCompletionNotificationModes((HANDLE)s, FILE_SKIP_COMPLETION_PORT_ON_SUCCESS));
}

static void finish(struct stream *c)
{
	closesocket(c->s);
	free(c);
}

/*
 * stream_request starts to receive, or to send *n bytes. TRUE: it is over, with
 * *n bytes, and no packet comes.
 */
static BOOL stream_request(struct stream *c, DWORD *n)
{
	WSABUF part = {.len = c->sending ? *n : (ULONG)bytes, .buf = c->buffer};
	DWORD flags = 0;
	int result;
	memset(&c->overlapped, 0, sizeof c->overlapped);
	if (c->sending)
		result = WSASend(c->s, &part, 1, n, 0, &c->overlapped, NULL);
	else
		result = WSARecv(c->s, &part, 1, n, &flags, &c->overlapped, NULL);
	if (result == 0)
		return skip;
	if (WSAGetLastError() == WSA_IO_PENDING)
		return FALSE;
	*n = 0;
	return TRUE;
}

/* stream_done goes on after a request of n bytes; none: the connection has ended. */
static void stream_done(struct stream *c, DWORD n)
{
	do {
		if (n == 0) {
			finish(c);
			return;
		}
		c->sending = !c->sending;
	} while (stream_request(c, &n));
}

/* serve takes over a new connection. */
static void serve(SOCKET s)
{
	struct stream *c = malloc(sizeof *c + bytes);
	DWORD n;
	c->s = s;
	c->sending = 0;
	if (!attach(s, STREAM))
		finish(c);
	else if (stream_request(c, &n))
		stream_done(c, n);
}

static void start_accept(struct acceptance *a)
{
	DWORD n;
	for (;;) {
		memset(&a->overlapped, 0, sizeof a->overlapped);
		a->s = WSASocketW(AF_INET, SOCK_STREAM, IPPROTO_TCP, NULL, 0, WSA_FLAG_OVERLAPPED);
		check(a->s != INVALID_SOCKET, "WSASocket");
		if (accept_ex(listener, a->s, a->addresses, 0, ADDRESS, ADDRESS, &n, &a->overlapped) ||
				WSAGetLastError() == WSA_IO_PENDING)
			return;
		closesocket(a->s);
	}
}

static void accepted(struct acceptance *a, BOOL ok)
{
	SOCKET s = a->s;
	if (ok) {
		setsockopt(s, SOL_SOCKET, SO_UPDATE_ACCEPT_CONTEXT, (char *)&listener, sizeof listener);
		serve(s);
	} else {
		closesocket(s);
	}
	start_accept(a);
}

static DWORD WINAPI accept_all(void *unused)
{
	SOCKET s;
	(void)unused;
	while ((s = accept(listener, NULL, NULL)) != INVALID_SOCKET)
		serve(s);
	return 0;
}

/* datagram_done goes on after n bytes have come or gone; a failure is no end. */
static void datagram_done(struct datagram *d, DWORD n, BOOL ok)
{
	for (;;) {
		WSABUF part = {.buf = d->buffer};
		int result;
		d->sending = ok && !d->sending;
		d->flags = 0;
		memset(&d->overlapped, 0, sizeof d->overlapped);
		if (d->sending) {
			part.len = n;
			result = WSASendTo(listener, &part, 1, &n, 0, (struct sockaddr *)&d->peer, d->length,
				&d->overlapped, NULL);
		} else {
			part.len = (ULONG)bytes;
			d->length = sizeof d->peer;
			result = WSARecvFrom(listener, &part, 1, &n, &d->flags, (struct sockaddr *)&d->peer,
				&d->length, &d->overlapped, NULL);
		}
		ok = result == 0;
		if (ok ? !skip : WSAGetLastError() == WSA_IO_PENDING)
			return;
	}
}

static void packet(ULONG_PTR key, OVERLAPPED *overlapped, DWORD n, BOOL ok)
{
	if (key == STREAM)
		stream_done(CONTAINING_RECORD(overlapped, struct stream, overlapped), ok ? n : 0);
	else if (key == DATAGRAM)
		datagram_done(CONTAINING_RECORD(overlapped, struct datagram, overlapped), n, ok);
	else
		accepted(CONTAINING_RECORD(overlapped, struct acceptance, overlapped), ok);
}

static DWORD WINAPI work(void *unused)
{
	(void)unused;
	for (;;) {
		DWORD n;
		ULONG_PTR key;
		OVERLAPPED *overlapped;
		BOOL ok = GetQueuedCompletionStatus(port, &n, &key, &overlapped, INFINITE);
		check(overlapped != NULL, "GetQueuedCompletionStatus");
		packet(key, overlapped, n, ok);
	}
	return 0;
}

static DWORD WINAPI work_many(void *unused)
{
	OVERLAPPED_ENTRY entries[PACKETS];
	ULONG count;
	(void)unused;
	for (;;) {
		check(GetQueuedCompletionStatusEx(port, entries, PACKETS, &count, INFINITE, FALSE),
			"GetQueuedCompletionStatusEx");
		for (ULONG i = 0; i < count; i++)
			packet(entries[i].lpCompletionKey, entries[i].lpOverlapped,
				entries[i].dwNumberOfBytesTransferred,
				entries[i].lpOverlapped->Internal == 0);
	}
	return 0;
}

static void open_listener(int type)
{
	struct sockaddr_in at;
	int len = sizeof at, on = 1;
	memset(&at, 0, sizeof at);
	at.sin_family = AF_INET;
	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	listener = WSASocketW(AF_INET, type, 0, NULL, 0, WSA_FLAG_OVERLAPPED);
	check(listener != INVALID_SOCKET, "WSASocket");
	check(bind(listener, (struct sockaddr *)&at, sizeof at) == 0, "bind");
	if (type == SOCK_STREAM) {
		/* Accepted connections have the option too. */
		setsockopt(listener, IPPROTO_TCP, TCP_NODELAY, (char *)&on, sizeof on);
		check(listen(listener, SOMAXCONN) == 0, "listen");
	}
	check(getsockname(listener, (struct sockaddr *)&at, &len) == 0, "getsockname");
	printf("port=%d own=%u\n", ntohs(at.sin_port), (unsigned)sizeof(struct stream) + bytes);
	fflush(stdout);
}

static void start_tcp(void)
{
	GUID guid = WSAID_ACCEPTEX;
	DWORD n;
	if (accept_thread) {
		CloseHandle(CreateThread(NULL, 0, accept_all, NULL, 0, NULL));
		return;
	}
	check(WSAIoctl(listener, SIO_GET_EXTENSION_FUNCTION_POINTER, &guid, sizeof guid, &accept_ex,
		sizeof accept_ex, &n, NULL, NULL) == 0, "AcceptEx");
	check(CreateIoCompletionPort((HANDLE)listener, port, ACCEPT, 0) == port,
		"CreateIoCompletionPort");
	for (int i = 0; i < PENDING; i++)
		start_accept(calloc(1, sizeof(struct acceptance)));
}

static void start_udp(void)
{
	check(attach(listener, DATAGRAM), "CreateIoCompletionPort");
	for (int i = 0; i < PENDING; i++)
		datagram_done(calloc(1, sizeof(struct datagram) + bytes), 0, FALSE);
}

static int usage(void)
{
	fputs("usage: iocp [-a] [-b bytes] [-k] [-w workers] [-x] tcp|udp\n", stderr);
	return 2;
}

int main(int argc, char **argv)
{
	WSADATA data;
	int i;
	for (i = 1; i < argc && argv[i][0] == '-'; i++) {
		if (strcmp(argv[i], "-a") == 0)
			accept_thread = 1;
		else if (strcmp(argv[i], "-k") == 0)
			skip = 1;
		else if (strcmp(argv[i], "-x") == 0)
			many = 1;
		else if (strcmp(argv[i], "-b") == 0 && i + 1 < argc)
			bytes = atoi(argv[++i]);
		else if (strcmp(argv[i], "-w") == 0 && i + 1 < argc)
			workers = atoi(argv[++i]);
		else
			return usage();
	}
	if (i != argc - 1 || bytes < 1 || workers < 1)
		return usage();
	int tcp = strcmp(argv[i], "tcp") == 0;
	check(WSAStartup(MAKEWORD(2, 2), &data) == 0, "WSAStartup");
	port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, workers);
	check(port != NULL, "CreateIoCompletionPort");
	open_listener(tcp ? SOCK_STREAM : SOCK_DGRAM);
	if (tcp)
		start_tcp();
	else
		start_udp();
	for (i = 0; i < workers; i++)
		CloseHandle(CreateThread(NULL, 0, many ? work_many : work, NULL, 0, NULL));
	while (getchar() != EOF)
		continue;
	return 0;
}
