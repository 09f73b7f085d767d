/*
 * guard.h: a thread of the library's that looks every millisecond after what was left
 * for another one, which should have come for it soon.
 */
#ifndef WINSOCK_SHIM_GUARD_H
#define WINSOCK_SHIM_GUARD_H

#include <stdbool.h>

/* A thing that the guard looks after; it stands in that. */
struct ws_watch {
	struct ws_watch *next;
	/* look reports whether to go on; when not, the guard has forgotten the thing before. */
	bool (*look)(struct ws_watch *watch);
};

/*
 * ws_guard makes the guard call look(watch) every millisecond until that is false; false:
 * there can be no guard.
 */
bool ws_guard(struct ws_watch *watch, bool (*look)(struct ws_watch *watch));

#endif
