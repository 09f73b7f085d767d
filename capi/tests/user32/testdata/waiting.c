/* MsgWaitForMultipleObjects and timers. */
#include "check.h"

#include <process.h>

static MSG m;
static int apcs, rings;
static DWORD main_thread;

static HANDLE event(BOOL set)
{
	return CreateEvent(NULL, FALSE, set, NULL);
}

static void drain(void)
{
	while (PeekMessage(&m, NULL, 0, 0, PM_REMOVE))
		continue;
}

static void post(void)
{
	CHECK(PostThreadMessage(main_thread, WM_USER, 0, 0));
}

static unsigned WINAPI later(void *event)
{
	Sleep(30);
	if (event != NULL)
		SetEvent(event);
	else
		PostThreadMessage(main_thread, WM_USER + 1, 0, 0);
	return 0;
}

static void in_a_while(HANDLE event)
{
	CloseHandle((HANDLE)_beginthreadex(NULL, 0, later, event, 0, NULL));
}

static VOID CALLBACK apc(ULONG_PTR n)
{
	apcs += (int)n;
}

static void waits(void)
{
	HANDLE never = event(FALSE), set = event(TRUE), both[2] = {never, set};

	same("nothing", MsgWaitForMultipleObjects(1, &never, FALSE, 10, QS_ALLINPUT), WAIT_TIMEOUT);
	same("object", MsgWaitForMultipleObjects(2, both, FALSE, INFINITE, QS_ALLINPUT), 1);
	post();
	same("message", MsgWaitForMultipleObjects(2, both, FALSE, INFINITE, QS_ALLINPUT), 2);
	SetEvent(set);
	post();
	same("object first", MsgWaitForMultipleObjects(2, both, FALSE, INFINITE, QS_ALLINPUT), 1);
	drain();
	/* What somebody has looked at is not new. */
	post();
	CHECK(PeekMessage(&m, NULL, 0, 0, PM_NOREMOVE));
	same("old", MsgWaitForMultipleObjects(0, NULL, FALSE, 10, QS_ALLINPUT), WAIT_TIMEOUT);
	same("old, wanted", MsgWaitForMultipleObjectsEx(0, NULL, INFINITE, QS_ALLINPUT,
							MWMO_INPUTAVAILABLE), 0);
	post();
	same("new again", MsgWaitForMultipleObjects(0, NULL, FALSE, INFINITE, QS_POSTMESSAGE), 0);
	post();
	same("other kind", MsgWaitForMultipleObjects(0, NULL, FALSE, 10, QS_TIMER), WAIT_TIMEOUT);
	drain();
	in_a_while(NULL);
	same("from a thread", MsgWaitForMultipleObjects(1, &never, FALSE, INFINITE, QS_ALLINPUT), 1);
	CHECK(GetMessage(&m, NULL, 0, 0) && m.message == WM_USER + 1);
	in_a_while(NULL);
	CHECK(WaitMessage());
	CHECK(PeekMessage(&m, NULL, 0, 0, PM_REMOVE) && m.message == WM_USER + 1);
	in_a_while(NULL);
	CHECK(GetMessage(&m, NULL, 0, 0) && m.message == WM_USER + 1);
	CloseHandle(never);
	CloseHandle(set);
}

static void all(void)
{
	HANDLE a = event(TRUE), b = event(FALSE), both[2] = {a, b};

	same("no message", MsgWaitForMultipleObjects(1, both, TRUE, 10, QS_ALLINPUT), WAIT_TIMEOUT);
	post();
	same("no event", MsgWaitForMultipleObjects(2, both, TRUE, 10, QS_ALLINPUT), WAIT_TIMEOUT);
	same("not taken", WaitForSingleObject(a, 0), WAIT_OBJECT_0);
	drain();
	SetEvent(a);
	post();
	in_a_while(b);
	CHECK(MsgWaitForMultipleObjects(2, both, TRUE, INFINITE, QS_ALLINPUT) <= 2);
	same("taken", WaitForSingleObject(a, 0), WAIT_TIMEOUT);
	same("taken", WaitForSingleObject(b, 0), WAIT_TIMEOUT);
	drain();
	CloseHandle(a);
	CloseHandle(b);
}

static void alertable(void)
{
	QueueUserAPC(apc, GetCurrentThread(), 1);
	same("not alertable", MsgWaitForMultipleObjectsEx(0, NULL, 10, QS_ALLINPUT, 0), WAIT_TIMEOUT);
	same("none ran", apcs, 0);
	same("alertable", MsgWaitForMultipleObjectsEx(0, NULL, 1000, QS_ALLINPUT, MWMO_ALERTABLE),
	     WAIT_IO_COMPLETION);
	same("ran", apcs, 1);
}

static void errors(void)
{
	HANDLE many[64];
	HANDLE e = event(FALSE);

	for (int i = 0; i < 64; i++)
		many[i] = e;
	FAILS(MsgWaitForMultipleObjects(64, many, FALSE, 0, QS_ALLINPUT) != WAIT_FAILED,
	      ERROR_INVALID_PARAMETER);
	FAILS(MsgWaitForMultipleObjects(1, NULL, FALSE, 0, QS_ALLINPUT) != WAIT_FAILED,
	      ERROR_NOACCESS);
	same("63", MsgWaitForMultipleObjects(63, many, FALSE, 0, QS_ALLINPUT), WAIT_TIMEOUT);
	CloseHandle(e);
	FAILS(MsgWaitForMultipleObjects(1, &e, FALSE, 0, QS_ALLINPUT) != WAIT_FAILED,
	      ERROR_INVALID_HANDLE);
}

static VOID CALLBACK ring(HWND window, UINT message, UINT_PTR id, DWORD time)
{
	CHECK(window == NULL && message == WM_TIMER && id != 0);
	CHECK(GetTickCount() - time < 10000);
	rings++;
}

static void timers(void)
{
	DWORD begun = GetTickCount();
	UINT_PTR id = SetTimer(NULL, 0, 20, NULL), other;

	CHECK(id != 0);
	for (int i = 0; i < 3; i++) {
		CHECK(GetMessage(&m, NULL, 0, 0));
		same("timer", m.message, WM_TIMER);
		same("id", m.wParam, id);
		same("function", m.lParam, 0);
	}
	CHECK(GetTickCount() - begun >= 50);
	/* Those that nobody took are one, and posted messages go first. */
	Sleep(60);
	post();
	CHECK((GetQueueStatus(QS_TIMER) & MAKELONG(0, QS_TIMER)) != 0);
	CHECK(GetMessage(&m, NULL, 0, 0) && m.message == WM_USER);
	CHECK(GetMessage(&m, NULL, 0, 0) && m.message == WM_TIMER);
	CHECK(!PeekMessage(&m, NULL, WM_USER, WM_USER, PM_REMOVE));
	same("waiting for it", MsgWaitForMultipleObjects(0, NULL, FALSE, INFINITE, QS_TIMER), 0);
	CHECK(PeekMessage(&m, NULL, WM_TIMER, WM_TIMER, PM_REMOVE));
	same("the same again", SetTimer(NULL, id, 10000, NULL), id);
	CHECK(!PeekMessage(&m, NULL, 0, 0, PM_REMOVE));
	other = SetTimer(NULL, 0, 10000, NULL);
	CHECK(other != 0 && other != id);
	CHECK(KillTimer(NULL, id) && KillTimer(NULL, other));
	CHECK(!KillTimer(NULL, id));

	id = SetTimer(NULL, 0, 1, ring);
	while (rings < 3 && GetMessage(&m, NULL, 0, 0))
		DispatchMessage(&m);
	same("rings", rings, 3);
	CHECK(KillTimer(NULL, id));
	/* A function that no timer has is not called. */
	DispatchMessage(&(MSG){.message = WM_TIMER, .lParam = (LPARAM)0x10});
	CHECK(!PeekMessage(&m, NULL, 0, 0, PM_REMOVE));
}

int main(void)
{
	main_thread = GetCurrentThreadId();
	CHECK(!PeekMessage(&m, NULL, 0, 0, PM_REMOVE));
	waits();
	all();
	alertable();
	errors();
	timers();
	return done();
}
