/* set.h: sets of sockets, and select. */
#ifndef WINSOCK_SET_H
#define WINSOCK_SET_H

#include <winsock/base.h>

#ifndef FD_SETSIZE
#define FD_SETSIZE 64
#endif

typedef struct fd_set {
	u_int fd_count;
	SOCKET fd_array[FD_SETSIZE];
} fd_set, FD_SET, *PFD_SET, *LPFD_SET;

WINSOCK_ASSERT(sizeof(fd_set) == 8 + (FD_SETSIZE) * sizeof(SOCKET), "size of fd_set");

WINSOCK_BEGIN
/* Tells whether the socket is in the set: 1 or 0. */
int WSAAPI __WSAFDIsSet(SOCKET s, fd_set *set);
WINSOCK_END

/* Puts s into the set once; a full set stays as it is. */
static __inline__ void ws_fd_set_add(SOCKET s, fd_set *set)
{
	u_int i;

	for (i = 0; i < set->fd_count; i++)
		if (set->fd_array[i] == s)
			return;
	if (i < (u_int)(FD_SETSIZE)) {
		set->fd_array[i] = s;
		set->fd_count++;
	}
}

/* Takes s out of the set; those behind it move up. */
static __inline__ void ws_fd_set_remove(SOCKET s, fd_set *set)
{
	u_int i;

	for (i = 0; i < set->fd_count; i++)
		if (set->fd_array[i] == s)
			break;
	if (i == set->fd_count)
		return;
	for (set->fd_count--; i < set->fd_count; i++)
		set->fd_array[i] = set->fd_array[i + 1];
}

#define FD_SET(s, set) ws_fd_set_add((SOCKET)(s), (fd_set *)(set))
#define FD_CLR(s, set) ws_fd_set_remove((SOCKET)(s), (fd_set *)(set))
#define FD_ZERO(set) ((void)(((fd_set *)(set))->fd_count = 0))
#define FD_ISSET(s, set) __WSAFDIsSet((SOCKET)(s), (fd_set *)(set))

/* A time is set, zeroed, or compared by <, > or ==. */
#define timerisset(time) ((time)->tv_sec || (time)->tv_usec)
#define timerclear(time) ((void)((time)->tv_sec = (time)->tv_usec = 0))
#define timercmp(a, b, op) \
	((a)->tv_sec == (b)->tv_sec ? (a)->tv_usec op(b)->tv_usec : (a)->tv_sec op(b)->tv_sec)

/*
 * The C library's own select stays visible. In C++ ours is another function of
 * that name; C has no overloading, so there the name is a macro.
 */
struct timeval;
#ifdef __cplusplus
extern "C++" int WSAAPI select(int nfds, fd_set *readfds, fd_set *writefds, fd_set *exceptfds,
	const struct timeval *timeout) WINSOCK_ALIAS(select);
#else
#define select ws_select
int WSAAPI select(int nfds, fd_set *readfds, fd_set *writefds, fd_set *exceptfds,
	const struct timeval *timeout);
#endif

#endif
