/*
 * memory.c: how the provider starts, and what it does not do.
 *
 *	wscc -shared memory.c sockets.c transfer.c events.c -o libmemory.so -lws2_32
 *
 * To make a provider of your own of this one: read WSPStartup at the end, then sockets.c
 * (what a connection is), transfer.c (how bytes come and go) and events.c (how the library
 * learns that something has changed). Change the family, the names and libmemory.json; keep
 * the ways in which locks, handles and ends of receives are treated.
 */
#include "memory.h"

WSPUPCALLTABLE upcalls;
DWORD entry;
struct socket *sockets;

static CRITICAL_SECTION lock;
static CONDITION_VARIABLE change;
static struct told *first_told, **last_told = &first_told;
static int starts;

__attribute__((constructor)) static void begin(void)
{
	InitializeCriticalSection(&lock);
	InitializeConditionVariable(&change);
}

/* All that is here has one lock: simple before fast. */
void enter(void)
{
	EnterCriticalSection(&lock);
}

/*
 * The library may call back into this file, from WPUCompleteOverlappedRequest: it is told
 * of ends only when the lock is free.
 */
void leave(void)
{
	struct told *t = first_told;
	first_told = NULL;
	last_told = &first_told;
	LeaveCriticalSection(&lock);
	while (t) {
		struct told *next = t->next;
		int error;
		WPUCompleteOverlappedRequest(t->s, t->overlapped, t->error, t->bytes, &error);
		free(t);
		t = next;
	}
}

void tell(struct socket *s, LPWSAOVERLAPPED overlapped, DWORD error, DWORD bytes)
{
	struct told *t = malloc(sizeof *t);
	overlapped->OffsetHigh = error;
	overlapped->Offset = 0;
	*t = (struct told){NULL, s->handle, overlapped, error, bytes};
	*last_told = t;
	last_told = &t->next;
}

void wait_for_change(void)
{
	SleepConditionVariableCS(&change, &lock, INFINITE);
}

void wake_all(void)
{
	WakeAllConditionVariable(&change);
}

struct socket *find(SOCKET h, LPINT error)
{
	for (struct socket *s = sockets; s; s = s->next)
		if (s->handle == h)
			return s;
	*error = WSAENOTSOCK;
	return NULL;
}

/* cleanup ends one start; with the last one all sockets that are left are closed. */
static int WSPAPI cleanup(LPINT error)
{
	int none, left;
	enter();
	left = starts > 0 ? --starts : -1;
	leave();
	if (left < 0)
		return fail(error, WSANOTINITIALISED);
	while (left == 0 && sockets)
		memory_close(sockets->handle, &none);
	return 0;
}

/* ioctl has the two codes that every provider has; others are not its own. */
static int WSPAPI ioctl(SOCKET h, DWORD code, LPVOID in, DWORD in_size, LPVOID out,
	DWORD out_size, LPDWORD n, LPWSAOVERLAPPED overlapped,
	LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread, LPINT error)
{
	struct socket *s;
	int result = 0;
	(void)overlapped, (void)routine, (void)thread;
	enter();
	s = find(h, error);
	if (!s)
		result = SOCKET_ERROR;
	else if (code == FIONBIO && in_size >= sizeof(u_long) && in)
		s->nonblocking = *(u_long *)in != 0, *n = 0;
	else if (code == FIONREAD && out_size >= sizeof(u_long) && out)
		*(u_long *)out = (u_long)s->used, *n = sizeof(u_long);
	else
		result = fail(error, code == FIONBIO || code == FIONREAD ? WSAEFAULT : WSAEOPNOTSUPP);
	leave();
	return result;
}

/* The library keeps the options. Only those come to something here that have an effect. */
static int WSPAPI setsockopt_(SOCKET h, int level, int name, const char *value, int len,
	LPINT error)
{
	struct socket *s;
	int result = 0;
	enter();
	s = find(h, error);
	if (!s)
		result = SOCKET_ERROR;
	else if (level == SOL_SOCKET && name == SO_LINGER && len >= (int)sizeof(struct linger)) {
		/* A close that is to be abortive: what has come for the peer is lost. */
		const struct linger *l = (const struct linger *)value;
		if (l->l_onoff && l->l_linger == 0 && s->peer)
			s->peer->broken = WSAECONNRESET;
	} else
		result = fail(error, WSAENOPROTOOPT);
	leave();
	return result;
}

/* WSAENOPROTOOPT: the library answers with what it has kept. */
static int WSPAPI getsockopt_(SOCKET h, int level, int name, char *value, LPINT len, LPINT error)
{
	(void)h, (void)level, (void)name, (void)value, (void)len;
	return fail(error, WSAENOPROTOOPT);
}

/* An address as text is memory:PORT; *text_len counts characters, the 0 too. */
static INT WSPAPI address_to_string(LPSOCKADDR name, DWORD len, LPWSAPROTOCOL_INFOW info,
	LPWSTR text, LPDWORD text_len, LPINT error)
{
	WCHAR digits[16];
	DWORD n;
	(void)info;
	if (len < sizeof(struct sockaddr_memory))
		return fail(error, WSAEFAULT);
	n = (DWORD)wsprintfW(digits, L"memory:%u", ((struct sockaddr_memory *)name)->port) + 1;
	if (n > *text_len) {
		*text_len = n;
		return fail(error, WSAEFAULT);
	}
	memcpy(text, digits, n * sizeof *text);
	*text_len = n;
	return 0;
}

static INT WSPAPI string_to_address(LPWSTR text, INT family, LPWSAPROTOCOL_INFOW info,
	LPSOCKADDR name, LPINT len, LPINT error)
{
	static const WCHAR prefix[] = L"memory:";
	struct sockaddr_memory a = {AF_MEMORY, 0};
	unsigned port = 0;
	(void)info;
	if (family != AF_MEMORY || memcmp(text, prefix, sizeof prefix - sizeof *prefix) != 0)
		return fail(error, WSAEINVAL);
	for (text += 7; *text >= '0' && *text <= '9' && port < 65536; text++)
		port = port * 10 + (unsigned)(*text - '0');
	if (*text || port > 65535)
		return fail(error, WSAEINVAL);
	if (*len < (int)sizeof a) {
		*len = sizeof a;
		return fail(error, WSAEFAULT);
	}
	a.port = (u_short)port;
	memcpy(name, &a, sizeof a);
	*len = sizeof a;
	return 0;
}

/* What the transport does not have. The library itself never calls the first two. */

static int WSPAPI async_select(SOCKET h, HWND window, unsigned int message, LONG interest,
	LPINT error)
{
	(void)h, (void)window, (void)message, (void)interest;
	return fail(error, WSAEOPNOTSUPP);
}

static int WSPAPI cancel_blocking_call(LPINT error)
{
	return fail(error, WSAEOPNOTSUPP);
}

static int WSPAPI duplicate(SOCKET h, DWORD process, LPWSAPROTOCOL_INFOW info, LPINT error)
{
	(void)h, (void)process, (void)info;
	return fail(error, WSAEOPNOTSUPP);
}

static BOOL WSPAPI qos_by_name(SOCKET h, LPWSABUF name, LPQOS qos, LPINT error)
{
	(void)h, (void)name, (void)qos;
	*error = WSAEOPNOTSUPP;
	return FALSE;
}

static SOCKET WSPAPI join_leaf(SOCKET h, const struct sockaddr *name, int len, LPWSABUF caller,
	LPWSABUF callee, LPQOS sending, LPQOS group, DWORD flags, LPINT error)
{
	(void)h, (void)name, (void)len, (void)caller, (void)callee;
	(void)sending, (void)group, (void)flags;
	*error = WSAEOPNOTSUPP;
	return INVALID_SOCKET;
}

/* A connection ends without data. */
static int WSPAPI send_disconnect(SOCKET h, LPWSABUF data, LPINT error)
{
	return data && data->len ? fail(error, WSAENOPROTOOPT) : memory_shutdown(h, SD_SEND, error);
}

static int WSPAPI recv_disconnect(SOCKET h, LPWSABUF data, LPINT error)
{
	return data && data->len ? fail(error, WSAENOPROTOOPT) : memory_shutdown(h, SD_RECEIVE, error);
}

/*
 * WSPStartup is the one function that the file exports. It may be called several times, each
 * with a WSPCleanup to come. All thirty functions have to be there.
 */
int WSPAPI WSPStartup(WORD version, LPWSPDATA data, LPWSAPROTOCOL_INFOW info,
	WSPUPCALLTABLE table, LPWSPPROC_TABLE calls)
{
	if (LOBYTE(version) < 2 || (LOBYTE(version) == 2 && HIBYTE(version) < 2))
		return WSAVERNOTSUPPORTED;
	enter();
	starts++;
	upcalls = table;
	entry = info->dwCatalogEntryId;
	leave();
	data->wVersion = data->wHighVersion = MAKEWORD(2, 2);
	wcscpy(data->szDescription, L"Connections in memory");
	*calls = (WSPPROC_TABLE){
		.lpWSPAccept = memory_accept,
		.lpWSPAddressToString = address_to_string,
		.lpWSPAsyncSelect = async_select,
		.lpWSPBind = memory_bind,
		.lpWSPCancelBlockingCall = cancel_blocking_call,
		.lpWSPCleanup = cleanup,
		.lpWSPCloseSocket = memory_close,
		.lpWSPConnect = memory_connect,
		.lpWSPDuplicateSocket = duplicate,
		.lpWSPEnumNetworkEvents = memory_enum_events,
		.lpWSPEventSelect = memory_event_select,
		.lpWSPGetOverlappedResult = memory_overlapped_result,
		.lpWSPGetPeerName = memory_getpeername,
		.lpWSPGetSockName = memory_getsockname,
		.lpWSPGetSockOpt = getsockopt_,
		.lpWSPGetQOSByName = qos_by_name,
		.lpWSPIoctl = ioctl,
		.lpWSPJoinLeaf = join_leaf,
		.lpWSPListen = memory_listen,
		.lpWSPRecv = memory_recv,
		.lpWSPRecvDisconnect = recv_disconnect,
		.lpWSPRecvFrom = memory_recvfrom,
		.lpWSPSelect = memory_select,
		.lpWSPSend = memory_send,
		.lpWSPSendDisconnect = send_disconnect,
		.lpWSPSendTo = memory_sendto,
		.lpWSPSetSockOpt = setsockopt_,
		.lpWSPShutdown = memory_shutdown,
		.lpWSPSocket = memory_socket,
		.lpWSPStringToAddress = string_to_address,
	};
	return 0;
}
