/* option_ip.c: options of IP and IPv6. Chapters 18 and 21 of sockets.md. */
#include "check.h"

#define UNCONN WSAENOTCONN
#define INVAL WSAEINVAL
#define NOOPT WSAENOPROTOOPT

/* What getsockopt says of an option of a TCP and of a UDP socket; 0 is success. */
static const struct {
	const char *clause, *what;
	int name, tcp, udp;
} v4[] = {
	{"S-555", "IP_OPTIONS", 1, 0, 0},
	{"S-556", "IP_HDRINCL", 2, INVAL, INVAL},
	{"S-557", "IP_TOS", 3, 0, 0},
	{"S-558", "IP_TTL", 4, 0, 0},
	{"S-559", "IP_MULTICAST_IF", 9, INVAL, 0},
	{"S-560", "IP_MULTICAST_TTL", 10, INVAL, 0},
	{"S-561", "IP_MULTICAST_LOOP", 11, INVAL, 0},
	{"S-562", "IP_ADD_MEMBERSHIP", 12, NOOPT, NOOPT},
	{"S-562", "IP_DROP_MEMBERSHIP", 13, NOOPT, NOOPT},
	{"S-563", "IP_DONTFRAGMENT", 14, 0, 0},
	{"S-566", "IP_PKTINFO", 19, INVAL, 0},
	{"S-567", "IP_RECVTTL", 21, INVAL, 0},
	{"S-568", "IP_RECEIVE_BROADCAST", 22, INVAL, 0},
	{"S-569", "IP_RECVIF", 24, INVAL, 0},
	{"S-570", "IP_RECVDSTADDR", 25, INVAL, 0},
	{"S-571", "IP_IFLIST", 28, 0, 0},
	{"S-572", "IP_UNICAST_IF", 31, 0, 0},
	{"S-573", "IP_RTHDR", 32, 0, 0},
	{"S-574", "IP_GET_IFLIST", 33, INVAL, INVAL},
	{"S-575", "IP_RECVRTHDR", 38, INVAL, 0},
	{"S-576", "IP_RECVTOS", 40, INVAL, 0},
	{"S-578", "IP_ORIGINAL_ARRIVAL_IF", 47, INVAL, 0},
	{"S-579", "IP_ECN", 50, INVAL, 0},
	{"S-580", "IP_PKTINFO_EX", 51, INVAL, 0},
	{"S-581", "IP_WFP_REDIRECT_RECORDS", 60, INVAL, 0},
	{"S-581", "IP_WFP_REDIRECT_CONTEXT", 70, INVAL, 0},
	{"S-582", "IP_MTU_DISCOVER", 71, 0, 0},
	{"S-583", "IP_MTU", 73, UNCONN, UNCONN},
	{"S-584", "IP_RECVERR", 75, INVAL, 0},
	{"S-585", "IP_USER_MTU", 76, 0, 0},
};

static const struct {
	const char *clause, *what;
	int name, tcp, udp;
} v6[] = {
	{"S-591", "IPV6_HOPOPTS", 1, 0, 0},
	{"S-592", "IPV6_HDRINCL", 2, INVAL, INVAL},
	{"S-593", "IPV6_UNICAST_HOPS", 4, 0, 0},
	{"S-594", "IPV6_MULTICAST_IF", 9, INVAL, 0},
	{"S-595", "IPV6_MULTICAST_HOPS", 10, INVAL, 0},
	{"S-596", "IPV6_MULTICAST_LOOP", 11, INVAL, 0},
	{"S-597", "IPV6_ADD_MEMBERSHIP", 12, NOOPT, NOOPT},
	{"S-597", "IPV6_DROP_MEMBERSHIP", 13, NOOPT, NOOPT},
	{"S-598", "IPV6_DONTFRAG", 14, 0, 0},
	{"S-599", "IPV6_PKTINFO", 19, INVAL, 0},
	{"S-600", "IPV6_HOPLIMIT", 21, INVAL, 0},
	{"S-601", "IPV6_PROTECTION_LEVEL", 23, 0, 0},
	{"S-602", "IPV6_RECVIF", 24, INVAL, 0},
	{"S-602", "IPV6_RECVDSTADDR", 25, INVAL, 0},
	{"S-603", "IPV6_V6ONLY", 27, 0, 0},
	{"S-604", "IPV6_IFLIST", 28, 0, 0},
	{"S-605", "IPV6_UNICAST_IF", 31, 0, 0},
	{"S-606", "IPV6_RTHDR", 32, 0, 0},
	{"S-607", "IPV6_GET_IFLIST", 33, INVAL, INVAL},
	{"S-608", "IPV6_RECVRTHDR", 38, INVAL, 0},
	{"S-609", "IPV6_RECVTCLASS", 40, INVAL, 0},
	{"S-610", "IPV6_ECN", 50, INVAL, 0},
	{"S-610", "IPV6_PKTINFO_EX", 51, INVAL, 0},
	{"S-611", "IPV6_MTU_DISCOVER", 71, 0, 0},
	{"S-612", "IPV6_MTU", 72, UNCONN, UNCONN},
	{"S-613", "IPV6_RECVERR", 75, INVAL, 0},
	{"S-614", "IPV6_USER_MTU", 76, 0, 0},
};

/* ask makes one getsockopt and checks its error. */
static void ask(const char *clause, const char *of, const char *name, SOCKET s, int level,
	int option, int error)
{
	char what[80], value[64];
	int n = sizeof value;
	sprintf(what, "%s: %s", of, name);
	WSASetLastError(0);
	int got = getsockopt(s, level, option, value, &n);
	failed_as(clause, what, got, error ? SOCKET_ERROR : 0, WSAGetLastError(), error);
}

static void available(void)
{
	SOCKET t = tcp(), u = udp();
	for (size_t i = 0; i < sizeof v4 / sizeof *v4; i++) {
		ask(v4[i].clause, "TCP", v4[i].what, t, IPPROTO_IP, v4[i].name, v4[i].tcp);
		ask(v4[i].clause, "UDP", v4[i].what, u, IPPROTO_IP, v4[i].name, v4[i].udp);
	}
	closesocket(t);
	closesocket(u);
	t = tcp6();
	if (t == INVALID_SOCKET) {
		skip("S-591", "no IPv6");
		return;
	}
	u = udp6();
	for (size_t i = 0; i < sizeof v6 / sizeof *v6; i++) {
		ask(v6[i].clause, "TCP", v6[i].what, t, IPPROTO_IPV6, v6[i].name, v6[i].tcp);
		ask(v6[i].clause, "UDP", v6[i].what, u, IPPROTO_IPV6, v6[i].name, v6[i].udp);
	}
	closesocket(t);
	closesocket(u);
}

/* What a new socket has, and what stays of a value that is set. */
static const struct {
	const char *clause, *what;
	int family, name, initial, set, then;
} values[] = {
	{"S-557", "IP_TOS", AF_INET, 3, 0, 0x20, 0x20},
	{"S-558", "IP_TTL", AF_INET, 4, 128, 7, 7},
	{"S-560", "IP_MULTICAST_TTL", AF_INET, 10, 1, 9, 9},
	{"S-561", "IP_MULTICAST_LOOP", AF_INET, 11, 1, 0, 0},
	{"S-563", "IP_DONTFRAGMENT", AF_INET, 14, 0, 0xDEAD, 1},
	{"S-566", "IP_PKTINFO", AF_INET, 19, 0, 5, 1},
	{"S-567", "IP_RECVTTL", AF_INET, 21, 0, 5, 1},
	{"S-568", "IP_RECEIVE_BROADCAST", AF_INET, 22, 1, 0, 0},
	{"S-576", "IP_RECVTOS", AF_INET, 40, 0, 5, 1},
	{"S-582", "IP_MTU_DISCOVER", AF_INET, 71, 0, 2, 2},
	{"S-585", "IP_USER_MTU", AF_INET, 76, -1, 1400, 1400},
	{"S-593", "IPV6_UNICAST_HOPS", AF_INET6, 4, 128, 7, 7},
	{"S-595", "IPV6_MULTICAST_HOPS", AF_INET6, 10, 1, 9, 9},
	{"S-596", "IPV6_MULTICAST_LOOP", AF_INET6, 11, 1, 0, 0},
	{"S-598", "IPV6_DONTFRAG", AF_INET6, 14, 0, 5, 1},
	{"S-599", "IPV6_PKTINFO", AF_INET6, 19, 0, 5, 1},
	{"S-600", "IPV6_HOPLIMIT", AF_INET6, 21, 0, 5, 1},
	{"S-603", "IPV6_V6ONLY", AF_INET6, 27, 1, 0, 0},
	{"S-609", "IPV6_RECVTCLASS", AF_INET6, 40, 0, 5, 1},
	{"S-611", "IPV6_MTU_DISCOVER", AF_INET6, 71, 0, 2, 2},
};

static void kept(void)
{
	for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
		SOCKET s = values[i].family == AF_INET ? udp() : udp6();
		int level = values[i].family == AF_INET ? IPPROTO_IP : IPPROTO_IPV6;
		char what[64];
		if (s == INVALID_SOCKET) {
			skip(values[i].clause, "no IPv6");
			continue;
		}
		sprintf(what, "%s of a new socket", values[i].what);
		expect(values[i].clause, what, option(s, level, values[i].name), values[i].initial);
		sprintf(what, "%s set", values[i].what);
		expect(values[i].clause, what, set_option(s, level, values[i].name, values[i].set), 0);
		sprintf(what, "%s read back", values[i].what);
		expect(values[i].clause, what, option(s, level, values[i].name), values[i].then);
		closesocket(s);
	}
	SOCKET t = tcp();
	expect("S-563", "IP_DONTFRAGMENT of TCP", option(t, IPPROTO_IP, 14), 1);
	fails("S-582", "IP_MTU_DISCOVER 0", set_option(t, IPPROTO_IP, 71, 0), WSAEINVAL);
	fails("S-556", "set IP_HDRINCL", set_option(t, IPPROTO_IP, 2, 1), WSAEINVAL);
	closesocket(t);
	SOCKET a, b;
	pair(&a, &b);
	check("S-583", option(a, IPPROTO_IP, 73) >= 576, "IP_MTU of a connection");
	closesocket(a);
	closesocket(b);
}

static void groups(void)
{
	struct ip_mreq group = {{{{224, 0, 0, 77}}}, {{{127, 0, 0, 1}}}}, none = group;
	SOCKET u = bound(udp());
	none.imr_multiaddr.s_addr = htonl(0x0A000001);
	if (setsockopt(u, IPPROTO_IP, 12, (char *)&group, sizeof group) != 0) {
		skip("S-586", "no multicast on the loopback interface");
		closesocket(u);
		return;
	}
	fails("S-586", "joined twice", setsockopt(u, IPPROTO_IP, 12, (char *)&group, sizeof group),
		WSAEADDRNOTAVAIL);
	expect("S-562", "dropped", setsockopt(u, IPPROTO_IP, 13, (char *)&group, sizeof group), 0);
	fails("S-587", "dropped twice", setsockopt(u, IPPROTO_IP, 13, (char *)&group, sizeof group),
		WSAEINVAL);
	struct ip_mreq_source from = {{{{224, 0, 0, 77}}}, {{{127, 0, 0, 9}}}, {{{127, 0, 0, 1}}}};
#define source(option) setsockopt(u, IPPROTO_IP, option, (char *)&from, sizeof from)
	expect("S-564", "IP_ADD_SOURCE_MEMBERSHIP", source(15), 0);
	fails("S-586", "the same source twice", source(15), WSAEADDRNOTAVAIL);
	expect("S-564", "IP_DROP_SOURCE_MEMBERSHIP", source(16), 0);
	setsockopt(u, IPPROTO_IP, 12, (char *)&group, sizeof group);
	fails("S-588", "unblocked without a block", source(18), WSAEINVAL);
	expect("S-565", "IP_BLOCK_SOURCE", source(17), 0);
	fails("S-588", "blocked twice", source(17), WSAEADDRNOTAVAIL);
	expect("S-565", "IP_UNBLOCK_SOURCE", source(18), 0);
	setsockopt(u, IPPROTO_IP, 13, (char *)&group, sizeof group);
	struct group_req any;
	memset(&any, 0, sizeof any);
	((struct sockaddr_in *)&any.gr_group)->sin_family = AF_INET;
	((struct sockaddr_in *)&any.gr_group)->sin_addr.s_addr = htonl(0xE000004D);
	if (setsockopt(u, IPPROTO_IP, 41, (char *)&any, sizeof any) == 0)
		expect("S-577", "MCAST_LEAVE_GROUP", setsockopt(u, IPPROTO_IP, 42, (char *)&any, sizeof any), 0);
	else
		skip("S-577", "no route for a group");
	fails("S-590", "no multicast address", setsockopt(u, IPPROTO_IP, 12, (char *)&none, sizeof none),
		WSAEINVAL);
	closesocket(u);
}

static void dual(void)
{
	SOCKET s = tcp6(), t = tcp();
	if (s == INVALID_SOCKET) {
		skip("S-464", "no IPv6");
		return;
	}
	expect("S-464", "IPV6_V6ONLY", option(s, IPPROTO_IPV6, IPV6_V6ONLY), 1);
	char v[4] = "qqq";
	int n = 4;
	getsockopt(s, IPPROTO_IPV6, IPV6_V6ONLY, v, &n);
	check("S-468", n == 1 && v[0] == 1 && v[1] == 'q', "it is one byte");
	expect("S-466", "0 before bind", set_option(s, IPPROTO_IPV6, IPV6_V6ONLY, 0), 0);
	bind6(s, "::", 0);
	expect_error("S-466", "0 after bind", set_option(s, IPPROTO_IPV6, IPV6_V6ONLY, 0), -1, ANY);
	expect_error("S-466", "1 after bind", set_option(s, IPPROTO_IPV6, IPV6_V6ONLY, 1), -1, ANY);
	listen(s, 5);
	struct sockaddr_in6 at, from;
	n = sizeof at;
	getsockname(s, (struct sockaddr *)&at, &n);
	expect("S-471", "an IPv4 client", connect_to(t, "127.0.0.1", ntohs(at.sin6_port)), 0);
	n = sizeof from;
	SOCKET a = accept(s, (struct sockaddr *)&from, &n);
	static const unsigned char mapped[16] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 127, 0, 0, 1};
	check("S-469", n == sizeof from && from.sin6_family == AF_INET6 &&
		memcmp(&from.sin6_addr, mapped, 16) == 0, "its address is mapped");
	closesocket(a);
	closesocket(s);
	closesocket(t);
	t = tcp();
	expect("S-467", "IPV6_V6ONLY of an IPv4 socket", option(t, IPPROTO_IPV6, IPV6_V6ONLY), 1);
	expect("S-467", "set", set_option(t, IPPROTO_IPV6, IPV6_V6ONLY, 0), 0);
	expect("S-467", "read back", option(t, IPPROTO_IPV6, IPV6_V6ONLY), 0);
	bound(t);
	expect_error("S-467", "set after bind", set_option(t, IPPROTO_IPV6, IPV6_V6ONLY, 1), -1, ANY);
	closesocket(t);
	s = tcp6();
	expect_error("S-470", "bind to a mapped address", bind6(s, "::ffff:127.0.0.1", 0), -1, ANY);
	closesocket(s);
	int beside = SOCKET_ERROR;
	for (int i = 0; i < 50 && beside != 0; i++) { /* a port may be some other program's */
		s = tcp6();
		t = tcp();
		bind6(s, "::", 0);
		n = sizeof at;
		getsockname(s, (struct sockaddr *)&at, &n);
		beside = bind_to(t, "0.0.0.0", ntohs(at.sin6_port));
		closesocket(s);
		closesocket(t);
	}
	expect("S-465", "0.0.0.0 beside ::", beside, 0);
}

int main(void)
{
	start();
	available();
	kept();
	groups();
	dual();
	WSACleanup();
	return verdict();
}
