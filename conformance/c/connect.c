/* connect.c: connecting. Chapter 7 of sockets.md. */
#include "check.h"

#define HOME "127.0.0.1"

/* started makes a nonblocking connect; 0 or WSAEWOULDBLOCK are right. */
static int started(SOCKET s, unsigned short port)
{
	return connect_to(s, HOME, port) == 0 || WSAGetLastError() == WSAEWOULDBLOCK;
}

static void states(void)
{
	SOCKET l = listener(), s = tcp(), t = tcp(), a;
	expect("S-216", "a blocking connect", connect_to(s, HOME, port(l)), 0);
	a = accept(l, NULL, NULL);
	fails("S-219", "a connected socket", connect_to(s, HOME, port(l)), WSAEISCONN);
	fails("S-219", "an accepted socket", connect_to(a, HOME, port(l)), WSAEISCONN);
	shutdown(s, SD_SEND);
	fails("S-220", "after SD_SEND", connect_to(s, HOME, port(l)), WSAEISCONN);
	shutdown(s, SD_BOTH);
	fails("S-220", "after SD_BOTH", connect_to(s, HOME, port(l)), WSAEISCONN);
	fails("S-222", "a listener", connect_to(l, HOME, port(l)), WSAEINVAL);
	nonblocking(t, 1);
	check("S-216", started(t, port(l)), "a nonblocking connect");
	check("S-238", writable(t, 5000), "its success is writability");
	expect("S-238", "SO_ERROR then", option(t, SOL_SOCKET, SO_ERROR), 0);
	fails("S-219", "then it is connected", connect_to(t, HOME, port(l)), WSAEISCONN);
	check("S-232", port(t) != 0, "connect binds");
	closesocket(s);
	closesocket(t);
	closesocket(a);
	closesocket(l);
}

static void refused(void)
{
	unsigned short nobody = dead();
	SOCKET s = tcp(), l = listener();
	fails("S-225", "nobody listens", connect_to(s, HOME, nobody), WSAECONNREFUSED);
	expect("S-237", "SO_ERROR after a blocking connect", option(s, SOL_SOCKET, SO_ERROR), 0);
	expect("S-223", "another try", connect_to(s, HOME, port(l)), 0);
	closesocket(s);

	s = tcp();
	nonblocking(s, 1);
	fails("S-216", "a nonblocking connect", connect_to(s, HOME, nobody), WSAEWOULDBLOCK);
	check("S-235", excepted(s, 10000), "its failure is exceptional");
	check("S-235", !writable(s, 0), "and not writable");
	check("S-235", !readable(s, 0), "and not readable");
	for (int i = 0; i < 3; i++)
		expect("S-235", "SO_ERROR", option(s, SOL_SOCKET, SO_ERROR), WSAECONNREFUSED);
	fails("S-223", "another nonblocking try", connect_to(s, HOME, nobody), WSAEWOULDBLOCK);
	check("S-235", excepted(s, 10000), "it fails too");
	expect("S-236", "SO_ERROR stays", option(s, SOL_SOCKET, SO_ERROR), WSAECONNREFUSED);
	check("S-236", started(s, port(l)), "a try that succeeds");
	check("S-236", writable(s, 5000), "it is connected");
	expect("S-236", "SO_ERROR after it", option(s, SOL_SOCKET, SO_ERROR), 0);
	closesocket(s);
	closesocket(l);
}

static void addresses(void)
{
	SOCKET s = tcp();
	struct sockaddr_in at = loopback(1);
	fails("S-228", "the wildcard", connect_to(s, "0.0.0.0", 1), WSAEADDRNOTAVAIL);
	fails("S-229", "port 0", connect_to(s, HOME, 0), WSAEADDRNOTAVAIL);
	fails("S-230", "15 bytes", connect(s, (struct sockaddr *)&at, 15), WSAEFAULT);
	if (!wine())
		fails("S-230", "no address", connect(s, NULL, sizeof at), WSAEFAULT);
	struct sockaddr_in6 other;
	memset(&other, 0, sizeof other);
	other.sin6_family = AF_INET6;
	fails("S-230", "another family", connect(s, (struct sockaddr *)&other, sizeof other),
		WSAEAFNOSUPPORT);
	closesocket(s);
	fails("S-111", "a closed socket", connect_to(s, HOME, 1), WSAENOTSOCK);
	SOCKET l = listener();
	s = tcp();
	at = loopback(port(l));
	expect("S-241", "WSAConnect",
		WSAConnect(s, (struct sockaddr *)&at, sizeof at, NULL, NULL, NULL, NULL), 0);
	closesocket(s);
	closesocket(l);
}

static void dgram(void)
{
	SOCKET s = udp(), a = bound(udp()), b = bound(udp());
	char got[8];
	struct sockaddr_in to, none;
	expect("S-242", "a port without a receiver", connect_to(s, HOME, 9), 0);
	expect("S-243", "port 0", connect_to(s, HOME, 0), 0);
	expect("S-242", "another peer", connect_to(s, HOME, port(a)), 0);
	check("S-242", is_connected(s), "it has a peer");
	expect("S-249", "a stranger sends", sendto(b, "b", 1, 0, (to = loopback(port(s)),
		(struct sockaddr *)&to), sizeof to), 1);
	expect("S-249", "the peer sends", sendto(a, "a", 1, 0, (struct sockaddr *)&to, sizeof to), 1);
	expect("S-249", "one comes", recv(s, got, sizeof got, 0), 1);
	check("S-249", got[0] == 'a', "the peer's");
	unsigned short p = port(s);
	memset(&none, 0, sizeof none);
	expect("S-244", "connect to AF_UNSPEC", connect(s, (struct sockaddr *)&none, sizeof none), 0);
	check("S-244", !is_connected(s), "no peer then");
	expect("S-246", "the port stays", port(s), p);
	expect("S-242", "a peer again", connect_to(s, HOME, port(a)), 0);
	expect("S-245", "connect to 0.0.0.0:0", connect_to(s, "0.0.0.0", 0), 0);
	fails("S-245", "send without a peer", send(s, "x", 1, 0), WSAENOTCONN);
	to = loopback(port(a));
	expect("S-245", "sendto goes on", sendto(s, "x", 1, 0, (struct sockaddr *)&to, sizeof to), 1);
	expect("S-247", "connect to a broadcast address", connect_to(s, "255.255.255.255", 9), 0);
	struct sockaddr_in all = loopback(9);
	all.sin_addr.s_addr = INADDR_BROADCAST;
	expect_error("S-247", "sendto there", sendto(s, "x", 1, 0, (struct sockaddr *)&all, sizeof all),
		SOCKET_ERROR, ANY);
	closesocket(s);
	closesocket(a);
	closesocket(b);
}

static void untimed(void)
{
	SOCKET l = listener(), s = tcp();
	set_option(s, SOL_SOCKET, SO_SNDTIMEO, 1);
	set_option(s, SOL_SOCKET, SO_RCVTIMEO, 1);
	expect("S-240", "connect with limits of 1 ms", connect_to(s, HOME, port(l)), 0);
	closesocket(s);
	closesocket(l);
}

int main(void)
{
	start();
	states();
	refused();
	addresses();
	dgram();
	untimed();
	WSACleanup();
	return verdict();
}
