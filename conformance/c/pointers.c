/* pointers.c: wrong pointers give WSAEFAULT, in every call. S-113 of sockets.md. */
#include "check.h"

#include <stddef.h>
#include <stdint.h>

enum { PAGE = 4096, KINDS = 7, EDGE = 5, READ_ONLY = 6 };

/* Pointers to memory that is not there; the last one's memory can be read only. */
static char *bad[KINDS];
static const char *kinds[KINDS] = {"1", "a page that is not there", "the first page",
	"the kernel's memory", "no address at all", "the last 2 bytes of a page", "a read-only page"};

static void make(void)
{
	char *p = VirtualAlloc(NULL, 2 * PAGE, MEM_RESERVE, PAGE_NOACCESS);
	VirtualAlloc(p, PAGE, MEM_COMMIT, PAGE_READWRITE);
	memset(p, 'q', PAGE);
	bad[0] = (char *)1;
	bad[1] = p + PAGE;
	bad[2] = (char *)0xFF0;
	bad[3] = (char *)(uintptr_t)0xFFFF800000001000;
	bad[4] = (char *)(uintptr_t)0x8000000000000000;
	bad[EDGE] = p + PAGE - 2;
	p = VirtualAlloc(NULL, PAGE, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
	memset(p, 'q', PAGE);
	DWORD old;
	VirtualProtect(p, PAGE, PAGE_READONLY, &old);
	bad[READ_ONLY] = p;
}

/* name says which call has got which pointer. */
static const char *name(const char *call, int kind)
{
	static char text[160];
	sprintf(text, "%s, %s", call, kinds[kind]);
	return text;
}

/*
 * reads and writes make a call with each wrong pointer p, which it reads from or
 * writes to: it must answer failure and the error.
 */
#define each(kinds, what, call, failure, wanted)                           \
	for (int kind = 0; kind < (kinds); kind++) {                             \
		char *p = bad[kind];                                                 \
		WSASetLastError(0);                                                  \
		long long got_ = (long long)(call);                                  \
		failed_as("S-113", name(what, kind), got_, (long long)(failure), WSAGetLastError(), \
			wanted);                                                         \
		check("S-113", bad[EDGE][0] == 'q' && bad[EDGE][1] == 'q', "nothing is written"); \
	}
#define reads(what, call) each(READ_ONLY, what, call, SOCKET_ERROR, WSAEFAULT)
#define writes(what, call) each(KINDS, what, call, SOCKET_ERROR, WSAEFAULT)
/* results are the errors themselves; null is what lookups answer. */
#define result(kinds, what, call) each(kinds, what, (call) == WSAEFAULT, 1, ANY)
#define null(kinds, what, call) each(kinds, what, (intptr_t)(call), 0, WSAEFAULT)

static SOCKET a, b, u, fresh, listening;
static struct sockaddr_in to;
static DWORD n, flags;
static int len;
static char room[256];

#define SA(p) ((struct sockaddr *)(p))

static void sockets(void)
{
	reads("bind", bind(fresh, SA(p), 16));
	reads("connect", connect(fresh, SA(p), 16));
	reads("WSAConnect", WSAConnect(fresh, SA(p), 16, NULL, NULL, NULL, NULL));
	reads("WSAConnect, caller data", WSAConnect(fresh, SA(&to), 16, (WSABUF *)p, NULL, NULL, NULL));
	writes("getsockname", getsockname(a, SA(p), (len = 16, &len)));
	writes("getsockname, length", getsockname(a, SA(room), (int *)p));
	writes("getpeername", getpeername(a, SA(p), (len = 16, &len)));
	writes("getpeername, length", getpeername(a, SA(room), (int *)p));
	each(KINDS, "accept", accept(listening, SA(p), (len = 16, &len)), INVALID_SOCKET, WSAEFAULT);
	each(KINDS, "accept, length", accept(listening, SA(room), (int *)p), INVALID_SOCKET, WSAEFAULT);
	each(KINDS, "WSAAccept", WSAAccept(listening, SA(p), (len = 16, &len), NULL, 0), INVALID_SOCKET,
		WSAEFAULT);
	reads("setsockopt", setsockopt(a, SOL_SOCKET, SO_KEEPALIVE, p, 4));
	writes("getsockopt", getsockopt(a, SOL_SOCKET, SO_TYPE, p, (len = 4, &len)));
	writes("getsockopt, length", getsockopt(a, SOL_SOCKET, SO_TYPE, room, (int *)p));
	reads("setsockopt, SO_OPENTYPE", setsockopt(0, SOL_SOCKET, SO_OPENTYPE, p, 4));
	writes("getsockopt, SO_OPENTYPE", getsockopt(0, SOL_SOCKET, SO_OPENTYPE, p, (len = 4, &len)));
	writes("ioctlsocket", ioctlsocket(a, FIONREAD, (u_long *)p));
	reads("WSAIoctl, input", WSAIoctl(a, FIONBIO, p, 4, NULL, 0, &n, NULL, NULL));
	writes("WSAIoctl, output", WSAIoctl(a, FIONREAD, NULL, 0, p, 4, &n, NULL, NULL));
	writes("WSAIoctl, count", WSAIoctl(a, FIONREAD, NULL, 0, room, 4, (DWORD *)p, NULL, NULL));
	each(READ_ONLY, "WSASocketA", WSASocketA(-1, -1, -1, (WSAPROTOCOL_INFOA *)p, 0, 0),
		INVALID_SOCKET, WSAEFAULT);
	each(READ_ONLY, "WSASocketW", WSASocketW(-1, -1, -1, (WSAPROTOCOL_INFOW *)p, 0, 0),
		INVALID_SOCKET, WSAEFAULT);
	expect_error("P-119", "WSASocket, a wild description", WSASocketW(-1, -1, -1,
		(WSAPROTOCOL_INFOW *)bad[1], 0, 0), INVALID_SOCKET, WSAEFAULT);
	reads("WSASendDisconnect", WSASendDisconnect(a, (WSABUF *)p));
	reads("WSARecvDisconnect", WSARecvDisconnect(a, (WSABUF *)p));
	result(KINDS, "WSAStartup", WSAStartup(MAKEWORD(2, 2), (WSADATA *)p));
}

static void data(void)
{
	WSABUF one = {4, room}, wild;
	reads("send", send(a, p, 100, 0));
	reads("sendto", sendto(u, p, 100, 0, SA(&to), sizeof to));
	reads("sendto, address", sendto(u, room, 1, 0, SA(p), 16));
	reads("WSASend, buffers", WSASend(a, (WSABUF *)p, 1, &n, 0, NULL, NULL));
	reads("WSASend, a buffer", WSASend(a, (wild = (WSABUF){100, p}, &wild), 1, &n, 0, NULL, NULL));
	writes("WSASend, count", WSASend(a, &one, 1, (DWORD *)p, 0, NULL, NULL));
	reads("WSASendTo, buffers", WSASendTo(u, (WSABUF *)p, 1, &n, 0, SA(&to), 16, NULL, NULL));
	reads("WSASendTo, a buffer",
		WSASendTo(u, (wild = (WSABUF){100, p}, &wild), 1, &n, 0, SA(&to), 16, NULL, NULL));
	reads("WSASendTo, address", WSASendTo(u, &one, 1, &n, 0, SA(p), 16, NULL, NULL));
	writes("WSASendTo, count", WSASendTo(u, &one, 1, (DWORD *)p, 0, SA(&to), 16, NULL, NULL));
	WSAMSG m = {SA(&to), sizeof to, &one, 1, {0, NULL}, 0}, w;
	reads("WSASendMsg", WSASendMsg(u, (WSAMSG *)p, 0, &n, NULL, NULL));
	reads("WSASendMsg, address", WSASendMsg(u, (w = m, w.name = SA(p), &w), 0, &n, NULL, NULL));
	reads("WSASendMsg, buffers", WSASendMsg(u, (w = m, w.lpBuffers = (WSABUF *)p, &w), 0, &n, NULL,
		NULL));
	reads("WSASendMsg, control", WSASendMsg(u, (w = m, w.Control = (WSABUF){24, p}, &w), 0, &n, NULL,
		NULL));
	writes("WSASendMsg, count", WSASendMsg(u, &m, 0, (DWORD *)p, NULL, NULL));

	/* There is data for each of these, which stays. */
	send(b, "stream", 6, 0);
	readable(a, 5000);
	writes("recv", recv(a, p, 100, 0));
	writes("recv, MSG_PEEK", recv(a, p, 100, MSG_PEEK));
	writes("WSARecv, a buffer",
		WSARecv(a, (wild = (WSABUF){100, p}, &wild), 1, &n, (flags = 0, &flags), NULL, NULL));
	reads("WSARecv, buffers", WSARecv(a, (WSABUF *)p, 1, &n, (flags = 0, &flags), NULL, NULL));
	writes("WSARecv, count", WSARecv(a, &one, 1, (DWORD *)p, (flags = 0, &flags), NULL, NULL));
	writes("WSARecv, flags", WSARecv(a, &one, 1, &n, (DWORD *)p, NULL, NULL));
	expect("S-113", "the data is still there", recv(a, room, 6, 0), 6);
	sendto(u, "datagram", 8, 0, SA(&to), sizeof to);
	readable(u, 5000);
	writes("recvfrom", recvfrom(u, p, 100, 0, NULL, NULL));
	writes("recvfrom, address", recvfrom(u, room, 100, 0, SA(p), (len = 16, &len)));
	writes("recvfrom, length", recvfrom(u, room, 100, 0, SA(room), (int *)p));
	writes("WSARecvFrom, a buffer", WSARecvFrom(u, (wild = (WSABUF){100, p}, &wild), 1, &n,
		(flags = 0, &flags), NULL, NULL, NULL, NULL));
	writes("WSARecvFrom, address", WSARecvFrom(u, &one, 1, &n, (flags = 0, &flags), SA(p),
		(len = 16, &len), NULL, NULL));
	writes("WSARecvFrom, length", WSARecvFrom(u, &one, 1, &n, (flags = 0, &flags), SA(room), (int *)p,
		NULL, NULL));
	writes("WSARecvFrom, count", WSARecvFrom(u, &one, 1, (DWORD *)p, (flags = 0, &flags), NULL, NULL,
		NULL, NULL));
	LPFN_WSARECVMSG receive;
	GUID id = WSAID_WSARECVMSG;
	WSAIoctl(u, SIO_GET_EXTENSION_FUNCTION_POINTER, &id, sizeof id, &receive, sizeof receive, &n, NULL,
		NULL);
	struct sockaddr_in from;
	WSABUF large = {sizeof room, room};
	m = (WSAMSG){SA(&from), sizeof from, &large, 1, {0, NULL}, 0};
	writes("WSARecvMsg", receive(u, (WSAMSG *)p, &n, NULL, NULL));
	writes("WSARecvMsg, address", receive(u, (w = m, w.name = SA(p), &w), &n, NULL, NULL));
	writes("WSARecvMsg, control", receive(u, (w = m, w.Control = (WSABUF){24, p}, &w), &n, NULL,
		NULL));
	reads("WSARecvMsg, buffers", receive(u, (w = m, w.lpBuffers = (WSABUF *)p, &w), &n, NULL, NULL));
	writes("WSARecvMsg, count", receive(u, &m, (DWORD *)p, NULL, NULL));
	expect("S-113", "the datagram is still there", recv(u, room, sizeof room, 0), 8);
}

static void waiting(void)
{
	fd_set set;
	struct timeval now = {0, 0};
	FD_ZERO(&set);
	FD_SET(a, &set);
	writes("select, read", select(0, (fd_set *)p, NULL, NULL, &now));
	writes("select, write", select(0, NULL, (fd_set *)p, NULL, &now));
	writes("select, except", select(0, NULL, NULL, (fd_set *)p, &now));
	reads("select, limit", select(0, NULL, &set, NULL, (struct timeval *)p));
	writes("WSAPoll", WSAPoll((WSAPOLLFD *)p, 1, 0));
	writes("WSAHtonl", WSAHtonl(a, 1, (u_long *)p));
	writes("WSANtohl", WSANtohl(a, 1, (u_long *)p));
	/* 1 byte less, for those of 2 bytes. */
	writes("WSAHtons", WSAHtons(a, 1, (u_short *)(p + (kind == EDGE))));
	writes("WSANtohs", WSANtohs(a, 1, (u_short *)(p + (kind == EDGE))));
	each(READ_ONLY, "WSAWaitForMultipleEvents", WSAWaitForMultipleEvents(1, (WSAEVENT *)p, 0, 0, 0),
		WSA_WAIT_FAILED, ANY);
}

static void names(void)
{
	DWORD size;
	struct addrinfo *list;
	ADDRINFOW *wide_list;
	WCHAR wide_text[] = L"127.0.0.1";
	char text[] = "127.0.0.1";
	/* A text has its end before the end of its page, or it has none. */
	null(READ_ONLY, "gethostbyname", gethostbyname(p));
	null(READ_ONLY, "gethostbyaddr", gethostbyaddr(p, 4, AF_INET));
	null(READ_ONLY, "getservbyname", getservbyname(p, NULL));
	null(READ_ONLY, "getservbyname, protocol", getservbyname("http", p));
	null(READ_ONLY, "getservbyport", getservbyport(htons(80), p));
	null(READ_ONLY, "getprotobyname", getprotobyname(p));
	writes("gethostname", gethostname(p, 100));
	writes("GetHostNameW", GetHostNameW((PWSTR)p, 100));
	result(READ_ONLY, "getaddrinfo, node", getaddrinfo(p, "80", NULL, &list));
	result(READ_ONLY, "getaddrinfo, service", getaddrinfo("127.0.0.1", p, NULL, &list));
	result(READ_ONLY, "getaddrinfo, hints", getaddrinfo(text, "80", (struct addrinfo *)p, &list));
	result(KINDS, "getaddrinfo, result", getaddrinfo(text, "80", NULL, (struct addrinfo **)p));
	result(READ_ONLY, "GetAddrInfoW, node", GetAddrInfoW((PCWSTR)p, L"80", NULL, &wide_list));
	result(READ_ONLY, "GetAddrInfoW, service", GetAddrInfoW(wide_text, (PCWSTR)p, NULL, &wide_list));
	result(KINDS, "GetAddrInfoW, result", GetAddrInfoW(wide_text, L"80", NULL, (ADDRINFOW **)p));
	result(READ_ONLY, "getnameinfo, address", getnameinfo(SA(p), 16, room, 100, NULL, 0, 0));
	result(KINDS, "getnameinfo, host", getnameinfo(SA(&to), 16, p, 100, NULL, 0, NI_NUMERICHOST));
	result(KINDS, "getnameinfo, service", getnameinfo(SA(&to), 16, NULL, 0, p, 100, NI_NUMERICSERV));
	result(KINDS, "GetNameInfoW, host", GetNameInfoW(SA(&to), 16, (PWCHAR)p, 100, NULL, 0,
		NI_NUMERICHOST));
	each(READ_ONLY, "inet_addr", (int)inet_addr(p), (int)INADDR_NONE, ANY);
	reads("inet_pton, text", inet_pton(AF_INET, p, room));
	writes("inet_pton, address", inet_pton(AF_INET, text, p));
	reads("InetPtonW, text", InetPtonW(AF_INET, (PCWSTR)p, room));
	writes("InetPtonW, address", InetPtonW(AF_INET, wide_text, p));
	each(READ_ONLY, "inet_ntop, address", (intptr_t)inet_ntop(AF_INET, p, room, 100), 0, ANY);
	each(KINDS, "inet_ntop, text", (intptr_t)inet_ntop(AF_INET, &to, p, 100), 0, ANY);
	each(KINDS, "InetNtopW, text", (intptr_t)InetNtopW(AF_INET, &to, (PWSTR)p, 100), 0, ANY);
	reads("WSAAddressToStringA", WSAAddressToStringA(SA(p), 16, NULL, room, (size = 100, &size)));
	writes("WSAAddressToStringA, text", WSAAddressToStringA(SA(&to), 16, NULL, p, (size = 100,
		&size)));
	writes("WSAAddressToStringA, length", WSAAddressToStringA(SA(&to), 16, NULL, room, (DWORD *)p));
	reads("WSAAddressToStringA, info", WSAAddressToStringA(SA(&to), 16, (WSAPROTOCOL_INFOA *)p, room,
		(size = 100, &size)));
	writes("WSAAddressToStringW, text", WSAAddressToStringW(SA(&to), 16, NULL, (PWSTR)p,
		(size = 100, &size)));
	reads("WSAStringToAddressA", WSAStringToAddressA(p, AF_INET, NULL, SA(room), (len = 16, &len)));
	writes("WSAStringToAddressA, address", WSAStringToAddressA(text, AF_INET, NULL, SA(p),
		(len = 16, &len)));
	writes("WSAStringToAddressA, length", WSAStringToAddressA(text, AF_INET, NULL, SA(room),
		(int *)p));
	reads("WSAStringToAddressW", WSAStringToAddressW((PWSTR)p, AF_INET, NULL, SA(room),
		(len = 16, &len)));
	writes("WSAStringToAddressW, address", WSAStringToAddressW(wide_text, AF_INET, NULL, SA(p),
		(len = 16, &len)));
}

static void catalog(void)
{
	static WSAPROTOCOL_INFOW all[64];
	DWORD size;
	reads("WSAEnumProtocolsA, filter", WSAEnumProtocolsA((int *)p, (WSAPROTOCOL_INFOA *)all,
		(size = sizeof all, &size)));
	writes("WSAEnumProtocolsA, length", WSAEnumProtocolsA(NULL, (WSAPROTOCOL_INFOA *)all, (DWORD *)p));
	reads("WSAEnumProtocolsW, filter", WSAEnumProtocolsW((int *)p, all, (size = sizeof all, &size)));
	writes("WSAEnumProtocolsW, length", WSAEnumProtocolsW(NULL, all, (DWORD *)p));
	each(KINDS, "WSAEnumProtocolsW, buffer", WSAEnumProtocolsW(NULL, (WSAPROTOCOL_INFOW *)p,
		(size = sizeof all, &size)), SOCKET_ERROR, ANY);
	writes("WSAEnumNameSpaceProvidersA, length", WSAEnumNameSpaceProvidersA((DWORD *)p,
		(WSANAMESPACE_INFOA *)all));
	writes("WSAEnumNameSpaceProvidersA", WSAEnumNameSpaceProvidersA((size = sizeof all, &size),
		(WSANAMESPACE_INFOA *)p));
	writes("WSAEnumNameSpaceProvidersW", WSAEnumNameSpaceProvidersW((size = sizeof all, &size),
		(WSANAMESPACE_INFOW *)p));
}

/* by_name makes calls that connect, with pointers that are wrong. */
static void by_name(void)
{
	char node[] = "127.0.0.1", service[] = "1";
	WCHAR wide_node[] = L"127.0.0.1", wide_service[] = L"1";
	DWORD size = 16;
	SOCKET s = tcp();
#define refused(kinds, what, call) each(kinds, what, call, FALSE, WSAEFAULT)
	refused(READ_ONLY, "WSAConnectByNameA, node", WSAConnectByNameA(s, p, service, NULL, NULL, NULL,
		NULL, NULL, NULL));
	refused(READ_ONLY, "WSAConnectByNameA, service", WSAConnectByNameA(s, node, p, NULL, NULL, NULL,
		NULL, NULL, NULL));
	refused(KINDS, "WSAConnectByNameA, length", WSAConnectByNameA(s, node, service, (DWORD *)p,
		SA(room), NULL, NULL, NULL, NULL));
	refused(KINDS, "WSAConnectByNameA, address", WSAConnectByNameA(s, node, service, &size, SA(p),
		NULL,
		NULL, NULL, NULL));
	refused(READ_ONLY, "WSAConnectByNameA, limit", WSAConnectByNameA(s, node, service, NULL, NULL,
		NULL, NULL, (struct timeval *)p, NULL));
	refused(READ_ONLY, "WSAConnectByNameW, node", WSAConnectByNameW(s, (PWSTR)p, wide_service, NULL,
		NULL, NULL, NULL, NULL, NULL));
	refused(READ_ONLY, "WSAConnectByNameW, service", WSAConnectByNameW(s, wide_node, (PWSTR)p, NULL,
		NULL, NULL, NULL, NULL, NULL));
	closesocket(s);
	s = tcp6();
	if (s == INVALID_SOCKET)
		return;
	refused(READ_ONLY, "WSAConnectByList", WSAConnectByList(s, (SOCKET_ADDRESS_LIST *)p, NULL, NULL,
		NULL, NULL, NULL, NULL));
	SOCKET_ADDRESS_LIST list = {1, {{NULL, sizeof(struct sockaddr_in6)}}};
	refused(READ_ONLY, "WSAConnectByList, an address", WSAConnectByList(s,
		(list.Address[0].lpSockaddr = SA(p), &list), NULL, NULL, NULL, NULL, NULL, NULL));
	closesocket(s);
}

/* What is wrong with the socket comes before what is wrong with the pointers. */
static void order(void)
{
	SOCKET none = 0xDEADBEEC;
#define first(what, call, error) \
	each(READ_ONLY, what, call, SOCKET_ERROR, error)
	first("bind of a bad socket", bind(none, SA(p), 16), WSAENOTSOCK);
	first("connect of a bad socket", connect(none, SA(p), 16), WSAENOTSOCK);
	first("send of a bad socket", send(none, p, 10, 0), WSAENOTSOCK);
	first("recv of a bad socket", recv(none, p, 10, 0), WSAENOTSOCK);
	first("getsockopt of a bad socket", getsockopt(none, SOL_SOCKET, SO_TYPE, p, (int *)p),
		WSAENOTSOCK);
	first("ioctlsocket of a bad socket", ioctlsocket(none, FIONREAD, (u_long *)p), WSAENOTSOCK);
	first("getpeername without a peer", getpeername(fresh, SA(p), (int *)p), WSAENOTCONN);
	first("getsockname, unbound", getsockname(fresh, SA(p), (int *)p), WSAEINVAL);
	first("send without a peer", send(fresh, p, 10, 0), WSAENOTCONN);
	first("recv without a peer", recv(fresh, p, 10, 0), WSAENOTCONN);
	WSACleanup();
	first("send before WSAStartup", send(none, p, 10, 0), WSANOTINITIALISED);
	first("select before WSAStartup", select(0, (fd_set *)p, NULL, NULL, NULL), WSANOTINITIALISED);
	start();
}

int main(void)
{
	start();
	if (wine())
		skip_all("S-113", "Wine 8.0 ends in many of these calls");
	make();
	pair(&a, &b);
	u = bound(udp());
	fresh = tcp();
	listening = listener();
	to = loopback(port(u));
	/* A connection waits, so that accept would not. */
	SOCKET client = tcp();
	connect_to(client, "127.0.0.1", port(listening));
	readable(listening, 5000);
	sockets();
	SOCKET s = accept(listening, NULL, NULL);
	check("S-113", s != INVALID_SOCKET, "the connection is still there");
	data();
	waiting();
	names();
	catalog();
	by_name();
	order();
	WSACleanup();
	return verdict();
}
