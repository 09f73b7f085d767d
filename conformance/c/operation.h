/*
 * operation.h: overlapped operations and how they end, for the conformance
 * programs. It goes before or instead of check.h.
 */
#ifndef OPERATION_H
#define OPERATION_H

#define WIN32_NO_STATUS /* ntstatus.h has the statuses of winnt.h too */
#include "check.h"
#undef WIN32_NO_STATUS
#include <ntstatus.h>

/* A number of bytes that a check does not look at, and the one that fresh leaves. */
#define UNSEEN (-1)
#define UNTOUCHED 0x5A5A5A5A5A5A5A5A

/* fresh makes o ready for an operation, with its memory as no operation leaves it. */
void fresh(OVERLAPPED *o, HANDLE event);

/*
 * begin_receive and begin_send start an operation on one buffer after fresh(o,
 * event); begin_receive_again and begin_send_again leave *o as it is. All four
 * return 0 or the last error, 997 for an operation that pends.
 */
int begin_receive(SOCKET s, OVERLAPPED *o, HANDLE event, void *p, ULONG len);
int begin_send(SOCKET s, OVERLAPPED *o, HANDLE event, const void *p, ULONG len);
int begin_receive_again(SOCKET s, OVERLAPPED *o, void *p, ULONG len);
int begin_send_again(SOCKET s, OVERLAPPED *o, const void *p, ULONG len);

/* ended waits up to ms milliseconds until the operation's status is not STATUS_PENDING. */
int ended(const OVERLAPPED *o, DWORD ms);

/* status checks what the status block holds, once the operation has ended. */
void status(const char *clause, const char *what, const OVERLAPPED *o, NTSTATUS status,
	long long bytes);

/*
 * result and result32 check what WSAGetOverlappedResult and GetOverlappedResult
 * say of an operation without waiting: error 0 for success.
 */
void result(const char *clause, const char *what, SOCKET s, OVERLAPPED *o, int error,
	long long bytes);
void result32(const char *clause, const char *what, SOCKET s, OVERLAPPED *o, DWORD error,
	long long bytes);

/* new_port makes a completion port. */
HANDLE new_port(void);

/* attach ties a socket to a port under a key. */
void attach(SOCKET s, HANDLE port, ULONG_PTR key);

/* packet takes the next packet within 5 seconds and checks it: error 0 for success. */
void packet(const char *clause, const char *what, HANDLE port, ULONG_PTR key, OVERLAPPED *o,
	DWORD error, long long bytes);

/* no_packet checks that none is or gets there. */
void no_packet(const char *clause, const char *what, HANDLE port);

/* signalled tells whether a wait on h would end at once. */
int signalled(HANDLE h);

/* manual makes an event that is not signalled and only reset by a call. */
HANDLE manual(void);

/* tagged is an event with its low bit set. */
HANDLE tagged(HANDLE event);

/* datagram sends an UDP datagram from one bound socket to another. */
void datagram(SOCKET from, SOCKET to, const void *p, int len);

/* received tells whether a synchronous receive gets these bytes within 5 seconds. */
int received(SOCKET s, const void *p, int len);

/* pends is expect_error for calls that answer SOCKET_ERROR and go on by themselves. */
#define pends(clause, what, call)                                                           \
	expect_error(clause, what, call, SOCKET_ERROR, WSA_IO_PENDING)

/* provided finds a function of the provider of s; without it the program ends. */
void *provided(SOCKET s, GUID id);

#endif
