/*
 * guard.h: a thread of the library's that looks every millisecond, and more seldom where
 * all is well, after what was left for another one, which should have come for it soon.
 */
#ifndef WINSOCK_SHIM_GUARD_H
#define WINSOCK_SHIM_GUARD_H

#include <stdbool.h>

/* What a look found. */
enum ws_look {
	WS_LOOK_OVER, /* the guard has forgotten the thing before */
	WS_LOOK_SOON, /* in a millisecond */
	WS_LOOK_WELL, /* all is well */
};

/* A thing that the guard looks after; it stands in that. */
struct ws_watch {
	struct ws_watch *next;
	enum ws_look (*look)(struct ws_watch *watch);
};

/* ws_guard makes the guard call look(watch) until it is over; false: there can be no guard. */
bool ws_guard(struct ws_watch *watch, enum ws_look (*look)(struct ws_watch *watch));

#endif
