/* extension.c: Microsoft's extension functions, and how they are had. */
#include <mswsock.h>
#include <string.h>
#include <winsock2.h>

#include "winsockgo.h"
#include "async.h"
#include "extension.h"
#include "refuse.h"
#include "result.h"

/* begun says how a call ends that starts an operation: FALSE also when that goes on. */
static BOOL begun(int error)
{
	return ws_done(error) == 0;
}

/* refused is the failure of a call on s with a bad pointer. */
static BOOL refused(SOCKET s)
{
	return ws_fail(ws_refusal(s, WSAEFAULT)) == 0;
}

/* Source: O-377...O-400. */
BOOL WSAAPI AcceptEx(SOCKET l, SOCKET s, PVOID buffer, DWORD data, DWORD local, DWORD remote,
	LPDWORD received, LPOVERLAPPED overlapped)
{
	struct ws_async async = {0};
	WS_ALIVE(FALSE);
	(void)received; /* is for those that end at once */
	if (ws_missing(overlapped))
		return refused(l);
	ws_async_of(&async, overlapped, NULL);
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

/* Source: O-401...O-417. */
static BOOL PASCAL connect_ex(SOCKET s, const struct sockaddr *name, int len, PVOID data,
	DWORD data_len, LPDWORD sent, LPOVERLAPPED overlapped)
{
	struct ws_async async = {0};
	WS_ALIVE(FALSE);
	(void)sent; /* is for those that end at once */
	if (ws_missing(overlapped))
		return refused(s);
	ws_async_of(&async, overlapped, NULL);
	return begun(ws_go_connectex(s, ws_in(name, ws_length(len)), len,
		ws_in(data, data_len), data_len, &async));
}

/* Source: O-418...O-425. */
static BOOL PASCAL disconnect_ex(SOCKET s, LPOVERLAPPED overlapped, DWORD flags, DWORD reserved)
{
	struct ws_async async = {0};
	WS_ALIVE(FALSE);
	if (ws_missing(overlapped))
		return refused(s);
	ws_async_of(&async, overlapped, NULL);
	return begun(ws_go_disconnectex(s, flags, reserved, &async));
}

/* usable tells whether what is to be sent around a file is there. */
static bool usable(const TRANSMIT_FILE_BUFFERS *ends)
{
	return ends == NULL ||
		(ws_readable(ends, sizeof *ends) && ws_readable(ends->Head, ends->HeadLength) &&
			ws_readable(ends->Tail, ends->TailLength));
}

/* Source: O-426...O-433. */
BOOL WSAAPI TransmitFile(SOCKET s, HANDLE file, DWORD count, DWORD per_send,
	LPOVERLAPPED overlapped, LPTRANSMIT_FILE_BUFFERS ends, DWORD flags)
{
	struct ws_async async = {0};
	WS_ALIVE(FALSE);
	(void)per_send; /* the kernel knows better */
	if (!usable(ends) || ws_missing(overlapped))
		return refused(s);
	ws_async_of(&async, overlapped, NULL);
	return begun(ws_go_transmitfile(s, (uintptr_t)file, count, ends, flags, &async));
}

/* Source: O-434...O-437. */
static BOOL PASCAL transmit_packets(SOCKET s, LPTRANSMIT_PACKETS_ELEMENT elements, DWORD count,
	DWORD size, LPOVERLAPPED overlapped, DWORD flags)
{
	struct ws_async async = {0};
	WS_ALIVE(FALSE);
	if (!ws_readable(elements, (size_t)count * sizeof *elements) ||
		ws_missing(overlapped))
		return refused(s);
	/* Memory that is not there counts when nothing else is wrong with its element. */
	for (DWORD i = 0; i < count; i++)
		if ((elements[i].dwElFlags & ~(ULONG)TP_ELEMENT_EOP) == TP_ELEMENT_MEMORY &&
			elements[i].cLength <= INT32_MAX - 1 &&
			!ws_readable(elements[i].pBuffer, elements[i].cLength))
			return refused(s);
	ws_async_of(&async, overlapped, NULL);
	return begun(ws_go_transmitpackets(s, elements, count, size, flags, &async));
}

/* Source: O-357...O-365. */
void *ws_extension(const GUID *id)
{
	static const struct {
		GUID id;
		void *function;
	} all[] = {
		{WSAID_TRANSMITFILE, (void *)TransmitFile},
		{WSAID_ACCEPTEX, (void *)AcceptEx},
		{WSAID_GETACCEPTEXSOCKADDRS, (void *)GetAcceptExSockaddrs},
		{WSAID_TRANSMITPACKETS, (void *)transmit_packets},
		{WSAID_CONNECTEX, (void *)connect_ex},
		{WSAID_DISCONNECTEX, (void *)disconnect_ex},
		{WSAID_WSARECVMSG, (void *)ws_recvmsg},
		{WSAID_WSASENDMSG, (void *)WSASendMsg},
		{WSAID_WSAPOLL, (void *)WSAPoll},
	};
	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
		if (memcmp(id, &all[i].id, sizeof *id) == 0)
			return all[i].function;
	return NULL;
}
