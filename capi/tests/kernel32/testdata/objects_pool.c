/* The pool of threads: work, timers, registered waits. */
#include "objects.h"

#ifdef __linux__
#include <threadpoollegacyapiset.h>
#endif

static volatile LONG ran;
static HANDLE gate, done;

static DWORD WINAPI work(LPVOID all)
{
	if (InterlockedIncrement(&ran) == (LONG)(LONG_PTR)all)
		SetEvent(done);
	return 0;
}

static DWORD WINAPI work_and_wait(LPVOID all)
{
	work(all);
	return WaitForSingleObject(gate, INFINITE);
}

static void items(void)
{
	done = event(FALSE, FALSE);
	gate = event(TRUE, FALSE);
	for (int i = 0; i < 500; i++)
		check("queue", QueueUserWorkItem(work, (LPVOID)500, WT_EXECUTEDEFAULT), TRUE);
	wait_for(done);
	/* Work that waits does not keep other work from being done. */
	ran = 0;
	for (int i = 0; i < 50; i++)
		QueueUserWorkItem(work_and_wait, (LPVOID)50, WT_EXECUTELONGFUNCTION);
	check("all at once", WaitForSingleObject(done, 60000), WAIT_OBJECT_0);
	SetEvent(gate);
}

static volatile LONG ticks;
static HANDLE in, out;

static VOID CALLBACK tick(PVOID event, BOOLEAN fired)
{
	check("a timer", fired, TRUE);
	InterlockedIncrement(&ticks);
	SetEvent(event);
}

static VOID CALLBACK slow(PVOID context, BOOLEAN fired)
{
	(void)fired;
	SetEvent(in);
	WaitForSingleObject(out, INFINITE);
	InterlockedIncrement(context);
}

static void timers(void)
{
	HANDLE e = event(FALSE, FALSE), t, q;
	volatile LONG calls = 0;
	DWORD begun = GetTickCount();

	check("once", CreateTimerQueueTimer(&t, NULL, tick, e, 30, 0, 0), TRUE);
	wait_for(e);
	check("in time", GetTickCount() - begun >= 28, TRUE);
	Sleep(30);
	check("not again", ticks, 1);
	check("change", ChangeTimerQueueTimer(NULL, t, 1, 0), TRUE);
	Sleep(1);
	check("delete", DeleteTimerQueueTimer(NULL, t, INVALID_HANDLE_VALUE), TRUE);

	ticks = 0;
	q = CreateTimerQueue();
	check("periodic", CreateTimerQueueTimer(&t, q, tick, e, 0, 3, 0), TRUE);
	while (ticks < 5)
		wait_for(e);
	check("delete", DeleteTimerQueueTimer(q, t, INVALID_HANDLE_VALUE), TRUE);
	ticks = 0;
	Sleep(20);
	check("deleted", ticks, 0);
	ResetEvent(e); /* a sixth tick may have come */

	in = event(FALSE, FALSE);
	out = event(FALSE, FALSE);
	CreateTimerQueueTimer(&t, q, slow, (PVOID)&calls, 0, 0, 0);
	wait_for(in);
	check_error("under way", DeleteTimerQueueTimer(q, t, e), FALSE, ERROR_IO_PENDING);
	check("not yet", state(e), WAIT_TIMEOUT);
	SetEvent(out);
	wait_for(e);
	check("done", calls, 1);

	CreateTimerQueueTimer(&t, q, slow, (PVOID)&calls, 0, 0, 0);
	CreateTimerQueueTimer(&t, q, tick, e, 1000000, 0, 0);
	wait_for(in);
	SetEvent(out);
	check("delete all", DeleteTimerQueueEx(q, INVALID_HANDLE_VALUE), TRUE);
	check("done", calls, 2);
}

static volatile LONG signals, limits;

static VOID CALLBACK signalled(PVOID event, BOOLEAN timed_out)
{
	InterlockedIncrement(timed_out ? &limits : &signals);
	SetEvent(event);
}

static void waits(void)
{
	HANDLE told = event(FALSE, FALSE), e = event(FALSE, FALSE), w;
	volatile LONG calls = 0;

	check("register", RegisterWaitForSingleObject(&w, e, signalled, told, INFINITE,
						      WT_EXECUTEDEFAULT), TRUE);
	for (int i = 0; i < 5; i++) {
		SetEvent(e);
		wait_for(told);
	}
	check("signals", signals, 5);
	check("unregister", UnregisterWaitEx(w, INVALID_HANDLE_VALUE), TRUE);
	SetEvent(e);
	check("nobody takes it", WaitForSingleObject(e, 20), WAIT_OBJECT_0);
	check("nobody is told", signals, 5);

	check("once", RegisterWaitForSingleObject(&w, e, signalled, told, INFINITE,
						  WT_EXECUTEONLYONCE), TRUE);
	SetEvent(e);
	wait_for(told);
	SetEvent(e);
	check("nobody takes it", WaitForSingleObject(e, 20), WAIT_OBJECT_0);
	check("unregister", UnregisterWaitEx(w, INVALID_HANDLE_VALUE), TRUE);

	check("limit", RegisterWaitForSingleObject(&w, e, signalled, told, 5, 0), TRUE);
	wait_for(told);
	wait_for(told);
	check("limits", limits >= 2, TRUE);
	check("unregister", UnregisterWaitEx(w, INVALID_HANDLE_VALUE), TRUE);

	RegisterWaitForSingleObject(&w, e, slow, (PVOID)&calls, INFINITE, WT_EXECUTEONLYONCE);
	SetEvent(e);
	wait_for(in);
	check_error("under way", UnregisterWait(w), FALSE, ERROR_IO_PENDING);
	SetEvent(out);
	while (calls == 0)
		Sleep(1);
	check_error("no object", RegisterWaitForSingleObject(&w, NULL, signalled, told, 0, 0), FALSE,
		    ERROR_INVALID_HANDLE);
	check_error("no wait", UnregisterWait(NULL), FALSE, ERROR_INVALID_HANDLE);
}

int main(void)
{
	items();
	timers();
	waits();
	return result();
}
