/*
 * threads_nature.c: priority, processors, times and description of threads.
 *
 * Source: processthreadsapi.h documentation.
 */
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

#include "objects.h"
#include "threads.h"
#include "times.h"
#include "utf.h"

/*
 * nice_of is what the kernel calls a priority: the middle is 0, and a step is
 * worth about a fifth of the time of a neighbour.
 */
static int nice_of(int priority)
{
	switch (priority) {
	case THREAD_PRIORITY_IDLE:
		return 19;
	case THREAD_PRIORITY_TIME_CRITICAL:
		return -15;
	default:
		return -2 * priority;
	}
}

/*
 * may_raise tells whether the kernel lets this process lower its threads' nice
 * value to 0 again: if not, a thread that was made nicer would stay so for ever.
 */
static bool may_raise(void)
{
	struct rlimit limit;

	return geteuid() == 0 || (getrlimit(RLIMIT_NICE, &limit) == 0 && limit.rlim_cur >= 20);
}

/* The kernel follows where it is allowed to; the value is remembered anyway. */
BOOL WINAPI SetThreadPriority(HANDLE thread, int priority)
{
	DWORD id;

	WS_NO_CHILD(FALSE);
	if (priority == THREAD_MODE_BACKGROUND_BEGIN || priority == THREAD_MODE_BACKGROUND_END)
		return GetThreadId(thread) != 0;
	if ((priority < THREAD_PRIORITY_LOWEST || priority > THREAD_PRIORITY_HIGHEST) &&
	    priority != THREAD_PRIORITY_IDLE && priority != THREAD_PRIORITY_TIME_CRITICAL)
		return ws_bool(ERROR_INVALID_PARAMETER);
	if (!ws_bool(ws_go_thread_set_priority(ws_thread_self()->go, (uintptr_t)thread, priority)))
		return FALSE;
	id = GetThreadId(thread);
	if (id != 0 && may_raise())
		setpriority(PRIO_PROCESS, id, nice_of(priority));
	return TRUE;
}

int WINAPI GetThreadPriority(HANDLE thread)
{
	int64_t value;

	WS_NO_CHILD(THREAD_PRIORITY_ERROR_RETURN);
	value = ws_go_thread_priority(ws_thread_self()->go, (uintptr_t)thread);
	return value < 0 ? (int)ws_value(value, THREAD_PRIORITY_ERROR_RETURN) : (int)value - 256;
}

/* The kernel has its own way to favour threads that wait, which can't be turned off. */
BOOL WINAPI SetThreadPriorityBoost(HANDLE thread, BOOL disabled)
{
	(void)disabled;
	return GetThreadId(thread) != 0;
}

BOOL WINAPI GetThreadPriorityBoost(HANDLE thread, PBOOL disabled)
{
	if (GetThreadId(thread) == 0)
		return FALSE;
	*disabled = FALSE;
	return TRUE;
}

BOOL WINAPI GetThreadTimes(HANDLE thread, LPFILETIME created, LPFILETIME exited,
			   LPFILETIME kernel, LPFILETIME user)
{
	int64_t times[4];

	WS_NO_CHILD(FALSE);
	if (!ws_bool(ws_go_thread_times(ws_thread_self()->go, (uintptr_t)thread, &times)))
		return FALSE;
	ws_tell_times(times, created, exited, kernel, user);
	return TRUE;
}

/* describe shows debuggers of Linux what fits of a description: 15 bytes. */
static void describe(DWORD id, const WCHAR *text, size_t n)
{
	char path[64], short_name[16];
	size_t used = 0, i = 0;
	int comm;

	while (i < n) {
		uint32_t c;
		char bytes[4];
		size_t taken = ws_utf16_next((const uint16_t *)text + i, n - i, &c);
		size_t size = ws_utf8_put(bytes, c);

		if (used + size > 15)
			break;
		for (size_t k = 0; k < size; k++)
			short_name[used++] = bytes[k];
		i += taken;
	}
	snprintf(path, sizeof path, "/proc/self/task/%u/comm", id);
	comm = open(path, O_WRONLY | O_CLOEXEC);
	if (comm >= 0) {
		(void)!write(comm, short_name, used);
		close(comm);
	}
}

HRESULT WINAPI SetThreadDescription(HANDLE thread, PCWSTR description)
{
	int32_t error, n = 0;
	DWORD id;

	if (ws_forked)
		return HRESULT_FROM_WIN32(ERROR_NOT_SUPPORTED);
	while (description[n] != 0)
		n++;
	error = ws_go_thread_describe(ws_thread_self()->go, (uintptr_t)thread, description, n);
	if (error != 0)
		return HRESULT_FROM_WIN32(error);
	id = GetThreadId(thread);
	if (id != 0)
		describe(id, description, (size_t)n);
	return S_OK;
}

/* The caller frees the description with LocalFree. */
HRESULT WINAPI GetThreadDescription(HANDLE thread, PWSTR *description)
{
	int64_t n, room = 0;
	WCHAR *text = NULL;

	if (ws_forked)
		return HRESULT_FROM_WIN32(ERROR_NOT_SUPPORTED);
	for (;;) {
		WCHAR *larger = LocalAlloc(LMEM_FIXED, (SIZE_T)(room + 1) * sizeof *text);

		if (text != NULL)
			LocalFree(text);
		text = larger;
		if (text == NULL)
			return E_OUTOFMEMORY;
		n = ws_go_thread_description(ws_thread_self()->go, (uintptr_t)thread, text,
					     (int32_t)room);
		if (n < 0) {
			LocalFree(text);
			return HRESULT_FROM_WIN32((DWORD)-n);
		}
		if (n <= room) {
			text[n] = 0;
			*description = text;
			return S_OK;
		}
		room = n;
	}
}

/* The bits of a mask beyond the processors there are must be 0. */
DWORD_PTR WINAPI SetThreadAffinityMask(HANDLE thread, DWORD_PTR mask)
{
	DWORD_PTR before = 0;
	DWORD id;

	WS_NO_CHILD(0);
	id = GetThreadId(thread);
	if (id == 0)
		return 0;
	if (!ws_affinity((pid_t)id, &before) || !ws_set_affinity((pid_t)id, mask))
		return 0;
	return before;
}

/* The kernel chooses processors itself; it is told nothing. The answer is the last choice. */
DWORD WINAPI SetThreadIdealProcessor(HANDLE thread, DWORD processor)
{
	if (GetThreadId(thread) == 0)
		return (DWORD)-1;
	if (processor > MAXIMUM_PROCESSORS) {
		ws_last_error = ERROR_INVALID_PARAMETER;
		return (DWORD)-1;
	}
	return 0;
}

DWORD WINAPI GetCurrentProcessorNumber(VOID)
{
	int processor = sched_getcpu();

	return processor < 0 ? 0 : (DWORD)processor;
}
