/*
 * objects.c: events, mutexes and semaphores. The rights of a handle are not
 * kept: a handle that was opened may do all.
 *
 * Source: synchapi.h documentation.
 */
#include "objects.h"

#include <string.h>

#include "threads.h"

/* How many characters a wide name may have; a narrow one has MAX_PATH. */
enum { LONGEST_WIDE = 32767 };

struct ws_name ws_name_a(const char *text)
{
	const size_t n = text == NULL ? 0 : strnlen(text, MAX_PATH + 1);

	return (struct ws_name){.text = text, .n = (int32_t)n};
}

struct ws_name ws_name_w(const WCHAR *text)
{
	int32_t n = 0;

	while (text != NULL && n <= LONGEST_WIDE && text[n] != 0)
		n++;
	return (struct ws_name){.text = text, .n = n, .wide = 1};
}

bool ws_name_fits(const struct ws_name *name)
{
	if (name->n <= (name->wide ? LONGEST_WIDE : MAX_PATH))
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

HANDLE ws_opened(int64_t (*open)(const struct ws_name *, uint32_t), struct ws_name name,
		 BOOL inherit)
{
	WS_NO_CHILD(NULL);
	return ws_name_fits(&name) ? ws_handle(open(&name, inherit != 0)) : NULL;
}

bool ws_flags_known(DWORD flags, DWORD known)
{
	if ((flags & ~known) == 0)
		return true;
	ws_last_error = ERROR_INVALID_PARAMETER;
	return false;
}

static HANDLE event(LPSECURITY_ATTRIBUTES security, BOOL manual, BOOL set, struct ws_name name)
{
	WS_NO_CHILD(NULL);
	return ws_name_fits(&name)
		? ws_made(ws_go_event_create(&name, manual, set, ws_inherits(security))) : NULL;
}

HANDLE WINAPI CreateEventA(LPSECURITY_ATTRIBUTES security, BOOL manual, BOOL set, LPCSTR name)
{
	return event(security, manual, set, ws_name_a(name));
}

HANDLE WINAPI CreateEventW(LPSECURITY_ATTRIBUTES security, BOOL manual, BOOL set, LPCWSTR name)
{
	return event(security, manual, set, ws_name_w(name));
}

/* event_ex is event with what it is to be in flags. */
static HANDLE event_ex(LPSECURITY_ATTRIBUTES security, DWORD flags, struct ws_name name)
{
	if (!ws_flags_known(flags, CREATE_EVENT_MANUAL_RESET | CREATE_EVENT_INITIAL_SET))
		return NULL;
	return event(security, flags & CREATE_EVENT_MANUAL_RESET, flags & CREATE_EVENT_INITIAL_SET,
		     name);
}

HANDLE WINAPI CreateEventExA(LPSECURITY_ATTRIBUTES security, LPCSTR name, DWORD flags, DWORD access)
{
	(void)access;
	return event_ex(security, flags, ws_name_a(name));
}

HANDLE WINAPI CreateEventExW(LPSECURITY_ATTRIBUTES security, LPCWSTR name, DWORD flags,
			     DWORD access)
{
	(void)access;
	return event_ex(security, flags, ws_name_w(name));
}

HANDLE WINAPI OpenEventA(DWORD access, BOOL inherit, LPCSTR name)
{
	(void)access;
	return ws_opened(ws_go_event_open, ws_name_a(name), inherit);
}

HANDLE WINAPI OpenEventW(DWORD access, BOOL inherit, LPCWSTR name)
{
	(void)access;
	return ws_opened(ws_go_event_open, ws_name_w(name), inherit);
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

static HANDLE mutex(LPSECURITY_ATTRIBUTES security, BOOL owned, struct ws_name name)
{
	WS_NO_CHILD(NULL);
	return ws_name_fits(&name) ? ws_made(ws_go_mutex_create(ws_thread_self()->go, &name, owned,
								ws_inherits(security))) : NULL;
}

HANDLE WINAPI CreateMutexA(LPSECURITY_ATTRIBUTES security, BOOL owned, LPCSTR name)
{
	return mutex(security, owned, ws_name_a(name));
}

HANDLE WINAPI CreateMutexW(LPSECURITY_ATTRIBUTES security, BOOL owned, LPCWSTR name)
{
	return mutex(security, owned, ws_name_w(name));
}

HANDLE WINAPI CreateMutexExA(LPSECURITY_ATTRIBUTES security, LPCSTR name, DWORD flags, DWORD access)
{
	(void)access;
	if (!ws_flags_known(flags, CREATE_MUTEX_INITIAL_OWNER))
		return NULL;
	return CreateMutexA(security, flags & CREATE_MUTEX_INITIAL_OWNER, name);
}

HANDLE WINAPI CreateMutexExW(LPSECURITY_ATTRIBUTES security, LPCWSTR name, DWORD flags,
			     DWORD access)
{
	(void)access;
	if (!ws_flags_known(flags, CREATE_MUTEX_INITIAL_OWNER))
		return NULL;
	return CreateMutexW(security, flags & CREATE_MUTEX_INITIAL_OWNER, name);
}

HANDLE WINAPI OpenMutexA(DWORD access, BOOL inherit, LPCSTR name)
{
	(void)access;
	return ws_opened(ws_go_mutex_open, ws_name_a(name), inherit);
}

HANDLE WINAPI OpenMutexW(DWORD access, BOOL inherit, LPCWSTR name)
{
	(void)access;
	return ws_opened(ws_go_mutex_open, ws_name_w(name), inherit);
}

BOOL WINAPI ReleaseMutex(HANDLE mutex)
{
	WS_NO_CHILD(FALSE);
	return ws_bool(ws_go_mutex_release(ws_thread_self()->go, (uintptr_t)mutex));
}

static HANDLE semaphore(LPSECURITY_ATTRIBUTES security, LONG initial, LONG maximum,
			struct ws_name name)
{
	WS_NO_CHILD(NULL);
	return ws_name_fits(&name) ? ws_made(ws_go_semaphore_create(&name, initial, maximum,
								    ws_inherits(security))) : NULL;
}

HANDLE WINAPI CreateSemaphoreA(LPSECURITY_ATTRIBUTES security, LONG initial, LONG maximum,
			       LPCSTR name)
{
	return semaphore(security, initial, maximum, ws_name_a(name));
}

HANDLE WINAPI CreateSemaphoreW(LPSECURITY_ATTRIBUTES security, LONG initial, LONG maximum,
			       LPCWSTR name)
{
	return semaphore(security, initial, maximum, ws_name_w(name));
}

HANDLE WINAPI CreateSemaphoreExA(LPSECURITY_ATTRIBUTES security, LONG initial, LONG maximum,
				 LPCSTR name, DWORD flags, DWORD access)
{
	(void)access;
	return ws_flags_known(flags, 0) ? CreateSemaphoreA(security, initial, maximum, name) : NULL;
}

HANDLE WINAPI CreateSemaphoreExW(LPSECURITY_ATTRIBUTES security, LONG initial, LONG maximum,
				 LPCWSTR name, DWORD flags, DWORD access)
{
	(void)access;
	return ws_flags_known(flags, 0) ? CreateSemaphoreW(security, initial, maximum, name) : NULL;
}

HANDLE WINAPI OpenSemaphoreA(DWORD access, BOOL inherit, LPCSTR name)
{
	(void)access;
	return ws_opened(ws_go_semaphore_open, ws_name_a(name), inherit);
}

HANDLE WINAPI OpenSemaphoreW(DWORD access, BOOL inherit, LPCWSTR name)
{
	(void)access;
	return ws_opened(ws_go_semaphore_open, ws_name_w(name), inherit);
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
