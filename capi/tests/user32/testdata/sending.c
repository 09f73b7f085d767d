/* Messages between threads: delivery, answers, time-outs, ends. */
#include "check.h"

#include <process.h>

static HANDLE ready, go;
static HWND volatile window, back;
static DWORD main_thread;

enum {
	ADD = WM_USER,
	SLEEP,
	EARLY,
	CALL_BACK,
	ASK,
	LEAVE,
	END,
};

static LRESULT CALLBACK procedure(HWND w, UINT message, WPARAM wparam, LPARAM lparam)
{
	switch (message) {
	case ADD:
		return (LRESULT)wparam + lparam;
	case SLEEP:
		Sleep((DWORD)wparam);
		return 1;
	case EARLY:
		same("in a message", InSendMessageEx(NULL), ISMEX_SEND);
		CHECK(ReplyMessage(5));
		same("answered", InSendMessageEx(NULL), ISMEX_SEND | ISMEX_REPLIED);
		SetEvent(ready);
		return 6;
	case CALL_BACK: /* the sender waits and is asked itself */
		CHECK(GetWindowThreadProcessId(w, NULL) == GetCurrentThreadId());
		return wparam == 0 ? 1000 : 1 + SendMessage(w == window ? back : window, CALL_BACK,
							    wparam - 1, 0);
	case ASK:
		return InSendMessageEx(NULL);
	case LEAVE:
		DestroyWindow(w);
		return 77;
	case END:
		PostQuitMessage((int)wparam);
		return 0;
	case WM_SETTEXT:
	case WM_GETTEXT:
		CHECK(GetWindowThreadProcessId(w, NULL) == GetCurrentThreadId());
		break;
	}
	return DefWindowProc(w, message, wparam, lparam);
}

static HWND make(void)
{
	return CreateWindow("sending", "a text", 0, 0, 0, 0, 0, HWND_MESSAGE, NULL, NULL, NULL);
}

static unsigned WINAPI loop(void *dies)
{
	MSG m;

	window = make();
	SetEvent(ready);
	if (dies != NULL) {
		WaitForSingleObject(go, INFINITE);
		return 1;
	}
	while (GetMessage(&m, NULL, 0, 0) > 0)
		DispatchMessage(&m);
	return (unsigned)m.wParam;
}

static HANDLE begin(void *dies)
{
	HANDLE thread = (HANDLE)_beginthreadex(NULL, 0, loop, dies, 0, NULL);

	WaitForSingleObject(ready, INFINITE);
	return thread;
}

static void end(HANDLE thread, DWORD code)
{
	DWORD got = 0;

	WaitForSingleObject(thread, INFINITE);
	CHECK(GetExitCodeThread(thread, &got));
	same("exit code", got, code);
	CHECK(!IsWindow(window));
	CloseHandle(thread);
}

static void answers(void)
{
	DWORD_PTR result = 99;
	char text[32];

	same("sum", SendMessage(window, ADD, 40, 2), 42);
	for (int i = 0; i < 1000; i++)
		same("sums", SendMessage(window, ADD, i, 1), i + 1);
	same("to and fro", SendMessage(window, CALL_BACK, 20, 0), 1020);
	CHECK(SendMessageTimeout(window, ADD, 1, 2, SMTO_NORMAL, 5000, &result) && result == 3);
	CHECK(GetWindowText(window, text, sizeof text) == 6 && strcmp(text, "a text") == 0);
	CHECK(SetWindowText(window, "another"));
	CHECK(GetWindowText(window, text, 4) == 3 && strcmp(text, "ano") == 0);
	same("length", GetWindowTextLength(window), 7);
	same("answered early", SendMessage(window, EARLY, 0, 0), 5);
	WaitForSingleObject(ready, INFINITE);
	same("sent", SendMessage(window, ASK, 0, 0), ISMEX_SEND);
	same("own", SendMessage(back, ASK, 0, 0), ISMEX_NOSEND);
	CHECK(SendNotifyMessage(window, ADD, 0, 0));
	FAILS(SendNotifyMessage(window, WM_SETTEXT, 0, (LPARAM)"x"), ERROR_MESSAGE_SYNC_ONLY);
	FAILS(DestroyWindow(window), ERROR_ACCESS_DENIED);
	FAILS(SetTimer(window, 1, 1000, NULL), ERROR_ACCESS_DENIED);
}

static void timeouts(void)
{
	DWORD_PTR result = 99;
	DWORD begun = GetTickCount(), took;

	FAILS(SendMessageTimeout(window, SLEEP, 300, 0, SMTO_NORMAL, 50, &result), ERROR_TIMEOUT);
	took = GetTickCount() - begun;
	CHECK(took >= 40 && took < 280);
	/* What was not delivered yet never is. */
	FAILS(SendMessageTimeout(window, END, 1, 0, SMTO_BLOCK, 20, &result), ERROR_TIMEOUT);
	same("still there", SendMessage(window, ADD, 1, 1), 2);
	FAILS(SendMessageTimeout((HWND)0x7ABC0020, ADD, 0, 0, 0, 10, &result),
	      ERROR_INVALID_WINDOW_HANDLE);
}

int main(void)
{
	const WNDCLASS c = {.lpfnWndProc = procedure, .lpszClassName = "sending"};
	HANDLE thread;
	MSG m;

	ready = CreateEvent(NULL, FALSE, FALSE, NULL);
	go = CreateEvent(NULL, FALSE, FALSE, NULL);
	main_thread = GetCurrentThreadId();
	CHECK(RegisterClass(&c));
	back = make();
	thread = begin(NULL);
	answers();
	timeouts();
	CHECK(PostMessage(window, END, 7, 0));
	end(thread, 7);

	/* A window that ends in the middle of a message still answers it. */
	thread = begin(NULL);
	same("last words", SendMessage(window, LEAVE, 0, 0), 77);
	CHECK(PostThreadMessage(GetThreadId(thread), WM_QUIT, 3, 0));
	end(thread, 3);

	/* A thread that ends without an answer lets the sender go. */
	thread = begin("dies");
	CHECK(SendNotifyMessage(window, ADD, 0, 0));
	SetEvent(go);
	same("nobody", SendMessage(window, ADD, 1, 1), 0);
	end(thread, 1);
	CHECK(!PeekMessage(&m, NULL, 0, 0, PM_REMOVE));
	return done();
}
