/*
 * base_family.h: the 30 functions of a provider as calls of Winsock. LOWER(s) is what a
 * socket of the caller's is to the library, NEW(s) the other way round for a socket that
 * was made, CLEANUP, SOCKETS and SELECT what the two tables have of their own, and TABLE
 * the table.
 *
 * Source: P-215...P-244.
 */
#include <mswsock.h>

#include "base.h"
#include "hook.h"
#include "transfer.h"

static SOCKET WSPAPI base_accept(SOCKET s, struct sockaddr *addr, LPINT addrlen,
	LPCONDITIONPROC condition, DWORD_PTR data, LPINT error)
{
	return WS_BASE(NEW(WSAAccept(LOWER(s), addr, addrlen, condition, data)), INVALID_SOCKET, error);
}

static INT WSPAPI base_address_to_string(LPSOCKADDR address, DWORD len, LPWSAPROTOCOL_INFOW info,
	LPWSTR text, LPDWORD text_len, LPINT error)
{
	return WS_BASE(WSAAddressToStringW(address, len, info, text, text_len), SOCKET_ERROR, error);
}

static int WSPAPI base_async_select(SOCKET s, HWND window, unsigned int message, LONG events,
	LPINT error)
{
	return WS_BASE(ws_async_select_as(LOWER(s), s, window, message, events), SOCKET_ERROR,
		error);
}

static int WSPAPI base_bind(SOCKET s, const struct sockaddr *name, int len, LPINT error)
{
	return WS_BASE(bind(LOWER(s), name, len), SOCKET_ERROR, error);
}

static int WSPAPI base_cancel_blocking_call(LPINT error)
{
	return WS_BASE(ws_hook_cancel(), SOCKET_ERROR, error);
}

static int WSPAPI base_close_socket(SOCKET s, LPINT error)
{
	return WS_BASE(closesocket(LOWER(s)), SOCKET_ERROR, error);
}

static int WSPAPI base_connect(SOCKET s, const struct sockaddr *name, int len, LPWSABUF caller,
	LPWSABUF callee, LPQOS sqos, LPQOS gqos, LPINT error)
{
	return WS_BASE(WSAConnect(LOWER(s), name, len, caller, callee, sqos, gqos), SOCKET_ERROR, error);
}

static int WSPAPI base_duplicate_socket(SOCKET s, DWORD process, LPWSAPROTOCOL_INFOW info,
	LPINT error)
{
	return WS_BASE(WSADuplicateSocketW(LOWER(s), process, info), SOCKET_ERROR, error);
}

static int WSPAPI base_enum_network_events(SOCKET s, WSAEVENT event, LPWSANETWORKEVENTS happened,
	LPINT error)
{
	return WS_BASE(WSAEnumNetworkEvents(LOWER(s), event, happened), SOCKET_ERROR, error);
}

static int WSPAPI base_event_select(SOCKET s, WSAEVENT event, LONG events, LPINT error)
{
	return WS_BASE(WSAEventSelect(LOWER(s), event, events), SOCKET_ERROR, error);
}

static BOOL WSPAPI base_get_overlapped_result(SOCKET s, LPWSAOVERLAPPED overlapped, LPDWORD count,
	BOOL wait, LPDWORD flags, LPINT error)
{
	return WS_BASE(WSAGetOverlappedResult(LOWER(s), overlapped, count, wait, flags), FALSE, error);
}

static int WSPAPI base_get_peer_name(SOCKET s, struct sockaddr *name, LPINT len, LPINT error)
{
	return WS_BASE(getpeername(LOWER(s), name, len), SOCKET_ERROR, error);
}

static int WSPAPI base_get_sock_name(SOCKET s, struct sockaddr *name, LPINT len, LPINT error)
{
	return WS_BASE(getsockname(LOWER(s), name, len), SOCKET_ERROR, error);
}

static int WSPAPI base_get_sock_opt(SOCKET s, int level, int name, char *value, LPINT len,
	LPINT error)
{
	return WS_BASE(getsockopt(LOWER(s), level, name, value, len), SOCKET_ERROR, error);
}

static BOOL WSPAPI base_get_qos_by_name(SOCKET s, LPWSABUF name, LPQOS qos, LPINT error)
{
	return WS_BASE(WSAGetQOSByName(LOWER(s), name, qos), FALSE, error);
}

/* ISSUED makes a call with the thread that is told; what is no thread is WSAEFAULT. */
#define ISSUED(call)                                                          \
	WS_BASE(__extension__({                                                   \
		struct ws_issuer memory_;                                             \
		const struct ws_issuer *issuer;                                       \
		ws_issuer_of(thread, routine, &memory_, &issuer) ? (call) : ws_fail(WSAEFAULT); \
	}), SOCKET_ERROR, error)

static int WSPAPI base_ioctl(SOCKET s, DWORD code, LPVOID in, DWORD in_len, LPVOID out,
	DWORD out_len, LPDWORD written, LPWSAOVERLAPPED overlapped,
	LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread, LPINT error)
{
	return ISSUED(ws_ioctl_for(LOWER(s), code, in, in_len, out, out_len, written, overlapped, routine,
		issuer));
}

static SOCKET WSPAPI base_join_leaf(SOCKET s, const struct sockaddr *name, int len, LPWSABUF caller,
	LPWSABUF callee, LPQOS sqos, LPQOS gqos, DWORD flags, LPINT error)
{
	SOCKET root = LOWER(s);
	SOCKET leaf = WS_BASE(WSAJoinLeaf(root, name, len, caller, callee, sqos, gqos, flags),
		INVALID_SOCKET, error);
	if (leaf == root || leaf == INVALID_SOCKET)
		return leaf == root ? s : leaf;
	return WS_BASE(NEW(leaf), INVALID_SOCKET, error);
}

static int WSPAPI base_listen(SOCKET s, int backlog, LPINT error)
{
	return WS_BASE(listen(LOWER(s), backlog), SOCKET_ERROR, error);
}

static int WSPAPI base_recv(SOCKET s, LPWSABUF bufs, DWORD n, LPDWORD received, LPDWORD flags,
	LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread,
	LPINT error)
{
	return ISSUED(ws_recv_for(LOWER(s), bufs, n, received, flags, overlapped, routine, issuer));
}

static int WSPAPI base_recv_disconnect(SOCKET s, LPWSABUF data, LPINT error)
{
	return WS_BASE(WSARecvDisconnect(LOWER(s), data), SOCKET_ERROR, error);
}

static int WSPAPI base_recv_from(SOCKET s, LPWSABUF bufs, DWORD n, LPDWORD received, LPDWORD flags,
	struct sockaddr *from, LPINT from_len, LPWSAOVERLAPPED overlapped,
	LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread, LPINT error)
{
	return ISSUED(ws_recvfrom_for(LOWER(s), bufs, n, received, flags, from, from_len, overlapped,
		routine, issuer));
}

static int WSPAPI base_select(int ignored, fd_set *read, fd_set *write, fd_set *except,
	const struct timeval *timeout, LPINT error)
{
	(void)ignored;
	return WS_BASE(SELECT(read, write, except, timeout), SOCKET_ERROR, error);
}

static int WSPAPI base_send(SOCKET s, LPWSABUF bufs, DWORD n, LPDWORD sent, DWORD flags,
	LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread,
	LPINT error)
{
	return ISSUED(ws_send_for(LOWER(s), bufs, n, sent, flags, overlapped, routine, issuer));
}

static int WSPAPI base_send_disconnect(SOCKET s, LPWSABUF data, LPINT error)
{
	return WS_BASE(WSASendDisconnect(LOWER(s), data), SOCKET_ERROR, error);
}

static int WSPAPI base_send_to(SOCKET s, LPWSABUF bufs, DWORD n, LPDWORD sent, DWORD flags,
	const struct sockaddr *to, int to_len, LPWSAOVERLAPPED overlapped,
	LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread, LPINT error)
{
	return ISSUED(ws_sendto_for(LOWER(s), bufs, n, sent, flags, to, to_len, overlapped, routine,
		issuer));
}

/* An option whose value is a socket has the caller's value for it. Source: O-395. */
static int WSPAPI base_set_sock_opt(SOCKET s, int level, int name, const char *value, int len,
	LPINT error)
{
	SOCKET other;
	if (level == SOL_SOCKET && name == SO_UPDATE_ACCEPT_CONTEXT && len == sizeof other &&
		ws_readable(value, sizeof other)) {
		other = LOWER(*(const SOCKET *)value);
		value = (const char *)&other;
	}
	return WS_BASE(setsockopt(LOWER(s), level, name, value, len), SOCKET_ERROR, error);
}

static int WSPAPI base_shutdown(SOCKET s, int how, LPINT error)
{
	return WS_BASE(shutdown(LOWER(s), how), SOCKET_ERROR, error);
}

static SOCKET WSPAPI base_socket(int af, int type, int protocol, LPWSAPROTOCOL_INFOW info, GROUP g,
	DWORD flags, LPINT error)
{
	return WS_BASE(NEW(SOCKETS(af, type, protocol, info, g, flags)), INVALID_SOCKET, error);
}

static INT WSPAPI base_string_to_address(LPWSTR text, INT family, LPWSAPROTOCOL_INFOW info,
	LPSOCKADDR address, LPINT len, LPINT error)
{
	return WS_BASE(WSAStringToAddressW(text, family, info, address, len), SOCKET_ERROR, error);
}

const WSPPROC_TABLE TABLE = {
	.lpWSPAccept = base_accept,
	.lpWSPAddressToString = base_address_to_string,
	.lpWSPAsyncSelect = base_async_select,
	.lpWSPBind = base_bind,
	.lpWSPCancelBlockingCall = base_cancel_blocking_call,
	.lpWSPCleanup = CLEANUP,
	.lpWSPCloseSocket = base_close_socket,
	.lpWSPConnect = base_connect,
	.lpWSPDuplicateSocket = base_duplicate_socket,
	.lpWSPEnumNetworkEvents = base_enum_network_events,
	.lpWSPEventSelect = base_event_select,
	.lpWSPGetOverlappedResult = base_get_overlapped_result,
	.lpWSPGetPeerName = base_get_peer_name,
	.lpWSPGetSockName = base_get_sock_name,
	.lpWSPGetSockOpt = base_get_sock_opt,
	.lpWSPGetQOSByName = base_get_qos_by_name,
	.lpWSPIoctl = base_ioctl,
	.lpWSPJoinLeaf = base_join_leaf,
	.lpWSPListen = base_listen,
	.lpWSPRecv = base_recv,
	.lpWSPRecvDisconnect = base_recv_disconnect,
	.lpWSPRecvFrom = base_recv_from,
	.lpWSPSelect = base_select,
	.lpWSPSend = base_send,
	.lpWSPSendDisconnect = base_send_disconnect,
	.lpWSPSendTo = base_send_to,
	.lpWSPSetSockOpt = base_set_sock_opt,
	.lpWSPShutdown = base_shutdown,
	.lpWSPSocket = base_socket,
	.lpWSPStringToAddress = base_string_to_address,
};
