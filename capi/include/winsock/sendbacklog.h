/* sendbacklog.h: how many bytes a connection should have in flight. */
#ifndef WINSOCK_SENDBACKLOG_H
#define WINSOCK_SENDBACKLOG_H

/* Puts the ideal send backlog of a connection into *pISB: 0, or SOCKET_ERROR (S-649). */
static __inline__ int idealsendbacklogquery(SOCKET s, ULONG *pISB)
{
	DWORD returned;

	return WSAIoctl(s, SIO_IDEAL_SEND_BACKLOG_QUERY, 0, 0, pISB, sizeof *pISB, &returned, 0, 0);
}

/* Completes when that number changes: 0, or SOCKET_ERROR, also while it is pending (S-650). */
static __inline__ int idealsendbacklognotify(SOCKET s, LPWSAOVERLAPPED lpOverlapped,
	LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine)
{
	DWORD returned;

	return WSAIoctl(s, SIO_IDEAL_SEND_BACKLOG_CHANGE, 0, 0, 0, 0, &returned, lpOverlapped,
		lpCompletionRoutine);
}

#endif
