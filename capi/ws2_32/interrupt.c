/*
 * interrupt.c: the signal that ends a thread's blocked receive when its socket is
 * closed or something else happens to it. Its handler does nothing, and the
 * system call is not restarted.
 */
#include "interrupt.h"

#include <signal.h>
#include <stdint.h>
#include <sys/syscall.h>

#include "kernel.h"

static void nothing(int signal)
{
	(void)signal;
}

int ws_interruption(void)
{
	return SIGRTMAX - 2;
}

/* Each time: a program may have blocked all signals since. */
void ws_let_interrupt(void)
{
	uint64_t set = (uint64_t)1 << (ws_interruption() - 1);
	ws_kernel(SYS_rt_sigprocmask, SIG_UNBLOCK, (long)&set, 0, sizeof set, 0, 0);
}

__attribute__((constructor)) static void take_interruption(void)
{
	struct sigaction action = {.sa_handler = nothing, .sa_flags = SA_ONSTACK};
	sigaction(ws_interruption(), &action, NULL);
}
