/* extension.c: Microsoft's extension functions, and how they are had. */
#include <mswsock.h>
#include <string.h>
#include <winsock2.h>

#include "winsockgo.h"
#include "async.h"
#include "extension.h"
#include "result.h"

/*
 * begun is the result of a call that starts an operation and does not end it. Only
 * checks fail at once; those of the OVERLAPPED are made by Go, which gets NULL for
 * one that can't be written.
 */
static BOOL begun(int error)
{
	return ws_done(error) == 0;
}

/* Source: O-377...O-400. */
BOOL WSAAPI AcceptEx(SOCKET l, SOCKET s, PVOID buffer, DWORD data, DWORD local, DWORD remote,
	LPDWORD received, LPOVERLAPPED overlapped)
{
	struct ws_async async = {0};
	WS_ALIVE(FALSE);
	(void)received; /* is for those that end at once */
	ws_async_of(&async, ws_out(overlapped, sizeof *overlapped), NULL);
	if (!ws_writable(buffer, (size_t)data + local + remote))
		buffer = NULL;
	return begun(ws_go_acceptex(l, s, buffer, data, local, remote, &async));
}

/* Source: O-391...O-394. */
VOID WSAAPI GetAcceptExSockaddrs(PVOID buffer, DWORD data, DWORD local_room, DWORD remote_room,
	struct sockaddr **local, LPINT local_len, struct sockaddr **remote, LPINT remote_len)
{
	if (ws_forked || !ws_readable(buffer, (size_t)data + local_room + remote_room))
		return;
	ws_go_accept_addresses(buffer, data, local_room, remote_room,
		ws_out(local, sizeof *local), ws_out(local_len, sizeof *local_len),
		ws_out(remote, sizeof *remote), ws_out(remote_len, sizeof *remote_len));
}

/* Source: O-357...O-365. */
void *ws_extension(const GUID *id)
{
	static const struct {
		GUID id;
		void *function;
	} all[] = {
		{WSAID_ACCEPTEX, (void *)AcceptEx},
		{WSAID_GETACCEPTEXSOCKADDRS, (void *)GetAcceptExSockaddrs},
		{WSAID_WSARECVMSG, (void *)ws_recvmsg},
		{WSAID_WSASENDMSG, (void *)WSASendMsg},
		{WSAID_WSAPOLL, (void *)WSAPoll},
	};
	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
		if (memcmp(id, &all[i].id, sizeof *id) == 0)
			return all[i].function;
	return NULL;
}
