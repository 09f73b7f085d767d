/*
 * hook.c: blocking hooks, which Winsock 1.1 has: a function of the program that is called
 * on a thread while a call of it blocks. Nothing else of Winsock may be called meanwhile
 * but WSACancelBlockingCall and WSAIsBlocking.
 *
 * Source: P-274...P-276, S-016.
 */
#include "hook.h"

#include "winsockgo.h"
#include "lane.h"
#include "result.h"
#include "threadid.h"

/* era counts the times that the process used Winsock 1.1; 0 while it does not. */
static _Atomic unsigned era, eras;

/* The calling thread's hook, and the era it was set in. */
static __thread struct {
	FARPROC hook;
	unsigned era;
	uint8_t inside;	   /* the hook runs */
	uint8_t cancelled; /* and has cancelled the call */
	uint8_t more;	   /* it wants to be called again at once */
} blocking;

int ws_barred;

bool ws_bars(void)
{
	if (ws_forked)
		ws_last_error = WSANOTINITIALISED;
	else if (blocking.inside)
		ws_last_error = WSAEINPROGRESS;
	else
		return false;
	return true;
}

void ws_hooks_allow(void)
{
	unsigned none = 0;
	__atomic_compare_exchange_n(&era, &none, __atomic_add_fetch(&eras, 1, __ATOMIC_RELAXED), 0,
		__ATOMIC_RELAXED, __ATOMIC_RELAXED);
}

void ws_hooks_end(void)
{
	__atomic_store_n(&era, 0, __ATOMIC_RELAXED);
}

bool ws_hooked(void)
{
	return blocking.hook != NULL && blocking.era == __atomic_load_n(&era, __ATOMIC_RELAXED);
}

bool ws_hook_run(void)
{
	FARPROC hook = blocking.hook;

	blocking.inside = 1;
	blocking.cancelled = 0;
	ws_thread_enters();
	__atomic_add_fetch(&ws_barred, 1, __ATOMIC_RELAXED);
	blocking.more = ((BOOL(PASCAL *)(void))(void *)hook)() != FALSE;
	__atomic_sub_fetch(&ws_barred, 1, __ATOMIC_RELAXED);
	ws_thread_leaves();
	blocking.inside = 0;
	return !blocking.cancelled;
}

bool ws_hook_wants(void)
{
	return blocking.more;
}

BOOL CALLBACK ws_hook_callback(DWORD_PTR context)
{
	(void)context;
	return !ws_hooked() || ws_hook_run();
}

/* nothing stands for the hook of a thread that has set none: it waits in the kernel. */
static INT_PTR WINAPI nothing(void)
{
	return FALSE;
}

/* refused says why the calling thread may not change its hook; 0: it may. */
static int refused(void)
{
	int error = ws_forked ? WSANOTINITIALISED : ws_go_started();
	if (error == 0 && __atomic_load_n(&era, __ATOMIC_RELAXED) == 0)
		error = WSAEOPNOTSUPP;
	if (error == 0 && blocking.inside)
		error = WSAEINPROGRESS;
	return error;
}

/* set makes hook the thread's and returns the one before. */
static FARPROC set(FARPROC hook)
{
	FARPROC before = ws_hooked() ? blocking.hook : nothing;
	blocking.hook = hook == nothing ? NULL : hook;
	blocking.era = __atomic_load_n(&era, __ATOMIC_RELAXED);
	blocking.more = 0;
	if (blocking.hook != NULL) {
		ws_thread_issues(); /* has a record from now on */
		ws_alerts_begin();
		ws_go_hooks_begin();
	}
	ws_last_error = 0;
	return before;
}

/*
 * WSASetBlockingHook makes the calling thread call hook again and again while a call of it
 * blocks, at once as long as hook answers TRUE. It returns the hook before, or NULL.
 *
 * Errors: WSANOTINITIALISED, WSAEOPNOTSUPP (a program for Winsock 2), WSAEINPROGRESS (in a
 * hook), WSAEFAULT. Source: P-275, P-276.
 */
FARPROC WSAAPI WSASetBlockingHook(FARPROC hook)
{
	int error = refused();
	if (error == 0 && hook == NULL)
		error = WSAEFAULT;
	if (error != 0) {
		ws_fail(error);
		return NULL;
	}
	return set(hook);
}

/* Errors: those of WSASetBlockingHook. Source: P-276. */
int WSAAPI WSAUnhookBlockingHook(void)
{
	int error = refused();
	if (error != 0)
		return ws_fail(error);
	set(nothing);
	return 0;
}

/* WSAIsBlocking reports whether a call of the thread blocks, that is, its hook runs. */
BOOL WSAAPI WSAIsBlocking(void)
{
	return blocking.inside;
}

int ws_hook_cancel(void)
{
	if (!blocking.inside)
		return ws_fail(WSAEINVAL);
	blocking.cancelled = 1;
	return ws_done(0);
}

/*
 * WSACancelBlockingCall makes the call that blocks end with WSAEINTR, once the hook returns.
 *
 * Errors: WSANOTINITIALISED, WSAEOPNOTSUPP (a program for Winsock 2), WSAEINVAL (no call
 * blocks). Source: P-275, P-276.
 */
int WSAAPI WSACancelBlockingCall(void)
{
	int error = blocking.inside ? 0 : refused();
	return error != 0 ? ws_fail(error) : ws_hook_cancel();
}
