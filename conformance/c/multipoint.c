/* multipoint.c: flags, IP multicast sessions, source filters. Chapter 7 of providers.md. */
#include "check.h"

#define C_ROOT WSA_FLAG_MULTIPOINT_C_ROOT
#define C_LEAF WSA_FLAG_MULTIPOINT_C_LEAF
#define D_ROOT WSA_FLAG_MULTIPOINT_D_ROOT
#define D_LEAF WSA_FLAG_MULTIPOINT_D_LEAF

/* made makes a socket with flags; the result is the error, 0 for none. */
static int made(int type, int protocol, DWORD flags)
{
	SOCKET s = WSASocketW(AF_INET, type, protocol, NULL, 0, flags);
	if (s == INVALID_SOCKET)
		return WSAGetLastError();
	closesocket(s);
	return 0;
}

static void flags(void)
{
	static const DWORD each[] = {C_ROOT, C_LEAF, D_ROOT, D_LEAF};
	for (int set = 0; set < 16; set++) {
		DWORD flags = 0;
		for (int i = 0; i < 4; i++)
			if (set & 1 << i)
				flags |= each[i];
		char what[64];
		sprintf(what, "TCP, flags 0x%02lx", (unsigned long)flags);
		expect("P-368", what, made(SOCK_STREAM, IPPROTO_TCP, flags), flags == 0 ? 0 : WSAEINVAL);
		sprintf(what, "UDP, flags 0x%02lx", (unsigned long)flags);
		int ok = flags == 0 || flags == (C_LEAF | D_LEAF);
		expect(ok ? "P-365" : "P-361", what, made(SOCK_DGRAM, IPPROTO_UDP, flags),
			ok ? 0 : WSAEINVAL);
	}
	expect("P-358", "C_ROOT", C_ROOT, 0x02);
	expect("P-358", "C_LEAF", C_LEAF, 0x04);
	expect("P-358", "D_ROOT", D_ROOT, 0x08);
	expect("P-358", "D_LEAF", D_LEAF, 0x10);
}

/* leaf is a UDP leaf whose multicasts go over the loopback interface. */
static SOCKET leaf(void)
{
	SOCKET s = WSASocketW(AF_INET, SOCK_DGRAM, IPPROTO_UDP, NULL, 0,
		WSA_FLAG_OVERLAPPED | C_LEAF | D_LEAF);
	struct in_addr here = {{{127, 0, 0, 1}}};
	setsockopt(s, IPPROTO_IP, IP_MULTICAST_IF, (char *)&here, sizeof here);
	set_option(s, SOL_SOCKET, SO_RCVTIMEO, 5000);
	return s;
}

/* group is 239.1.2.40 with a port in host byte order. */
static struct sockaddr_in group(unsigned short port)
{
	struct sockaddr_in a = loopback(port);
	a.sin_addr.S_un.S_addr = htonl(0xEF010228);
	return a;
}

static SOCKET join(SOCKET s, struct sockaddr_in *to, DWORD mode)
{
	return WSAJoinLeaf(s, (struct sockaddr *)to, sizeof *to, NULL, NULL, NULL, NULL, mode);
}

static int hears(SOCKET s, const char *word)
{
	char got[64] = "";
	int n = recv(s, got, sizeof got - 1, 0);
	return n == (int)strlen(word) && strcmp(got, word) == 0;
}

static void errors(void)
{
	struct sockaddr_in to = group(5040);
	SOCKET plain = udp(), stream = tcp(), s = leaf();
	expect_error("P-371", "UDP without flags", join(plain, &to, JL_BOTH), INVALID_SOCKET,
		WSAEINVAL);
	expect_error("P-371", "TCP", join(stream, &to, JL_BOTH), INVALID_SOCKET, WSAEINVAL);
	expect_error("P-377", "no socket", join(INVALID_SOCKET, &to, JL_BOTH), INVALID_SOCKET,
		WSAENOTSOCK);
	static const DWORD modes[] = {0, 3, 5, 6, 7, 8};
	for (unsigned i = 0; i < sizeof modes / sizeof *modes; i++)
		expect_error("P-370", "mode", join(s, &to, modes[i]), INVALID_SOCKET, WSAEINVAL);
	expect_error("P-377", "no name", WSAJoinLeaf(s, NULL, 16, NULL, NULL, NULL, NULL, JL_BOTH),
		INVALID_SOCKET, WSAEFAULT);
	expect_error("P-377", "a name that can't be read", join(s, (struct sockaddr_in *)8, JL_BOTH),
		INVALID_SOCKET, WSAEFAULT);
	expect_error("P-377", "a short name",
		WSAJoinLeaf(s, (struct sockaddr *)&to, 15, NULL, NULL, NULL, NULL, JL_BOTH),
		INVALID_SOCKET, WSAEFAULT);
	struct sockaddr_in host = loopback(5040);
	expect_error("P-378", "a host", join(s, &host, JL_BOTH), INVALID_SOCKET, WSAEADDRNOTAVAIL);
	WSABUF data = {4, "data"}, answer = {4, "room"};
	expect_error("P-376", "caller data",
		WSAJoinLeaf(s, (struct sockaddr *)&to, sizeof to, &data, NULL, NULL, NULL, JL_BOTH),
		INVALID_SOCKET, WSAEPROTONOSUPPORT);
	QOS qos;
	memset(&qos, 0, sizeof qos);
	expect_error("P-451", "a quality of service",
		WSAJoinLeaf(s, (struct sockaddr *)&to, sizeof to, NULL, NULL, &qos, NULL, JL_BOTH),
		INVALID_SOCKET, WSAEOPNOTSUPP);
	/* Nothing of that spoils the socket. */
	SOCKET result = WSAJoinLeaf(s, (struct sockaddr *)&to, sizeof to, NULL, &answer, NULL, &qos,
		JL_BOTH);
	check("P-373", result == s, "the result is the socket itself");
	expect("P-376", "length of the callee's data", answer.len, 0);
	expect_error("P-375", "a member joins", join(s, &to, JL_BOTH), INVALID_SOCKET, WSAEISCONN);
	closesocket(plain);
	closesocket(stream);
	closesocket(s);
}

static void session(void)
{
	SOCKET both = leaf(), receiver = leaf(), sender = leaf();
	set_option(both, SOL_SOCKET, SO_REUSEADDR, 1);
	set_option(receiver, SOL_SOCKET, SO_REUSEADDR, 1);
	bind_to(both, "0.0.0.0", 0);
	bind_to(receiver, "0.0.0.0", port(both));
	struct sockaddr_in to = group(port(both));
	check("P-373", join(both, &to, JL_BOTH) == both, "JL_BOTH");
	check("P-373", join(receiver, &to, JL_RECEIVER_ONLY) == receiver, "JL_RECEIVER_ONLY");
	check("P-373", join(sender, &to, JL_SENDER_ONLY) == sender, "JL_SENDER_ONLY");
	check("P-371", port(sender) != 0, "an unbound socket gets a port");

	expect("P-381", "send of who only sends", send(sender, "one", 3, 0), 3);
	check("P-384", hears(both, "one"), "who joined for both hears it");
	check("P-384", hears(receiver, "one"), "who joined to receive hears it");
	expect("P-381", "send of who does both", send(both, "two", 3, 0), 3);
	check("P-379", hears(receiver, "two") && hears(both, "two"), "all hear it");
	fails("P-382", "send of who only receives", send(receiver, "x", 1, 0), WSAENOTCONN);
	expect("P-381", "sendto", sendto(receiver, "three", 5, 0, (struct sockaddr *)&to,
		sizeof to), 5);
	check("P-381", hears(both, "three"), "sendto stays possible");

	DWORD off = 0, returned = 99;
	expect("P-385", "SIO_MULTIPOINT_LOOPBACK",
		WSAIoctl(receiver, SIO_MULTIPOINT_LOOPBACK, &off, sizeof off, NULL, 0, &returned, NULL,
			NULL),
		0);
	expect("P-385", "its number", SIO_MULTIPOINT_LOOPBACK, 0x88000009);
	expect("P-385", "SIO_MULTICAST_SCOPE", SIO_MULTICAST_SCOPE, 0x8800000A);
	expect("P-386", "IP_MULTICAST_LOOP follows", option(receiver, IPPROTO_IP,
		IP_MULTICAST_LOOP), 0);
	readable(receiver, 0);
	recv(receiver, (char[8]){0}, 8, 0); /* three */
	send(sender, "unheard", 7, 0);
	check("P-387", hears(both, "unheard"), "who has loopback on hears this host");
	check("P-387", !readable(receiver, 50), "who has it off does not");
	closesocket(both);
	closesocket(receiver);
	closesocket(sender);
}

/* events shows that FD_CONNECT tells of a join. */
static void events(void)
{
	SOCKET s = leaf();
	struct sockaddr_in to = group(5041);
	WSAEVENT event = WSACreateEvent();
	WSANETWORKEVENTS seen;
	memset(&seen, 0xFF, sizeof seen);
	WSAEventSelect(s, event, FD_CONNECT);
	check("P-376", join(s, &to, JL_BOTH) == s, "a nonblocking join has its socket at once");
	expect("P-376", "the event", WSAWaitForMultipleEvents(1, &event, TRUE, 5000, FALSE),
		WSA_WAIT_EVENT_0);
	WSAEnumNetworkEvents(s, event, &seen);
	expect("P-376", "what has happened", seen.lNetworkEvents, FD_CONNECT);
	expect("P-376", "and how", seen.iErrorCode[FD_CONNECT_BIT], 0);
	closesocket(s);
	WSACloseEvent(event);
}

#ifdef __MINGW32__
static void filters(void)
{
	skip("P-468", "mingw-w64 declares these functions and has no library with them");
}
#else
static void filters(void)
{
	SOCKET s = leaf();
	struct sockaddr_in to = group(5042);
	struct in_addr here = {{{127, 0, 0, 1}}}, other = {{{10, 9, 9, 9}}}, got[2];
	MULTICAST_MODE_TYPE mode = 99;
	ULONG count = 2;
	struct ip_mreq membership = {to.sin_addr, here};
	expect("P-390", "the option on a leaf",
		setsockopt(s, IPPROTO_IP, IP_ADD_MEMBERSHIP, (char *)&membership, sizeof membership), 0);
	struct in_addr sources[2] = {here, other};
	expect("P-468", "setipv4sourcefilter",
		setipv4sourcefilter(s, here, to.sin_addr, MCAST_EXCLUDE, 2, sources), 0);
	expect("P-468", "getipv4sourcefilter",
		getipv4sourcefilter(s, here, to.sin_addr, &mode, &count, got), 0);
	expect("P-468", "mode", mode, MCAST_EXCLUDE);
	expect("P-468", "sources", count, 2);
	check("P-468", memcmp(got, sources, sizeof got) == 0, "the sources themselves");
	count = 1;
	memset(got, 0, sizeof got);
	expect("P-468", "with room for one",
		getipv4sourcefilter(s, here, to.sin_addr, &mode, &count, got), 0);
	check("P-468", count == 2 && got[0].S_un.S_addr == here.S_un.S_addr && got[1].S_un.S_addr == 0,
		"it tells of all and stores one");

	const ULONG index = 1; /* the loopback interface */
	SOCKADDR_STORAGE list[2];
	memset(list, 0, sizeof list);
	struct sockaddr_in *first = (struct sockaddr_in *)&list[0];
	first->sin_family = AF_INET;
	first->sin_addr = other;
	GROUP_REQ request;
	memset(&request, 0, sizeof request);
	request.gr_interface = index;
	memcpy(&request.gr_group, &to, sizeof to);
	((struct sockaddr_in *)&request.gr_group)->sin_addr.S_un.S_addr = htonl(0xEF010229);
	expect("P-468", "MCAST_JOIN_GROUP",
		setsockopt(s, IPPROTO_IP, MCAST_JOIN_GROUP, (char *)&request, sizeof request), 0);
	SOCKADDR *g = (SOCKADDR *)&request.gr_group;
	expect("P-468", "setsourcefilter",
		setsourcefilter(s, index, g, sizeof to, MCAST_INCLUDE, 1, list), 0);
	count = 1;
	expect("P-468", "getsourcefilter",
		getsourcefilter(s, index, g, sizeof to, &mode, &count, &list[1]), 0);
	check("P-468", mode == MCAST_INCLUDE && count == 1, "mode and number");
	check("P-468", ((struct sockaddr_in *)&list[1])->sin_addr.S_un.S_addr == other.S_un.S_addr,
		"the source");
	fails("P-468", "a group that was not joined",
		setsourcefilter(s, index, (SOCKADDR *)&to, 4, MCAST_INCLUDE, 1, list), WSAEINVAL);
	closesocket(s);
	fails("P-468", "no socket",
		setipv4sourcefilter(s, here, to.sin_addr, MCAST_EXCLUDE, 0, NULL), WSAENOTSOCK);
}
#endif

int main(void)
{
	start();
	flags();
	if (wine()) {
		skip("P-370", "Wine 8.0 has no WSAJoinLeaf");
	} else {
		errors();
		session();
		events();
	}
	filters();
	WSACleanup();
	return verdict();
}
