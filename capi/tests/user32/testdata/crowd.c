/* Threads that send and post to each other's windows, which come and go. */
#include "check.h"

enum { THREADS = 6, ROUNDS = 1500, ADD = WM_USER, POSTED };

static HWND volatile windows[THREADS];
static LONG answers, ended;
static LONG64 posted, got;

static LRESULT CALLBACK procedure(HWND w, UINT message, WPARAM wparam, LPARAM lparam)
{
	if (message == ADD) /* as deep as it goes */
		return wparam == 0 ? lparam : SendMessage(windows[wparam % THREADS], ADD,
							  wparam - 1, lparam + 1);
	if (message == POSTED)
		InterlockedAdd64(&got, (LONG64)lparam);
	return DefWindowProc(w, message, wparam, lparam);
}

static HWND make(void)
{
	return CreateWindow("crowd", "", 0, 0, 0, 0, 0, HWND_MESSAGE, NULL, NULL, NULL);
}

static void take_all(void)
{
	MSG m;

	while (PeekMessage(&m, NULL, 0, 0, PM_REMOVE))
		DispatchMessage(&m);
}

static DWORD WINAPI crowd(LPVOID number)
{
	const int me = (int)(LONG_PTR)number;
	unsigned random = 7919u * (unsigned)(me + 1);

	windows[me] = make();
	for (int i = 0; i < ROUNDS; i++) {
		HWND other;

		random = random * 1103515245u + 12345u;
		other = windows[(random >> 16) % THREADS];
		switch ((random >> 24) % 8) {
		case 0: /* a new window; the old one's messages are lost */
			take_all();
			other = windows[me];
			windows[me] = make();
			DestroyWindow(other);
			break;
		case 1:
		case 2:
			if (PostMessage(other, POSTED, 0, 1))
				InterlockedAdd64(&posted, 1);
			break;
		case 3:
			SendNotifyMessage(other, POSTED, 0, 0);
			break;
		case 4:
			SendMessageTimeout(other, ADD, 2, 0, SMTO_NORMAL, 1, NULL);
			break;
		default:
			if (SendMessage(other, ADD, (random >> 8) % 4, 0) >= 0)
				InterlockedIncrement(&answers);
		}
		if (i % 16 == 0)
			take_all();
	}
	InterlockedIncrement(&ended);
	while (ended < THREADS) { /* others may wait for an answer */
		MsgWaitForMultipleObjects(0, NULL, FALSE, 1, QS_ALLINPUT);
		take_all();
	}
	take_all();
	DestroyWindow(windows[me]);
	return 0;
}

int main(void)
{
	const WNDCLASS c = {.lpfnWndProc = procedure, .lpszClassName = "crowd"};
	HANDLE threads[THREADS];

	CHECK(RegisterClass(&c));
	for (int i = 0; i < THREADS; i++)
		threads[i] = CreateThread(NULL, 0, crowd, (LPVOID)(LONG_PTR)i, 0, NULL);
	same("all end", WaitForMultipleObjects(THREADS, threads, TRUE, 50000), WAIT_OBJECT_0);
	CHECK(answers > 0 && got > 0 && got <= posted);
	CHECK(UnregisterClass("crowd", NULL));
	return done();
}
