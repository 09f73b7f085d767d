/* Messages of a thread: order, filters, WM_QUIT, what is in the queue, limits. */
#include "check.h"

static MSG m;

static BOOL peek(UINT first, UINT last, UINT flags)
{
	memset(&m, 0xAA, sizeof m);
	return PeekMessage(&m, NULL, first, last, flags);
}

static void post(UINT message, WPARAM w)
{
	CHECK(PostThreadMessage(GetCurrentThreadId(), message, w, ~w));
}

static void order(void)
{
	DWORD before = GetTickCount();

	CHECK(!peek(0, 0, PM_REMOVE));
	for (UINT i = 0; i < 5; i++)
		post(WM_USER + i, i);
	CHECK(PostMessage(NULL, WM_APP, 7, 8));
	CHECK(peek(0, 0, PM_NOREMOVE));
	same("first, not removed", m.message, WM_USER);
	for (UINT i = 0; i < 5; i++) {
		CHECK(GetMessage(&m, NULL, 0, 0) == TRUE);
		same("message", m.message, WM_USER + i);
		same("wParam", m.wParam, i);
		same("lParam", m.lParam, ~(LPARAM)i);
		CHECK(m.hwnd == NULL);
		CHECK(m.time - before < 10000);
		CHECK(GetMessageTime() == (LONG)m.time);
	}
	CHECK(GetMessage(&m, (HWND)-1, 0, 0) == TRUE && m.message == WM_APP && m.wParam == 7);
	CHECK(!peek(0, 0, PM_REMOVE));
}

static void filters(void)
{
	for (UINT i = 0; i < 6; i++)
		post(WM_USER + i, i);
	CHECK(GetMessage(&m, NULL, WM_USER + 3, WM_USER + 4) && m.message == WM_USER + 3);
	CHECK(peek(WM_USER + 2, WM_USER + 4, PM_REMOVE) && m.message == WM_USER + 2);
	CHECK(!peek(WM_USER + 2, WM_USER + 3, PM_REMOVE));
	CHECK(!peek(WM_USER + 100, WM_USER + 200, PM_REMOVE));
	CHECK(peek(0, 0, PM_REMOVE) && m.message == WM_USER);
	CHECK(peek(0, 0, PM_REMOVE) && m.message == WM_USER + 1);
	CHECK(peek(0, 0, PM_REMOVE) && m.message == WM_USER + 4);
	CHECK(peek(0, 0, PM_REMOVE | PM_QS_POSTMESSAGE) && m.message == WM_USER + 5);
	post(WM_USER, 0);
	CHECK(!peek(0, 0, PM_REMOVE | PM_QS_INPUT));
	CHECK(!peek(0, 0, PM_REMOVE | PM_QS_PAINT));
	CHECK(peek(0, 0, PM_REMOVE));
	FAILS(peek(0, 0, PM_REMOVE) || PeekMessage(&m, (HWND)0x7ABC0020, 0, 0, PM_REMOVE),
	      ERROR_INVALID_WINDOW_HANDLE);
	CHECK(GetMessage(&m, (HWND)0x7ABC0020, 0, 0) == -1);
	same("error", GetLastError(), ERROR_INVALID_WINDOW_HANDLE);
}

/* WM_QUIT comes after everything that was posted, past any filter. */
static void quit(void)
{
	PostQuitMessage(42);
	post(WM_USER, 1);
	post(WM_USER, 2);
	CHECK(GetMessage(&m, NULL, 0, 0) == TRUE && m.wParam == 1);
	CHECK(GetMessage(&m, NULL, 0, 0) == TRUE && m.wParam == 2);
	CHECK(peek(WM_APP, WM_APP, PM_NOREMOVE) && m.message == WM_QUIT && m.wParam == 42);
	CHECK(GetMessage(&m, NULL, WM_APP, WM_APP) == FALSE);
	CHECK(m.message == WM_QUIT && m.wParam == 42 && m.hwnd == NULL);
	CHECK(!peek(0, 0, PM_REMOVE));
	/* One that was posted is like any other. */
	post(WM_QUIT, 3);
	post(WM_USER, 4);
	CHECK(GetMessage(&m, NULL, 0, 0) == FALSE && m.wParam == 3);
	CHECK(GetMessage(&m, NULL, 0, 0) == TRUE && m.wParam == 4);
}

static void status(void)
{
	same("empty", GetQueueStatus(QS_ALLINPUT), 0);
	post(WM_USER, 0);
	same("new", GetQueueStatus(QS_POSTMESSAGE), MAKELONG(QS_POSTMESSAGE, QS_POSTMESSAGE));
	same("old", GetQueueStatus(QS_POSTMESSAGE), MAKELONG(0, QS_POSTMESSAGE));
	same("not asked for", GetQueueStatus(QS_TIMER | QS_SENDMESSAGE), 0);
	CHECK(peek(0, 0, PM_REMOVE));
	same("taken", GetQueueStatus(QS_ALLINPUT), 0);
	post(WM_USER, 0);
	post(WM_USER, 1);
	CHECK(peek(0, 0, PM_REMOVE));
	same("looked at", GetQueueStatus(QS_POSTMESSAGE), MAKELONG(0, QS_POSTMESSAGE));
	CHECK(peek(0, 0, PM_REMOVE));
}

static void errors(void)
{
	int n = 0;

	FAILS(PostMessage((HWND)0x7ABC0020, WM_USER, 0, 0), ERROR_INVALID_WINDOW_HANDLE);
	FAILS(PostThreadMessage(0x7FFFFFF0, WM_USER, 0, 0), ERROR_INVALID_THREAD_ID);
	FAILS(PostMessage(NULL, WM_SETTEXT, 0, (LPARAM)"x"), ERROR_MESSAGE_SYNC_ONLY);
	FAILS(PostThreadMessage(GetCurrentThreadId(), WM_COPYDATA, 0, 0), ERROR_MESSAGE_SYNC_ONLY);
	while (n < 20000 && PostThreadMessage(GetCurrentThreadId(), WM_USER, n, 0))
		n++;
	same("limit", n, 10000);
	same("error", GetLastError(), ERROR_NOT_ENOUGH_QUOTA);
	for (int i = 0; i < n; i++)
		CHECK(peek(0, 0, PM_REMOVE) && m.wParam == (WPARAM)i);
	CHECK(!peek(0, 0, PM_REMOVE));
}

static void registered(void)
{
	UINT a = RegisterWindowMessageA("Winsock.Test"), b = RegisterWindowMessageW(L"winsock.TEST");

	CHECK(a >= 0xC000 && a <= 0xFFFF);
	same("the same, whatever its case", b, a);
	CHECK(RegisterWindowMessageA("another") != a);
	CHECK(RegisterWindowMessageA("") == 0);
	CHECK(!TranslateMessage(&(MSG){.message = WM_USER}));
}

int main(void)
{
	order();
	filters();
	quit();
	status();
	errors();
	registered();
	return done();
}
