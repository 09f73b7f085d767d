/* joinleaf.c: joining multipoint sessions. */
#include <winsock2.h>

#include "winsockgo.h"
#include "refuse.h"
#include "result.h"

/* Source: P-370...P-380. */
SOCKET WSAAPI WSAJoinLeaf(SOCKET s, const struct sockaddr *name, int namelen, LPWSABUF lpCallerData,
	LPWSABUF lpCalleeData, LPQOS lpSQOS, LPQOS lpGQOS, DWORD dwFlags)
{
	WS_ALIVE(INVALID_SOCKET);
	if ((lpCallerData != NULL && !ws_readable(lpCallerData, sizeof *lpCallerData)) ||
		(lpCalleeData != NULL && !ws_writable(lpCalleeData, sizeof *lpCalleeData)) ||
		(lpSQOS != NULL && !ws_readable(lpSQOS, sizeof *lpSQOS))) {
		ws_fail(ws_refusal(s, WSAEFAULT));
		return INVALID_SOCKET;
	}
	return (SOCKET)ws_count(ws_go_joinleaf(s, ws_in(name, ws_length(namelen)), namelen, lpCallerData,
		lpCalleeData, lpSQOS, lpGQOS, dwFlags));
}
