/*
 * probe.c: whether a caller's memory is there (S-113).
 *
 * One instruction reads, another writes; the handler of SIGSEGV and SIGBUS knows
 * where they stand and makes them fail instead. It is installed before Go's,
 * which hands on the faults that are not its own.
 */
#include "probe.h"

#include <signal.h>
#include <stdint.h>
#include <ucontext.h>

#define PAGE 4096

/* Both return 1, or 0 when the byte is not there. */
int ws_probe_load(const void *p);
int ws_probe_store(void *p);
extern const char ws_probe_load_at[], ws_probe_store_at[], ws_probe_failed[];

__asm__(".text\n"
	".type ws_probe_load, @function\n"
	"ws_probe_load:\n"
	"ws_probe_load_at:\n"
	"	movb (%rdi), %al\n"
	"	movl $1, %eax\n"
	"	ret\n"
	".type ws_probe_store, @function\n"
	"ws_probe_store:\n"
	"ws_probe_store_at:\n"
	"	lock orb $0, (%rdi)\n"
	"	movl $1, %eax\n"
	"	ret\n"
	"ws_probe_failed:\n"
	"	xorl %eax, %eax\n"
	"	ret\n");

static struct sigaction before[2]; /* of SIGSEGV and SIGBUS */

static void fault(int sig, siginfo_t *info, void *context)
{
	greg_t *rip = &((ucontext_t *)context)->uc_mcontext.gregs[REG_RIP];
	if (*rip == (greg_t)ws_probe_load_at || *rip == (greg_t)ws_probe_store_at) {
		*rip = (greg_t)ws_probe_failed;
		return;
	}
	struct sigaction *next = &before[sig == SIGBUS];
	if (next->sa_flags & SA_SIGINFO)
		next->sa_sigaction(sig, info, context);
	else if (next->sa_handler == SIG_DFL || next->sa_handler == SIG_IGN)
		sigaction(sig, next, NULL); /* the fault happens again, without us */
	else
		next->sa_handler(sig);
}

__attribute__((constructor(101))) static void watch_faults(void)
{
	struct sigaction action = {.sa_sigaction = fault, .sa_flags = SA_SIGINFO | SA_ONSTACK};
	sigaction(SIGSEGV, &action, &before[0]);
	sigaction(SIGBUS, &action, &before[1]);
}

/* each_page looks at one byte of every page of the n bytes at p. */
static inline bool each_page(uintptr_t p, size_t n, int (*look)(void *))
{
	if (n == 0)
		return true;
	uintptr_t last = p + n - 1;
	if (last < p)
		return false;
	for (; p <= last && p >= PAGE; p = (p | (PAGE - 1)) + 1)
		if (!look((void *)p))
			return false;
	return p > last;
}

bool ws_readable(const void *p, size_t n)
{
	return each_page((uintptr_t)p, n, (int (*)(void *))ws_probe_load);
}

bool ws_writable(void *p, size_t n)
{
	return each_page((uintptr_t)p, n, ws_probe_store);
}

/*
 * Both look at a page before they read in it, so that a text may end right before
 * memory that is not there.
 */
bool ws_text(const char *p)
{
	for (;;) {
		if (p == NULL || !ws_readable(p, 1))
			return false;
		size_t left = PAGE - (uintptr_t)p % PAGE;
		for (; left > 0; left--)
			if (*p++ == 0)
				return true;
	}
}

bool ws_wide_text(const unsigned short *p)
{
	for (;;) {
		if (p == NULL || !ws_readable(p, sizeof *p))
			return false;
		/* The last unit on a page may be half on the next one. */
		size_t left = (PAGE - (uintptr_t)p % PAGE) / sizeof *p;
		do {
			if (*p++ == 0)
				return true;
		} while (left-- > 1);
	}
}
