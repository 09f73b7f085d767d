/*
 * wrapper.c: a layer for file handles with 30 functions of its own, each of which calls the
 * one below. It counts its calls for the program.
 */
#include <winsock2.h>
#include <ws2spi.h>
#include <windows.h>

#include <string.h>

WSPPROC_TABLE below;
static WSPUPCALLTABLE up;

/* The chains that the layer is the top of, and what each is over. */
static struct {
	DWORD chain;
	WSAPROTOCOL_INFOW base;
} over[64];
static int chains;

int calls[30], cleanups, starts;
char parting[16]; /* data that came along with a disconnect */

/* below_chain is what a chain is over. */
static WSAPROTOCOL_INFOW *below_chain(DWORD chain)
{
	for (int i = 0; i < chains; i++)
		if (over[i].chain == chain)
			return &over[i].base;
	return NULL;
}

/* given is the value that the library wants for a new socket of the provider below. */
static SOCKET given(SOCKET s, LPINT error)
{
	WSAPROTOCOL_INFOW entry;
	int len = sizeof entry;
	if (s == INVALID_SOCKET ||
		below.lpWSPGetSockOpt(s, SOL_SOCKET, SO_PROTOCOL_INFOW, (char *)&entry, &len, error) != 0)
		return INVALID_SOCKET;
	for (int i = 0; i < chains; i++)
		if (over[i].base.dwCatalogEntryId == entry.dwCatalogEntryId)
			return up.lpWPUModifyIFSHandle(over[i].chain, s, error);
	*error = WSAEINVAL;
	return INVALID_SOCKET;
}

/* PASS counts a call and makes it below. */
#define PASS(place, function, ...) (calls[place]++, below.lpWSP##function(__VA_ARGS__))

static SOCKET WSPAPI wrap_accept(SOCKET s, struct sockaddr *a, LPINT n, LPCONDITIONPROC f, DWORD_PTR d,
	LPINT e)
{
	SOCKET accepted = given(below.lpWSPAccept(s, a, n, f, d, e), e);
	calls[0] += accepted != INVALID_SOCKET; /* others may have been in vain */
	return accepted;
}

static INT WSPAPI wrap_address_to_string(LPSOCKADDR a, DWORD n, LPWSAPROTOCOL_INFOW i, LPWSTR t,
	LPDWORD l, LPINT e)
{
	return PASS(1, AddressToString, a, n, i == NULL ? NULL : below_chain(i->dwCatalogEntryId), t, l, e);
}

static int WSPAPI wrap_async_select(SOCKET s, HWND w, unsigned int m, LONG l, LPINT e)
{
	return PASS(2, AsyncSelect, s, w, m, l, e);
}

static int WSPAPI wrap_bind(SOCKET s, const struct sockaddr *a, int n, LPINT e)
{
	return PASS(3, Bind, s, a, n, e);
}

static int WSPAPI wrap_cancel(LPINT e)
{
	return PASS(4, CancelBlockingCall, e);
}

static int WSPAPI wrap_cleanup(LPINT e)
{
	cleanups++;
	return PASS(5, Cleanup, e);
}

static int WSPAPI wrap_close(SOCKET s, LPINT e)
{
	return PASS(6, CloseSocket, s, e);
}

static int WSPAPI wrap_connect(SOCKET s, const struct sockaddr *a, int n, LPWSABUF cr, LPWSABUF ce,
	LPQOS q, LPQOS g, LPINT e)
{
	return PASS(7, Connect, s, a, n, cr, ce, q, g, e);
}

static int WSPAPI wrap_duplicate(SOCKET s, DWORD p, LPWSAPROTOCOL_INFOW i, LPINT e)
{
	return PASS(8, DuplicateSocket, s, p, i, e);
}

static int WSPAPI wrap_enum(SOCKET s, WSAEVENT v, LPWSANETWORKEVENTS n, LPINT e)
{
	return PASS(9, EnumNetworkEvents, s, v, n, e);
}

static int WSPAPI wrap_event_select(SOCKET s, WSAEVENT v, LONG l, LPINT e)
{
	return PASS(10, EventSelect, s, v, l, e);
}

static BOOL WSPAPI wrap_result(SOCKET s, LPWSAOVERLAPPED o, LPDWORD n, BOOL w, LPDWORD f, LPINT e)
{
	return PASS(11, GetOverlappedResult, s, o, n, w, f, e);
}

static int WSPAPI wrap_peer(SOCKET s, struct sockaddr *a, LPINT n, LPINT e)
{
	return PASS(12, GetPeerName, s, a, n, e);
}

static int WSPAPI wrap_name(SOCKET s, struct sockaddr *a, LPINT n, LPINT e)
{
	return PASS(13, GetSockName, s, a, n, e);
}

static int WSPAPI wrap_get(SOCKET s, int l, int o, char *v, LPINT n, LPINT e)
{
	return PASS(14, GetSockOpt, s, l, o, v, n, e);
}

static BOOL WSPAPI wrap_qos(SOCKET s, LPWSABUF n, LPQOS q, LPINT e)
{
	if (q != NULL && strcmp(n->buf, "mine") == 0) {
		calls[15]++;
		memset(q, 0, sizeof *q);
		q->SendingFlowspec.TokenRate = 77;
		return TRUE;
	}
	return PASS(15, GetQOSByName, s, n, q, e);
}

static int WSPAPI wrap_ioctl(SOCKET s, DWORD c, LPVOID i, DWORD il, LPVOID o, DWORD ol, LPDWORD n,
	LPWSAOVERLAPPED ov, LPWSAOVERLAPPED_COMPLETION_ROUTINE r, LPWSATHREADID t, LPINT e)
{
	return PASS(16, Ioctl, s, c, i, il, o, ol, n, ov, r, t, e);
}

static SOCKET WSPAPI wrap_join(SOCKET s, const struct sockaddr *a, int n, LPWSABUF cr, LPWSABUF ce,
	LPQOS q, LPQOS g, DWORD f, LPINT e)
{
	return PASS(17, JoinLeaf, s, a, n, cr, ce, q, g, f, e);
}

static int WSPAPI wrap_listen(SOCKET s, int n, LPINT e)
{
	return PASS(18, Listen, s, n, e);
}

static int WSPAPI wrap_recv(SOCKET s, LPWSABUF b, DWORD c, LPDWORD n, LPDWORD f, LPWSAOVERLAPPED o,
	LPWSAOVERLAPPED_COMPLETION_ROUTINE r, LPWSATHREADID t, LPINT e)
{
	return PASS(19, Recv, s, b, c, n, f, o, r, t, e);
}

static int WSPAPI wrap_recv_disconnect(SOCKET s, LPWSABUF b, LPINT e)
{
	if (b != NULL && b->len >= 3)
		memcpy(b->buf, "bye", b->len = 3);
	return PASS(20, RecvDisconnect, s, NULL, e);
}

static int WSPAPI wrap_recv_from(SOCKET s, LPWSABUF b, DWORD c, LPDWORD n, LPDWORD f,
	struct sockaddr *a, LPINT l, LPWSAOVERLAPPED o, LPWSAOVERLAPPED_COMPLETION_ROUTINE r,
	LPWSATHREADID t, LPINT e)
{
	return PASS(21, RecvFrom, s, b, c, n, f, a, l, o, r, t, e);
}

static int WSPAPI wrap_select(int n, fd_set *r, fd_set *w, fd_set *x, const struct timeval *t,
	LPINT e)
{
	return PASS(22, Select, n, r, w, x, t, e);
}

static int WSPAPI wrap_send(SOCKET s, LPWSABUF b, DWORD c, LPDWORD n, DWORD f, LPWSAOVERLAPPED o,
	LPWSAOVERLAPPED_COMPLETION_ROUTINE r, LPWSATHREADID t, LPINT e)
{
	return PASS(23, Send, s, b, c, n, f, o, r, t, e);
}

static int WSPAPI wrap_send_disconnect(SOCKET s, LPWSABUF b, LPINT e)
{
	if (b != NULL && b->len < sizeof parting)
		memcpy(parting, b->buf, b->len);
	return PASS(24, SendDisconnect, s, NULL, e);
}

static int WSPAPI wrap_send_to(SOCKET s, LPWSABUF b, DWORD c, LPDWORD n, DWORD f,
	const struct sockaddr *a, int l, LPWSAOVERLAPPED o, LPWSAOVERLAPPED_COMPLETION_ROUTINE r,
	LPWSATHREADID t, LPINT e)
{
	return PASS(25, SendTo, s, b, c, n, f, a, l, o, r, t, e);
}

static int WSPAPI wrap_set(SOCKET s, int l, int o, const char *v, int n, LPINT e)
{
	return PASS(26, SetSockOpt, s, l, o, v, n, e);
}

static int WSPAPI wrap_shutdown(SOCKET s, int h, LPINT e)
{
	return PASS(27, Shutdown, s, h, e);
}

static SOCKET WSPAPI wrap_socket(int a, int t, int p, LPWSAPROTOCOL_INFOW i, GROUP g, DWORD f, LPINT e)
{
	WSAPROTOCOL_INFOW lower = *below_chain(i->dwCatalogEntryId);
	lower.dwProviderReserved = i->dwProviderReserved;
	return given(PASS(28, Socket, a, t, p, &lower, g, f | WSA_FLAG_OVERLAPPED, e), e);
}

static INT WSPAPI wrap_string_to_address(LPWSTR t, INT f, LPWSAPROTOCOL_INFOW i, LPSOCKADDR a, LPINT n,
	LPINT e)
{
	return PASS(29, StringToAddress, t, f, i == NULL ? NULL : below_chain(i->dwCatalogEntryId), a, n, e);
}

static const WSPPROC_TABLE own = {
	wrap_accept, wrap_address_to_string, wrap_async_select, wrap_bind, wrap_cancel, wrap_cleanup,
	wrap_close, wrap_connect, wrap_duplicate, wrap_enum, wrap_event_select, wrap_result, wrap_peer,
	wrap_name, wrap_get, wrap_qos, wrap_ioctl, wrap_join, wrap_listen, wrap_recv,
	wrap_recv_disconnect, wrap_recv_from, wrap_select, wrap_send, wrap_send_disconnect, wrap_send_to,
	wrap_set, wrap_shutdown, wrap_socket, wrap_string_to_address,
};

/* find looks for an entry of the catalog. */
static int find(DWORD id, WSAPROTOCOL_INFOW *entry)
{
	WSAPROTOCOL_INFOW all[128];
	DWORD size = sizeof all;
	int error, n = WSCEnumProtocols(NULL, all, &size, &error);
	for (int i = 0; i < n; i++)
		if (all[i].dwCatalogEntryId == id) {
			*entry = all[i];
			return 1;
		}
	return 0;
}

int WSPAPI WSPStartup(WORD version, LPWSPDATA data, LPWSAPROTOCOL_INFOW info, WSPUPCALLTABLE upcalls,
	LPWSPPROC_TABLE table)
{
	WCHAR path[MAX_PATH];
	int len = MAX_PATH, error;
	WSAPROTOCOL_INFOW base;
	starts++;
	up = upcalls;
	if (info->ProtocolChain.ChainLen != 2 || !find(info->ProtocolChain.ChainEntries[1], &base))
		return WSASYSNOTREADY;
	if (below_chain(info->dwCatalogEntryId) == NULL) {
		over[chains].chain = info->dwCatalogEntryId;
		over[chains++].base = base;
	}
	if (up.lpWPUGetProviderPath(&base.ProviderId, path, &len, &error) != 0)
		return WSASYSNOTREADY;
	HMODULE module = LoadLibraryW(path);
	LPWSPSTARTUP startup = (LPWSPSTARTUP)(void *)GetProcAddress(module, "WSPStartup");
	if (startup == NULL)
		return WSASYSNOTREADY;
	error = startup(version, data, &base, upcalls, &below);
	if (error == 0)
		*table = own;
	return error;
}
