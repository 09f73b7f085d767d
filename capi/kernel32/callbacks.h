/*
 * callbacks.h: functions of the program that the pool calls again and again,
 * because of a timer or an object. The calls of one come after each other.
 */
#ifndef WINSOCK_KERNEL32_CALLBACKS_H
#define WINSOCK_KERNEL32_CALLBACKS_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "objects.h"
#include "pool.h"

struct ws_callback {
	struct ws_work work;
	WAITORTIMERCALLBACK function;
	PVOID context;
	void *source;	/* on the Go side: what calls ws_callback_due */
	bool rearm;	/* the source is started again after each call */

	pthread_mutex_t lock;	/* guards the rest */
	pthread_cond_t quiet;	/* busy has become false */
	unsigned due;		/* calls to make */
	bool timed_out;		/* what the next call is told */
	bool busy;		/* the pool has it */
	bool deleted;
	bool awaited;		/* who deleted it frees it */
	HANDLE completion;	/* event to set then, or NULL */

	struct ws_callback *next, **link; /* for the owner: a queue of timers */
};

/* ws_callback_new makes a callback without a source, or returns NULL. */
struct ws_callback *ws_callback_new(WAITORTIMERCALLBACK function, PVOID context);

/* ws_callback_free frees a callback whose source was never started. */
void ws_callback_free(struct ws_callback *callback);

/*
 * ws_callback_delete ends a callback whose source was started, and frees it. When
 * a call of it is under way, it is waited for (event INVALID_HANDLE_VALUE), or
 * the result is FALSE and ERROR_IO_PENDING, and event, unless NULL, is set
 * afterwards.
 */
BOOL ws_callback_delete(struct ws_callback *callback, HANDLE event);

/*
 * The Go side. A source calls ws_callback_due until ws_go_source_stop returns. A
 * watch that is started calls it once; an alarm whenever its time has come.
 */
int32_t ws_go_watch_new(uintptr_t object, uint32_t timeout, struct ws_callback *callback,
			uintptr_t *source);
void ws_go_watch_start(void *source);
uintptr_t ws_go_alarm_new(struct ws_callback *callback);
void ws_go_alarm_set(void *source, uint32_t due, uint32_t period);
void ws_go_source_stop(void *source);
void ws_callback_due(struct ws_callback *callback, int timed_out);

#endif
