/*
 * routine_client.c: tries out an echo server over many connections at once, in one
 * thread: completion routines do everything while main sleeps.
 *
 *	routine_client HOST PORT [CONNECTIONS [ROUNDS [SIZE [SECONDS]]]]
 *
 * In each round a connection sends SIZE bytes, and takes and checks what comes back.
 * After SECONDS, counted by a timer with a routine of its own, it gives up.
 */
#define WIN32_LEAN_AND_MEAN
#include <winsock2.h>
#include <ws2tcpip.h>
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#pragma comment(lib, "ws2_32.lib")

struct connection {
	WSAOVERLAPPED sending, receiving;
	SOCKET socket;
	int number;
	int under_way; /* operations whose routine has still to run */
	int round;
	DWORD came; /* of what has been sent in this round */
	ULONGLONG begun;
	char *out, *in; /* SIZE bytes each */
};

static int rounds;
static DWORD size;
static int open_connections, failures;
static ULONGLONG bytes_echoed, longest;
static BOOL timed_out;

static void begin_round(struct connection *c);

/* hang_up ends a connection; operations under way end with WSA_OPERATION_ABORTED. */
static void hang_up(struct connection *c)
{
	if (c->socket == INVALID_SOCKET)
		return;
	closesocket(c->socket);
	c->socket = INVALID_SOCKET;
	open_connections--;
}

/* fail says why a connection ends, the first time only. */
static void fail(struct connection *c, const char *what, DWORD error)
{
	if (c->socket == INVALID_SOCKET)
		return;
	fprintf(stderr, "connection %d, round %d: %s: error %lu\n", c->number, c->round, what, error);
	failures++;
	hang_up(c);
}

/* look_on begins the next round when both directions are done with this one. */
static void look_on(struct connection *c)
{
	if (c->under_way > 0 || c->socket == INVALID_SOCKET)
		return;
	if (memcmp(c->in, c->out, size) != 0) {
		fail(c, "other bytes came back", ERROR_INVALID_DATA);
		return;
	}
	bytes_echoed += size;
	longest = max(longest, GetTickCount64() - c->begun);
	if (c->round == rounds)
		hang_up(c);
	else
		begin_round(c);
}

static void CALLBACK on_sent(DWORD error, DWORD sent, LPWSAOVERLAPPED overlapped, DWORD flags)
{
	struct connection *c = CONTAINING_RECORD(overlapped, struct connection, sending);

	(void)sent; /* all, when there is no error */
	(void)flags;
	c->under_way--;
	if (error != 0)
		fail(c, "WSASend", error);
	else
		look_on(c);
}

static void CALLBACK on_received(DWORD error, DWORD got, LPWSAOVERLAPPED overlapped, DWORD flags);

static void receive(struct connection *c)
{
	WSABUF buffer = {size - c->came, c->in + c->came};
	DWORD flags = 0;

	ZeroMemory(&c->receiving, sizeof c->receiving);
	c->under_way++;
	if (WSARecv(c->socket, &buffer, 1, NULL, &flags, &c->receiving, on_received) != 0 &&
		WSAGetLastError() != WSA_IO_PENDING) {
		c->under_way--;
		fail(c, "WSARecv", WSAGetLastError());
	}
}

static void CALLBACK on_received(DWORD error, DWORD got, LPWSAOVERLAPPED overlapped, DWORD flags)
{
	struct connection *c = CONTAINING_RECORD(overlapped, struct connection, receiving);

	(void)flags;
	c->under_way--;
	c->came += got;
	if (error != 0)
		fail(c, "WSARecv", error);
	else if (got == 0)
		fail(c, "the server has hung up", WSAEDISCON);
	else if (c->came < size && c->socket != INVALID_SOCKET)
		receive(c);
	else
		look_on(c);
}

/* begin_round sends, and receives meanwhile. Even what succeeds at once calls its routine
 * not here, but in the next SleepEx. */
static void begin_round(struct connection *c)
{
	WSABUF buffer = {size, c->out};

	c->round++;
	c->came = 0;
	c->begun = GetTickCount64();
	for (DWORD i = 0; i < size; i++)
		c->out[i] = (char)(i * 7 + i / 251 + c->round + c->number);
	ZeroMemory(&c->sending, sizeof c->sending);
	c->under_way++;
	if (WSASend(c->socket, &buffer, 1, NULL, 0, &c->sending, on_sent) != 0 &&
		WSAGetLastError() != WSA_IO_PENDING) {
		c->under_way--;
		fail(c, "WSASend", WSAGetLastError());
		return;
	}
	receive(c);
}

static void CALLBACK on_timer(LPVOID argument, DWORD low, DWORD high)
{
	(void)argument, (void)low, (void)high;
	timed_out = TRUE;
}

/* connect_to connects to one of the server's addresses. */
static SOCKET connect_to(const struct addrinfo *server)
{
	for (; server != NULL; server = server->ai_next) {
		SOCKET s = WSASocketW(server->ai_family, SOCK_STREAM, IPPROTO_TCP, NULL, 0,
			WSA_FLAG_OVERLAPPED);
		if (s == INVALID_SOCKET)
			continue;
		if (connect(s, server->ai_addr, (int)server->ai_addrlen) == 0)
			return s;
		int error = WSAGetLastError();
		closesocket(s);
		WSASetLastError(error);
	}
	return INVALID_SOCKET;
}

static int number(int argc, char **argv, int i, int otherwise)
{
	int n = argc > i ? atoi(argv[i]) : otherwise;

	return n > 0 ? n : 1;
}

int main(int argc, char **argv)
{
	WSADATA data;
	struct addrinfo hints = {0}, *server;

	if (argc < 3) {
		fprintf(stderr, "Usage: routine_client HOST PORT [CONNECTIONS [ROUNDS [SIZE [SECONDS]]]]\n");
		return 2;
	}
	int count = number(argc, argv, 3, 10);
	rounds = number(argc, argv, 4, 10);
	size = (DWORD)number(argc, argv, 5, 1000);
	if (WSAStartup(MAKEWORD(2, 2), &data) != 0)
		return 1;
	hints.ai_socktype = SOCK_STREAM;
	int error = getaddrinfo(argv[1], argv[2], &hints, &server);
	if (error != 0) {
		fprintf(stderr, "%s: error %d\n", argv[1], error);
		return 1;
	}

	struct connection *connections = calloc(count, sizeof *connections);
	char *buffers = malloc(2 * (size_t)count * size);
	HANDLE timer = CreateWaitableTimerW(NULL, TRUE, NULL);
	LARGE_INTEGER due = {.QuadPart = number(argc, argv, 6, 30) * -10000000LL};
	if (connections == NULL || buffers == NULL || timer == NULL ||
		!SetWaitableTimer(timer, &due, 0, on_timer, NULL, FALSE)) {
		fprintf(stderr, "not enough memory\n");
		return 1;
	}
	for (int i = 0; i < count; i++) {
		struct connection *c = &connections[i];
		c->number = i + 1;
		c->out = buffers + (size_t)i * 2 * size;
		c->in = c->out + size;
		c->socket = connect_to(server);
		if (c->socket == INVALID_SOCKET) {
			fprintf(stderr, "connection %d: error %d\n", c->number, WSAGetLastError());
			failures++;
			continue;
		}
		open_connections++;
		begin_round(c);
	}
	freeaddrinfo(server);

	while (open_connections > 0 && !timed_out)
		SleepEx(INFINITE, TRUE); /* here all routines run */
	for (int i = 0; i < count; i++) {
		if (timed_out)
			fail(&connections[i], "too slow", WSAETIMEDOUT);
		while (connections[i].under_way > 0) /* their memory is in use until then */
			SleepEx(INFINITE, TRUE);
	}
	CancelWaitableTimer(timer);
	CloseHandle(timer);
	printf("%d of %d connections failed, %I64u bytes came back\n", failures, count, bytes_echoed);
	printf("The longest round took %I64u ms\n", longest);
	free(buffers);
	free(connections);
	WSACleanup();
	return failures > 0;
}
