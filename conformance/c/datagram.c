/* datagram.c: receiving datagrams, and what ICMP tells. Chapters 10 and 12 of sockets.md. */
#include "check.h"

static char got[2048];

static void sized(void)
{
	SOCKET r = bound(udp()), s = connected(r);
	struct sockaddr_in from;
	int n = sizeof from;
	send(s, "abcdef", 6, 0);
	send(s, "2nd", 3, 0);
	readable(r, 5000);
	memset(got, 0, sizeof got);
	fails("S-314", "a short buffer, MSG_PEEK", recv(r, got, 4, MSG_PEEK), WSAEMSGSIZE);
	memset(&from, 0, sizeof from);
	fails("S-313", "a short buffer", recvfrom(r, got, 4, 0, (struct sockaddr *)&from, &n),
		WSAEMSGSIZE);
	check("S-313", memcmp(got, "abcd\0", 5) == 0, "the first part is there");
	check("S-313", from.sin_port == htons(port(s)) && n == 16, "and the source");
	expect("S-313", "the rest is lost", recv(r, got, sizeof got, 0), 3);

	send(s, "stay", 4, 0);
	readable(r, 5000);
	n = 1;
	memset(&from, 'q', sizeof from);
	expect_error("S-315", "no room for the source",
		recvfrom(r, got, sizeof got, 0, (struct sockaddr *)&from, &n), SOCKET_ERROR, WSAEFAULT);
	check("S-315", *(char *)&from == 'q', "the address is left alone");
	char room[1024];
	memset(room, 'q', sizeof room);
	n = sizeof room;
	nonblocking(r, 1);
	expect("S-315", "the datagram stays",
		recvfrom(r, got, sizeof got, 0, (struct sockaddr *)room, &n), 4);
	expect("S-316", "the length of the source", n, 16);
	check("S-316", room[16] == 'q', "16 bytes are written");
	nonblocking(r, 0);
	send(s, "", 0, 0);
	expect("S-326", "an empty datagram", recv(r, got, sizeof got, 0), 0);
	send(s, "peer", 4, 0);
	send(s, "peer", 4, 0);
	DWORD count = 0, flags = 0;
	WSABUF b = {2, got};
	fails("S-313", "WSARecv with a short buffer", WSARecv(r, &b, 1, &count, &flags, NULL, NULL),
		WSAEMSGSIZE);
	n = sizeof from;
	b.len = sizeof got;
	expect("S-313", "WSARecvFrom", WSARecvFrom(r, &b, 1, &count, &flags, (struct sockaddr *)&from, &n,
		NULL, NULL), 0);
	expect("S-313", "its count", count, 4);
	set_option(r, SOL_SOCKET, SO_RCVTIMEO, 50);
	fails("S-324", "a limit of time", recv(r, got, 1, 0), WSAETIMEDOUT);
	closesocket(r);
	closesocket(s);
}

static int ioctl_bool(SOCKET s, DWORD code, BOOL value)
{
	DWORD n = 0;
	return WSAIoctl(s, code, &value, sizeof value, NULL, 0, &n, NULL, NULL);
}

/* gone is the port of a UDP socket that has been closed. */
static unsigned short gone(void)
{
	SOCKET s = bound(udp());
	unsigned short p = port(s);
	closesocket(s);
	return p;
}

static void unreachable(void)
{
	SOCKET s = bound(udp()), r = bound(udp());
	struct sockaddr_in to = loopback(gone()), back = loopback(port(s));
	set_option(s, SOL_SOCKET, SO_RCVTIMEO, 2000);
	sendto(s, "x", 1, 0, (struct sockaddr *)&to, sizeof to);
	fails("S-348", "recv after an unreachable port", recv(s, got, 1, 0), WSAECONNRESET);
	sendto(r, "y", 1, 0, (struct sockaddr *)&back, sizeof back);
	expect("S-351", "then the socket goes on", recv(s, got, 1, 0), 1);
	expect("S-349", "SIO_UDP_CONNRESET off", ioctl_bool(s, _WSAIOW(IOC_VENDOR, 12), FALSE), 0);
	sendto(s, "x", 1, 0, (struct sockaddr *)&to, sizeof to);
	sendto(r, "y", 1, 0, (struct sockaddr *)&back, sizeof back);
	expect("S-349", "it is not told", recv(s, got, 1, 0), 1);
	expect("S-350", "SIO_UDP_NETRESET", ioctl_bool(s, _WSAIOW(IOC_VENDOR, 15), FALSE), 0);
	closesocket(s);
	s = udp();
	connect(s, (struct sockaddr *)&to, sizeof to);
	for (int i = 0; i < 10; i++)
		expect("S-352", "send to an unreachable port", send(s, "x", 1, 0), 1);
	set_option(s, SOL_SOCKET, SO_RCVTIMEO, 2000);
	fails("S-348", "recv, connected", recv(s, got, 1, 0), WSAECONNRESET);
	closesocket(s);
	closesocket(r);
}

static void two(void)
{
	SOCKET r = udp(), t;
	set_option(r, SOL_SOCKET, SO_REUSEADDR, 1);
	bound(r);
	t = udp();
	set_option(t, SOL_SOCKET, SO_REUSEADDR, 1);
	expect("S-148", "two UDP sockets on a port", bind_to(t, "127.0.0.1", port(r)), 0);
	SOCKET s = connected(r);
	for (int i = 0; i < 4; i++)
		send(s, "x", 1, 0);
	int n = 0;
	for (int i = 0; i < 4; i++) {
		SOCKET at = readable(r, 100) ? r : readable(t, 5000) ? t : INVALID_SOCKET;
		n += recv(at, got, 1, 0) == 1;
	}
	expect("S-173", "each datagram comes to one of them", n, 4);
	closesocket(r);
	closesocket(t);
	closesocket(s);
}

int main(void)
{
	start();
	sized();
	unreachable();
	two();
	WSACleanup();
	return verdict();
}
