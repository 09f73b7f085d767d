/* duplicate.c: sockets for other processes. */
#include <winsock2.h>

#include "winsockgo.h"
#include "result.h"

/* Source: P-393...P-396. */
int WSAAPI WSADuplicateSocketA(SOCKET s, DWORD dwProcessId, LPWSAPROTOCOL_INFOA lpProtocolInfo)
{
	WS_ALIVE(SOCKET_ERROR);
	return ws_done(ws_go_duplicate(s, dwProcessId,
		ws_out(lpProtocolInfo, sizeof *lpProtocolInfo), 0));
}

int WSAAPI WSADuplicateSocketW(SOCKET s, DWORD dwProcessId, LPWSAPROTOCOL_INFOW lpProtocolInfo)
{
	WS_ALIVE(SOCKET_ERROR);
	return ws_done(ws_go_duplicate(s, dwProcessId,
		ws_out(lpProtocolInfo, sizeof *lpProtocolInfo), 1));
}
