/*
 * processes.c: processes, as far as they are not made here.
 *
 * An exit code has 32 bits only between processes that know of each other: of a
 * process that ends by itself Linux keeps the lowest 8. A code whose lowest 8
 * bits are 0 must not look like success: 255 stands for it.
 *
 * Source: processthreadsapi.h documentation.
 */
#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "objects.h"
#include "threads.h"
#include "times.h"

HANDLE WINAPI GetCurrentProcess(VOID)
{
	return (HANDLE)(LONG_PTR)-1;
}

DWORD WINAPI GetCurrentProcessId(VOID)
{
	return (DWORD)getpid();
}

/* exit_code is what Linux is told. */
static int exit_code(UINT code)
{
	return code != 0 && (code & 0xFF) == 0 ? 255 : (int)(code & 0xFF);
}

/* Buffers of streams are written and atexit's functions called, as exit does. */
DECLSPEC_NORETURN VOID WINAPI ExitProcess(UINT code)
{
	exit(exit_code(code));
}

HANDLE WINAPI OpenProcess(DWORD access, BOOL inherit, DWORD id)
{
	(void)access;
	WS_NO_CHILD(NULL);
	return ws_handle(ws_go_process_open(id, inherit != 0));
}

BOOL WINAPI TerminateProcess(HANDLE process, UINT code)
{
	int32_t error;

	if (process == GetCurrentProcess())
		_exit(exit_code(code));
	WS_NO_CHILD(FALSE);
	if (ws_go_process_id((uintptr_t)process) == (int64_t)getpid())
		_exit(exit_code(code));
	error = ws_go_process_terminate((uintptr_t)process, code);
	return ws_bool(error);
}

BOOL WINAPI GetExitCodeProcess(HANDLE process, LPDWORD code)
{
	int64_t value;

	WS_NO_CHILD(FALSE);
	value = ws_go_process_exit_code((uintptr_t)process);
	if (value >= 0)
		*code = (DWORD)value;
	return ws_bool(value < 0 ? (int32_t)-value : 0);
}

DWORD WINAPI GetProcessId(HANDLE process)
{
	if (process == GetCurrentProcess())
		return GetCurrentProcessId();
	WS_NO_CHILD(0);
	return ws_value(ws_go_process_id((uintptr_t)process), 0);
}

static void tell(LPFILETIME to, int64_t time)
{
	if (to != NULL)
		*to = (FILETIME){(DWORD)time, (DWORD)(time >> 32)};
}

void ws_tell_times(const int64_t *times, LPFILETIME created, LPFILETIME exited, LPFILETIME kernel,
		   LPFILETIME user)
{
	tell(created, times[0]);
	tell(exited, times[1]);
	tell(kernel, times[2]);
	tell(user, times[3]);
}

BOOL WINAPI GetProcessTimes(HANDLE process, LPFILETIME created, LPFILETIME exited,
			    LPFILETIME kernel, LPFILETIME user)
{
	int64_t times[4];

	WS_NO_CHILD(FALSE);
	if (!ws_bool(ws_go_process_times((uintptr_t)process, &times)))
		return FALSE;
	ws_tell_times(times, created, exited, kernel, user);
	return TRUE;
}

static bool failed(void)
{
	ws_last_error = errno == EPERM ? ERROR_ACCESS_DENIED : ERROR_INVALID_PARAMETER;
	return false;
}

bool ws_affinity(pid_t id, DWORD_PTR *mask)
{
	cpu_set_t set;

	if (sched_getaffinity(id, sizeof set, &set) != 0)
		return failed();
	*mask = 0;
	for (int i = 0; i < MAXIMUM_PROCESSORS; i++)
		*mask |= (DWORD_PTR)(CPU_ISSET(i, &set) != 0) << i;
	return true;
}

DWORD_PTR ws_processors(void)
{
	long n = sysconf(_SC_NPROCESSORS_CONF);

	return n >= MAXIMUM_PROCESSORS ? ~(DWORD_PTR)0 : ((DWORD_PTR)1 << (n < 1 ? 1 : n)) - 1;
}

bool ws_set_affinity(pid_t id, DWORD_PTR mask)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	if (mask == 0 || (mask & ~ws_processors()) != 0) {
		ws_last_error = ERROR_INVALID_PARAMETER;
		return false;
	}
	for (int i = 0; i < MAXIMUM_PROCESSORS; i++)
		if ((mask >> i & 1) != 0)
			CPU_SET(i, &set);
	return sched_setaffinity(id, sizeof set, &set) == 0 || failed();
}

BOOL WINAPI GetProcessAffinityMask(HANDLE process, PDWORD_PTR mask, PDWORD_PTR system)
{
	DWORD id = GetProcessId(process);

	if (id == 0 || !ws_affinity((pid_t)id, mask))
		return FALSE;
	*system = ws_processors();
	return TRUE;
}

/* Of the threads there are, the first one is bound; those it makes follow. */
BOOL WINAPI SetProcessAffinityMask(HANDLE process, DWORD_PTR mask)
{
	DWORD id = GetProcessId(process);

	return id != 0 && ws_set_affinity((pid_t)id, mask);
}

/* Priority classes and the kernel's nice values for them. */
static const struct {
	DWORD class;
	int nice;
} classes[] = {
	{NORMAL_PRIORITY_CLASS, 0},
	{BELOW_NORMAL_PRIORITY_CLASS, 5},
	{IDLE_PRIORITY_CLASS, 15},
	{ABOVE_NORMAL_PRIORITY_CLASS, -5},
	{HIGH_PRIORITY_CLASS, -10},
	{REALTIME_PRIORITY_CLASS, -20},
};

BOOL WINAPI SetPriorityClass(HANDLE process, DWORD priority)
{
	DWORD id = GetProcessId(process);

	if (id == 0)
		return FALSE;
	if (priority == PROCESS_MODE_BACKGROUND_BEGIN || priority == PROCESS_MODE_BACKGROUND_END)
		return TRUE;
	for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
		if (classes[i].class == priority)
			return setpriority(PRIO_PROCESS, id, classes[i].nice) == 0 ||
			       (errno == EACCES ? ws_bool(ERROR_ACCESS_DENIED) : failed());
	return ws_bool(ERROR_INVALID_PARAMETER);
}

DWORD WINAPI GetPriorityClass(HANDLE process)
{
	DWORD id = GetProcessId(process), best = 0;
	int nice, distance = 100;

	if (id == 0)
		return 0;
	errno = 0;
	nice = getpriority(PRIO_PROCESS, id);
	if (nice == -1 && errno != 0) {
		failed();
		return 0;
	}
	for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
		if (abs(classes[i].nice - nice) < distance) {
			distance = abs(classes[i].nice - nice);
			best = classes[i].class;
		}
	return best;
}
