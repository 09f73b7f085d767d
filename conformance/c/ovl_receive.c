/* ovl_receive.c: overlapped receives. O-052..O-078. */
#include "operation.h"

static SOCKET a, b; /* a connection */
static char got[64];
static OVERLAPPED o; /* lives on, as an operation may that a check did not expect */

static void renew(void)
{
	closesocket(a);
	closesocket(b);
	pair(&a, &b);
}

/* order shows that receives are filled as they were issued. */
static void order(void)
{
	OVERLAPPED each[4];
	char parts[4][16];
	HANDLE port = new_port();
	expect("O-052", "a receive of 64 bytes", begin_receive(b, &each[0], NULL, got, sizeof got),
		WSA_IO_PENDING);
	send(a, "ab", 2, 0);
	status("O-052", "ends with the 2 that come", &each[0], STATUS_SUCCESS, 2);
	check("O-052", memcmp(got, "ab", 2) == 0, "which are in the buffer");

	expect("O-053", "a receive of 16", begin_receive(b, &each[0], NULL, parts[0], 16),
		WSA_IO_PENDING);
	expect("O-053", "another", begin_receive(b, &each[1], NULL, parts[1], 16), WSA_IO_PENDING);
	send(a, "first 16 bytes, second sixteen..", 32, 0);
	status("O-053", "one send of 32 ends the first", &each[0], STATUS_SUCCESS, 16);
	status("O-053", "and the second", &each[1], STATUS_SUCCESS, 16);
	check("O-053", memcmp(parts[0], "first 16 bytes, ", 16) == 0, "the first half is in the first");
	check("O-053", memcmp(parts[1], "second sixteen..", 16) == 0, "the second half in the second");

	attach(b, port, 5);
	for (int i = 0; i < 4; i++)
		begin_receive(b, &each[i], NULL, parts[i], 4);
	send(a, "0000111122223333", 16, 0);
	for (int i = 0; i < 4; i++) {
		packet("O-054", "packets come in the order of completion", port, 5, &each[i], 0, 4);
		check("O-053", parts[i][0] == '0' + i && parts[i][3] == '0' + i, "each with its data");
	}
	CloseHandle(port);
	renew();
}

static void end(void)
{
	HANDLE port = new_port();
	attach(b, port, 1);
	begin_receive(b, &o, NULL, got, 8);
	shutdown(a, SD_SEND);
	packet("O-056", "the end of the stream in a pending receive", port, 1, &o, 0, 0);
	status("O-056", "its status", &o, STATUS_SUCCESS, 0);
	expect("O-056", "the next receive is done at once", begin_receive(b, &o, NULL, got, 8), 0);
	packet("O-056", "and has a packet too", port, 1, &o, 0, 0);
	CloseHandle(port);
	renew();
}

static void CALLBACK routine(DWORD error, DWORD bytes, LPWSAOVERLAPPED o, DWORD flags)
{
	(void)flags;
	expect("O-057", "a routine's error after a reset", error, WSAECONNRESET);
	expect("O-057", "and its bytes", bytes, 0);
	o->hEvent = NULL;
}

/* broken shows what a reset does to a pending receive and to later calls. */
static void broken(void)
{
	WSABUF buf = {8, got};
	DWORD flags = 0;
	HANDLE port = new_port();
	begin_receive(b, &o, NULL, got, 8);
	reset(a);
	status("O-057", "a reset in a pending receive", &o, STATUS_CONNECTION_RESET, 0);
	result("O-057", "WSAGetOverlappedResult", b, &o, WSAECONNRESET, 0);
	result32("O-057", "GetOverlappedResult", b, &o, ERROR_NETNAME_DELETED, 0);
	expect("O-058", "SO_ERROR afterwards", option(b, SOL_SOCKET, SO_ERROR), 0);
	expect("O-058", "WSARecv", begin_receive(b, &o, NULL, got, 8), WSAECONNRESET);
	expect("O-058", "WSASend", begin_send(b, &o, NULL, got, 8), WSAECONNRESET);

	renew();
	attach(b, port, 1);
	begin_receive(b, &o, NULL, got, 8);
	reset(a);
	packet("O-057", "its packet", port, 1, &o, ERROR_NETNAME_DELETED, 0);
	expect("O-058", "with a port: WSARecv", begin_receive(b, &o, NULL, got, 8), WSAECONNRESET);
	expect("O-058", "WSASend", begin_send(b, &o, NULL, got, 8), WSAECONNRESET);
	no_packet("O-058", "nothing is queued", port);

	renew();
	fresh(&o, port);
	fails("O-057", "a receive with a routine", WSARecv(b, &buf, 1, NULL, &flags, &o, routine),
		WSA_IO_PENDING);
	reset(a);
	SleepEx(5000, TRUE);
	check("O-057", o.hEvent == NULL, "whose routine runs");

	renew();
	closesocket(b);
	send(a, "x", 1, 0); /* this draws the reset */
	WSASetLastError(0);
	int n = 1, error;
	for (int i = 0; i < 500 && n > 0; i++, Sleep(1))
		n = send(a, "x", 1, 0);
	n = begin_receive(a, &o, NULL, got, 8);
	error = n == WSA_IO_PENDING ? 0 : n;
	check("O-059", error == WSAECONNABORTED || error == WSAECONNRESET,
		"a receive after a send to a closed peer");
	b = tcp();
	CloseHandle(port);
	renew();
}

static void nothing(void)
{
	DWORD flags = 0, available = 0;
	WSABUF buf = {8, got};
	HANDLE port = new_port();
	nonblocking(b, 1);
	fails("O-060", "no buffers", WSARecv(b, &buf, 0, NULL, &flags, &o, NULL), WSAEINVAL);
	renew();
	fails("O-060", "no array", WSARecv(b, NULL, 0, NULL, &flags, &o, NULL), WSAEINVAL);
	renew();
	attach(b, port, 3);
	expect("O-061", "a buffer of no bytes", begin_receive(b, &o, NULL, got, 0), WSA_IO_PENDING);
	no_packet("O-061", "pends", port);
	send(a, "xyz", 3, 0);
	packet("O-061", "until data comes", port, 3, &o, 0, 0);
	ioctlsocket(b, FIONREAD, (u_long *)&available);
	expect("O-061", "which stays", available, 3);
	expect("O-062", "with data there", begin_receive(b, &o, NULL, got, 0), 0);
	packet("O-062", "it has its packet", port, 3, &o, 0, 0);
	check("O-062", received(b, "xyz", 3), "the data is still there");
	CloseHandle(port);
	renew();
}

static void datagrams(void)
{
	SOCKET u = bound(udp()), v = bound(udp()), w = udp();
	WSABUF buf = {6, got};
	DWORD n, flags = 0;
	struct sockaddr_in from;
	int len;
	begin_receive(u, &o, NULL, got, 6);
	datagram(v, u, "123456789", 9);
	status("O-063", "a datagram that is too long", &o, STATUS_BUFFER_OVERFLOW, 6);
	check("O-063", memcmp(got, "123456", 6) == 0, "its beginning is there");
	result("O-063", "WSAGetOverlappedResult", u, &o, WSAEMSGSIZE, 6);
	result32("O-063", "GetOverlappedResult", u, &o, ERROR_MORE_DATA, 6);
	datagram(v, u, "123456789", 9);
	datagram(v, u, "next", 4);
	fails("O-063", "without an operation", WSARecv(u, &buf, 1, &n, &flags, NULL, NULL),
		WSAEMSGSIZE);
	check("O-063", received(u, "next", 4), "the rest is lost");

	HANDLE port = new_port();
	attach(u, port, 2);
	expect("O-064", "a buffer of no bytes", begin_receive(u, &o, NULL, got, 0), WSA_IO_PENDING);
	datagram(v, u, "123", 3);
	packet("O-064", "takes the datagram", port, 2, &o, ERROR_MORE_DATA, 0);
	check("O-064", !readable(u, 20), "which is lost");
	begin_receive(u, &o, NULL, got, 6);
	datagram(v, u, "123456789", 9);
	packet("O-063", "its packet", port, 2, &o, ERROR_MORE_DATA, 6);
	begin_receive(u, &o, NULL, got, 6);
	datagram(v, u, "", 0);
	packet("O-067", "a datagram of no bytes", port, 2, &o, 0, 0);
	expect("O-067", "does not end anything", begin_receive(u, &o, NULL, got, 6), WSA_IO_PENDING);
	datagram(v, u, "1", 1);
	packet("O-067", "the next one comes", port, 2, &o, 0, 1);
	CloseHandle(port);

	nonblocking(w, 1);
	fails("O-065", "a socket without a name: recv", recv(w, got, 6, 0), WSAEINVAL);
	expect("O-065", "WSARecv", begin_receive(w, &o, NULL, got, 6), WSAEINVAL);
	closesocket(w);
	w = udp();
	len = sizeof from;
	fresh(&o, NULL);
	fails("O-065", "WSARecvFrom",
		WSARecvFrom(w, &buf, 1, NULL, &flags, (struct sockaddr *)&from, &len, &o, NULL), WSAEINVAL);
	closesocket(w);

	closesocket(u);
	u = bound(udp());
	nonblocking(u, 1);
	len = 4;
	datagram(v, u, "ab", 2);
	readable(u, 5000);
	fails("O-066", "WSARecvFrom with too little room for the address",
		WSARecvFrom(u, &buf, 1, &n, &flags, (struct sockaddr *)&from, &len, NULL, NULL), WSAEFAULT);
	fails("O-066", "overlapped",
		WSARecvFrom(u, &buf, 1, NULL, &flags, (struct sockaddr *)&from, &len, &o, NULL), WSAEFAULT);
	len = sizeof from;
	expect("O-066", "the datagram is still there",
		recvfrom(u, got, sizeof got, 0, (struct sockaddr *)&from, &len), 2);
	closesocket(u);
	closesocket(v);
}

/* nobody is the address of a UDP port where nobody receives. */
static struct sockaddr_in nobody(void)
{
	SOCKET s = bound(udp());
	struct sockaddr_in at = loopback(port(s));
	closesocket(s);
	return at;
}

static void unreachable(void)
{
	SOCKET u = bound(udp()), v;
	struct sockaddr_in at = nobody();
	HANDLE port = new_port();
	DWORD n;
	BOOL off = FALSE;
	u_long on = 1;
	nonblocking(u, 1);
	sendto(u, "x", 1, 0, (struct sockaddr *)&at, sizeof at);
	readable(u, 2000);
	fails("O-068", "recv after a send to nobody", recv(u, got, 1, 0), WSAECONNRESET);
	expect("O-068", "another send succeeds",
		sendto(u, "x", 1, 0, (struct sockaddr *)&at, sizeof at), 1);
	readable(u, 2000);
	recv(u, got, 1, 0);
	attach(u, port, 4);
	expect("O-068", "a receive pends", begin_receive(u, &o, NULL, got, 1), WSA_IO_PENDING);
	sendto(u, "x", 1, 0, (struct sockaddr *)&at, sizeof at);
	packet("O-068", "and ends", port, 4, &o, ERROR_PORT_UNREACHABLE, 0);
	status("O-068", "its status", &o, STATUS_PORT_UNREACHABLE, 0);
	result("O-068", "its error", u, &o, WSAECONNRESET, 0);

	/* Who is told of network events looks at the socket, and takes nothing from the receive. */
	HANDLE event = WSACreateEvent();
	WSAEventSelect(u, event, FD_READ | FD_WRITE);
	for (int i = 0; i < 3; i++) {
		expect("O-068", "beside network events", begin_receive(u, &o, NULL, got, 1), WSA_IO_PENDING);
		sendto(u, "x", 1, 0, (struct sockaddr *)&at, sizeof at);
		packet("O-068", "and ends", port, 4, &o, ERROR_PORT_UNREACHABLE, 0);
	}
	WSACloseEvent(event);
	closesocket(u);

	u = bound(udp());
	v = bound(udp());
	expect("O-069", "SIO_UDP_CONNRESET",
		WSAIoctl(u, SIO_UDP_CONNRESET, &off, sizeof off, NULL, 0, &n, NULL, NULL), 0);
	expect("O-069", "a receive pends", begin_receive(u, &o, NULL, got, 4), WSA_IO_PENDING);
	sendto(u, "x", 1, 0, (struct sockaddr *)&at, sizeof at);
	check("O-069", !ended(&o, 100), "a send to nobody does not end it");
	datagram(v, u, "real", 4);
	status("O-069", "a datagram does", &o, STATUS_SUCCESS, 4);
	ioctlsocket(u, FIONBIO, &on);
	sendto(u, "x", 1, 0, (struct sockaddr *)&at, sizeof at);
	Sleep(20);
	fails("O-069", "recv", recv(u, got, 1, 0), WSAEWOULDBLOCK);
	closesocket(u);
	closesocket(v);
	CloseHandle(port);
}

static int begin_with(SOCKET s, OVERLAPPED *o, DWORD flags, ULONG len)
{
	WSABUF buf = {len, got};
	fresh(o, NULL);
	return WSARecv(s, &buf, 1, NULL, &flags, o, NULL) == 0 ? 0 : WSAGetLastError();
}

static void flags(void)
{
	SOCKET u = bound(udp()), v = bound(udp());
	expect("O-071", "MSG_WAITALL", begin_with(b, &o, MSG_WAITALL, 6), WSA_IO_PENDING);
	send(a, "abc", 3, 0);
	check("O-071", !ended(&o, 50), "half of it does not end it");
	send(a, "def", 3, 0);
	status("O-071", "all of it does", &o, STATUS_SUCCESS, 6);
	check("O-071", memcmp(got, "abcdef", 6) == 0, "and is there");
	expect("O-072", "MSG_WAITALL once more", begin_with(b, &o, MSG_WAITALL, 6), WSA_IO_PENDING);
	send(a, "xy", 2, 0);
	shutdown(a, SD_SEND);
	status("O-072", "the end of the stream ends it", &o, STATUS_SUCCESS, 2);
	renew();
	expect("O-071", "with MSG_OOB", begin_with(b, &o, MSG_WAITALL | MSG_OOB, 6), WSAEOPNOTSUPP);
	expect("O-071", "with MSG_PEEK", begin_with(b, &o, MSG_WAITALL | MSG_PEEK, 6), WSAEOPNOTSUPP);
	expect("O-071", "with MSG_PARTIAL", begin_with(b, &o, MSG_WAITALL | MSG_PARTIAL, 6),
		WSAEOPNOTSUPP);
	renew();
	nonblocking(b, 1);
	fails("O-071", "on a nonblocking socket", recv(b, got, 6, MSG_WAITALL), WSAEOPNOTSUPP);
	nonblocking(b, 0);
	send(a, "hi", 2, 0);
	expect("O-070", "MSG_PEEK without an operation", recv(b, got, 6, MSG_PEEK), 2);
	check("O-070", received(b, "hi", 2), "leaves the data");
	expect("O-073", "MSG_PUSH_IMMEDIATE", begin_with(b, &o, MSG_PUSH_IMMEDIATE, 6), WSA_IO_PENDING);
	send(a, "now", 3, 0);
	status("O-073", "ends when data comes", &o, STATUS_SUCCESS, 3);
	WSABUF buf = {1, got};
	DWORD n;
	struct sockaddr_in at = loopback(port(u));
	fails("O-074", "a send of a part on TCP", WSASend(a, &buf, 1, &n, MSG_PARTIAL, NULL, NULL),
		WSAEOPNOTSUPP);
	fails("O-074", "on UDP",
		WSASendTo(v, &buf, 1, &n, MSG_PARTIAL, (struct sockaddr *)&at, sizeof at, NULL, NULL),
		WSAEOPNOTSUPP);
	closesocket(u);
	closesocket(v);

	expect("O-075", "MSG_OOB", begin_with(b, &o, MSG_OOB, 6), WSA_IO_PENDING);
	send(a, "plain", 5, 0);
	check("O-075", !ended(&o, 50), "waits through other data");
	send(a, "!", 1, MSG_OOB);
	status("O-075", "for urgent data", &o, STATUS_SUCCESS, 1);
	expect("O-075", "which is", got[0], '!');
	renew();

	expect("O-075", "MSG_OOB again", begin_with(b, &o, MSG_OOB, 6), WSA_IO_PENDING);
	OVERLAPPED plain;
	char data[8];
	expect("O-075", "a receive after it", begin_receive(b, &plain, NULL, data, sizeof data),
		WSA_IO_PENDING);
	send(a, "plain", 5, 0);
	status("O-075", "is not held back", &plain, STATUS_SUCCESS, 5);
	check("O-075", !ended(&o, 0), "while the urgent one waits");
	send(a, "!", 1, MSG_OOB);
	status("O-075", "for urgent data, which comes", &o, STATUS_SUCCESS, 1);
	renew();
}

static void states(void)
{
	SOCKET s = tcp();
	expect("O-076", "a receive before connecting", begin_receive(s, &o, NULL, got, 1), WSAENOTCONN);
	fails("O-076", "recv", recv(s, got, 1, 0), WSAENOTCONN);
	closesocket(s);
	shutdown(b, SD_RECEIVE);
	expect("O-077", "after SD_RECEIVE", begin_receive(b, &o, NULL, got, 1), WSAESHUTDOWN);
	renew();
}

static volatile LONG taken = 77;
static char last[4];

static DWORD WINAPI take(void *unused)
{
	(void)unused;
	InterlockedExchange(&taken, recv(b, last, 4, 0));
	return 0;
}

/* behind shows recv beside an older operation, of which one gets the data that comes first. */
static void behind(void)
{
	HANDLE t;
	begin_receive(b, &o, NULL, got, 4);
	t = on_thread(take, NULL);
	Sleep(50);
	send(a, "1111", 4, 0);
	Sleep(50);
	check("O-078", (taken == 4) != ended(&o, 0), "the data goes to one of them");
	send(a, "2222", 4, 0);
	joined(t);
	status("O-078", "the operation ends", &o, STATUS_SUCCESS, 4);
	check("O-078", taken == 4 && got[0] + last[0] == '1' + '2', "each has its data");
	renew();
}

int main(void)
{
	start();
	pair(&a, &b);
	order();
	end();
	broken();
	nothing();
	datagrams();
	unreachable();
	flags();
	states();
	behind();
	closesocket(a);
	closesocket(b);
	WSACleanup();
	return verdict();
}
