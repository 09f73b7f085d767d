/* listen.c: listening. Chapter 5 of sockets.md. */
#include "check.h"

int main(void)
{
	start();
	static const int backlogs[] = {1, SOMAXCONN, -2};
	SOCKET s = tcp(), t;
	for (int i = 0; i < 3; i++)
		fails("S-180", "an unbound socket", listen(s, backlogs[i]), WSAEINVAL);
	struct sockaddr_in at;
	int n = sizeof at;
	fails("S-180", "it is still unbound", getsockname(s, (struct sockaddr *)&at, &n), WSAEINVAL);
	closesocket(s);

	s = udp();
	fails("S-181", "an unbound UDP socket", listen(s, 1), WSAEOPNOTSUPP);
	bound(s);
	fails("S-181", "a bound UDP socket", listen(s, 1), WSAEOPNOTSUPP);
	closesocket(s);

	s = bound(tcp());
	expect("S-193", "SO_ACCEPTCONN of a bound socket", option(s, SOL_SOCKET, SO_ACCEPTCONN), 0);
	expect("S-182", "backlog 0", listen(s, 0), 0);
	expect("S-193", "SO_ACCEPTCONN of a listener", option(s, SOL_SOCKET, SO_ACCEPTCONN), 1);
	fails("S-193", "setting it", set_option(s, SOL_SOCKET, SO_ACCEPTCONN, 1), WSAENOPROTOOPT);
	expect("S-183", "a second listen", listen(s, 10), 0);
	t = tcp();
	expect("S-182", "a client connects", connect_to(t, "127.0.0.1", port(s)), 0);
	closesocket(t);
	closesocket(s);

#ifdef SOMAXCONN_HINT /* not every compiler's headers have it */
	check("S-189", SOMAXCONN_HINT(500) == -500, "SOMAXCONN_HINT");
#endif
	static const int odd[] = {-1, -200, -70000, 100000, -300, -2147483647 - 1};
	for (int i = 0; i < 6; i++) {
		s = bound(tcp());
		expect("S-190", "any backlog is clamped", listen(s, odd[i]), 0);
		closesocket(s);
	}

	SOCKET a, b;
	pair(&a, &b);
	fails("S-184", "a connected socket", listen(a, 1), WSAEISCONN);
	fails("S-184", "an accepted socket", listen(b, 1), WSAEISCONN);
	closesocket(a);
	closesocket(b);

	s = bound(tcp());
	nonblocking(s, 1);
	connect_to(s, "127.0.0.1", dead());
	check("S-185", excepted(s, 10000), "a connection is refused");
	expect("S-185", "listen then", listen(s, 1), 0);
	t = tcp();
	expect("S-185", "a client connects", connect_to(t, "127.0.0.1", port(s)), 0);
	closesocket(t);
	closesocket(s);

	fails("S-186", "socket 0", listen(0, 1), WSAENOTSOCK);
	fails("S-186", "0xDEADBEEF", listen(0xDEADBEEF, 1), WSAENOTSOCK);
	fails("S-186", "a closed socket", listen(s, 1), WSAENOTSOCK);
	WSACleanup();
	return verdict();
}
