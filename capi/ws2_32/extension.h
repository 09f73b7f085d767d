/* extension.h: extension functions, which programs reach by a GUID. */
#ifndef WINSOCK_CAPI_EXTENSION_H
#define WINSOCK_CAPI_EXTENSION_H

#include <mswsock.h>
#include <winsock2.h>

/* ws_recvmsg is WSARecvMsg. */
int WSAAPI ws_recvmsg(SOCKET s, LPWSAMSG msg, LPDWORD received, LPWSAOVERLAPPED overlapped,
	LPWSAOVERLAPPED_COMPLETION_ROUTINE routine);

/* ws_extension is the function with this GUID; NULL when there is none. */
void *ws_extension(const GUID *id);

#endif
