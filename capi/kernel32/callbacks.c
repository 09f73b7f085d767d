/* callbacks.c: functions of the program that the pool calls again and again. */
#include "callbacks.h"

#include <stdlib.h>

static void run(struct ws_work *work)
{
	struct ws_callback *c = (struct ws_callback *)work;
	HANDLE completion;
	bool deleted, awaited;

	pthread_mutex_lock(&c->lock);
	while (c->due > 0 && !c->deleted) {
		bool timed_out = c->timed_out;

		c->due--;
		pthread_mutex_unlock(&c->lock);
		c->function(c->context, timed_out);
		if (c->rearm)
			ws_go_watch_start(c->source);
		pthread_mutex_lock(&c->lock);
	}
	c->busy = false;
	deleted = c->deleted;
	awaited = c->awaited;
	completion = c->completion;
	pthread_cond_broadcast(&c->quiet);
	pthread_mutex_unlock(&c->lock);
	if (!deleted)
		return;
	if (completion != NULL)
		SetEvent(completion);
	if (!awaited)
		ws_callback_free(c);
}

struct ws_callback *ws_callback_new(WAITORTIMERCALLBACK function, PVOID context)
{
	struct ws_callback *c = calloc(1, sizeof *c);

	if (c == NULL) {
		ws_last_error = ERROR_NOT_ENOUGH_MEMORY;
		return NULL;
	}
	c->work.run = run;
	c->function = function;
	c->context = context;
	pthread_mutex_init(&c->lock, NULL);
	pthread_cond_init(&c->quiet, NULL);
	return c;
}

void ws_callback_free(struct ws_callback *c)
{
	pthread_cond_destroy(&c->quiet);
	pthread_mutex_destroy(&c->lock);
	free(c);
}

/* Called by the source, on a thread of Go's. */
void ws_callback_due(struct ws_callback *c, int timed_out)
{
	pthread_mutex_lock(&c->lock);
	if (!c->deleted) {
		c->due++;
		c->timed_out = timed_out;
		if (!c->busy)
			c->busy = ws_pool_submit(&c->work);
	}
	pthread_mutex_unlock(&c->lock);
}

BOOL ws_callback_delete(struct ws_callback *c, HANDLE event)
{
	ws_go_source_stop(c->source);
	pthread_mutex_lock(&c->lock);
	c->deleted = true;
	if (!c->busy) {
		pthread_mutex_unlock(&c->lock);
		ws_callback_free(c);
		if (event != NULL && event != INVALID_HANDLE_VALUE)
			SetEvent(event);
		return TRUE;
	}
	if (event != INVALID_HANDLE_VALUE) {
		c->completion = event;
		pthread_mutex_unlock(&c->lock);
		return ws_bool(ERROR_IO_PENDING);
	}
	c->awaited = true;
	while (c->busy)
		pthread_cond_wait(&c->quiet, &c->lock);
	pthread_mutex_unlock(&c->lock);
	ws_callback_free(c);
	return TRUE;
}
