/* threadid.c: the number of the calling thread, kept so that locks need no call. */
#include "threadid.h"

#include <pthread.h>
#include <unistd.h>

static __thread unsigned id; /* 0: not asked yet */

static void forget(void)
{
	id = 0;
}

/* The child of a fork has one thread, with another number. */
__attribute__((constructor)) static void watch_forks(void)
{
	pthread_atfork(NULL, NULL, forget);
}

unsigned ws_thread_id(void)
{
	if (__builtin_expect(id == 0, 0))
		id = (unsigned)gettid();
	return id;
}
