/*
 * uring_guard.c: a thread that looks every millisecond after the rings in which
 * requests were put by threads that should have come to submit them.
 */
#include "uring.h"

#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <time.h>

#include "winsockgo.h"
#include "kernel.h"

enum {
	PAUSE = 1000000,    /* ns between two looks */
	ROUNDS = 20,	    /* looks in vain before it leaves a ring alone */
	RINGS = 256,
	FUTEX_SLEEP = 128,  /* FUTEX_WAIT | FUTEX_PRIVATE_FLAG */
	FUTEX_ROUSE = 129,
	STACK = 256 * 1024, /* Go is called from here */
};

static struct {
	ws_mutex lock;
	_Atomic uint32_t n;
	struct ws_uring *rings[RINGS];
	int runs;
} guard;

/*
 * look submits what has lain since the last look, and reports whether the ring is to be
 * looked after further. *stuck: sends are under way, and nothing has happened for a
 * while.
 */
static bool look(struct ws_uring *u, bool *stuck)
{
	bool again = false;
	ws_mutex_lock(&u->lock);
	if (!u->closed) {
		bool same = u->seen_sq == *u->sq_head && u->seen_cq == *u->cq_head;
		u->rounds = same ? u->rounds + 1 : 0;
		u->seen_sq = *u->sq_head;
		u->seen_cq = *u->cq_head;
		if (same && ws_uring_waiting(u) > 0)
			ws_uring_submit(u);
		*stuck = u->rounds >= ROUNDS && u->sent != u->ended;
		again = u->rounds < ROUNDS || *stuck;
		if (*stuck)
			u->rounds = 0;
	}
	u->guarded = again;
	ws_mutex_unlock(&u->lock);
	return again;
}

/* add makes a ring one of those that are looked after; false: there are too many. */
static bool add(struct ws_uring *u)
{
	bool added = false;
	ws_mutex_lock(&guard.lock);
	if (guard.n < RINGS) {
		guard.rings[guard.n++] = u;
		added = true;
	}
	ws_mutex_unlock(&guard.lock);
	return added;
}

/* leave ends the looking after a ring for which there is no place. */
static void leave(struct ws_uring *u)
{
	ws_mutex_lock(&u->lock);
	u->guarded = 0;
	if (!u->closed)
		ws_uring_submit(u);
	ws_mutex_unlock(&u->lock);
}

static void *keep(void *unused)
{
	static struct ws_uring *rings[RINGS];
	(void)unused;
	for (;;) {
		struct timespec pause = {.tv_nsec = PAUSE};
		while (guard.n == 0)
			ws_kernel(SYS_futex, (long)&guard.n, FUTEX_SLEEP, 0, 0, 0, 0);
		ws_kernel(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, (long)&pause, 0, 0, 0);
		ws_mutex_lock(&guard.lock);
		uint32_t n = guard.n;
		for (uint32_t i = 0; i < n; i++)
			rings[i] = guard.rings[i];
		guard.n = 0;
		ws_mutex_unlock(&guard.lock);
		for (uint32_t i = 0; i < n; i++) {
			bool stuck = false;
			uint32_t id = rings[i]->id;
			if (!look(rings[i], &stuck))
				continue;
			if (stuck)
				ws_go_uring_stuck(id);
			if (!add(rings[i]))
				leave(rings[i]);
		}
	}
	return NULL;
}

/* start starts the thread, without signals of the program's; the caller has the lock. */
static int start(void)
{
	pthread_attr_t attributes;
	pthread_t thread;
	sigset_t all, before;
	sigfillset(&all);
	pthread_attr_init(&attributes);
	pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	pthread_attr_setstacksize(&attributes, STACK);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	int error = pthread_create(&thread, &attributes, keep, NULL);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_attr_destroy(&attributes);
	return error == 0;
}

void ws_uring_guard(struct ws_uring *u)
{
	ws_mutex_lock(&guard.lock);
	if (!guard.runs)
		guard.runs = start();
	int runs = guard.runs;
	ws_mutex_unlock(&guard.lock);
	if (!runs || !add(u))
		leave(u);
	else if (guard.n == 1)
		ws_kernel(SYS_futex, (long)&guard.n, FUTEX_ROUSE, 1, 0, 0, 0);
}
