/* network_events.c: WSAEventSelect and WSAEnumNetworkEvents. Chapter 5.2 of overlapped.md. */
#include "operation.h"

static WSAEVENT event;		/* the event of all selections but where said */
static WSANETWORKEVENTS seen;	/* what the last record() found */
static SOCKET l, a, b;		/* a listener, and a connection */
static char got[64];

enum { LIMIT = 2000 };		/* how long an event may take, in ms */

/* choose selects events of s; what was recorded before has its signal taken back. */
static void choose(SOCKET s, long mask)
{
	WSAResetEvent(event);
	if (WSAEventSelect(s, event, mask) != 0)
		check("O-293", 0, "WSAEventSelect");
}

/* record enumerates what s has recorded; -1 after an error. */
static long record(SOCKET s)
{
	memset(&seen, 0x11, sizeof seen);
	return WSAEnumNetworkEvents(s, event, &seen) == 0 ? seen.lNetworkEvents : -1;
}

/* next waits for the event and enumerates. */
static long next(SOCKET s)
{
	WSAWaitForMultipleEvents(1, &event, FALSE, LIMIT, FALSE);
	return record(s);
}

/* all enumerates until it has found all bits of mask; the result is what it found. */
static long all(SOCKET s, long mask)
{
	long found = 0;
	ULONGLONG end = GetTickCount64() + LIMIT;
	while ((found & mask) != mask && GetTickCount64() < end)
		if (WSAWaitForMultipleEvents(1, &event, FALSE, 100, FALSE) == WSA_WAIT_EVENT_0)
			found |= record(s);
	return found;
}

/* none says that nothing is recorded within 20 ms. */
static void none(const char *clause, const char *what, SOCKET s)
{
	DWORD waited = WSAWaitForMultipleEvents(1, &event, FALSE, 20, FALSE);
	expect(clause, what, (waited == WSA_WAIT_EVENT_0) * 0x10000 + record(s), 0);
}

/* reconnect makes a and b anew. */
static void reconnect(void)
{
	closesocket(a);
	closesocket(b);
	pair(&a, &b);
}

/* call_in makes a socket that connects to l and waits until l has it. */
static SOCKET call_in(void)
{
	SOCKET s = tcp();
	connect_to(s, "127.0.0.1", port(l));
	readable(l, 5000);
	return s;
}

static void say(SOCKET s, const char *text)
{
	send(s, text, (int)strlen(text), 0);
}

/* urge sends one urgent byte to b. */
static void urge(const char *byte)
{
	send(a, byte, 1, MSG_OOB);
}

/* fill sends from s until it would block; drain receives on the other side what was sent. */
static long long fill(SOCKET s)
{
	static char much[1 << 16];
	long long sent = 0;
	int n;
	while ((n = send(s, much, sizeof much, 0)) > 0)
		sent += n;
	return sent;
}

static void drain(SOCKET s, long long much)
{
	static char room[1 << 16];
	while (much > 0 && readable(s, 5000)) {
		int n = recv(s, room, sizeof room, 0);
		if (n <= 0)
			return;
		much -= n;
	}
}

static void values(void)
{
	static const struct {
		const char *clause;
		long bit, value;
		int place, number;
	} bits[] = {
		{"O-306", FD_READ, 0x001, FD_READ_BIT, 0},
		{"O-307", FD_WRITE, 0x002, FD_WRITE_BIT, 1},
		{"O-308", FD_OOB, 0x004, FD_OOB_BIT, 2},
		{"O-309", FD_ACCEPT, 0x008, FD_ACCEPT_BIT, 3},
		{"O-310", FD_CONNECT, 0x010, FD_CONNECT_BIT, 4},
		{"O-311", FD_CLOSE, 0x020, FD_CLOSE_BIT, 5},
		{"O-312", FD_QOS, 0x040, FD_QOS_BIT, 6},
		{"O-312", FD_GROUP_QOS, 0x080, FD_GROUP_QOS_BIT, 7},
		{"O-313", FD_ROUTING_INTERFACE_CHANGE, 0x100, FD_ROUTING_INTERFACE_CHANGE_BIT, 8},
		{"O-314", FD_ADDRESS_LIST_CHANGE, 0x200, FD_ADDRESS_LIST_CHANGE_BIT, 9},
	};
	for (size_t i = 0; i < sizeof bits / sizeof *bits; i++)
		check(bits[i].clause, bits[i].bit == bits[i].value && bits[i].place == bits[i].number,
			"the bit and its place");
	check("O-306", FD_MAX_EVENTS == 10 && FD_ALL_EVENTS == 0x3FF, "all of them");
	check("O-008", sizeof(WSANETWORKEVENTS) == 44, "the size of WSANETWORKEVENTS");
}

static void mode(void)
{
	u_long on = 1, off = 0;
	reconnect();
	expect("O-293", "WSAEventSelect", WSAEventSelect(b, event, FD_READ), 0);
	fails("O-293", "makes the socket nonblocking", recv(b, got, 1, 0), WSAEWOULDBLOCK);
	fails("O-294", "FIONBIO 0 with a mask", ioctlsocket(b, FIONBIO, &off), WSAEINVAL);
	expect("O-294", "FIONBIO 1", ioctlsocket(b, FIONBIO, &on), 0);
	expect("O-295", "mask 0 ends it, whatever the event", WSAEventSelect(b, (WSAEVENT)0xDEAD0,
		0), 0);
	WSAEventSelect(b, NULL, 0);
	expect("O-294", "FIONBIO 0 then", ioctlsocket(b, FIONBIO, &off), 0);
	expect("O-293", "mask 0", WSAEventSelect(b, NULL, 0), 0);
	fails("O-293", "makes the socket nonblocking too", recv(b, got, 1, 0), WSAEWOULDBLOCK);
	fails("O-295", "a mask without an event", WSAEventSelect(b, NULL, FD_READ), WSAEINVAL);
	fails("O-293", "no socket", WSAEventSelect((SOCKET)0xDEADBEEF, event, FD_READ), WSAENOTSOCK);
}

static void replaced(void)
{
	WSAEVENT first = WSACreateEvent();
	reconnect();
	WSAEventSelect(b, first, FD_READ | FD_CLOSE);
	choose(b, FD_READ);
	say(a, "x");
	expect("O-296", "the second event is signalled", next(b), FD_READ);
	expect("O-296", "the first is not", signalled(first), FALSE);
	closesocket(a);
	none("O-296", "the first mask is forgotten", b);
	closesocket(b);
	WSACloseEvent(first);

	pair(&a, &b);
	WSASetEvent(event);
	WSAEventSelect(b, event, FD_READ);
	expect("O-297", "a signalled event stays so", signalled(event), TRUE);
	WSAResetEvent(event);
	say(a, "x");
	readable(b, 5000);
	WSAEventSelect(b, event, 0);
	WSAResetEvent(event);
	WSAEventSelect(b, event, FD_READ);
	expect("O-297", "what holds already is signalled", signalled(event), TRUE);
	expect("O-297", "and recorded", record(b), FD_READ);
}

static void inherited(void)
{
	choose(l, FD_ACCEPT | FD_READ | FD_WRITE);
	SOCKET s = call_in();
	expect("O-309", "a connection", next(l), FD_ACCEPT);
	SOCKET t = accept(l, NULL, NULL);
	expect("O-298", "an accepted socket can be written to", next(t), FD_WRITE);
	say(s, "x");
	expect("O-298", "and read from, on the listener's event", next(t), FD_READ);
	recv(t, got, 1, 0);
	fails("O-298", "it is nonblocking", recv(t, got, 1, 0), WSAEWOULDBLOCK);
	closesocket(s);
	none("O-298", "it has the listener's mask", t);
	closesocket(t);
	WSAEventSelect(l, NULL, 0);
}

static void enumerated(void)
{
	reconnect();
	choose(b, FD_READ | FD_WRITE);
	say(a, "x");
	all(b, FD_READ | FD_WRITE);
	recv(b, got, 1, 0);
	say(a, "y");
	WSAWaitForMultipleEvents(1, &event, FALSE, LIMIT, FALSE);
	memset(&seen, 0x11, sizeof seen);
	fails("O-301", "WSAEnumNetworkEvents without a socket", WSAEnumNetworkEvents(
		(SOCKET)0xDEADBEEF, event, &seen), WSAENOTSOCK);
	expect("O-301", "copies nothing", seen.lNetworkEvents, 0x11111111);
	expect("O-301", "resets nothing", signalled(event), TRUE);
	if (wine())
		skip("O-301", "Wine 8.0 crashes without memory for the record");
	else
		fails("O-301", "one without memory", WSAEnumNetworkEvents(b, event, NULL), WSAEFAULT);
	expect("O-301", "resets nothing", signalled(event), TRUE);
	expect("O-299", "WSAEnumNetworkEvents", WSAEnumNetworkEvents(b, NULL, &seen), 0);
	expect("O-299", "copies the record", seen.lNetworkEvents, FD_READ);
	expect("O-301", "without an event it stays signalled", signalled(event), TRUE);
	expect("O-300", "the error of the bit", seen.iErrorCode[FD_READ_BIT], 0);
	expect("O-300", "the other errors are left alone", seen.iErrorCode[FD_WRITE_BIT], 0x11111111);
	expect("O-299", "the record is cleared", record(b), 0);
	expect("O-299", "and the event reset", signalled(event), FALSE);
}

static void selected(void)
{
	reconnect();
	say(a, "x");
	readable(b, 5000);
	choose(b, FD_WRITE);
	expect("O-302", "only the selected bit is told", next(b), FD_WRITE);
	choose(b, FD_READ);
	expect("O-302", "the other when it is selected", next(b), FD_READ);
	reconnect();
	choose(b, FD_READ | FD_WRITE);
	say(a, "x");
	readable(b, 5000);
	WSAEventSelect(b, event, 0);
	choose(b, FD_READ | FD_WRITE);
	expect("O-302", "records outlast a mask of 0", record(b), FD_READ | FD_WRITE);

	reconnect();
	choose(b, FD_READ);
	say(a, "x");
	WSAWaitForMultipleEvents(1, &event, FALSE, LIMIT, FALSE);
	WSAEventSelect(b, event, FD_CLOSE);
	expect("O-303", "recorded, then selected no more: still signalled", signalled(event), TRUE);
	WSAResetEvent(event);
	WSAEventSelect(b, event, FD_CLOSE);
	expect("O-303", "after a reset not", signalled(event), FALSE);
	WSAEventSelect(b, event, FD_READ);
	expect("O-303", "selected again: signalled", signalled(event), TRUE);
	expect("O-303", "and told", record(b), FD_READ);
}

static void repeated(void)
{
	reconnect();
	choose(b, FD_READ | FD_WRITE | FD_OOB | FD_CLOSE);
	say(a, "x");
	all(b, FD_READ | FD_WRITE);
	choose(b, FD_READ | FD_WRITE | FD_OOB | FD_CLOSE);
	none("O-304", "data and room that were told are not told again", b);
	urge("u");
	all(b, FD_OOB);
	choose(b, FD_READ | FD_WRITE | FD_OOB | FD_CLOSE);
	none("O-304", "nor an urgent byte", b);
	recv(b, got, 1, 0);
	closesocket(a);
	all(b, FD_CLOSE);
	choose(b, FD_CLOSE);
	none("O-304", "nor an end", b);

	choose(l, FD_ACCEPT);
	SOCKET s = call_in();
	all(l, FD_ACCEPT);
	choose(l, FD_ACCEPT);
	none("O-304", "nor a connection that waits", l);
	WSAEventSelect(l, NULL, 0);
	SOCKET t = accept(l, NULL, NULL);
	choose(s, FD_CONNECT);
	all(s, FD_CONNECT);
	choose(s, FD_CONNECT);
	none("O-304", "nor a connect", s);
	closesocket(s);
	closesocket(t);
}

/* The functions that make FD_READ possible again; each takes one byte. */
static int by_recv(SOCKET s)
{
	return recv(s, got, 1, 0);
}

static int by_recvfrom(SOCKET s)
{
	return recvfrom(s, got, 1, 0, NULL, NULL);
}

static int by_wsarecv(SOCKET s)
{
	DWORD n = 0, flags = 0;
	return WSARecv(s, &(WSABUF){1, got}, 1, &n, &flags, NULL, NULL) == 0 ? (int)n : -1;
}

static int by_wsarecvfrom(SOCKET s)
{
	DWORD n = 0, flags = 0;
	WSABUF buf = {1, got};
	return WSARecvFrom(s, &buf, 1, &n, &flags, NULL, NULL, NULL, NULL) == 0 ? (int)n : -1;
}

static int by_wsarecvex(SOCKET s)
{
	int flags = 0;
	return WSARecvEx(s, got, 1, &flags);
}

static int by_overlapped(SOCKET s)
{
	OVERLAPPED o;
	begin_receive(s, &o, NULL, got, 1);
	return ended(&o, 5000) ? (int)o.InternalHigh : -1;
}

static void reading(void)
{
	static int (*const calls[])(SOCKET) = {by_recv, by_recvfrom, by_wsarecv, by_wsarecvfrom,
		by_wsarecvex, by_overlapped};
	reconnect();
	choose(b, FD_READ);
	for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
		say(a, "xy");
		expect("O-306", "data", all(b, FD_READ), FD_READ);
		expect("O-317", "a receive that leaves data", calls[i](b), 1);
		expect("O-315", "the rest is told at once", record(b), FD_READ);
		expect("O-317", "a receive that leaves none", calls[i](b), 1);
		none("O-317", "nothing is told", b);
	}
	say(a, "x");
	all(b, FD_READ);
	say(a, "y");
	expect("O-316", "more data, the first still unread", next(b), FD_READ);
	expect("O-320", "select", readable(b, 0), 1);
	WSAPOLLFD p = {b, POLLRDNORM, 0};
	expect("O-320", "WSAPoll", WSAPoll(&p, 1, 0), 1);
	none("O-320", "they make nothing possible again", b);
	fails("O-319", "recv to bad memory", recv(b, (char *)8, 1, 0), WSAEFAULT);
	none("O-319", "nor does that", b);
	drain(b, 2);

	OVERLAPPED o;
	begin_receive(b, &o, NULL, got, sizeof got);
	say(a, "z");
	check("O-318", ended(&o, 5000), "an overlapped receive that waits");
	none("O-318", "takes the data: nothing is told", b);
	reconnect();
	say(a, "x");
	readable(b, 5000);
	recv(b, got, 1, 0);
	choose(b, FD_READ);
	none("O-320", "data received before WSAEventSelect", b);

	SOCKET r = bound(udp()), s = connected(r);
	choose(r, FD_READ);
	say(s, "12");
	expect("O-306", "a datagram", next(r), FD_READ);
	say(s, "3");
	expect("O-316", "another", next(r), FD_READ);
	LPFN_WSARECVMSG message = provided(r, (GUID)WSAID_WSARECVMSG);
	WSABUF room = {sizeof got, got};
	WSAMSG m = {NULL, 0, &room, 1, {0, NULL}, 0};
	DWORD n = 0;
	expect("O-306", "WSARecvMsg", message(r, &m, &n, NULL, NULL), 0);
	expect("O-315", "that leaves one", record(r), FD_READ);
	expect("O-306", "WSARecvMsg", message(r, &m, &n, NULL, NULL), 0);
	none("O-317", "that leaves none", r);
	closesocket(r);
	closesocket(s);
}

static int by_send(SOCKET s)
{
	return send(s, "x", 1, 0);
}

static int by_sendto(SOCKET s)
{
	return sendto(s, "x", 1, 0, NULL, 0);
}

static int by_wsasend(SOCKET s)
{
	DWORD n = 0;
	return WSASend(s, &(WSABUF){1, "x"}, 1, &n, 0, NULL, NULL) == 0 ? (int)n : -1;
}

static int by_wsasendto(SOCKET s)
{
	DWORD n = 0;
	return WSASendTo(s, &(WSABUF){1, "x"}, 1, &n, 0, NULL, 0, NULL, NULL) == 0 ? (int)n : -1;
}

static void writing(void)
{
	static int (*const calls[])(SOCKET) = {by_send, by_sendto, by_wsasend, by_wsasendto};
	reconnect();
	choose(a, FD_WRITE);
	expect("O-321", "a send", by_send(a), 1);
	expect("O-321", "does not take back what was recorded", next(a), FD_WRITE);
	expect("O-321", "a send", by_send(a), 1);
	none("O-321", "does not have it told again", a);
	for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
		long long sent = fill(a);
		fails("O-307", "a send without room", calls[i](a), WSAEWOULDBLOCK);
		none("O-322", "nothing is told", a);
		drain(b, sent);
		expect("O-322", "room is told", next(a), FD_WRITE);
		none("O-322", "once", a);
	}
	SOCKET s = bound(udp());
	choose(s, FD_WRITE);
	expect("O-323", "bound UDP", next(s), FD_WRITE);
	expect("O-323", "sends", sendto(s, "x", 1, 0, (struct sockaddr *)&(struct sockaddr_in){
		.sin_family = AF_INET, .sin_port = htons(port(s)),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK)}, sizeof(struct sockaddr_in)), 1);
	none("O-323", "once", s);
	closesocket(s);
	s = udp();
	choose(s, FD_WRITE);
	none("O-323", "unbound UDP", s);
	closesocket(s);
}

static int CALLBACK defer(LPWSABUF caller, LPWSABUF caller_data, LPQOS sqos, LPQOS gqos,
	LPWSABUF callee, LPWSABUF callee_data, GROUP *group, DWORD_PTR data)
{
	(void)caller, (void)caller_data, (void)sqos, (void)gqos, (void)callee, (void)callee_data;
	(void)group, (void)data;
	return CF_DEFER;
}

static void accepting(void)
{
	SOCKET c[3], t;
	choose(l, FD_ACCEPT);
	c[0] = call_in();
	expect("O-309", "a connection", next(l), FD_ACCEPT);
	c[1] = call_in();
	expect("O-324", "a second one, the first not accepted", next(l), FD_ACCEPT);
	c[2] = call_in();
	all(l, FD_ACCEPT);
	t = accept(l, NULL, NULL);
	closesocket(t);
	expect("O-325", "accept, and more wait", next(l), FD_ACCEPT);
	t = WSAAccept(l, NULL, NULL, NULL, 0);
	closesocket(t);
	expect("O-309", "WSAAccept, and more wait", next(l), FD_ACCEPT);
	expect_error("O-309", "one that is deferred", (int)WSAAccept(l, NULL, NULL, defer, 0),
		(int)INVALID_SOCKET, WSATRY_AGAIN);
	none("O-309", "is not told again", l);
	closesocket(accept(l, NULL, NULL));
	none("O-325", "accept, and none waits", l);
	for (int i = 0; i < 3; i++)
		closesocket(c[i]);

	LPFN_ACCEPTEX accept_ex = provided(l, (GUID)WSAID_ACCEPTEX);
	OVERLAPPED o;
	DWORD n;
	fresh(&o, NULL);
	t = tcp();
	expect_error("O-325", "AcceptEx", accept_ex(l, t, got, 0, 32, 32, &n, &o), FALSE,
		WSA_IO_PENDING);
	c[0] = tcp();
	connect_to(c[0], "127.0.0.1", port(l));
	check("O-325", ended(&o, 5000), "takes a connection");
	none("O-325", "which is not told", l);
	closesocket(c[0]);
	closesocket(t);
	WSAEventSelect(l, NULL, 0);
}

static void connecting(void)
{
	SOCKET s = tcp(), t;
	choose(s, FD_CONNECT | FD_WRITE | FD_READ | FD_CLOSE);
	fails("O-310", "connect", connect_to(s, "127.0.0.1", port(l)), WSAEWOULDBLOCK);
	expect("O-326", "its end: both together", next(s), FD_CONNECT | FD_WRITE);
	expect("O-326", "without error", seen.iErrorCode[FD_CONNECT_BIT], 0);
	t = accept(l, NULL, NULL);
	choose(t, FD_CONNECT | FD_WRITE);
	expect("O-328", "an accepted socket has not connected", next(t), FD_WRITE);
	closesocket(s);
	closesocket(t);

	s = tcp();
	choose(s, FD_CONNECT | FD_WRITE | FD_READ | FD_CLOSE);
	fails("O-327", "connect to a closed port", connect_to(s, "127.0.0.1", dead()), WSAEWOULDBLOCK);
	expect("O-327", "its failure", next(s), FD_CONNECT);
	expect("O-327", "the error", seen.iErrorCode[FD_CONNECT_BIT], WSAECONNREFUSED);
	none("O-327", "once, and nothing else", s);
	closesocket(s);

	s = tcp();
	connect_to(s, "127.0.0.1", port(l));
	t = accept(l, NULL, NULL);
	choose(s, FD_CONNECT | FD_WRITE);
	expect("O-328", "connected before it was selected", next(s), FD_CONNECT | FD_WRITE);
	closesocket(s);
	closesocket(t);

	SOCKET r = bound(udp());
	s = udp();
	choose(s, FD_CONNECT | FD_WRITE);
	connect_to(s, "127.0.0.1", port(r));
	expect("O-329", "UDP connects", all(s, FD_CONNECT | FD_WRITE), FD_CONNECT | FD_WRITE);
	closesocket(r);
	closesocket(s);
}

static void closing(void)
{
	reconnect();
	choose(b, FD_READ | FD_CLOSE);
	closesocket(a);
	expect("O-330", "the peer closes", next(b), FD_CLOSE);
	expect("O-330", "without error", seen.iErrorCode[FD_CLOSE_BIT], 0);
	expect("O-332", "recv then", recv(b, got, 1, 0), 0);
	none("O-332", "is not told again", b);

	reconnect();
	choose(b, FD_READ | FD_CLOSE);
	say(a, "xy");
	shutdown(a, SD_SEND);
	expect("O-331", "the peer shuts down, with data unread", all(b, FD_READ | FD_CLOSE),
		FD_READ | FD_CLOSE);
	expect("O-331", "recv of a part", recv(b, got, 1, 0), 1);
	expect("O-331", "the rest is told", next(b), FD_READ);
	expect("O-332", "recv of the rest", recv(b, got, 1, 0), 1);
	expect("O-332", "recv of the end", recv(b, got, 1, 0), 0);
	none("O-332", "which was told already", b);

	reconnect();
	choose(b, FD_READ | FD_CLOSE);
	reset(a);
	check("O-333", all(b, FD_CLOSE) & FD_CLOSE, "the peer resets");
	int error = seen.iErrorCode[FD_CLOSE_BIT];
	check("O-333", error == WSAECONNABORTED || error == WSAECONNRESET, "its error");

	pair(&a, &b);
	choose(b, FD_READ | FD_CLOSE);
	shutdown(a, SD_RECEIVE);
	none("O-334", "the peer receives no more", b);
	shutdown(b, SD_BOTH);
	none("O-334", "the socket's own shutdown", b);
	shutdown(a, SD_SEND);
	expect("O-334", "the peer sends no more", next(b), FD_CLOSE);

	reconnect();
	choose(b, FD_READ | FD_CLOSE | FD_OOB);
	closesocket(b);
	closesocket(a);
	expect("O-335", "closesocket tells nothing", WaitForSingleObject(event, 20), WAIT_TIMEOUT);
	fails("O-335", "a closed socket", WSAEnumNetworkEvents(b, event, &seen), WSAENOTSOCK);
	pair(&a, &b);
}

static void urgent(void)
{
	reconnect();
	choose(b, FD_READ | FD_OOB);
	urge("1");
	expect("O-308", "an urgent byte", next(b), FD_OOB);
	urge("2");
	expect("O-336", "another, the first unread", next(b), FD_OOB);
	expect("O-336", "recv that leaves one", recv(b, got, 1, MSG_OOB), 1);
	expect("O-336", "is told", record(b), FD_OOB);
	expect("O-336", "recv that leaves none", recv(b, got, 1, MSG_OOB), 1);
	none("O-336", "is not", b);
	set_option(b, SOL_SOCKET, SO_OOBINLINE, 1);
	urge("3");
	expect("O-308", "inline it is data", next(b), FD_READ);
	recv(b, got, 1, 0);
}

static void address_list(void)
{
	SOCKET s = bound(udp());
	DWORD n = 0;
	choose(s, FD_ADDRESS_LIST_CHANGE);
	fails("O-314", "SIO_ADDRESS_LIST_CHANGE, nonblocking", WSAIoctl(s, SIO_ADDRESS_LIST_CHANGE,
		NULL, 0, NULL, 0, &n, NULL, NULL), WSAEWOULDBLOCK);
	none("O-314", "nothing changes", s);
	closesocket(s);
}

int main(void)
{
	start();
	event = WSACreateEvent();
	l = listener();
	pair(&a, &b);
	values();
	mode();
	replaced();
	inherited();
	enumerated();
	selected();
	repeated();
	reading();
	writing();
	accepting();
	connecting();
	closing();
	urgent();
	address_list();
	closesocket(a);
	closesocket(b);
	closesocket(l);
	WSACloseEvent(event);
	WSACleanup();
	return verdict();
}
