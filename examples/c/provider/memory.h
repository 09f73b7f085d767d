/*
 * memory.h: a transport in C: connections between sockets of one process, in its memory.
 *
 * Addresses are a family and a port, both in the order of the machine. An address with
 * port 0 lets the provider choose.
 */
#ifndef MEMORY_H
#define MEMORY_H

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <winsock2.h>
#include <windows.h>
#include <ws2spi.h>

#define AF_MEMORY 0x4D45

struct sockaddr_memory {
	u_short family;
	u_short port;
};

enum { ROOM = 1 << 16 };

/* A receive that waits, with what the caller wants it in. */
struct receive {
	struct receive *next;
	LPWSAOVERLAPPED overlapped;
	WSABUF buffers[16];
	DWORD count;
};

/* An end of a receive that is to be told once the lock is free. */
struct told {
	struct told *next;
	SOCKET s;
	LPWSAOVERLAPPED overlapped;
	DWORD error, bytes;
};

/* What a socket is. The lock guards all of it. */
struct socket {
	struct socket *next;
	SOCKET handle;
	u_short port, peer_port; /* 0: none */
	struct socket *peer;	 /* the other end; NULL when it is closed */
	int broken;				 /* why the connection broke, 0: it did not */
	bool ended;				 /* the peer sends no more */
	bool sent_all;			 /* this end sends no more */
	bool nonblocking;

	bool listening;
	int backlog, waiting;
	struct socket *arrived; /* connections to accept, the last one first */

	char *data; /* ROOM bytes in a ring */
	size_t first, used;
	struct receive *receives;

	WSAEVENT event; /* is signalled when an event of interest happens; NULL: none */
	LONG interest, happened, told;
	int close_error;
};

extern WSPUPCALLTABLE upcalls; /* the latest */
extern DWORD entry;			   /* the catalog's */
extern struct socket *sockets; /* all */

/* The lock of all that is here; leave tells of the receives that have ended meanwhile. */
void enter(void);
void leave(void);
void tell(struct socket *s, LPWSAOVERLAPPED overlapped, DWORD error, DWORD bytes);

/* wait_for_change waits for one, with the lock given up meanwhile. */
void wait_for_change(void);
void wake_all(void);

/* changed goes on with receives that wait, records network events and wakes who waits. */
void changed(struct socket *s);

/* again lets an event be told anew, after the call that looks after it. */
void again(struct socket *s, LONG event);

/* find is the socket with a handle, NULL with *error for none. */
struct socket *find(SOCKET s, LPINT error);

/* fail stores an error and returns SOCKET_ERROR. */
static inline int fail(LPINT error, int code)
{
	*error = code;
	return SOCKET_ERROR;
}

/* What a socket can do at once. */
bool readable(const struct socket *s);
bool writable(const struct socket *s);

/* take receives what there is; WSAEWOULDBLOCK when there is nothing yet. */
int take(struct socket *s, LPWSABUF buffers, DWORD count, bool peek, LPDWORD n);

/* The functions of the table. */
SOCKET WSPAPI memory_socket(int af, int type, int protocol, LPWSAPROTOCOL_INFOW info, GROUP g,
	DWORD flags, LPINT error);
int WSPAPI memory_close(SOCKET h, LPINT error);
int WSPAPI memory_bind(SOCKET h, const struct sockaddr *name, int len, LPINT error);
int WSPAPI memory_listen(SOCKET h, int backlog, LPINT error);
int WSPAPI memory_connect(SOCKET h, const struct sockaddr *name, int len, LPWSABUF caller,
	LPWSABUF callee, LPQOS sending, LPQOS group, LPINT error);
SOCKET WSPAPI memory_accept(SOCKET h, struct sockaddr *name, LPINT len, LPCONDITIONPROC condition,
	DWORD_PTR context, LPINT error);
int WSPAPI memory_getsockname(SOCKET h, struct sockaddr *name, LPINT len, LPINT error);
int WSPAPI memory_getpeername(SOCKET h, struct sockaddr *name, LPINT len, LPINT error);
int WSPAPI memory_shutdown(SOCKET h, int how, LPINT error);

int WSPAPI memory_send(SOCKET h, LPWSABUF buffers, DWORD count, LPDWORD n, DWORD flags,
	LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread,
	LPINT error);
int WSPAPI memory_sendto(SOCKET h, LPWSABUF buffers, DWORD count, LPDWORD n, DWORD flags,
	const struct sockaddr *to, int to_len, LPWSAOVERLAPPED overlapped,
	LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread, LPINT error);
int WSPAPI memory_recv(SOCKET h, LPWSABUF buffers, DWORD count, LPDWORD n, LPDWORD flags,
	LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread,
	LPINT error);
int WSPAPI memory_recvfrom(SOCKET h, LPWSABUF buffers, DWORD count, LPDWORD n, LPDWORD flags,
	struct sockaddr *from, LPINT from_len, LPWSAOVERLAPPED overlapped,
	LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread, LPINT error);
BOOL WSPAPI memory_overlapped_result(SOCKET h, LPWSAOVERLAPPED overlapped, LPDWORD n, BOOL wait,
	LPDWORD flags, LPINT error);

int WSPAPI memory_event_select(SOCKET h, WSAEVENT event, LONG interest, LPINT error);
int WSPAPI memory_enum_events(SOCKET h, WSAEVENT event, LPWSANETWORKEVENTS events, LPINT error);
int WSPAPI memory_select(int nfds, fd_set *read, fd_set *write, fd_set *except,
	const struct timeval *timeout, LPINT error);

#endif
