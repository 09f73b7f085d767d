/*
 * timerqueues.c: calling a function when its time has come. The calls of one
 * timer do not overlap.
 *
 * Source: threadpoollegacyapiset.h documentation.
 */
#include <stdlib.h>

#include <threadpoollegacyapiset.h>

#include "callbacks.h"

struct queue {
	struct ws_work work;	/* deletes the queue */
	HANDLE completion;	/* is set then */
	struct ws_callback *timers;
};

static struct queue usual; /* the queue of timers that name none */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* guards all lists */

HANDLE WINAPI CreateTimerQueue(VOID)
{
	struct queue *q;

	WS_NO_CHILD(NULL);
	q = calloc(1, sizeof *q);
	if (q == NULL)
		ws_last_error = ERROR_NOT_ENOUGH_MEMORY;
	return q;
}

/* take takes a timer out of its queue. The caller holds the lock. */
static void take(struct ws_callback *timer)
{
	*timer->link = timer->next;
	if (timer->next != NULL)
		timer->next->link = timer->link;
}

/* clear deletes the timers of q. It returns FALSE when a call of one goes on. */
static BOOL clear(struct queue *q, HANDLE event)
{
	BOOL quiet = TRUE;

	for (;;) {
		struct ws_callback *timer;

		pthread_mutex_lock(&lock);
		timer = q->timers;
		if (timer != NULL)
			take(timer);
		pthread_mutex_unlock(&lock);
		if (timer == NULL)
			return quiet;
		quiet = ws_callback_delete(timer, event) && quiet;
	}
}

static void delete_queue(struct ws_work *work)
{
	struct queue *q = (struct queue *)work;

	clear(q, INVALID_HANDLE_VALUE);
	SetEvent(q->completion);
	free(q);
}

BOOL WINAPI DeleteTimerQueueEx(HANDLE queue, HANDLE event)
{
	struct queue *q = queue;
	BOOL quiet;

	WS_NO_CHILD(FALSE);
	if (q == NULL)
		return ws_bool(ERROR_INVALID_HANDLE);
	if (event != NULL && event != INVALID_HANDLE_VALUE) {
		q->work.run = delete_queue;
		q->completion = event;
		return ws_bool(ws_pool_submit(&q->work) ? ERROR_IO_PENDING
							: ERROR_NOT_ENOUGH_MEMORY);
	}
	quiet = clear(q, event);
	free(q);
	return quiet || ws_bool(ERROR_IO_PENDING);
}

BOOL WINAPI DeleteTimerQueue(HANDLE queue)
{
	return DeleteTimerQueueEx(queue, NULL);
}

BOOL WINAPI CreateTimerQueueTimer(PHANDLE timer, HANDLE queue, WAITORTIMERCALLBACK callback,
				  PVOID context, DWORD due, DWORD period, ULONG flags)
{
	struct queue *q = queue != NULL ? queue : &usual;
	struct ws_callback *c;

	WS_NO_CHILD(FALSE);
	c = ws_callback_new(callback, context);
	if (c == NULL)
		return FALSE;
	c->source = (void *)ws_go_alarm_new(c);
	pthread_mutex_lock(&lock);
	c->link = &q->timers;
	c->next = q->timers;
	if (c->next != NULL)
		c->next->link = &c->next;
	q->timers = c;
	pthread_mutex_unlock(&lock);
	*timer = c;
	ws_go_alarm_set(c->source, due, (flags & WT_EXECUTEONLYONCE) != 0 ? 0 : period);
	return TRUE;
}

/* A timer that has come and has no period stays as it is. */
BOOL WINAPI ChangeTimerQueueTimer(HANDLE queue, HANDLE timer, ULONG due, ULONG period)
{
	struct ws_callback *c = timer;

	(void)queue;
	WS_NO_CHILD(FALSE);
	if (c == NULL)
		return ws_bool(ERROR_INVALID_HANDLE);
	ws_go_alarm_set(c->source, due, period);
	return TRUE;
}

BOOL WINAPI DeleteTimerQueueTimer(HANDLE queue, HANDLE timer, HANDLE event)
{
	struct ws_callback *c = timer;

	(void)queue;
	WS_NO_CHILD(FALSE);
	if (c == NULL)
		return ws_bool(ERROR_INVALID_HANDLE);
	pthread_mutex_lock(&lock);
	take(c);
	pthread_mutex_unlock(&lock);
	return ws_callback_delete(c, event);
}
