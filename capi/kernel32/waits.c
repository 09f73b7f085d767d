/*
 * waits.c: waiting for objects. A wait holds the thread in the kernel; APCs run
 * here, after the wait has ended because of them.
 *
 * Source: synchapi.h documentation, O-156...O-168.
 */
#include <errno.h>
#include <sched.h>
#include <time.h>

#include "objects.h"
#include "threads.h"

/* ended gives the result of a wait, after the APCs that it ended for have run. */
static DWORD ended(struct ws_thread *self, int64_t result)
{
	if (result < 0) {
		ws_last_error = (unsigned)-result;
		return WAIT_FAILED;
	}
	if (result == WAIT_IO_COMPLETION)
		ws_thread_calls(self);
	return (DWORD)result;
}

DWORD WINAPI WaitForMultipleObjectsEx(DWORD count, const HANDLE *objects, BOOL all, DWORD timeout,
				      BOOL alertable)
{
	struct ws_thread *self;

	WS_NO_CHILD(WAIT_FAILED);
	self = ws_thread_self();
	return ended(self, ws_go_wait(self->go, objects, count, all, timeout, alertable));
}

DWORD WINAPI WaitForMultipleObjects(DWORD count, const HANDLE *objects, BOOL all, DWORD timeout)
{
	return WaitForMultipleObjectsEx(count, objects, all, timeout, FALSE);
}

DWORD WINAPI WaitForSingleObjectEx(HANDLE object, DWORD timeout, BOOL alertable)
{
	return WaitForMultipleObjectsEx(1, &object, FALSE, timeout, alertable);
}

DWORD WINAPI WaitForSingleObject(HANDLE object, DWORD timeout)
{
	return WaitForMultipleObjectsEx(1, &object, FALSE, timeout, FALSE);
}

DWORD WINAPI SignalObjectAndWait(HANDLE signal, HANDLE object, DWORD timeout, BOOL alertable)
{
	struct ws_thread *self;

	WS_NO_CHILD(WAIT_FAILED);
	self = ws_thread_self();
	return ended(self, ws_go_signal_and_wait(self->go, (uintptr_t)signal, (uintptr_t)object,
						 timeout, alertable));
}

VOID WINAPI Sleep(DWORD timeout)
{
	struct timespec until;

	if (timeout == 0) {
		sched_yield();
		return;
	}
	clock_gettime(CLOCK_MONOTONIC, &until);
	if (timeout == INFINITE) {
		until.tv_sec = INT32_MAX;
	} else {
		until.tv_sec += timeout / 1000;
		until.tv_nsec += timeout % 1000 * 1000000L;
		if (until.tv_nsec >= 1000000000L) {
			until.tv_sec++;
			until.tv_nsec -= 1000000000L;
		}
	}
	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) == EINTR)
		ws_thread_interrupted();
}

DWORD WINAPI SleepEx(DWORD timeout, BOOL alertable)
{
	struct ws_thread *self;

	if (!alertable || ws_forked) {
		Sleep(timeout);
		return 0;
	}
	self = ws_thread_self();
	return ended(self, ws_go_sleep(self->go, timeout)) == WAIT_IO_COMPLETION
		? WAIT_IO_COMPLETION : 0;
}

BOOL WINAPI SwitchToThread(VOID)
{
	return sched_yield() == 0;
}
