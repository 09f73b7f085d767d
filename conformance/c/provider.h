/*
 * provider.h: the provider of the system's own transports, as a layer has it: its
 * functions, without Winsock above them.
 */
#ifndef PROVIDER_H
#define PROVIDER_H

#include "check.h"
#include <ws2spi.h>

/* provider has the functions, after provider_start. */
extern WSPPROC_TABLE provider;

/* The entries of TCP and UDP over IPv4, after provider_find. */
extern WSAPROTOCOL_INFOW tcp_entry, udp_entry;

/*
 * provider_find looks for WSPStartup and the two entries; the program is skipped, under
 * clause, where there is none.
 */
void provider_find(const char *clause);

/* provider_startup calls WSPStartup with the upcalls in provider_upcalls. */
int provider_startup(WORD version, LPWSPDATA data, LPWSAPROTOCOL_INFOW info, LPWSPPROC_TABLE table);
extern WSPUPCALLTABLE provider_upcalls;

/* provider_start is provider_find and a WSPStartup 2.2 that must succeed. */
void provider_start(const char *clause);

/* answer compares the result and the error of a call of the provider. */
void answer(const char *clause, const char *what, long long got, long long result, int error,
	int wanted);

/*
 * spi_fails makes a call, whose last argument is &errno_, that must fail; the last error of
 * the thread must stay.
 */
extern int errno_;
#define spi_fails(clause, what, call, result, error)                       \
	do {                                                                   \
		errno_ = ANY;                                                      \
		WSASetLastError(4711);                                             \
		long long got_ = (long long)(call);                                \
		answer(clause, what, got_, (long long)(result), errno_, error);    \
		expect("P-207", what, WSAGetLastError(), 4711);                    \
	} while (0)

/* provider_tcp and provider_udp make overlapped sockets, provider_pair a connection. */
SOCKET provider_tcp(void);
SOCKET provider_udp(void);
void provider_pair(SOCKET *a, SOCKET *b);

/* provider_bound binds s to 127.0.0.1 and a free port and tells the address. */
struct sockaddr_in provider_bound(SOCKET s);

/* provider_close closes a socket, which must succeed. */
void provider_close(SOCKET s);

#endif
