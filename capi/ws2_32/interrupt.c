/*
 * interrupt.c: the signal that ends a thread's blocked receive when its socket is
 * closed or something else happens to it. Its handler does nothing, and the
 * system call is not restarted.
 */
#include "interrupt.h"

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

static void nothing(int signal)
{
	(void)signal;
}

int ws_interruption(void)
{
	return SIGRTMAX - 2;
}

unsigned ws_held_thread(void)
{
	static __thread unsigned id; /* 0: the signal may be blocked */
	if (__builtin_expect(id == 0, 0)) {
		sigset_t set;
		sigemptyset(&set);
		sigaddset(&set, ws_interruption());
		pthread_sigmask(SIG_UNBLOCK, &set, NULL);
		id = (unsigned)gettid();
	}
	return id;
}

__attribute__((constructor)) static void take_interruption(void)
{
	struct sigaction action = {.sa_handler = nothing, .sa_flags = SA_ONSTACK};
	sigaction(ws_interruption(), &action, NULL);
}
