/* accept.c: accepting. Chapter 6 of sockets.md. */
#include "check.h"

/* queued is a listener with a connection that waits to be accepted. */
static SOCKET queued(SOCKET *client)
{
	SOCKET l = listener();
	*client = tcp();
	connect_to(*client, "127.0.0.1", port(l));
	readable(l, 5000);
	return l;
}

static void states(void)
{
	SOCKET s = tcp();
	expect_error("S-195", "an unbound socket", accept(s, NULL, NULL), INVALID_SOCKET, WSAEINVAL);
	bound(s);
	expect_error("S-195", "a bound socket", accept(s, NULL, NULL), INVALID_SOCKET, WSAEINVAL);
	closesocket(s);
	s = bound(udp());
	expect_error("S-196", "a UDP socket", accept(s, NULL, NULL), INVALID_SOCKET, WSAEOPNOTSUPP);
	closesocket(s);
	expect_error("S-111", "a closed socket", accept(s, NULL, NULL), INVALID_SOCKET, WSAENOTSOCK);
	s = listener();
	nonblocking(s, 1);
	expect_error("S-197", "no connection", accept(s, NULL, NULL), INVALID_SOCKET, WSAEWOULDBLOCK);
	closesocket(s);
}

static void names(void)
{
	SOCKET c, l = queued(&c);
	char room[128];
	struct sockaddr_in *at = (struct sockaddr_in *)room;
	int n = 0;
	memset(room, 'q', sizeof room);
	expect_error("S-198", "no room for the address", accept(l, (struct sockaddr *)room, &n),
		INVALID_SOCKET, WSAEFAULT);
	expect("S-198", "its length", n, 0);
	check("S-198", room[0] == 'q', "nothing is written");
	closesocket(c);
	closesocket(l);

	l = queued(&c);
	SOCKET s = accept(l, (struct sockaddr *)room, NULL);
	check("S-199", s != INVALID_SOCKET, "an address without a length");
	check("S-199", room[0] == 'q', "it is left alone");
	fails("S-213", "accept on the new socket", accept(s, NULL, NULL) == INVALID_SOCKET ? -1 : 0,
		WSAEINVAL);
	fails("S-213", "connect on the new socket", connect_to(s, "127.0.0.1", port(l)), WSAEISCONN);
	closesocket(s);
	closesocket(c);
	closesocket(l);

	l = queued(&c);
	n = 3;
	s = accept(l, NULL, &n);
	check("S-200", s != INVALID_SOCKET, "a length without an address");
	closesocket(s);
	closesocket(c);
	closesocket(l);

	l = queued(&c);
	n = sizeof room;
	s = accept(l, (struct sockaddr *)room, &n);
	check("S-201", s != INVALID_SOCKET, "more room than needed");
	expect("S-201", "the length then", n, 16);
	check("S-201", at->sin_family == AF_INET && at->sin_port == htons(port(c)) &&
		at->sin_addr.s_addr == htonl(INADDR_LOOPBACK), "the client's address");
	check("S-209", port(s) == port(l), "the new socket has the listener's port");
	closesocket(s);
	closesocket(c);
	closesocket(l);
}

static const struct {
	const char *what;
	int level, name, value;
} inherited[] = {
	{"SO_REUSEADDR", SOL_SOCKET, SO_REUSEADDR, 1},
	{"SO_KEEPALIVE", SOL_SOCKET, SO_KEEPALIVE, 1},
	{"SO_OOBINLINE", SOL_SOCKET, SO_OOBINLINE, 1},
	{"SO_SNDBUF", SOL_SOCKET, SO_SNDBUF, 0x123},
	{"SO_RCVBUF", SOL_SOCKET, SO_RCVBUF, 0x4321},
	{"SO_SNDTIMEO", SOL_SOCKET, SO_SNDTIMEO, 4000},
	{"SO_RCVTIMEO", SOL_SOCKET, SO_RCVTIMEO, 5000},
	{"SO_LINGER", SOL_SOCKET, SO_LINGER, 7 << 16 | 1},
	{"TCP_NODELAY", IPPROTO_TCP, TCP_NODELAY, 1},
};

enum { INHERITED = sizeof inherited / sizeof *inherited };

static void inherit(void)
{
	SOCKET l = bound(tcp()), c = tcp();
	for (int i = 0; i < INHERITED; i++)
		set_option(l, inherited[i].level, inherited[i].name, inherited[i].value);
	listen(l, 1);
	connect_to(c, "127.0.0.1", port(l));
	SOCKET s = accept(l, NULL, NULL);
	for (int i = 0; i < INHERITED; i++)
		expect("S-209", inherited[i].what, option(s, inherited[i].level, inherited[i].name),
			inherited[i].value);
	closesocket(s);
	closesocket(c);
	closesocket(l);

	l = listener();
	nonblocking(l, 1);
	c = tcp();
	connect_to(c, "127.0.0.1", port(l));
	readable(l, 5000);
	s = accept(l, NULL, NULL);
	char b;
	fails("S-117", "the new socket does not block either", recv(s, &b, 1, 0), WSAEWOULDBLOCK);
	closesocket(s);
	closesocket(c);
	closesocket(l);
}

static int answer, asked;
static struct sockaddr_in caller;

static int CALLBACK condition(LPWSABUF id, LPWSABUF data, LPQOS sqos, LPQOS gqos, LPWSABUF callee,
	LPWSABUF out, GROUP *g, DWORD_PTR user)
{
	(void)data, (void)sqos, (void)gqos, (void)callee, (void)out, (void)g;
	asked += user == 77;
	if (id != NULL && id->len >= sizeof caller)
		memcpy(&caller, id->buf, sizeof caller);
	return answer;
}

static void ask(void)
{
	SOCKET c, l = queued(&c);
	check("S-215", is_connected(c), "a queued client is connected");
	answer = CF_DEFER;
	expect_error("S-205", "CF_DEFER", WSAAccept(l, NULL, NULL, condition, 77), INVALID_SOCKET,
		WSATRY_AGAIN);
	expect("S-205", "the condition was asked", asked, 1);
	expect("S-205", "about the client", ntohs(caller.sin_port), port(c));
	answer = CF_ACCEPT;
	struct sockaddr_in at;
	int n = sizeof at;
	SOCKET s = WSAAccept(l, (struct sockaddr *)&at, &n, condition, 77);
	check("S-207", s != INVALID_SOCKET, "CF_ACCEPT");
	expect("S-205", "a later accept gets the client", ntohs(at.sin_port), port(c));
	closesocket(s);
	closesocket(c);
	closesocket(l);

	l = queued(&c);
	answer = CF_REJECT;
	expect_error("S-206", "CF_REJECT", WSAAccept(l, NULL, NULL, condition, 77), INVALID_SOCKET,
		WSAECONNREFUSED);
	char b;
	readable(c, 5000);
	check("S-206", recv(c, &b, 1, 0) <= 0, "the client's connection is over");
	closesocket(c);
	closesocket(l);

	l = queued(&c);
	n = sizeof at;
	s = WSAAccept(l, (struct sockaddr *)&at, &n, NULL, 0);
	check("S-208", s != INVALID_SOCKET && at.sin_port == htons(port(c)), "no condition");
	closesocket(s);
	closesocket(c);
	closesocket(l);
}

int main(void)
{
	start();
	states();
	names();
	inherit();
	ask();
	WSACleanup();
	return verdict();
}
