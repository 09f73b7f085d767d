/*
 * port_guard.c: ports at which something lies for a thread that was not woken. Go's side
 * has all that is to be done about it (internal/object/port_guard.go); the guard here asks
 * it only where all is not well.
 */
#include "port.h"

#include <stddef.h>

#include "uring.h"

int32_t ws_go_port_guarded(uintptr_t port);

/*
 * calm reports whether all is well, as far as that can be told at once: threads come for
 * what there is, and no further one could run that has anything to do. More threads than
 * there are processors for only take turns, so that those too many rest, as long as the
 * others get on.
 */
static bool calm(struct ws_port *p)
{
	uint32_t progress, room = p->limit > 1 ? ws_port_room(p->active) : 1;
	bool waiting, well;

	ws_mutex_lock(&p->lock);
	progress = ws_port_taken(p) + p->ready_head + p->waits;
	if (p->uring != NULL)
		progress += *p->uring->cq_head;
	waiting = p->head != p->tail || p->ready_head != p->ready_tail ||
		  (p->active > 0 && ws_uring_completed(p->uring));
	well = (p->idle > 0 || p->active > 1) && progress != p->seen;
	if (well) {
		p->width = room < p->limit && !p->eager ? room : p->limit;
		well = !(waiting && p->idle > 0 && p->active < p->width);
	}
	if (well) {
		p->seen = progress;
		p->stalls = 0;
	}
	ws_mutex_unlock(&p->lock);
	return well;
}

static enum ws_look look(struct ws_watch *watch)
{
	struct ws_port *p = (struct ws_port *)((char *)watch - offsetof(struct ws_port, watch));

	if (calm(p))
		return WS_LOOK_WELL;
	return ws_go_port_guarded((uintptr_t)p) ? WS_LOOK_SOON : WS_LOOK_OVER;
}

int32_t ws_port_guard(struct ws_port *p);

/* ws_port_guard is what Go's side calls to have a port looked after. */
int32_t ws_port_guard(struct ws_port *p)
{
	return ws_guard(&p->watch, look);
}
