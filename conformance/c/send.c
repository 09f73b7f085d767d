/* send.c: sending. Chapter 9 of sockets.md. */
#include "check.h"

#include <stdlib.h>

static struct sockaddr_in to;

/* at is the address of a port of 127.0.0.1. */
static struct sockaddr *at(unsigned short port)
{
	to = loopback(port);
	return (struct sockaddr *)&to;
}

static void numbers(void)
{
	check("S-263", MSG_OOB == 1 && MSG_PEEK == 2 && MSG_DONTROUTE == 4, "flags");
	check("S-264", MSG_WAITALL == 8, "MSG_WAITALL");
	check("S-265", MSG_PUSH_IMMEDIATE == 0x20, "MSG_PUSH_IMMEDIATE");
	check("S-266", MSG_TRUNC == 0x100 && MSG_CTRUNC == 0x200 && MSG_BCAST == 0x400 &&
		MSG_MCAST == 0x800, "flags of messages");
	check("S-267", MSG_PARTIAL == 0x8000, "MSG_PARTIAL");
	check("S-268", MSG_MAXIOVLEN == 16, "MSG_MAXIOVLEN");
}

static void errors(void)
{
	SOCKET s = tcp(), u = udp(), v = bound(udp());
	fails("S-269", "TCP without a peer, send", send(s, "x", 1, 0), WSAENOTCONN);
	fails("S-269", "TCP without a peer, sendto", sendto(s, "x", 1, 0, at(9), sizeof to), WSAENOTCONN);
	bound(s);
	fails("S-269", "bound TCP", send(s, "x", 1, 0), WSAENOTCONN);
	fails("S-271", "UDP without a peer", send(u, "x", 1, 0), WSAENOTCONN);
	fails("S-271", "bound UDP without a peer", send(v, "x", 1, 0), WSAENOTCONN);
	fails("S-283", "another family", sendto(u, "x", 1, 0,
		(at(9), to.sin_family = AF_INET6, (struct sockaddr *)&to), sizeof to), WSAEAFNOSUPPORT);
	fails("S-283", "15 bytes of address", sendto(u, "x", 1, 0, at(9), 15), WSAEFAULT);
	fails("S-282", "the wildcard", sendto(u, "x", 1, 0,
		(at(9), to.sin_addr.s_addr = 0, (struct sockaddr *)&to), sizeof to), WSAEADDRNOTAVAIL);
	expect("S-281", "port 0", sendto(u, "xyz", 3, 0, at(0), sizeof to), 3);
	expect_error("S-278", "a broadcast address", sendto(u, "x", 1, 0,
		(at(9), to.sin_addr.s_addr = INADDR_BROADCAST, (struct sockaddr *)&to), sizeof to),
		SOCKET_ERROR, WSAEACCES);
	fails("S-285", "MSG_OOB on UDP", sendto(u, "x", 1, MSG_OOB, at(9), sizeof to), WSAEOPNOTSUPP);
	char *big = calloc(1, 70000);
	fails("S-277", "65508 bytes", sendto(u, big, 65508, 0, at(9), sizeof to), WSAEMSGSIZE);
	expect("S-356", "65507 bytes", sendto(u, big, 65507, 0, at(9), sizeof to), 65507);
	fails("S-277", "70000 bytes", sendto(u, big, 70000, 0, at(9), sizeof to), WSAEMSGSIZE);
	free(big);
	int max = option(u, SOL_SOCKET, SO_MAX_MSG_SIZE);
	check("S-302", max == 65507 || max == 65527, "SO_MAX_MSG_SIZE");
	expect("S-301", "MSG_DONTROUTE", sendto(u, "x", 1, MSG_DONTROUTE, at(9), sizeof to), 1);
	closesocket(s);
	closesocket(u);
	closesocket(v);
	fails("S-287", "a closed socket", send(s, "x", 1, 0), WSAENOTSOCK);
	fails("S-287", "a closed socket, sendto", sendto(s, "x", 1, 0, at(9), sizeof to), WSAENOTSOCK);
}

static void dgrams(void)
{
	SOCKET u = udp(), r = bound(udp()), other = bound(udp());
	char got[8];
	set_option(r, SOL_SOCKET, SO_RCVTIMEO, 2000);
	set_option(other, SOL_SOCKET, SO_RCVTIMEO, 2000);
	unsigned short p = dead();
	connect_to(u, "127.0.0.1", p);
	for (int i = 0; i < 10; i++)
		expect("S-284", "send to nobody", send(u, "x", 1, 0), 1);
	closesocket(u);
	u = connected(r);
	expect("S-280", "sendto another than the peer", sendto(u, "o", 1, 0, at(port(other)), sizeof to),
		1);
	expect("S-280", "it comes there", recv(other, got, sizeof got, 0), 1);
	expect("S-293", "an empty datagram", send(u, "", 0, 0), 0);
	expect("S-293", "it comes", recv(r, got, sizeof got, 0), 0);
	WSABUF parts[3] = {{2, "ab"}, {0, NULL}, {3, "cde"}};
	DWORD n = 0;
	expect("S-298", "a gathered datagram", WSASend(u, parts, 3, &n, 0, NULL, NULL), 0);
	expect("S-298", "its length", n, 5);
	expect("S-298", "it comes in one", recv(r, got, sizeof got, 0), 5);
	check("S-298", memcmp(got, "abcde", 5) == 0, "in order");
	closesocket(u);
	u = udp();
	expect("S-299", "WSASendTo", WSASendTo(u, parts, 1, &n, 0, at(port(r)), sizeof to, NULL, NULL), 0);
	struct sockaddr_in name;
	int len = sizeof name;
	expect("S-299", "it binds", getsockname(u, (struct sockaddr *)&name, &len), 0);
	check("S-299", name.sin_addr.s_addr == 0 && name.sin_port != 0, "to the wildcard");
	nonblocking(u, 1);
	for (int i = 0; i < 512; i++) {
		char block[256] = {0};
		if (sendto(u, block, sizeof block, 0, at(port(r)), sizeof to) != sizeof block)
			check("S-295", 0, "a nonblocking send");
	}
	check("S-295", writable(u, 0), "512 datagrams leave it writable");
	closesocket(u);
	closesocket(r);
	closesocket(other);
}

/* groups sends to a multicast address of this node, without any option. */
static void groups(void)
{
	SOCKET s = udp6();
	if (s == INVALID_SOCKET) {
		skip("S-357", "no IPv6");
		return;
	}
	struct sockaddr_in6 all;
	memset(&all, 0, sizeof all);
	all.sin6_family = AF_INET6;
	all.sin6_port = htons(9);
	inet_pton(AF_INET6, "ff01::1", &all.sin6_addr);
	expect("S-357", "to ff01::1", sendto(s, "x", 1, 0, (struct sockaddr *)&all, sizeof all), 1);
	closesocket(s);
}

static void streams(void)
{
	SOCKET a, b;
	char got[8];
	pair(&a, &b);
	expect("S-279", "sendto with an address", sendto(a, "1", 1, 0, at(1), sizeof to), 1);
	expect("S-279", "sendto with garbage", sendto(a, "2", 1, 0, (struct sockaddr *)"?", 1), 1);
	expect("S-279", "sendto with none", sendto(a, "3", 1, 0, NULL, 0), 1);
	int n = 0;
	set_option(b, SOL_SOCKET, SO_RCVTIMEO, 2000);
	for (int k; n < 3 && (k = recv(b, got + n, 3 - n, 0)) > 0;)
		n += k;
	check("S-279", n == 3 && memcmp(got, "123", 3) == 0, "all comes");
	expect("S-293", "send of nothing", send(a, "", 0, 0), 0);
	shutdown(a, SD_SEND);
	fails("S-273", "after SD_SEND", send(a, "x", 1, 0), WSAESHUTDOWN);
	expect("S-293", "nothing came of it", recv(b, got, 1, 0), 0);
	closesocket(a);
	closesocket(b);
	pair(&a, &b);
	shutdown(a, SD_BOTH);
	fails("S-273", "after SD_BOTH", send(a, "x", 1, 0), WSAESHUTDOWN);
	closesocket(a);
	closesocket(b);
	a = udp();
	connect_to(a, "127.0.0.1", 9);
	shutdown(a, SD_SEND);
	fails("S-273", "UDP after SD_SEND", send(a, "x", 1, 0), WSAESHUTDOWN);
	closesocket(a);
	pair(&a, &b);
	reset(b);
	readable(a, 5000);
	for (int i = 0; i < 3; i++)
		fails("S-274", "after a reset", send(a, "x", 1, 0), WSAECONNRESET);
	closesocket(a);
	pair(&a, &b);
	closesocket(b);
	readable(a, 5000);
	expect("S-275", "the first send after the peer's end", send(a, "x", 1, 0), 1);
	char c;
	WSASetLastError(0);
	int r = 0;
	for (int i = 0; i < 500 && (r = recv(a, &c, 1, 0)) == 0; i++)
		Sleep(10); /* until the answer to it is there */
	failed_as("S-275", "recv then", r, SOCKET_ERROR, WSAGetLastError(), WSAECONNABORTED);
	closesocket(a);
}

enum { MUCH = 1 << 20, MOST = 50 << 20 };

/* drain receives until the end, and counts. */
static DWORD WINAPI drain(void *p)
{
	SOCKET s = (SOCKET)p;
	static char sink[1 << 16];
	DWORD sum = 0;
	for (int n; (n = recv(s, sink, sizeof sink, 0)) > 0;)
		sum += n;
	return sum;
}

static void large(void)
{
	SOCKET a, b;
	char *much = calloc(1, MOST);
	pair(&a, &b);
	HANDLE t = on_thread(drain, (void *)b);
	expect("S-288", "1 MiB in one call", send(a, much, MUCH, 0), MUCH);
	closesocket(a);
	DWORD got = 0;
	WaitForSingleObject(t, INFINITE);
	GetExitCodeThread(t, &got);
	expect("S-290", "all of it comes, though the socket is closed", got, MUCH);
	CloseHandle(t);
	closesocket(b);

	pair(&a, &b);
	nonblocking(a, 1);
	expect("S-289", "50 MiB in one nonblocking call", send(a, much, MOST, 0), MOST);
	fails("S-289", "the next one", send(a, much, MUCH, 0), WSAEWOULDBLOCK);
	fails("S-276", "one byte", send(a, much, 1, 0), WSAEWOULDBLOCK);
	check("S-291", !writable(a, 0), "it is not writable");
	t = on_thread(drain, (void *)b);
	check("S-291", writable(a, 20000), "it becomes writable");
	expect("S-291", "then a send is taken", send(a, much, MUCH, 0), MUCH);
	shutdown(a, SD_BOTH);
	closesocket(a);
	WaitForSingleObject(t, INFINITE);
	GetExitCodeThread(t, &got);
	expect("S-290", "all comes after SD_BOTH and closesocket", got, MOST + MUCH);
	CloseHandle(t);
	closesocket(b);
	free(much);
}

int main(void)
{
	start();
	numbers();
	errors();
	dgrams();
	groups();
	streams();
	large();
	WSACleanup();
	return verdict();
}
