/* connect.c: connecting and accepting. */
#include <mswsock.h>
#include <winsock2.h>
#include <ws2tcpip.h>

#include "winsockgo.h"
#include "accept.h"
#include "callback.h"
#include "refuse.h"
#include "result.h"

/* Source: S-216...S-249. */
int WSAAPI connect(SOCKET s, const struct sockaddr *name, int len)
{
	WS_ALIVE(SOCKET_ERROR);
	return ws_done(ws_go_connect(s, ws_in(name, ws_length(len)), len));
}

/* Source: S-241, P-352, P-451. */
int WSAAPI WSAConnect(SOCKET s, const struct sockaddr *name, int len, LPWSABUF caller,
	LPWSABUF callee, LPQOS sqos, LPQOS gqos)
{
	WS_ALIVE(SOCKET_ERROR);
	if ((caller != NULL && !ws_readable(caller, sizeof *caller)) ||
		(callee != NULL && !ws_writable(callee, sizeof *callee)) ||
		(sqos != NULL && !ws_readable(sqos, sizeof *sqos)) ||
		(gqos != NULL && !ws_readable(gqos, sizeof *gqos)))
		return ws_fail(ws_refusal(s, WSAEFAULT));
	return ws_done(
		ws_go_wsaconnect(s, ws_in(name, ws_length(len)), len, caller, callee, sqos, gqos));
}

__thread int ws_inside;

int ws_ask_condition(void *condition, void *caller, unsigned int caller_len, void *callee,
	unsigned int callee_len, unsigned int *group, void *quality, void *data)
{
	WSABUF caller_id = {caller_len, caller}, callee_id = {callee_len, callee};
	WSABUF caller_data = {0, NULL}, callee_data = {0, NULL};
	ws_inside++;
	int verdict = ((LPCONDITIONPROC)condition)(&caller_id, &caller_data, quality, NULL, &callee_id,
		&callee_data, group, (DWORD_PTR)data);
	ws_inside--;
	return verdict;
}

static SOCKET accepted(SOCKET s, struct sockaddr *name, int *len, LPCONDITIONPROC condition,
	DWORD_PTR data)
{
	WS_ALIVE(INVALID_SOCKET);
	int room = 0;
	if (name != NULL && len != NULL) {
		if (ws_writable(len, sizeof *len) && ws_writable(name, ws_length(*len)))
			room = *len;
		/* else there is no room: WSAEFAULT in its turn */
	} else {
		name = NULL;
	}
	int had = room;
	SOCKET made = (SOCKET)ws_count(ws_go_accept(s, name, &room, (void *)condition, (void *)data));
	if (made != INVALID_SOCKET && name != NULL && had > 0)
		*len = room;
	return made;
}

/* Source: S-195...S-214. */
SOCKET WSAAPI accept(SOCKET s, struct sockaddr *name, int *len)
{
	return accepted(s, name, len, NULL, 0);
}

/* Source: S-205...S-208. */
SOCKET WSAAPI WSAAccept(SOCKET s, struct sockaddr *name, LPINT len, LPCONDITIONPROC condition,
	DWORD_PTR data)
{
	return accepted(s, name, len, condition, data);
}

/* fits reports whether an address may be stored: both pointers, or one is NULL. */
static int fits(LPDWORD len, LPSOCKADDR name)
{
	if (len == NULL)
		return 1;
	return ws_writable(len, sizeof *len) && (name == NULL || ws_writable(name, *len));
}

static int usable(LPDWORD local_len, LPSOCKADDR local, LPDWORD remote_len, LPSOCKADDR remote,
	const struct timeval *timeout)
{
	return fits(local_len, local) && fits(remote_len, remote) &&
		(timeout == NULL || ws_readable(timeout, sizeof *timeout));
}

BOOL WSAAPI WSAConnectByNameW(SOCKET s, LPWSTR node, LPWSTR service, LPDWORD local_len,
	LPSOCKADDR local, LPDWORD remote_len, LPSOCKADDR remote, const struct timeval *timeout,
	LPWSAOVERLAPPED reserved)
{
	WS_ALIVE(FALSE);
	if (!usable(local_len, local, remote_len, remote, timeout) || !ws_optional_wide_text(node) ||
		!ws_optional_wide_text(service))
		return ws_fail(ws_refusal(s, WSAEFAULT)) == 0;
	return ws_done(ws_go_connect_by_name(s, node, service, 1, local_len, local, remote_len, remote,
			   (void *)timeout, reserved)) == 0;
}

BOOL WSAAPI WSAConnectByNameA(SOCKET s, LPCSTR node, LPCSTR service, LPDWORD local_len,
	LPSOCKADDR local, LPDWORD remote_len, LPSOCKADDR remote, const struct timeval *timeout,
	LPWSAOVERLAPPED reserved)
{
	WS_ALIVE(FALSE);
	if (!usable(local_len, local, remote_len, remote, timeout) || !ws_optional_text(node) ||
		!ws_optional_text(service))
		return ws_fail(ws_refusal(s, WSAEFAULT)) == 0;
	return ws_done(ws_go_connect_by_name(s, (void *)node, (void *)service, 0, local_len, local,
			   remote_len, remote, (void *)timeout, reserved)) == 0;
}

BOOL WSAAPI WSAConnectByList(SOCKET s, PSOCKET_ADDRESS_LIST list, LPDWORD local_len,
	LPSOCKADDR local, LPDWORD remote_len, LPSOCKADDR remote, const struct timeval *timeout,
	LPWSAOVERLAPPED reserved)
{
	WS_ALIVE(FALSE);
	int ok = usable(local_len, local, remote_len, remote, timeout);
	if (ok && list != NULL) {
		ok = ws_readable(list, sizeof list->iAddressCount);
		for (int i = 0; ok && i < list->iAddressCount; i++) {
			SOCKET_ADDRESS *a = &list->Address[i];
			ok = ws_readable(a, sizeof *a) && ws_readable(a->lpSockaddr, ws_length(a->iSockaddrLength));
		}
	}
	if (!ok)
		return ws_fail(ws_refusal(s, WSAEFAULT)) == 0;
	return ws_done(ws_go_connect_by_list(s, list, local_len, local, remote_len, remote,
			   (void *)timeout, reserved)) == 0;
}
