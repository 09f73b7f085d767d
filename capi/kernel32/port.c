/*
 * port.c: completion ports. A thread takes the next packet here when there is one;
 * Go's side makes it wait, and lets it go on with what the port's sockets do.
 *
 * Source: ioapiset.h documentation, O-181...O-241.
 */
#include <ioapiset.h>

#include "express.h"
#include "futex.h"
#include "objects.h"
#include "port.h"
#include "statuserror.h"
#include "threads.h"
#include "uring.h"

int64_t ws_go_port_create(uintptr_t file, uintptr_t port, uintptr_t key, uint32_t threads);
int64_t ws_go_port_get(void *thread, uintptr_t port, struct ws_packet *packets, uint32_t n,
		       uint32_t timeout, int32_t alertable, struct ws_port **state);
int32_t ws_go_port_post(uintptr_t port, uintptr_t key, uintptr_t overlapped, uint32_t bytes);
void ws_go_port_more(uintptr_t port, int32_t now);
int32_t ws_go_port_modes(uintptr_t file, uint32_t modes);

/* The port whose packets the thread takes; Go's side keeps it while that is so. */
static __thread struct {
	HANDLE handle;
	struct ws_port *port;
	struct ws_port_turn turn;
} mine;

HANDLE WINAPI CreateIoCompletionPort(HANDLE file, HANDLE port, ULONG_PTR key, DWORD threads)
{
	HANDLE result;

	WS_NO_CHILD(NULL);
	result = ws_handle(ws_go_port_create((uintptr_t)file, (uintptr_t)port, key, threads));
	/* Of what has come to a new connection the port is told. */
	if (result != NULL && ws_express_of((uintptr_t)file)->handle == (uintptr_t)file)
		ws_express_of((uintptr_t)file)->tick = ws_tick();
	return result;
}

/* FAIR is how many packets are taken before sockets that have changed go first. */
enum { FAIR = 64 };

bool ws_port_changed(const struct ws_port *p)
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

/* room_for_changes tells whether the port can know of one more socket that has changed. */
static bool room_for_changes(const struct ws_port *p)
{
	return p->ready_tail - p->ready_head < WS_PORT_READY;
}

bool ws_port_soon(const struct ws_port *p)
{
	return mine.port == p && !p->eager;
}

/* ROW is how often in a row a socket goes before others that have changed. */
enum { ROW = 16 };

bool ws_port_again(struct ws_port *p, uint32_t handle)
{
	bool may;

	ws_mutex_lock(&p->lock);
	may = !p->closed && !p->watched && (p->idle == 0 || p->deferred) &&
	      p->ready_tail - p->ready_head < WS_PORT_READY;
	if (may) {
		uint32_t at = p->ready_tail;

		p->row = p->row_of == handle ? p->row + 1 : 0;
		p->row_of = handle;
		if (p->row % ROW < ROW - 1) {
			at = --p->ready_head;
			p->again++;
		} else {
			p->ready_tail++;
		}
		p->ready[at % WS_PORT_READY].handle = handle;
		p->ready[at % WS_PORT_READY].bits = 0;
	}
	ws_mutex_unlock(&p->lock);
	return may;
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
 * Go's side. timeout is how long it would wait.
 */
static ULONG take(HANDLE h, struct ws_packet *packets, ULONG n, DWORD timeout)
{
	struct ws_port *p = mine.port;
	ULONG taken = 0;

	if (mine.handle != h)
		return 0;
	while (taken < n && (p->head != p->tail || ws_port_changed(p))) {
		struct ws_completion completion;
		uint32_t handle = 0, bits = 0;
		bool may, more, completed = false, looked = false, woken = false;
		uint32_t most;

		ws_mutex_lock(&p->lock);
		/* Who does not want to wait gets what the port's limit allows (O-199). */
		most = timeout == INFINITE ? p->width : p->limit;
		may = !p->closed && p->active - 1 < most && ws_port_taken(p) - p->looked < WS_PORT_LOOK;
		/* A queue that is never empty must not keep sockets waiting. */
		if (may && (p->head - p->reaped < FAIR || !ws_port_changed(p)))
			while (taken < n && p->head != p->tail)
				packets[taken++] = p->ring[p->head++ & p->mask];
		if (may && taken < n && p->uring != NULL && !sockets_turn(p))
			completed = ws_uring_take(p->uring, &completion);
		if (may && taken < n && p->uring != NULL && !completed && room_for_changes(p))
			looked = ws_uring_watched(p->uring);
		if (looked && ws_port_look(p)) {
			p->waking = 0;
			woken = true;
		}
		if (may && taken < n && !completed && p->ready_head != p->ready_tail) {
			handle = p->ready[p->ready_head % WS_PORT_READY].handle;
			bits = p->ready[p->ready_head % WS_PORT_READY].bits;
			p->ready_head++;
		}
		if ((completed || looked || handle != 0) && !ws_port_changed(p))
			p->reaped = p->head;
		more = may && (p->head != p->tail || ws_port_changed(p)) && p->idle > 0 &&
		       (p->eager || !p->deferred);
		ws_mutex_unlock(&p->lock);
		if (more || woken)
			ws_go_port_more((uintptr_t)h, woken);
		if (handle != 0 && ws_express_reap(handle, bits, &packets[taken]) &&
		    !add_behind(p, &packets[taken]))
			taken++;
		if (completed && ws_uring_end(&completion, &packets[taken]) &&
		    !add_behind(p, &packets[taken]))
			taken++;
		if (handle == 0 && !completed && !looked)
			break;
	}
	return taken;
}

/*
 * leave_rest sees to what a thread that has waited leaves for others: the packets it did
 * not take, and to wait for changes. now: it was woken because of them.
 */
static void leave_rest(HANDLE h, bool now)
{
	struct ws_port *p = mine.port;
	bool rest;

	if (p->idle == 0)
		return;
	ws_mutex_lock(&p->lock);
	rest = p->idle > 0 && (p->head != p->tail || ws_port_changed(p) || p->pollers == 0) &&
	       (now || (p->eager && p->active < p->width) || !p->deferred);
	ws_mutex_unlock(&p->lock);
	if (rest)
		ws_go_port_more((uintptr_t)h, now);
}

/* left is how many milliseconds of a timeout are left until its deadline. */
static DWORD left(DWORD timeout, const struct ws_deadline *d)
{
	struct timespec now;
	int64_t ns;

	if (timeout == 0 || d->never)
		return timeout;
	clock_gettime(CLOCK_MONOTONIC, &now);
	ns = (d->at.tv_sec - now.tv_sec) * INT64_C(1000000000) + d->at.tv_nsec - now.tv_nsec;
	return ns > 0 ? (DWORD)((ns + 999999) / 1000000) : 0;
}

/* fail is the end of get without packets. */
static ULONG fail(DWORD error)
{
	ws_last_error = error;
	return 0;
}

/*
 * get takes packets, and waits for them; 0: the last error tells why there are none.
 * Go's side gives 0 when there are sockets to go on with.
 */
static ULONG get(HANDLE h, struct ws_packet *packets, ULONG n, DWORD timeout, BOOL alertable)
{
	struct ws_deadline deadline;
	struct ws_thread *self;
	bool waited = false, woken = false;
	int64_t taken = take(h, packets, n, timeout);

	if (taken > 0)
		return (ULONG)taken;
	deadline = ws_deadline_in(timeout);
	self = ws_thread_self();
	for (;;) {
		enum ws_port_end end = WS_PORT_ASK;

		if (mine.handle == h)
			end = ws_port_wait(mine.port, self->go, &mine.turn, &deadline,
					   !alertable && timeout != 0);
		switch (end) {
		case WS_PORT_ASK:
			taken = ws_go_port_get(self->go, (uintptr_t)h, packets, n,
					       left(timeout, &deadline), alertable, &mine.port);
			mine.handle = taken >= 0 || -taken == WAIT_TIMEOUT ? h : NULL;
			if (taken < 0) {
				if (-taken == WAIT_IO_COMPLETION)
					ws_thread_calls(self);
				return fail((DWORD)-taken);
			}
			ws_port_turn_begins(&mine.turn, mine.port);
			if (taken > 0)
				return (ULONG)taken;
			break;
		case WS_PORT_LATE:
			leave_rest(h, true);
			return fail(WAIT_TIMEOUT);
		case WS_PORT_CLOSED:
			mine.handle = NULL;
			return fail(ERROR_ABANDONED_WAIT_0);
		case WS_PORT_WOKEN:
			woken = true;
			/* fall through */
		case WS_PORT_NEWS:
			waited = true;
			break;
		}
		taken = take(h, packets, n, timeout);
		if (taken > 0) {
			if (waited)
				leave_rest(h, woken);
			return (ULONG)taken;
		}
	}
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
