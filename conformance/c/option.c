/* option.c: the rules of socket options; SOL_SOCKET and TCP. Chapter 21 of sockets.md. */
#include "check.h"

#include <stdlib.h>

#define KEEPIDLE 3
#define KEEPCNT 16
#define KEEPINTVL 17

/* get is getsockopt with room for n bytes; the buffer is filled with 'q' before. */
static char value[8];
static int length;

static int get(SOCKET s, int level, int name, int n)
{
	memset(value, 'q', sizeof value);
	length = n;
	return getsockopt(s, level, name, value, &length);
}

static void general(void)
{
	SOCKET t = tcp(), u = udp();
	static const int levels[] = {-1, 0x1234FFFF, (int)0x8000FFFF, 0x8000, 0x800};
	for (int i = 0; i < 5; i++) {
		fails("S-498", "get, unknown level", get(t, levels[i], 1, 4), WSAEINVAL);
		fails("S-498", "set, unknown level", set_option(t, levels[i], 1, 1), WSAEINVAL);
	}
	static const int known[] = {SOL_SOCKET, IPPROTO_IP, IPPROTO_TCP};
	for (int i = 0; i < 3; i++) {
		fails("S-499", "get, unknown option", get(t, known[i], -1, 4), WSAENOPROTOOPT);
		fails("S-499", "set, unknown option", set_option(t, known[i], -1, 1), WSAENOPROTOOPT);
	}
	fails("S-500", "SO_LINGER on UDP", get(u, SOL_SOCKET, SO_LINGER, 4), WSAENOPROTOOPT);
	fails("S-500", "IP_MULTICAST_TTL on TCP", get(t, IPPROTO_IP, 10, 4), WSAEINVAL);
	fails("S-501", "no value", setsockopt(t, SOL_SOCKET, SO_LINGER, NULL, 0), WSAEFAULT);
	fails("S-501", "no value", setsockopt(t, SOL_SOCKET, SO_DONTLINGER, NULL, 0), WSAEFAULT);
	fails("S-501", "no value", setsockopt(t, SOL_SOCKET, SO_KEEPALIVE, NULL, 4), WSAEFAULT);
	static const char wide[8] = {1, 0, 0, 0, -1, -1, -1, -1};
	expect("S-503", "8 bytes", setsockopt(t, SOL_SOCKET, SO_OOBINLINE, wide, 8), 0);
	expect("S-503", "the first count", option(t, SOL_SOCKET, SO_OOBINLINE), 1);
	char long_one[42] = {1};
	expect("S-503", "TCP_NODELAY with 42 bytes", setsockopt(t, IPPROTO_TCP, TCP_NODELAY, long_one,
		sizeof long_one), 0);
	expect("S-504", "get with 8 bytes", get(t, SOL_SOCKET, SO_OOBINLINE, 8), 0);
	expect("S-504", "the option's length", length, 4);
	fails("S-505", "get with no room", get(t, SOL_SOCKET, SO_OOBINLINE, 0), WSAEFAULT);
	expect("S-505", "the length", length, 0);
	fails("S-505", "get with -1", get(t, SOL_SOCKET, SO_OOBINLINE, -1), WSAEFAULT);
	expect("S-505", "the length then", length, -1);
	fails("S-110", "get, a bad socket, NULLs", getsockopt(INVALID_SOCKET, SOL_SOCKET,
		SO_PROTOCOL_INFOA, NULL, NULL), WSAENOTSOCK);
	fails("S-110", "get, no value", getsockopt(t, SOL_SOCKET, SO_TYPE, NULL, &length), WSAEFAULT);
	fails("S-110", "get, no length", getsockopt(t, SOL_SOCKET, SO_TYPE, value, NULL), WSAEFAULT);
	int one = 1;
	expect("S-506", "set with -1", setsockopt(t, SOL_SOCKET, SO_OOBINLINE, (char *)&one, -1), 0);
	expect("S-507", "set with no length", setsockopt(t, SOL_SOCKET, SO_OOBINLINE, (char *)&one, 0), 0);
	fails("S-507", "set TCP_NODELAY with none", setsockopt(t, IPPROTO_TCP, TCP_NODELAY, (char *)&one,
		0), WSAEFAULT);
	set_option(u, SOL_SOCKET, SO_BROADCAST, 0xDEAD);
	expect("S-508", "a boolean reads back as 1", option(u, SOL_SOCKET, SO_BROADCAST), 1);
	closesocket(t);
	closesocket(u);
}

/* How options of a class answer little room. */
static const struct {
	const char *clause, *what;
	int type, level, name;
	char class;
} classes[] = {
	{"S-509", "SO_BROADCAST", SOCK_DGRAM, SOL_SOCKET, SO_BROADCAST, 'A'},
	{"S-509", "SO_DONTLINGER", SOCK_STREAM, SOL_SOCKET, SO_DONTLINGER, 'A'},
	{"S-509", "SO_OOBINLINE", SOCK_STREAM, SOL_SOCKET, SO_OOBINLINE, 'A'},
	{"S-509", "SO_REUSEADDR", SOCK_STREAM, SOL_SOCKET, SO_REUSEADDR, 'A'},
	{"S-509", "SO_EXCLUSIVEADDRUSE", SOCK_STREAM, SOL_SOCKET, SO_EXCLUSIVEADDRUSE, 'A'},
	{"S-510", "SO_KEEPALIVE", SOCK_STREAM, SOL_SOCKET, SO_KEEPALIVE, 'B'},
	{"S-510", "SO_DONTROUTE", SOCK_STREAM, SOL_SOCKET, SO_DONTROUTE, 'B'},
	{"S-510", "TCP_NODELAY", SOCK_STREAM, IPPROTO_TCP, TCP_NODELAY, 'B'},
	{"S-511", "SO_LINGER", SOCK_STREAM, SOL_SOCKET, SO_LINGER, 'C'},
	{"S-511", "SO_RCVBUF", SOCK_STREAM, SOL_SOCKET, SO_RCVBUF, 'C'},
	{"S-511", "SO_SNDBUF", SOCK_STREAM, SOL_SOCKET, SO_SNDBUF, 'C'},
	{"S-512", "SO_RCVTIMEO", SOCK_STREAM, SOL_SOCKET, SO_RCVTIMEO, 'D'},
	{"S-512", "SO_SNDTIMEO", SOCK_STREAM, SOL_SOCKET, SO_SNDTIMEO, 'D'},
	{"S-512", "SO_OPENTYPE", SOCK_STREAM, SOL_SOCKET, SO_OPENTYPE, 'D'},
	{"S-513", "TCP_KEEPALIVE", SOCK_STREAM, IPPROTO_TCP, KEEPIDLE, 'E'},
	{"S-513", "TCP_KEEPCNT", SOCK_STREAM, IPPROTO_TCP, KEEPCNT, 'E'},
	{"S-513", "TCP_KEEPINTVL", SOCK_STREAM, IPPROTO_TCP, KEEPINTVL, 'E'},
	{"S-514", "IP_PKTINFO", SOCK_DGRAM, IPPROTO_IP, 19, 'F'},
	{"S-514", "IP_RECVTTL", SOCK_DGRAM, IPPROTO_IP, 21, 'F'},
	{"S-514", "IP_RECVTOS", SOCK_DGRAM, IPPROTO_IP, 40, 'F'},
	{"S-515", "IP_TTL", SOCK_DGRAM, IPPROTO_IP, 4, 'G'},
	{"S-515", "IP_TOS", SOCK_DGRAM, IPPROTO_IP, 3, 'G'},
	{"S-515", "IP_MULTICAST_TTL", SOCK_DGRAM, IPPROTO_IP, 10, 'G'},
	{"S-515", "IP_MULTICAST_LOOP", SOCK_DGRAM, IPPROTO_IP, 11, 'G'},
};

/* written is how many of the first bytes of value are no longer 'q'. */
static int written(void)
{
	int n = 0;
	while (n < 8 && value[n] != 'q')
		n++;
	return n;
}

static void lengths(void)
{
	for (size_t i = 0; i < sizeof classes / sizeof *classes; i++) {
		SOCKET s = socket(AF_INET, classes[i].type, 0);
		int level = classes[i].level, name = classes[i].name;
		char what[64];
		for (int n = 1; n <= 2; n++) {
			int result = 0, error = 0, len = n, wrote = 0;
			switch (classes[i].class) {
			case 'A': len = 1, wrote = n; break;
			case 'B':
			case 'G': len = 1, wrote = 1; break;
			case 'C': result = -1, wrote = n; break;
			case 'D': result = -1; break;
			default: result = -1, len = 0; break;
			}
			error = result ? WSAEFAULT : 0;
			WSASetLastError(0);
			int got = get(s, level, name, n);
			sprintf(what, "%s, get with %d", classes[i].what, n);
			failed_as(classes[i].clause, what, got, result, WSAGetLastError(), error);
			expect(classes[i].clause, "its length", length, len);
			if (classes[i].class != 'E' && classes[i].class != 'F')
				expect(classes[i].clause, "bytes written", written(), wrote);
			int one = 1, short_ok = strchr("ABG", classes[i].class) != NULL;
			WSASetLastError(0);
			got = setsockopt(s, level, name, (char *)&one, n);
			sprintf(what, "%s, set with %d", classes[i].what, n);
			failed_as(classes[i].clause, what, got, short_ok ? 0 : -1, WSAGetLastError(),
				short_ok ? 0 : WSAEFAULT);
		}
		sprintf(what, "%s, get with 4", classes[i].what);
		expect(classes[i].clause, what, get(s, level, name, 4), 0);
		expect(classes[i].clause, "its length", length, classes[i].class == 'B' ? 1 : 4);
		closesocket(s);
	}
	SOCKET s = tcp();
	set_option(s, IPPROTO_TCP, TCP_NODELAY, 0x100);
	get(s, IPPROTO_TCP, TCP_NODELAY, 4);
	expect("S-516", "TCP_NODELAY 0x100", value[0], 0);
	set_option(s, SOL_SOCKET, SO_KEEPALIVE, 0x100);
	get(s, SOL_SOCKET, SO_KEEPALIVE, 4);
	expect("S-516", "SO_KEEPALIVE 0x100", value[0], 0);
	fails("S-517", "IP_TTL 256", set_option(s, IPPROTO_IP, 4, 256), WSAEINVAL);
	fails("S-517", "TCP_KEEPCNT 256", set_option(s, IPPROTO_TCP, KEEPCNT, 256), WSAEINVAL);
	closesocket(s);
	s = udp();
	fails("S-517", "IP_MULTICAST_TTL 256", set_option(s, IPPROTO_IP, 10, 256), WSAEINVAL);
	int many = 0x0100FF05;
	setsockopt(s, IPPROTO_IP, 10, (char *)&many, 1);
	expect("S-518", "IP_MULTICAST_TTL with 1 byte", option(s, IPPROTO_IP, 10), 5);
	fails("S-518", "with 2", setsockopt(s, IPPROTO_IP, 10, (char *)&many, 2), WSAEINVAL);
	closesocket(s);
}

/* Options of a new socket and what they are after being set; -1: not to be had. */
static const struct {
	const char *clause, *what;
	int level, name, tcp, udp, set, then;
} options[] = {
	{"S-520", "SO_DEBUG", SOL_SOCKET, 1, 0, 0, 2, 1},
	{"S-521", "SO_ACCEPTCONN", SOL_SOCKET, 2, 0, -2, -2, 0},
	{"S-522", "SO_REUSEADDR", SOL_SOCKET, 4, 0, 0, 1, 1},
	{"S-523", "SO_KEEPALIVE", SOL_SOCKET, 8, 0, -1, 1, 1},
	{"S-524", "SO_DONTROUTE", SOL_SOCKET, 0x10, 0, 0, 1, 1},
	{"S-525", "SO_BROADCAST", SOL_SOCKET, 0x20, -1, 0, -2, 0},
	{"S-528", "SO_DONTLINGER", SOL_SOCKET, ~0x80, 1, -1, 0, 0},
	{"S-529", "SO_EXCLUSIVEADDRUSE", SOL_SOCKET, ~4, 0, 0, -2, 0},
	{"S-530", "SO_OOBINLINE", SOL_SOCKET, 0x100, 0, -2, 1, 1},
	{"S-531", "SO_SNDBUF", SOL_SOCKET, 0x1001, 65536, 65536, 0x123, 0x123},
	{"S-531", "SO_SNDBUF", SOL_SOCKET, 0x1001, -2, -2, 0, 0},
	{"S-532", "SO_RCVBUF", SOL_SOCKET, 0x1002, 65536, 65536, 0x123, 0x123},
	{"S-532", "SO_RCVBUF", SOL_SOCKET, 0x1002, -2, -2, 0, 0},
	{"S-534", "SO_SNDTIMEO", SOL_SOCKET, 0x1005, 0, 0, 63000, 63000},
	{"S-534", "SO_RCVTIMEO", SOL_SOCKET, 0x1006, 0, 0, 997000, 997000},
	{"S-535", "SO_ERROR", SOL_SOCKET, 0x1007, 0, 0, 1234, 1234},
	{"S-536", "SO_TYPE", SOL_SOCKET, 0x1008, 1, 2, -2, 0},
	{"S-541", "SO_CONDITIONAL_ACCEPT", SOL_SOCKET, 0x3002, 0, -2, 1, 1},
	{"S-542", "SO_PAUSE_ACCEPT", SOL_SOCKET, 0x3003, -2, -2, -2, 0},
	{"S-543", "SO_COMPARTMENT_ID", SOL_SOCKET, 0x3004, 1, 1, -2, 0},
	{"S-544", "SO_RANDOMIZE_PORT", SOL_SOCKET, 0x3005, -2, -2, 1, 1},
	{"S-545", "SO_PORT_SCALABILITY", SOL_SOCKET, 0x3006, -2, -2, 1, 1},
	{"S-546", "SO_REUSE_UNICASTPORT", SOL_SOCKET, 0x3007, -2, -2, 1, 1},
	{"S-547", "SO_REUSE_MULTICASTPORT", SOL_SOCKET, 0x3008, -2, 0, -2, 0},
	{"S-538", "SO_GROUP_ID", SOL_SOCKET, 0x2001, 0, 0, -2, 0},
	{"S-538", "SO_GROUP_PRIORITY", SOL_SOCKET, 0x2002, 0, 0, -2, 0},
	{"S-619", "TCP_MAXRT", IPPROTO_TCP, 5, -1, -2, 30, 30},
	{"S-620", "TCP_TIMESTAMPS", IPPROTO_TCP, 10, -2, -2, 1, 1},
	{"S-621", "TCP_MAXRTMS", IPPROTO_TCP, 14, -2, -2, 30000, 30000},
	{"S-622", "TCP_FASTOPEN", IPPROTO_TCP, 15, 0, -2, 1, 1},
	{"S-625", "TCP_FAIL_CONNECT_ON_ICMP_ERROR", IPPROTO_TCP, 18, 0, -2, 1, 1},
	{"S-627", "TCP_BSDURGENT", IPPROTO_TCP, 0x7000, 1, -2, 0, 0},
	{"S-629", "UDP_NOCHECKSUM", IPPROTO_UDP, 1, -2, 0, -2, 0},
	{"S-630", "UDP_SEND_MSG_SIZE", IPPROTO_UDP, 2, -2, 0, -2, 0},
	{"S-631", "UDP_RECV_MAX_COALESCED_SIZE", IPPROTO_UDP, 3, -2, 0, -2, 0},
	{"S-633", "keep-alive interval", IPPROTO_TCP, 17, 1, -2, -2, 0},
	{"S-615", "TCP_NODELAY", IPPROTO_TCP, 1, 0, -2, 1, 1},
	{"S-616", "TCP_EXPEDITED_1122", IPPROTO_TCP, 2, 0, -2, -2, 0},
	{"S-617", "TCP_KEEPALIVE", IPPROTO_TCP, 3, 7200, -2, 3600, 3600},
	{"S-623", "TCP_KEEPCNT", IPPROTO_TCP, 16, 10, -2, 20, 20},
	{"S-624", "TCP_KEEPINTVL", IPPROTO_TCP, 17, 1, -2, 30, 30},
};

/* small is option, for those of one byte too. */
static int small(SOCKET s, int level, int name)
{
	int v = 0, n = sizeof v;
	return getsockopt(s, level, name, (char *)&v, &n) == 0 ? v : -1;
}

static void values(void)
{
	for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
		char what[64];
		SOCKET t = tcp(), u = udp();
		sprintf(what, "%s of TCP", options[i].what);
		if (options[i].tcp != -2)
			expect(options[i].clause, what, small(t, options[i].level, options[i].name),
				options[i].tcp);
		sprintf(what, "%s of UDP", options[i].what);
		if (options[i].udp != -2)
			expect(options[i].clause, what, small(u, options[i].level, options[i].name),
				options[i].udp);
		sprintf(what, "%s set to %d", options[i].what, options[i].set);
		if (options[i].set != -2) {
			set_option(t, options[i].level, options[i].name, options[i].set);
			expect(options[i].clause, what, small(t, options[i].level, options[i].name),
				options[i].then);
		}
		closesocket(t);
		closesocket(u);
	}
}

/* a_pair is one end of a connection. */
static SOCKET a_pair(void)
{
	SOCKET a, b;
	pair(&a, &b);
	return a;
}

static void single(void)
{
	SOCKET t = tcp(), u = udp(), a, b;
	static const int none[] = {0x40, 0x1003, 0x1004};
	for (int i = 0; i < 3; i++) {
		const char *what = i ? "a low-water mark" : "SO_USELOOPBACK";
		if (i == 0)
			fails("S-526", what, get(t, SOL_SOCKET, none[i], 4), WSAEINVAL);
		else
			fails("S-533", what, get(t, SOL_SOCKET, none[i], 4), WSAEINVAL);
	}
	fails("S-526", "set SO_USELOOPBACK", set_option(t, SOL_SOCKET, 0x40, 1), WSAEINVAL);
	fails("S-533", "set SO_SNDLOWAT", set_option(t, SOL_SOCKET, 0x1003, 1), WSAEINVAL);
	fails("S-536", "set SO_TYPE of UDP", set_option(u, SOL_SOCKET, SO_TYPE, 1), WSAEINVAL);
	fails("S-536", "set SO_TYPE of TCP", set_option(t, SOL_SOCKET, SO_TYPE, 1), WSAENOPROTOOPT);
	fails("S-535", "SO_ERROR in one byte", get(t, SOL_SOCKET, SO_ERROR, 1), WSAEFAULT);
	static const int lingers[] = {1, 189 << 16 | 5, 0x100};
	for (int i = 0; i < 3; i++) {
		set_option(t, SOL_SOCKET, SO_LINGER, lingers[i]);
		expect("S-527", "SO_LINGER reads back", option(t, SOL_SOCKET, SO_LINGER), lingers[i]);
		expect("S-528", "SO_DONTLINGER then", option(t, SOL_SOCKET, SO_DONTLINGER), 0);
	}
	expect("S-527", "SO_LINGER of UDP", option(u, SOL_SOCKET, SO_LINGER), -1);

	char room[256];
	int n = sizeof(CSADDR_INFO) + 31;
	fails("S-537", "SO_BSP_STATE, a byte too small", getsockopt(t, SOL_SOCKET, 0x1009, room, &n),
		WSAEFAULT);
	expect("S-537", "the length", n, sizeof(CSADDR_INFO) + 31);
	n = sizeof(CSADDR_INFO) + 32;
	expect("S-537", "SO_BSP_STATE", getsockopt(t, SOL_SOCKET, 0x1009, room, &n), 0);
	CSADDR_INFO *info = (CSADDR_INFO *)room;
	check("S-537", info->LocalAddr.lpSockaddr == NULL && info->RemoteAddr.lpSockaddr == NULL &&
		info->iSocketType == SOCK_STREAM && info->iProtocol == IPPROTO_TCP, "unbound");
	bound(t);
	n = sizeof room;
	getsockopt(t, SOL_SOCKET, 0x1009, room, &n);
	check("S-537", info->LocalAddr.lpSockaddr != NULL && info->LocalAddr.iSockaddrLength == 16 &&
		((struct sockaddr_in *)info->LocalAddr.lpSockaddr)->sin_port == htons(port(t)) &&
		info->RemoteAddr.lpSockaddr == NULL, "bound");
	int max = option(u, SOL_SOCKET, SO_MAX_MSG_SIZE);
	check("S-539", max == 65507 || max == 65527, "SO_MAX_MSG_SIZE");
	max = option(u, SOL_SOCKET, 0x7009);
	check("S-551", max == 65507 || max == 65527, "SO_MAXDG");
	check("S-618", option(a_pair(), IPPROTO_TCP, 4) > 0, "TCP_MAXSEG");
	expect("S-553", "SO_CONNECT_TIME", option(t, SOL_SOCKET, 0x700C), -1);
	pair(&a, &b);
	int time = option(a, SOL_SOCKET, 0x700C);
	check("S-553", time >= 0 && time < 5, "SO_CONNECT_TIME, connected");
	time = option(b, SOL_SOCKET, 0x700C);
	check("S-553", time >= 0 && time < 5, "SO_CONNECT_TIME, accepted");
	closesocket(a);
	closesocket(b);
	closesocket(t);
	closesocket(u);
	fails("S-390", "a closed socket", get(t, SOL_SOCKET, SO_TYPE, 4), WSAENOTSOCK);
}

static DWORD WINAPI opentype(void *unused)
{
	(void)unused;
	return option(INVALID_SOCKET, SOL_SOCKET, SO_OPENTYPE);
}

static void threads(void)
{
	expect("S-550", "SO_OPENTYPE without a socket", option(INVALID_SOCKET, SOL_SOCKET, SO_OPENTYPE),
		0);
	expect("S-550", "setting it", set_option(INVALID_SOCKET, SOL_SOCKET, SO_OPENTYPE, 0x20), 0);
	expect("S-550", "it reads back", option(INVALID_SOCKET, SOL_SOCKET, SO_OPENTYPE), 0x20);
	HANDLE t = on_thread(opentype, NULL);
	DWORD other = 7;
	WaitForSingleObject(t, INFINITE);
	GetExitCodeThread(t, &other);
	CloseHandle(t);
	expect("S-550", "of another thread", other, 0);
	expect("S-505", "SO_OPENTYPE with length -1", get(INVALID_SOCKET, SOL_SOCKET, SO_OPENTYPE, -1), 0);
	expect("S-505", "its length", length, 4);
	set_option(INVALID_SOCKET, SOL_SOCKET, SO_OPENTYPE, 0);
}

int main(void)
{
	start();
	general();
	lengths();
	values();
	single();
	threads();
	WSACleanup();
	return verdict();
}
