/* ovl_ioctl.c: WSAIoctl with an OVERLAPPED. Chapter 6.2 of overlapped.md; see ioctl.c. */
#include "operation.h"
#include <mstcpip.h>

enum {
	BASE_HANDLE = 0x48000022,
	BSP_HANDLE = 0x4800001B,
	BSP_HANDLE_SELECT = 0x4800001C,
	BSP_HANDLE_POLL = 0x4800001D,
	INTERFACES = 0x4004747F,
};
#define ROUTE_QUERY 0xC8000014u

static SOCKET s, peer;
static HANDLE queue;
static OVERLAPPED o;
static DWORD n;			/* what io and sync say that they wrote */
static char room[4096];

/* The routine of io_by_routine, and what it was given. */
static int ran;
static DWORD ran_error, ran_bytes;

static void CALLBACK note(DWORD error, DWORD bytes, LPWSAOVERLAPPED ovl, DWORD flags)
{
	(void)ovl, (void)flags;
	ran++;
	ran_error = error;
	ran_bytes = bytes;
}

static int io(DWORD code, void *in, DWORD in_len, void *out, DWORD out_len)
{
	n = 0xDEAD;
	fresh(&o, NULL);
	return WSAIoctl(s, code, in, in_len, out, out_len, &n, &o, NULL);
}

static int sync(SOCKET on, DWORD code, void *in, DWORD in_len, void *out, DWORD out_len)
{
	n = 0xDEAD;
	return WSAIoctl(on, code, in, in_len, out, out_len, &n, NULL, NULL);
}

static void at_once(void)
{
	u_long value = 1;
	struct sockaddr_in to = loopback(80);
	static const struct {
		const char *clause, *what;
		DWORD code, size; /* size 0: any that is not 0xDEAD */
	} codes[] = {
		{"O-367", "FIONREAD", FIONREAD, 4},
		{"O-367", "SIOCATMARK", SIOCATMARK, 4},
		{"O-367", "SIO_ADDRESS_LIST_QUERY", SIO_ADDRESS_LIST_QUERY, 0},
	};
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
		expect(codes[i].clause, codes[i].what, io(codes[i].code, NULL, 0, room,
			codes[i].size ? codes[i].size : sizeof room), 0);
		check(codes[i].clause, codes[i].size ? n == codes[i].size : n > 4 && n < sizeof room,
			"the size is set");
		packet(codes[i].clause, "its packet has no bytes", queue, 5, &o, 0, 0);
		status(codes[i].clause, "nor has the status block", &o, STATUS_SUCCESS, 0);
	}
	expect("O-367", "SIO_ROUTING_INTERFACE_QUERY", io(ROUTE_QUERY, &to, sizeof to, room,
		sizeof room), 0);
	expect("O-367", "the size is set", n, sizeof to);
	packet("O-367", "its packet has no bytes", queue, 5, &o, 0, 0);
	expect("O-367", "FIONBIO", io(FIONBIO, &value, sizeof value, NULL, 0), 0);
	expect("O-367", "its size", n, 0);
	packet("O-367", "its packet", queue, 5, &o, 0, 0);
	fails("O-367", "it has worked", recv(s, room, 1, 0), WSAEWOULDBLOCK);
	value = 0;
	ioctlsocket(s, FIONBIO, &value);

	struct tcp_keepalive keep = {1, 60000, 1000};
	expect("O-368", "SIO_KEEPALIVE_VALS", io(SIO_KEEPALIVE_VALS, &keep, sizeof keep, NULL, 0), 0);
	expect("O-368", "the size is left alone", n, 0xDEAD);
	packet("O-368", "its packet", queue, 5, &o, 0, 0);
	fresh(&o, NULL);
	ULONG_PTR high = o.InternalHigh;
	check("O-034", io(SIO_KEEPALIVE_VALS, &keep, 4, NULL, 0) == SOCKET_ERROR,
		"SIO_KEEPALIVE_VALS, too short");
	status("O-034", "its status block", &o, STATUS_PENDING, (long long)high);
	no_packet("O-368", "it queues no packet", queue);
}

static void unsupported(void)
{
	fails("O-369", "an unknown code", sync(s, 0xDEADBEEF, NULL, 0, room, sizeof room),
		WSAEOPNOTSUPP);
	expect("O-369", "its size", n, 0);
	pends("O-370", "one with an OVERLAPPED", io(0xDEADBEEF, NULL, 0, room, sizeof room));
	packet("O-370", "its packet", queue, 5, &o, ERROR_NOT_SUPPORTED, 0);
	status("O-370", "its status", &o, STATUS_NOT_SUPPORTED, 0);
	result("O-370", "WSAGetOverlappedResult", s, &o, WSAEOPNOTSUPP, 0);
}

static void handles(void)
{
	static const struct {
		const char *clause, *what;
		DWORD code;
	} codes[] = {
		{"O-371", "SIO_BASE_HANDLE", BASE_HANDLE},
		{"O-372", "SIO_BSP_HANDLE", BSP_HANDLE},
		{"O-372", "SIO_BSP_HANDLE_SELECT", BSP_HANDLE_SELECT},
		{"O-372", "SIO_BSP_HANDLE_POLL", BSP_HANDLE_POLL},
	};
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
		SOCKET base = INVALID_SOCKET;
		expect(codes[i].clause, codes[i].what, sync(s, codes[i].code, NULL, 0, &base,
			sizeof base), 0);
		check(codes[i].clause, (base == s || layered(s)) && n == sizeof base, "is the socket itself");
	}
	SOCKET base;
	pends("O-371", "SIO_BASE_HANDLE with an OVERLAPPED", io(BASE_HANDLE, NULL, 0, &base,
		sizeof base));
	packet("O-371", "is not supported", queue, 5, &o, ERROR_NOT_SUPPORTED, 0);
}

static void interfaces(void)
{
	SOCKET other = udp();
	expect("O-373", "SIO_GET_INTERFACE_LIST", sync(other, INTERFACES, NULL, 0, room,
		sizeof room), 0);
	DWORD size = n;
	pends("O-373", "with an OVERLAPPED", io(INTERFACES, NULL, 0, room, sizeof room));
	packet("O-373", "its packet has the size", queue, 5, &o, 0, size);
	pends("O-373", "with little room", io(INTERFACES, NULL, 0, room, 8));
	packet("O-373", "its packet", queue, 5, &o, ERROR_INSUFFICIENT_BUFFER, 0);
	status("O-373", "its status", &o, STATUS_BUFFER_TOO_SMALL, 0);

	ran = 0;
	fresh(&o, NULL);
	pends("O-373", "with a routine", WSAIoctl(other, INTERFACES, NULL, 0, room, 8, &n, &o, note));
	expect("O-373", "which runs", SleepEx(5000, TRUE), WAIT_IO_COMPLETION);
	check("O-373", ran == 1 && ran_error == WSAEFAULT && ran_bytes == 0, "with WSAEFAULT");
	fresh(&o, NULL);
	expect("O-367", "FIONREAD with a routine", WSAIoctl(other, FIONREAD, NULL, 0, room, 4, &n, &o,
		note), 0);
	expect("O-367", "which runs", SleepEx(5000, TRUE), WAIT_IO_COMPLETION);
	check("O-367", ran == 2 && ran_error == 0 && ran_bytes == 0, "without bytes");
	closesocket(other);
}

static DWORD WINAPI wait_for_change(void *on)
{
	DWORD none = 0;
	return WSAIoctl((SOCKET)on, SIO_ADDRESS_LIST_CHANGE, NULL, 0, NULL, 0, &none, NULL, NULL) == 0 ? 0
		: (DWORD)WSAGetLastError();
}

static void changes(void)
{
	SOCKET other = udp();
	pends("O-374", "SIO_ADDRESS_LIST_CHANGE", io(SIO_ADDRESS_LIST_CHANGE, NULL, 0, NULL, 0));
	no_packet("O-374", "nothing changes", queue);
	expect("O-374", "it can be cancelled", CancelIoEx((HANDLE)s, &o), TRUE);
	packet("O-374", "its packet", queue, 5, &o, ERROR_OPERATION_ABORTED, 0);
	nonblocking(other, 1);
	fails("O-374", "nonblocking, without an OVERLAPPED", sync(other, SIO_ADDRESS_LIST_CHANGE, NULL, 0,
		NULL, 0), WSAEWOULDBLOCK);
	HANDLE event = manual();
	fresh(&o, event);
	pends("O-374", "nonblocking, with one", WSAIoctl(other, SIO_ADDRESS_LIST_CHANGE, NULL, 0, NULL, 0,
		&n, &o, NULL));
	expect("O-374", "its event", WaitForSingleObject(event, 20), WAIT_TIMEOUT);
	closesocket(other);
	status("O-374", "the socket is closed", &o, STATUS_CANCELLED, 0);
	CloseHandle(event);
	other = udp();
	HANDLE t = on_thread(wait_for_change, (void *)other);
	expect("O-374", "blocking, without an OVERLAPPED: it waits", WaitForSingleObject(t, 50),
		WAIT_TIMEOUT);
	closesocket(other);
	expect("O-268", "until the socket is closed", WaitForSingleObject(t, 5000), WAIT_OBJECT_0);
	CloseHandle(t);
}

static void modes(void)
{
	u_long value = 0;
	HANDLE event = manual();
	WSAEventSelect(s, event, FD_READ);
	fails("O-375", "FIONBIO 0 with a mask", sync(s, FIONBIO, &value, sizeof value, NULL, 0),
		WSAEINVAL);
	WSAEventSelect(s, NULL, 0);
	expect("O-375", "and without", sync(s, FIONBIO, &value, sizeof value, NULL, 0), 0);
	CloseHandle(event);
}

int main(void)
{
	start();
	pair(&s, &peer);
	queue = new_port();
	attach(s, queue, 5);
	at_once();
	unsupported();
	handles();
	interfaces();
	changes();
	modes();
	closesocket(s);
	closesocket(peer);
	CloseHandle(queue);
	WSACleanup();
	return verdict();
}
