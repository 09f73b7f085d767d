/* ioctl.c: control codes. Chapter 22 of sockets.md. */
#include "check.h"

#include <stddef.h>

/* The codes, as numbers. */
enum {
	INTERFACES = 0x4004747F,
	BACKLOG_QUERY = 0x4004747B,
	CIRCULAR = 0x28000002,
	FLUSH = 0x28000004,
	BROADCAST_ADDRESS = 0x48000005,
	LIST_QUERY = 0x48000016,
	LIST_CHANGE = 0x28000017,
	BASE_HANDLE = 0x48000022,
};
#define ROUTE_QUERY 0xC8000014u
#define KEEPALIVE_VALS 0x98000004u
#define FAST_PATH 0x98000010u

static DWORD n;

/* io is WSAIoctl; n is what it says it wrote. */
static int io(SOCKET s, DWORD code, void *in, DWORD in_len, void *out, DWORD out_len)
{
	n = 0xDEAD;
	return WSAIoctl(s, code, in, in_len, out, out_len, &n, NULL, NULL);
}

static void general(void)
{
	SOCKET s = tcp();
	u_long v = 0;
	char room[8] = {0};
	static const DWORD unknown[] = {0xDEADBEEF, 0x8004667D, 0x667E, FLUSH};
	for (int i = 0; i < 4; i++) {
		fails("S-636", "an unknown code", io(s, unknown[i], &v, 4, &v, 4), WSAEOPNOTSUPP);
		expect("S-636", "its count", n, 0);
		fails("S-635", "no count", WSAIoctl(s, unknown[i], &v, 4, &v, 4, NULL, NULL, NULL), WSAEFAULT);
	}
	fails("S-635", "FIONBIO, no count", WSAIoctl(s, FIONBIO, &v, 4, NULL, 0, NULL, NULL, NULL),
		WSAEFAULT);
	fails("S-644", "FIOASYNC", io(s, 0x8004667D, &v, 4, NULL, 0), WSAEOPNOTSUPP);
	expect("S-638", "a bad output that is not used", io(s, FIONBIO, &v, 4, (void *)0xDEADBEEF, 4), 0);
	expect("S-640", "the count of an input-only code", n, 0);
	expect("S-639", "a longer input", io(s, FIONBIO, room, 5, NULL, 0), 0);
	fails("S-642", "a short one", io(s, FIONBIO, room, 3, NULL, 0), WSAEFAULT);
	WSASetLastError(55);
	expect("S-640", "FIONREAD", io(s, FIONREAD, NULL, 0, &v, 4), 0);
	expect("S-640", "the last error", WSAGetLastError(), 0);
	expect("S-640", "the count", n, 4);
	expect("S-643", "of an unbound socket", v, 0);
	fails("S-643", "a short output", io(s, FIONREAD, NULL, 0, room, 3), WSAEFAULT);
	expect("S-643", "its count", n, 0xDEAD);
	fails("S-645", "SIOCATMARK, a short output", io(s, SIOCATMARK, NULL, 0, room, 3), WSAEFAULT);
	expect("S-645", "its count", n, 0xDEAD);
	expect("S-645", "SIOCATMARK", ioctlsocket(s, SIOCATMARK, &v), 0);
	expect("S-645", "nothing urgent", v, 1);
	closesocket(s);
	fails("S-111", "a closed socket", ioctlsocket(s, FIONREAD, &v), WSAENOTSOCK);

	SOCKET a, b;
	pair(&a, &b);
	v = 5;
	expect("S-642", "any number makes it nonblocking", ioctlsocket(b, FIONBIO, &v), 0);
	fails("S-642", "recv then", recv(b, room, 1, 0), WSAEWOULDBLOCK);
	send(a, "12345", 5, 0);
	readable(b, 5000);
	expect("S-637", "FIONREAD", ioctlsocket(b, FIONREAD, &v), 0);
	expect("S-643", "its number", v, 5);
	DWORD vals[3] = {1, 100, 100};
	expect("S-669", "SIO_KEEPALIVE_VALS", io(a, KEEPALIVE_VALS, vals, 12, NULL, 0), 0);
	vals[0] = vals[1] = vals[2] = 0;
	expect("S-669", "off", io(a, KEEPALIVE_VALS, vals, 12, NULL, 0), 0);
	fails("S-669", "a short input", io(a, KEEPALIVE_VALS, vals, 11, NULL, 0), WSAEFAULT);
	expect("S-669", "its count", n, 0);
	fails("S-669", "none", io(a, KEEPALIVE_VALS, NULL, 12, NULL, 0), WSAEFAULT);
	DWORD backlog = 0;
	expect("S-649", "SIO_IDEAL_SEND_BACKLOG_QUERY", io(a, BACKLOG_QUERY, NULL, 0, &backlog, 4), 0);
	expect("S-649", "its number", backlog, 0x10000);
	closesocket(a);
	closesocket(b);
	s = tcp();
	fails("S-649", "without a peer", io(s, BACKLOG_QUERY, NULL, 0, &backlog, 4), WSAENOTCONN);
	BOOL on = TRUE;
	expect("S-673", "SIO_LOOPBACK_FAST_PATH", io(s, FAST_PATH, &on, 4, NULL, 0), 0);
	closesocket(s);
	s = udp();
	fails("S-649", "of UDP", io(s, BACKLOG_QUERY, NULL, 0, &backlog, 4), WSAEOPNOTSUPP);
	expect("S-652", "SIO_ENABLE_CIRCULAR_QUEUEING", io(s, CIRCULAR, NULL, 0, NULL, 0), 0);
	struct sockaddr_in all;
	expect("S-654", "SIO_GET_BROADCAST_ADDRESS", io(s, BROADCAST_ADDRESS, NULL, 0, &all, sizeof all),
		0);
	check("S-654", all.sin_addr.s_addr == INADDR_BROADCAST, "its address");
	SOCKET base = 0;
	expect("S-665", "SIO_BASE_HANDLE", io(s, BASE_HANDLE, NULL, 0, &base, sizeof base), 0);
	check("S-665", (base == s || layered(s)), "the socket itself");
	fails("S-665", "a short output", io(s, BASE_HANDLE, NULL, 0, &base, 4), WSAEFAULT);
	nonblocking(s, 1);
	fails("S-663", "SIO_ADDRESS_LIST_CHANGE", io(s, LIST_CHANGE, NULL, 0, NULL, 0), WSAEWOULDBLOCK);
	closesocket(s);
}

/* Codes that no transport here has, and those that are taken. */
static const struct {
	const char *clause, *what;
	DWORD code;
	int type, in, out, error;
} codes[] = {
	{"S-647", "SIO_GET_INTERFACE_LIST_EX", 0x4004747E, SOCK_DGRAM, 0, 64, WSAEOPNOTSUPP},
	{"S-653", "SIO_FIND_ROUTE", 0x48000003, SOCK_DGRAM, 0, 64, WSAEOPNOTSUPP},
	{"S-653", "SIO_FLUSH", 0x28000004, SOCK_DGRAM, 0, 0, WSAEOPNOTSUPP},
	{"S-675", "SIO_APPLY_TRANSPORT_SETTING", 0x98000013, SOCK_DGRAM, 16, 0, WSAEOPNOTSUPP},
	{"S-657", "SIO_MULTIPOINT_LOOPBACK", 0x88000009, SOCK_DGRAM, 4, 0, 0},
	{"S-658", "SIO_MULTICAST_SCOPE", 0x8800000A, SOCK_DGRAM, 4, 0, 0},
	{"S-666", "SIO_BSP_HANDLE", 0x4800001B, SOCK_STREAM, 0, 8, 0},
	{"S-666", "SIO_BSP_HANDLE_SELECT", 0x4800001C, SOCK_STREAM, 0, 8, 0},
	{"S-666", "SIO_BSP_HANDLE_POLL", 0x4800001D, SOCK_STREAM, 0, 8, 0},
	{"S-670", "SIO_UDP_CONNRESET", 0x9800000C, SOCK_DGRAM, 4, 0, 0},
	{"S-672", "SIO_UDP_NETRESET", 0x9800000F, SOCK_DGRAM, 4, 0, 0},
	{"S-676", "SIO_CPU_AFFINITY", 0x98000015, SOCK_DGRAM, 2, 0, 0},
	{"S-681", "SIO_SET_COMPATIBILITY_MODE", 0x9800012C, SOCK_STREAM, 8, 0, 0},
	{"S-674", "SIO_TCP_INITIAL_RTO", 0x98000011, SOCK_STREAM, 4, 0, 0},
};

static void coded(void)
{
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
		static char in[64] = {1, 0, 0, 0};
		char out[64];
		SOCKET s = socket(AF_INET, codes[i].type, 0);
		WSASetLastError(0);
		int got = io(s, codes[i].code, in, codes[i].in, out, codes[i].out);
		failed_as(codes[i].clause, codes[i].what, got, codes[i].error ? SOCKET_ERROR : 0,
			WSAGetLastError(), codes[i].error);
		closesocket(s);
	}
	SOCKET a, b;
	DWORD version = 0;
	char info[256];
	pair(&a, &b);
	expect("S-678", "SIO_TCP_INFO", io(a, 0xD8000027, &version, 4, info, sizeof info), 0);
	check("S-678", n > 0 && n < sizeof info, "its size");
	closesocket(a);
	closesocket(b);
}

/* One interface, as SIO_GET_INTERFACE_LIST tells of it. */
struct adapter {
	u_long flags;
	char address[24], broadcast[24], mask[24];
};

static void lists(void)
{
	SOCKET s = udp();
	struct adapter found[64];
	expect("S-646", "SIO_GET_INTERFACE_LIST", io(s, INTERFACES, NULL, 0, found, sizeof found), 0);
	check("S-646", n > 0 && n % 76 == 0 && sizeof *found == 76, "76 bytes for each");
	int home = 0;
	for (DWORD i = 0; i < n / 76; i++) {
		struct sockaddr_in *in = (struct sockaddr_in *)found[i].address;
		if (in->sin_addr.s_addr == htonl(INADDR_LOOPBACK))
			home = (found[i].flags & 5) == 5;
	}
	check("S-646", home, "the loopback interface");
	fails("S-646", "little room", io(s, INTERFACES, NULL, 0, found, 10), WSAEFAULT);
	expect("S-646", "its count", n, 0);

	char room[4096];
	SOCKET_ADDRESS_LIST *list = (SOCKET_ADDRESS_LIST *)room;
	fails("S-662", "no room for the addresses", io(s, LIST_QUERY, NULL, 0, NULL, 0), WSAEFAULT);
	DWORD needed = n;
	check("S-662", needed >= offsetof(SOCKET_ADDRESS_LIST, Address) && needed < sizeof room,
		"how much is needed");
	fails("S-662", "one byte", io(s, LIST_QUERY, NULL, 0, room, 1), WSAEINVAL);
	expect("S-662", "its count", n, 0);
	expect("S-662", "enough", io(s, LIST_QUERY, NULL, 0, room, needed), 0);
	expect("S-662", "the count", n, needed);
	DWORD sum = offsetof(SOCKET_ADDRESS_LIST, Address);
	for (int i = 0; i < list->iAddressCount; i++)
		sum += sizeof list->Address[i] + list->Address[i].iSockaddrLength;
	expect("S-662", "all packed", sum, needed);

	struct sockaddr_in to = loopback(0), from;
	nonblocking(s, 1);
	fails("S-661", "SIO_ROUTING_INTERFACE_CHANGE", io(s, 0x88000015, &to, sizeof to, NULL, 0),
		WSAEWOULDBLOCK);
	nonblocking(s, 0);
	expect("S-660", "SIO_ROUTING_INTERFACE_QUERY", io(s, ROUTE_QUERY, &to, sizeof to, &from,
		sizeof from), 0);
	check("S-660", from.sin_addr.s_addr == htonl(INADDR_LOOPBACK) && n == 16, "from where");
	fails("S-660", "a short destination", io(s, ROUTE_QUERY, &to, 8, &from, sizeof from), WSAEINVAL);
	fails("S-660", "none", io(s, ROUTE_QUERY, NULL, 0, &from, sizeof from), WSAEINVAL);
	fails("S-660", "a short output", io(s, ROUTE_QUERY, &to, sizeof to, &from, 8), WSAEFAULT);
	expect("S-660", "its count", n, 16);
	to.sin_family = 0;
	fails("S-660", "family 0", io(s, ROUTE_QUERY, &to, sizeof to, &from, sizeof from),
		WSAEAFNOSUPPORT);
	to = loopback(0);
	to.sin_addr.s_addr = 0;
	fails("S-660", "0.0.0.0", io(s, ROUTE_QUERY, &to, sizeof to, &from, sizeof from), WSAEINVAL);
	closesocket(s);
}

int main(void)
{
	start();
	general();
	coded();
	lists();
	WSACleanup();
	return verdict();
}
