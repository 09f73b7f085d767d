/* networkevents.c: sockets that have sent and received without Go are selected. */
#include "pair.h"

static SOCKET a, b;
static WSAEVENT event;

/* next waits for the event and returns what a has recorded. */
static long next(void)
{
	WSANETWORKEVENTS happened;

	that(WSAWaitForMultipleEvents(1, &event, FALSE, 10000, FALSE) == WSA_WAIT_EVENT_0);
	that(WSAEnumNetworkEvents(a, event, &happened) == 0);
	return happened.lNetworkEvents;
}

/* quiet reports whether nothing is recorded or signalled. */
static int quiet(void)
{
	WSANETWORKEVENTS happened;

	return WSAWaitForMultipleEvents(1, &event, FALSE, 20, FALSE) == WSA_WAIT_TIMEOUT &&
		WSAEnumNetworkEvents(a, NULL, &happened) == 0 && happened.lNetworkEvents == 0;
}

static DWORD WINAPI receive(void *bytes)
{
	return (DWORD)recv(a, bytes, 1, 0);
}

/* blocked selects events of a while a thread waits to receive. */
static void blocked(void)
{
	char c = 0;
	DWORD n = 0;
	HANDLE thread = CreateThread(NULL, 0, receive, &c, 0, NULL);

	Sleep(50); /* most likely it waits by now; it must be right in any case */
	that(WSAEventSelect(a, event, FD_CLOSE) == 0);
	that(send(b, "y", 1, 0) == 1);
	that(WaitForSingleObject(thread, 10000) == WAIT_OBJECT_0);
	that(GetExitCodeThread(thread, &n) && n == 1 && c == 'y');
	CloseHandle(thread);
}

/* unblock makes a blocking again. */
static void unblock(void)
{
	u_long off = 0;

	that(ioctlsocket(a, FIONBIO, &off) == SOCKET_ERROR && WSAGetLastError() == WSAEINVAL);
	that(WSAEventSelect(a, NULL, 0) == 0);
	that(ioctlsocket(a, FIONBIO, &off) == 0);
}

static void selected(void)
{
	char c[8];
	WSANETWORKEVENTS *nowhere = (WSANETWORKEVENTS *)8;

	that(WSAEventSelect(a, event, FD_READ | FD_CONNECT | FD_CLOSE) == 0);
	that(next() == FD_CONNECT);
	that(send(b, "data", 4, 0) == 4);
	that(next() == FD_READ);
	that(recv(a, c, 2, 0) == 2);
	that(WSAEnumNetworkEvents(a, event, nowhere) == SOCKET_ERROR && WSAGetLastError() == WSAEFAULT);
	that(next() == FD_READ);
	that(recv(a, c, 8, 0) == 2);
	that(recv(a, c, 8, 0) == SOCKET_ERROR && WSAGetLastError() == WSAEWOULDBLOCK);
	that(quiet());
}

/* between transfers bytes while nothing is selected: they are no news later. */
static void between(void)
{
	char c;

	for (int i = 0; i < 10; i++) {
		that(send(a, "x", 1, 0) == 1 && recv(b, &c, 1, 0) == 1);
		that(send(b, "x", 1, 0) == 1 && recv(a, &c, 1, 0) == 1);
	}
	that(WSAEventSelect(a, event, FD_ALL_EVENTS & ~FD_WRITE) == 0);
	that(quiet());
	closesocket(b);
	that(next() == FD_CLOSE);
}

static OVERLAPPED operation;
static char byte;

/* order starts a receive of a byte, which waits. */
static void order(void)
{
	WSABUF into = {.len = 1, .buf = &byte};
	DWORD flags = 0;

	memset(&operation, 0, sizeof operation);
	that(WSARecv(a, &into, 1, NULL, &flags, &operation, NULL) == SOCKET_ERROR);
	that(WSAGetLastError() == WSA_IO_PENDING);
}

/* delivered reports whether the port tells of the byte c. */
static int delivered(HANDLE port, char c)
{
	DWORD n = 0;
	ULONG_PTR key;
	OVERLAPPED *done = NULL;

	return GetQueuedCompletionStatus(port, &n, &key, &done, 10000) && done == &operation &&
		n == 1 && byte == c;
}

/* overlapped selects events while a receive waits at a port. */
static void overlapped(void)
{
	HANDLE port = CreateIoCompletionPort((HANDLE)a, NULL, 0, 1);

	that(port != NULL);
	for (char c = 'a'; c < 'k'; c++) {
		order();
		that(send(b, &c, 1, 0) == 1 && delivered(port, c));
	}
	order();
	that(WSAEventSelect(a, event, FD_READ) == 0);
	that(quiet());
	that(send(b, "x", 1, 0) == 1 && delivered(port, 'x'));
	that(quiet());
	order();
	that(send(b, "yz", 2, 0) == 2 && delivered(port, 'y'));
	that(next() == FD_READ);
	that(recv(a, &byte, 1, 0) == 1 && byte == 'z');
	that(quiet());
	CloseHandle(port);
}

/* many waits for 64 sockets with an event each. */
static void many(void)
{
	enum { MANY = WSA_MAXIMUM_WAIT_EVENTS };
	SOCKET to[MANY], from[MANY];
	WSAEVENT events[MANY];
	WSANETWORKEVENTS happened;

	for (int i = 0; i < MANY; i++) {
		pair(&to[i], &from[i]);
		events[i] = WSACreateEvent();
		that(WSAEventSelect(to[i], events[i], FD_READ) == 0);
	}
	for (int i = MANY - 1; i >= 0; i--) {
		that(send(from[i], "x", 1, 0) == 1);
		that(WSAWaitForMultipleEvents(MANY, events, FALSE, 10000, FALSE) == WSA_WAIT_EVENT_0 + (DWORD)i);
		that(WSAEnumNetworkEvents(to[i], events[i], &happened) == 0);
		that(happened.lNetworkEvents == FD_READ && happened.iErrorCode[FD_READ_BIT] == 0);
	}
	that(WSAWaitForMultipleEvents(MANY, events, FALSE, 0, FALSE) == WSA_WAIT_TIMEOUT);
	for (int i = 0; i < MANY; i++) {
		closesocket(to[i]);
		closesocket(from[i]);
		that(WSACloseEvent(events[i]));
	}
}

int main(void)
{
	start();
	event = WSACreateEvent();
	pair(&a, &b);
	selected();
	unblock();
	between();
	closesocket(a);
	pair(&a, &b);
	blocked();
	closesocket(a);
	closesocket(b);
	pair(&a, &b);
	overlapped();
	closesocket(a);
	closesocket(b);
	many();
	that(WSACloseEvent(event));
	that(WSACleanup() == 0);
	return 0;
}
