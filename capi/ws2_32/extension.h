/* extension.h: calls that programs reach by a GUID only. */
#ifndef WINSOCK_CAPI_EXTENSION_H
#define WINSOCK_CAPI_EXTENSION_H

#include <mswsock.h>
#include <winsock2.h>

/* ws_recvmsg is WSARecvMsg. */
int WSAAPI ws_recvmsg(SOCKET s, LPWSAMSG msg, LPDWORD received, LPWSAOVERLAPPED overlapped,
	LPWSAOVERLAPPED_COMPLETION_ROUTINE routine);

#endif
