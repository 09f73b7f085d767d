/* parking.h: threads that sleep until another one names the same address. */
#ifndef WINSOCK_KERNEL32_PARKING_H
#define WINSOCK_KERNEL32_PARKING_H

#include "futex.h"

/* A sleeping thread; it stands on that thread's stack. */
struct ws_parked {
	struct ws_parked *next, *prev;
	const void *key;
	uint32_t woken;
};

/*
 * ws_park lines the thread up at key. From then on ws_unpark counts it in, so
 * what it waits for is to be looked at after this; then follows ws_park_wait or
 * ws_park_leave.
 */
void ws_park(struct ws_parked *thread, const void *key);

/* ws_park_wait sleeps until ws_unpark chooses the thread; false after the deadline. */
bool ws_park_wait(struct ws_parked *thread, const struct ws_deadline *deadline);

/* ws_park_leave takes the thread out of the line; true if it was chosen before. */
bool ws_park_leave(struct ws_parked *thread);

/* ws_unpark wakes the first n threads in line at key; it returns how many. */
unsigned ws_unpark(const void *key, unsigned n);

#endif
