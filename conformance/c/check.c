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

int readable(SOCKET s, int ms)
{
	fd_set set;
	struct timeval limit;
	limit.tv_sec = ms / 1000;
	limit.tv_usec = ms % 1000 * 1000;
	FD_ZERO(&set);
	FD_SET(s, &set);
	return select(0, &set, NULL, NULL, &limit) == 1;
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
