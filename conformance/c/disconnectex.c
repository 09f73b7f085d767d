/* disconnectex.c: DisconnectEx and sockets that are used again. Chapter 6.5 of overlapped.md. */
#include "operation.h"

enum { BLOCK = sizeof(struct sockaddr_in) + 16 };

static LPFN_DISCONNECTEX disconnect_ex;
static LPFN_CONNECTEX connect_ex;
static LPFN_ACCEPTEX accept_ex;

static void bad_input(void)
{
	SOCKET s = tcp(), u = udp(), l = listener(), a, b;
	OVERLAPPED o;
	pair(&a, &b);
	expect_error("O-418", "no socket", disconnect_ex(INVALID_SOCKET, NULL, 0, 0), FALSE, WSAENOTSOCK);
	expect_error("O-418", "a fresh socket", disconnect_ex(s, NULL, 0, 0), FALSE, WSAENOTCONN);
	expect_error("O-418", "a UDP socket", disconnect_ex(u, NULL, 0, 0), FALSE, WSAENOTCONN);
	expect_error("O-418", "a listener", disconnect_ex(l, NULL, 0, 0), FALSE, WSAENOTCONN);
	fresh(&o, NULL);
	expect_error("O-418", "with an OVERLAPPED", disconnect_ex(s, &o, 0, 0), FALSE, WSAENOTCONN);
	expect_error("O-419", "dwReserved 1", disconnect_ex(a, NULL, 0, 1), FALSE, WSAEINVAL);
	expect_error("O-419", "flag 1", disconnect_ex(a, NULL, 1, 0), FALSE, WSAEINVAL);
	expect_error("O-419", "flags 6", disconnect_ex(a, NULL, 6, 0), FALSE, WSAEINVAL);
	check("O-419", is_connected(a), "they disconnect nothing");
	closesocket(s);
	closesocket(u);
	closesocket(l);
	closesocket(a);
	closesocket(b);
}

static void without_reuse(void)
{
	SOCKET a, b;
	HANDLE queue = new_port();
	OVERLAPPED o;
	char c;
	pair(&a, &b);
	attach(a, queue, 2);
	expect("O-420", "DisconnectEx", disconnect_ex(a, NULL, 0, 0), TRUE);
	check("O-422", readable(b, 5000) && recv(b, &c, 1, 0) == 0, "the peer sees the end");
	fails("O-422", "send", send(a, "x", 1, 0), WSAESHUTDOWN);
	send(b, "y", 1, 0);
	check("O-422", received(a, "y", 1), "the peer may go on to send");
	fails("O-422", "connect", connect_to(a, "127.0.0.1", port(b)), WSAEISCONN);
	check("O-422", is_connected(a), "getpeername");
	expect("O-420", "DisconnectEx again", disconnect_ex(a, NULL, 0, 0), TRUE);
	no_packet("O-225", "without an OVERLAPPED there is no packet", queue);
	shutdown(b, SD_SEND);
	check("O-422", readable(a, 5000) && recv(a, &c, 1, 0) == 0, "until its end");
	closesocket(a);
	closesocket(b);

	pair(&a, &b);
	attach(a, queue, 3);
	fresh(&o, NULL);
	expect_error("O-421", "DisconnectEx with an OVERLAPPED", disconnect_ex(a, &o, 0, 0), FALSE,
		WSA_IO_PENDING);
	packet("O-421", "its packet", queue, 3, &o, 0, 0);
	status("O-421", "its status", &o, STATUS_SUCCESS, 0);
	check("O-422", readable(b, 5000) && recv(b, &c, 1, 0) == 0, "the peer sees the end");
	closesocket(a);
	closesocket(b);
	CloseHandle(queue);
}

/* queued_data goes before the end. */
static void queued_data(void)
{
	SOCKET a, b;
	static char much[1 << 20];
	OVERLAPPED sent, o;
	long long n = 0;
	int k;
	pair(&a, &b);
	begin_send(a, &sent, NULL, much, sizeof much);
	fresh(&o, NULL);
	disconnect_ex(a, &o, 0, 0);
	while (readable(b, 5000) && (k = recv(b, much, sizeof much, 0)) > 0)
		n += k;
	expect("O-533", "a send before DisconnectEx arrives before the end", n, sizeof much);
	status("O-421", "then DisconnectEx ends", &o, STATUS_SUCCESS, 0);
	closesocket(a);
	closesocket(b);
}

/* joined_up connects s by ConnectEx to a new listener, which accepts into t by AcceptEx. */
static int joined_up(SOCKET s, SOCKET t)
{
	SOCKET l = listener();
	struct sockaddr_in at = loopback(port(l));
	static char room[2 * BLOCK];
	OVERLAPPED in, out;
	DWORD n;
	fresh(&in, NULL);
	fresh(&out, NULL);
	int begun = !accept_ex(l, t, room, 0, BLOCK, BLOCK, &n, &in) &&
		WSAGetLastError() == WSA_IO_PENDING &&
		!connect_ex(s, (struct sockaddr *)&at, sizeof at, NULL, 0, NULL, &out) &&
		WSAGetLastError() == WSA_IO_PENDING;
	int ok = begun && ended(&in, 5000) && ended(&out, 5000) && in.Internal == 0 && out.Internal == 0;
	setsockopt(t, SOL_SOCKET, SO_UPDATE_ACCEPT_CONTEXT, (char *)&l, sizeof l);
	setsockopt(s, SOL_SOCKET, SO_UPDATE_CONNECT_CONTEXT, NULL, 0);
	closesocket(l);
	return ok;
}

static void with_reuse(void)
{
	SOCKET s = bound(tcp()), t = tcp();
	HANDLE queue = new_port();
	OVERLAPPED o, q, r;
	char c;
	set_option(s, SOL_SOCKET, SO_KEEPALIVE, 1);
	unsigned short local = port(s);
	check("O-423", joined_up(s, t), "a connection by ConnectEx and AcceptEx");
	fresh(&o, manual());
	fresh(&q, manual());
	expect_error("O-423", "DisconnectEx with TF_REUSE_SOCKET", disconnect_ex(s, &o, TF_REUSE_SOCKET,
		0), FALSE, WSA_IO_PENDING);
	check("O-422", readable(t, 5000) && recv(t, &c, 1, 0) == 0, "the peer sees the end");
	expect_error("O-423", "and does the same", disconnect_ex(t, &q, TF_REUSE_SOCKET, 0), FALSE,
		WSA_IO_PENDING);
	status("O-423", "both end", &o, STATUS_SUCCESS, 0);
	status("O-423", "both end", &q, STATUS_SUCCESS, 0);
	check("O-423", joined_up(s, t), "ConnectEx and AcceptEx take the sockets again");
	expect("O-424", "the socket of ConnectEx stays bound", port(s), local);
	expect("O-425", "its options stay", option(s, SOL_SOCKET, SO_KEEPALIVE), 1);
	send(s, "again", 5, 0);
	check("O-423", received(t, "again", 5), "they are connected");

	attach(t, queue, 6);
	fresh(&r, NULL);
	disconnect_ex(t, &r, TF_REUSE_SOCKET, 0);
	readable(s, 5000);
	closesocket(s);
	packet("O-225", "DisconnectEx with a port", queue, 6, &r, 0, 0);
	s = bound(tcp());
	check("O-423", joined_up(s, t), "the socket of AcceptEx, a third time");
	begin_receive(t, &r, NULL, &c, 1);
	send(s, "p", 1, 0);
	packet("O-425", "it keeps its port", queue, 6, &r, 0, 1);
	CloseHandle(o.hEvent);
	CloseHandle(q.hEvent);
	CloseHandle(queue);
	closesocket(s);
	closesocket(t);
}

int main(void)
{
	start();
	SOCKET s = tcp();
	disconnect_ex = provided(s, (GUID)WSAID_DISCONNECTEX);
	connect_ex = provided(s, (GUID)WSAID_CONNECTEX);
	accept_ex = provided(s, (GUID)WSAID_ACCEPTEX);
	closesocket(s);
	bad_input();
	without_reuse();
	queued_data();
	with_reuse();
	WSACleanup();
	return verdict();
}
