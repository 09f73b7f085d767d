/*
 * objects.c: events, mutexes and semaphores. The rights of a handle are not
 * kept: a handle that was opened may do all.
 *
 * Source: synchapi.h documentation.
 */
#include "objects.h"

#include <string.h>

#include "threads.h"

bool ws_name_a(struct ws_name *name, const char *text)
{
	size_t n = text == NULL ? 0 : strlen(text);

	*name = (struct ws_name){.text = text, .n = (int32_t)n};
	if (n <= MAX_PATH)
		return true;
	ws_last_error = ERROR_FILENAME_EXCED_RANGE;
	return false;
}

bool ws_name_w(struct ws_name *name, const WCHAR *text)
{
	size_t n = 0;

	while (text != NULL && text[n] != 0)
		n++;
	*name = (struct ws_name){.text = text, .n = (int32_t)n, .wide = 1};
	if (n <= 32767)
		return true;
	ws_last_error = ERROR_FILENAME_EXCED_RANGE;
	return false;
}

HANDLE ws_made(int64_t h)
{
	if (h >= 0)
		ws_last_error = (h & WS_EXISTS) != 0 ? ERROR_ALREADY_EXISTS : ERROR_SUCCESS;
	return ws_handle(h < 0 ? h : h & ~WS_EXISTS);
}

HANDLE WINAPI CreateEventA(LPSECURITY_ATTRIBUTES security, BOOL manual, BOOL set, LPCSTR name)
{
	struct ws_name n;

	WS_NO_CHILD(NULL);
	return ws_name_a(&n, name)
		? ws_made(ws_go_event_create(&n, manual, set, ws_inherits(security))) : NULL;
}

HANDLE WINAPI CreateEventW(LPSECURITY_ATTRIBUTES security, BOOL manual, BOOL set, LPCWSTR name)
{
	struct ws_name n;

	WS_NO_CHILD(NULL);
	return ws_name_w(&n, name)
		? ws_made(ws_go_event_create(&n, manual, set, ws_inherits(security))) : NULL;
}

/* flags_known refuses flags that are not in known. */
static bool flags_known(DWORD flags, DWORD known)
{
	if ((flags & ~known) == 0)
		return true;
	ws_last_error = ERROR_INVALID_PARAMETER;
	return false;
}

HANDLE WINAPI CreateEventExA(LPSECURITY_ATTRIBUTES security, LPCSTR name, DWORD flags, DWORD access)
{
	(void)access;
	if (!flags_known(flags, CREATE_EVENT_MANUAL_RESET | CREATE_EVENT_INITIAL_SET))
		return NULL;
	return CreateEventA(security, flags & CREATE_EVENT_MANUAL_RESET,
			    flags & CREATE_EVENT_INITIAL_SET, name);
}

HANDLE WINAPI CreateEventExW(LPSECURITY_ATTRIBUTES security, LPCWSTR name, DWORD flags,
			     DWORD access)
{
	(void)access;
	if (!flags_known(flags, CREATE_EVENT_MANUAL_RESET | CREATE_EVENT_INITIAL_SET))
		return NULL;
	return CreateEventW(security, flags & CREATE_EVENT_MANUAL_RESET,
			    flags & CREATE_EVENT_INITIAL_SET, name);
}

HANDLE WINAPI OpenEventA(DWORD access, BOOL inherit, LPCSTR name)
{
	struct ws_name n;

	(void)access;
	WS_NO_CHILD(NULL);
	return ws_name_a(&n, name) ? ws_handle(ws_go_event_open(&n, inherit != 0)) : NULL;
}

HANDLE WINAPI OpenEventW(DWORD access, BOOL inherit, LPCWSTR name)
{
	struct ws_name n;

	(void)access;
	WS_NO_CHILD(NULL);
	return ws_name_w(&n, name) ? ws_handle(ws_go_event_open(&n, inherit != 0)) : NULL;
}

BOOL WINAPI SetEvent(HANDLE event)
{
	WS_NO_CHILD(FALSE);
	return ws_bool(ws_go_event_set((uintptr_t)event));
}

BOOL WINAPI ResetEvent(HANDLE event)
{
	WS_NO_CHILD(FALSE);
	return ws_bool(ws_go_event_reset((uintptr_t)event));
}

BOOL WINAPI PulseEvent(HANDLE event)
{
	WS_NO_CHILD(FALSE);
	return ws_bool(ws_go_event_pulse((uintptr_t)event));
}

HANDLE WINAPI CreateMutexA(LPSECURITY_ATTRIBUTES security, BOOL owned, LPCSTR name)
{
	struct ws_name n;

	WS_NO_CHILD(NULL);
	return ws_name_a(&n, name) ? ws_made(ws_go_mutex_create(ws_thread_self()->go, &n, owned,
								ws_inherits(security))) : NULL;
}

HANDLE WINAPI CreateMutexW(LPSECURITY_ATTRIBUTES security, BOOL owned, LPCWSTR name)
{
	struct ws_name n;

	WS_NO_CHILD(NULL);
	return ws_name_w(&n, name) ? ws_made(ws_go_mutex_create(ws_thread_self()->go, &n, owned,
								ws_inherits(security))) : NULL;
}

HANDLE WINAPI CreateMutexExA(LPSECURITY_ATTRIBUTES security, LPCSTR name, DWORD flags, DWORD access)
{
	(void)access;
	if (!flags_known(flags, CREATE_MUTEX_INITIAL_OWNER))
		return NULL;
	return CreateMutexA(security, flags & CREATE_MUTEX_INITIAL_OWNER, name);
}

HANDLE WINAPI CreateMutexExW(LPSECURITY_ATTRIBUTES security, LPCWSTR name, DWORD flags,
			     DWORD access)
{
	(void)access;
	if (!flags_known(flags, CREATE_MUTEX_INITIAL_OWNER))
		return NULL;
	return CreateMutexW(security, flags & CREATE_MUTEX_INITIAL_OWNER, name);
}

HANDLE WINAPI OpenMutexA(DWORD access, BOOL inherit, LPCSTR name)
{
	struct ws_name n;

	(void)access;
	WS_NO_CHILD(NULL);
	return ws_name_a(&n, name) ? ws_handle(ws_go_mutex_open(&n, inherit != 0)) : NULL;
}

HANDLE WINAPI OpenMutexW(DWORD access, BOOL inherit, LPCWSTR name)
{
	struct ws_name n;

	(void)access;
	WS_NO_CHILD(NULL);
	return ws_name_w(&n, name) ? ws_handle(ws_go_mutex_open(&n, inherit != 0)) : NULL;
}

BOOL WINAPI ReleaseMutex(HANDLE mutex)
{
	WS_NO_CHILD(FALSE);
	return ws_bool(ws_go_mutex_release(ws_thread_self()->go, (uintptr_t)mutex));
}

HANDLE WINAPI CreateSemaphoreA(LPSECURITY_ATTRIBUTES security, LONG initial, LONG maximum,
			       LPCSTR name)
{
	struct ws_name n;

	WS_NO_CHILD(NULL);
	return ws_name_a(&n, name) ? ws_made(ws_go_semaphore_create(&n, initial, maximum,
								    ws_inherits(security))) : NULL;
}

HANDLE WINAPI CreateSemaphoreW(LPSECURITY_ATTRIBUTES security, LONG initial, LONG maximum,
			       LPCWSTR name)
{
	struct ws_name n;

	WS_NO_CHILD(NULL);
	return ws_name_w(&n, name) ? ws_made(ws_go_semaphore_create(&n, initial, maximum,
								    ws_inherits(security))) : NULL;
}

HANDLE WINAPI CreateSemaphoreExA(LPSECURITY_ATTRIBUTES security, LONG initial, LONG maximum,
				 LPCSTR name, DWORD flags, DWORD access)
{
	(void)access;
	return flags_known(flags, 0) ? CreateSemaphoreA(security, initial, maximum, name) : NULL;
}

HANDLE WINAPI CreateSemaphoreExW(LPSECURITY_ATTRIBUTES security, LONG initial, LONG maximum,
				 LPCWSTR name, DWORD flags, DWORD access)
{
	(void)access;
	return flags_known(flags, 0) ? CreateSemaphoreW(security, initial, maximum, name) : NULL;
}

HANDLE WINAPI OpenSemaphoreA(DWORD access, BOOL inherit, LPCSTR name)
{
	struct ws_name n;

	(void)access;
	WS_NO_CHILD(NULL);
	return ws_name_a(&n, name) ? ws_handle(ws_go_semaphore_open(&n, inherit != 0)) : NULL;
}

HANDLE WINAPI OpenSemaphoreW(DWORD access, BOOL inherit, LPCWSTR name)
{
	struct ws_name n;

	(void)access;
	WS_NO_CHILD(NULL);
	return ws_name_w(&n, name) ? ws_handle(ws_go_semaphore_open(&n, inherit != 0)) : NULL;
}

BOOL WINAPI ReleaseSemaphore(HANDLE semaphore, LONG count, LPLONG previous)
{
	int32_t before = 0;
	BOOL done;

	WS_NO_CHILD(FALSE);
	done = ws_bool(ws_go_semaphore_release((uintptr_t)semaphore, count, &before));
	if (done && previous != NULL)
		*previous = before;
	return done;
}
