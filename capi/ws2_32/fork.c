/* fork.c: the child of a fork has no Go run-time (D12). */
#include "fork.h"

#include <pthread.h>

#include "result.h"

int ws_forked;

static void child(void)
{
	ws_forked = 1;
	ws_barred = 1;
}

__attribute__((constructor)) static void watch_fork(void)
{
	pthread_atfork(NULL, NULL, child);
}
