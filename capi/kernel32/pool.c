/*
 * pool.c: the process's pool of threads. Work is begun in the order in which it
 * came. A thread is made when all are busy, up to a limit that work which waits
 * for other work should not reach; one that finds nothing to do for a while ends.
 *
 * Source: threadpoollegacyapiset.h documentation, QueueUserWorkItem.
 */
#include "pool.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include <threadpoollegacyapiset.h>

#include "objects.h"

/* The system's own limit. */
#define MOST_THREADS 512
/* Seconds. */
#define PATIENCE 10
#define STACK ((size_t)1 << 20)

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t arrival;
static struct ws_work *first, **last = &first;
static unsigned queued, idle, threads;

__attribute__((constructor)) static void make_arrival(void)
{
	pthread_condattr_t attributes;

	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&arrival, &attributes);
	pthread_condattr_destroy(&attributes);
}

/* take waits for work; NULL when none came in time. The caller holds the lock. */
static struct ws_work *take(void)
{
	struct timespec until;
	struct ws_work *work;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += PATIENCE;
	idle++;
	while (first == NULL)
		if (pthread_cond_timedwait(&arrival, &lock, &until) == ETIMEDOUT && first == NULL)
			break;
	idle--;
	work = first;
	if (work != NULL) {
		first = work->next;
		if (first == NULL)
			last = &first;
		queued--;
	}
	return work;
}

static void *serve(void *unused)
{
	struct ws_work *work;

	(void)unused;
	pthread_mutex_lock(&lock);
	while ((work = take()) != NULL) {
		pthread_mutex_unlock(&lock);
		work->run(work);
		pthread_mutex_lock(&lock);
	}
	threads--;
	pthread_mutex_unlock(&lock);
	return NULL;
}

/* hire makes a thread. The caller holds the lock. */
static bool hire(void)
{
	pthread_attr_t attributes;
	pthread_t thread;
	bool made;

	if (pthread_attr_init(&attributes) != 0)
		return false;
	pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	pthread_attr_setstacksize(&attributes, STACK);
	made = pthread_create(&thread, &attributes, serve, NULL) == 0;
	pthread_attr_destroy(&attributes);
	threads += made;
	return made;
}

bool ws_pool_submit(struct ws_work *work)
{
	bool served = true;

	work->next = NULL;
	pthread_mutex_lock(&lock);
	if (queued >= idle && threads < MOST_THREADS)
		served = hire() || threads > 0;
	if (served) {
		*last = work;
		last = &work->next;
		queued++;
		pthread_cond_signal(&arrival);
	}
	pthread_mutex_unlock(&lock);
	return served;
}

struct item {
	struct ws_work work;
	LPTHREAD_START_ROUTINE function;
	PVOID context;
};

static void run_item(struct ws_work *work)
{
	struct item item = *(struct item *)work;

	free(work);
	item.function(item.context);
}

/* The flags are hints that this pool does not need. */
BOOL WINAPI QueueUserWorkItem(LPTHREAD_START_ROUTINE function, PVOID context, ULONG flags)
{
	struct item *item;

	(void)flags;
	WS_NO_CHILD(FALSE);
	item = malloc(sizeof *item);
	if (item != NULL) {
		*item = (struct item){{.run = run_item}, function, context};
		if (ws_pool_submit(&item->work))
			return TRUE;
		free(item);
	}
	return ws_bool(ERROR_NOT_ENOUGH_MEMORY);
}
