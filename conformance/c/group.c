/* group.c: socket groups. Chapter 6 of providers.md. */
#include "operation.h"

#ifndef SG_UNCONSTRAINED_GROUP /* Microsoft's headers have neither */
#define SG_UNCONSTRAINED_GROUP 1
#define SG_CONSTRAINED_GROUP 2
#endif

/* grouped is WSASocket with a group. */
static SOCKET grouped(int family, int type, GROUP g)
{
	return WSASocketW(family, type, 0, NULL, g, WSA_FLAG_OVERLAPPED);
}

/* stream is a TCP/IPv4 socket in a group. */
static SOCKET stream(GROUP g)
{
	return grouped(AF_INET, SOCK_STREAM, g);
}

/* group_of is the group of s, 0xDEAD when that can't be had. */
static GROUP group_of(SOCKET s)
{
	GROUP g = 0xDEAD;
	int n = sizeof g;
	if (getsockopt(s, SOL_SOCKET, SO_GROUP_ID, (char *)&g, &n) != 0 || n != sizeof g)
		return 0xDEAD;
	return g;
}

/* exists tells whether a TCP/IPv4 socket can join a group. */
static int exists(GROUP g)
{
	SOCKET s = stream(g);
	if (s == INVALID_SOCKET)
		return 0;
	closesocket(s);
	return 1;
}

/* refused checks that WSASocket refuses a group. */
static void refused(const char *clause, const char *what, int family, int type, GROUP g)
{
	expect_error(clause, what, grouped(family, type, g), INVALID_SOCKET, WSAEINVAL);
}

static void creation(void)
{
	GROUP none = 0;
	check("P-320", sizeof none == 4 && none - 1 > 0, "a GROUP is an unsigned number of 32 bits");
	expect("P-322", "the two ways to start a group", SG_UNCONSTRAINED_GROUP * 10 +
		SG_CONSTRAINED_GROUP, 12);
	SOCKET s = tcp();
	expect("P-321", "the group of a socket of socket()", group_of(s), 0);
	closesocket(s);
	s = stream(0);
	expect("P-321", "the group of a socket with g = 0", group_of(s), 0);
	closesocket(s);
	for (GROUP kind = SG_UNCONSTRAINED_GROUP; kind <= SG_CONSTRAINED_GROUP; kind++) {
		SOCKET a = stream(kind), b = stream(kind);
		GROUP g = group_of(a), other = group_of(b);
		check("P-321", a != INVALID_SOCKET && b != INVALID_SOCKET, "a new group");
		check("P-324", g > 2 && g != 0xFFFFFFFF && g != 0xDEAD, "its id");
		check("P-348", g != other, "another new group has another id");
		closesocket(b);
		b = stream(g);
		check("P-323", b != INVALID_SOCKET, "joining it");
		check("P-344", group_of(b) == g, "the id of who has joined");
		closesocket(a);
		check("P-347", exists(g), "the group outlives its founder");
		closesocket(b);
		check("P-347", !exists(g), "it ends with its last member");
	}
}

static void requirements(void)
{
	SOCKET any = stream(SG_UNCONSTRAINED_GROUP), strict = stream(SG_CONSTRAINED_GROUP);
	SOCKET s = grouped(AF_INET, SOCK_DGRAM, group_of(any));
	check("P-325", s != INVALID_SOCKET, "another type in an unconstrained group");
	closesocket(s);
	refused("P-325", "another provider in it", AF_INET6, SOCK_STREAM, group_of(any));
	refused("P-326", "another type in a constrained group", AF_INET, SOCK_DGRAM,
		group_of(strict));
	refused("P-328", "another family in it", AF_INET6, SOCK_STREAM, group_of(strict));
	refused("P-327", "a constrained group of datagrams", AF_INET, SOCK_DGRAM,
		SG_CONSTRAINED_GROUP);
	refused("P-324", "a group that there is not", AF_INET, SOCK_STREAM, 0xABCD);
	refused("P-324", "the largest number", AF_INET, SOCK_STREAM, 0xFFFFFFFF);
	refused("P-324", "3", AF_INET, SOCK_DGRAM, 3);
	s = grouped(AF_INET, SOCK_DGRAM, SG_UNCONSTRAINED_GROUP);
	check("P-325", s != INVALID_SOCKET, "an unconstrained group of datagrams");
	closesocket(s);
	closesocket(any);
	closesocket(strict);
}

static void options(void)
{
	SOCKET none = tcp(), a = stream(SG_UNCONSTRAINED_GROUP), b = stream(group_of(a));
	char room[8];
	for (int n = 0; n < 4; n++) {
		int len = n;
		fails("P-346", "SO_GROUP_ID with too little room",
			getsockopt(a, SOL_SOCKET, SO_GROUP_ID, room, &len), WSAEFAULT);
		len = n;
		fails("P-346", "SO_GROUP_PRIORITY with too little room",
			getsockopt(a, SOL_SOCKET, SO_GROUP_PRIORITY, room, &len), WSAEFAULT);
	}
	fails("P-346", "a priority of 2 bytes",
		setsockopt(a, SOL_SOCKET, SO_GROUP_PRIORITY, room, 2), WSAEFAULT);
	fails("P-344", "to set SO_GROUP_ID", set_option(a, SOL_SOCKET, SO_GROUP_ID, 1),
		WSAENOPROTOOPT);
	expect("P-345", "the priority at first", option(a, SOL_SOCKET, SO_GROUP_PRIORITY), 0);
	expect("P-345", "without a group", option(none, SOL_SOCKET, SO_GROUP_PRIORITY), 0);
	expect("P-345", "to set it", set_option(b, SOL_SOCKET, SO_GROUP_PRIORITY, 3), 0);
	expect("P-345", "what it is then", option(b, SOL_SOCKET, SO_GROUP_PRIORITY), 3);
	expect("P-345", "the other member's", option(a, SOL_SOCKET, SO_GROUP_PRIORITY), 0);
	fails("P-345", "a negative one", set_option(b, SOL_SOCKET, SO_GROUP_PRIORITY, -1), WSAEINVAL);
	fails("P-345", "one without a group", set_option(none, SOL_SOCKET, SO_GROUP_PRIORITY, 1),
		WSAENOPROTOOPT);
	closesocket(none);
	closesocket(a);
	closesocket(b);
}

/* listens_at is the port of a TCP socket that listens at an address, in *s. */
static unsigned short listens_at(SOCKET *s, const char *address)
{
	*s = tcp();
	bind_to(*s, address, 0);
	listen(*s, 20);
	return port(*s);
}

static void peers(void)
{
	SOCKET here, there, l;
	unsigned short at_here = listens_at(&here, "127.0.0.1");
	unsigned short at_again = listens_at(&l, "127.0.0.1");
	unsigned short at_there = listens_at(&there, "127.0.0.2");
	SOCKET a = stream(SG_CONSTRAINED_GROUP), b = stream(group_of(a)), c = stream(group_of(a));
	GROUP g = group_of(a);
	expect("P-332", "the first connection", connect_to(a, "127.0.0.1", at_here), 0);
	expect("P-334", "another port", connect_to(b, "127.0.0.1", at_again), 0);
	fails("P-333", "another address", connect_to(c, "127.0.0.2", at_there), WSAEINVAL);
	struct sockaddr_in to = loopback(at_there);
	to.sin_addr.s_addr = htonl(0x7F000002);
	fails("P-333", "another address for WSAConnect",
		WSAConnect(c, (struct sockaddr *)&to, sizeof to, NULL, NULL, NULL, NULL), WSAEINVAL);
	check("P-334", !is_connected(c), "the socket is not connected");
	expect("P-334", "it may go to the right one", connect_to(c, "127.0.0.1", at_here), 0);
	closesocket(a);
	closesocket(b);
	a = stream(g);
	fails("P-336", "one is connected still", connect_to(a, "127.0.0.2", at_there), WSAEINVAL);
	closesocket(c);
	expect("P-336", "none is", connect_to(a, "127.0.0.2", at_there), 0);
	closesocket(a);

	a = stream(SG_CONSTRAINED_GROUP);
	g = group_of(a);
	b = stream(g);
	fails("P-335", "a connect that fails", connect_to(a, "127.0.0.1", dead()), WSAECONNREFUSED);
	expect("P-335", "keeps nothing", connect_to(b, "127.0.0.2", at_there), 0);
	c = bound(stream(g));
	expect("P-336", "binding is free", port(c) != 0, 1);
	LPFN_CONNECTEX connect_ex = provided(c, (GUID)WSAID_CONNECTEX);
	OVERLAPPED o;
	to = loopback(at_here);
	fresh(&o, NULL);
	expect_error("P-333", "ConnectEx to another address",
		connect_ex(c, (struct sockaddr *)&to, sizeof to, NULL, 0, NULL, &o), FALSE, WSAEINVAL);
	closesocket(a);
	closesocket(b);
	closesocket(c);

	a = stream(SG_UNCONSTRAINED_GROUP);
	b = stream(group_of(a));
	expect("P-325", "an unconstrained group", connect_to(a, "127.0.0.1", at_here), 0);
	expect("P-325", "goes anywhere", connect_to(b, "127.0.0.2", at_there), 0);
	closesocket(a);
	closesocket(b);
	closesocket(here);
	closesocket(l);
	closesocket(there);
}

/* What the condition function answers, and what it was given. */
static GROUP answer, given;
static int decision;
static DWORD asked_on;
static struct sockaddr_in caller, callee;
static unsigned long extra; /* bytes of data beside the addresses */

static int CALLBACK condition(LPWSABUF caller_id, LPWSABUF caller_data, LPQOS sqos, LPQOS gqos,
	LPWSABUF callee_id, LPWSABUF callee_data, GROUP *g, DWORD_PTR data)
{
	(void)sqos, (void)gqos;
	if (caller_id->len >= sizeof caller)
		memcpy(&caller, caller_id->buf, sizeof caller);
	if (callee_id->len >= sizeof callee)
		memcpy(&callee, callee_id->buf, sizeof callee);
	extra = (caller_data ? caller_data->len : 0) + (callee_data ? callee_data->len : 0);
	given = *g;
	*g = answer;
	asked_on = GetCurrentThreadId();
	return decision + (int)data;
}

/* offered accepts a connection with a condition function; *peer is its other end. */
static SOCKET offered(SOCKET l, GROUP g, int decides, SOCKET *peer)
{
	*peer = tcp();
	connect_to(*peer, "127.0.0.1", port(l));
	readable(l, 5000);
	answer = g;
	decision = decides;
	given = 0xDEAD;
	return WSAAccept(l, NULL, NULL, condition, 0);
}

/* is_reset tells whether the other side of s has reset the connection. */
static int is_reset(SOCKET s)
{
	char b;
	set_option(s, SOL_SOCKET, SO_RCVTIMEO, 5000);
	return recv(s, &b, 1, 0) == SOCKET_ERROR && WSAGetLastError() == WSAECONNRESET;
}

static void accepting(void)
{
	SOCKET l = listener(), peer, other;
	SOCKET s = offered(l, SG_UNCONSTRAINED_GROUP, CF_ACCEPT, &peer);
	expect("P-337", "the condition function's thread", asked_on, GetCurrentThreadId());
	expect("P-339", "*g before", given, 0);
	check("P-342", caller.sin_family == AF_INET && caller.sin_port == htons(port(peer)) &&
		caller.sin_addr.s_addr == htonl(INADDR_LOOPBACK), "the caller's address");
	check("P-342", callee.sin_family == AF_INET && callee.sin_port == htons(port(l)),
		"the callee's address");
	expect("P-342", "data beside them, which TCP does not carry", extra, 0);
	GROUP g = group_of(s);
	check("P-339", s != INVALID_SOCKET && g > 2 && g != 0xDEAD, "a new group");
	SOCKET t = offered(l, g, CF_ACCEPT, &other);
	check("P-339", t != INVALID_SOCKET && group_of(t) == g, "a group that there is");
	expect("P-339", "the listener's group", group_of(l), 0);
	closesocket(t);
	closesocket(other);
	t = offered(l, 0, CF_ACCEPT, &other);
	check("P-339", t != INVALID_SOCKET && group_of(t) == 0, "no group");
	closesocket(t);
	closesocket(other);
	closesocket(s);
	closesocket(peer);

	s = offered(l, SG_CONSTRAINED_GROUP, CF_ACCEPT, &peer);
	g = group_of(s);
	check("P-339", s != INVALID_SOCKET && g > 2 && g != 0xDEAD, "a new constrained group");
	SOCKET there;
	unsigned short at = listens_at(&there, "127.0.0.2");
	t = stream(g);
	fails("P-332", "the caller's address is the group's", connect_to(t, "127.0.0.2", at),
		WSAEINVAL);
	closesocket(t);
	closesocket(there);
	closesocket(s);
	closesocket(peer);

	expect_error("P-341", "a group that there is not",
		offered(l, 0xABCD, CF_ACCEPT, &peer), INVALID_SOCKET, WSAEINVAL);
	check("P-341", is_reset(peer), "the connection is reset");
	closesocket(peer);
	SOCKET six = grouped(AF_INET6, SOCK_STREAM, SG_UNCONSTRAINED_GROUP);
	expect_error("P-341", "one of another provider",
		offered(l, group_of(six), CF_ACCEPT, &peer), INVALID_SOCKET, WSAEINVAL);
	closesocket(six);
	closesocket(peer);
	expect_error("P-338", "CF_REJECT, with a group that there is not",
		offered(l, 0xABCD, CF_REJECT, &peer), INVALID_SOCKET, WSAECONNREFUSED);
	closesocket(peer);
	expect_error("P-338", "no decision at all",
		offered(l, 0, 7, &peer), INVALID_SOCKET, WSAEINVAL);
	closesocket(peer);
	expect_error("P-338", "CF_DEFER, with a group that there is not",
		offered(l, 0xABCD, CF_DEFER, &peer), INVALID_SOCKET, WSATRY_AGAIN);
	closesocket(peer);
	closesocket(l);

	l = bound(stream(SG_UNCONSTRAINED_GROUP));
	listen(l, 5);
	peer = tcp();
	connect_to(peer, "127.0.0.1", port(l));
	s = accept(l, NULL, NULL);
	expect("P-340", "accept does not hand on the listener's group", group_of(s), 0);
	closesocket(s);
	closesocket(peer);

	LPFN_ACCEPTEX accept_ex = provided(l, (GUID)WSAID_ACCEPTEX);
	char block[2 * (sizeof(struct sockaddr_in) + 16)];
	OVERLAPPED o;
	s = stream(SG_UNCONSTRAINED_GROUP);
	g = group_of(s);
	fresh(&o, NULL);
	accept_ex(l, s, block, 0, sizeof block / 2, sizeof block / 2, NULL, &o);
	peer = tcp();
	connect_to(peer, "127.0.0.1", port(l));
	ended(&o, 5000);
	check("P-331", group_of(s) == g && g > 2, "AcceptEx leaves its socket in its group");
	closesocket(s);
	closesocket(peer);
	closesocket(l);
}

/* joins runs this program again to have it join g, and gives its exit code. */
static DWORD joins(GROUP g)
{
	WCHAR self[MAX_PATH], line[2 * MAX_PATH];
	STARTUPINFOW how = {.cb = sizeof how};
	PROCESS_INFORMATION child;
	DWORD code = 99;
	GetModuleFileNameW(NULL, self, MAX_PATH);
	swprintf(line, sizeof line / sizeof *line, L"\"%ls\" join %u", self, (unsigned)g);
	if (!CreateProcessW(NULL, line, NULL, NULL, FALSE, 0, NULL, NULL, &how, &child))
		return 98;
	WaitForSingleObject(child.hProcess, 20000);
	GetExitCodeProcess(child.hProcess, &code);
	CloseHandle(child.hProcess);
	CloseHandle(child.hThread);
	return code;
}

static void processes(void)
{
	SOCKET s = stream(SG_CONSTRAINED_GROUP);
	expect("P-349", "another process joins", joins(group_of(s)), 0);
	GROUP g = group_of(s);
	closesocket(s);
	expect("P-348", "a group that has ended", joins(g), 1);
}

/* join is what the other process does: 0 when it is in the group, else 1. */
static int join(GROUP g)
{
	WSADATA data;
	if (WSAStartup(MAKEWORD(2, 2), &data) != 0)
		return 2;
	SOCKET s = stream(g);
	int in = s != INVALID_SOCKET && group_of(s) == g;
	int why = WSAGetLastError();
	WSACleanup();
	return in ? 0 : why == WSAEINVAL ? 1 : 3;
}

int main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], "join") == 0)
		return join((GROUP)strtoul(argv[2], NULL, 10));
	start();
	creation();
	requirements();
	options();
	peers();
	accepting();
	processes();
	WSACleanup();
	return verdict();
}
