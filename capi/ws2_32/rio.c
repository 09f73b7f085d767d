/*
 * rio.c: registered I/O. Results are taken here; requests are made by Go's side. An
 * RIO_CQ is the address of the queue's state, the other handles are Go's.
 *
 * Source: mswsock.h documentation, O-453...O-470.
 */
#include "rio.h"

#include <stdbool.h>
#include <stddef.h>

#include "winsockgo.h"
#include "completion.h"
#include "result.h"

_Static_assert(sizeof(struct ws_completion) == 56, "CompletionState");

/* state is the state of an open queue, NULL for what is none. */
static struct ws_completion *state(RIO_CQ cq)
{
	struct ws_completion *c = (struct ws_completion *)cq;
	if ((uintptr_t)cq % _Alignof(struct ws_completion) != 0 || !ws_readable(c, sizeof *c) ||
		c->magic != WS_COMPLETION)
		return NULL;
	return c;
}

/* handle is the queue on Go's side, 0 for what is none. */
static uint32_t handle(RIO_CQ cq)
{
	struct ws_completion *c = state(cq);
	return c != NULL ? c->handle : 0;
}

/* succeeds is the result of a call that gave an error code. */
static BOOL succeeds(int32_t error)
{
	return ws_done(error) == 0;
}

/* Source: O-459. */
static RIO_BUFFERID PASCAL register_buffer(PCHAR data, DWORD length)
{
	WS_ALIVE(RIO_INVALID_BUFFERID);
	uintptr_t id = 0;
	int32_t error = WSAEINVAL;
	if (length != 0)
		error = ws_writable(data, length) ? ws_go_rio_register(data, length, &id) : WSAEFAULT;
	return succeeds(error) ? (RIO_BUFFERID)id : RIO_INVALID_BUFFERID;
}

static VOID PASCAL deregister_buffer(RIO_BUFFERID id)
{
	if (!ws_forked)
		ws_go_rio_deregister((uintptr_t)id);
}

/* Source: O-458, O-460. */
static RIO_CQ PASCAL create_completion_queue(DWORD size, PRIO_NOTIFICATION_COMPLETION by)
{
	WS_ALIVE(RIO_INVALID_CQ);
	void *made = NULL;
	if (by != NULL && !ws_readable(by, sizeof *by)) {
		ws_fail(WSAEFAULT);
		return RIO_INVALID_CQ;
	}
	return succeeds(ws_go_rio_completion_queue(size, by, &made)) ? made : RIO_INVALID_CQ;
}

/* Source: O-468. */
static VOID PASCAL close_completion_queue(RIO_CQ cq)
{
	if (!ws_forked)
		ws_go_rio_completion_queue_close(handle(cq));
}

/* Source: O-468. */
static BOOL PASCAL resize_completion_queue(RIO_CQ cq, DWORD size)
{
	WS_ALIVE(FALSE);
	return succeeds(ws_go_rio_completion_queue_resize(handle(cq), size));
}

/* Source: O-461, O-462. */
static RIO_RQ PASCAL create_request_queue(SOCKET s, ULONG receives, ULONG receive_buffers,
	ULONG sends, ULONG send_buffers, RIO_CQ receive_cq, RIO_CQ send_cq, PVOID context)
{
	WS_ALIVE(RIO_INVALID_RQ);
	uintptr_t made = 0;
	return succeeds(ws_go_rio_request_queue(s, receives, receive_buffers, sends, send_buffers,
			handle(receive_cq), handle(send_cq), (uintptr_t)context, &made))
		? (RIO_RQ)made
		: RIO_INVALID_RQ;
}

/* Source: O-468. */
static BOOL PASCAL resize_request_queue(RIO_RQ rq, DWORD receives, DWORD sends)
{
	WS_ALIVE(FALSE);
	return succeeds(ws_go_rio_request_queue_resize((uintptr_t)rq, receives, sends));
}

/* described reports whether a part of a buffer is described by memory, or not at all. */
static bool described(PRIO_BUF b)
{
	return b == NULL || ws_readable(b, sizeof *b);
}

/*
 * request makes a request with count buffers at data. A description that is no memory
 * is WSAEFAULT; a count that does not fit data WSAEINVAL.
 */
static BOOL request(RIO_RQ rq, int sends, PRIO_BUF data, ULONG count, DWORD flags, PVOID context)
{
	WS_ALIVE(FALSE);
	if (!described(data))
		return succeeds(WSAEFAULT);
	if (count > 1 || (data == NULL) != (count == 0))
		return succeeds(WSAEINVAL);
	return succeeds(ws_go_rio_request((uintptr_t)rq, sends, data, flags, (uintptr_t)context));
}

/* request_with is request with what goes along with the data. */
static BOOL request_with(RIO_RQ rq, int sends, PRIO_BUF data, ULONG count, PRIO_BUF local,
	PRIO_BUF remote, PRIO_BUF control, PRIO_BUF message_flags, DWORD flags, PVOID context)
{
	WS_ALIVE(FALSE);
	if (!described(data) || !described(local) || !described(remote) || !described(control) ||
		!described(message_flags))
		return succeeds(WSAEFAULT);
	if (count > 1 || (data == NULL) != (count == 0))
		return succeeds(WSAEINVAL);
	return succeeds(ws_go_rio_request_with((uintptr_t)rq, sends, data, local, remote, control,
		message_flags, flags, (uintptr_t)context));
}

/* Source: O-463...O-465. */
static BOOL PASCAL rio_receive(RIO_RQ rq, PRIO_BUF data, ULONG count, DWORD flags, PVOID context)
{
	return request(rq, 0, data, count, flags, context);
}

/* Source: O-469. */
static int PASCAL rio_receive_ex(RIO_RQ rq, PRIO_BUF data, ULONG count, PRIO_BUF local,
	PRIO_BUF remote, PRIO_BUF control, PRIO_BUF message_flags, DWORD flags, PVOID context)
{
	return request_with(rq, 0, data, count, local, remote, control, message_flags, flags, context);
}

/* Source: O-463...O-465. */
static BOOL PASCAL rio_send(RIO_RQ rq, PRIO_BUF data, ULONG count, DWORD flags, PVOID context)
{
	return request(rq, 1, data, count, flags, context);
}

/* Source: O-469. */
static BOOL PASCAL rio_send_ex(RIO_RQ rq, PRIO_BUF data, ULONG count, PRIO_BUF local,
	PRIO_BUF remote, PRIO_BUF control, PRIO_BUF message_flags, DWORD flags, PVOID context)
{
	return request_with(rq, 1, data, count, local, remote, control, message_flags, flags, context);
}

/* Source: O-465, O-466. */
static ULONG PASCAL dequeue_completion(RIO_CQ cq, PRIORESULT results, ULONG n)
{
	struct ws_completion *c = state(cq);
	if (ws_forked || c == NULL)
		return RIO_CORRUPT_CQ;
	if (c->head == c->tail)
		return 0;
	if (!ws_writable(results, (size_t)n * sizeof *results))
		return 0;
	ws_mutex_lock(&c->lock);
	uint64_t held = c->tail - c->head;
	const RIORESULT *ring = c->ring;
	if (c->magic != WS_COMPLETION || held > (uint64_t)c->mask + 1) {
		ws_mutex_unlock(&c->lock);
		return RIO_CORRUPT_CQ;
	}
	if (n > held)
		n = (ULONG)held;
	for (ULONG i = 0; i < n; i++)
		results[i] = ring[(c->head + i) & c->mask];
	c->head += n;
	ws_mutex_unlock(&c->lock);
	return n;
}

/* Source: O-467. */
static INT PASCAL notify(RIO_CQ cq)
{
	struct ws_completion *c = state(cq);
	if (ws_forked || c == NULL)
		return WSAEINVAL;
	ws_mutex_lock(&c->lock);
	bool simple = c->magic == WS_COMPLETION && c->notifies == WS_NOTIFIES && !c->armed &&
		c->told <= c->head;
	if (simple)
		c->armed = 1;
	ws_mutex_unlock(&c->lock);
	return simple ? ERROR_SUCCESS : ws_go_rio_notify(c->handle);
}

const RIO_EXTENSION_FUNCTION_TABLE ws_rio = {
	.cbSize = sizeof ws_rio,
	.RIOReceive = rio_receive,
	.RIOReceiveEx = rio_receive_ex,
	.RIOSend = rio_send,
	.RIOSendEx = rio_send_ex,
	.RIOCloseCompletionQueue = close_completion_queue,
	.RIOCreateCompletionQueue = create_completion_queue,
	.RIOCreateRequestQueue = create_request_queue,
	.RIODequeueCompletion = dequeue_completion,
	.RIODeregisterBuffer = deregister_buffer,
	.RIONotify = notify,
	.RIORegisterBuffer = register_buffer,
	.RIOResizeCompletionQueue = resize_completion_queue,
	.RIOResizeRequestQueue = resize_request_queue,
};
