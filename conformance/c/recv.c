/* recv.c: receiving from streams, and what both kinds share. Chapter 10 of sockets.md. */
#include "check.h"

static char got[64];

static void states(void)
{
	SOCKET s = tcp(), l = listener(), u = udp();
	fails("S-303", "TCP without a peer", recv(s, got, 1, 0), WSAENOTCONN);
	set_option(l, SOL_SOCKET, SO_RCVTIMEO, 300);
	fails("S-303", "a listener", recv(l, got, 1, 0), WSAENOTCONN);
	set_option(u, SOL_SOCKET, SO_RCVTIMEO, 300); /* or it would wait under Wine */
	fails("S-305", "unbound UDP, recv", recv(u, got, 1, 0), WSAEINVAL);
	fails("S-305", "unbound UDP, recvfrom", recvfrom(u, got, 1, 0, NULL, NULL), WSAEINVAL);
	nonblocking(u, 1);
	fails("S-305", "unbound nonblocking UDP", recv(u, got, 1, 0), WSAEINVAL);
	bound(u);
	fails("S-306", "bound nonblocking UDP", recv(u, got, 1, 0), WSAEWOULDBLOCK);
	fails("S-323", "MSG_OOB on UDP", recv(u, got, 1, MSG_OOB), WSAEOPNOTSUPP);
	fails("S-322", "MSG_WAITALL on UDP", recv(u, got, 1, MSG_WAITALL), WSAEOPNOTSUPP);
	closesocket(s);
	closesocket(l);
	closesocket(u);
	fails("S-111", "a closed socket", recv(s, got, 1, 0), WSAENOTSOCK);
	fails("S-111", "socket 0", recv(0, got, 1, 0), WSAENOTSOCK);
	fails("S-111", "0xDEADBEEF", recv(0xDEADBEEF, got, 1, 0), WSAENOTSOCK);
	fails("S-111", "INVALID_SOCKET", recv(INVALID_SOCKET, got, 1, 0), WSAENOTSOCK);
	HANDLE event = CreateEventA(NULL, 1, 0, NULL);
	fails("S-111", "an event", recv((SOCKET)event, got, 1, 0), WSAENOTSOCK);
	CloseHandle(event);
}

static void streams(void)
{
	SOCKET a, b;
	pair(&a, &b);
	nonblocking(b, 1);
	fails("S-307", "nothing there", recv(b, got, 1, 0), WSAEWOULDBLOCK);
	fails("S-322", "nonblocking MSG_WAITALL", recv(b, got, 4, MSG_WAITALL), WSAEOPNOTSUPP);
	nonblocking(b, 0);
	send(a, "abcdef", 6, 0);
	expect("S-327", "recv returns with what is there", recv(b, got, sizeof got, 0), 6);
	send(a, "abcdef", 6, 0);
	expect("S-318", "recv of nothing", recv(b, NULL, 0, 0), 0);
	expect("S-328", "MSG_PEEK", recv(b, got, 3, MSG_PEEK), 3);
	fails("S-322", "MSG_PEEK with MSG_WAITALL", recv(b, got, 3, MSG_PEEK | MSG_WAITALL),
		WSAEOPNOTSUPP);
	u_long n = 0;
	ioctlsocket(b, FIONREAD, &n);
	expect("S-328", "FIONREAD", n, 6);
	char x[2], y[3];
	WSABUF parts[3] = {{2, x}, {0, NULL}, {3, y}};
	DWORD count = 0, flags = 0;
	expect("S-327", "scattered", WSARecv(b, parts, 3, &count, &flags, NULL, NULL), 0);
	expect("S-327", "its count", count, 5);
	check("S-327", memcmp(x, "ab", 2) == 0 && memcmp(y, "cde", 3) == 0, "in order without gaps");
	count = 77;
	fails("S-320", "no buffers", WSARecv(b, parts, 0, &count, &flags, NULL, NULL), WSAEINVAL);
	fails("S-320", "NULL buffers", WSARecv(b, NULL, 0, &count, &flags, NULL, NULL), WSAEINVAL);
	if (!wine())
		fails("S-321", "no count", WSARecv(b, parts, 1, NULL, &flags, NULL, NULL), WSAEFAULT);
	struct sockaddr_in from;
	int len = -5;
	memset(&from, 'q', sizeof from);
	expect("S-317", "recvfrom", recvfrom(b, got, 1, 0, (struct sockaddr *)&from, &len), 1);
	check("S-317", len == -5 && *(char *)&from == 'q', "address and length are left alone");
	send(a, "xyz", 3, 0);
	expect("S-488", "recvfrom with no address", recvfrom(b, got, 3, 0, NULL, NULL), 3);
	send(a, "1234567", 7, 0);
	expect("S-322", "MSG_WAITALL on a blocking stream", recv(b, got, 7, MSG_WAITALL), 7);
	set_option(b, SOL_SOCKET, SO_RCVTIMEO, 50);
	count = 77;
	fails("S-324", "a limit of time", WSARecv(b, parts, 1, &count, &flags, NULL, NULL), WSAETIMEDOUT);
	expect("S-333", "the count is left alone", count, 77);
	set_option(b, SOL_SOCKET, SO_RCVTIMEO, 0);
	send(a, "end", 3, 0);
	closesocket(a);
	expect("S-308", "data before the end", recv(b, got, sizeof got, 0), 3);
	for (int i = 0; i < 3; i++)
		expect("S-331", "the end of a byte stream", recv(b, got, sizeof got, 0), 0);
	for (int i = 0; i < 3; i++)
		expect("S-308", "the end", recv(b, got, sizeof got, 0), 0);
	closesocket(b);
}

static void over(void)
{
	SOCKET a, b;
	for (int how = 0; how < 3; how += 2) {
		pair(&a, &b);
		send(a, "x", 1, 0);
		readable(b, 5000);
		shutdown(b, how);
		for (int i = 0; i < 2; i++)
			fails("S-309", "after SD_RECEIVE or SD_BOTH", recv(b, got, 1, 0), WSAESHUTDOWN);
		closesocket(a);
		closesocket(b);
		SOCKET u = bound(udp());
		shutdown(u, how);
		fails("S-309", "UDP after it", recv(u, got, 1, 0), WSAESHUTDOWN);
		closesocket(u);
	}
	pair(&a, &b);
	reset(a);
	readable(b, 5000);
	for (int i = 0; i < 3; i++)
		fails("S-310", "after a reset", recv(b, got, 1, 0), WSAECONNRESET);
	expect("S-535", "SO_ERROR after a reset", option(b, SOL_SOCKET, SO_ERROR), 0);
	closesocket(b);
}

/* late sends one byte on the socket a little later. */
static DWORD WINAPI late(void *s)
{
	Sleep(30);
	send((SOCKET)s, "l", 1, 0);
	return 0;
}

static void waiting(void)
{
	SOCKET a, b;
	pair(&a, &b);
	HANDLE t = on_thread(late, (void *)a);
	expect("S-327", "a blocking recv waits", recv(b, got, sizeof got, 0), 1);
	joined(t);
	t = on_thread(late, (void *)a);
	char byte;
	expect("S-319", "one of nothing waits for data", recv(b, &byte, 0, 0), 0);
	expect("S-319", "which stays", recv(b, &byte, 1, 0), 1);
	joined(t);
	nonblocking(b, 1);
	fails("S-319", "or does not wait", recv(b, &byte, 0, 0), WSAEWOULDBLOCK);
	closesocket(a);
	closesocket(b);
}

int main(void)
{
	start();
	states();
	streams();
	over();
	waiting();
	WSACleanup();
	return verdict();
}
