/* Completion ports: threads that block, that are ended, and that always find work. */
#include <winsock2.h>
#include <ws2tcpip.h>

#include "objects.h"

#ifdef __linux__
#include <ioapiset.h>
#endif

static HANDLE port, arrived;
static CRITICAL_SECTION gate;
static SOCKET a[2], b[2]; /* two connections */
static OVERLAPPED receives[2];
static char bytes[2][16];

static void post(ULONG_PTR key)
{
	check("a post", PostQueuedCompletionStatus(port, 0, key, NULL), TRUE);
}

static void connect_both(void)
{
	for (int i = 0; i < 2; i++) {
		SOCKET listener = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
		struct sockaddr_in address = {.sin_family = AF_INET};
		int len = sizeof address;

		address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
		bind(listener, (struct sockaddr *)&address, len);
		getsockname(listener, (struct sockaddr *)&address, &len);
		listen(listener, 1);
		a[i] = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
		check("connect", connect(a[i], (struct sockaddr *)&address, len), 0);
		b[i] = accept(listener, NULL, NULL);
		closesocket(listener);
		CreateIoCompletionPort((HANDLE)b[i], port, i + 1, 0);
	}
}

static void disconnect_both(void)
{
	for (int i = 0; i < 2; i++) {
		closesocket(a[i]);
		closesocket(b[i]);
	}
}

static void receive(int i)
{
	WSABUF room = {sizeof bytes[i], bytes[i]};
	DWORD flags = 0;
	int done = WSARecv(b[i], &room, 1, NULL, &flags, &receives[i], NULL);

	check("a receive", done == 0 || WSAGetLastError() == WSA_IO_PENDING, TRUE);
}

/* take takes a packet and returns its key. */
static ULONG_PTR take(DWORD limit)
{
	DWORD count;
	ULONG_PTR key = 0;
	OVERLAPPED *operation;

	if (!GetQueuedCompletionStatus(port, &count, &key, &operation, limit))
		return 0;
	return key;
}

/* block takes a packet, and with it waits where nobody tells the port of that. */
static DWORD WINAPI block(LPVOID unused)
{
	(void)unused;
	check("who blocks", take(10000), 1);
	SetEvent(arrived);
	EnterCriticalSection(&gate);
	LeaveCriticalSection(&gate);
	return 0;
}

static DWORD WINAPI go_on(LPVOID unused)
{
	(void)unused;
	check("who goes on", take(10000), 2);
	return 0;
}

/* A port for one thread lets another go while the first blocks. */
static void blocked(BOOL late, BOOL sockets)
{
	HANDLE first, second = NULL;

	port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 1);
	if (sockets) {
		connect_both();
		receive(0);
		receive(1);
	}
	EnterCriticalSection(&gate);
	first = thread(block, NULL);
	if (sockets)
		check("send", send(a[0], "x", 1, 0), 1);
	else
		post(1);
	wait_for(arrived);
	if (!late)
		second = thread(go_on, NULL);
	Sleep(30);
	if (sockets)
		check("send", send(a[1], "x", 1, 0), 1);
	else
		post(2);
	if (late)
		second = thread(go_on, NULL);
	wait_for(second);
	LeaveCriticalSection(&gate);
	wait_for(first);
	CloseHandle(first);
	CloseHandle(second);
	if (sockets)
		disconnect_both();
	CloseHandle(port);
}

enum { TAKES, TAKES_ALERTABLY, ASKS, RECEIVES };

static DWORD WINAPI wait_for_ever(LPVOID how)
{
	OVERLAPPED_ENTRY entry;
	DWORD count, flags;
	char c;

	SetEvent(arrived);
	switch ((ULONG_PTR)how) {
	case TAKES:
		take(INFINITE);
		break;
	case TAKES_ALERTABLY:
		GetQueuedCompletionStatusEx(port, &entry, 1, &count, INFINITE, TRUE);
		break;
	case ASKS:
		WSAGetOverlappedResult(b[0], &receives[0], &count, TRUE, &flags);
		break;
	default:
		recv(b[0], &c, 1, 0); /* behind the overlapped one */
	}
	return 1;
}

static void terminated(void)
{
	port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 1);
	for (int sockets = 0; sockets < 2; sockets++) {
		if (sockets) {
			connect_both();
			receive(0);
		}
		for (ULONG_PTR how = TAKES; how <= (sockets ? RECEIVES : TAKES_ALERTABLY); how++) {
			HANDLE t = thread(wait_for_ever, (LPVOID)how);
			DWORD code = 0;

			wait_for(arrived);
			Sleep(20);
			check("TerminateThread", TerminateThread(t, 7), TRUE);
			wait_for(t);
			GetExitCodeThread(t, &code);
			check("its code", code, 7);
			CloseHandle(t);
		}
	}
	post(3);
	check("the port goes on", take(10000), 3);
	disconnect_both();
	CloseHandle(port);
}

/* A queue that is never empty keeps no socket waiting. */
static void busy(ULONG at_once)
{
	OVERLAPPED_ENTRY entries[64];
	BOOL sent = FALSE, received = FALSE;
	DWORD begun = GetTickCount();
	ULONG n;

	port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 1);
	connect_both();
	receive(0);
	for (int i = 0; i < 300; i++)
		post(9);
	while (!received && GetTickCount() - begun < 10000) {
		check("packets", GetQueuedCompletionStatusEx(port, entries, at_once, &n, 10000, FALSE), TRUE);
		for (ULONG i = 0; i < n; i++)
			if (entries[i].lpCompletionKey == 1)
				received = TRUE;
			else
				post(9);
		if (!sent)
			sent = send(a[0], "x", 1, 0) == 1;
	}
	check("the receive", received, TRUE);
	disconnect_both();
	CloseHandle(port);
}

static VOID CALLBACK called(ULONG_PTR unused)
{
	(void)unused;
}

static volatile LONG rounds;

static DWORD WINAPI be_called(LPVOID unused)
{
	OVERLAPPED_ENTRY entry;
	ULONG n;

	(void)unused;
	while (rounds < 1000) {
		GetQueuedCompletionStatusEx(port, &entry, 1, &n, rounds & 1, TRUE);
		InterlockedIncrement(&rounds);
	}
	return 0;
}

/* A flood of APCs does not keep a thread from its work. */
static void flooded(void)
{
	HANDLE t;

	port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 1);
	connect_both();
	receive(0);
	t = thread(be_called, NULL);
	while (rounds < 1000 && QueueUserAPC(called, t, 0) != 0)
		YieldProcessor();
	wait_for(t);
	CloseHandle(t);
	disconnect_both();
	CloseHandle(port);
}

/* A receive behind an overlapped one keeps its limit. */
static void limited(void)
{
	DWORD limit = 100;
	char c;

	port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 1);
	connect_both();
	receive(0);
	setsockopt(b[0], SOL_SOCKET, SO_RCVTIMEO, (char *)&limit, sizeof limit);
	check_error("recv", recv(b[0], &c, 1, 0), SOCKET_ERROR, WSAETIMEDOUT);
	check("send", send(a[0], "x", 1, 0), 1);
	check("the overlapped one", take(10000), 1);
	disconnect_both();
	CloseHandle(port);
}

/* Datagrams come out of the port in the order in which they came. */
static void in_order(void)
{
	SOCKET s = socket(AF_INET, SOCK_DGRAM, IPPROTO_UDP);
	struct sockaddr_in address = {.sin_family = AF_INET}, from;
	OVERLAPPED operations[8] = {0};
	char rooms[8][16];
	int len = sizeof address, short_len = 4, lens[8];
	DWORD flags = 0;
	WSABUF room = {sizeof rooms[0], rooms[0]};

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	bind(s, (struct sockaddr *)&address, len);
	getsockname(s, (struct sockaddr *)&address, &len);
	port = CreateIoCompletionPort((HANDLE)s, NULL, 1, 1);
	check_error("no room for the source",
		    WSARecvFrom(s, &room, 1, NULL, &flags, (struct sockaddr *)&from, &short_len,
				&operations[0], NULL), SOCKET_ERROR, WSAEFAULT);
	for (int i = 0; i < 8; i++) {
		room.buf = rooms[i];
		lens[i] = sizeof from;
		WSARecvFrom(s, &room, 1, NULL, &flags, (struct sockaddr *)&from, &lens[i],
			    &operations[i], NULL);
	}
	post(2);
	post(2);
	for (char i = 0; i < 8; i++)
		sendto(s, &i, 1, 0, (struct sockaddr *)&address, len);
	for (int i = 0; i < 8;) {
		DWORD count;
		ULONG_PTR key = 0;
		OVERLAPPED *operation;

		if (!GetQueuedCompletionStatus(port, &count, &key, &operation, 10000)) {
			check("a packet", GetLastError(), 0);
			break;
		}
		if (key != 1) {
			post(2); /* packets always wait */
			continue;
		}
		check("the order", operation - operations, i);
		check("what came", rooms[i][0], i);
		i++;
	}
	closesocket(s);
	CloseHandle(port);
}

int main(void)
{
	WSADATA data;

	WSAStartup(MAKEWORD(2, 2), &data);
	InitializeCriticalSection(&gate);
	arrived = event(FALSE, FALSE);
	for (int i = 0; i < 4; i++)
		blocked(i & 1, i & 2);
	terminated();
	busy(1);
	busy(64);
	flooded();
	limited();
	in_order();
	WSACleanup();
	return result();
}
