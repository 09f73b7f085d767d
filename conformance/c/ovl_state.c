/*
 * ovl_state.c: what overlapped operations and event selections change about the facts
 * of sockets.md.
 */
#include "operation.h"

static SOCKET l;
static OVERLAPPED o;
static char room[2 * (sizeof(struct sockaddr_storage) + 16)];

/* connecting begins to connect s to l by ConnectEx and waits for its end. */
static void connecting(SOCKET s)
{
	GUID id = WSAID_CONNECTEX;
	LPFN_CONNECTEX connect_ex = (LPFN_CONNECTEX)provided(s, id);
	struct sockaddr_in at = loopback(port(l));
	fresh(&o, NULL);
	connect_ex(s, (struct sockaddr *)&at, sizeof at, NULL, 0, NULL, &o);
	ended(&o, 5000);
}

static void contexts(void)
{
	GUID id = WSAID_ACCEPTEX;
	LPFN_ACCEPTEX accept_ex = (LPFN_ACCEPTEX)provided(l, id);
	SOCKET s = bound(tcp()), t = tcp();
	DWORD n;
	struct sockaddr_in at;
	int len = sizeof at;
	OVERLAPPED a;
	fresh(&a, NULL);
	check("S-262", !accept_ex(l, t, room, 0, sizeof at + 16, sizeof at + 16, &n, &a) &&
		WSAGetLastError() == WSA_IO_PENDING, "AcceptEx");
	connecting(s);
	status("S-262", "takes the connection", &a, STATUS_SUCCESS, 0);
	fails("S-221", "connect after ConnectEx", connect_to(s, "127.0.0.1", port(l)), WSAEINVAL);
	fails("S-262", "getpeername after ConnectEx", getpeername(s, (struct sockaddr *)&at, &len),
		WSAENOTCONN);
	fails("S-262", "getpeername after AcceptEx", getpeername(t, (struct sockaddr *)&at, &len),
		WSAENOTCONN);
	expect("S-554", "SO_UPDATE_CONNECT_CONTEXT", setsockopt(s, SOL_SOCKET,
		SO_UPDATE_CONNECT_CONTEXT, NULL, 0), 0);
	expect("S-552", "SO_UPDATE_ACCEPT_CONTEXT", setsockopt(t, SOL_SOCKET, SO_UPDATE_ACCEPT_CONTEXT,
		(char *)&l, sizeof l), 0);
	check("S-554", is_connected(s), "gives the one its peer");
	check("S-552", is_connected(t), "gives the other one its peer");
	closesocket(s);
	closesocket(t);
}

/* meanwhile is connect during a ConnectEx that is kept waiting by a full listener. */
static void meanwhile(void)
{
	SOCKET full = bound(tcp()), waits[4], s;
	GUID id = WSAID_CONNECTEX;
	struct sockaddr_in at = loopback(port(full));
	int stuck = 0, n = 0;
	listen(full, 1);
	while (n < 4 && !stuck) {
		s = waits[n++] = tcp();
		nonblocking(s, 1);
		connect_to(s, "127.0.0.1", port(full));
		stuck = !writable(s, 200);
	}
	if (stuck) {
		s = bound(tcp());
		fresh(&o, NULL);
		((LPFN_CONNECTEX)provided(s, id))(s, (struct sockaddr *)&at, sizeof at, NULL, 0, NULL, &o);
		fails("S-218", "connect during ConnectEx", connect_to(s, "127.0.0.1", port(full)),
			WSAEINVAL);
		nonblocking(s, 1);
		fails("S-218", "on a nonblocking socket", connect_to(s, "127.0.0.1", port(full)),
			WSAEINVAL);
		closesocket(s);
		ended(&o, 5000);
	} else {
		skip("S-218", "no connect to be kept waiting here");
	}
	while (n > 0)
		closesocket(waits[--n]);
	closesocket(full);
}

static void ends(void)
{
	SOCKET a = bound(udp());
	HANDLE event = manual();
	char c;
	begin_receive(a, &o, event, &c, 1);
	closesocket(a);
	expect("S-385", "a pending receive ends when its socket is closed",
		WaitForSingleObject(event, 5000), WAIT_OBJECT_0);
	status("S-385", "aborted", &o, STATUS_CANCELLED, 0);
	CloseHandle(event);
}

static void limits(void)
{
	SOCKET a, b;
	char c;
	pair(&a, &b);
	set_option(b, SOL_SOCKET, SO_RCVTIMEO, 30);
	expect("S-458", "an overlapped receive on a socket with SO_RCVTIMEO",
		begin_receive(b, &o, NULL, &c, 1), WSA_IO_PENDING);
	check("S-458", !ended(&o, 150), "waits longer");
	send(a, "x", 1, 0);
	status("S-458", "until data comes", &o, STATUS_SUCCESS, 1);
	closesocket(a);
	closesocket(b);
}

static void selections(void)
{
	HANDLE event = manual();
	WSANETWORKEVENTS seen;
	SOCKET a, b, s = tcp();
	u_long on = 1;
	WSAEventSelect(l, event, FD_ACCEPT | FD_READ | FD_WRITE | FD_CLOSE);
	connect_to(s, "127.0.0.1", port(l));
	WaitForSingleObject(event, 5000);
	b = accept(l, NULL, NULL);
	WaitForSingleObject(event, 5000);
	expect("S-210", "an accepted socket", WSAEnumNetworkEvents(b, event, &seen), 0);
	check("S-210", seen.lNetworkEvents & FD_WRITE, "has the selection of the listener");
	fails("S-210", "and its mode", ioctlsocket(b, FIONBIO, (on = 0, &on)), WSAEINVAL);
	WSAEventSelect(l, NULL, 0);
	WSAEventSelect(b, event, FD_CLOSE | FD_READ);
	send(s, "x", 1, 0);
	check("S-409", readable(b, 5000), "select");
	check("S-409", readable(b, 0), "again");
	expect("S-409", "leaves the event", WaitForSingleObject(event, 5000), WAIT_OBJECT_0);
	WSAEnumNetworkEvents(b, event, &seen);
	expect("S-409", "and what is recorded", seen.lNetworkEvents, FD_READ);
	check("S-409", readable(b, 0), "select after that");
	expect("S-409", "does not set it again", WaitForSingleObject(event, 50), WAIT_TIMEOUT);
	closesocket(b);
	expect("S-391", "closing a socket tells its own side nothing", WaitForSingleObject(event, 50),
		WAIT_TIMEOUT);
	closesocket(s);
	pair(&a, &b);
	WSAEventSelect(a, event, FD_CLOSE);
	closesocket(b);
	expect("S-391", "but the other one", WaitForSingleObject(event, 5000), WAIT_OBJECT_0);
	closesocket(a);
	CloseHandle(event);
}

int main(void)
{
	start();
	l = listener();
	contexts();
	meanwhile();
	ends();
	limits();
	selections();
	return verdict();
}
