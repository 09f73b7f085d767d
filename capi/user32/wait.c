/*
 * wait.c: waits for objects and messages; timers.
 *
 * Source: sdk-api, MsgWaitForMultipleObjectsEx, SetTimer.
 */
#include "queue.h"

#include "probe.h"

DWORD WINAPI MsgWaitForMultipleObjectsEx(DWORD count, const HANDLE *objects, DWORD timeout,
					 DWORD mask, DWORD flags)
{
	const DWORD known = MWMO_WAITALL | MWMO_ALERTABLE | MWMO_INPUTAVAILABLE;
	int64_t r;

	WS_NO_CHILD(WAIT_FAILED);
	if (!ws_flags_known(flags, known))
		return WAIT_FAILED;
	if (count < MAXIMUM_WAIT_OBJECTS && !ws_readable(objects, count * sizeof *objects)) {
		ws_last_error = ERROR_NOACCESS;
		return WAIT_FAILED;
	}
	r = ws_go_message_wait(ws_queue_self(), objects, count, mask, timeout, flags);
	if (r == WAIT_IO_COMPLETION)
		ws_thread_calls(ws_thread_self());
	return ws_value(r, WAIT_FAILED);
}

DWORD WINAPI MsgWaitForMultipleObjects(DWORD count, const HANDLE *objects, BOOL all,
				       DWORD timeout, DWORD mask)
{
	return MsgWaitForMultipleObjectsEx(count, objects, timeout, mask, all ? MWMO_WAITALL : 0);
}

BOOL WINAPI WaitMessage(VOID)
{
	return MsgWaitForMultipleObjectsEx(0, NULL, INFINITE, QS_ALLINPUT, 0) != WAIT_FAILED;
}

UINT_PTR WINAPI SetTimer(HWND window, UINT_PTR id, UINT period, TIMERPROC procedure)
{
	UINT_PTR given = 0;

	WS_NO_CHILD(0);
	return ws_bool(ws_go_timer_start(ws_queue_self(), window, id, period, procedure, &given))
		? given : 0;
}

BOOL WINAPI KillTimer(HWND window, UINT_PTR id)
{
	WS_NO_CHILD(FALSE);
	return ws_bool(ws_go_timer_kill(ws_queue_self(), window, id));
}
