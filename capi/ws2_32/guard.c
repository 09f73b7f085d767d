/* guard.c: the guard, a thread that sleeps in C and costs Go's run-time nothing. */
#include "guard.h"

#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <time.h>

#include "kernel.h"
#include "mutex.h"

enum {
	PAUSE = 1000000,   /* ns between two looks */
	LONG = 8 * PAUSE,  /* likewise, where all has been well for some time */
	FUTEX_SLEEP = 128, /* FUTEX_WAIT | FUTEX_PRIVATE_FLAG */
	FUTEX_ROUSE = 129,
	STACK = 256 * 1024, /* Go is called from here */
};

static struct {
	ws_mutex lock;
	struct ws_watch *news;	/* what the thread has not taken over yet */
	_Atomic uint32_t awake; /* 0: it sleeps until there is something new */
	bool runs;
} guard;

/* take_over adds what is new to what the thread looks after, and sleeps while there is none. */
static void take_over(struct ws_watch **all)
{
	for (;;) {
		struct ws_watch *news;
		ws_mutex_lock(&guard.lock);
		news = guard.news;
		guard.news = NULL;
		guard.awake = news != NULL || *all != NULL;
		ws_mutex_unlock(&guard.lock);
		while (news != NULL) {
			struct ws_watch *next = news->next;
			news->next = *all;
			*all = news;
			news = next;
		}
		if (*all != NULL)
			return;
		ws_kernel(SYS_futex, (long)&guard.awake, FUTEX_SLEEP, 0, 0, 0, 0);
	}
}

/* doze sleeps for a pause, or until there is something new: true. */
static bool doze(const struct timespec *pause)
{
	bool news;
	ws_mutex_lock(&guard.lock);
	guard.awake = guard.news != NULL;
	ws_mutex_unlock(&guard.lock);
	ws_kernel(SYS_futex, (long)&guard.awake, FUTEX_SLEEP, 0, (long)pause, 0, 0);
	ws_mutex_lock(&guard.lock);
	guard.awake = 1;
	news = guard.news != NULL;
	ws_mutex_unlock(&guard.lock);
	return news;
}

static void *keep(void *unused)
{
	struct ws_watch *all = NULL;
	struct timespec pause = {.tv_nsec = PAUSE};
	(void)unused;
	for (;;) {
		bool well = true;
		take_over(&all);
		if (pause.tv_nsec == PAUSE) {
			ws_kernel(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, (long)&pause, 0, 0, 0);
		} else if (doze(&pause)) {
			pause.tv_nsec = PAUSE;
			continue;
		}
		for (struct ws_watch **at = &all; *at != NULL;) {
			struct ws_watch *next = (*at)->next;
			enum ws_look found = (*at)->look(*at);
			well &= found == WS_LOOK_WELL;
			if (found != WS_LOOK_OVER)
				at = &(*at)->next;
			else
				*at = next; /* what it was may be gone, or new again */
		}
		pause.tv_nsec = !well ? PAUSE : pause.tv_nsec < LONG ? 2 * pause.tv_nsec : LONG;
	}
	return NULL;
}

/* start starts the thread, without signals of the program's; the caller has the lock. */
static bool start(void)
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

bool ws_guard(struct ws_watch *watch, enum ws_look (*look)(struct ws_watch *watch))
{
	ws_mutex_lock(&guard.lock);
	if (!guard.runs)
		guard.runs = start();
	bool runs = guard.runs, rouse = runs && !guard.awake;
	if (runs) {
		watch->look = look;
		watch->next = guard.news;
		guard.news = watch;
		guard.awake = 1;
	}
	ws_mutex_unlock(&guard.lock);
	if (rouse)
		ws_kernel(SYS_futex, (long)&guard.awake, FUTEX_ROUSE, 1, 0, 0, 0);
	return runs;
}
