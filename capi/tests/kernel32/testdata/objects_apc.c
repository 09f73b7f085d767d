/* Asynchronous procedure calls and waitable timers. */
#include "objects.h"

static char order[64];
static int ran;

static VOID CALLBACK note(ULONG_PTR c)
{
	order[ran++] = (char)c;
	order[ran] = 0;
}

static VOID CALLBACK requeue(ULONG_PTR c)
{
	note(c);
	QueueUserAPC(note, GetCurrentThread(), c + 1);
}

static VOID CALLBACK nested(ULONG_PTR c)
{
	note(c);
	check("nested wait", SleepEx(0, TRUE), WAIT_IO_COMPLETION);
	note('/');
}

static void clear(void)
{
	order[ran = 0] = 0;
}

static void expect(const char *what, const char *want)
{
	if (strcmp(order, want) != 0) {
		printf("%s: ran \"%s\", want \"%s\"\n", what, order, want);
		failures++;
	}
	clear();
}

static void queue(char c)
{
	check("queue", QueueUserAPC(note, GetCurrentThread(), (ULONG_PTR)c), TRUE);
}

static void own_thread(void)
{
	HANDLE set = event(FALSE, TRUE), never = event(TRUE, FALSE), both[2] = {never, set};

	check("nothing", SleepEx(0, TRUE), 0);
	queue('a');
	queue('b');
	queue('c');
	Sleep(1);
	check("not alertable", WaitForSingleObjectEx(never, 0, FALSE), WAIT_TIMEOUT);
	expect("before", "");
	SetLastError(123);
	check("alertable", SleepEx(INFINITE, TRUE), WAIT_IO_COMPLETION);
	check("last error", GetLastError(), 123);
	expect("in order", "abc");
	check("nothing left", SleepEx(0, TRUE), 0);

	queue('d');
	check("signalled at entry", WaitForSingleObjectEx(set, INFINITE, TRUE), WAIT_OBJECT_0);
	expect("it stays queued", "");
	check("then it runs", WaitForSingleObjectEx(set, 0, TRUE), WAIT_IO_COMPLETION);
	expect("runs", "d");

	SetEvent(set);
	queue('e');
	check("any", WaitForMultipleObjectsEx(2, both, FALSE, INFINITE, TRUE), WAIT_OBJECT_0 + 1);
	expect("it stays queued", "");
	SetEvent(set);
	check("all", WaitForMultipleObjectsEx(2, both, TRUE, INFINITE, TRUE), WAIT_IO_COMPLETION);
	expect("all", "e");
	check("nothing was taken", state(set), WAIT_OBJECT_0);

	queue('f');
	check("signal", SignalObjectAndWait(set, never, INFINITE, TRUE), WAIT_IO_COMPLETION);
	expect("signal and wait", "f");
	check("signalled", state(set), WAIT_OBJECT_0);

	QueueUserAPC(requeue, GetCurrentThread(), 'g');
	check("a queueing one", SleepEx(INFINITE, TRUE), WAIT_IO_COMPLETION);
	expect("a queueing one", "gh");
	QueueUserAPC(nested, GetCurrentThread(), 'i');
	queue('j');
	queue('k');
	check("a waiting one", SleepEx(INFINITE, TRUE), WAIT_IO_COMPLETION);
	expect("a waiting one", "ijk/");
}

static HANDLE ready;

static DWORD WINAPI wait_alertably(LPVOID object)
{
	SetEvent(ready);
	return WaitForSingleObjectEx(object, 10000, TRUE);
}

static VOID CALLBACK set_event(ULONG_PTR h)
{
	SetEvent((HANDLE)h);
}

static void other_thread(void)
{
	HANDLE never = event(TRUE, FALSE), done = event(TRUE, FALSE), t;
	DWORD code;

	ready = event(FALSE, FALSE);
	t = thread(wait_alertably, never);
	wait_for(ready);
	Sleep(10);
	check("queue", QueueUserAPC(set_event, t, (ULONG_PTR)done), TRUE);
	wait_for(done);
	wait_for(t);
	GetExitCodeThread(t, &code);
	check("alerted", code, WAIT_IO_COMPLETION);
	check("the dead get none", QueueUserAPC(set_event, t, 0), FALSE);
	check_error("no thread", QueueUserAPC(set_event, never, 0), FALSE, ERROR_INVALID_HANDLE);
	CloseHandle(t);

	/* One that has not begun calls it first. */
	ResetEvent(done);
	t = CreateThread(NULL, 0, wait_alertably, done, CREATE_SUSPENDED, NULL);
	QueueUserAPC(set_event, t, (ULONG_PTR)done);
	ResumeThread(t);
	wait_for(t);
	GetExitCodeThread(t, &code);
	check("set before the wait", code, WAIT_OBJECT_0);
	CloseHandle(t);
}

static DWORD low, high;

static VOID CALLBACK tick(LPVOID argument, DWORD l, DWORD h)
{
	note((ULONG_PTR)argument);
	low = l;
	high = h;
}

static LONGLONG now(void)
{
	FILETIME t;

	GetSystemTimeAsFileTime(&t);
	return (LONGLONG)t.dwHighDateTime << 32 | t.dwLowDateTime;
}

static void timers(void)
{
	HANDLE automatic = CreateWaitableTimerA(NULL, FALSE, NULL);
	HANDLE manual = CreateWaitableTimerA(NULL, TRUE, NULL);
	LARGE_INTEGER due;
	LONGLONG begun;

	due.QuadPart = -100000000; /* 10 s */
	check("set", SetWaitableTimer(automatic, &due, 0, NULL, NULL, FALSE), TRUE);
	check("not yet", state(automatic), WAIT_TIMEOUT);
	begun = now();
	due.QuadPart = -200000; /* 20 ms */
	check("set", SetWaitableTimer(automatic, &due, 0, NULL, NULL, FALSE), TRUE);
	wait_for(automatic);
	check("in time", now() - begun >= 190000, TRUE);
	check("automatic", state(automatic), WAIT_TIMEOUT);

	due.QuadPart = now() + 200000;
	check("absolute", SetWaitableTimer(manual, &due, 0, tick, (LPVOID)'t', FALSE), TRUE);
	check("alertable", SleepEx(10000, TRUE), WAIT_IO_COMPLETION);
	expect("routine", "t");
	check("time", ((LONGLONG)high << 32 | low) >= due.QuadPart - 10000, TRUE);
	check("manual", state(manual), WAIT_OBJECT_0);
	check("manual", state(manual), WAIT_OBJECT_0);

	due.QuadPart = -10000;
	check("periodic", SetWaitableTimer(automatic, &due, 5, NULL, NULL, FALSE), TRUE);
	for (int i = 0; i < 3; i++)
		wait_for(automatic);
	check("cancel", CancelWaitableTimer(automatic), TRUE);
	state(automatic);
	check("cancelled", WaitForSingleObject(automatic, 30), WAIT_TIMEOUT);

	due.QuadPart = 0;
	SetWaitableTimer(manual, &due, 0, tick, (LPVOID)'u', FALSE);
	check("at once", WaitForSingleObject(manual, 5000), WAIT_OBJECT_0);
	CancelWaitableTimer(manual);
	check("cancel takes the routine back", SleepEx(20, TRUE), 0);
	expect("none", "");
	due.QuadPart = -1000000000;
	SetWaitableTimer(manual, &due, 0, NULL, NULL, FALSE);
	check("setting takes the signal back", state(manual), WAIT_TIMEOUT);
	check_error("negative period", SetWaitableTimer(manual, &due, -1, NULL, NULL, FALSE), FALSE,
		    ERROR_INVALID_PARAMETER);
	check_error("an event is no timer", CancelWaitableTimer(event(TRUE, FALSE)), FALSE,
		    ERROR_INVALID_HANDLE);
}

int main(void)
{
	own_thread();
	other_thread();
	timers();
	return result();
}
