/* Threads that end in the middle of it: terminated, in a procedure, with windows. */
#include "check.h"

enum { EXIT_IN_CALL = WM_USER, HANG };

static HANDLE ready;
static HWND volatile window;

static LRESULT CALLBACK procedure(HWND w, UINT message, WPARAM wparam, LPARAM lparam)
{
	if (message == EXIT_IN_CALL)
		ExitThread((DWORD)wparam);
	if (message == HANG) {
		SetEvent(ready);
		WaitForSingleObject(GetCurrentThread(), INFINITE);
	}
	return DefWindowProc(w, message, wparam, lparam);
}

static DWORD WINAPI loop(LPVOID unused)
{
	MSG m;

	(void)unused;
	window = CreateWindow("ends", "", 0, 0, 0, 0, 0, HWND_MESSAGE, NULL, NULL, NULL);
	SetEvent(ready);
	while (GetMessage(&m, NULL, 0, 0) > 0)
		DispatchMessage(&m);
	return 0;
}

static DWORD WINAPI ask(LPVOID unused)
{
	(void)unused;
	SendMessage(window, HANG, 0, 0);
	return 0;
}

static HANDLE begin(LPTHREAD_START_ROUTINE start)
{
	HANDLE thread = CreateThread(NULL, 0, start, NULL, 0, NULL);

	WaitForSingleObject(ready, INFINITE);
	return thread;
}

static void ended(HANDLE thread, DWORD code)
{
	DWORD got = 0;

	same("end", WaitForSingleObject(thread, 20000), WAIT_OBJECT_0);
	CHECK(GetExitCodeThread(thread, &got));
	same("code", got, code);
	CloseHandle(thread);
}

int main(void)
{
	const WNDCLASS c = {.lpfnWndProc = procedure, .lpszClassName = "ends"};
	HANDLE thread, sender;
	char text[16];

	CHECK(RegisterClass(&c));
	ready = CreateEvent(NULL, FALSE, FALSE, NULL);

	/* In its procedure, while somebody waits for the answer. */
	thread = begin(loop);
	same("no answer", SendMessage(window, EXIT_IN_CALL, 9, 0), 0);
	ended(thread, 9);
	CHECK(!IsWindow(window));

	/* Terminated in GetMessage, and in a procedure that waits. */
	thread = begin(loop);
	CHECK(TerminateThread(thread, 5));
	ended(thread, 5);
	CHECK(!IsWindow(window));
	thread = begin(loop);
	sender = begin(ask);
	CHECK(TerminateThread(thread, 6));
	ended(thread, 6);
	ended(sender, 0);
	CHECK(!IsWindow(window));

	/* Terminated while it waits for an answer; the receiver goes on. */
	thread = begin(loop);
	sender = begin(ask);
	CHECK(TerminateThread(sender, 7));
	ended(sender, 7);
	CHECK(IsWindow(window));
	CHECK(TerminateThread(thread, 8));
	ended(thread, 8);
	CHECK(UnregisterClass("ends", NULL));

	/* The system's class keeps a text. */
	window = CreateWindow("STATIC", "a text", 0, 0, 0, 0, 0, HWND_MESSAGE, NULL, NULL, NULL);
	CHECK(GetWindowText(window, text, sizeof text) == 6 && strcmp(text, "a text") == 0);
	CHECK(GetClassName(window, text, sizeof text) == 6 && strcmp(text, "Static") == 0);
	DestroyWindow(window);
	return done();
}
