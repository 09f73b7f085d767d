/*
 * program.c: a program for Windows that knows nothing of layers: blocking calls, select,
 * WSAPoll, events, messages to a window, completion routines, a completion port, AcceptEx,
 * ConnectEx, DisconnectEx, datagrams. It prints "ok", or the line that failed.
 */
#include <winsock2.h>
#include <mswsock.h>
#include <ws2tcpip.h>
#include <windows.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(x)                                                                 \
	do {                                                                         \
		if (!(x)) {                                                              \
			printf("line %d: %s: error %d\n", __LINE__, #x, WSAGetLastError());  \
			exit(1);                                                             \
		}                                                                        \
	} while (0)

enum { BYTES = 2 << 20, PENDING = WSA_IO_PENDING };

static struct sockaddr_in loopback(void)
{
	struct sockaddr_in a = {.sin_family = AF_INET};
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return a;
}

/* A listener and its address. */
static SOCKET listener(struct sockaddr_in *a)
{
	int n = sizeof *a;
	SOCKET l = WSASocketW(AF_INET, SOCK_STREAM, 0, NULL, 0, WSA_FLAG_OVERLAPPED);
	*a = loopback();
	CHECK(l != INVALID_SOCKET);
	CHECK(bind(l, (struct sockaddr *)a, sizeof *a) == 0);
	CHECK(getsockname(l, (struct sockaddr *)a, &n) == 0 && a->sin_port != 0);
	CHECK(listen(l, 5) == 0);
	return l;
}

static SOCKET connected(const struct sockaddr_in *a)
{
	SOCKET c = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
	CHECK(connect(c, (const struct sockaddr *)a, sizeof *a) == 0);
	return c;
}

static void readiness(SOCKET c, SOCKET s)
{
	char buf[64];
	fd_set r;
	struct timeval tv = {0, 10000};
	FD_ZERO(&r);
	FD_SET(s, &r);
	CHECK(select(0, &r, NULL, NULL, &tv) == 0);
	CHECK(send(c, "x", 1, 0) == 1);
	FD_ZERO(&r);
	FD_SET(s, &r);
	tv.tv_sec = 5;
	CHECK(select(0, &r, NULL, NULL, &tv) == 1);
	WSAPOLLFD poll = {s, POLLIN, 0};
	CHECK(WSAPoll(&poll, 1, 5000) == 1 && poll.revents == POLLRDNORM);
	CHECK(recv(s, buf, sizeof buf, 0) == 1);

	WSAEVENT event = WSACreateEvent();
	WSANETWORKEVENTS ne;
	u_long off = 0;
	CHECK(WSAEventSelect(s, event, FD_READ | FD_CLOSE) == 0);
	CHECK(WSAWaitForMultipleEvents(1, &event, FALSE, 10, FALSE) == WSA_WAIT_TIMEOUT);
	CHECK(send(c, "ev", 2, 0) == 2);
	CHECK(WSAWaitForMultipleEvents(1, &event, FALSE, 5000, FALSE) == WSA_WAIT_EVENT_0);
	CHECK(WSAEnumNetworkEvents(s, event, &ne) == 0 && ne.lNetworkEvents == FD_READ);
	CHECK(recv(s, buf, sizeof buf, 0) == 2);

	HWND window = CreateWindowExW(0, L"STATIC", L"", 0, 0, 0, 0, 0, NULL, NULL, NULL, NULL);
	MSG m;
	CHECK(window != NULL && WSAAsyncSelect(s, window, WM_USER, FD_READ) == 0);
	CHECK(send(c, "msg", 3, 0) == 3);
	do
		CHECK(GetMessageW(&m, NULL, 0, 0) > 0);
	while (m.message != WM_USER);
	CHECK((SOCKET)m.wParam == s && WSAGETSELECTEVENT(m.lParam) == FD_READ);
	CHECK(recv(s, buf, sizeof buf, 0) == 3);
	CHECK(WSAAsyncSelect(s, window, 0, 0) == 0 && DestroyWindow(window));

	CHECK(WSAEventSelect(s, NULL, 0) == 0 && ioctlsocket(s, FIONBIO, &off) == 0);
	WSACloseEvent(event);
}

static int ended;
static DWORD ended_bytes;

static void CALLBACK routine(DWORD error, DWORD n, LPWSAOVERLAPPED o, DWORD flags)
{
	(void)o, (void)flags;
	ended = error ? -1 : 1;
	ended_bytes = n;
}

/* pend begins a receive that has to wait. */
static void pend(SOCKET s, WSABUF *w, WSAOVERLAPPED *o, LPWSAOVERLAPPED_COMPLETION_ROUTINE done)
{
	DWORD flags = 0;
	CHECK(WSARecv(s, w, 1, NULL, &flags, o, done) == SOCKET_ERROR && WSAGetLastError() == PENDING);
}

/* packet takes a packet. */
static void packet(HANDLE port, ULONG_PTR key, WSAOVERLAPPED *o, DWORD n, DWORD error)
{
	DWORD got;
	ULONG_PTR k = 0;
	LPOVERLAPPED of = NULL;
	BOOL ok = GetQueuedCompletionStatus(port, &got, &k, &of, 5000);
	CHECK(ok == (error == 0) && (ok || GetLastError() == error));
	CHECK(k == key && of == (LPOVERLAPPED)o && got == n);
}

static void overlapped(SOCKET c, SOCKET s, HANDLE port)
{
	char buf[64];
	WSABUF w = {sizeof buf, buf};
	WSAOVERLAPPED o = {0}, second = {0};
	DWORD n;
	pend(s, &w, &o, routine);
	CHECK(send(c, "routine", 7, 0) == 7);
	CHECK(SleepEx(5000, TRUE) == WAIT_IO_COMPLETION && ended == 1 && ended_bytes == 7);

	CHECK(CreateIoCompletionPort((HANDLE)s, port, 77, 0));
	memset(&o, 0, sizeof o);
	pend(s, &w, &o, NULL);
	CHECK(send(c, "packet", 6, 0) == 6);
	packet(port, 77, &o, 6, 0);
	CHECK(memcmp(buf, "packet", 6) == 0);

	memset(&o, 0, sizeof o);
	pend(s, &w, &o, NULL);
	pend(s, &w, &second, NULL);
	CHECK(CancelIoEx((HANDLE)s, (LPOVERLAPPED)&o));
	packet(port, 77, &o, 0, ERROR_OPERATION_ABORTED);
	CHECK(send(c, "second", 6, 0) == 6);
	packet(port, 77, &second, 6, 0);

	memset(&o, 0, sizeof o);
	pend(s, &w, &o, NULL);
	CHECK(CancelIoEx((HANDLE)s, (LPOVERLAPPED)&o));
	packet(port, 77, &o, 0, ERROR_OPERATION_ABORTED);
	CHECK(send(c, "again", 5, 0) == 5);
	CHECK(recv(s, buf, 2, 0) == 2 && memcmp(buf, "ag", 2) == 0);
	CHECK(recv(s, buf, sizeof buf, 0) == 3 && memcmp(buf, "ain", 3) == 0);

	memset(&o, 0, sizeof o);
	w.len = 9;
	CHECK(WSASend(s, &w, 1, &n, 0, &o, NULL) == 0 && n == 9);
	packet(port, 77, &o, 9, 0);
	CHECK(recv(c, buf, sizeof buf, 0) == 9);
}

/* function is an extension function. */
static void *function(SOCKET s, GUID id)
{
	void *f = NULL;
	DWORD n;
	CHECK(WSAIoctl(s, SIO_GET_EXTENSION_FUNCTION_POINTER, &id, sizeof id, &f, sizeof f, &n, NULL,
			  NULL) == 0);
	return f;
}

static void extensions(SOCKET l, const struct sockaddr_in *a, HANDLE port)
{
	LPFN_ACCEPTEX accept_ex = function(l, (GUID)WSAID_ACCEPTEX);
	LPFN_CONNECTEX connect_ex = function(l, (GUID)WSAID_CONNECTEX);
	LPFN_DISCONNECTEX disconnect_ex = function(l, (GUID)WSAID_DISCONNECTEX);
	SOCKET s = WSASocketW(AF_INET, SOCK_STREAM, 0, NULL, 0, WSA_FLAG_OVERLAPPED);
	char buf[128], addresses[128];
	DWORD n;
	CHECK(CreateIoCompletionPort((HANDLE)l, port, 5, 0));
	for (int round = 0; round < 2; round++) {
		WSAOVERLAPPED accepting = {0}, connecting = {0}, leaving = {0};
		SOCKET c = WSASocketW(AF_INET, SOCK_STREAM, 0, NULL, 0, WSA_FLAG_OVERLAPPED);
		struct sockaddr_in any = {.sin_family = AF_INET}, peer;
		int len = sizeof peer;
		CHECK(!accept_ex(l, s, addresses, 0, 64, 64, &n, &accepting));
		CHECK(WSAGetLastError() == PENDING);
		CHECK(bind(c, (struct sockaddr *)&any, sizeof any) == 0);
		CHECK(CreateIoCompletionPort((HANDLE)c, port, 6, 0));
		connect_ex(c, (const struct sockaddr *)a, sizeof *a, NULL, 0, &n, &connecting);
		for (int i = 0; i < 2; i++) {
			ULONG_PTR key;
			LPOVERLAPPED o;
			CHECK(GetQueuedCompletionStatus(port, &n, &key, &o, 5000) && (key == 5 || key == 6));
		}
		CHECK(setsockopt(s, SOL_SOCKET, SO_UPDATE_ACCEPT_CONTEXT, (char *)&l, sizeof l) == 0);
		CHECK(setsockopt(c, SOL_SOCKET, SO_UPDATE_CONNECT_CONTEXT, NULL, 0) == 0);
		CHECK(getpeername(s, (struct sockaddr *)&peer, &len) == 0);
		CHECK(send(c, "ex", 2, 0) == 2 && recv(s, buf, sizeof buf, 0) == 2);
		CHECK(send(s, "back", 4, 0) == 4 && recv(c, buf, sizeof buf, 0) == 4);
		CHECK(shutdown(c, SD_SEND) == 0 && recv(s, buf, sizeof buf, 0) == 0);
		CHECK(shutdown(s, SD_SEND) == 0 && recv(c, buf, sizeof buf, 0) == 0);
		if (round == 0)
			CHECK(CreateIoCompletionPort((HANDLE)s, port, 7, 0));
		if (!disconnect_ex(s, &leaving, TF_REUSE_SOCKET, 0))
			CHECK(WSAGetLastError() == PENDING);
		packet(port, 7, &leaving, 0, 0);
		CHECK(closesocket(c) == 0);
	}
	CHECK(closesocket(s) == 0);
}

static DWORD WINAPI stream(LPVOID to)
{
	char *p = malloc(BYTES);
	for (int i = 0; i < BYTES; i++)
		p[i] = (char)(i * 7 + i / 251);
	CHECK(send((SOCKET)to, p, BYTES, 0) == BYTES);
	free(p);
	return 0;
}

/* All bytes come, in order. */
static void streams(SOCKET c, SOCKET s)
{
	static char buf[50000];
	HANDLE thread = CreateThread(NULL, 0, stream, (LPVOID)c, 0, NULL);
	for (int done = 0, n; done < BYTES; done += n) {
		n = recv(s, buf, sizeof buf, 0);
		CHECK(n > 0);
		for (int i = 0; i < n; i++)
			CHECK(buf[i] == (char)((done + i) * 7 + (done + i) / 251));
	}
	CHECK(WaitForSingleObject(thread, 5000) == 0 && CloseHandle(thread));
}

static void datagrams(void)
{
	SOCKET u = socket(AF_INET, SOCK_DGRAM, 0), v = socket(AF_INET, SOCK_DGRAM, 0);
	struct sockaddr_in a = loopback(), from;
	int n = sizeof a;
	char buf[64];
	WSABUF w = {sizeof buf, buf};
	WSAOVERLAPPED o = {.hEvent = WSACreateEvent()};
	DWORD flags = 0, got;
	CHECK(bind(u, (struct sockaddr *)&a, sizeof a) == 0);
	CHECK(getsockname(u, (struct sockaddr *)&a, &n) == 0);
	n = sizeof from;
	CHECK(WSARecvFrom(u, &w, 1, NULL, &flags, (struct sockaddr *)&from, &n, &o, NULL) != 0 &&
		WSAGetLastError() == PENDING);
	CHECK(sendto(v, "overlapped", 10, 0, (struct sockaddr *)&a, sizeof a) == 10);
	CHECK(WSAGetOverlappedResult(u, &o, &got, TRUE, &flags) && got == 10);
	CHECK(n == sizeof from && from.sin_port != 0);
	CHECK(sendto(v, "dg", 2, 0, (struct sockaddr *)&a, sizeof a) == 2);
	CHECK(recvfrom(u, buf, sizeof buf, 0, (struct sockaddr *)&from, &n) == 2);
	CHECK(closesocket(u) == 0 && closesocket(v) == 0);
	WSACloseEvent(o.hEvent);
}

int main(void)
{
	WSADATA data;
	CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
	for (int round = 0; round < 3; round++) {
		struct sockaddr_in a;
		char buf[64];
		SOCKET l = listener(&a), c = connected(&a), s = accept(l, NULL, NULL);
		HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 1);
		CHECK(s != INVALID_SOCKET);
		CHECK(send(c, "hello", 5, 0) == 5 && recv(s, buf, sizeof buf, 0) == 5);
		readiness(c, s);
		streams(c, s);
		overlapped(c, s, port);
		extensions(l, &a, port);
		CHECK(closesocket(c) == 0 && recv(s, buf, sizeof buf, 0) == 0);
		datagrams();
		CHECK(closesocket(s) == 0 && closesocket(l) == 0 && CloseHandle(port));
	}
	CHECK(WSACleanup() == 0);
	puts("ok");
	return 0;
}
