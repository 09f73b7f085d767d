/* ovl_close.c: closesocket and shutdown beside operations. O-254..O-278. */
#include "operation.h"

static SOCKET a, b; /* a connection */
static OVERLAPPED o, second;
static char got[128];
static HANDLE queue, event;

static void renew(void)
{
	closesocket(a);
	closesocket(b);
	pair(&a, &b);
}

static SOCKET duplicate(SOCKET s)
{
	HANDLE self = GetCurrentProcess(), twin = NULL;
	DuplicateHandle(self, (HANDLE)s, self, &twin, 0, FALSE, DUPLICATE_SAME_ACCESS);
	return (SOCKET)twin;
}

/* one_of tells whether the operation ended with one of three statuses. */
static int one_of(NTSTATUS x, NTSTATUS y, NTSTATUS z)
{
	ULONG_PTR is = o.Internal;
	return is == (ULONG)x || is == (ULONG)y || is == (ULONG)z;
}

static void receives(void)
{
	SOCKET u = bound(udp()), s, twin;
	attach(b, queue, 1);
	begin_receive(b, &o, event, got, 8);
	expect("O-263", "closesocket with a receive", closesocket(b), 0);
	expect("O-263", "whose end comes", WaitForSingleObject(event, 5000), WAIT_OBJECT_0);
	packet("O-254", "a receive on TCP", queue, 1, &o, ERROR_CONNECTION_ABORTED, 0);
	status("O-254", "its status", &o, STATUS_CONNECTION_ABORTED, 0);
	expect("O-264", "the socket is gone at once", begin_receive(b, &second, NULL, got, 8),
		WSAENOTSOCK);
	check("O-263", readable(a, 5000), "the peer sees the end");
	b = tcp();
	renew();

	attach(u, queue, 2);
	begin_receive(u, &o, NULL, got, 8);
	closesocket(u);
	packet("O-255", "a receive on UDP", queue, 2, &o, ERROR_OPERATION_ABORTED, 0);
	status("O-255", "its status", &o, STATUS_CANCELLED, 0);

	/* The packet of a closed socket comes with its key and operation, whoever has its number. */
	u = bound(udp());
	attach(u, queue, 3);
	begin_receive(u, &o, NULL, got, 8);
	closesocket(u);
	s = bound(udp());
	attach(s, queue, 4);
	begin_receive(s, &second, NULL, got + 8, 8);
	packet("O-264", "the packet of the old socket", queue, 3, &o, ERROR_OPERATION_ABORTED, 0);
	closesocket(s);
	packet("O-264", "the packet of the new one", queue, 4, &second, ERROR_OPERATION_ABORTED, 0);

	u = bound(udp());
	twin = duplicate(u);
	begin_receive(u, &o, NULL, got, 8);
	closesocket(u);
	check("O-265", !ended(&o, 50), "closing one of two handles cancels nothing");
	closesocket(twin);
	status("O-265", "closing the other does", &o, STATUS_CANCELLED, 0);

	u = bound(udp());
	begin_receive(u, &o, NULL, got, 8);
	CloseHandle((HANDLE)u);
	status("O-267", "CloseHandle cancels", &o, STATUS_CANCELLED, 0);
}

static void others(void)
{
	static char much[20 << 20];
	SOCKET s = tcp();
	DWORD n;
	fresh(&o, NULL);
	if (WSAIoctl(s, SIO_ADDRESS_LIST_CHANGE, NULL, 0, NULL, 0, &n, &o, NULL) == SOCKET_ERROR &&
		WSAGetLastError() == WSA_IO_PENDING) {
		closesocket(s);
		status("O-260", "SIO_ADDRESS_LIST_CHANGE", &o, STATUS_CANCELLED, 0);
	} else {
		failed_as("O-260", "SIO_ADDRESS_LIST_CHANGE", 0, SOCKET_ERROR, WSAGetLastError(),
			WSA_IO_PENDING);
		closesocket(s);
	}

	set_option(a, SOL_SOCKET, SO_SNDBUF, 0);
	expect("O-262", "a send pends", begin_send(a, &o, NULL, much, sizeof much), WSA_IO_PENDING);
	closesocket(a);
	check("O-262", ended(&o, 5000), "closesocket ends it");
	check("O-262", one_of(STATUS_CONNECTION_ABORTED, STATUS_CANCELLED, STATUS_SUCCESS),
		"by an abort, or it was all taken");
	a = tcp();
	renew();

	set_option(a, SOL_SOCKET, SO_SNDBUF, 0);
	begin_send(a, &o, NULL, much, sizeof much);
	reset(a);
	check("O-271", ended(&o, 5000), "a hard close ends a send");
	check("O-271", one_of(STATUS_CONNECTION_ABORTED, STATUS_CANCELLED, STATUS_CANCELLED),
		"which is aborted");
	WSASetLastError(0);
	int got_n;
	while ((got_n = recv(b, much, sizeof much, 0)) > 0)
		;
	failed_as("O-271", "the peer is reset", got_n, SOCKET_ERROR, WSAGetLastError(), WSAECONNRESET);
	a = tcp();
	renew();

	struct linger some = {1, 10};
	setsockopt(a, SOL_SOCKET, SO_LINGER, (char *)&some, sizeof some);
	nonblocking(a, 1);
	while (send(a, much, 1 << 20, 0) > 0)
		;
	fails("O-270", "closesocket with a linger time, nonblocking", closesocket(a), WSAEWOULDBLOCK);
	check("O-270", is_connected(a), "leaves the socket open");
	some.l_onoff = 0;
	setsockopt(a, SOL_SOCKET, SO_LINGER, (char *)&some, sizeof some);
	renew();
}

static SOCKET shut; /* the socket that is closed under a thread */
static volatile LONG waits;

static DWORD WINAPI accepting(void *unused)
{
	(void)unused;
	InterlockedIncrement(&waits);
	WSASetLastError(0);
	SOCKET s = accept(shut, NULL, NULL);
	return s == INVALID_SOCKET ? (DWORD)WSAGetLastError() : 0;
}

static DWORD WINAPI selecting(void *set_of)
{
	fd_set set;
	struct timeval limit = {5, 0};
	InterlockedIncrement(&waits);
	FD_ZERO(&set);
	FD_SET(shut, &set);
	if (set_of == NULL)
		return select(0, &set, NULL, NULL, &limit) == 1 && FD_ISSET(shut, &set);
	WSASetLastError(0);
	return select(0, NULL, NULL, &set, &limit) == SOCKET_ERROR ? (DWORD)WSAGetLastError() : 0;
}

static DWORD WINAPI polling(void *unused)
{
	WSAPOLLFD p = {shut, POLLIN, 0};
	(void)unused;
	InterlockedIncrement(&waits);
	return WSAPoll(&p, 1, 5000) == 1 ? (DWORD)p.revents : 0;
}

/*
 * closed_under closes a UDP socket while a thread waits for it; the result is the thread's.
 * Nothing tells when it has come to wait; so it has ever more time for that until the result
 * is as wanted.
 */
static DWORD closed_under(DWORD(WINAPI *f)(void *), void *argument, DWORD wanted)
{
	DWORD code = ~wanted;
	for (int ms = 50; ms <= 3200 && code != wanted; ms *= 4) {
		SOCKET s = shut = bound(udp());
		waits = 0;
		HANDLE t = on_thread(f, argument);
		while (waits == 0)
			Sleep(1);
		Sleep(ms);
		closesocket(s);
		WaitForSingleObject(t, 8000);
		GetExitCodeThread(t, &code);
		CloseHandle(t);
	}
	return code;
}

static void synchronous(void)
{
	SOCKET l = shut = listener();
	DWORD error = 0;
	HANDLE t = on_thread(accepting, NULL);
	while (waits == 0)
		Sleep(1);
	Sleep(50);
	closesocket(l);
	WaitForSingleObject(t, 8000);
	GetExitCodeThread(t, &error);
	CloseHandle(t);
	check("O-268", error == WSAEINTR || error == WSAENOTSOCK, "accept ends");
	expect("O-269", "select for reading", closed_under(selecting, NULL, 1), 1);
	expect("O-269", "select for exceptions", closed_under(selecting, &shut, WSAENOTSOCK),
		WSAENOTSOCK);
	expect("O-269", "WSAPoll", closed_under(polling, NULL, POLLNVAL), POLLNVAL);
}

static void shutdowns(void)
{
	SOCKET s = tcp(), l = listener();
	static char much[1 << 20];
	begin_receive(b, &o, NULL, got, 8);
	expect("O-272", "SD_RECEIVE with a receive", shutdown(b, SD_RECEIVE), 0);
	check("O-272", !ended(&o, 50), "which pends on");
	expect("O-273", "the next receive", begin_receive(b, &second, NULL, got, 8), WSAESHUTDOWN);
	expect("O-273", "the peer sends", send(a, "hello", 5, 0), 5);
	status("O-272", "its data ends the receive", &o, STATUS_SUCCESS, 5);
	check("O-272", memcmp(got, "hello", 5) == 0, "and is there");
	renew();
	begin_receive(b, &o, NULL, got, 8);
	shutdown(a, SD_SEND);
	status("O-274", "the peer's SD_SEND ends a receive", &o, STATUS_SUCCESS, 0);
	renew();
	set_option(a, SOL_SOCKET, SO_SNDBUF, 4096);
	begin_send(a, &o, NULL, much, sizeof much);
	expect("O-275", "SD_SEND with a send", shutdown(a, SD_SEND), 0);
	long long sum = 0;
	int n;
	while ((n = recv(b, much, sizeof much, 0)) > 0)
		sum += n;
	expect("O-275", "all of it comes", sum, sizeof much);
	expect("O-275", "and then the end", n, 0);
	status("O-275", "the send succeeded", &o, STATUS_SUCCESS, sizeof much);
	renew();
	begin_receive(b, &o, NULL, got, 8);
	shutdown(b, SD_BOTH);
	check("O-276", ended(&o, 50) || (closesocket(a), ended(&o, 5000)),
		"SD_BOTH and the peer's end");
	a = tcp();
	renew();

	fails("O-277", "shutdown before connecting", shutdown(s, SD_SEND), WSAENOTCONN);
	fails("O-277", "of a listener", shutdown(l, SD_BOTH), WSAENOTCONN);
	fails("O-277", "with another how", shutdown(b, 3), WSAEINVAL);
	expect("O-277", "once", shutdown(b, SD_SEND), 0);
	expect("O-277", "twice", shutdown(b, SD_SEND), 0);
	closesocket(s);
	closesocket(l);
	renew();
	attach(b, queue, 9);
	shutdown(b, SD_RECEIVE);
	shutdown(b, SD_BOTH);
	no_packet("O-278", "shutdown has no packet", queue);
	renew();
}

int main(void)
{
	start();
	pair(&a, &b);
	queue = new_port();
	event = manual();
	receives();
	others();
	synchronous();
	shutdowns();
	closesocket(a);
	closesocket(b);
	CloseHandle(queue);
	CloseHandle(event);
	WSACleanup();
	return verdict();
}
