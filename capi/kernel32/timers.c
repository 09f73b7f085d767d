/*
 * timers.c: waitable timers. An absolute time is turned into a distance when the
 * timer is set; the machine is never woken for one.
 *
 * Source: synchapi.h documentation, SetWaitableTimer.
 */
#include "objects.h"
#include "lane.h"
#include "threads.h"

static HANDLE timer(LPSECURITY_ATTRIBUTES security, BOOL manual, struct ws_name name)
{
	WS_NO_CHILD(NULL);
	return ws_name_fits(&name)
		? ws_made(ws_go_timer_create(&name, manual, ws_inherits(security))) : NULL;
}

HANDLE WINAPI CreateWaitableTimerA(LPSECURITY_ATTRIBUTES security, BOOL manual, LPCSTR name)
{
	return timer(security, manual, ws_name_a(name));
}

HANDLE WINAPI CreateWaitableTimerW(LPSECURITY_ATTRIBUTES security, BOOL manual, LPCWSTR name)
{
	return timer(security, manual, ws_name_w(name));
}

/* timer_ex is timer with what it is to be in flags. */
static HANDLE timer_ex(LPSECURITY_ATTRIBUTES security, DWORD flags, struct ws_name name)
{
	if (!ws_flags_known(flags, CREATE_WAITABLE_TIMER_MANUAL_RESET |
					   CREATE_WAITABLE_TIMER_HIGH_RESOLUTION))
		return NULL;
	return timer(security, flags & CREATE_WAITABLE_TIMER_MANUAL_RESET, name);
}

HANDLE WINAPI CreateWaitableTimerExA(LPSECURITY_ATTRIBUTES security, LPCSTR name, DWORD flags,
				     DWORD access)
{
	(void)access;
	return timer_ex(security, flags, ws_name_a(name));
}

HANDLE WINAPI CreateWaitableTimerExW(LPSECURITY_ATTRIBUTES security, LPCWSTR name, DWORD flags,
				     DWORD access)
{
	(void)access;
	return timer_ex(security, flags, ws_name_w(name));
}

HANDLE WINAPI OpenWaitableTimerA(DWORD access, BOOL inherit, LPCSTR name)
{
	(void)access;
	return ws_opened(ws_go_timer_open, ws_name_a(name), inherit);
}

HANDLE WINAPI OpenWaitableTimerW(DWORD access, BOOL inherit, LPCWSTR name)
{
	(void)access;
	return ws_opened(ws_go_timer_open, ws_name_w(name), inherit);
}

BOOL WINAPI SetWaitableTimer(HANDLE timer, const LARGE_INTEGER *due, LONG period,
			     PTIMERAPCROUTINE routine, LPVOID argument, BOOL resume)
{
	BOOL done;

	WS_NO_CHILD(FALSE);
	if (due == NULL)
		return ws_bool(ERROR_INVALID_PARAMETER);
	if (routine != NULL)
		ws_alerts_begin();
	done = ws_bool(ws_go_timer_set((uintptr_t)timer, due->QuadPart, period, ws_thread_self()->go,
				       (uintptr_t)routine, (uintptr_t)argument));
	if (done) /* a success too; the system can't be woken */
		ws_last_error = resume ? ERROR_NOT_SUPPORTED : ERROR_SUCCESS;
	return done;
}

BOOL WINAPI SetWaitableTimerEx(HANDLE timer, const LARGE_INTEGER *due, LONG period,
			       PTIMERAPCROUTINE routine, LPVOID argument, PREASON_CONTEXT reason,
			       ULONG delay)
{
	(void)delay;
	return SetWaitableTimer(timer, due, period, routine, argument, reason != NULL);
}

BOOL WINAPI CancelWaitableTimer(HANDLE timer)
{
	WS_NO_CHILD(FALSE);
	return ws_bool(ws_go_timer_cancel((uintptr_t)timer));
}
