/* create.c: creating sockets. Chapter 2 of sockets.md. */
#include "check.h"

#define X 0xDEAD /* no family, type or protocol */
#define ANY_IP (-1)

/* What socket arguments give: an error, or a family, type and protocol. */
static const struct {
	const char *clause, *what;
	int af, type, protocol;
	int error;
	int got_af, got_type, got_protocol;
} rows[] = {
	{"S-046", "x, STREAM, TCP", X, SOCK_STREAM, IPPROTO_TCP, WSAEAFNOSUPPORT, 0, 0, 0},
	{"S-047", "-1, STREAM, TCP", -1, SOCK_STREAM, IPPROTO_TCP, WSAEAFNOSUPPORT, 0, 0, 0},
	{"S-048", "INET, x, TCP", AF_INET, X, IPPROTO_TCP, WSAESOCKTNOSUPPORT, 0, 0, 0},
	{"S-049", "INET, -1, TCP", AF_INET, -1, IPPROTO_TCP, WSAESOCKTNOSUPPORT, 0, 0, 0},
	{"S-050", "INET, STREAM, x", AF_INET, SOCK_STREAM, X, WSAEPROTONOSUPPORT, 0, 0, 0},
	{"S-051", "INET, STREAM, -1", AF_INET, SOCK_STREAM, -1, WSAEPROTONOSUPPORT, 0, 0, 0},
	{"S-052", "x, x, TCP", X, X, IPPROTO_TCP, WSAESOCKTNOSUPPORT, 0, 0, 0},
	{"S-044", "a bad type before a bad family", X, X, X, WSAESOCKTNOSUPPORT, 0, 0, 0},
	{"S-053", "x, STREAM, x", X, SOCK_STREAM, X, WSAEAFNOSUPPORT, 0, 0, 0},
	{"S-054", "INET, x, x", AF_INET, X, X, WSAESOCKTNOSUPPORT, 0, 0, 0},
	{"S-055", "x, STREAM, UDP", X, SOCK_STREAM, IPPROTO_UDP, WSAEAFNOSUPPORT, 0, 0, 0},
	{"S-056", "INET, STREAM, 0", AF_INET, SOCK_STREAM, 0, 0, AF_INET, SOCK_STREAM, IPPROTO_TCP},
	{"S-057", "INET, DGRAM, 0", AF_INET, SOCK_DGRAM, 0, 0, AF_INET, SOCK_DGRAM, IPPROTO_UDP},
	{"S-058", "INET, x, 0", AF_INET, X, 0, WSAESOCKTNOSUPPORT, 0, 0, 0},
	{"S-059", "INET, 0, TCP", AF_INET, 0, IPPROTO_TCP, 0, AF_INET, SOCK_STREAM, IPPROTO_TCP},
	{"S-060", "INET, 0, UDP", AF_INET, 0, IPPROTO_UDP, 0, AF_INET, SOCK_DGRAM, IPPROTO_UDP},
	{"S-061", "INET, 0, x", AF_INET, 0, X, WSAEPROTONOSUPPORT, 0, 0, 0},
	{"S-062", "INET, 0, 0", AF_INET, 0, 0, 0, AF_INET, SOCK_STREAM, IPPROTO_TCP},
	{"S-063", "INET, STREAM, UDP", AF_INET, SOCK_STREAM, IPPROTO_UDP, WSAEPROTONOSUPPORT, 0, 0, 0},
	{"S-045", "INET, STREAM, UDP", AF_INET, SOCK_STREAM, IPPROTO_UDP, WSAEPROTONOSUPPORT, 0, 0, 0},
	{"S-064", "INET, DGRAM, TCP", AF_INET, SOCK_DGRAM, IPPROTO_TCP, WSAEPROTONOSUPPORT, 0, 0, 0},
	{"S-065", "UNSPEC, STREAM, TCP", 0, SOCK_STREAM, IPPROTO_TCP, 0, ANY_IP, SOCK_STREAM,
		IPPROTO_TCP},
	{"S-066", "UNSPEC, STREAM, x", 0, SOCK_STREAM, X, WSAEPROTONOSUPPORT, 0, 0, 0},
	{"S-067", "UNSPEC, x, UDP", 0, X, IPPROTO_UDP, WSAESOCKTNOSUPPORT, 0, 0, 0},
	{"S-068", "UNSPEC, STREAM, 0", 0, SOCK_STREAM, 0, WSAEINVAL, 0, 0, 0},
	{"S-069", "UNSPEC, DGRAM, 0", 0, SOCK_DGRAM, 0, WSAEINVAL, 0, 0, 0},
	{"S-070", "UNSPEC, x, 0", 0, X, 0, WSAEINVAL, 0, 0, 0},
	{"S-043", "UNSPEC, x, 0", 0, X, 0, WSAEINVAL, 0, 0, 0},
	{"S-071", "UNSPEC, 0, TCP", 0, 0, IPPROTO_TCP, 0, ANY_IP, SOCK_STREAM, IPPROTO_TCP},
	{"S-072", "UNSPEC, 0, UDP", 0, 0, IPPROTO_UDP, 0, ANY_IP, SOCK_DGRAM, IPPROTO_UDP},
	{"S-073", "UNSPEC, 0, x", 0, 0, X, WSAEPROTONOSUPPORT, 0, 0, 0},
	{"S-074", "UNSPEC, 0, 0", 0, 0, 0, WSAEINVAL, 0, 0, 0},
	{"S-075", "INET6, STREAM, 0", AF_INET6, SOCK_STREAM, 0, 0, AF_INET6, SOCK_STREAM, IPPROTO_TCP},
	{"S-075", "INET6, DGRAM, 0", AF_INET6, SOCK_DGRAM, 0, 0, AF_INET6, SOCK_DGRAM, IPPROTO_UDP},
	{"S-081", "INET, RAW, 256", AF_INET, SOCK_RAW, 256, WSAEPROTONOSUPPORT, 0, 0, 0},
	{"S-081", "INET, RAW, 1000", AF_INET, SOCK_RAW, 1000, WSAEPROTONOSUPPORT, 0, 0, 0},
	{"S-087", "IPX, DGRAM, 1000", AF_IPX, SOCK_DGRAM, 1000, WSAEAFNOSUPPORT, 0, 0, 0},
	{"S-090", "BTH, STREAM, 3", AF_BTH, SOCK_STREAM, 3, ANY, 0, 0, 0},
	{"S-083", "UNIX, DGRAM, 0", AF_UNIX, SOCK_DGRAM, 0, WSAEAFNOSUPPORT, 0, 0, 0},
	{"S-084", "UNIX, SEQPACKET, 0", AF_UNIX, SOCK_SEQPACKET, 0, ANY, 0, 0, 0},
	{"S-085", "UNIX, STREAM, TCP", AF_UNIX, SOCK_STREAM, IPPROTO_TCP, WSAEPROTONOSUPPORT, 0, 0, 0},
};

static void matrix(void)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		WSASetLastError(0);
		SOCKET s = WSASocketW(rows[i].af, rows[i].type, rows[i].protocol, NULL, 0, 0);
		if (rows[i].error != 0) {
			failed_as(rows[i].clause, rows[i].what, s, INVALID_SOCKET, WSAGetLastError(),
				rows[i].error);
		} else {
			WSAPROTOCOL_INFOW info;
			int n = sizeof info, ok = 0;
			if (getsockopt(s, SOL_SOCKET, SO_PROTOCOL_INFOW, (char *)&info, &n) == 0)
				ok = info.iSocketType == rows[i].got_type &&
					info.iProtocol == rows[i].got_protocol &&
					(rows[i].got_af == ANY_IP
							? info.iAddressFamily == AF_INET || info.iAddressFamily == AF_INET6
							: info.iAddressFamily == rows[i].got_af);
			check(rows[i].clause, ok, rows[i].what);
		}
		closesocket(s);
	}
}

static void numbers(void)
{
	check("S-031", AF_UNIX == 1 && AF_INET == 2 && AF_INET6 == 23, "families");
	check("S-032", AF_IPX == 6 && AF_APPLETALK == 16 && AF_NETBIOS == 17 && AF_IRDA == 26 &&
		AF_BTH == 32, "other families");
	check("S-033", SOCK_STREAM == 1 && SOCK_DGRAM == 2 && SOCK_RAW == 3 && SOCK_RDM == 4 &&
		SOCK_SEQPACKET == 5, "types");
	check("S-034", SOL_SOCKET == 0xFFFF, "SOL_SOCKET");
	check("S-035", SD_RECEIVE == 0 && SD_SEND == 1 && SD_BOTH == 2, "directions");
	check("S-036", INVALID_SOCKET == ~(SOCKET)0 && SOCKET_ERROR == -1, "what failures answer");
	check("S-036", sizeof(SOCKET) == sizeof(void *) && (SOCKET)-1 > 0,
		"SOCKET is an unsigned pointer");
	check("S-037", SOMAXCONN == 0x7FFFFFFF, "SOMAXCONN");
	check("S-038", sizeof(u_long) == 4, "u_long has 32 bits");
	check("S-038", (unsigned)FIONBIO == 0x8004667Eu && FIONREAD == 0x4004667F &&
		SIOCATMARK == 0x40047307, "codes with its size");
	check("S-099", WSA_FLAG_OVERLAPPED == 1 && WSA_FLAG_MULTIPOINT_C_ROOT == 2 &&
		WSA_FLAG_MULTIPOINT_C_LEAF == 4 && WSA_FLAG_MULTIPOINT_D_ROOT == 8 &&
		WSA_FLAG_MULTIPOINT_D_LEAF == 0x10 && WSA_FLAG_ACCESS_SYSTEM_SECURITY == 0x40 &&
		WSA_FLAG_NO_HANDLE_INHERIT == 0x80, "flags");
}

static void values(void)
{
	SOCKET s[8];
	for (int i = 0; i < 8; i++) {
		s[i] = i % 2 ? udp() : tcp();
		check("S-039", s[i] != 0 && s[i] % 4 == 0 && s[i] == (unsigned int)s[i],
			"a multiple of 4 that fits 32 bits");
		for (int j = 0; j < i; j++)
			if (s[j] == s[i])
				check("S-039", 0, "two sockets have one value");
	}
	for (int i = 0; i < 8; i++)
		closesocket(s[i]);
}

static void fresh(void)
{
	SOCKET s = udp(), t = tcp();
	DWORD flags = 0;
	check("S-041", GetHandleInformation((HANDLE)s, &flags) && flags & HANDLE_FLAG_INHERIT,
		"a new socket is inheritable");
	struct sockaddr_in at;
	int n = sizeof at;
	fails("S-041", "a new socket is not bound", getsockname(t, (struct sockaddr *)&at, &n), WSAEINVAL);
	fails("S-041", "a new socket is not connected", getpeername(t, (struct sockaddr *)&at, &n),
		WSAENOTCONN);
	closesocket(s);
	s = WSASocketW(AF_INET, SOCK_STREAM, 0, NULL, 0, WSA_FLAG_OVERLAPPED | WSA_FLAG_NO_HANDLE_INHERIT);
	check("S-099", GetHandleInformation((HANDLE)s, &flags) && !(flags & HANDLE_FLAG_INHERIT),
		"WSA_FLAG_NO_HANDLE_INHERIT");
	closesocket(s);
	closesocket(t);
	expect_error("S-100", "both kinds of root and leaf",
		WSASocketW(AF_INET, SOCK_DGRAM, 0, NULL, 0, WSA_FLAG_MULTIPOINT_C_ROOT |
			WSA_FLAG_MULTIPOINT_C_LEAF | WSA_FLAG_MULTIPOINT_D_LEAF), INVALID_SOCKET, WSAEINVAL);
	expect_error("S-102", "no such group", WSASocketW(AF_INET, SOCK_DGRAM, 0, NULL, 0xDEAD,
		WSA_FLAG_OVERLAPPED), INVALID_SOCKET, WSAEINVAL);
	expect_error("S-100", "a rooted control plane, which IP has not",
		WSASocketW(AF_INET, SOCK_DGRAM, 0, NULL, 0, WSA_FLAG_MULTIPOINT_C_ROOT |
			WSA_FLAG_MULTIPOINT_D_LEAF), INVALID_SOCKET, WSAEINVAL);
}

/* type is a socket's type; it is closed. */
static int type(SOCKET s)
{
	int t = option(s, SOL_SOCKET, SO_TYPE);
	closesocket(s);
	return t;
}

static void described(void)
{
	WSAPROTOCOL_INFOA a;
	WSAPROTOCOL_INFOW w;
	int na = sizeof a, nw = sizeof w;
	SOCKET s = udp();
	getsockopt(s, SOL_SOCKET, SO_PROTOCOL_INFOA, (char *)&a, &na);
	getsockopt(s, SOL_SOCKET, SO_PROTOCOL_INFOW, (char *)&w, &nw);
	closesocket(s);
	expect("S-094", "all from the structure",
		type(WSASocketA(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, &a, 0, 0)),
		SOCK_DGRAM);
	expect("S-094", "zeros stand for the structure's", type(WSASocketW(0, 0, 0, &w, 0, 0)),
		SOCK_DGRAM);
	expect("S-095", "arguments win", type(WSASocketW(AF_INET, SOCK_STREAM, IPPROTO_TCP, &w, 0, 0)),
		SOCK_STREAM);
	DWORD id = w.dwCatalogEntryId;
	w.dwCatalogEntryId = 0xDEAD;
	expect_error("S-098", "an entry that is not there", WSASocketW(AF_INET, SOCK_STREAM, 0, &w, 0, 0),
		INVALID_SOCKET, WSAEINVAL);
	w.dwCatalogEntryId = id;
	w.iAddressFamily = w.iSocketType = w.iProtocol = -1;
	expect_error("S-096", "a structure of -1", WSASocketW(0, 0, IPPROTO_UDP, &w, 0, 0),
		INVALID_SOCKET, WSAEAFNOSUPPORT);
	w.iAddressFamily = w.iSocketType = w.iProtocol = 0;
	expect_error("S-097", "a structure of zeros", WSASocketW(0, 0, IPPROTO_UDP, &w, 0, 0),
		INVALID_SOCKET, WSAEAFNOSUPPORT);
}

int main(void)
{
	start();
	numbers();
	matrix();
	values();
	fresh();
	described();
	WSACleanup();
	return verdict();
}
