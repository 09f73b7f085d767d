/*
 * event_client.c: sends its standard input to a server, and writes what comes back to
 * its standard output, both at the same time. WSAEventSelect tells about the socket; a
 * thread reads the input, and one wait covers both.
 *
 *	event_client HOST PORT [MILLISECONDS]
 *
 * The end of the input is shown to the server, whose end ends the client. A connection
 * must stand in MILLISECONDS, or the next of the server's addresses is tried.
 */
#define WIN32_LEAN_AND_MEAN
#include <winsock2.h>
#include <ws2tcpip.h>
#include <windows.h>
#include <process.h>
#include <stdio.h>
#include <stdlib.h>

#pragma comment(lib, "ws2_32.lib")

static HANDLE output;

/* What the thread has read; it belongs to whose event has been set last. */
static struct {
	char bytes[16384];
	DWORD length; /* 0: the input has ended */
	HANDLE full, empty;
} input;

/* read_input is the thread. */
static unsigned __stdcall read_input(void *argument)
{
	HANDLE in = GetStdHandle(STD_INPUT_HANDLE);

	(void)argument;
	do {
		WaitForSingleObject(input.empty, INFINITE);
		if (!ReadFile(in, input.bytes, sizeof input.bytes, &input.length, NULL))
			input.length = 0; /* the end of a pipe is ERROR_BROKEN_PIPE */
		SetEvent(input.full);
	} while (input.length > 0);
	return 0;
}

/* fail says what has failed, and gives the exit code. */
static int fail(const char *what, int error)
{
	fprintf(stderr, "%s: error %d\n", what, error);
	return 1;
}

/* try_connect waits for a connection to one address; 0 or an error. */
static int try_connect(SOCKET s, WSAEVENT changed, const struct addrinfo *server, DWORD limit)
{
	WSANETWORKEVENTS events;

	/* This makes the socket non-blocking, too. */
	if (WSAEventSelect(s, changed, FD_CONNECT | FD_READ | FD_WRITE | FD_CLOSE) == SOCKET_ERROR)
		return WSAGetLastError();
	if (connect(s, server->ai_addr, (int)server->ai_addrlen) == 0)
		return 0;
	if (WSAGetLastError() != WSAEWOULDBLOCK)
		return WSAGetLastError();
	switch (WSAWaitForMultipleEvents(1, &changed, TRUE, limit, FALSE)) {
	case WSA_WAIT_EVENT_0:
		if (WSAEnumNetworkEvents(s, changed, &events) == SOCKET_ERROR)
			return WSAGetLastError();
		if (events.iErrorCode[FD_CONNECT_BIT] != 0)
			return events.iErrorCode[FD_CONNECT_BIT];
		return 0;
	case WSA_WAIT_TIMEOUT:
		return WSAETIMEDOUT;
	default:
		return WSAGetLastError();
	}
}

/* open_connection tries the server's addresses; INVALID_SOCKET when none answers. */
static SOCKET open_connection(const struct addrinfo *server, WSAEVENT changed, DWORD limit)
{
	for (; server != NULL; server = server->ai_next) {
		char name[NI_MAXHOST] = "?";
		SOCKET s = socket(server->ai_family, SOCK_STREAM, IPPROTO_TCP);
		int error = s == INVALID_SOCKET ? WSAGetLastError() : try_connect(s, changed, server, limit);
		if (error == 0)
			return s;
		getnameinfo(server->ai_addr, (socklen_t)server->ai_addrlen, name, sizeof name, NULL, 0,
			NI_NUMERICHOST);
		fail(name, error);
		closesocket(s);
	}
	return INVALID_SOCKET;
}

/* take writes what has come, once or until nothing more has; FALSE at the end. */
static BOOL take(SOCKET s, BOOL all, int *error)
{
	char bytes[16384];
	DWORD written;

	do {
		int got = recv(s, bytes, sizeof bytes, 0);
		if (got == 0)
			return FALSE;
		if (got == SOCKET_ERROR) {
			if (WSAGetLastError() == WSAEWOULDBLOCK)
				return TRUE;
			*error = WSAGetLastError();
			return FALSE;
		}
		if (!WriteFile(output, bytes, got, &written, NULL) || written < (DWORD)got) {
			*error = (int)GetLastError();
			return FALSE;
		}
	} while (all);
	return TRUE;
}

/* give sends what there is of the input; TRUE when it has gone. */
static BOOL give(SOCKET s, DWORD *sent, int *error)
{
	if (input.length == 0)
		shutdown(s, SD_SEND);
	while (*sent < input.length) {
		int n = send(s, input.bytes + *sent, (int)(input.length - *sent), 0);
		if (n == SOCKET_ERROR) {
			if (WSAGetLastError() != WSAEWOULDBLOCK)
				*error = WSAGetLastError();
			return FALSE; /* FD_WRITE will tell when to go on */
		}
		*sent += n;
	}
	*sent = 0;
	return TRUE;
}

/* converse moves bytes in both directions until the server's end; 0 or an error. */
static int converse(SOCKET s, WSAEVENT changed)
{
	WSANETWORKEVENTS events;
	HANDLE waited[] = {changed, input.full};
	DWORD sent = 0; /* of the input, while it is ours */
	BOOL giving = FALSE;
	int error = 0;

	SetEvent(input.empty);
	/* What came with FD_CONNECT has been told already, so look without being told. */
	if (!take(s, TRUE, &error))
		return error;
	while (error == 0) {
		switch (WSAWaitForMultipleEvents(2, waited, FALSE, WSA_INFINITE, FALSE)) {
		case WSA_WAIT_EVENT_0:
			if (WSAEnumNetworkEvents(s, changed, &events) == SOCKET_ERROR)
				return WSAGetLastError();
			if (events.lNetworkEvents & FD_CLOSE && events.iErrorCode[FD_CLOSE_BIT] != 0)
				return events.iErrorCode[FD_CLOSE_BIT];
			/* After FD_CLOSE no FD_READ may come for what is still to be read. */
			if (events.lNetworkEvents & (FD_READ | FD_CLOSE) &&
				!take(s, (events.lNetworkEvents & FD_CLOSE) != 0, &error))
				return error;
			break;
		case WSA_WAIT_EVENT_0 + 1:
			giving = TRUE;
			break;
		default:
			return WSAGetLastError();
		}
		if (giving && give(s, &sent, &error)) {
			giving = FALSE;
			if (input.length > 0)
				SetEvent(input.empty);
		}
	}
	return error;
}

int main(int argc, char **argv)
{
	WSADATA data;
	struct addrinfo hints = {0}, *server;

	if (argc < 3) {
		fprintf(stderr, "Usage: event_client HOST PORT [MILLISECONDS]\n");
		return 2;
	}
	if (WSAStartup(MAKEWORD(2, 2), &data) != 0)
		return 1;
	hints.ai_socktype = SOCK_STREAM;
	int error = getaddrinfo(argv[1], argv[2], &hints, &server);
	if (error != 0)
		return fail(argv[1], error);
	output = GetStdHandle(STD_OUTPUT_HANDLE);
	input.full = CreateEventW(NULL, FALSE, FALSE, NULL);
	input.empty = CreateEventW(NULL, FALSE, FALSE, NULL);
	WSAEVENT changed = WSACreateEvent();
	HANDLE thread = (HANDLE)_beginthreadex(NULL, 0, read_input, NULL, 0, NULL);
	if (changed == WSA_INVALID_EVENT || thread == NULL)
		return fail("no event or thread", (int)GetLastError());

	SOCKET s = open_connection(server, changed, argc > 3 ? (DWORD)atoi(argv[3]) : 10000);
	freeaddrinfo(server);
	if (s == INVALID_SOCKET)
		return 1;
	error = converse(s, changed);
	closesocket(s);
	WSACloseEvent(changed);
	WSACleanup();
	/* The thread may still wait for input; the process ends without it. */
	return error == 0 ? 0 : fail("the connection", error);
}
