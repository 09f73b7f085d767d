/* pool.h: the process's pool of threads. */
#ifndef WINSOCK_KERNEL32_POOL_H
#define WINSOCK_KERNEL32_POOL_H

#include <stdbool.h>

/* Work for the pool: run is called once, on one of its threads. */
struct ws_work {
	struct ws_work *next;
	void (*run)(struct ws_work *work);
};

/*
 * ws_pool_submit lets the pool do work, which belongs to the pool until run is
 * called. It returns false when there is no thread and none can be made.
 */
bool ws_pool_submit(struct ws_work *work);

#endif
