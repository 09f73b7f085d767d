/* engine.c: what moves the bytes: io_uring where it is there, epoll else. */
#include "load.h"

#include <string.h>

static const struct engine *used = &engine_epoll;

/* start_engine starts what was asked for, or the cheapest that there is. */
const struct engine *start_engine(const int *fds, int count, size_t most, arrival *call)
{
	const struct engine *all[] = {&engine_uring, &engine_epoll};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		used = all[i];
		if (plan.engine != NULL && strcmp(plan.engine, used->name) != 0)
			continue;
		if (used->watch(fds, count, most, call))
			return used;
	}
	die("there is no engine %s", plan.engine);
}

/* engine_used is what moves the bytes. */
const struct engine *engine_used(void)
{
	return used;
}
