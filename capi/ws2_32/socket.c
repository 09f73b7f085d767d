/* socket.c: making sockets, and what is done to them without data. */
#include <winsock2.h>

#include "winsockgo.h"
#include "callback.h"
#include "opentype.h"
#include "refuse.h"
#include "result.h"

/* Source: S-040...S-093, S-550, P-151. */
SOCKET WSAAPI socket(int af, int type, int protocol)
{
	WS_ALIVE(INVALID_SOCKET);
	if (ws_inside > 0)
		return (SOCKET)(intptr_t)ws_fail(WSAEINPROGRESS);
	DWORD flags = ws_open_type == 0 ? WSA_FLAG_OVERLAPPED : 0;
	return (SOCKET)ws_count(ws_go_socket(af, type, protocol, NULL, 0, 0, flags));
}

static SOCKET wsa_socket(int af, int type, int protocol, void *info, size_t size, int wide,
	GROUP group, DWORD flags)
{
	WS_ALIVE(INVALID_SOCKET);
	if (ws_inside > 0)
		return (SOCKET)(intptr_t)ws_fail(WSAEINPROGRESS);
	if (info != NULL && !ws_readable(info, size))
		return (SOCKET)(intptr_t)ws_fail(ws_refusal_started(WSAEFAULT));
	return (SOCKET)ws_count(ws_go_socket(af, type, protocol, info, wide, group, flags));
}

/* Source: S-040...S-106, P-117...P-151. */
SOCKET WSAAPI WSASocketA(int af, int type, int protocol, LPWSAPROTOCOL_INFOA info, GROUP group,
	DWORD flags)
{
	return wsa_socket(af, type, protocol, info, sizeof *info, 0, group, flags);
}

SOCKET WSAAPI WSASocketW(int af, int type, int protocol, LPWSAPROTOCOL_INFOW info, GROUP group,
	DWORD flags)
{
	return wsa_socket(af, type, protocol, info, sizeof *info, 1, group, flags);
}

/* Source: S-376...S-395. */
int WSAAPI closesocket(SOCKET s)
{
	WS_ALIVE(SOCKET_ERROR);
	return ws_done(ws_go_close(s));
}

/* Source: S-360...S-375. */
int WSAAPI shutdown(SOCKET s, int how)
{
	WS_ALIVE(SOCKET_ERROR);
	return ws_done(ws_go_shutdown(s, how));
}

/* Source: S-375, P-239. */
int WSAAPI WSASendDisconnect(SOCKET s, LPWSABUF data)
{
	WS_ALIVE(SOCKET_ERROR);
	if (data != NULL && !(ws_readable(data, sizeof *data) && ws_readable(data->buf, data->len)))
		return ws_fail(ws_refusal(s, WSAEFAULT));
	return ws_done(ws_go_send_disconnect(s, data));
}

/* Source: S-375, P-235. */
int WSAAPI WSARecvDisconnect(SOCKET s, LPWSABUF data)
{
	WS_ALIVE(SOCKET_ERROR);
	if (data != NULL && !(ws_writable(data, sizeof *data) && ws_writable(data->buf, data->len)))
		return ws_fail(ws_refusal(s, WSAEFAULT));
	return ws_done(ws_go_recv_disconnect(s, data));
}

/* Source: S-122...S-178. */
int WSAAPI bind(SOCKET s, const struct sockaddr *name, int len)
{
	WS_ALIVE(SOCKET_ERROR);
	return ws_done(ws_go_bind(s, ws_in(name, ws_length(len)), len));
}

/* Source: S-180...S-194. */
int WSAAPI listen(SOCKET s, int backlog)
{
	WS_ALIVE(SOCKET_ERROR);
	return ws_done(ws_go_listen(s, backlog));
}

/* name_of asks for the local or the peer's address. */
static int name_of(int64_t (*query)(SOCKET, void *, int), SOCKET s, struct sockaddr *name, int *len)
{
	WS_ALIVE(SOCKET_ERROR);
	int room = 0;
	if (len != NULL && ws_writable(len, sizeof *len))
		room = *len;
	else
		len = NULL;
	int64_t n = query(s, len != NULL && room > 0 ? ws_out(name, (size_t)room) : NULL, room);
	if (n < 0)
		return ws_fail((int)-n);
	*len = (int)n;
	return ws_done(0);
}

static int64_t local_name(SOCKET s, void *name, int room)
{
	return ws_go_sockname(s, name, room);
}

static int64_t peer_name(SOCKET s, void *name, int room)
{
	return ws_go_peername(s, name, room);
}

/* Source: S-250...S-254. */
int WSAAPI getsockname(SOCKET s, struct sockaddr *name, int *len)
{
	return name_of(local_name, s, name, len);
}

/* Source: S-255...S-261. */
int WSAAPI getpeername(SOCKET s, struct sockaddr *name, int *len)
{
	return name_of(peer_name, s, name, len);
}
