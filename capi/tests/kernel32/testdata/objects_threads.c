/* Threads: beginning, end, codes, suspension, nature. */
#include "objects.h"
#include <process.h>

static DWORD WINAPI give_back(LPVOID parameter)
{
	return (DWORD)(ULONG_PTR)parameter;
}

static DWORD WINAPI exit_early(LPVOID parameter)
{
	ExitThread((DWORD)(ULONG_PTR)parameter);
	return 1;
}

static HANDLE gate;

static DWORD WINAPI wait_at_gate(LPVOID parameter)
{
	(void)parameter;
	return WaitForSingleObject(gate, INFINITE);
}

static DWORD WINAPI own_id(LPVOID parameter)
{
	(void)parameter;
	return GetCurrentThreadId();
}

static DWORD code_of(HANDLE t)
{
	DWORD code = 0xBAD;

	check("exit code", GetExitCodeThread(t, &code), TRUE);
	return code;
}

static void codes(void)
{
	const struct {
		LPTHREAD_START_ROUTINE start;
		ULONG_PTR code;
	} rows[] = {
		{give_back, 0}, {give_back, 7}, {give_back, STILL_ACTIVE}, {give_back, 0xFFFFFFFF},
		{exit_early, 0}, {exit_early, 42}, {exit_early, 0x80000000},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		HANDLE t = thread(rows[i].start, (void *)rows[i].code);

		wait_for(t);
		check("stays signalled", state(t), WAIT_OBJECT_0);
		check("code", code_of(t), rows[i].code);
		CloseHandle(t);
	}
}

static void ids(void)
{
	DWORD id = 0;
	HANDLE t = CreateThread(NULL, 0, own_id, NULL, 0, &id), o;

	check("an id", id != 0 && id != GetCurrentThreadId(), TRUE);
	check("by handle", GetThreadId(t), id);
	wait_for(t);
	check("by itself", code_of(t), id);
	check("after its end", GetThreadId(t), id);
	CloseHandle(t);

	gate = event(TRUE, FALSE);
	t = CreateThread(NULL, 0, wait_at_gate, NULL, 0, &id);
	o = OpenThread(THREAD_ALL_ACCESS, FALSE, id);
	check("opened", o != NULL, TRUE);
	check("the same", GetThreadId(o), id);
	check("runs", code_of(o), STILL_ACTIVE);
	SetEvent(gate);
	wait_for(o);
	CloseHandle(o);
	CloseHandle(t);
	check_error("no such thread", OpenThread(THREAD_ALL_ACCESS, FALSE, 0x7FFFFFF1) != NULL, FALSE,
		    ERROR_INVALID_PARAMETER);
	check_error("an event is no thread", GetThreadId(gate), 0, ERROR_INVALID_HANDLE);
	check_error("flags", CreateThread(NULL, 0, own_id, NULL, 0x40, NULL) != NULL, FALSE,
		    ERROR_INVALID_PARAMETER);
}

static volatile LONG ran;

static DWORD WINAPI mark(LPVOID parameter)
{
	(void)parameter;
	InterlockedIncrement(&ran);
	SuspendThread(GetCurrentThread());
	InterlockedIncrement(&ran);
	return 3;
}

static void suspension(void)
{
	DWORD id = 0, before;
	HANDLE t = CreateThread(NULL, 0, mark, NULL, CREATE_SUSPENDED, &id);

	check("id of a suspended one", GetThreadId(t), id);
	Sleep(20);
	check("has not run", ran, 0);
	check("again", SuspendThread(t), 1);
	check("first resume", ResumeThread(t), 2);
	Sleep(5);
	check("still not", ran, 0);
	check("second resume", ResumeThread(t), 1);
	while (ran == 0)
		Sleep(1);
	Sleep(5);
	check("suspended itself", ran, 1);
	/* It may not have got there yet. */
	while ((before = ResumeThread(t)) == 0)
		Sleep(1);
	check("resume", before, 1);
	wait_for(t);
	check("code", code_of(t), 3);
	CloseHandle(t);
	check_error("no thread", ResumeThread(NULL), (DWORD)-1, ERROR_INVALID_HANDLE);
}

static DWORD WINAPI end_with_mutex(LPVOID mutex)
{
	WaitForSingleObject(mutex, INFINITE);
	ExitThread(9);
}

static void abandonment(void)
{
	HANDLE m = CreateMutexA(NULL, FALSE, NULL), h[2] = {event(TRUE, FALSE), m};
	HANDLE t = thread(end_with_mutex, m);

	wait_for(t);
	check("abandoned in a wait for any", WaitForMultipleObjects(2, h, FALSE, 0),
	      WAIT_ABANDONED_0 + 1);
	CloseHandle(t);
	ReleaseMutex(m);
	t = thread(end_with_mutex, m);
	wait_for(t);
	SetEvent(h[0]);
	check("abandoned in a wait for all", WaitForMultipleObjects(2, h, TRUE, 0), WAIT_ABANDONED_0);
	CloseHandle(t);
}

static void nature(void)
{
	FILETIME created, exited, kernel, user, now;
	HANDLE t = thread(give_back, NULL);
	DWORD_PTR mask, system, old;

	check("priority", GetThreadPriority(GetCurrentThread()), THREAD_PRIORITY_NORMAL);
	check("set", SetThreadPriority(GetCurrentThread(), THREAD_PRIORITY_BELOW_NORMAL), TRUE);
	check("remembered", GetThreadPriority(GetCurrentThread()), THREAD_PRIORITY_BELOW_NORMAL);
	check("back", SetThreadPriority(GetCurrentThread(), THREAD_PRIORITY_NORMAL), TRUE);
	check_error("wrong", SetThreadPriority(GetCurrentThread(), 3), FALSE, ERROR_INVALID_PARAMETER);

	wait_for(t);
	check("times", GetThreadTimes(t, &created, &exited, &kernel, &user), TRUE);
	GetSystemTimeAsFileTime(&now);
	check("created before it ended", CompareFileTime(&created, &exited) <= 0, TRUE);
	check("ended before now", CompareFileTime(&exited, &now) <= 0, TRUE);
	check("own times", GetThreadTimes(GetCurrentThread(), &created, &exited, &kernel, &user), TRUE);
	check("processor", GetCurrentProcessorNumber() < 1024, TRUE);

	check("mask", GetProcessAffinityMask(GetCurrentProcess(), &mask, &system), TRUE);
	check("some", mask != 0 && (mask & ~system) == 0, TRUE);
	old = SetThreadAffinityMask(GetCurrentThread(), mask & -mask);
	check("was", old, mask);
	check("is", SetThreadAffinityMask(GetCurrentThread(), mask), mask & -mask);
	check_error("nothing", SetThreadAffinityMask(GetCurrentThread(), 0), 0,
		    ERROR_INVALID_PARAMETER);
	check("ideal", SetThreadIdealProcessor(GetCurrentThread(), 0) != (DWORD)-1, TRUE);
	CloseHandle(t);
}

int main(void)
{
	codes();
	ids();
	suspension();
	abandonment();
	nature();
	return result();
}
