/*
 * handles.c: what can be done to any handle.
 *
 * Source: handleapi.h documentation.
 */
#include "objects.h"
#include "threads.h"

/* is_pseudo: such a handle is not open and need not be closed. */
static bool is_pseudo(HANDLE h)
{
	return h == GetCurrentProcess() || h == GetCurrentThread();
}

BOOL WINAPI CloseHandle(HANDLE object)
{
	WS_NO_CHILD(FALSE);
	if (is_pseudo(object))
		return TRUE;
	return ws_bool(ws_go_handle_close((uintptr_t)object));
}

/* is_ours tells whether h is a handle to this process. */
static bool is_ours(HANDLE h)
{
	int64_t id;

	if (h == GetCurrentProcess())
		return true;
	id = ws_go_process_id((uintptr_t)h);
	if (id == (int64_t)GetCurrentProcessId())
		return true;
	ws_last_error = id < 0 ? (unsigned)-id : ERROR_NOT_SUPPORTED;
	return false;
}

/*
 * Both processes must be this one: handles go to others by inheritance, and
 * sockets through WSADuplicateSocket. Of the rights nothing is kept.
 */
BOOL WINAPI DuplicateHandle(HANDLE source_process, HANDLE source, HANDLE target_process,
			    LPHANDLE target, DWORD access, BOOL inherit, DWORD options)
{
	HANDLE copy = NULL;
	BOOL done = TRUE;

	(void)access;
	WS_NO_CHILD(FALSE);
	if (!is_ours(source_process))
		return FALSE;
	/* Without a target the source is only closed. */
	if (target_process != NULL || target != NULL) {
		if (!is_ours(target_process))
			return FALSE;
		copy = ws_handle(ws_go_handle_duplicate(ws_thread_self()->go, (uintptr_t)source,
							inherit != 0));
		done = copy != NULL;
	}
	if (target != NULL)
		*target = copy;
	if ((options & DUPLICATE_CLOSE_SOURCE) != 0)
		done = CloseHandle(source) && done;
	return done;
}

BOOL WINAPI CompareObjectHandles(HANDLE first, HANDLE second)
{
	int64_t same;

	WS_NO_CHILD(FALSE);
	same = ws_go_handle_same(ws_thread_self()->go, (uintptr_t)first, (uintptr_t)second);
	return ws_value(same, FALSE) != FALSE;
}

BOOL WINAPI GetHandleInformation(HANDLE object, LPDWORD flags)
{
	int64_t value;

	WS_NO_CHILD(FALSE);
	if (is_pseudo(object)) {
		*flags = 0;
		return TRUE;
	}
	value = ws_go_handle_flags((uintptr_t)object);
	if (value >= 0)
		*flags = (DWORD)value;
	return ws_bool(value < 0 ? (int32_t)-value : 0);
}

BOOL WINAPI SetHandleInformation(HANDLE object, DWORD mask, DWORD flags)
{
	WS_NO_CHILD(FALSE);
	if (is_pseudo(object))
		return TRUE;
	return ws_bool(ws_go_handle_set_flags((uintptr_t)object, mask, flags));
}
