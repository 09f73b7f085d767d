/* TerminateThread: a thread in a wait ends at once. */
#include "objects.h"

static HANDLE mutex, ready;

static DWORD WINAPI wait_for_ever(LPVOID alertably)
{
	WaitForSingleObject(mutex, INFINITE);
	SetEvent(ready);
	if (alertably != NULL)
		SleepEx(INFINITE, TRUE);
	else
		WaitForSingleObject(GetCurrentProcess(), INFINITE);
	return 1;
}

static DWORD WINAPI end_oneself(LPVOID unused)
{
	(void)unused;
	TerminateThread(GetCurrentThread(), 33);
	return 1;
}

int main(void)
{
	DWORD code;
	HANDLE t;

	mutex = CreateMutexA(NULL, FALSE, NULL);
	ready = event(FALSE, FALSE);
	for (int i = 0; i < 20; i++) {
		t = thread(wait_for_ever, i % 2 ? mutex : NULL);
		wait_for(ready);
		check("terminate", TerminateThread(t, 0x77), TRUE);
		wait_for(t);
		GetExitCodeThread(t, &code);
		check("code", code, 0x77);
		check("its mutex", state(mutex), WAIT_ABANDONED);
		ReleaseMutex(mutex);
		CloseHandle(t);
	}
	t = thread(end_oneself, NULL);
	wait_for(t);
	GetExitCodeThread(t, &code);
	check("itself", code, 33);
	check_error("no thread", TerminateThread(ready, 0), FALSE, ERROR_INVALID_HANDLE);
	return result();
}
