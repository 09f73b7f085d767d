/*
 * parking.c: lines of sleeping threads, found by an address. Locks that have only
 * eight bytes in the program keep their sleepers here, in the order they came.
 */
#include "parking.h"

#include <pthread.h>

#define LINES 64 /* addresses share a line; a power of two */

static struct line {
	pthread_mutex_t lock;
	struct ws_parked *first, *last;
} lines[LINES] = {[0 ... LINES - 1] = {.lock = PTHREAD_MUTEX_INITIALIZER}};

static struct line *line_of(const void *key)
{
	uint64_t hash = (uint64_t)(uintptr_t)key * 0x9E3779B97F4A7C15u;
	return &lines[hash >> 58 & (LINES - 1)];
}

static void take_out(struct line *line, struct ws_parked *thread)
{
	if (thread->prev != NULL)
		thread->prev->next = thread->next;
	else
		line->first = thread->next;
	if (thread->next != NULL)
		thread->next->prev = thread->prev;
	else
		line->last = thread->prev;
}

void ws_park(struct ws_parked *thread, const void *key)
{
	struct line *line = line_of(key);
	pthread_mutex_lock(&line->lock);
	*thread = (struct ws_parked){.prev = line->last, .key = key};
	if (line->last != NULL)
		line->last->next = thread;
	else
		line->first = thread;
	line->last = thread;
	pthread_mutex_unlock(&line->lock);
}

bool ws_park_leave(struct ws_parked *thread)
{
	struct line *line = line_of(thread->key);
	pthread_mutex_lock(&line->lock);
	bool chosen = __atomic_load_n(&thread->woken, __ATOMIC_ACQUIRE) != 0;
	if (!chosen)
		take_out(line, thread);
	pthread_mutex_unlock(&line->lock);
	return chosen;
}

bool ws_park_wait(struct ws_parked *thread, const struct ws_deadline *deadline)
{
	while (__atomic_load_n(&thread->woken, __ATOMIC_ACQUIRE) == 0)
		if (!ws_futex_wait(&thread->woken, 0, deadline))
			return ws_park_leave(thread);
	return true;
}

unsigned ws_unpark(const void *key, unsigned n)
{
	struct line *line = line_of(key);
	unsigned chosen = 0;
	pthread_mutex_lock(&line->lock);
	struct ws_parked *next;
	for (struct ws_parked *t = line->first; t != NULL && chosen < n; t = next) {
		next = t->next;
		if (t->key != key)
			continue;
		take_out(line, t);
		chosen++;
		/* The thread may go now: only its address is used below. */
		__atomic_store_n(&t->woken, 1, __ATOMIC_RELEASE);
		ws_futex_wake(&t->woken, 1);
	}
	pthread_mutex_unlock(&line->lock);
	return chosen;
}
