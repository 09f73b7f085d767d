/* acceptex.c: AcceptEx and GetAcceptExSockaddrs. Chapter 6.3 of overlapped.md. */
#include "operation.h"

enum {
	BLOCK = sizeof(struct sockaddr_in) + 16, /* the room for an address */
	DATA = 64,
};

static LPFN_ACCEPTEX accept_ex;
static LPFN_GETACCEPTEXSOCKADDRS addresses;
static SOCKET l;
static OVERLAPPED o;
static char room[DATA + 256];
static DWORD n; /* what begin's call says it received */

/* begin starts an AcceptEx of l; FALSE and 997 is its usual answer. */
static BOOL begin(SOCKET to, DWORD data)
{
	fresh(&o, NULL);
	n = 0xDEAD;
	return accept_ex(l, to, room, data, BLOCK, BLOCK, &n, &o);
}

/* caller makes a socket that connects to l. */
static SOCKET caller(void)
{
	SOCKET s = tcp();
	if (connect_to(s, "127.0.0.1", port(l)) != 0)
		check("O-377", 0, "connect");
	return s;
}

/* updated gives an accepted socket the context of l; the result is setsockopt's. */
static int updated(SOCKET s)
{
	return setsockopt(s, SOL_SOCKET, SO_UPDATE_ACCEPT_CONTEXT, (char *)&l, sizeof l);
}

/* refused says how AcceptEx fails. */
static void refused(const char *clause, const char *what, SOCKET on, SOCKET to, void *p,
	DWORD local, DWORD remote, int error)
{
	fresh(&o, NULL);
	expect_error(clause, what, accept_ex(on, to, p, 0, local, remote, &n, &o), FALSE, error);
	status("O-387", "Internal of an AcceptEx that fails", &o, STATUS_PENDING, UNSEEN);
}

static void bad_input(void)
{
	SOCKET s = tcp(), a, b, none = tcp(), used = bound(tcp()), other = listener(), u = udp();
	HANDLE port = new_port();
	attach(l, port, 1);
	pair(&a, &b);
	refused("O-378", "no listening socket", INVALID_SOCKET, s, room, BLOCK, BLOCK, WSAENOTSOCK);
	refused("O-378", "no accept socket", l, INVALID_SOCKET, room, BLOCK, BLOCK, WSAENOTSOCK);
	refused("O-379", "a socket that does not listen", used, s, room, BLOCK, BLOCK, WSAEINVAL);
	refused("O-379", "one that is not bound either", none, s, room, BLOCK, BLOCK, WSAEINVAL);
	refused("O-380", "no buffer", l, s, NULL, BLOCK, BLOCK, WSAEFAULT);
	refused("O-381", "no room for the remote address", l, s, room, BLOCK, 0, WSAEFAULT);
	expect_error("O-382", "no OVERLAPPED", accept_ex(l, s, room, 0, BLOCK, BLOCK, &n, NULL), FALSE,
		ERROR_INVALID_PARAMETER);
	refused("O-383", "a bound accept socket", l, used, room, BLOCK, BLOCK, WSAEINVAL);
	refused("O-383", "a connected one", l, a, room, BLOCK, BLOCK, WSAEINVAL);
	refused("O-383", "a listening one", l, other, room, BLOCK, BLOCK, WSAEINVAL);
	refused("O-383", "a UDP one", l, u, room, BLOCK, BLOCK, WSAEINVAL);
	no_packet("O-030", "a failed start queues no packet", port);
	closesocket(none);
	closesocket(used);
	closesocket(other);
	closesocket(u);
	closesocket(a);
	closesocket(b);
	closesocket(l);
	CloseHandle(port);
	l = listener();
	expect_error("O-378", "AcceptEx of the library", AcceptEx(INVALID_SOCKET, s, room, 0, BLOCK, BLOCK,
		&n, &o), FALSE, WSAENOTSOCK);
	closesocket(s);
}

/* in tells whether p points to size bytes inside the buffer, from offset on. */
static int in(void *p, int size, size_t offset)
{
	return (char *)p >= room + offset && (char *)p + size <= room + sizeof room;
}

static void without_data(void)
{
	SOCKET s = tcp(), c;
	struct sockaddr_in *local = NULL, *remote = NULL;
	int local_size = 0, remote_size = 0;
	expect_error("O-377", "AcceptEx", begin(s, 0), FALSE, WSA_IO_PENDING);
	expect("O-377", "the count is left alone", n, 0xDEAD);
	status("O-377", "it waits", &o, STATUS_PENDING, UNSEEN);
	expect_error("O-383", "another AcceptEx with the socket", accept_ex(l, s, room + 128, 0, BLOCK,
		BLOCK, &n, &(OVERLAPPED){0}), FALSE, WSAEINVAL);
	fails("O-396", "connect with the socket", connect_to(s, "127.0.0.1", port(l)), WSAEINVAL);
	c = caller();
	status("O-388", "a connection, no data wanted", &o, STATUS_SUCCESS, 0);
	result("O-388", "its result", l, &o, 0, 0);
	addresses(room, 0, BLOCK, BLOCK, (struct sockaddr **)&local, &local_size,
		(struct sockaddr **)&remote, &remote_size);
	check("O-391", in(local, sizeof *local, 0) && in(remote, sizeof *remote, BLOCK),
		"the addresses lie in the buffer, the local one first");
	check("O-393", local_size == sizeof *local && remote_size == sizeof *remote, "their sizes");
	check("O-393", local->sin_family == AF_INET && local->sin_port == htons(port(l)),
		"the local address");
	check("O-393", remote->sin_family == AF_INET && remote->sin_port == htons(port(c)) &&
		remote->sin_addr.s_addr == htonl(INADDR_LOOPBACK), "the remote address");

	struct sockaddr_in at;
	int len = sizeof at;
	fails("O-397", "getpeername before the update", getpeername(s, (struct sockaddr *)&at, &len),
		WSAENOTCONN);
	fails("O-397", "shutdown before it", shutdown(s, SD_SEND), WSAENOTCONN);
	expect("O-397", "send before it", send(s, "early", 5, 0), 5);
	check("O-397", received(c, "early", 5), "what it sent");
	send(c, "reply", 5, 0);
	check("O-397", received(s, "reply", 5), "recv before it");
	expect("O-397", "SO_UPDATE_ACCEPT_CONTEXT", updated(s), 0);
	check("O-397", is_connected(s), "getpeername after it");
	expect("O-398", "the local port is the listener's", port(s), port(l));
	expect("O-397", "shutdown after it", shutdown(s, SD_SEND), 0);
	closesocket(s);
	closesocket(c);
}

static void with_data(void)
{
	SOCKET s = tcp(), c;
	struct sockaddr_in *local = NULL, *remote = NULL;
	int local_size = 0, remote_size = 0;
	expect("O-399", "SO_CONNECT_TIME, not connected", option(s, SOL_SOCKET, SO_CONNECT_TIME), -1);
	begin(s, DATA);
	c = caller();
	check("O-389", !ended(&o, 50), "a connection without data: it waits");
	int seconds = option(s, SOL_SOCKET, SO_CONNECT_TIME);
	check("O-390", seconds >= 0 && seconds < 60, "SO_CONNECT_TIME finds it");
	nonblocking(l, 1);
	expect_error("O-390", "accept does not", (int)accept(l, NULL, NULL), (int)INVALID_SOCKET,
		WSAEWOULDBLOCK);
	nonblocking(l, 0);
	send(c, "hello", 5, 0);
	status("O-389", "the first data", &o, STATUS_SUCCESS, 5);
	check("O-391", memcmp(room, "hello", 5) == 0, "it is at the front");
	addresses(room, DATA, BLOCK, BLOCK, (struct sockaddr **)&local, &local_size,
		(struct sockaddr **)&remote, &remote_size);
	check("O-391", in(local, sizeof *local, DATA) && in(remote, sizeof *remote, DATA + BLOCK),
		"the addresses lie behind it");
	check("O-393", remote->sin_port == htons(port(c)), "the remote address");
	expect("O-399", "SO_CONNECT_TIME, connected", option(s, SOL_SOCKET, SO_CONNECT_TIME) / 60, 0);
	closesocket(s);
	closesocket(c);

	s = tcp();
	begin(s, 4);
	c = caller();
	send(c, "morethan", 8, 0);
	status("O-389", "more data than wanted", &o, STATUS_SUCCESS, 4);
	check("O-389", received(s, "than", 4), "the rest is received later");
	closesocket(s);
	closesocket(c);

	s = tcp();
	begin(s, DATA);
	closesocket(caller());
	status("O-389", "a peer that closes without data", &o, STATUS_SUCCESS, 0);
	closesocket(s);

	s = tcp();
	begin(s, DATA);
	c = caller();
	ended(&o, 20);
	closesocket(s);
	check("O-390", ended(&o, 5000) && o.Internal != 0, "closing its socket ends a silent connection");
	check("O-390", readable(c, 5000) && recv(c, room, 1, 0) <= 0, "the peer sees it");
	closesocket(c);
}

/* queued is an AcceptEx for a connection that waits. */
static void queued(void)
{
	SOCKET s = tcp(), c = caller();
	readable(l, 5000);
	BOOL ok = begin(s, 0);
	check("O-377", ok || WSAGetLastError() == WSA_IO_PENDING, "a connection waits");
	status("O-388", "AcceptEx gets it", &o, STATUS_SUCCESS, 0);
	expect("O-399", "SO_CONNECT_TIME, before the update", option(s, SOL_SOCKET, SO_CONNECT_TIME) / 60,
		0);
	closesocket(s);
	closesocket(c);
}

static void lengths(void)
{
	struct sockaddr_in *local = (void *)1, *remote = NULL;
	int local_size = 77, remote_size = 0;
	SOCKET s = tcp(), c;
	fresh(&o, NULL);
	expect_error("O-384", "no room for the local address", accept_ex(l, s, room, 0, 0, BLOCK, &n, &o),
		FALSE, WSA_IO_PENDING);
	c = caller();
	status("O-384", "is no error", &o, STATUS_SUCCESS, 0);
	addresses(room, 0, 0, BLOCK, (struct sockaddr **)&local, &local_size,
		(struct sockaddr **)&remote, &remote_size);
	check("O-394", local == (void *)1 && local_size == 77, "the local address is not told");
	check("O-394", remote_size == sizeof *remote && remote->sin_port == htons(port(c)),
		"the remote one is");
	closesocket(s);
	closesocket(c);

	static const struct {
		const char *clause;
		DWORD local, remote;
	} small[] = {
		{"O-385", 3, BLOCK},
		{"O-385", sizeof(struct sockaddr_in) + 4, BLOCK},
	};
	for (size_t i = 0; i < sizeof small / sizeof *small; i++) {
		s = tcp();
		fresh(&o, NULL);
		expect_error(small[i].clause, "little room for an address", accept_ex(l, s, room, 0,
			small[i].local, small[i].remote, &n, &o), FALSE, WSA_IO_PENDING);
		c = caller();
		status(small[i].clause, "its status", &o, STATUS_BUFFER_TOO_SMALL, 0);
		result(small[i].clause, "its error", l, &o, WSAEFAULT, 0);
		check(small[i].clause, readable(l, 2000), "the connection is there for the next accept");
		if (readable(l, 0))
			closesocket(accept(l, NULL, NULL));
		closesocket(c);
		closesocket(s);
	}
	s = tcp();
	fresh(&o, NULL);
	expect_error("O-386", "15 bytes more than the addresses", accept_ex(l, s, room, 0, BLOCK - 1,
		BLOCK - 1, &n, &o), FALSE, WSA_IO_PENDING);
	c = caller();
	status("O-386", "are enough", &o, STATUS_SUCCESS, 0);
	closesocket(c);
	closesocket(s);
}

static void in_turn(void)
{
	struct {
		OVERLAPPED o;
		SOCKET s, c;
		char room[2 * BLOCK];
	} each[3];
	for (int i = 0; i < 3; i++) {
		each[i].s = tcp();
		fresh(&each[i].o, NULL);
		accept_ex(l, each[i].s, each[i].room, 0, BLOCK, BLOCK, &n, &each[i].o);
	}
	for (int i = 0; i < 3; i++) {
		each[i].c = caller();
		status("O-395", "each connection ends the oldest AcceptEx", &each[i].o, STATUS_SUCCESS, 0);
		send(each[i].c, "123" + i, 1, 0);
		check("O-395", received(each[i].s, "123" + i, 1), "they are connected to each other");
		if (i < 2)
			check("O-395", !ended(&each[i + 1].o, 10), "and the next waits");
	}
	for (int i = 0; i < 3; i++) {
		closesocket(each[i].s);
		closesocket(each[i].c);
	}
	SOCKET s = tcp(), c;
	nonblocking(l, 1);
	begin(s, 0);
	c = caller();
	status("O-395", "AcceptEx comes before accept", &o, STATUS_SUCCESS, 0);
	expect_error("O-395", "which finds nothing", (int)accept(l, NULL, NULL), (int)INVALID_SOCKET,
		WSAEWOULDBLOCK);
	nonblocking(l, 0);
	closesocket(s);
	closesocket(c);
}

static int CALLBACK defer(LPWSABUF caller, LPWSABUF caller_data, LPQOS sqos, LPQOS gqos,
	LPWSABUF callee, LPWSABUF callee_data, GROUP *group, DWORD_PTR data)
{
	(void)caller, (void)caller_data, (void)sqos, (void)gqos, (void)callee, (void)callee_data;
	(void)group, (void)data;
	return CF_DEFER;
}

static void deferred(void)
{
	SOCKET s = tcp(), c = caller();
	readable(l, 5000);
	expect_error("O-400", "a connection is deferred", (int)WSAAccept(l, NULL, NULL, defer, 0),
		(int)INVALID_SOCKET, WSATRY_AGAIN);
	begin(s, 0);
	status("O-400", "AcceptEx gets it", &o, STATUS_SUCCESS, 0);
	send(c, "x", 1, 0);
	check("O-400", o.Internal == STATUS_SUCCESS && received(s, "x", 1), "they are connected");
	closesocket(s);
	closesocket(c);
}

/* version6 accepts an IPv6 connection, whose addresses need more room. */
static void version6(void)
{
	SOCKET six = tcp6(), s, c;
	struct sockaddr_in6 at, *local = NULL, *remote = NULL;
	int len = sizeof at, local_size = 0, remote_size = 0;
	DWORD block = sizeof at + 16;
	if (six == INVALID_SOCKET) {
		skip("O-392", "no IPv6 here");
		return;
	}
	bind6(six, "::1", 0);
	listen(six, 1);
	getsockname(six, (struct sockaddr *)&at, &len);
	s = tcp6();
	c = tcp6();
	fresh(&o, NULL);
	expect_error("O-392", "44 bytes for an IPv6 address", accept_ex(six, s, room, 0, block, block, &n,
		&o), FALSE, WSA_IO_PENDING);
	connect(c, (struct sockaddr *)&at, sizeof at);
	status("O-392", "are enough", &o, STATUS_SUCCESS, 0);
	addresses(room, 0, block, block, (struct sockaddr **)&local, &local_size,
		(struct sockaddr **)&remote, &remote_size);
	check("O-392", local_size == sizeof at && local->sin6_port == at.sin6_port, "the local address");
	len = sizeof at;
	getsockname(c, (struct sockaddr *)&at, &len);
	check("O-392", remote_size == sizeof at && remote->sin6_port == at.sin6_port &&
		memcmp(&remote->sin6_addr, &at.sin6_addr, sizeof at.sin6_addr) == 0, "the remote address");
	closesocket(s);
	closesocket(c);
	closesocket(six);
}

/* named accepts an AF_UNIX connection; its addresses need most room. */
static void named(void)
{
	struct {
		u_short family;
		char path[108];
	} at = {AF_UNIX, "acceptex.sock"}, *local = NULL;
	struct sockaddr *remote = NULL;
	int local_size = 0, remote_size = 0;
	SOCKET un = socket(AF_UNIX, SOCK_STREAM, 0), s, c;
	if (un == INVALID_SOCKET) {
		skip("O-392", "no AF_UNIX here");
		return;
	}
	bind(un, (struct sockaddr *)&at, sizeof at);
	listen(un, 1);
	s = socket(AF_UNIX, SOCK_STREAM, 0);
	c = socket(AF_UNIX, SOCK_STREAM, 0);
	fresh(&o, NULL);
	expect_error("O-392", "126 bytes for an AF_UNIX address", accept_ex(un, s, room, 0, 126, 126, &n,
		&o), FALSE, WSA_IO_PENDING);
	connect(c, (struct sockaddr *)&at, sizeof at);
	status("O-392", "are enough", &o, STATUS_SUCCESS, 0);
	addresses(room, 0, 126, 126, (struct sockaddr **)&local, &local_size, &remote, &remote_size);
	check("O-392", local != NULL && local->family == AF_UNIX && strcmp(local->path, at.path) == 0,
		"the local address");
	check("O-392", remote != NULL && remote->sa_family == AF_UNIX, "the remote address");
	closesocket(s);
	closesocket(c);
	closesocket(un);
	DeleteFileA(at.path);
}

static void connect_ex_meanwhile(void)
{
	SOCKET s = tcp();
	struct sockaddr_in at = loopback(port(l));
	LPFN_CONNECTEX connect_ex = provided(s, (GUID)WSAID_CONNECTEX);
	OVERLAPPED other = {0};
	begin(s, 0);
	expect_error("O-396", "ConnectEx with a socket of AcceptEx", connect_ex(s, (struct sockaddr *)&at,
		sizeof at, NULL, 0, NULL, &other), FALSE, WSAEINVAL);
	CancelIoEx((HANDLE)l, &o);
	status("O-256", "cancelled", &o, STATUS_CANCELLED, 0);
	closesocket(s);
}

int main(void)
{
	start();
	l = listener();
	accept_ex = provided(l, (GUID)WSAID_ACCEPTEX);
	addresses = provided(l, (GUID)WSAID_GETACCEPTEXSOCKADDRS);
	bad_input();
	without_data();
	with_data();
	queued();
	lengths();
	in_turn();
	deferred();
	version6();
	named();
	connect_ex_meanwhile();
	closesocket(l);
	WSACleanup();
	return verdict();
}
