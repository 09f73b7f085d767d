/* check.c: the harness of the conformance programs. */
#include "check.h"

#include <stdlib.h>

static int failures;

static void line(const char *clause, const char *result, const char *what)
{
	printf("%s\t%s\t%s", clause, result, what);
}

/* finish ends the line, so that a crash later loses nothing. */
static void finish(void)
{
	printf("\n");
	fflush(stdout);
}

void check(const char *clause, int holds, const char *what)
{
	failures += !holds;
	line(clause, holds ? "pass" : "FAIL", what);
	finish();
}

void expect(const char *clause, const char *what, long long got, long long want)
{
	failures += got != want;
	line(clause, got == want ? "pass" : "FAIL", what);
	if (got != want)
		printf("\tgot %d, want %d", (int)got, (int)want);
	finish();
}

void failed_as(const char *clause, const char *what, long long got, long long result, int error,
	int wanted)
{
	int same = got == result && (wanted == ANY || error == wanted);
	failures += !same;
	line(clause, same ? "pass" : "FAIL", what);
	if (!same)
		printf("\tgot %d with error %d, want %d with %d", (int)got, error, (int)result, wanted);
	finish();
}

void skip(const char *clause, const char *why)
{
	line(clause, "skip", why);
	finish();
}

void skip_all(const char *clause, const char *why)
{
	skip(clause, why);
	exit(0);
}

int wine(void)
{
	HMODULE ntdll = GetModuleHandleA("ntdll.dll");
	return ntdll != NULL && GetProcAddress(ntdll, "wine_get_version") != NULL;
}

int verdict(void)
{
	return failures > 0;
}

void start(void)
{
	WSADATA data;
	int error = WSAStartup(MAKEWORD(2, 2), &data);
	if (error != 0) {
		fprintf(stderr, "WSAStartup: error %d\n", error);
		exit(2);
	}
}

static SOCKET opened(int type, int protocol)
{
	SOCKET s = socket(AF_INET, type, protocol);
	if (s == INVALID_SOCKET) {
		fprintf(stderr, "socket: error %d\n", WSAGetLastError());
		exit(2);
	}
	return s;
}

SOCKET tcp(void)
{
	return opened(SOCK_STREAM, IPPROTO_TCP);
}

SOCKET udp(void)
{
	return opened(SOCK_DGRAM, IPPROTO_UDP);
}

struct sockaddr_in loopback(unsigned short port)
{
	struct sockaddr_in at;
	memset(&at, 0, sizeof at);
	at.sin_family = AF_INET;
	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	at.sin_port = htons(port);
	return at;
}

unsigned short port(SOCKET s)
{
	struct sockaddr_in at;
	int n = sizeof at;
	memset(&at, 0, sizeof at);
	getsockname(s, (struct sockaddr *)&at, &n);
	return ntohs(at.sin_port);
}

static void must(int ok, const char *what)
{
	if (!ok) {
		fprintf(stderr, "%s: error %d\n", what, WSAGetLastError());
		exit(2);
	}
}

SOCKET bound(SOCKET s)
{
	struct sockaddr_in at = loopback(0);
	must(bind(s, (struct sockaddr *)&at, sizeof at) == 0, "bind");
	return s;
}

SOCKET listener(void)
{
	SOCKET s = bound(tcp());
	must(listen(s, SOMAXCONN) == 0, "listen");
	return s;
}

void pair(SOCKET *a, SOCKET *b)
{
	SOCKET l = listener();
	struct sockaddr_in at = loopback(port(l));
	*a = tcp();
	must(connect(*a, (struct sockaddr *)&at, sizeof at) == 0, "connect");
	*b = accept(l, NULL, NULL);
	must(*b != INVALID_SOCKET, "accept");
	closesocket(l);
}

SOCKET connected(SOCKET to)
{
	SOCKET s = udp();
	struct sockaddr_in at = loopback(port(to));
	must(connect(s, (struct sockaddr *)&at, sizeof at) == 0, "connect");
	return s;
}

static struct sockaddr_in ip4(const char *address, unsigned short port)
{
	struct sockaddr_in at = loopback(port);
	at.sin_addr.s_addr = inet_addr(address);
	return at;
}

int bind_to(SOCKET s, const char *address, unsigned short port)
{
	struct sockaddr_in at = ip4(address, port);
	return bind(s, (struct sockaddr *)&at, sizeof at);
}

int connect_to(SOCKET s, const char *address, unsigned short port)
{
	struct sockaddr_in at = ip4(address, port);
	return connect(s, (struct sockaddr *)&at, sizeof at);
}

SOCKET tcp6(void)
{
	SOCKET s = socket(AF_INET6, SOCK_STREAM, IPPROTO_TCP);
	if (s != INVALID_SOCKET && bind6(s, "::1", 0) != 0) {
		closesocket(s);
		return INVALID_SOCKET;
	}
	closesocket(s);
	return socket(AF_INET6, SOCK_STREAM, IPPROTO_TCP);
}

SOCKET udp6(void)
{
	SOCKET s = tcp6();
	if (s == INVALID_SOCKET)
		return s;
	closesocket(s);
	return socket(AF_INET6, SOCK_DGRAM, IPPROTO_UDP);
}

int bind6(SOCKET s, const char *address, unsigned short port)
{
	struct sockaddr_in6 at;
	memset(&at, 0, sizeof at);
	at.sin6_family = AF_INET6;
	at.sin6_port = htons(port);
	must(inet_pton(AF_INET6, address, &at.sin6_addr) == 1, "inet_pton");
	return bind(s, (struct sockaddr *)&at, sizeof at);
}

unsigned short dead(void)
{
	return port(bound(tcp()));
}

void nonblocking(SOCKET s, int on)
{
	u_long mode = on;
	must(ioctlsocket(s, FIONBIO, &mode) == 0, "FIONBIO");
}

void reset(SOCKET s)
{
	struct linger hard = {1, 0};
	must(setsockopt(s, SOL_SOCKET, SO_LINGER, (char *)&hard, sizeof hard) == 0, "SO_LINGER");
	must(closesocket(s) == 0, "closesocket");
}

int set_option(SOCKET s, int level, int name, int value)
{
	return setsockopt(s, level, name, (char *)&value, sizeof value);
}

int option(SOCKET s, int level, int name)
{
	int value = 0, n = sizeof value;
	return getsockopt(s, level, name, (char *)&value, &n) == 0 ? value : -1;
}

int is_connected(SOCKET s)
{
	struct sockaddr_in6 at;
	int n = sizeof at;
	return getpeername(s, (struct sockaddr *)&at, &n) == 0;
}

/* ready waits in select for s in one of the sets. */
static int ready(SOCKET s, int ms, int set)
{
	fd_set sets[3];
	struct timeval limit;
	limit.tv_sec = ms / 1000;
	limit.tv_usec = ms % 1000 * 1000;
	for (int i = 0; i < 3; i++)
		FD_ZERO(&sets[i]);
	FD_SET(s, &sets[set]);
	return select(0, &sets[0], &sets[1], &sets[2], &limit) == 1;
}

int readable(SOCKET s, int ms)
{
	return ready(s, ms, 0);
}

int writable(SOCKET s, int ms)
{
	return ready(s, ms, 1);
}

int excepted(SOCKET s, int ms)
{
	return ready(s, ms, 2);
}

HANDLE on_thread(DWORD(WINAPI *f)(void *), void *argument)
{
	HANDLE thread = CreateThread(NULL, 0, f, argument, 0, NULL);
	must(thread != NULL, "CreateThread");
	return thread;
}

void joined(HANDLE thread)
{
	WaitForSingleObject(thread, INFINITE);
	CloseHandle(thread);
}

int layered(SOCKET s)
{
	WSAPROTOCOL_INFOW info = {0};
	int n = sizeof info;
	getsockopt(s, SOL_SOCKET, SO_PROTOCOL_INFOW, (char *)&info, &n);
	return info.ProtocolChain.ChainLen > 1;
}
