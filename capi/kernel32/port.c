/*
 * port.c: completion ports. A thread takes the next packet here when there is one;
 * Go's side makes it wait, and lets it go on with what the port's sockets do.
 *
 * Source: ioapiset.h documentation, O-181...O-241.
 */
#include <ioapiset.h>

#include "express.h"
#include "objects.h"
#include "port.h"
#include "statuserror.h"
#include "threads.h"
#include "uring.h"

int64_t ws_go_port_create(uintptr_t file, uintptr_t port, uintptr_t key, uint32_t threads);
int64_t ws_go_port_get(void *thread, uintptr_t port, struct ws_packet *packets, uint32_t n,
		       uint32_t timeout, int32_t alertable, struct ws_port **state);
int32_t ws_go_port_post(uintptr_t port, uintptr_t key, uintptr_t overlapped, uint32_t bytes);
void ws_go_port_more(uintptr_t port);
int32_t ws_go_port_modes(uintptr_t file, uint32_t modes);

/* The port whose packets the thread takes; Go's side keeps it while that is so. */
static __thread struct {
	HANDLE handle;
	struct ws_port *port;
} mine;

HANDLE WINAPI CreateIoCompletionPort(HANDLE file, HANDLE port, ULONG_PTR key, DWORD threads)
{
	WS_NO_CHILD(NULL);
	return ws_handle(ws_go_port_create((uintptr_t)file, (uintptr_t)port, key, threads));
}

/* FAIR is how many packets are taken before sockets that have changed go first. */
enum { FAIR = 64 };

/* changed tells whether there are sockets to go on with. */
static bool changed(const struct ws_port *p)
{
	return p->ready_head != p->ready_tail || ws_uring_completed(p->uring);
}

/*
 * sockets_turn tells whether a socket that has changed goes before the next completion:
 * they take turns, as either may never come to an end.
 */
static bool sockets_turn(const struct ws_port *p)
{
	return p->ready_head != p->ready_tail && ((*p->uring->cq_head + p->ready_head) & 1);
}

bool ws_port_soon(const struct ws_port *p)
{
	return mine.port == p && !p->eager;
}

/* add_behind puts a packet behind others that wait; false: there are none, or no room. */
static bool add_behind(struct ws_port *p, const struct ws_packet *packet)
{
	bool added = false;

	if (p->head == p->tail)
		return false;
	ws_mutex_lock(&p->lock);
	if (p->head != p->tail && p->tail - p->head <= p->mask) {
		p->ring[p->tail++ & p->mask] = *packet;
		added = true;
	}
	ws_mutex_unlock(&p->lock);
	return added;
}

/*
 * take takes up to n packets that the thread, which is one of the port's, may have,
 * and goes on with sockets that have changed while there are none; 0: it has to ask
 * Go's side.
 */
static ULONG take(HANDLE h, struct ws_packet *packets, ULONG n)
{
	struct ws_port *p = mine.port;
	ULONG taken = 0;

	if (mine.handle != h)
		return 0;
	while (taken < n && (p->head != p->tail || changed(p))) {
		struct ws_completion completion;
		uint32_t handle = 0, bits = 0;
		bool may, more, completed = false;

		ws_mutex_lock(&p->lock);
		may = !p->closed && p->active - 1 < p->limit && p->head - p->looked < WS_PORT_LOOK;
		/* A queue that is never empty must not keep sockets waiting. */
		if (may && (p->head - p->reaped < FAIR || !changed(p)))
			while (taken < n && p->head != p->tail)
				packets[taken++] = p->ring[p->head++ & p->mask];
		if (may && taken < n && p->uring != NULL && !sockets_turn(p))
			completed = ws_uring_take(p->uring, &completion);
		if (may && taken < n && !completed && p->ready_head != p->ready_tail) {
			handle = p->ready[p->ready_head % WS_PORT_READY].handle;
			bits = p->ready[p->ready_head % WS_PORT_READY].bits;
			p->ready_head++;
		}
		if ((completed || handle != 0) && !changed(p))
			p->reaped = p->head;
		more = may && (p->head != p->tail || changed(p)) && p->idle > 0 &&
		       (p->eager || !p->deferred);
		ws_mutex_unlock(&p->lock);
		if (more)
			ws_go_port_more((uintptr_t)h);
		if (handle != 0 && ws_express_reap(handle, bits, &packets[taken]) &&
		    !add_behind(p, &packets[taken]))
			taken++;
		if (completed && ws_uring_end(&completion, &packets[taken]) &&
		    !add_behind(p, &packets[taken]))
			taken++;
		if (handle == 0 && !completed)
			break;
	}
	return taken;
}

/*
 * get takes packets, and waits for them; 0: the last error tells why there are none.
 * Go's side gives 0 when there are sockets to go on with.
 */
static ULONG get(HANDLE h, struct ws_packet *packets, ULONG n, DWORD timeout, BOOL alertable)
{
	struct ws_thread *self;
	int64_t taken;

	for (;;) {
		taken = take(h, packets, n);
		if (taken > 0)
			return (ULONG)taken;
		self = ws_thread_self();
		taken = ws_go_port_get(self->go, (uintptr_t)h, packets, n, timeout, alertable,
				       &mine.port);
		if (taken < 0)
			break;
		mine.handle = h;
		if (taken > 0)
			return (ULONG)taken;
	}
	mine.handle = NULL;
	if (-taken == WAIT_IO_COMPLETION)
		ws_thread_calls(self);
	ws_last_error = (unsigned)-taken;
	return 0;
}

BOOL WINAPI GetQueuedCompletionStatus(HANDLE port, LPDWORD count, PULONG_PTR key,
				      LPOVERLAPPED *overlapped, DWORD timeout)
{
	struct ws_packet packet;

	*overlapped = NULL;
	WS_NO_CHILD(FALSE);
	if (get(port, &packet, 1, timeout, FALSE) == 0)
		return FALSE;
	*count = packet.bytes;
	*key = packet.key;
	*overlapped = (LPOVERLAPPED)packet.overlapped;
	if ((int32_t)packet.status >= 0)
		return TRUE;
	ws_last_error = ws_ntstatus_win32(packet.status);
	return FALSE;
}

/* The most packets that are taken at once. */
enum { AT_ONCE = 64 };

BOOL WINAPI GetQueuedCompletionStatusEx(HANDLE port, LPOVERLAPPED_ENTRY entries, ULONG room,
					PULONG count, DWORD timeout, BOOL alertable)
{
	struct ws_packet packets[AT_ONCE];
	ULONG n;

	WS_NO_CHILD(FALSE);
	if (entries == NULL || room == 0 || count == NULL)
		return ws_bool(ERROR_INVALID_PARAMETER);
	n = get(port, packets, room < AT_ONCE ? room : AT_ONCE, timeout, alertable);
	if (n == 0)
		return FALSE;
	for (ULONG i = 0; i < n; i++) {
		entries[i].lpCompletionKey = packets[i].key;
		entries[i].lpOverlapped = (LPOVERLAPPED)packets[i].overlapped;
		entries[i].Internal = packets[i].status;
		entries[i].dwNumberOfBytesTransferred = packets[i].bytes;
	}
	*count = n;
	return TRUE;
}

BOOL WINAPI PostQueuedCompletionStatus(HANDLE port, DWORD count, ULONG_PTR key,
				       LPOVERLAPPED overlapped)
{
	WS_NO_CHILD(FALSE);
	return ws_bool(ws_go_port_post((uintptr_t)port, key, (uintptr_t)overlapped, count));
}

BOOL WINAPI SetFileCompletionNotificationModes(HANDLE file, UCHAR modes)
{
	WS_NO_CHILD(FALSE);
	return ws_bool(ws_go_port_modes((uintptr_t)file, modes));
}
