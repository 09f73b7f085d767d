/* ovl_send.c: overlapped sends. O-079..O-090. */
#include "operation.h"

#include <stdlib.h>

enum { MUCH = 50 << 20, MEGABYTE = 1 << 20, SENDS = 32, PART = 100000 };

static SOCKET a, b; /* a connection */
static OVERLAPPED o;

static void renew(void)
{
	closesocket(a);
	closesocket(b);
	pair(&a, &b);
}

/* drained receives until the end of the stream, or wanted bytes; the result is how many. */
static long long drained(SOCKET s, long long wanted)
{
	static char p[1 << 16];
	long long n = 0;
	while (n < wanted && readable(s, 5000)) {
		int more = recv(s, p, sizeof p, 0);
		if (more <= 0)
			break;
		n += more;
	}
	return n;
}

/* filling is the byte at a place of a stream that shows where it belongs. */
static char filling(long long at)
{
	return (char)(at * 7 + (at >> 8) + (at >> 16));
}

static void whole(void)
{
	static char p[MEGABYTE];
	HANDLE event = manual();
	expect("O-079", "a send that has room", begin_send(a, &o, event, "data", 4), 0);
	status("O-079", "is done when it is taken", &o, STATUS_SUCCESS, 4);
	check("O-079", signalled(event), "and sets its event, though nobody received");
	check("O-079", received(b, "data", 4), "what the peer receives");

	set_option(a, SOL_SOCKET, SO_SNDBUF, 0);
	set_option(b, SOL_SOCKET, SO_RCVBUF, 8192);
	for (int i = 0; i < MEGABYTE; i++)
		p[i] = filling(i);
	expect("O-080", "a send of a megabyte", begin_send(a, &o, event, p, MEGABYTE), WSA_IO_PENDING);
	check("O-080", !ended(&o, 100), "pends while the peer does not read");
	static char q[MEGABYTE];
	int n = 0;
	while (n < MEGABYTE && readable(b, 5000)) {
		int more = recv(b, q + n, MEGABYTE - n, 0);
		if (more <= 0)
			break;
		n += more;
	}
	expect("O-080", "the peer reads it all", n, MEGABYTE);
	check("O-080", memcmp(p, q, MEGABYTE) == 0, "unharmed");
	status("O-080", "and the send ends with all", &o, STATUS_SUCCESS, MEGABYTE);
	CloseHandle(event);
	renew();
}

static char much[MUCH];

/* send_all sends without waiting until the socket takes no more; the result is what it took. */
static long long send_all(SOCKET s)
{
	long long sum = 0;
	int n;
	nonblocking(s, 1);
	WSASetLastError(0);
	while ((n = send(s, much, MUCH, 0)) > 0 && sum < 4ll * MUCH)
		sum += n;
	return sum;
}

static DWORD WINAPI send_and_exit(void *sum)
{
	*(long long *)sum = send_all(a);
	return 0;
}

/* accepted shows what becomes of a send that a nonblocking socket took. */
static void accepted(void)
{
	long long sum;
	HANDLE t;
	sum = send_all(a);
	expect("O-081", "a socket that takes no more", WSAGetLastError(), WSAEWOULDBLOCK);
	check("O-081", sum > 0 && sum % MUCH == 0, "took whole sends");
	expect_error("O-083", "CancelIoEx finds nothing of them", CancelIoEx((HANDLE)a, NULL), FALSE,
		ERROR_NOT_FOUND);
	check("O-083", CancelIo((HANDLE)a), "CancelIo succeeds");
	closesocket(a);
	check("O-082", drained(b, sum + 1) == sum, "after closesocket all of it comes");
	a = tcp();
	renew();
	t = on_thread(send_and_exit, &sum);
	joined(t);
	closesocket(a);
	check("O-082", drained(b, sum + 1) == sum, "also when the thread has ended");
	a = tcp();
	renew();
}

static void in_order(void)
{
	static char parts[SENDS][PART], p[PART];
	static OVERLAPPED each[SENDS];
	int torn = 0;
	long long at = 0;
	HANDLE port = new_port();
	set_option(a, SOL_SOCKET, SO_SNDBUF, 4096);
	attach(a, port, 8);
	for (int i = 0; i < SENDS; i++) {
		for (int k = 0; k < PART; k++)
			parts[i][k] = filling((long long)i * PART + k);
		int started = begin_send(a, &each[i], NULL, parts[i], PART);
		if (started != 0 && started != WSA_IO_PENDING)
			expect("O-084", "a send of many", started, WSA_IO_PENDING);
	}
	while (at < (long long)SENDS * PART && readable(b, 5000)) {
		int n = recv(b, p, PART, 0);
		if (n <= 0)
			break;
		for (int k = 0; k < n; k++)
			torn += p[k] != filling(at + k);
		at += n;
	}
	expect("O-084", "all sends come", at, (long long)SENDS * PART);
	expect("O-084", "in the order they were issued", torn, 0);
	for (int i = 0; i < SENDS; i++)
		packet("O-084", "their packets too", port, 8, &each[i], 0, PART);
	CloseHandle(port);
	renew();
}

static void nothing(void)
{
	SOCKET u = bound(udp()), v = connected(u);
	WSABUF none = {0, NULL};
	DWORD n = 99;
	HANDLE port = new_port();
	char c;
	attach(a, port, 6);
	fresh(&o, NULL);
	if (WSASend(a, NULL, 0, NULL, 0, &o, NULL) == 0)
		packet("O-085", "a send without buffers is one of no bytes", port, 6, &o, 0, 0);
	else
		expect("O-085", "or refused as a receive is", WSAGetLastError(), WSAEINVAL);
	fresh(&o, NULL);
	expect("O-086", "a send of no bytes", WSASend(a, &none, 1, &n, 0, &o, NULL), 0);
	expect("O-086", "sends none", n, 0);
	packet("O-086", "its packet", port, 6, &o, 0, 0);
	check("O-086", !readable(b, 20), "the peer sees nothing of it");
	expect("O-085", "on connected UDP", WSASend(v, &none, 1, &n, 0, NULL, NULL), 0);
	check("O-085", readable(u, 5000), "a datagram comes");
	expect("O-085", "which is empty", recv(u, &c, 1, 0), 0);
	closesocket(u);
	closesocket(v);
	CloseHandle(port);
	renew();
}

static void states(void)
{
	SOCKET s = tcp();
	expect("O-087", "before connecting", begin_send(s, &o, NULL, "x", 1), WSAENOTCONN);
	closesocket(s);
	shutdown(a, SD_SEND);
	expect("O-087", "after SD_SEND", begin_send(a, &o, NULL, "x", 1), WSAESHUTDOWN);
	s = bound(tcp());
	nonblocking(s, 1);
	if (connect_to(s, "192.0.2.1", 9) == SOCKET_ERROR && WSAGetLastError() == WSAEWOULDBLOCK &&
		!writable(s, 0) && !excepted(s, 0))
		expect("O-087", "while connecting", begin_send(s, &o, NULL, "x", 1), WSAENOTCONN);
	closesocket(s);
	renew();
}

static void datagrams(void)
{
	static char p[70000];
	SOCKET u = bound(udp()), other = bound(udp()), v = connected(u), w = udp();
	struct sockaddr_in at = loopback(port(other));
	WSABUF buf = {2, "to"};
	fresh(&o, NULL);
	expect("O-088", "WSASendTo on a connected socket",
		WSASendTo(v, &buf, 1, NULL, 0, (struct sockaddr *)&at, sizeof at, &o, NULL), 0);
	status("O-088", "ends", &o, STATUS_SUCCESS, 2);
	check("O-088", received(other, "to", 2), "the address given gets it");
	check("O-088", !readable(u, 20), "the peer does not");
	expect("O-088", "the next send", begin_send(v, &o, NULL, "me", 2), 0);
	check("O-088", received(u, "me", 2), "goes to the peer");
	fresh(&o, NULL);
	expect("O-088", "on a socket without a name",
		WSASendTo(w, &buf, 1, NULL, 0, (struct sockaddr *)&at, sizeof at, &o, NULL), 0);
	check("O-088", port(w) != 0, "it has one then");
	check("O-088", received(other, "to", 2), "and the datagram comes");
	expect("O-089", "a datagram that is too long", begin_send(v, &o, NULL, p, sizeof p),
		WSAEMSGSIZE);
	check("O-089", !readable(u, 20), "is not sent");
	closesocket(u);
	closesocket(v);
	closesocket(w);
	closesocket(other);
}

/* broken shows a send that pends when the peer resets. */
static void broken(void)
{
	set_option(a, SOL_SOCKET, SO_SNDBUF, 0);
	expect("O-090", "a send pends", begin_send(a, &o, NULL, much, MUCH), WSA_IO_PENDING);
	reset(b);
	check("O-090", ended(&o, 5000), "a reset ends it");
	check("O-090", o.Internal == (ULONG)STATUS_CONNECTION_RESET ||
		o.Internal == (ULONG)STATUS_CONNECTION_ABORTED, "with an error of the connection");
	b = tcp();
	renew();
}

int main(void)
{
	start();
	pair(&a, &b);
	whole();
	accepted();
	in_order();
	nothing();
	states();
	datagrams();
	broken();
	closesocket(a);
	closesocket(b);
	WSACleanup();
	return verdict();
}
