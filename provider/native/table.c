#include "table.h"

#include <stddef.h>

#define WSAEWOULDBLOCK 10035
#define WSAEMSGSIZE 10040
#define WSASYSCALLFAILURE 10107
#define WSA_IO_PENDING 997
#define FIONREAD 0x4004667F
#define FIONBIO 0x8004667E

static __thread uint64_t made;

void ws_np_note_made(uint64_t handle)
{
	made = handle;
}

/*
 * cause is why a call failed. A provider that does not say, or that speaks of an
 * operation under way where there is none, has failed by itself.
 *
 * Source: P-196.
 */
static int32_t cause(int error)
{
	return error == 0 || error == WSA_IO_PENDING ? WSASYSCALLFAILURE : error;
}

/* outcome is the error of a call that returns 0 or SOCKET_ERROR. */
static int32_t outcome(int result, int error)
{
	return result == 0 ? 0 : cause(error);
}

ws_np_answer ws_np_start(void *startup, uint16_t version, uint16_t data[258], void *info,
	const ws_np_upcalls *upcalls, ws_np_table *table)
{
	int (*call)(uint16_t, void *, void *, ws_np_upcalls, ws_np_table *) = startup;
	return (ws_np_answer){.error = call(version, data, info, *upcalls, table)};
}

int32_t ws_np_cleanup(const ws_np_table *t)
{
	int (*call)(int *) = t->call[WS_CLEANUP];
	int error = 0;
	int result = call(&error);
	return outcome(result, error);
}

/* handle is the answer of a call that makes a handle. */
static ws_np_answer handle(uint64_t h, int error)
{
	if (h == UINT64_MAX)
		return (ws_np_answer){.made = made, .error = cause(error)};
	return (ws_np_answer){.value = (int64_t)h, .made = made};
}

ws_np_answer ws_np_socket(const ws_np_table *t, int af, int type, int protocol, void *info,
	uint32_t group, uint32_t flags)
{
	uint64_t (*call)(int, int, int, void *, uint32_t, uint32_t, int *) = t->call[WS_SOCKET];
	int error = 0;
	made = 0;
	uint64_t h = call(af, type, protocol, info, group, flags, &error);
	return handle(h, error);
}

int32_t ws_np_close(const ws_np_table *t, uint64_t s)
{
	int (*call)(uint64_t, int *) = t->call[WS_CLOSE_SOCKET];
	int error = 0;
	int result = call(s, &error);
	return outcome(result, error);
}

extern int32_t ws_np_decide(uintptr_t condition, ws_np_buffer *caller, ws_np_buffer *local);

/* decide is the condition function of all accepts. */
static int decide(ws_np_buffer *caller, void *caller_data, void *sqos, void *gqos,
	ws_np_buffer *local, void *local_data, uint32_t *group, uintptr_t condition)
{
	(void)caller_data, (void)sqos, (void)gqos, (void)local_data, (void)group;
	return ws_np_decide(condition, caller, local);
}

ws_np_answer ws_np_accept(const ws_np_table *t, uint64_t s, uintptr_t condition)
{
	uint64_t (*call)(uint64_t, void *, int *, void *, uintptr_t, int *) = t->call[WS_ACCEPT];
	int error = 0;
	made = 0;
	uint64_t h = call(s, NULL, NULL, condition ? (void *)decide : NULL, condition, &error);
	return handle(h, error);
}

int32_t ws_np_bind(const ws_np_table *t, uint64_t s, void *name, int namelen)
{
	int (*call)(uint64_t, void *, int, int *) = t->call[WS_BIND];
	int error = 0;
	int result = call(s, name, namelen, &error);
	return outcome(result, error);
}

int32_t ws_np_connect(const ws_np_table *t, uint64_t s, void *name, int namelen)
{
	int (*call)(uint64_t, void *, int, void *, void *, void *, void *, int *) =
		t->call[WS_CONNECT];
	int error = 0;
	int result = call(s, name, namelen, NULL, NULL, NULL, NULL, &error);
	return outcome(result, error);
}

int32_t ws_np_listen(const ws_np_table *t, uint64_t s, int backlog)
{
	int (*call)(uint64_t, int, int *) = t->call[WS_LISTEN];
	int error = 0;
	int result = call(s, backlog, &error);
	return outcome(result, error);
}

int32_t ws_np_shutdown(const ws_np_table *t, uint64_t s, int how)
{
	int (*call)(uint64_t, int, int *) = t->call[WS_SHUTDOWN];
	int error = 0;
	int result = call(s, how, &error);
	return outcome(result, error);
}

/* disconnect is WSPSendDisconnect or WSPRecvDisconnect, as which says. */
static int32_t disconnect(const ws_np_table *t, int which, uint64_t s, ws_np_buffer *data)
{
	int (*call)(uint64_t, ws_np_buffer *, int *) = t->call[which];
	int error = 0;
	int result = call(s, data->len != 0 ? data : NULL, &error);
	return outcome(result, error);
}

int32_t ws_np_send_disconnect(const ws_np_table *t, uint64_t s, void *data, uint32_t len)
{
	ws_np_buffer buffer = {len, data};
	return disconnect(t, WS_SEND_DISCONNECT, s, &buffer);
}

/* ws_np_recv_disconnect gives how much has come. */
ws_np_answer ws_np_recv_disconnect(const ws_np_table *t, uint64_t s, void *data, uint32_t room)
{
	ws_np_buffer buffer = {room, data};
	int32_t error = disconnect(t, WS_RECV_DISCONNECT, s, &buffer);
	return (ws_np_answer){.value = buffer.len, .error = error};
}

int32_t ws_np_quality_by_name(const ws_np_table *t, uint64_t s, void *name, uint32_t len,
	void *quality)
{
	int (*call)(uint64_t, ws_np_buffer *, void *, int *) = t->call[WS_GET_QOS_BY_NAME];
	ws_np_buffer buffer = {len, name};
	int error = 0;
	int ok = call(s, &buffer, quality, &error);
	return ok ? 0 : cause(error);
}

/* ws_np_name is WSPGetSockName or WSPGetPeerName, as which says. */
ws_np_answer ws_np_name(const ws_np_table *t, int which, uint64_t s, void *name, int room)
{
	int (*call)(uint64_t, void *, int *, int *) = t->call[which];
	int len = room, error = 0;
	int result = call(s, name, &len, &error);
	return (ws_np_answer){.value = len, .error = outcome(result, error)};
}

ws_np_answer ws_np_join_leaf(const ws_np_table *t, uint64_t s, void *name, int namelen,
	uint32_t flags)
{
	uint64_t (*call)(uint64_t, void *, int, void *, void *, void *, void *, uint32_t, int *) =
		t->call[WS_JOIN_LEAF];
	int error = 0;
	made = 0;
	uint64_t h = call(s, name, namelen, NULL, NULL, NULL, NULL, flags, &error);
	return handle(h, error);
}

/* moved is the answer of a transfer of room bytes at most. */
static ws_np_answer moved(int result, int error, uint32_t n, uint64_t room)
{
	if (n > room)
		n = (uint32_t)room;
	if (result == 0)
		return (ws_np_answer){.value = n};
	error = cause(error);
	if (error == WSAEMSGSIZE)
		n = (uint32_t)room;
	else
		n = 0;
	return (ws_np_answer){.value = n, .error = error};
}

ws_np_answer ws_np_send(const ws_np_table *t, uint64_t s, void *p, uint32_t n, uint32_t flags)
{
	int (*call)(uint64_t, ws_np_buffer *, uint32_t, uint32_t *, uint32_t, void *, void *, void *,
		int *) = t->call[WS_SEND];
	ws_np_buffer buffer = {n, p};
	uint32_t sent = 0;
	int error = 0;
	int result = call(s, &buffer, 1, &sent, flags, NULL, NULL, NULL, &error);
	return moved(result, error, sent, n);
}

ws_np_answer ws_np_recv(const ws_np_table *t, uint64_t s, void *p, uint32_t n, uint32_t flags)
{
	ws_np_buffer buffer = {n, p};
	return ws_np_recv_buffers(t, s, &buffer, 1, flags, NULL, 0);
}

/* length is how many bytes there is room for in buffers. */
static uint64_t length(const ws_np_buffer *buffers, uint32_t count)
{
	uint64_t sum = 0;
	for (uint32_t i = 0; i < count; i++)
		sum += buffers[i].len;
	return sum;
}

ws_np_answer ws_np_send_buffers(const ws_np_table *t, uint64_t s, void *buffers, uint32_t count,
	uint32_t flags, void *name, int namelen)
{
	uint32_t sent = 0;
	int error = 0, result;
	if (name) {
		int (*call)(uint64_t, ws_np_buffer *, uint32_t, uint32_t *, uint32_t, void *, int, void *,
			void *, void *, int *) = t->call[WS_SEND_TO];
		result = call(s, buffers, count, &sent, flags, name, namelen, NULL, NULL, NULL, &error);
	} else {
		int (*call)(uint64_t, ws_np_buffer *, uint32_t, uint32_t *, uint32_t, void *, void *,
			void *, int *) = t->call[WS_SEND];
		result = call(s, buffers, count, &sent, flags, NULL, NULL, NULL, &error);
	}
	return moved(result, error, sent, length(buffers, count));
}

ws_np_answer ws_np_recv_buffers(const ws_np_table *t, uint64_t s, void *buffers, uint32_t count,
	uint32_t flags, void *name, int room)
{
	uint32_t got = 0;
	int error = 0, result, len = room;
	if (name) {
		int (*call)(uint64_t, ws_np_buffer *, uint32_t, uint32_t *, uint32_t *, void *, int *,
			void *, void *, void *, int *) = t->call[WS_RECV_FROM];
		result = call(s, buffers, count, &got, &flags, name, &len, NULL, NULL, NULL, &error);
	} else {
		int (*call)(uint64_t, ws_np_buffer *, uint32_t, uint32_t *, uint32_t *, void *, void *,
			void *, int *) = t->call[WS_RECV];
		result = call(s, buffers, count, &got, &flags, NULL, NULL, NULL, &error);
	}
	ws_np_answer a = moved(result, error, got, length(buffers, count));
	a.flags = flags;
	a.namelen = len;
	return a;
}

int32_t ws_np_set_option(const ws_np_table *t, uint64_t s, int level, int name, void *value,
	int len)
{
	int (*call)(uint64_t, int, int, void *, int, int *) = t->call[WS_SET_SOCK_OPT];
	int error = 0;
	int result = call(s, level, name, value, len, &error);
	return outcome(result, error);
}

ws_np_answer ws_np_get_option(const ws_np_table *t, uint64_t s, int level, int name, void *value,
	int room)
{
	int (*call)(uint64_t, int, int, void *, int *, int *) = t->call[WS_GET_SOCK_OPT];
	int len = room, error = 0;
	int result = call(s, level, name, value, &len, &error);
	return (ws_np_answer){.value = len, .error = outcome(result, error)};
}

ws_np_answer ws_np_ioctl(const ws_np_table *t, uint64_t s, uint32_t code, void *in,
	uint32_t in_size, void *out, uint32_t out_size)
{
	int (*call)(uint64_t, uint32_t, void *, uint32_t, void *, uint32_t, uint32_t *, void *, void *,
		void *, int *) = t->call[WS_IOCTL];
	uint32_t returned = UINT32_MAX; /* left alone, as some failures leave it */
	int error = 0;
	int result = call(s, code, in, in_size, out, out_size, &returned, NULL, NULL, NULL, &error);
	return (ws_np_answer){
		.value = returned == UINT32_MAX ? -1 : (int64_t)returned,
		.error = outcome(result, error),
	};
}

int32_t ws_np_duplicate(const ws_np_table *t, uint64_t s, uint32_t process, void *info)
{
	int (*call)(uint64_t, uint32_t, void *, int *) = t->call[WS_DUPLICATE_SOCKET];
	int error = 0;
	int result = call(s, process, info, &error);
	return outcome(result, error);
}

/* ws_np_unread is what FIONREAD tells. */
ws_np_answer ws_np_unread(const ws_np_table *t, uint64_t s)
{
	uint32_t n = 0;
	ws_np_answer a = ws_np_ioctl(t, s, FIONREAD, NULL, 0, &n, sizeof n);
	a.value = n;
	return a;
}

/* ws_np_nonblocking makes a socket nonblocking. */
int32_t ws_np_nonblocking(const ws_np_table *t, uint64_t s)
{
	uint32_t on = 1;
	return ws_np_ioctl(t, s, FIONBIO, &on, sizeof on, NULL, 0).error;
}

int32_t ws_np_event_select(const ws_np_table *t, uint64_t s, uintptr_t event, int32_t events)
{
	int (*call)(uint64_t, uintptr_t, int32_t, int *) = t->call[WS_EVENT_SELECT];
	int error = 0;
	int result = call(s, event, events, &error);
	return outcome(result, error);
}

int32_t ws_np_enum_events(const ws_np_table *t, uint64_t s, uintptr_t event, void *network_events)
{
	int (*call)(uint64_t, uintptr_t, void *, int *) = t->call[WS_ENUM_NETWORK_EVENTS];
	int error = 0;
	int result = call(s, event, network_events, &error);
	return outcome(result, error);
}

int32_t ws_np_address_text(const ws_np_table *t, void *name, uint32_t namelen, void *info,
	uint16_t *text, uint32_t room)
{
	int (*call)(void *, uint32_t, void *, uint16_t *, uint32_t *, int *) =
		t->call[WS_ADDRESS_TO_STRING];
	int error = 0;
	int result = call(name, namelen, info, text, &room, &error);
	return outcome(result, error);
}

ws_np_answer ws_np_text_address(const ws_np_table *t, uint16_t *text, int family, void *info,
	void *name, int room)
{
	int (*call)(uint16_t *, int, void *, void *, int *, int *) = t->call[WS_STRING_TO_ADDRESS];
	int error = 0;
	int result = call(text, family, info, name, &room, &error);
	return (ws_np_answer){.value = room, .error = outcome(result, error)};
}

/* fd_set for one socket. */
struct set {
	uint32_t count;
	uint64_t array[64];
};

/*
 * ws_np_ready asks whether a socket is readable (which 0), writable (1) or has urgent data (2).
 */
ws_np_answer ws_np_ready(const ws_np_table *t, uint64_t s, int which)
{
	int (*call)(int, struct set *, struct set *, struct set *, void *, int *) = t->call[WS_SELECT];
	struct set one = {.count = 1, .array = {s}};
	int32_t now[2] = {0, 0};
	int error = 0;
	int n = call(1, which == 0 ? &one : NULL, which == 1 ? &one : NULL, which == 2 ? &one : NULL,
		now, &error);
	if (n < 0)
		return (ws_np_answer){.error = cause(error)};
	return (ws_np_answer){.value = n > 0 && one.count == 1 && one.array[0] == s};
}

/*
 * ws_np_begin starts a receive. WSA_IO_PENDING: it is under way, and
 * WPUCompleteOverlappedRequest tells of its end, maybe already has. A provider that is done
 * at once may or may not tell of that.
 */
ws_np_answer ws_np_begin(const ws_np_table *t, uint64_t s, ws_np_request *r, int with_source)
{
	int error = 0, result;
	uint32_t got = 0;
	if (with_source) {
		int (*call)(uint64_t, ws_np_buffer *, uint32_t, uint32_t *, uint32_t *, void *, int *,
			void *, void *, void *, int *) = t->call[WS_RECV_FROM];
		result = call(s, &r->buffer, 1, &got, &r->flags, r->from, &r->fromlen, r, NULL, NULL,
			&error);
	} else {
		int (*call)(uint64_t, ws_np_buffer *, uint32_t, uint32_t *, uint32_t *, void *, void *,
			void *, int *) = t->call[WS_RECV];
		result = call(s, &r->buffer, 1, &got, &r->flags, r, NULL, NULL, &error);
	}
	if (result != 0 && error == WSA_IO_PENDING)
		return (ws_np_answer){.error = error};
	ws_np_answer a = moved(result, error, got, r->buffer.len);
	a.flags = r->flags;
	a.namelen = r->fromlen;
	return a;
}

/*
 * ws_np_outcome asks how a receive has ended that is complete.
 *
 * Source: P-266.
 */
ws_np_answer ws_np_outcome(const ws_np_table *t, uint64_t s, ws_np_request *r)
{
	int (*call)(uint64_t, void *, uint32_t *, int, uint32_t *, int *) =
		t->call[WS_GET_OVERLAPPED_RESULT];
	uint32_t got = 0, flags = 0;
	int error = 0;
	int ok = call(s, r, &got, 0, &flags, &error);
	ws_np_answer a = moved(ok ? 0 : -1, error, got, r->buffer.len);
	a.flags = flags;
	a.namelen = r->fromlen;
	return a;
}
