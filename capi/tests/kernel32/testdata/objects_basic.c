/* Events, mutexes, semaphores and handles, one thread. */
#include "objects.h"

static void events(void)
{
	HANDLE manual = event(TRUE, FALSE), automatic = event(FALSE, TRUE), h;

	check("new", state(manual), WAIT_TIMEOUT);
	check("set", SetEvent(manual), TRUE);
	check("set: 1", state(manual), WAIT_OBJECT_0);
	check("set: 2", state(manual), WAIT_OBJECT_0);
	check("reset", ResetEvent(manual), TRUE);
	check("reset: state", state(manual), WAIT_TIMEOUT);
	check("automatic: 1", state(automatic), WAIT_OBJECT_0);
	check("automatic: 2", state(automatic), WAIT_TIMEOUT);
	check("pulse", PulseEvent(automatic), TRUE);
	check("pulse: state", state(automatic), WAIT_TIMEOUT);
	SetEvent(automatic);
	PulseEvent(automatic);
	check("pulse resets", state(automatic), WAIT_TIMEOUT);

	check_error("create", (h = CreateEventExA(NULL, NULL, CREATE_EVENT_MANUAL_RESET |
		    CREATE_EVENT_INITIAL_SET, EVENT_ALL_ACCESS)) != NULL, TRUE, 0);
	check("ex: 1", state(h), WAIT_OBJECT_0);
	check("ex: 2", state(h), WAIT_OBJECT_0);
	check_error("ex: flags", CreateEventExA(NULL, NULL, 4, EVENT_ALL_ACCESS) != NULL, FALSE,
		    ERROR_INVALID_PARAMETER);
	CloseHandle(h);
	check_error("set of a closed one", SetEvent(h), FALSE, ERROR_INVALID_HANDLE);
	check_error("set of 0", SetEvent(NULL), FALSE, ERROR_INVALID_HANDLE);
	check_error("wait for a closed one", WaitForSingleObject(h, 0), WAIT_FAILED,
		    ERROR_INVALID_HANDLE);
	SetLastError(77);
	check("set", SetEvent(manual), TRUE);
	check("success leaves the error", GetLastError(), 77);
	CloseHandle(manual);
	CloseHandle(automatic);
}

static DWORD WINAPI take(LPVOID mutex)
{
	DWORD r = WaitForSingleObject(mutex, 0);

	if (r != WAIT_TIMEOUT)
		ReleaseMutex(mutex);
	return r;
}

static DWORD WINAPI leave(LPVOID mutex)
{
	return WaitForSingleObject(mutex, 0); /* and keep it */
}

static DWORD in_thread(LPTHREAD_START_ROUTINE f, HANDLE h)
{
	HANDLE t = thread(f, h);
	DWORD code = 0;

	wait_for(t);
	check("exit code", GetExitCodeThread(t, &code), TRUE);
	CloseHandle(t);
	return code;
}

static void mutexes(void)
{
	HANDLE m = CreateMutexA(NULL, TRUE, NULL);

	check("owned: again", state(m), WAIT_OBJECT_0);
	check("owned: by another", in_thread(take, m), WAIT_TIMEOUT);
	check("release 1", ReleaseMutex(m), TRUE);
	check("half released", in_thread(take, m), WAIT_TIMEOUT);
	check("release 2", ReleaseMutex(m), TRUE);
	check_error("release 3", ReleaseMutex(m), FALSE, ERROR_NOT_OWNER);
	check("free", in_thread(take, m), WAIT_OBJECT_0);
	check("left behind", in_thread(leave, m), WAIT_OBJECT_0);
	check("abandoned", state(m), WAIT_ABANDONED);
	check("abandoned: release", ReleaseMutex(m), TRUE);
	check("told once", state(m), WAIT_OBJECT_0);
	ReleaseMutex(m);
	check_error("an event is no mutex", ReleaseMutex(event(TRUE, TRUE)), FALSE,
		    ERROR_INVALID_HANDLE);
	CloseHandle(m);
}

static void semaphores(void)
{
	HANDLE s = CreateSemaphoreA(NULL, 1, 3, NULL);
	LONG before = -1;

	check("release 2", ReleaseSemaphore(s, 2, &before), TRUE);
	check("before", before, 1);
	before = -1;
	check_error("too many", ReleaseSemaphore(s, 1, &before), FALSE, ERROR_TOO_MANY_POSTS);
	check("before is kept", before, -1);
	for (int i = 0; i < 3; i++)
		check("take", state(s), WAIT_OBJECT_0);
	check("empty", state(s), WAIT_TIMEOUT);
	check_error("release 0", ReleaseSemaphore(s, 0, NULL), FALSE, ERROR_INVALID_PARAMETER);
	check_error("release -1", ReleaseSemaphore(s, -1, NULL), FALSE, ERROR_INVALID_PARAMETER);
	check_error("maximum 0", CreateSemaphoreA(NULL, 0, 0, NULL) != NULL, FALSE,
		    ERROR_INVALID_PARAMETER);
	check_error("above", CreateSemaphoreA(NULL, 2, 1, NULL) != NULL, FALSE,
		    ERROR_INVALID_PARAMETER);
	check_error("negative", CreateSemaphoreA(NULL, -1, 1, NULL) != NULL, FALSE,
		    ERROR_INVALID_PARAMETER);
	CloseHandle(s);
}

static void handles(void)
{
	SECURITY_ATTRIBUTES inheritable = {sizeof inheritable, NULL, TRUE};
	HANDLE e = CreateEventA(&inheritable, TRUE, FALSE, NULL), d = NULL, t, p;
	DWORD flags = 99, code;

	check("flags", GetHandleInformation(e, &flags), TRUE);
	check("inherit", flags, HANDLE_FLAG_INHERIT);
	check("set flags", SetHandleInformation(e, HANDLE_FLAG_INHERIT, 0), TRUE);
	GetHandleInformation(e, &flags);
	check("not inherit", flags, 0);
	SetHandleInformation(e, HANDLE_FLAG_PROTECT_FROM_CLOSE, HANDLE_FLAG_PROTECT_FROM_CLOSE);
	check_error("protected", CloseHandle(e), FALSE, ERROR_INVALID_HANDLE);
	SetHandleInformation(e, HANDLE_FLAG_PROTECT_FROM_CLOSE, 0);

	check("duplicate", DuplicateHandle(GetCurrentProcess(), e, GetCurrentProcess(), &d, 0, FALSE,
					   DUPLICATE_SAME_ACCESS), TRUE);
	check("another handle", d != e && d != NULL, TRUE);
	SetEvent(d);
	check("one object", state(e), WAIT_OBJECT_0);
	check("close", CloseHandle(e), TRUE);
	check_error("close twice", CloseHandle(e), FALSE, ERROR_INVALID_HANDLE);
	check("the other lives", state(d), WAIT_OBJECT_0);
	check("move", DuplicateHandle(GetCurrentProcess(), d, GetCurrentProcess(), &e, 0, TRUE,
				      DUPLICATE_SAME_ACCESS | DUPLICATE_CLOSE_SOURCE), TRUE);
	check_error("moved away", SetEvent(d), FALSE, ERROR_INVALID_HANDLE);
	GetHandleInformation(e, &flags);
	check("inheritable copy", flags, HANDLE_FLAG_INHERIT);
	CloseHandle(e);
	check_error("duplicate a closed one", DuplicateHandle(GetCurrentProcess(), e,
		    GetCurrentProcess(), &d, 0, FALSE, DUPLICATE_SAME_ACCESS), FALSE,
		    ERROR_INVALID_HANDLE);
	check_error("flags of a closed one", GetHandleInformation(e, &flags), FALSE,
		    ERROR_INVALID_HANDLE);
	check_error("close 0", CloseHandle(NULL), FALSE, ERROR_INVALID_HANDLE);

	check("pseudo", GetCurrentProcess() == (HANDLE)-1 && GetCurrentThread() == (HANDLE)-2, TRUE);
	check("close a pseudo", CloseHandle(GetCurrentProcess()) && CloseHandle(GetCurrentThread()),
	      TRUE);
	check("a real thread", DuplicateHandle(GetCurrentProcess(), GetCurrentThread(),
	      GetCurrentProcess(), &t, 0, FALSE, DUPLICATE_SAME_ACCESS), TRUE);
	check("it runs", state(t), WAIT_TIMEOUT);
	check("its id", GetThreadId(t), GetCurrentThreadId());
	check("pseudo id", GetThreadId(GetCurrentThread()), GetCurrentThreadId());
	check("its code", GetExitCodeThread(t, &code) && code == STILL_ACTIVE, TRUE);
	check("a real process", DuplicateHandle(GetCurrentProcess(), GetCurrentProcess(),
	      GetCurrentProcess(), &p, 0, FALSE, DUPLICATE_SAME_ACCESS), TRUE);
	check("it runs too", state(p), WAIT_TIMEOUT);
	check("process id", GetProcessId(p), GetCurrentProcessId());
	check("process code", GetExitCodeProcess(p, &code) && code == STILL_ACTIVE, TRUE);
	check("wait for pseudo handles", state(GetCurrentThread()), WAIT_TIMEOUT);
	check("wait for pseudo handles", state(GetCurrentProcess()), WAIT_TIMEOUT);
	CloseHandle(t);
	CloseHandle(p);
}

int main(void)
{
	events();
	mutexes();
	semaphores();
	handles();
	return result();
}
