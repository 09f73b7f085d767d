/* message.c: WSASendMsg and WSARecvMsg. Chapters 9 and 10 of sockets.md. */
#include "check.h"

static LPFN_WSARECVMSG receive;

/* extension fetches WSARecvMsg. */
static void extension(SOCKET s)
{
	GUID id = WSAID_WSARECVMSG, none = {1, 2, 3, {4}};
	DWORD n = 0;
	void *p;
	expect("S-655", "WSARecvMsg", WSAIoctl(s, SIO_GET_EXTENSION_FUNCTION_POINTER, &id, sizeof id,
		&receive, sizeof receive, &n, NULL, NULL), 0);
	expect("S-655", "the size of a pointer", n, sizeof receive);
	n = 77;
	fails("S-655", "an unknown function", WSAIoctl(s, SIO_GET_EXTENSION_FUNCTION_POINTER, &none,
		sizeof none, &p, sizeof p, &n, NULL, NULL), WSAEINVAL);
	expect("S-655", "the count is left alone", n, 77);
}

/* message makes a WSAMSG. */
static WSAMSG message(struct sockaddr_in *name, WSABUF *bufs, DWORD count, void *control,
	ULONG room)
{
	WSAMSG m;
	memset(&m, 0, sizeof m);
	m.name = (struct sockaddr *)name;
	m.namelen = name ? sizeof *name : 0;
	m.lpBuffers = bufs;
	m.dwBufferCount = count;
	m.Control.buf = control;
	m.Control.len = room;
	return m;
}

static void sends(SOCKET r)
{
	SOCKET s = udp();
	struct sockaddr_in to = loopback(port(r)), name;
	WSABUF parts[2] = {{2, "ab"}, {3, "cde"}};
	WSAMSG m = message(&to, parts, 2, NULL, 0);
	DWORD n = 0;
	int len = sizeof name;
	char got[8];
	fails("S-297", "no message", WSASendMsg(s, NULL, 0, &n, NULL, NULL), WSAEFAULT);
	fails("S-297", "it does not bind", getsockname(s, (struct sockaddr *)&name, &len), WSAEINVAL);
	fails("S-297", "no count", WSASendMsg(s, &m, 0, NULL, NULL, NULL), WSAEFAULT);
	expect("S-297", "that binds", getsockname(s, (struct sockaddr *)&name, &len), 0);
	expect("S-298", "two buffers", WSASendMsg(s, &m, 0, &n, NULL, NULL), 0);
	expect("S-298", "their length", n, 5);
	set_option(r, SOL_SOCKET, SO_RCVTIMEO, 5000);
	int k = recv(r, got, sizeof got, 0);
	check("S-298", k == 5 && memcmp(got, "abcde", 5) == 0, "one datagram");
	set_option(r, SOL_SOCKET, SO_RCVTIMEO, 0);
	closesocket(s);
	fails("S-296", "a closed socket, no count", WSASendMsg(s, &m, 0, NULL, NULL, NULL), WSAENOTSOCK);
	s = udp();
	connect_to(s, "127.0.0.1", port(r));
	fails("S-296", "WSASend, no count", WSASend(s, parts, 2, NULL, 0, NULL, NULL), WSAEFAULT);
	fails("S-296", "WSASendTo, no count", WSASendTo(s, parts, 2, NULL, 0, (struct sockaddr *)&to,
		sizeof to, NULL, NULL), WSAEFAULT);
	closesocket(s);
	fails("S-296", "WSASend, a closed socket", WSASend(s, parts, 2, NULL, 0, NULL, NULL), WSAENOTSOCK);
	fails("S-296", "WSASendTo, a closed socket", WSASendTo(s, parts, 2, NULL, 0,
		(struct sockaddr *)&to, sizeof to, NULL, NULL), WSAENOTSOCK);
	SOCKET a, b;
	pair(&a, &b);
	m.name = NULL;
	m.namelen = 0;
	fails("S-297", "a stream", WSASendMsg(a, &m, 0, &n, NULL, NULL), WSAEINVAL);
	closesocket(a);
	closesocket(b);
}

/* control finds the data of a control item, or NULL. */
static void *control(WSAMSG *m, int level, int type)
{
	for (WSACMSGHDR *c = WSA_CMSG_FIRSTHDR(m); c != NULL; c = WSA_CMSG_NXTHDR(m, c))
		if (c->cmsg_level == level && c->cmsg_type == type)
			return WSA_CMSG_DATA(c);
	return NULL;
}

static void receives(SOCKET r)
{
	SOCKET s = connected(r);
	struct sockaddr_in from;
	char got[64], room[256];
	WSABUF b = {sizeof got, got};
	DWORD n = 0;
	WSAMSG m = message(&from, &b, 1, NULL, 0);
	fails("S-334", "no message", receive(r, NULL, &n, NULL, NULL), WSAEFAULT);
	send(s, "plain", 5, 0);
	expect("S-334", "no control data", receive(r, &m, &n, NULL, NULL), 0);
	check("S-334", n == 5 && memcmp(got, "plain", 5) == 0, "the data");
	check("S-334", m.namelen == 16 && from.sin_port == htons(port(s)), "the source");
	expect("S-334", "no flags", m.dwFlags, 0);

	set_option(r, IPPROTO_IP, IP_PKTINFO, 1);
	set_option(r, IPPROTO_IP, 21, 1);
	set_option(r, IPPROTO_IP, 40, 1);
	send(s, "info", 4, 0);
	m = message(&from, &b, 1, room, sizeof room);
	expect("S-335", "with control data", receive(r, &m, &n, NULL, NULL), 0);
	struct in_pktinfo *info = control(&m, IPPROTO_IP, IP_PKTINFO);
	check("S-335", info != NULL && info->ipi_addr.s_addr == htonl(INADDR_LOOPBACK) &&
		info->ipi_ifindex != 0, "IP_PKTINFO");
	INT *ttl = control(&m, IPPROTO_IP, 4);
	check("S-335", ttl != NULL && *ttl > 0 && *ttl <= 255, "IP_TTL");
	INT *tos = control(&m, IPPROTO_IP, 3);
	check("S-335", tos != NULL && *tos == 0, "IP_TOS");

	send(s, "short", 5, 0);
	m = message(&from, &b, 1, room, 4);
	n = 0;
	fails("S-334", "little room for control data", receive(r, &m, &n, NULL, NULL), WSAEMSGSIZE);
	check("S-334", m.dwFlags & MSG_CTRUNC, "MSG_CTRUNC");
	check("S-334", memcmp(got, "short", 5) == 0, "the data is there");

	send(s, "truncated", 9, 0);
	b.len = 4;
	m = message(&from, &b, 1, room, sizeof room);
	fails("S-313", "a short buffer", receive(r, &m, &n, NULL, NULL), WSAEMSGSIZE);
	check("S-313", m.dwFlags & MSG_TRUNC, "MSG_TRUNC");
	closesocket(s);
	fails("S-111", "a closed socket", receive(s, &m, &n, NULL, NULL), WSAENOTSOCK);
	check("S-336", sizeof(WSACMSGHDR) == 16 && WSA_CMSG_LEN(4) == 20 && WSA_CMSG_SPACE(4) == 24,
		"the size of control items");
}

int main(void)
{
	start();
	SOCKET r = bound(udp());
	extension(r);
	sends(r);
	receives(r);
	WSACleanup();
	return verdict();
}
