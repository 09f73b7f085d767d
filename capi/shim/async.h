/* async.h: how an overlapped operation tells of its end, and whose it is. */
#ifndef WINSOCK_SHIM_ASYNC_H
#define WINSOCK_SHIM_ASYNC_H

#include <stdint.h>

#include "threadid.h"

/* Async of internal/core. */
struct ws_async {
	void *overlapped;
	uintptr_t routine; /* completion routine, or 0 */
	void *thread;	   /* the caller, on the Go side */
	uint32_t issuer;   /* the number of the caller's thread */
	uint32_t win32;	   /* 1: the routine is told Win32 errors, not Winsock's */
};

/* A thread that is told of the ends of operations: its record on the Go side, its number. */
struct ws_issuer {
	void *thread;
	uint32_t id;
};

/* ws_async_of fills in a for a call with an OVERLAPPED, and is NULL for one without. */
static inline struct ws_async *ws_async_of(struct ws_async *a, void *overlapped, void *routine)
{
	if (overlapped == 0)
		return 0;
	a->overlapped = overlapped;
	a->routine = (uintptr_t)routine;
	a->thread = ws_thread_issues();
	a->issuer = ws_thread_id();
	a->win32 = 0;
	return a;
}

/* ws_async_for is ws_async_of in the name of issuer, when that is not NULL. */
static inline struct ws_async *ws_async_for(struct ws_async *a, void *overlapped, void *routine,
	const struct ws_issuer *issuer)
{
	a = ws_async_of(a, overlapped, routine);
	if (a != 0 && issuer != 0) {
		a->thread = issuer->thread;
		a->issuer = issuer->id;
	}
	return a;
}

#endif
