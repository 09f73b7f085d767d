/* names.c: getsockname and getpeername. Chapter 8 of sockets.md. */
#include "check.h"

/* untouched tells whether all of n bytes are 'q'. */
static int untouched(const void *p, int n)
{
	for (const char *c = p; n-- > 0; c++)
		if (*c != 'q')
			return 0;
	return 1;
}

static void local(void)
{
	char room[128];
	struct sockaddr *at = (struct sockaddr *)room;
	struct sockaddr_in *in = (struct sockaddr_in *)room;
	for (int i = 0; i < 2; i++) {
		SOCKET s = i ? udp() : tcp();
		int n = sizeof room;
		memset(room, 'q', sizeof room);
		fails("S-250", "an unbound socket", getsockname(s, at, &n), WSAEINVAL);
		check("S-250", untouched(room, sizeof room) && n == sizeof room, "nothing is written");
		bound(s);
		n = 15;
		fails("S-252", "15 bytes", getsockname(s, at, &n), WSAEFAULT);
		expect("S-252", "the length", n, 15);
		n = 16;
		expect("S-251", "a bound socket", getsockname(s, at, &n), 0);
		check("S-251", in->sin_family == AF_INET && in->sin_port != 0 &&
			in->sin_addr.s_addr == htonl(INADDR_LOOPBACK), "its address");
		check("S-251", memcmp(in->sin_zero, "\0\0\0\0\0\0\0\0", 8) == 0, "sin_zero is cleared");
		check("S-251", untouched(room + 16, 100), "the rest is left alone");
		n = sizeof room;
		expect("S-251", "more room", getsockname(s, at, &n), 0);
		expect("S-251", "the length", n, 16);
		if (!wine()) {
			fails("S-252", "no buffer", getsockname(s, NULL, &n), WSAEFAULT);
			fails("S-252", "no length", getsockname(s, at, NULL), WSAEFAULT);
		}
		closesocket(s);
	}
	SOCKET s = udp(), u = bound(udp());
	struct sockaddr_in to = loopback(port(u));
	int n = sizeof room;
	sendto(s, "x", 1, 0, (struct sockaddr *)&to, sizeof to);
	expect("S-253", "bound by sendto", getsockname(s, at, &n), 0);
	check("S-253", in->sin_addr.s_addr == 0 && in->sin_port != 0, "the wildcard and a port");
	fails("S-261", "sendto gives no peer", getpeername(s, at, &n), WSAENOTCONN);
	closesocket(s);
	closesocket(u);

	SOCKET l = listener();
	s = tcp();
	bind_to(s, "0.0.0.0", 0);
	unsigned short p = port(s);
	connect_to(s, "127.0.0.1", port(l));
	n = sizeof room;
	expect("S-254", "after connect", getsockname(s, at, &n), 0);
	check("S-254", in->sin_addr.s_addr == htonl(INADDR_LOOPBACK) && in->sin_port == htons(p),
		"the concrete address");
	closesocket(s);
	closesocket(l);

	s = tcp6();
	if (s == INVALID_SOCKET) {
		skip("S-252", "no IPv6");
		return;
	}
	bind6(s, "::1", 0);
	n = 24;
	fails("S-252", "24 bytes of IPv6", getsockname(s, at, &n), WSAEFAULT);
	n = sizeof room;
	expect("S-251", "an IPv6 socket", getsockname(s, at, &n), 0);
	expect("S-251", "its length", n, 28);
	closesocket(s);
}

static void peers(void)
{
	char room[128];
	struct sockaddr *at = (struct sockaddr *)room;
	struct sockaddr_in *in = (struct sockaddr_in *)room;
	int n = sizeof room;
	fails("S-109", "a bad socket, NULLs", getpeername(INVALID_SOCKET, NULL, NULL), WSAENOTSOCK);
	SOCKET t = tcp(), u = udp(), l = listener(), a, b;
	fails("S-109", "no peer, NULLs", getpeername(t, NULL, NULL), WSAENOTCONN);
	fails("S-255", "TCP without a peer", getpeername(t, at, &n), WSAENOTCONN);
	fails("S-255", "UDP without a peer", getpeername(u, at, &n), WSAENOTCONN);
	fails("S-255", "a listener", getpeername(l, at, &n), WSAENOTCONN);
	fails("S-255", "a listener, NULLs", getpeername(l, NULL, NULL), WSAENOTCONN);
	closesocket(t);
	closesocket(u);
	closesocket(l);

	pair(&a, &b);
	fails("S-109", "a peer, NULLs", getpeername(a, NULL, NULL), WSAEFAULT);
	fails("S-256", "no buffer", getpeername(a, NULL, &n), WSAEFAULT);
	fails("S-256", "no length", getpeername(a, at, NULL), WSAEFAULT);
	n = 0;
	fails("S-257", "no room", getpeername(a, at, &n), WSAEFAULT);
	expect("S-257", "the length", n, 0);
	n = sizeof room;
	expect("S-258", "more room", getpeername(a, at, &n), 0);
	expect("S-258", "the length then", n, 16);
	check("S-258", in->sin_port == htons(port(b)), "the peer's port");
	shutdown(a, SD_SEND);
	expect("S-259", "after SD_SEND", getpeername(a, at, &n), 0);
	shutdown(a, SD_BOTH);
	expect("S-259", "after SD_BOTH", getpeername(a, at, &n), 0);
	closesocket(b);
	expect("S-260", "after the peer's end", getpeername(a, at, &n), 0);
	closesocket(a);
	pair(&a, &b);
	reset(b);
	readable(a, 5000);
	n = sizeof room;
	expect("S-260", "after a reset", getpeername(a, at, &n), 0);
	closesocket(a);
	fails("S-390", "a closed socket", getpeername(a, at, &n), WSAENOTSOCK);
}

static void connecting(void)
{
	SOCKET s = tcp();
	nonblocking(s, 1);
	connect_to(s, "127.0.0.1", dead());
	check("S-233", port(s) != 0, "getsockname while connecting");
	closesocket(s);
}

int main(void)
{
	start();
	local();
	peers();
	connecting();
	WSACleanup();
	return verdict();
}
