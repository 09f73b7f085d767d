/*
 * port_guard.c: ports at which something lies for a thread that was not woken. Go's side
 * has all that is to be done about it (internal/object/port_guard.go); the guard here asks
 * it only where all is not well.
 */
#include "port.h"

#include <stddef.h>

#include "uring.h"

int32_t ws_go_port_guarded(uintptr_t port);

/* calm is PortState.calm. */
static bool calm(struct ws_port *p)
{
	uint32_t progress;
	bool waiting, well;

	ws_mutex_lock(&p->lock);
	progress = p->head + p->ready_head + p->waits;
	if (p->uring != NULL)
		progress += *p->uring->cq_head;
	waiting = p->head != p->tail || p->ready_head != p->ready_tail ||
		  (p->active > 0 && ws_uring_completed(p->uring));
	well = p->idle > 0 && progress != p->seen &&
	       !(waiting && p->active < p->limit);
	if (well) {
		p->seen = progress;
		p->stalls = 0;
	}
	ws_mutex_unlock(&p->lock);
	return well;
}

static bool look(struct ws_watch *watch)
{
	struct ws_port *p = (struct ws_port *)((char *)watch - offsetof(struct ws_port, watch));

	return calm(p) || ws_go_port_guarded((uintptr_t)p);
}

int32_t ws_port_guard(struct ws_port *p);

/* ws_port_guard is what Go's side calls to have a port looked after. */
int32_t ws_port_guard(struct ws_port *p)
{
	return ws_guard(&p->watch, look);
}
