/*
 * port_wait.c: a thread that finds no packets at its port waits in the kernel for what
 * changes, as long as no other thread does; who comes second is made to wait by Go's
 * side (internal/object/port_get.go), which knows this one as the poller.
 *
 * Source: O-193...O-219, epoll_wait(2), io_uring_enter(2).
 */
#include <errno.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <time.h>

#include "futex.h"
#include "kernel.h"
#include "port.h"
#include "uring.h"

void ws_go_port_told(void *thread, uint32_t handle, uint32_t bits);
void ws_go_port_leave(void *thread);
void ws_go_port_unpolled(void *thread);

/*
 * A thread that is busy with a packet for longer, in ns, makes it worth while to wake
 * another one for the next at once: such a port is eager. One slow round counts as much
 * as SLOW quick ones, since a thread may be interrupted; more than MOST do not count.
 */
enum { WORTH = 50000, SLOW = 4, MOST = 16 };

/* What the poller's own descriptors are known by (internal/engine/poller.go). */
enum { WAKE = -1 };

/* The most changes that are taken at once. */
enum { CHANGES = 64 };

static int64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

/* dealt counts what threads have dealt with: packets, changes, completions. */
static uint32_t dealt(const struct ws_port *p)
{
	return ws_port_taken(p) + p->ready_head + (p->uring != NULL ? *p->uring->cq_head : 0);
}

void ws_port_turn_begins(struct ws_port_turn *turn, const struct ws_port *p)
{
	turn->since = now();
	turn->dealt = dealt(p);
}

/*
 * judge finds out whether the port is eager. Otherwise one thread does as much as it
 * can, and a second one comes when the guard sees that this is not all. The caller
 * holds the lock.
 */
static void judge(struct ws_port *p, const struct ws_port_turn *turn)
{
	uint32_t packets = dealt(p) - turn->dealt;

	if (turn->since == 0)
		return;
	if ((now() - turn->since) / (packets > 0 ? packets : 1) > WORTH)
		p->quick = p->quick - SLOW > -MOST ? p->quick - SLOW : -MOST;
	else
		p->quick = p->quick < MOST ? p->quick + 1 : MOST;
	p->eager = p->quick < 0;
}

/* may_poll tells whether the calling thread may be the poller. The caller holds the lock. */
static bool may_poll(const struct ws_port *p)
{
	bool place = p->rings ? !p->untold : p->epoll >= 0;
	bool idle = p->head == p->tail && !ws_port_changed(p) && !p->closed && !p->renews;

	/* As Go's side has it for others (internal/object/port_get.go). */
	return place && idle && p->pollers == 0 && !p->watched && !p->slept &&
	       p->active <= p->limit && (p->eager || p->active == 1);
}

/*
 * due tells whether to look for changes although there is something to do, which may
 * never come to an end. The caller holds the lock.
 */
static bool due(const struct ws_port *p)
{
	return ws_port_taken(p) - p->looked >= WS_PORT_LOOK && p->uring == NULL &&
	       p->epoll >= 0 && !p->closed && !p->renews && p->active <= p->width;
}

/* tell has the port know what has changed; true: somebody called Wake. */
static bool tell(struct ws_port *p, void *go, const struct epoll_event *events, long n)
{
	bool woken = false;

	for (long i = 0; i < n; i++) {
		int32_t handle = events[i].data.fd;

		if (handle < 0) {
			woken |= handle == WAKE;
		} else if (p->ready_tail - p->ready_head < WS_PORT_READY) {
			p->ready[p->ready_tail % WS_PORT_READY].handle = (uint32_t)handle;
			p->ready[p->ready_tail % WS_PORT_READY].bits = events[i].events;
			p->ready_tail++;
		} else {
			ws_mutex_unlock(&p->lock);
			ws_go_port_told(go, (uint32_t)handle, events[i].events);
			ws_mutex_lock(&p->lock);
		}
	}
	return woken;
}

bool ws_port_look(struct ws_port *p)
{
	struct epoll_event events[CHANGES];
	uint32_t room = WS_PORT_READY - (p->ready_tail - p->ready_head);
	long n;

	if (room > CHANGES)
		room = CHANGES;
	n = ws_kernel(SYS_epoll_wait, p->epoll, (long)events, room, 0, 0, 0);
	p->untold = n == room;
	return tell(p, NULL, events, n);
}

/* left is how many ns are left until the deadline; negative: there is none. */
static int64_t left(const struct ws_deadline *d)
{
	int64_t ns;

	if (d->never)
		return -1;
	ns = d->at.tv_sec * INT64_C(1000000000) + d->at.tv_nsec - now();
	return ns > 0 ? ns : 0;
}

/* wait_epoll waits for changes, at most until the deadline. */
static long wait_epoll(const struct ws_port *p, struct epoll_event *events,
		       const struct ws_deadline *deadline)
{
	long limit = deadline->never ? -1 : (long)((left(deadline) + 999999) / 1000000);

	return ws_kernel(SYS_epoll_wait, p->epoll, (long)events, CHANGES, limit, 0, 0);
}

/* wait_ring likewise waits for completions, and submits what is to be done. */
static long wait_ring(const struct ws_port *p, const struct ws_deadline *deadline)
{
	enum { GET_EVENTS = 1, TIMEOUT = 8 };
	int64_t ns = left(deadline);
	struct timespec limit = {.tv_sec = ns / 1000000000, .tv_nsec = ns % 1000000000};
	struct {
		uint64_t mask;
		uint32_t mask_size;
		uint32_t unused;
		uint64_t timeout;
	} argument = {.timeout = (uintptr_t)&limit};

	if (ns < 0)
		return ws_kernel(SYS_io_uring_enter, p->uring->fd, ws_uring_waiting(p->uring), 1,
				 GET_EVENTS, 0, 0);
	return ws_kernel(SYS_io_uring_enter, p->uring->fd, ws_uring_waiting(p->uring), 1,
			 GET_EVENTS | TIMEOUT, (long)&argument, sizeof argument);
}

/* What a thread that waits in epoll says in p->place, as long as its port may use a ring. */
enum { ELSEWHERE, IN_EPOLL, CALLED };

/*
 * in_ring tells whether the poller has to wait in the ring. Otherwise Go's side will know
 * that it is in epoll, should others begin to use the ring meanwhile.
 */
static bool in_ring(struct ws_port *p)
{
	uint32_t place = IN_EPOLL;

	if (p->uring == NULL || p->rings)
		return p->uring != NULL;
	__atomic_store_n(&p->place, IN_EPOLL, __ATOMIC_SEQ_CST);
	return __atomic_load_n(&p->rings, __ATOMIC_SEQ_CST) &&
	       __atomic_compare_exchange_n(&p->place, &place, ELSEWHERE, false, __ATOMIC_SEQ_CST,
					   __ATOMIC_SEQ_CST);
}

/* look looks what has changed, without waiting. The caller holds the lock, which it gives up. */
static enum ws_port_end look(struct ws_port *p, void *go)
{
	struct epoll_event events[CHANGES];
	long n;
	bool woken;

	p->looked = ws_port_taken(p);
	ws_mutex_unlock(&p->lock);
	n = ws_kernel(SYS_epoll_wait, p->epoll, (long)events, CHANGES, 0, 0, 0);
	ws_mutex_lock(&p->lock);
	woken = tell(p, go, events, n);
	if (woken)
		p->waking = 0;
	ws_mutex_unlock(&p->lock);
	return woken ? WS_PORT_WOKEN : n == -EINTR ? WS_PORT_ASK : WS_PORT_NEWS;
}

enum ws_port_end ws_port_wait(struct ws_port *p, void *go, struct ws_port_turn *turn,
			      const struct ws_deadline *deadline, bool may)
{
	struct epoll_event events[CHANGES];
	long n;
	bool rings, woken, closed, something, called;

	ws_mutex_lock(&p->lock);
	judge(p, turn);
	if (may && due(p)) {
		enum ws_port_end end = look(p, go);

		ws_port_turn_begins(turn, p);
		return end;
	}
	if (!may || !may_poll(p)) {
		ws_mutex_unlock(&p->lock);
		return WS_PORT_ASK;
	}
	p->poller = (uintptr_t)go;
	p->below = p->idle;
	p->idle++;
	p->pollers++;
	p->active--;
	p->waits++;
	rings = in_ring(p);
	ws_mutex_unlock(&p->lock);

	n = rings ? wait_ring(p, deadline) : wait_epoll(p, events, deadline);
	called = !rings && p->uring != NULL &&
		 __atomic_exchange_n(&p->place, ELSEWHERE, __ATOMIC_SEQ_CST) == CALLED;

	ws_mutex_lock(&p->lock);
	p->poller = 0;
	p->idle--;
	p->pollers--;
	p->active++;
	p->looked = ws_port_taken(p);
	woken = !rings && tell(p, go, events, n);
	if (woken)
		p->waking = 0;
	closed = p->closed;
	something = p->head != p->tail || ws_port_changed(p);
	ws_mutex_unlock(&p->lock);
	ws_port_turn_begins(turn, p);
	if (called)
		ws_go_port_unpolled(go);
	if (closed) {
		ws_go_port_leave(go);
		return WS_PORT_CLOSED;
	}
	if (woken)
		return WS_PORT_WOKEN;
	if (n == -EINTR)
		return WS_PORT_ASK; /* the thread may have to end */
	if (!something && left(deadline) == 0)
		return WS_PORT_LATE;
	return WS_PORT_NEWS;
}
