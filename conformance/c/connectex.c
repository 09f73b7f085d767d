/* connectex.c: ConnectEx. Chapter 6.4 of overlapped.md. */
#include "operation.h"

static LPFN_CONNECTEX connect_ex;
static SOCKET l;
static OVERLAPPED o;
static DWORD n; /* what begin's call says it sent */

/* begin connects s to a port of 127.0.0.1; FALSE and 997 is its answer. */
static BOOL begin(SOCKET s, unsigned short to, void *data, DWORD len)
{
	struct sockaddr_in at = loopback(to);
	fresh(&o, NULL);
	n = 0xDEAD;
	return connect_ex(s, (struct sockaddr *)&at, sizeof at, data, len, &n, &o);
}

/* taken is the next connection to l. */
static SOCKET taken(void)
{
	return readable(l, 5000) ? accept(l, NULL, NULL) : INVALID_SOCKET;
}

/* closed closes a socket and waits until its ConnectEx has let go of o. */
static void closed(SOCKET s)
{
	closesocket(s);
	ended(&o, 5000);
}

static int updated(SOCKET s)
{
	return setsockopt(s, SOL_SOCKET, SO_UPDATE_CONNECT_CONTEXT, NULL, 0);
}

/* refused says how ConnectEx fails at once. */
static void refused(const char *clause, const char *what, SOCKET s, int error)
{
	struct sockaddr_in at = loopback(port(l));
	fresh(&o, NULL);
	expect_error(clause, what, connect_ex(s, (struct sockaddr *)&at, sizeof at, NULL, 0, &n, &o),
		FALSE, error);
}

static void bad_input(void)
{
	SOCKET s = tcp(), other = listener(), a, b;
	HANDLE port_of_s = new_port();
	struct sockaddr_in at = loopback(port(l));
	attach(s, port_of_s, 3);
	refused("O-401", "a socket that is not bound", s, WSAEINVAL);
	status("O-034", "its status block", &o, STATUS_PENDING, UNSEEN);
	no_packet("O-401", "it queues no packet", port_of_s);
	closesocket(s);
	CloseHandle(port_of_s);
	refused("O-402", "no socket", INVALID_SOCKET, WSAENOTSOCK);
	s = bound(tcp());
	expect_error("O-402", "no OVERLAPPED", connect_ex(s, (struct sockaddr *)&at, sizeof at, NULL, 0,
		&n, NULL), FALSE, ERROR_INVALID_PARAMETER);
	closesocket(s);
	refused("O-403", "a listening socket", other, WSAEINVAL);
	closesocket(other);
	pair(&a, &b);
	refused("O-404", "a connected one", a, WSAEISCONN);
	refused("O-404", "an accepted one", b, WSAEISCONN);
	closesocket(a);
	closesocket(b);
}

static void succeeds(void)
{
	SOCKET s = bound(tcp()), t;
	HANDLE queue = new_port();
	char data[] = "with the connect", early[16] = "";
	struct sockaddr_in at = loopback(port(l));
	int len = sizeof at;
	attach(s, queue, 9);
	expect_error("O-407", "ConnectEx", begin(s, port(l), NULL, 0), FALSE, WSA_IO_PENDING);
	packet("O-408", "its packet", queue, 9, &o, 0, 0);
	result("O-408", "its result", s, &o, 0, 0);
	t = taken();
	fails("O-413", "getpeername before the update", getpeername(s, (struct sockaddr *)&at, &len),
		WSAENOTCONN);
	fails("O-413", "shutdown before it", shutdown(s, SD_SEND), WSAENOTCONN);
	fails("O-414", "connect before it", connect_to(s, "127.0.0.1", port(l)), WSAEINVAL);
	expect("O-413", "send before it", send(s, "early", 5, 0), 5);
	check("O-413", received(t, "early", 5), "what it sent");
	send(t, "reply", 5, 0);
	check("O-413", readable(s, 5000) && recv(s, early, sizeof early, 0) == 5, "recv before it");
	expect("O-413", "SO_UPDATE_CONNECT_CONTEXT", updated(s), 0);
	len = sizeof at;
	expect("O-413", "getpeername after it", getpeername(s, (struct sockaddr *)&at, &len), 0);
	expect("O-413", "the peer", ntohs(at.sin_port), port(l));
	expect("O-413", "shutdown after it", shutdown(s, SD_SEND), 0);
	closesocket(s);
	closesocket(t);
	CloseHandle(queue);

	s = bound(tcp());
	expect_error("O-407", "ConnectEx with data", begin(s, port(l), data, sizeof data), FALSE,
		WSA_IO_PENDING);
	memset(data, '!', sizeof data);
	status("O-408", "the bytes of the data", &o, STATUS_SUCCESS, sizeof data);
	t = taken();
	check("O-411", received(t, "with the connect", sizeof data), "they are those of the call");
	closesocket(s);
	closesocket(t);
}

static void fails_later(void)
{
	SOCKET s = bound(tcp()), t;
	HANDLE queue = new_port();
	attach(s, queue, 4);
	expect_error("O-407", "ConnectEx to a closed port", begin(s, dead(), NULL, 0), FALSE,
		WSA_IO_PENDING);
	packet("O-409", "its packet", queue, 4, &o, ERROR_CONNECTION_REFUSED, 0);
	status("O-409", "its status", &o, STATUS_CONNECTION_REFUSED, 0);
	result("O-409", "WSAGetOverlappedResult", s, &o, WSAECONNREFUSED, 0);
	expect_error("O-416", "the socket may try again", begin(s, port(l), NULL, 0), FALSE,
		WSA_IO_PENDING);
	packet("O-416", "and succeed", queue, 4, &o, 0, 0);
	t = taken();
	expect("O-416", "then it is connected", updated(s), 0);
	check("O-416", is_connected(s), "to a peer");
	closesocket(s);
	closesocket(t);
	CloseHandle(queue);
}

/*
 * stuck is a port of 127.0.0.1 whose listener takes no more connections, so
 * that a connect to it waits; the sockets that fill it stay open.
 */
static unsigned short stuck(void)
{
	SOCKET full = bound(tcp());
	listen(full, 1);
	for (int i = 0; i < 4; i++) {
		SOCKET s = tcp();
		nonblocking(s, 1);
		connect_to(s, "127.0.0.1", port(full));
		if (!writable(s, 200))
			return port(full);
	}
	return 0;
}

static void meanwhile(void)
{
	unsigned short to = stuck();
	char c;
	if (to == 0) {
		skip("O-405", "no connect to be kept waiting here");
		return;
	}
	SOCKET s = bound(tcp());
	nonblocking(s, 1);
	begin(s, to, NULL, 0);
	status("O-035", "ConnectEx waits", &o, STATUS_PENDING, UNSEEN);
	OVERLAPPED first = o;
	refused("O-405", "a second ConnectEx meanwhile", s, WSAEINVAL);
	o = first;
	fails("O-405", "connect meanwhile", connect_to(s, "127.0.0.1", to), WSAEINVAL);
	check("O-415", !is_connected(s) && WSAGetLastError() == WSAENOTCONN, "getpeername meanwhile");
	fails("O-415", "send meanwhile", send(s, "x", 1, 0), WSAENOTCONN);
	fails("O-415", "recv meanwhile", recv(s, &c, 1, 0), WSAENOTCONN);
	closed(s);
	s = bound(tcp());
	nonblocking(s, 1);
	fails("O-405", "connect", connect_to(s, "127.0.0.1", to), WSAEWOULDBLOCK);
	refused("O-405", "ConnectEx meanwhile", s, WSAEINVAL);
	fails("O-405", "connect meanwhile", connect_to(s, "127.0.0.1", to), WSAEALREADY);
	closesocket(s);
}

/* observed is ConnectEx as select, WSAPoll and WSAEventSelect see it. */
static void observed(void)
{
	WSANETWORKEVENTS seen;
	HANDLE event = manual();
	SOCKET s = bound(tcp());
	begin(s, port(l), NULL, 0);
	check("O-417", writable(s, 5000), "select finds it writable");
	WSAPOLLFD p = {s, POLLWRNORM, 0};
	expect("O-417", "WSAPoll", WSAPoll(&p, 1, 0), 1);
	expect("O-417", "finds it writable", p.revents, POLLWRNORM);
	closesocket(taken());
	closed(s);

	s = bound(tcp());
	WSAEventSelect(s, event, FD_CONNECT | FD_WRITE);
	begin(s, port(l), NULL, 0);
	expect("O-417", "the event of WSAEventSelect", WaitForSingleObject(event, 5000), WAIT_OBJECT_0);
	WSAEnumNetworkEvents(s, event, &seen);
	expect("O-417", "what is recorded", seen.lNetworkEvents, FD_CONNECT | FD_WRITE);
	expect("O-417", "without error", seen.iErrorCode[FD_CONNECT_BIT], 0);
	closesocket(taken());
	closed(s);

	s = bound(tcp());
	WSAEventSelect(s, event, FD_CONNECT | FD_WRITE);
	begin(s, dead(), NULL, 0);
	expect("O-417", "the event after a failure", WaitForSingleObject(event, 5000), WAIT_OBJECT_0);
	WSAEnumNetworkEvents(s, event, &seen);
	expect("O-417", "what is recorded", seen.lNetworkEvents, FD_CONNECT);
	expect("O-417", "its error", seen.iErrorCode[FD_CONNECT_BIT], WSAECONNREFUSED);
	closed(s);
	CloseHandle(event);
	s = bound(tcp());
	begin(s, dead(), NULL, 0);
	check("O-417", excepted(s, 5000), "select finds the failure exceptional");
	closed(s);
}

int main(void)
{
	start();
	l = listener();
	connect_ex = provided(l, (GUID)WSAID_CONNECTEX);
	bad_input();
	succeeds();
	fails_later();
	meanwhile();
	observed();
	closesocket(l);
	WSACleanup();
	return verdict();
}
