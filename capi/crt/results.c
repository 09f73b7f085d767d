/* results.c: memory for results, one piece for each thread that needs it. */
#include "results.h"

#include <pthread.h>

static pthread_key_t key;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void make_key(void)
{
	pthread_key_create(&key, free);
}

struct ws_results *ws_results(void)
{
	static struct ws_results shared;
	struct ws_results *own;

	pthread_once(&once, make_key);
	own = pthread_getspecific(key);
	if (own)
		return own;
	own = calloc(1, sizeof *own);
	if (own && pthread_setspecific(key, own) == 0)
		return own;
	free(own);
	return &shared;
}
