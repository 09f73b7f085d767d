/*
 * check.h: the harness of the conformance programs.
 *
 * A program is one chapter of the contract. It compiles unchanged with wscc and
 * with a compiler for Windows, and prints one line for each check:
 *
 *	S-012 <tab> pass|FAIL <tab> what was checked [<tab> what was seen instead]
 *
 * The first argument of every check is the clause it shows, as a literal; so is
 * the first member of each row of a table of checks, {"S-012", ...}. A check
 * that can't be made where the program runs (no right, no network) is a skip,
 * which says why. The program ends with 1 when a check failed.
 */
#ifndef CHECK_H
#define CHECK_H

#ifdef WINSOCK_1 /* the program is one for Winsock 1.1 */
#include <winsock.h>
#else
#include <winsock2.h>
#include <ws2tcpip.h>
#include <mswsock.h>
#endif
#include <windows.h>

#include <stdio.h>
#include <string.h>

/* A result that no call has: stands for "the last error does not matter". */
#define ANY (-987654321)

/* check says that a fact holds, or not. */
void check(const char *clause, int holds, const char *what);

/* expect compares numbers. */
void expect(const char *clause, const char *what, long long got, long long want);

/*
 * expect_error makes a call that must fail: its result and then WSAGetLastError
 * are compared. The last error is set to 0 before.
 */
#define expect_error(clause, what, call, result, error)                                     \
	do {                                                                                    \
		WSASetLastError(0);                                                                 \
		long long got_ = (long long)(call);                                                 \
		failed_as(clause, what, got_, (long long)(result), WSAGetLastError(), error);       \
	} while (0)

/* fails is expect_error for calls that answer SOCKET_ERROR. */
#define fails(clause, what, call, error) expect_error(clause, what, call, SOCKET_ERROR, error)

/* failed_as is what expect_error ends in. */
void failed_as(const char *clause, const char *what, long long got, long long result, int error,
	int wanted);

/* skip says that a clause can't be shown here. */
void skip(const char *clause, const char *why);

/* skip_all says that the whole chapter can't be shown here, and ends the program. */
void skip_all(const char *clause, const char *why);

/* wine tells whether the program runs under Wine, which some calls crash. */
int wine(void);

/* verdict is the program's exit code. */
int verdict(void);

/* start calls WSAStartup 2.2 and ends the program when that fails. */
void start(void);

/* tcp and udp make IPv4 sockets, overlapped ones as socket() does. */
SOCKET tcp(void);
SOCKET udp(void);

/* loopback is 127.0.0.1 with a port in host byte order. */
struct sockaddr_in loopback(unsigned short port);

/* port is the local port of a bound socket in host byte order. */
unsigned short port(SOCKET s);

/* bound binds s to 127.0.0.1 and a free port, and returns s. */
SOCKET bound(SOCKET s);

/* listener is a TCP socket that listens on a free port of 127.0.0.1. */
SOCKET listener(void);

/* pair makes a TCP connection over 127.0.0.1. */
void pair(SOCKET *a, SOCKET *b);

/* connected makes a UDP socket whose peer is to. */
SOCKET connected(SOCKET to);

/* bind_to and connect_to take an IPv4 address as text; the result is the call's. */
int bind_to(SOCKET s, const char *address, unsigned short port);
int connect_to(SOCKET s, const char *address, unsigned short port);

/* tcp6 and udp6 make IPv6 sockets, INVALID_SOCKET where there is no IPv6. */
SOCKET tcp6(void);
SOCKET udp6(void);

/* bind6 binds to an IPv6 address given as text; the result is bind's. */
int bind6(SOCKET s, const char *address, unsigned short port);

/* dead is a port of 127.0.0.1 where nobody listens, kept by a bound TCP socket. */
unsigned short dead(void);

/* nonblocking sets or ends the mode in which no call waits. */
void nonblocking(SOCKET s, int on);

/* reset closes a TCP socket so that its peer is reset. */
void reset(SOCKET s);

/* set_option and option pass an int; option is -1 when getsockopt fails. */
int set_option(SOCKET s, int level, int name, int value);
int option(SOCKET s, int level, int name);

/* is_connected tells whether s has a peer, by getpeername. */
int is_connected(SOCKET s);

/* writable waits up to ms milliseconds until s can be sent to. */
int writable(SOCKET s, int ms);

/* excepted waits up to ms milliseconds until s is exceptional in select. */
int excepted(SOCKET s, int ms);

/* readable waits up to ms milliseconds until s can be received from. */
int readable(SOCKET s, int ms);

#ifndef WINSOCK_1
/* layered tells whether the socket is of a chain: what is below may have another value. */
int layered(SOCKET s);
#endif

/* on_thread runs f(argument) on a new thread; joined waits for its end. */
HANDLE on_thread(DWORD(WINAPI *f)(void *), void *argument);
void joined(HANDLE thread);

#endif
